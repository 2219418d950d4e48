import { type Answer, nothingToDo } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { pacificDay } from '../days.ts';
import { prepareAll } from '../write/prepare.ts';
import { sendWrites } from '../write/send.ts';
import { type Draft, draftOf } from './draft.ts';
import { outcome } from './outcome.ts';
import { nameOf } from './product.ts';
import type { ChangeCall } from './targets.ts';

/** A call of `asc_set_prices`, parsed. */
export interface SetCall extends ChangeCall {
  readonly app: string;
  readonly product?: string | undefined;
  readonly start_date?: string | undefined;
  readonly existing_subscribers?: 'keep' | 'move' | undefined;
  readonly plan_type?: 'UPFRONT' | 'MONTHLY' | undefined;
  readonly dry_run?: boolean | undefined;
}

/**
 * Sets prices in one plan. Looks first at what is there, so that the same call a second time sends only what is
 * missing; the plan names every territory with its old and its new price, and who has to pay it.
 */
export async function setPrices(
  context: ToolContext,
  call: SetCall,
  now = Date.now(),
): Promise<Answer | ApprovalRequest> {
  const draft = await draftOf(context, call, pacificDay(now), now);
  if (draft.steps.length === 0)
    return nothingToDo(`${nameOf(draft.product)} costs that already, or will`, draft.notes);
  if (call.dry_run === true) return preview(draft);
  const writes = await prepareAll(context, draft.steps);
  await draft.remember();
  context.progress(0, writes.length, 'looking at what the plan meets');
  return sendWrites(context, writes, (results, now) => outcome(now, draft, writes, results), {
    summary: draft.summary,
    known: draft.known,
    notes: draft.notes,
  });
}

function preview({ steps, summary, notes }: Draft): Answer {
  const counts = new Map<string, number>();
  for (const { change } of steps) counts.set(change.operation, (counts.get(change.operation) ?? 0) + 1);
  return {
    head: ['dry run: nothing was sent.'],
    data: [...summary, ...[...counts].map(([operation, count]) => `${count} × ${operation}`)].join('\n'),
    tail: notes,
  };
}
