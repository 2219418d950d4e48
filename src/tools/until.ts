import { setTimeout } from 'node:timers/promises';

/** How waiting for Apple goes: tests pass their own. */
export interface Waiting {
  /** Milliseconds after which whatever is not done is left to Apple. */
  readonly atMost?: number;
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Pauses between two looks, milliseconds: each is half as long again as the one before. */
export interface Pace {
  readonly first: number;
  readonly longest: number;
}

/** What was seen last, and how long it took, milliseconds. */
export interface Waited<Seen> {
  readonly seen: Seen;
  readonly waited: number;
}

/**
 * Looks until it is over or the time is up; the last look is the answer. There is one look at least. Ends with the
 * signal. `meanwhile` is told what was seen before each pause.
 */
export async function until<Seen>(
  how: { readonly signal: AbortSignal; readonly pace: Pace; readonly atMost: number } & Waiting,
  look: () => Promise<Seen>,
  isOver: (seen: Seen) => boolean,
  meanwhile: (seen: Seen, waited: number) => void | Promise<void> = () => undefined,
): Promise<Waited<Seen>> {
  const { signal, pace, atMost, pause = rest } = how;
  const began = performance.now();
  let paused = 0;
  for (let next = pace.first; ; next = Math.min(pace.longest, next * 1.5)) {
    const seen = await look();
    // The looks take time as well; a test's pauses take none, so they are counted.
    const waited = how.pause === undefined ? performance.now() - began : paused;
    if (isOver(seen) || waited >= atMost) return { seen, waited };
    await meanwhile(seen, waited);
    const left = Math.min(next, atMost - waited);
    await pause(left, signal);
    paused += left;
  }
}

async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal });
}
