import type { Store } from './store.ts';

interface Appointment {
  readonly due: number;
  readonly run: (due: number) => void;
}

/** By the time when they are due, the earliest first. */
const waiting = new WeakMap<Store, Appointment[]>();

/**
 * Something that happens by itself after a while (CANCELING becomes COMPLETE). It happens when the store is next
 * looked at after `due`, by the sandbox's clock: there are no timers. `run` is told when it was due, which may be long
 * ago.
 */
export function later(store: Store, due: number, run: (due: number) => void): void {
  const list = waiting.get(store) ?? [];
  // Behind all that are due at the same moment: what was arranged first happens first.
  const after = list.findIndex((other) => other.due > due);
  list.splice(after < 0 ? list.length : after, 0, { due, run });
  waiting.set(store, list);
}

/**
 * Lets everything happen whose time has come, one after the other in the order of the times, also what that arranges.
 * To be called before each request.
 */
export function settle(store: Store, now: number): void {
  const list = waiting.get(store) ?? [];
  for (let next = list[0]; next !== undefined && next.due <= now; next = list[0]) {
    list.shift();
    next.run(next.due);
  }
}
