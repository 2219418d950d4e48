const MINUTE = 60_000;
const MINUTES = 60;

/** How many requests were sent in each of the last 60 minutes: tells when a rolling hour will have room again. */
export class SendHistory {
  readonly #counts: number[] = new Array(MINUTES).fill(0);
  #minute = 0;

  record(now: number): void {
    this.#turnTo(Math.floor(now / MINUTE));
    const slot = this.#minute % MINUTES;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
  }

  /** Seconds until `wanted` of our own requests are older than an hour; undefined when we did not send so many. */
  secondsUntilFreed(wanted: number, now: number): number | undefined {
    this.#turnTo(Math.floor(now / MINUTE));
    let freed = 0;
    for (let minute = this.#minute - MINUTES + 1; minute <= this.#minute; minute += 1) {
      freed += this.#counts[minute % MINUTES] ?? 0;
      if (freed >= wanted) {
        const seconds = Math.ceil(((minute + MINUTES + 1) * MINUTE - now) / 1000);
        return Math.min(3600, Math.max(1, seconds));
      }
    }
    return undefined;
  }

  /** How many requests were sent in the last hour. */
  total(now: number): number {
    this.#turnTo(Math.floor(now / MINUTE));
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  #turnTo(minute: number): void {
    // A clock set back keeps counting into the newest slot; one set far ahead starts over.
    if (minute <= this.#minute) return;
    const passed = Math.min(MINUTES, minute - this.#minute);
    for (let step = 1; step <= passed; step += 1) this.#counts[(minute - passed + step) % MINUTES] = 0;
    this.#minute = minute;
  }
}
