import type { StepResult, Write } from './types.ts';

/** How often a step of a plan is sent once more. */
const mostRepeats = 2;

/**
 * Creates that Apple answers with a passing 500 often enough to go on by ourselves, inside the plan that a person agreed
 * to. Only what was looked for afterwards and is certainly not there (`not_sent`) is sent again, and only where sending
 * twice would do no more than once: a price of the same territory and day (reported by several clients, 2026-11-22).
 */
const repeatable: ReadonlySet<string> = new Set(['subscriptionPrices_createInstance']);

/** Whether a step may be sent again after this outcome; `again` counts from 0. */
export function mayRepeat(write: Write, result: StepResult, again: number): boolean {
  return (
    again < mostRepeats &&
    repeatable.has(write.operation.id) &&
    result.outcome === 'not_sent' &&
    (result.error?.status ?? 0) >= 500
  );
}
