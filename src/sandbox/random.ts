import { createHash } from 'node:crypto';

/** 32-bit hash of a text (FNV-1a), the seed of everything that has to come out the same every time. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value ^= text.charCodeAt(index);
    value = Math.imul(value, 0x01000193);
  }
  return value >>> 0;
}

/** Small seeded generator (mulberry32): same seed, same numbers, on every machine. */
export class Random {
  #state: number;

  constructor(seed: string) {
    this.#state = hash(seed);
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** Integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[Math.floor(this.next() * list.length)] ?? list[0];
  }

  /** One of a weighted list; `fallback` only when the list is empty. */
  weighted<T>(list: readonly (readonly [T, number])[], fallback: T): T {
    let rest = this.next() * list.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of list) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return fallback;
  }
}

/** Lower-case hex digest of a text, cut to `length` characters. */
export function hex(text: string, length = 32): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/** Version-4-shaped UUID made from a text. Made from two cheap hashes: the team has tens of thousands of ids. */
export function uuid(text: string): string {
  const random = new Random(text);
  const word = () =>
    Math.floor(random.next() * 4294967296)
      .toString(16)
      .padStart(8, '0');
  const [a, b, c, d] = [word(), word(), word(), word()];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${(8 + (hash(text) % 4)).toString(16)}${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

/** Unpadded base64 of a small JSON object, the shape of Apple's price and price-point ids. */
export function base64Id(value: Readonly<Record<string, string | number>>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
