import { randomUUID } from 'node:crypto';
import { type ForeignText, sentenceOf } from '../guard/taint.ts';
import type { RedisScripts } from './connection.ts';

/**
 * How long a client is taken for one that may act on what it read, milliseconds. Over HTTP nothing says when a
 * conversation ends; a working day is longer than any.
 */
const life = 12 * 3_600_000;
/** Pause before a mark that Redis did not take is offered again, milliseconds. */
const again = 1_000;

/**
 * KEYS shown; ARGV life, then name and count of each mark that the asking server knows. Counts only grow, so the higher
 * one is right, and a Redis that lost them learns them again from every server that is still there.
 */
const script = `
local grown = false
for i = 2, #ARGV, 2 do
  if tonumber(ARGV[i + 1]) > tonumber(redis.call('HGET', KEYS[1], ARGV[i]) or '0') then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
    grown = true
  end
end
if grown then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return redis.call('HGETALL', KEYS[1])`;

/** What a client has been shown by any of the servers: it may read reviews from one and write through another. */
export class RedisForeignText implements ForeignText {
  readonly #redis: RedisScripts;
  readonly #now: () => number;
  /** Each server counts under a name of its own. */
  readonly #server = randomUUID().slice(0, 8);
  /** `kind@server` → count. */
  #known = new Map<string, number>();
  /** When a count last grew. */
  #grew = 0;
  #offering: NodeJS.Timeout | undefined;

  constructor(redis: RedisScripts, now: () => number = Date.now) {
    this.#redis = redis;
    this.#now = now;
  }

  /** Reading goes on while Redis is away; what was shown meanwhile is known here at once and to the others afterwards. */
  async add(kind: string, count: number): Promise<void> {
    if (count <= 0) return;
    this.#forgetOld();
    const name = `${kind}@${this.#server}`;
    this.#grow(name, (this.#known.get(name) ?? 0) + count);
    await this.#offer();
  }

  async refresh(): Promise<void> {
    this.#forgetOld();
    const answer = await this.#redis.run(script, ['foreign'], [life, ...[...this.#known].flat()]);
    const flat = Array.isArray(answer) ? answer.map(String) : [];
    for (let index = 0; index + 1 < flat.length; index += 2)
      this.#grow(flat[index] ?? '', Number(flat[index + 1]));
  }

  get set(): boolean {
    return this.#known.size > 0;
  }

  sentence(): string | undefined {
    const kinds = new Map<string, number>();
    for (const [name, count] of this.#known) {
      const [kind = ''] = name.split('@');
      kinds.set(kind, (kinds.get(kind) ?? 0) + count);
    }
    return sentenceOf(kinds);
  }

  async #offer(): Promise<void> {
    try {
      await this.refresh();
    } catch {
      this.#offering ??= setTimeout(() => {
        this.#offering = undefined;
        void this.#offer();
      }, again).unref();
    }
  }

  /** What stands in Redis may come from anybody, and a person reads it. */
  #grow(name: string, count: number): void {
    if (!/^[\w-]{1,60}@[\w-]{1,20}$/.test(name) || !Number.isSafeInteger(count)) return;
    if (count <= (this.#known.get(name) ?? 0)) return;
    this.#known.set(name, count);
    this.#grew = this.#now();
  }

  #forgetOld(): void {
    if (this.#known.size > 0 && this.#now() - this.#grew > life) this.#known = new Map();
  }
}
