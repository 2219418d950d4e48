import { apiError, Refusal } from './errors.ts';

export interface RateOptions {
  /** Requests in a rolling hour; Apple's usual figure is 3600. */
  readonly hourLimit?: number;
  /** Requests in a rolling minute; none by default, Apple shows one on some writes only. */
  readonly minuteLimit?: number;
}

/** Counts requests in a rolling span, in sixty slices, so that memory does not grow with the traffic. */
class RollingWindow {
  readonly limit: number;
  readonly #slice: number;
  readonly #counts = new Array<number>(60).fill(0);
  #latest = 0;
  #sum = 0;

  constructor(limit: number, span: number) {
    this.limit = limit;
    this.#slice = span / 60;
  }

  /** Room that is left at `now`. */
  left(now: number): number {
    const slice = Math.floor(now / this.#slice);
    if (slice - this.#latest >= 60 || slice < this.#latest) {
      this.#counts.fill(0);
      this.#sum = 0;
      this.#latest = slice;
    }
    while (this.#latest < slice) {
      this.#latest += 1;
      const place = this.#latest % 60;
      this.#sum -= this.#counts[place] ?? 0;
      this.#counts[place] = 0;
    }
    return this.limit - this.#sum;
  }

  add(): void {
    const place = this.#latest % 60;
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#sum += 1;
  }
}

/** Apple's budgets of one key. */
export class RateLimit {
  readonly #hour: RollingWindow;
  readonly #minute: RollingWindow | undefined;

  constructor(options: RateOptions = {}) {
    this.#hour = new RollingWindow(options.hourLimit ?? 3600, 3_600_000);
    this.#minute =
      options.minuteLimit === undefined ? undefined : new RollingWindow(options.minuteLimit, 60_000);
  }

  /** Takes one request off the budgets and gives the header's value, or refuses with 429. */
  take(now: number): string {
    const full = this.#hour.left(now) <= 0 || (this.#minute?.left(now) ?? 1) <= 0;
    if (!full) {
      this.#hour.add();
      this.#minute?.add();
    }
    const header = this.#header(now);
    if (full)
      throw new Refusal(
        [
          apiError(
            429,
            'RATE_LIMIT_EXCEEDED',
            'We have received too many requests for this API key. Please try again later.',
          ),
        ],
        { 'x-rate-limit': header },
      );
    return header;
  }

  #header(now: number): string {
    const hour = `user-hour-lim:${this.#hour.limit};user-hour-rem:${Math.max(this.#hour.left(now), 0)};`;
    return this.#minute === undefined
      ? hour
      : `${hour}user-minute-lim:${this.#minute.limit};user-minute-rem:${Math.max(this.#minute.left(now), 0)};`;
  }
}
