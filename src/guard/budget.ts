import { AscError } from '../client/errors.ts';

const hour = 3_600_000;

/** How many writes and deletes may leave in an hour: a bulk change in small pieces is still a bulk change. */
export class WriteBudget {
  readonly #limits: { readonly writesPerHour: number; readonly deletesPerHour: number };
  readonly #now: () => number;
  #sent: { readonly at: number; readonly deletes: boolean }[] = [];

  constructor(
    limits: { readonly writesPerHour: number; readonly deletesPerHour: number },
    now: () => number = Date.now,
  ) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Books writes before they are sent. Throws `write_budget` when they do not fit. */
  take(writes: number, deletes: number): void {
    const now = this.#now();
    this.#sent = this.#sent.filter(({ at }) => now - at < hour);
    const deleted = this.#sent.filter((sent) => sent.deletes).length;
    if (this.#sent.length + writes > this.#limits.writesPerHour)
      throw this.#spent('writesPerHour', this.#limits.writesPerHour);
    if (deleted + deletes > this.#limits.deletesPerHour)
      throw this.#spent('deletesPerHour', this.#limits.deletesPerHour);
    for (let index = 0; index < writes; index++) this.#sent.push({ at: now, deletes: index < deletes });
  }

  #spent(name: string, limit: number): AscError {
    const oldest = this.#sent[0]?.at ?? this.#now();
    return new AscError({
      code: 'write_budget',
      message: `The policy allows ${limit} (${name}), and they are used up.`,
      next: 'Wait, or let a person raise limits in the policy file.',
      retryAfterSeconds: Math.max(1, Math.ceil((oldest + hour - this.#now()) / 1000)),
      outcome: 'not_sent',
    });
  }
}
