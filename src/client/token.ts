import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Clock } from './clock.ts';
import { AscError } from './errors.ts';
import type { Credentials } from './types.ts';

/** Apple refuses tokens that live longer than 20 minutes (Apple's documentation, read 2026-11-22); half of that is plenty. */
const LIFE_SECONDS = 600;
/** A token dated in the future is refused, so every token is dated back a little. */
const BACKDATE_SECONDS = 30;
const RENEW_AFTER = 0.8;
const SAMPLES = 5;
/** Below this the back-dating covers the difference. */
const SKEW_MS = 30_000;

interface Signed {
  readonly jwt: string;
  /** In local time, so that it can be compared with the local clock. */
  readonly renewAt: number;
  readonly offset: number;
}

/**
 * The tokens of one key: signed when first needed, shared by all calls, renewed at 80 % of their life, corrected when
 * this computer's clock is wrong. The token leaves only as a return value.
 */
export class TokenSource {
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  #key: KeyObject | undefined;
  #signed: Signed | undefined;
  #signing: Promise<string> | undefined;
  #samples: number[] = [];
  #lastDate = '';
  #offset = 0;
  #count = 0;

  constructor(credentials: Credentials, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
  }

  /** The present token, when there is a fresh one: the common case, and no promise is made for it. */
  current(): string | undefined {
    const signed = this.#signed;
    return signed !== undefined && this.#clock.now() < signed.renewAt ? signed.jwt : undefined;
  }

  /** A fresh token; callers that come at the same time share one signature. Rejects with `AscError` on a broken key. */
  fresh(): Promise<string> {
    const jwt = this.current();
    if (jwt !== undefined) return Promise.resolve(jwt);
    this.#signing ??= this.#sign().finally(() => {
      this.#signing = undefined;
    });
    return this.#signing;
  }

  /**
   * Apple refused `jwt`: the next one is signed anew, by the newest `Date` header alone, since older ones may tell of
   * a clock that has been set meanwhile. Does nothing when another call has renewed it already. Without `jwt` it was
   * one of `scoped`, which is not kept.
   */
  invalidate(jwt?: string): void {
    if (jwt !== undefined && this.#signed?.jwt !== jwt) return;
    this.#signed = undefined;
    this.#samples = this.#samples.slice(-1);
    this.#offset = median(this.#samples);
  }

  /** Learns from a `Date` header how far this computer's clock is off. */
  observeDate(header: string | undefined): void {
    // The header has whole seconds, so answers of the same second teach nothing new.
    if (header === undefined || header === this.#lastDate) return;
    this.#lastDate = header;
    const server = Date.parse(header);
    if (Number.isNaN(server)) return;
    this.#samples.push(server + 500 - this.#clock.now());
    if (this.#samples.length > SAMPLES) this.#samples.shift();
    this.#offset = median(this.#samples);
    if (this.#signed !== undefined && Math.abs(this.correction() - this.#signed.offset) > SKEW_MS) {
      this.#signed = undefined;
    }
  }

  /** Milliseconds by which tokens are dated differently from the local clock; 0 while the clock is good enough. */
  correction(): number {
    return Math.abs(this.#offset) > SKEW_MS ? this.#offset : 0;
  }

  /** How many tokens were signed. */
  signatures(): number {
    return this.#count;
  }

  /** A token for what this scope allows and nothing else; each is signed anew and kept nowhere. */
  scoped(scope: readonly string[]): Promise<string> {
    return this.#jwt(this.#clock.now(), this.correction(), { scope: [...scope] });
  }

  async #sign(): Promise<string> {
    const offset = this.correction();
    const local = this.#clock.now();
    const jwt = await this.#jwt(local, offset, {});
    this.#signed = { jwt, offset, renewAt: local + LIFE_SECONDS * 1000 * RENEW_AFTER };
    return jwt;
  }

  async #jwt(local: number, offset: number, more: { readonly scope?: string[] }): Promise<string> {
    // Loaded with the first signature: a server that only lists its tools never needs it.
    const { SignJWT } = await import('jose');
    const { keyId, issuerId } = this.#credentials;
    const now = Math.floor((local + offset) / 1000);
    const claims = issuerId === undefined ? { sub: 'user' } : { iss: issuerId };
    try {
      this.#key ??= createPrivateKey(this.#credentials.privateKey);
      const jwt = await new SignJWT({ ...claims, ...more })
        .setProtectedHeader({ alg: 'ES256', kid: keyId, typ: 'JWT' })
        .setAudience('appstoreconnect-v1')
        .setIssuedAt(now - BACKDATE_SECONDS)
        .setExpirationTime(now + LIFE_SECONDS)
        .sign(this.#key);
      this.#count += 1;
      return jwt;
    } catch {
      // The reason is left out: it may quote the key.
      throw new AscError({
        code: 'key_unusable',
        message: 'The private key cannot sign a token.',
        next: 'Check that it is the .p8 file of this key id (P-256), unchanged.',
        outcome: 'not_sent',
      });
    }
  }
}

function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
