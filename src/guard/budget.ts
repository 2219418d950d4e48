import { AscError } from '../client/errors.ts';
import type { Soon } from './plan.ts';
import { steadyNow } from './steady-clock.ts';

const hour = 3_600_000;

/** Writes of a call, or of several; those that delete are counted among them, too. */
export interface Load {
  readonly writes: number;
  readonly deletes: number;
}

/** Books writes before they are sent; kept in this process or where several find it. */
export interface WriteAllowance {
  /** Throws `write_budget` when they do not fit. */
  take(load: Load): Soon<void>;
  /**
   * Throws `write_budget` when they would not fit beside what plans hold that wait for a decision; books nothing. Asked
   * before a person is.
   */
  look(load: Load, waiting?: Load): Soon<void>;
}

/** The limits of the policy. */
export interface WriteLimits {
  readonly writesPerHour: number;
  readonly deletesPerHour: number;
}

/** How many writes and deletes may leave in an hour: a bulk change in small pieces is still a bulk change. */
export class WriteBudget implements WriteAllowance {
  readonly #limits: WriteLimits;
  readonly #now: () => number;
  #sent: { readonly at: number; readonly deletes: boolean }[] = [];

  constructor(limits: WriteLimits, now: () => number = steadyNow) {
    this.#limits = limits;
    this.#now = now;
  }

  take(load: Load): void {
    this.look(load);
    const at = this.#now();
    for (let index = 0; index < load.writes; index++) this.#sent.push({ at, deletes: index < load.deletes });
  }

  look(load: Load, waiting?: Load): void {
    const now = this.#now();
    this.#sent = this.#sent.filter(({ at }) => now - at < hour);
    const deleted = this.#sent.filter((sent) => sent.deletes);
    const freeIn = (sent: readonly { readonly at: number }[]) => (leaving: number) =>
      (sent[leaving - 1]?.at ?? now) + hour - now;
    assertFits('writesPerHour', this.#limits, load, waiting, this.#sent.length, freeIn(this.#sent));
    assertFits('deletesPerHour', this.#limits, load, waiting, deleted.length, freeIn(deleted));
  }
}

/**
 * Throws when a load does not fit. `sent` were sent within the last hour; `freeIn` says in how many milliseconds the
 * oldest of them have left it, so many as it is told.
 */
export function assertFits(
  name: keyof WriteLimits,
  limits: WriteLimits,
  load: Load,
  waiting: Load | undefined,
  sent: number,
  freeIn: (leaving: number) => number,
): void {
  const kind = name === 'writesPerHour' ? 'writes' : 'deletes';
  const over = sent + load[kind] - limits[name];
  const held = waiting?.[kind] ?? 0;
  if (load[kind] === 0 || over + held <= 0) return;
  const wait = load[kind] > limits[name] ? undefined : freeIn(over);
  throw budgetSpent(name, limits[name], load[kind], { sent, held, ...(over > 0 ? { freeInMs: wait } : {}) });
}

interface Spent {
  readonly sent: number;
  /** Those of plans that wait for a decision. */
  readonly held: number;
  /** Milliseconds until there is room; `undefined` when there never will be, absent when only other plans are in the way. */
  readonly freeInMs?: number | undefined;
}

/** The refusal: which limit, how much of it is left, and when there is room for all of this. */
function budgetSpent(
  name: keyof WriteLimits,
  limit: number,
  needed: number,
  { sent, held, ...free }: Spent,
): AscError {
  const what = `${name === 'writesPerHour' ? 'change' : 'deletion'}${needed === 1 ? ' does' : 's do'}`;
  const left = Math.max(0, limit - sent);
  const raise = `a person can raise limits.${name} in the policy file`;
  const { freeInMs } = free;
  const seconds = freeInMs === undefined ? undefined : Math.max(1, Math.ceil(freeInMs / 1000));
  return new AscError({
    code: 'write_budget',
    message: `${needed} ${what} not fit: the policy allows ${limit} in an hour (${name}), and ${left} ${left === 1 ? 'is' : 'are'} left${held > 0 ? `, of which plans that wait for a decision hold ${held}` : ''}.`,
    meaning: 'The limit keeps a mistake from going on for long. Nothing of this was sent.',
    next:
      seconds !== undefined
        ? `Ask again in ${minutes(seconds)}, when there is room for all of it: the same call goes on where it stands. Or ${raise}.`
        : 'freeInMs' in free
          ? `${limit > 0 ? `Do it in parts of at most ${limit}, an hour apart; or` : 'Only'} ${raise}.`
          : `Have the plans that wait applied or declined first; asc_status lists them. Or ${raise}.`,
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
    outcome: 'not_sent',
  });
}

function minutes(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`;
}
