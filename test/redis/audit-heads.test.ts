import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditLog } from '../../src/guard/audit.ts';
import { verifyAudit } from '../../src/guard/audit-verify.ts';
import { AuditHeads } from '../../src/redis/audit-heads.ts';
import { connectRedis } from '../../src/redis/connection.ts';
import { startRedis } from '../support/redis.ts';

const redis = await startRedis();
if (redis === undefined) console.warn('SKIPPED: there is no redis-server on this machine.');
const connection = redis === undefined ? undefined : await connectRedis(redis.url, () => {});
const folders: string[] = [];
afterAll(async () => {
  await connection?.close();
  redis?.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A log of three records whose ends are kept in Redis. */
async function logged(heads: AuditHeads): Promise<{ folder: string; chain: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'asc-audit-heads-'));
  folders.push(folder);
  const log = AuditLog.open(folder, { keepHead: (head, chain) => heads.keep(folder, chain, head) });
  await log.append({ kind: 'intent' });
  await log.append({ kind: 'outcome' });
  await log.close();
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return { folder, chain: file.replace('.jsonl', '') };
}

describe.skipIf(connection === undefined)('the ends of audit logs in Redis', () => {
  const heads = new AuditHeads(connection ?? { run: () => Promise.reject(new Error('no Redis')) });
  beforeEach(() => void redis?.command('FLUSHALL'));

  it('are those of the files, after each record', async () => {
    const { folder, chain } = await logged(heads);
    const kept = await heads.of(folder);
    expect(kept).toEqual([{ chain, n: 3, h: expect.stringMatching(/^[0-9a-f]{64}$/), here: true }]);
    expect(await verifyAudit(folder, kept)).toMatchObject({ ok: true, records: 3, problems: [] });
  });

  it('tell of a log that is gone, in its own folder only', async () => {
    const { folder, chain } = await logged(heads);
    const elsewhere = await logged(heads);
    for (const name of readdirSync(folder))
      renameSync(join(folder, name), join(elsewhere.folder, `${name}.x`));
    expect(await verifyAudit(folder, await heads.of(folder))).toMatchObject({
      ok: false,
      problems: [{ file: `${chain}.jsonl`, what: 'is missing; Redis knows it up to record 3' }],
    });
    expect(await verifyAudit(elsewhere.folder, await heads.of(elsewhere.folder))).toMatchObject({ ok: true });
  });

  it('tell of a log that was written anew', async () => {
    const { folder, chain } = await logged(heads);
    const [known] = await heads.of(folder);
    if (known === undefined) throw new Error('nothing is kept');
    const other = { ...known, n: 2 };
    expect((await verifyAudit(folder, [other])).problems).toEqual([
      { file: `${chain}.jsonl`, line: 2, what: 'is not what Redis knows of it' },
    ]);
  });

  it('only move on, and go after 400 days', async () => {
    const { folder, chain } = await logged(heads);
    await heads.keep(folder, chain, { n: 1, h: 'old' });
    expect(await heads.of(folder)).toMatchObject([{ n: 3 }]);
    redis?.command('ZADD', 'asc:audit-times', String(Date.now() - 401 * 86_400_000), chain);
    await heads.keep(folder, 'audit-2026-11-22-1-ff', { n: 1, h: 'new' });
    expect(await heads.of(folder)).toMatchObject([{ chain: 'audit-2026-11-22-1-ff' }]);
    expect(redis?.command('ZCARD', 'asc:audit-times').trim()).toBe('1');
  });

  it('that cannot be kept stop no record', async () => {
    const broken = new AuditHeads({ run: () => Promise.reject(new Error('away')) });
    const { folder } = await logged(broken);
    expect(await verifyAudit(folder, await heads.of(folder))).toMatchObject({ ok: true, records: 3 });
  });
});
