/**
 * Milliseconds since 1970 that never go back. A wall clock that is set back would give expired plans, grants and budgets
 * another life; a monotonic one alone stands still while some computers sleep. So the later of both counts, for ever.
 */
export function steadyClock(
  wall: () => number = Date.now,
  monotonic: () => number = () => performance.now(),
): () => number {
  let ahead = Number.NEGATIVE_INFINITY;
  return () => {
    const passed = monotonic();
    ahead = Math.max(ahead, wall() - passed);
    return ahead + passed;
  };
}

/** The clock of this process's guard. */
export const steadyNow = steadyClock();
