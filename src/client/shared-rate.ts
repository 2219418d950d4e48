import type { CallScope } from './call-scope.ts';
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

/** Waits until the request may go. Rejects with `rate_limited` when that is after the call's end, or with `ScopeEnded`. */
export async function bookedTicket(
  shared: SharedRate,
  scope: CallScope,
  verification: boolean,
): Promise<string> {
  for (;;) {
    const answer = await scope.join(shared.book(verification));
    if ('ticket' in answer) return answer.ticket;
    if (answer.hourly || answer.waitMs > scope.remaining())
      throw rateClosed(answer.budget, answer.waitMs / 1000);
    await scope.pause(answer.waitMs);
  }
}
