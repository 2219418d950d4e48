import { steadyNow } from './steady-clock.ts';
import type { Write } from './types.ts';

/** Milliseconds that a grant lasts, and how often it may be used. */
const life = 15 * 60_000;
const uses = 20;

interface Grant {
  readonly operation: string;
  readonly app: { readonly id: string; readonly name: string };
  readonly until: number;
  left: number;
}

/**
 * "Apply, and allow the same on this app for 15 minutes": for R2 only, at most 20 times, and over as soon as the
 * session reads text of other people.
 */
export class Grants {
  readonly #now: () => number;
  #grants: Grant[] = [];

  constructor(now: () => number = steadyNow) {
    this.#now = now;
  }

  /** For the same app and operation there is one grant at a time: a plan of many such steps gives no more uses. */
  give(write: Write, app: Grant['app']): void {
    const old = this.#find(write, app.id);
    this.#grants = this.#grants.filter((grant) => grant !== old);
    this.#grants.push({ operation: write.operation.id, app, until: this.#now() + life, left: uses });
  }

  /** Whether the same may be done as often as this. */
  covers(write: Write, appId: string | undefined, times = 1): boolean {
    return (this.#find(write, appId)?.left ?? 0) >= times;
  }

  /** Uses a grant up by one, if there is one for this operation on this app. */
  use(write: Write, appId: string | undefined): boolean {
    const grant = this.#find(write, appId);
    if (grant === undefined) return false;
    grant.left -= 1;
    return true;
  }

  end(): void {
    this.#grants = [];
  }

  /** Open grants in words, for `asc_status`. */
  list(): readonly string[] {
    return this.#open().map(
      ({ operation, app, until, left }) =>
        `${operation} on ${app.name}: ${left} more, ${Math.ceil((until - this.#now()) / 60_000)} min`,
    );
  }

  #find(write: Write, appId: string | undefined): Grant | undefined {
    return this.#open().find((each) => each.operation === write.operation.id && each.app.id === appId);
  }

  #open(): Grant[] {
    this.#grants = this.#grants.filter(({ until, left }) => until > this.#now() && left > 0);
    return this.#grants;
  }
}
