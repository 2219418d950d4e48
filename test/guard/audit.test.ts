import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type AuditEvent, AuditLog } from '../../src/guard/audit.ts';
import { readAudit, verifyAudit } from '../../src/guard/audit-verify.ts';
import { canonical } from '../../src/guard/digest.ts';

const folders: string[] = [];
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'asc-audit-'));
  folders.push(made);
  return made;
}
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

async function filled(
  events: readonly AuditEvent[],
  partBytes?: number,
): Promise<{ path: string; logs: string[] }> {
  const path = folder();
  const log = AuditLog.open(path, partBytes === undefined ? {} : { partBytes });
  for (const event of events) await log.append(event);
  await log.close();
  return {
    path,
    logs: readdirSync(path)
      .filter((name) => name.endsWith('.jsonl'))
      .sort(),
  };
}

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

  it('finds any single change, and points at its line', async () => {
    const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
    const event: fc.Arbitrary<AuditEvent> = fc.record(
      {
        kind: fc.constantFrom('plan', 'intent', 'outcome', 'refused'),
        operation: text,
        rule: text,
        status: fc.integer(),
        fields: fc.array(text, { maxLength: 3 }),
      },
      { requiredKeys: ['kind'] },
    );
    const mutation = fc.constantFrom('flip', 'delete', 'swap', 'insert', 'cut', 'append', 'space', 'head');
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 2, maxLength: 8 }),
        mutation,
        fc.nat(),
        fc.nat(),
        async (events, kind, one, two) => {
          const { path, logs } = await filled(events);
          const file = join(path, logs[0] ?? '');
          const before = readFileSync(file);
          const lines = before.toString().trimEnd().split('\n');
          const [i, j] = [one % lines.length, two % lines.length];
          const [a = '', b = ''] = [lines[i], lines[j]];
          let expected: number | undefined;
          if (kind === 'flip') {
            const bytes = Buffer.from(before);
            const at = one % bytes.length;
            bytes[at] = (bytes[at] ?? 0) ^ (1 << (two % 8));
            writeFileSync(file, bytes);
          } else if (kind === 'head') {
            const head = file.replace('.jsonl', '.head.json');
            const bytes = readFileSync(head);
            const at = one % bytes.length;
            bytes[at] = (bytes[at] ?? 0) ^ (1 << (two % 8));
            writeFileSync(head, bytes);
          } else {
            if (kind === 'delete') lines.splice(i, 1);
            else if (kind === 'cut') lines.splice(i);
            else if (kind === 'insert') lines.splice(i, 0, b);
            else if (kind === 'append') lines.push(a);
            else if (kind === 'space') lines[i] = a.replace(':', ': ');
            else {
              lines[i] = b;
              lines[j] = a;
            }
            expected = kind === 'swap' ? Math.min(i, j) + 1 : kind === 'append' ? lines.length : i + 1;
            writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
          }
          const verdict = await verifyAudit(path);
          rmSync(path, { recursive: true });
          if (kind === 'swap' && i === j) {
            expect(verdict.ok).toBe(true);
            return;
          }
          expect(verdict.ok).toBe(false);
          if (expected !== undefined && !(kind === 'insert' && i === j))
            expect(verdict.problems[0]?.line).toBe(expected);
        },
      ),
      { numRuns: 150 },
    );
  });
});
