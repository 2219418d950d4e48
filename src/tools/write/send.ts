import type { Briefing, StepResult, Write } from '../../guard/types.ts';
import { afterPlan } from '../after-plan.ts';
import type { Answer } from '../answer.ts';
import { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';

/**
 * What a job makes of its results: throws what was refused, waits for the end, says what comes next. `now` is the call
 * in which they were sent; `titles` are what a person was shown, none where nobody was asked.
 */
export type Ending = (
  results: readonly StepResult[],
  now: ToolContext,
  titles: readonly string[],
) => Promise<Answer>;

/** Sends writes: at once where nobody has to be asked, else as one plan. The job has the last word either way. */
export async function sendWrites(
  context: ToolContext,
  writes: readonly Write[],
  ending: Ending,
  { notes, ...briefing }: Briefing & { readonly notes?: readonly string[] } = {},
): Promise<Answer | ApprovalRequest> {
  const submission = await context.executor.submit(writes, context.signal, briefing);
  if (submission.kind === 'done') return ending(submission.results, context, []);
  const { plan, approved } = submission;
  const titles = plan.view.steps.map(({ title }) => title);
  afterPlan(plan, (results, { signal, progress }) =>
    ending(results, { ...context, signal, progress }, titles),
  );
  return new ApprovalRequest(plan, approved, notes);
}
