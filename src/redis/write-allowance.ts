import { randomUUID } from 'node:crypto';
import { budgetSpent, type WriteAllowance, WriteBudget } from '../guard/budget.ts';
import type { RedisScripts } from './connection.ts';

const hour = 3_600_000;

/**
 * KEYS writes, deletes; ARGV now, writes, deletes, limit of writes, limit of deletes, a name for these writes. Answers 0,
 * or which limit (1 writes, 2 deletes) and how many milliseconds until the oldest leaves the hour.
 */
const script = `
local now = tonumber(ARGV[1])
for i = 1, 2 do redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now - ${hour}) end
for i = 1, 2 do
  if redis.call('ZCARD', KEYS[i]) + tonumber(ARGV[i + 1]) > tonumber(ARGV[i + 3]) then
    local oldest = redis.call('ZRANGE', KEYS[i], 0, 0, 'WITHSCORES')[2] or now
    return { i, tostring(oldest + ${hour} - now) }
  end
end
for i = 1, 2 do
  for n = 1, tonumber(ARGV[i + 1]) do redis.call('ZADD', KEYS[i], now, ARGV[6] .. ':' .. n) end
  redis.call('PEXPIRE', KEYS[i], ${hour})
end
return { 0, '0' }`;

/** The policy's writes per hour of one client, counted over all servers. */
export class RedisWriteAllowance implements WriteAllowance {
  readonly #redis: RedisScripts;
  readonly #limits: { readonly writesPerHour: number; readonly deletesPerHour: number };
  /** What went through this server: a Redis that forgot does not give the hour back. */
  readonly #own: WriteBudget;

  constructor(
    redis: RedisScripts,
    limits: { readonly writesPerHour: number; readonly deletesPerHour: number },
  ) {
    this.#redis = redis;
    this.#limits = limits;
    this.#own = new WriteBudget(limits);
  }

  async take(writes: number, deletes: number): Promise<void> {
    const { writesPerHour, deletesPerHour } = this.#limits;
    const answer = await this.#redis.run(
      script,
      ['writes', 'deletes'],
      [Date.now(), writes, deletes, writesPerHour, deletesPerHour, randomUUID()],
    );
    const [which, freeIn] = Array.isArray(answer) ? answer.map(Number) : [];
    if (which === 1) throw budgetSpent('writesPerHour', writesPerHour, freeIn ?? 0);
    if (which === 2) throw budgetSpent('deletesPerHour', deletesPerHour, freeIn ?? 0);
    this.#own.take(writes, deletes);
  }
}
