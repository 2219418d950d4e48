import { randomUUID } from 'node:crypto';
import { type StatedBudget, windowOf } from '../client/rate-headers.ts';
import type { SharedRate } from '../client/shared-rate.ts';
import type { RedisScripts } from './connection.ts';

/** A request whose server died is taken for over after so long, milliseconds. */
const longestFlight = 120_000;
/** Asked again so soon where only requests that are under way stand in the way, milliseconds. */
const retryPause = 25;
/** Kept of every hour for reads that verify a write; the same share as in one server alone. */
const reserveShare = 0.05;
const hour = 3_600_000;

/**
 * KEYS figures, flying; ARGV now, ticket, verification. `figures` has for each budget its limit, what remains, when that
 * was said, its window and the number of the newest ticket then. Answers 'go', or the milliseconds to wait, for which
 * budget, and its window.
 */
const bookScript = `
local now = tonumber(ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ${longestFlight})
local flying = redis.call('ZCARD', KEYS[2])
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if all[i] ~= 'tickets' then
    local budget = cjson.decode(all[i + 1])
    local age = now - budget.at
    if age >= budget.window or age < 0 then
      budget.remaining = budget.limit
      budget.at = now
      redis.call('HSET', KEYS[1], all[i], cjson.encode(budget))
    end
    local reserve = 0
    if budget.window >= ${hour} and ARGV[3] ~= '1' then reserve = math.floor(budget.limit * ${reserveShare}) end
    if budget.remaining - flying <= reserve then
      local wait = ${retryPause}
      if budget.remaining <= reserve then wait = budget.window - (now - budget.at) end
      return { tostring(wait), all[i], tostring(budget.remaining <= reserve and budget.window or 0) }
    end
  end
end
redis.call('ZADD', KEYS[2], now, redis.call('HINCRBY', KEYS[1], 'tickets', 1) .. ':' .. ARGV[2])
return { 'go', redis.call('HGET', KEYS[1], 'tickets') }`;

/**
 * KEYS figures, flying; ARGV now, number of the ticket, ticket, then name, limit, remaining, window of each budget. A
 * lower figure is always believed, a higher one only from a request that was sent after the lower one was read.
 */
const settleScript = `
redis.call('ZREM', KEYS[2], ARGV[2] .. ':' .. ARGV[3])
local newest = tonumber(redis.call('HGET', KEYS[1], 'tickets') or '0')
for i = 4, #ARGV, 4 do
  local known = redis.call('HGET', KEYS[1], ARGV[i])
  local remaining = tonumber(ARGV[i + 2])
  local budget = known and cjson.decode(known)
  if not budget or remaining <= budget.remaining or tonumber(ARGV[2]) > budget.mark then
    redis.call('HSET', KEYS[1], ARGV[i], cjson.encode({
      limit = tonumber(ARGV[i + 1]), remaining = remaining, at = tonumber(ARGV[1]),
      window = tonumber(ARGV[i + 3]), mark = newest }))
  end
end
return 1`;

/** Apple counts per key, whoever uses it: all servers of a key look at one set of figures before they send. */
export class RedisRate implements SharedRate {
  readonly #redis: RedisScripts;

  constructor(redis: RedisScripts) {
    this.#redis = redis;
  }

  async book(verification: boolean): ReturnType<SharedRate['book']> {
    const name = randomUUID();
    const answer = await this.#redis.run(
      bookScript,
      ['rate', 'flying'],
      [Date.now(), name, verification ? 1 : 0],
    );
    const [first, second, window] = Array.isArray(answer) ? answer.map(String) : [];
    if (first === 'go') return { ticket: `${second}:${name}` };
    return { waitMs: Number(first), budget: second ?? 'shared', hourly: Number(window) >= hour };
  }

  async settle(ticket: string, stated: readonly StatedBudget[]): Promise<void> {
    const [number = '', name = ''] = ticket.split(':');
    const figures = stated.flatMap((budget) => {
      const window = windowOf(budget.name);
      if (window === undefined || budget.remaining === undefined || budget.limit === undefined) return [];
      return [budget.name, budget.limit, budget.remaining, window];
    });
    await this.#redis
      .run(settleScript, ['rate', 'flying'], [Date.now(), number, name, ...figures])
      .catch(() => undefined);
  }
}
