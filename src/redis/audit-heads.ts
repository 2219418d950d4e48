import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { AuditHead, KeptHead } from '../guard/audit-record.ts';
import type { RedisScripts } from './connection.ts';

/** How long the end of a log is known, milliseconds: 400 days. */
const kept = 400 * 24 * 3_600_000;

/**
 * KEYS heads, times; ARGV chain, number, head, now, oldest. The end of a log only moves on. What is too old goes, a few
 * at a time.
 */
const keepScript = `
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known and tonumber(string.match(known, '^%d+') or '0') > tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
for _, chain in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[5], 'LIMIT', 0, 100)) do
  redis.call('HDEL', KEYS[1], chain)
  redis.call('ZREM', KEYS[2], chain)
end
return 1`;

/**
 * Where each server's audit log ends, kept where whoever can edit its files cannot reach: a tail that was cut off
 * together with its head file, or a log that is gone, is missed.
 */
export class AuditHeads {
  readonly #redis: RedisScripts;

  constructor(redis: RedisScripts) {
    this.#redis = redis;
  }

  /** Keeps the end of a chain of the log in `folder`. Rejects with `shared_state_unavailable`. */
  async keep(folder: string, chain: string, { n, h }: AuditHead): Promise<void> {
    const now = Date.now();
    await this.#redis.run(
      keepScript,
      ['audit', 'audit-times'],
      [chain, n, `${h} ${placeOf(folder)}`, now, now - kept],
    );
  }

  /** The ends of all logs that were written into `folder` on this computer, and of those that may have been. */
  async of(folder: string): Promise<readonly KeptHead[]> {
    const answer = await this.#redis.run(`return redis.call('HGETALL', KEYS[1])`, ['audit'], []);
    const flat = Array.isArray(answer) ? answer.map(String) : [];
    const here = placeOf(folder);
    const heads: KeptHead[] = [];
    for (let index = 0; index + 1 < flat.length; index += 2) {
      const [n = '', h = '', place] = (flat[index + 1] ?? '').split(' ');
      heads.push({ chain: flat[index] ?? '', n: Number(n), h, here: place === here });
    }
    return heads;
  }
}

/** The folder by a name that says nothing: computer and path. A container with another name is another computer. */
function placeOf(folder: string): string {
  return createHash('sha256')
    .update(`${hostname()}\n${resolve(folder)}`)
    .digest('hex')
    .slice(0, 16);
}
