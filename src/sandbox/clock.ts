/** What the clock shows when it starts, and how fast it goes. */
export interface ClockSetting {
  /** Milliseconds since 1970; the time on the wall when absent. */
  readonly start?: number;
  /** Seconds of the sandbox in one on the wall; 1 when absent. */
  readonly speed?: number;
}

/** Faster than this, a review would be over before a client has looked twice. */
const fastest = 1_000_000;

/**
 * The time in the sandbox's world: reviews, phases, processing and dates go by it. It begins with the wall's, or with
 * another one, goes as fast as it or faster, and can be moved on; never back, because what happened has happened.
 *
 * What a client compares with a clock of its own stays with the wall: life of tokens, budgets, the `Date` header.
 */
export class SandboxClock {
  readonly #wall: () => number;
  #from: number;
  #at: number;
  #speed: number;

  constructor(wall: () => number, { start, speed = 1 }: ClockSetting = {}) {
    this.#wall = wall;
    this.#from = wall();
    this.#at = start ?? this.#from;
    this.#speed = speed;
  }

  get speed(): number {
    return this.#speed;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#at + (this.#wall() - this.#from) * this.#speed;
  }

  /** Moves it on by milliseconds. Throws `RangeError` for a way back. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError('The clock goes forward only.');
    this.#set(this.now() + milliseconds);
  }

  /** Moves it on to a moment. Throws `RangeError` when that is over. */
  to(moment: number): void {
    this.advance(moment - this.now());
  }

  /** From now on so many seconds pass in one on the wall. Throws `RangeError` unless it is from 1 to 1,000,000. */
  go(speed: number): void {
    if (!(speed >= 1 && speed <= fastest))
      throw new RangeError(`The speed is a number from 1 to ${fastest}.`);
    this.#set(this.now());
    this.#speed = speed;
  }

  #set(moment: number): void {
    this.#from = this.#wall();
    this.#at = moment;
  }
}

/**
 * `2026-12-01T09:00:00Z`, `fast:1440` (a day in a minute), or both with a comma between them. Throws `RangeError` with
 * one line for a person.
 */
export function parseClock(text: string): ClockSetting {
  let setting: ClockSetting = {};
  for (const part of text.split(',').map((one) => one.trim())) {
    const speed = Number(/^fast:(\d+(?:\.\d+)?)$/.exec(part)?.[1] ?? Number.NaN);
    const start = momentOf(part);
    if (speed >= 1 && speed <= fastest && setting.speed === undefined) setting = { ...setting, speed };
    else if (start !== undefined && setting.start === undefined) setting = { ...setting, start };
    else
      throw new RangeError(
        `"${text.slice(0, 60)}" sets no clock. Write a time like 2026-12-01T09:00:00Z, fast:1440 (a day in a minute; up to ${fastest}), or both with a comma between them.`,
      );
  }
  return setting;
}

/** Milliseconds since 1970 of an ISO 8601 time with its zone; `undefined` for anything else. */
export function momentOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
}

/** Milliseconds of an ISO 8601 duration up to weeks (`P1D`, `PT90M`, `P2DT6H`); `undefined` for anything else. */
export function durationOf(text: string): number | undefined {
  const found = /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (found === null) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}
