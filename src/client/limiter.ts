import { type CallScope, ScopeEnded } from './call-scope.ts';
import type { Clock } from './clock.ts';
import { AscError } from './errors.ts';
import { parseRateHeader, windowOf } from './rate-headers.ts';
import { SendHistory } from './send-history.ts';
import type { RateBudget } from './types.ts';

const HOUR = 3_600_000;
/** Kept of every hour for reads that verify a write, so that an outcome can always be settled. */
const RESERVE_SHARE = 0.05;
/** When others used up the hour we cannot know when it frees; one request is let through that often to find out. */
const ASK_AGAIN_SECONDS = 300;

interface Budget {
  readonly name: string;
  readonly window: number | undefined;
  limit: number | undefined;
  remaining: number | undefined;
  at: number;
  /** Newest ticket handed out when `remaining` was set: only a later request may raise the figure. */
  mark: number;
  /** When a closed hour may be asked again. */
  reopenAt: number | undefined;
}

interface Waiter {
  readonly verification: boolean;
  readonly scope: CallScope;
  readonly go: (ticket: number) => void;
  readonly fail: (error: Error) => void;
}

/** What a request may do now. */
type Gate =
  | { readonly kind: 'go' }
  | { readonly kind: 'slot' }
  | { readonly kind: 'wait'; readonly ms: number; readonly budget: string }
  | { readonly kind: 'closed'; readonly seconds: number; readonly budget: string };

const GO: Gate = { kind: 'go' };
const SLOT: Gate = { kind: 'slot' };

/**
 * Decides when a request may go; one for all calls of a key.
 *
 * There is no fixed pace. A burst goes at full speed while Apple's own figures leave room; requests in flight count as
 * spent. A minute that is used up is waited for when the deadline allows, an hour that is used up is an error with the
 * time. After a 429 fewer requests run at a time, and the number grows back slowly.
 */
export class Limiter {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #budgets = new Map<string, Budget>();
  readonly #queue: Waiter[] = [];
  readonly #history = new SendHistory();
  #allowed: number;
  #inFlight = 0;
  #ticket = 0;
  #cutAt = 0;
  #calm = 0;
  #pausedUntil = 0;
  #stopTimer: (() => void) | undefined;

  constructor(clock: Clock, concurrency: number) {
    this.#clock = clock;
    this.#most = Math.max(1, concurrency);
    this.#allowed = this.#most;
  }

