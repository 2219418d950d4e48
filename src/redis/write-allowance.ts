import { randomUUID } from 'node:crypto';
import {
  assertFits,
  type Load,
  type WriteAllowance,
  WriteBudget,
  type WriteLimits,
} from '../guard/budget.ts';
import type { RedisScripts } from './connection.ts';

const hour = 3_600_000;

/**
 * KEYS writes, deletes; ARGV now, writes, deletes, limit of writes, limit of deletes, a name for these writes, writes and
 * deletes of plans that wait, 1 to book them. Answers 1 when they fit, else 0; then how many writes and deletes left in
 * the hour, and in how many milliseconds so many of them have left it that all of these fit.
 */
const script = `
local now = tonumber(ARGV[1])
local fits, sent, free = 1, {}, {}
for i = 1, 2 do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now - ${hour})
  sent[i] = redis.call('ZCARD', KEYS[i])
  local asked = tonumber(ARGV[i + 1])
  local over = sent[i] + asked - tonumber(ARGV[i + 3])
  free[i] = 0
  if over > 0 then
    free[i] = (redis.call('ZRANGE', KEYS[i], over - 1, over - 1, 'WITHSCORES')[2] or now) + ${hour} - now
  end
  if asked > 0 and over + tonumber(ARGV[i + 6]) > 0 then fits = 0 end
end
if fits == 1 and ARGV[9] == '1' then
  for i = 1, 2 do
    for n = 1, tonumber(ARGV[i + 1]) do redis.call('ZADD', KEYS[i], now, ARGV[6] .. ':' .. n) end
    redis.call('PEXPIRE', KEYS[i], ${hour})
  end
end
return { fits, sent[1], sent[2], tostring(free[1]), tostring(free[2]) }`;

/** The policy's writes per hour of one client, counted over all servers. */
export class RedisWriteAllowance implements WriteAllowance {
  readonly #redis: RedisScripts;
  readonly #limits: WriteLimits;
  /** What went through this server: a Redis that forgot does not give the hour back. */
  readonly #own: WriteBudget;

  constructor(redis: RedisScripts, limits: WriteLimits) {
    this.#redis = redis;
    this.#limits = limits;
    this.#own = new WriteBudget(limits);
  }

  async take(load: Load): Promise<void> {
    await this.#ask(load, undefined, true);
  }

  async look(load: Load, waiting?: Load): Promise<void> {
    await this.#ask(load, waiting, false);
  }

  async #ask(load: Load, waiting: Load | undefined, book: boolean): Promise<void> {
    const { writesPerHour, deletesPerHour } = this.#limits;
    const held = [waiting?.writes ?? 0, waiting?.deletes ?? 0];
    const answer = await this.#redis.run(
      script,
      ['writes', 'deletes'],
      [
        ...[Date.now(), load.writes, load.deletes, writesPerHour, deletesPerHour, randomUUID()],
        ...[...held, book ? 1 : 0],
      ],
    );
    const [fits, writes = 0, deletes = 0, writesFreeIn = 0, deletesFreeIn = 0] = Array.isArray(answer)
      ? answer.map(Number)
      : [];
    if (fits !== 1) {
      assertFits('writesPerHour', this.#limits, load, waiting, writes, () => writesFreeIn);
      assertFits('deletesPerHour', this.#limits, load, waiting, deletes, () => deletesFreeIn);
      throw new Error('Redis refused writes for a reason that nobody knows.');
    }
    if (book) this.#own.take(load);
    else this.#own.look(load, waiting);
  }
}
