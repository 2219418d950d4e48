import type { CallScope } from './call-scope.ts';
import { AscError } from './errors.ts';
import { rateClosed } from './limiter.ts';
import type { StatedBudget } from './rate-headers.ts';

/** May a request of this key go now? Asked of all servers that use the key, beside each one's own limiter. */
export interface SharedRate {
  /** Books a request, or says how long to wait for it. `verification`: it may use what is kept for reading back writes. */
  book(
    verification: boolean,
  ): Promise<
    | { readonly ticket: string }
    | { readonly waitMs: number; readonly budget: string; readonly hourly: boolean }
  >;
  /** The request is over; what Apple said about its budgets. Never fails: the next answer says it again. */
  settle(ticket: string, stated: readonly StatedBudget[]): Promise<void>;
}

/**
 * Waits until the request may go. Rejects with `rate_limited` when that is after the call's end, or with `ScopeEnded`.
 * Reads go on without a ticket (`undefined`) while the others cannot be asked: Apple's own figures, which count all
 * servers, stand in every answer. Nothing is changed then, it rejects with `shared_state_unavailable`.
 */
export async function bookedTicket(
  shared: SharedRate,
  scope: CallScope,
  { verification, reading }: { readonly verification: boolean; readonly reading: boolean },
): Promise<string | undefined> {
  for (;;) {
    const asked = shared.book(verification).catch((error: unknown) => {
      if (reading && error instanceof AscError && error.code === 'shared_state_unavailable') return undefined;
      throw error;
    });
    const answer = await scope.join(asked);
    if (answer === undefined) return undefined;
    if ('ticket' in answer) return answer.ticket;
    if (answer.hourly || answer.waitMs > scope.remaining())
      throw rateClosed(answer.budget, answer.waitMs / 1000);
    await scope.pause(answer.waitMs);
  }
}
