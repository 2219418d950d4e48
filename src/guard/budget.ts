import { AscError } from '../client/errors.ts';
import type { Soon } from './plan.ts';
import { steadyNow } from './steady-clock.ts';

const hour = 3_600_000;

/** Books writes before they are sent; kept in this process or where several find it. */
export interface WriteAllowance {
  /** Throws `write_budget` when they do not fit. */
  take(writes: number, deletes: number): Soon<void>;
}

/** How many writes and deletes may leave in an hour: a bulk change in small pieces is still a bulk change. */
export class WriteBudget implements WriteAllowance {
  readonly #limits: { readonly writesPerHour: number; readonly deletesPerHour: number };
  readonly #now: () => number;
  #sent: { readonly at: number; readonly deletes: boolean }[] = [];

  constructor(
    limits: { readonly writesPerHour: number; readonly deletesPerHour: number },
    now: () => number = steadyNow,
  ) {
    this.#limits = limits;
    this.#now = now;
  }

  take(writes: number, deletes: number): void {
    const now = this.#now();
    this.#sent = this.#sent.filter(({ at }) => now - at < hour);
    const deleted = this.#sent.filter((sent) => sent.deletes).length;
    if (this.#sent.length + writes > this.#limits.writesPerHour)
      throw budgetSpent('writesPerHour', this.#limits.writesPerHour, this.#freeIn(now));
    if (deleted + deletes > this.#limits.deletesPerHour)
      throw budgetSpent('deletesPerHour', this.#limits.deletesPerHour, this.#freeIn(now));
    for (let index = 0; index < writes; index++) this.#sent.push({ at: now, deletes: index < deletes });
  }

  /** Milliseconds until the oldest leaves the hour. */
  #freeIn(now: number): number {
    return (this.#sent[0]?.at ?? now) + hour - now;
  }
}

/** The refusal: which limit, and when there is room again. */
export function budgetSpent(name: string, limit: number, freeInMs: number): AscError {
  return new AscError({
    code: 'write_budget',
    message: `The policy allows ${limit} (${name}), and they are used up.`,
    next: 'Wait, or let a person raise limits in the policy file.',
    retryAfterSeconds: Math.max(1, Math.ceil(freeInMs / 1000)),
    outcome: 'not_sent',
  });
}
