import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
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

  it('begins with who writes, and when; each line follows the one before', async () => {
    const path = folder();
    let now = Date.UTC(2026, 10, 22, 23, 59, 59, 999);
    const clock = { now: () => now, monotonic: () => 12.6, after: () => () => undefined };
    const log = AuditLog.open(path, { clock, pid: 7 });
    await log.append({ kind: 'denied' });
    now += 1;
    await log.append({ kind: 'denied' });
    const records = await readAudit(path);
    await log.close();
    const boot = String(records[0]?.['boot']);
    expect(boot).toMatch(/^[0-9a-f]{16}$/);
    // The day is that of the start, whatever day it has become.
    expect(readdirSync(path).sort()).toEqual([
      `audit-2026-11-22-7-${boot}.head.json`,
      `audit-2026-11-22-7-${boot}.jsonl`,
    ]);
    expect(records.map(({ hash: _hash, prev: _prev, ...rest }) => rest)).toEqual([
      { kind: 'open', seen: [], n: 1, at: '2026-11-22T23:59:59.999Z', mono: 13, boot, pid: 7 },
      { kind: 'denied', n: 2, at: '2026-11-22T23:59:59.999Z', mono: 13, boot, pid: 7 },
      { kind: 'denied', n: 3, at: '2026-11-23T00:00:00.000Z', mono: 13, boot, pid: 7 },
    ]);
    expect(log.head).toEqual({ n: 3, h: records[2]?.['hash'] });
  });

  it('names the ends of the last fifty others when it begins', async () => {
    const path = folder();
    const names = Array.from({ length: 52 }, (_, index) => `audit-2026-11-21-${100 + index}-ab`);
    for (const name of names) {
      writeFileSync(join(path, `${name}.jsonl`), '');
      // One has no end yet: its process wrote no more than its first line.
      if (name !== names[51]) writeFileSync(join(path, `${name}.head.json`), '{"h":"x","n":4}\n');
    }
    const log = AuditLog.open(path);
    await log.append(intent);
    await log.close();
    const [opening] = await readAudit(path);
    expect(opening?.['seen']).toEqual(names.slice(2, 51).map((name) => `${name} 4 x`));
  });

  it('tells its end every hundred records, and keeps each elsewhere where it can', async () => {
    const path = folder();
    const told: number[] = [];
    const kept: unknown[] = [];
    const log = AuditLog.open(path, {
      onHead: ({ n }) => told.push(n),
      keepHead: (head, chain) => {
        kept.push([head, chain]);
        return Promise.reject(new Error('It is out of reach.'));
      },
    });
    for (let n = 2; n <= 101; n++) await log.append(intent);
    await log.close();
    expect(told).toEqual([100]);
    expect(kept.length).toBe(101);
    const [name = ''] = readdirSync(path).filter((file) => file.endsWith('.jsonl'));
    expect(kept.at(-1)).toEqual([log.head, name.replace('.jsonl', '')]);
  });

  it('takes back a line that its head does not follow, and goes on with the next', async () => {
    const path = folder();
    const log = AuditLog.open(path);
    await log.append({ kind: 'intent', step: 1 });
    const head = join(path, readdirSync(path).find((name) => name.endsWith('.head.json')) ?? '');
    const whole = readFileSync(head);
    unlinkSync(head);
    // A folder in its place: the next head cannot be put there.
    mkdirSync(head);
    await expect(log.append({ kind: 'intent', step: 2 })).rejects.toThrow(
      `The audit log in ${path} cannot be written: E`,
    );
    rmSync(head, { recursive: true });
    writeFileSync(head, whole);
    await log.append({ kind: 'intent', step: 3 });
    await log.append({ kind: 'intent', step: 4 });
    await log.close();
    expect((await readAudit(path)).map((record) => record['step'])).toEqual([undefined, 1, 3, 4]);
    expect(await verifyAudit(path)).toMatchObject({ ok: true, records: 4, problems: [] });
  });

  it('takes nothing more once it is closed, and nothing of the disk then', async () => {
    const path = folder();
    const log = AuditLog.open(path);
    const last = log.append(intent);
    await log.close();
    await last;
    const before = readdirSync(path);
    await expect(log.append(intent)).rejects.toThrow(/^The audit log is closed\.$/);
    await log.close();
    expect(readdirSync(path)).toEqual(before);
    const unused = AuditLog.open(path);
    await unused.close();
    await expect(unused.append(intent)).rejects.toThrow(/^The audit log is closed\.$/);
    expect(readdirSync(path)).toEqual(before);
  });

  it('goes into a new part when one has grown past its size, and not before', async () => {
    const clock = { now: () => 1_764_000_000_000, monotonic: () => 1, after: () => () => undefined };
    const written = async (events: number, options: { partBytes?: number } = {}): Promise<string[]> => {
      const path = folder();
      const log = AuditLog.open(path, { clock, pid: 7, ...options });
      for (let event = 0; event < events; event++) await log.append(intent);
      await log.close();
      const names = readdirSync(path).filter((name) => name.endsWith('.jsonl'));
      return names.map((name) => readFileSync(join(path, name), 'utf8'));
    };
    const [two = ''] = await written(1);
    expect(await written(2, { partBytes: two.length })).toHaveLength(1);
    expect(await written(2, { partBytes: two.length - 1 })).toHaveLength(2);
  });
});