  /**
   * A ticket, at once or when there is room. Throws or rejects with `AscError` `rate_limited`, or `ScopeEnded`.
   * Every ticket must be given back by `leave`.
   */
  enter(scope: CallScope, verification: boolean): number | Promise<number> {
    const gate = this.#gate(verification);
    if (gate.kind === 'closed') throw rateClosed(gate.budget, gate.seconds);
    if (gate.kind === 'go' && this.#queue.length === 0) return this.#admit();
    if (gate.kind === 'wait' && gate.ms > scope.remaining()) throw rateClosed(gate.budget, gate.ms / 1000);
    scope.check();
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { verification, scope, go: resolve, fail: reject };
      scope.onEnd = (reason) => {
        const at = this.#queue.indexOf(waiter);
        if (at >= 0) this.#queue.splice(at, 1);
        reject(new ScopeEnded(reason));
      };
      this.#queue.push(waiter);
      this.#pump();
    });
  }

  /** The request of `ticket` is over; `rateHeader` is what its answer said, undefined when there was none. */
  leave(ticket: number, rateHeader: string | readonly string[] | undefined): void {
    this.#inFlight -= 1;
    const stated = parseRateHeader(rateHeader);
    if (stated.length === 0) {
      // Nothing said: it may have been counted, so it is.
      for (const budget of this.#budgets.values()) {
        if (budget.remaining !== undefined && budget.remaining > 0) budget.remaining -= 1;
      }
    }
    const now = this.#clock.now();
    for (const { name, limit, remaining } of stated) {
      const budget = this.#budget(name);
      if (limit !== undefined) budget.limit = limit;
      if (remaining === undefined) continue;
      // Answers overtake each other. A lower figure is always believed; a higher one only from a request that was
      // sent after the lower one was read.
      if (budget.remaining === undefined || remaining <= budget.remaining || ticket > budget.mark) {
        budget.remaining = remaining;
        budget.at = now;
        budget.mark = this.#ticket;
        budget.reopenAt = undefined;
      }
    }
    if (this.#queue.length > 0) this.#pump();
  }

  /** Apple answered 429: halve what runs at a time (once for all answers of one burst) and hold back for `waitMs`. */
  slowDown(ticket: number, waitMs: number): void {
    this.#calm = 0;
    if (ticket > this.#cutAt) {
      this.#cutAt = this.#ticket;
      this.#allowed = Math.max(1, Math.floor(this.#allowed / 2));
    }
    if (waitMs > 0) this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.monotonic() + waitMs);
  }

  /** An answer that was no 429. After two rounds of them one more request may run. */
  calm(): void {
    if (this.#allowed === this.#most) return;
    this.#calm += 1;
    if (this.#calm >= this.#allowed * 2) {
      this.#calm = 0;
      this.#allowed += 1;
    }
  }

  /** How many requests may run at a time now. */
  allowed(): number {
    return this.#allowed;
  }

  /** What Apple said last, budgets with unknown names included. */
  budgets(): readonly RateBudget[] {
    return [...this.#budgets.values()].map(({ name, limit, remaining, at }) => ({
      name,
      at,
      ...(limit === undefined ? {} : { limit }),
      ...(remaining === undefined ? {} : { remaining }),
    }));
  }

  /** Stops its timer; whoever still waits is ended by its own deadline. */
  close(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #budget(name: string): Budget {
    let budget = this.#budgets.get(name);
    if (budget === undefined) {
      const window = windowOf(name);
      budget = { name, window, limit: undefined, remaining: undefined, at: 0, mark: 0, reopenAt: undefined };
      // Names come from outside; a stream of ever new ones must not fill the memory.
      if (this.#budgets.size < 50) this.#budgets.set(name, budget);
    }
    return budget;
  }

  #admit(): number {
    this.#inFlight += 1;
    this.#ticket += 1;
    this.#history.record(this.#clock.now());
    return this.#ticket;
  }

  #gate(verification: boolean): Gate {
    if (this.#pausedUntil > 0) {
      const ms = this.#pausedUntil - this.#clock.monotonic();
      if (ms > 0) return { kind: 'wait', ms, budget: 'Retry-After' };
      this.#pausedUntil = 0;
    }
    for (const budget of this.#budgets.values()) {
      const gate = this.#gateOf(budget, verification);
      if (gate !== GO) return gate;
    }
    return this.#inFlight >= this.#allowed ? SLOT : GO;
  }

  #gateOf(budget: Budget, verification: boolean): Gate {
    if (budget.window === undefined || budget.remaining === undefined) return GO;
    const hourly = budget.window === HOUR;
    const reserve = hourly && !verification ? Math.floor((budget.limit ?? 0) * RESERVE_SHARE) : 0;
    if (budget.remaining - this.#inFlight > reserve) return GO;
    const now = this.#clock.now();
    const age = now - budget.at;
    if (age >= budget.window || age < 0) {
      // Everything that was counted then has left the window by now.
      budget.remaining = budget.limit;
      budget.at = now;
      budget.mark = this.#ticket;
      budget.reopenAt = undefined;
      return GO;
    }
    // Those in flight may be counted already: their answers will say.
    if (budget.remaining > reserve) return SLOT;
    if (!hourly) return { kind: 'wait', ms: budget.window - age, budget: budget.name };
    if (budget.reopenAt !== undefined && now >= budget.reopenAt) {
      budget.remaining = reserve + 1;
      budget.mark = this.#ticket;
      budget.reopenAt = undefined;
      return this.#inFlight === 0 ? GO : SLOT;
    }
    budget.reopenAt ??= now + this.#secondsUntilRoom(budget, reserve, now) * 1000;
    return { kind: 'closed', seconds: (budget.reopenAt - now) / 1000, budget: budget.name };
  }

  /** By our own history when we spent most of the hour; otherwise others did, and asking is the only way to know. */
  #secondsUntilRoom(budget: Budget, reserve: number, now: number): number {
    const remaining = budget.remaining ?? 0;
    const spent = (budget.limit ?? 0) - remaining;
    if (this.#history.total(now) * 2 < spent) return ASK_AGAIN_SECONDS;
    return this.#history.secondsUntilFreed(reserve + 1 - remaining, now) ?? ASK_AGAIN_SECONDS;
  }

  #pump(): void {
    for (let head = this.#queue[0]; head !== undefined; head = this.#queue[0]) {
      const gate = this.#gate(head.verification);
      if (gate.kind === 'slot') return;
      if (gate.kind === 'wait' && gate.ms <= head.scope.remaining()) {
        this.#wakeIn(gate.ms);
        return;
      }
      this.#queue.shift();
      head.scope.onEnd = undefined;
      if (gate.kind === 'go') head.go(this.#admit());
      else head.fail(rateClosed(gate.budget, gate.kind === 'closed' ? gate.seconds : gate.ms / 1000));
    }
  }

  #wakeIn(ms: number): void {
    if (this.#stopTimer !== undefined) return;
    this.#stopTimer = this.#clock.after(ms + 1, () => {
      this.#stopTimer = undefined;
      this.#pump();
    });
  }
}

/** The refusal while a budget is used up; `seconds` until there is room. */
export function rateClosed(budget: string, seconds: number): AscError {
  const wait = Math.max(1, Math.ceil(seconds));
  return new AscError({
    code: 'rate_limited',
    message: `The request was held back: Apple's rate limit (${budget}) is used up for now.`,
    meaning:
      'The limit is counted per key and shared by everything that uses this key. A small rest is kept to verify writes.',
    next: `Ask again in ${wait} s.`,
    outcome: 'not_sent',
    retryable: true,
    retryAfterSeconds: wait,
  });
}
