import type { Answer } from '../answer.ts';
import { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { resultsAnswer } from './run.ts';

/** Sends an approved plan; one that nobody has decided on yet is asked about again. */
export async function applyPlan(
  { executor, signal }: ToolContext,
  planId: string,
): Promise<Answer | ApprovalRequest> {
  const open = executor.open(planId);
  if (open.state !== 'approved') return new ApprovalRequest(open.plan, false);
  const { plan, results } = await executor.apply(planId, signal);
  return resultsAnswer(
    plan.steps.map(({ write }) => write),
    results,
  );
}
