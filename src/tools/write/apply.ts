import { planEnded } from '../after-plan.ts';
import type { Answer } from '../answer.ts';
import { ApprovalRequest } from '../approval-request.ts';
import { planResults } from '../approve.ts';
import type { ToolContext } from '../context.ts';

/** Sends an approved plan; one that nobody has decided on yet is asked about again. */
export async function applyPlan(
  { executor, signal, progress }: ToolContext,
  planId: string,
): Promise<Answer | ApprovalRequest> {
  const open = await executor.open(planId);
  if (open.state !== 'approved') return new ApprovalRequest(open.plan, false);
  const { plan, results } = await executor.apply(planId, signal, progress);
  return (await planEnded(plan, results, { signal, progress })) ?? planResults(plan, results);
}
