/**
 * What this server promises under bad input, faults and attack, and the tests that hold it to that: the 66 items of the
 * reliability plan, the frames that MCP servers stumble over, and the requirements of security, guard and reliability
 * (all written down on 2026-11-22). `items.test.ts` checks that each of the tests exists.
 */
export interface Item {
  /** `fault 17`, `frames`, `R-GRD-4`. */
  readonly id: string;
  readonly says: string;
  /** File below `test/`, then titles as they stand in its source. */
  readonly tests: readonly (readonly [file: string, ...titles: string[]])[];
  /** Scripts of package.json that measure what no single test can. */
  readonly scripts?: readonly string[];
  /** What of it nothing here proves, and why. */
  readonly open?: string;
}

/** One of the 66 faults. */
export const fault = (n: number, says: string, tests: Item['tests'], open?: string): Item => ({
  id: `fault ${n}`,
  says,
  tests,
  ...(open === undefined ? {} : { open }),
});
