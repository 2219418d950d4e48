import { readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AuditEvent, AuditLog } from '../../src/guard/audit.ts';
import { readAudit, verifyAudit } from '../../src/guard/audit-verify.ts';
import { canonical } from '../../src/guard/digest.ts';
import { filled, folder } from './audit-support.ts';

const intent: AuditEvent = {
  kind: 'intent',
  operation: 'betaGroups_createInstance',
  app: '1234567890',
  tier: 'R2',
  plan: 'p1',
  fields: ['name'],
};

describe('the audit log', () => {
  it('writes one line an event, private, chained, with the head beside it', async () => {
    const { path, logs } = await filled([intent, { kind: 'outcome', outcome: 'applied', status: 201 }]);
    const [name = ''] = logs;
    const lines = readFileSync(join(path, name), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).kind)).toEqual(['open', 'intent', 'outcome']);
    expect(lines.map((line) => JSON.parse(line).n)).toEqual([1, 2, 3]);
    expect(JSON.parse(lines[2] ?? '').prev).toBe(JSON.parse(lines[1] ?? '').hash);
    const head = JSON.parse(readFileSync(join(path, name.replace('.jsonl', '.head.json')), 'utf8'));
    expect(head).toEqual({ n: 3, h: JSON.parse(lines[2] ?? '').hash });
    expect(statSync(join(path, name)).mode & 0o777).toBe(0o600);
    expect(await verifyAudit(path)).toEqual({ ok: true, chains: 1, records: 3, problems: [], notes: [] });
  });

  it('touches nothing before the first event', async () => {
    const path = join(folder(), 'audit');
    await AuditLog.open(path).close();
    expect(() => statSync(path)).toThrow('ENOENT');
    expect(await verifyAudit(path)).toMatchObject({ ok: true, chains: 0 });
  });

  it('keeps the order of events that are reported at once', async () => {
    const path = folder();
    const log = AuditLog.open(path);
    await Promise.all(
      Array.from({ length: 20 }, (_, step) => log.append({ kind: 'intent', step: step + 1 })),
    );
    await log.close();
    const steps = (await readAudit(path)).flatMap((record) =>
      record.kind === 'intent' ? [record['step']] : [],
    );
    expect(steps).toEqual(Array.from({ length: 20 }, (_, step) => step + 1));
    expect((await verifyAudit(path)).ok).toBe(true);
  });

  it('names who acts and drops what has no field', async () => {
    const path = folder();
    const log = AuditLog.open(path);
    const sneaky = { ...intent, body: { secret: 'hunter2' }, email: 'a@b.example' };
    await log.append(sneaky, { principal: 'KEY123', client: 'claude', clientVersion: '2' });
    await log.close();
    const [, record] = await readAudit(path);
    expect(record).toMatchObject({
      principal: 'KEY123',
      client: 'claude',
      clientVersion: '2',
      app: '1234567890',
    });
    expect(JSON.stringify(record)).not.toMatch(/hunter2|example/);
  });

  it.each([
    ['-----BEGIN PRIVATE KEY-----', '[left out]'],
    ['/Users/x/AuthKey_AB.p8', '[left out]'],
    ['Bearer eyJhbGciOiJFUzI1NiIs', '[left out]'],
    ['mail someone@example.com', '[left out]'],
    ['https://signed.example/?sig=1', '[left out]'],
    ['a\u001b[31mred\u001b[0m\nline', 'ared line'],
    ['rule 2 (deny users_*)', 'rule 2 (deny users_*)'],
  ])('writes %j as %j', async (text, written) => {
    const { path } = await filled([{ kind: 'denied', rule: text }]);
    expect((await readAudit(path))[1]?.['rule']).toBe(written);
  });

  it('goes on in a new part and carries the hash over', async () => {
    const { path, logs } = await filled(
      Array.from({ length: 12 }, () => intent),
      900,
    );
    expect(logs.length).toBeGreaterThan(2);
    expect(await verifyAudit(path)).toMatchObject({ ok: true, chains: 1, records: 13 });
    unlinkSync(join(path, logs.find((name) => name.endsWith('.2.jsonl')) ?? ''));
    const { ok, problems } = await verifyAudit(path);
    expect(ok).toBe(false);
    expect(problems[0]).toMatchObject({ what: 'is missing' });
  });

  it('misses the whole log of another process', async () => {
    const { path, logs } = await filled([intent]);
    const second = AuditLog.open(path);
    await second.append(intent);
    await second.close();
    expect(await verifyAudit(path)).toMatchObject({ ok: true, chains: 2, records: 4 });
    const [first = ''] = logs;
    unlinkSync(join(path, first));
    unlinkSync(join(path, first.replace('.jsonl', '.head.json')));
    expect((await verifyAudit(path)).problems).toEqual([
      { file: first, what: expect.stringContaining('is missing; it was there when') },
    ]);
  });

  it('refuses to go on when its file is removed, or its folder is not private', async () => {
    const path = folder();
    const log = AuditLog.open(path);
    await log.append(intent);
    for (const name of readdirSync(path)) unlinkSync(join(path, name));
    await expect(log.append(intent)).rejects.toThrow('was removed while it was written');
    await log.close();
    const blocked = join(folder(), 'file');
    writeFileSync(blocked, '');
    await expect(AuditLog.open(blocked).append(intent)).rejects.toThrow('cannot be written');
  });

  it('takes a line back that it could not seal', async () => {
    const path = folder();
    const log = AuditLog.open(path);
    await log.append(intent);
    rmSync(path, { recursive: true });
    await expect(log.append(intent)).rejects.toThrow('The audit log');
    await log.close();
  });

  it('explains a last line without its head, and only one', async () => {
    const { path, logs } = await filled([intent, intent, intent]);
    const [name = ''] = logs;
    const records = readFileSync(join(path, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const head = join(path, name.replace('.jsonl', '.head.json'));
    writeFileSync(head, `${canonical({ n: 3, h: records[2].hash })}\n`);
    expect(await verifyAudit(path)).toMatchObject({
      ok: true,
      notes: [expect.stringContaining('is writing')],
    });
    writeFileSync(head, `${canonical({ n: 2, h: records[1].hash })}\n`);
    expect(await verifyAudit(path)).toMatchObject({ ok: false });
  });
});
