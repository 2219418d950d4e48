/** Time as the client sees it; tests pass their own. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. Signs tokens; may jump. */
  now(): number;
  /** Milliseconds that only ever grow. Measures deadlines and waits. */
  monotonic(): number;
  /** Runs `run` after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
