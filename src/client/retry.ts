import type { Method } from './types.ts';

/** What happened to one attempt, as far as trying again is concerned. */
export type Attempt =
  /** Nothing was written to a socket: DNS, connect refused, connect timeout. */
  | 'not_sent'
  /** The connection broke after the request was written. */
  | 'lost'
  /** No headers, or no more body, for 30 s. */
  | 'timeout'
  /** A 2xx whose body could not be read. */
  | 'bad_response'
  /** An HTTP status that is not 2xx. */
  | number;

export const MAX_ATTEMPTS = 3;

/** Statuses after which a read is tried again (reliability rules of AWS, Google and Stripe clients, compared 2026-11-22). */
const READ_AGAIN: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Whether the request may be sent again. Reads: whenever it may help. Writes: only when it certainly was not processed,
 * because the API has no idempotency keys.
 */
export function mayRepeat(method: Method, attempt: Attempt): boolean {
  if (attempt === 'not_sent' || attempt === 429) return true;
  if (method !== 'GET') return false;
  return typeof attempt === 'string' || READ_AGAIN.has(attempt);
}

/** Tokens that repeats cost and successes earn, shared by all calls: a broken service is not hammered. */
export class RetryBudget {
  #tokens = 500;

  /** Pays for one repeat; false when there is nothing left to pay with. */
  pay(attempt: Attempt): boolean {
    const cost = attempt === 'timeout' ? 10 : 5;
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  earn(): void {
    if (this.#tokens < 500) this.#tokens += 1;
  }

  left(): number {
    return this.#tokens;
  }
}

const SHORTEST_MS = 500;
const LONGEST_MS = 20_000;

/** Decorrelated jitter: between 0.5 s and three times the pause before, 20 s at most. `random` is in [0, 1). */
export function nextPause(previousMs: number, random: () => number): number {
  const upper = Math.max(SHORTEST_MS, previousMs) * 3;
  return Math.min(LONGEST_MS, SHORTEST_MS + random() * (upper - SHORTEST_MS));
}

/** The longest window Apple counts in is an hour; a longer wait is a mistake in the header. */
const LONGEST_WAIT_MS = 3_600_000;

/**
 * Milliseconds to wait by a `Retry-After` header: seconds, an HTTP date, or (as another Apple service sends) a time since
 * 1970 in seconds or milliseconds. Undefined when it is missing, negative or makes no sense; at most an hour.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  let ms: number;
  if (/^\d{1,15}(?:\.\d{1,6})?$/u.test(text)) {
    const value = Number(text);
    if (value > 1e12) ms = value - now;
    else if (value > 1e9) ms = value * 1000 - now;
    else ms = value * 1000;
  } else if (/^[A-Za-z]{3,9},? /u.test(text)) {
    ms = Date.parse(text) - now;
  } else {
    return undefined;
  }
  return Number.isNaN(ms) ? undefined : Math.min(LONGEST_WAIT_MS, Math.max(0, Math.ceil(ms)));
}
