import type { Store } from './store.ts';

interface Appointment {
  readonly due: number;
  readonly run: () => void;
}

const waiting = new WeakMap<Store, Appointment[]>();

/**
 * Something that happens by itself after a while (CANCELING becomes COMPLETE). It happens when the store is next
 * looked at after `due`, by the sandbox's clock: there are no timers.
 */
export function later(store: Store, due: number, run: () => void): void {
  const list = waiting.get(store) ?? [];
  list.push({ due, run });
  waiting.set(store, list);
}

/** Lets everything happen whose time has come, in the order of the times. To be called before each request. */
export function settle(store: Store, now: number): void {
  const list = waiting.get(store);
  if (list === undefined || list.length === 0) return;
  const ripe = list.filter(({ due }) => due <= now).sort((left, right) => left.due - right.due);
  if (ripe.length === 0) return;
  waiting.set(
    store,
    list.filter(({ due }) => due > now),
  );
  for (const { run } of ripe) run();
  // What happened may have made the next appointment, and its time may have come as well.
  settle(store, now);
}
