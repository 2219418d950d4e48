import { type ForeignText, sentenceOf } from '../guard/taint.ts';
import type { RedisConnection } from './connection.ts';

/**
 * How long a client is taken for one that may act on what it read, milliseconds. Over HTTP nothing says when a
 * conversation ends; a working day is longer than any.
 */
const life = 12 * 3_600_000;

/** KEYS shown; ARGV kind, count, life. A count of 0 only asks. */
const script = `
if tonumber(ARGV[2]) > 0 then
  redis.call('HINCRBY', KEYS[1], ARGV[1], ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return redis.call('HGETALL', KEYS[1])`;

/** What a client has been shown by any of the servers: it may read reviews from one and write through another. */
export class RedisForeignText implements ForeignText {
  readonly #redis: RedisConnection;
  readonly #key: string;
  #shown: ReadonlyMap<string, number> = new Map();

  constructor(redis: RedisConnection, principal: string) {
    this.#redis = redis;
    this.#key = `${principal}:foreign`;
  }

  async add(kind: string, count: number): Promise<void> {
    if (count > 0) await this.#ask(kind, count);
  }

  async refresh(): Promise<void> {
    await this.#ask('', 0);
  }

  get set(): boolean {
    return this.#shown.size > 0;
  }

  sentence(): string | undefined {
    return sentenceOf(this.#shown);
  }

  async #ask(kind: string, count: number): Promise<void> {
    const answer = await this.#redis.run(script, [this.#key], [kind, String(count), String(life)]);
    const flat = Array.isArray(answer) ? answer.map(String) : [];
    const shown = new Map<string, number>();
    for (let index = 0; index + 1 < flat.length; index += 2)
      shown.set(flat[index] ?? '', Number(flat[index + 1]));
    this.#shown = shown;
  }
}
