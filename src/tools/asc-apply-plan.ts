import { z } from 'zod';
import { ApprovalRequest } from './approval-request.ts';
import { defineTool } from './define.ts';
import { resultsAnswer } from './write/run.ts';

export const ascApplyPlan = defineTool({
  name: 'asc_apply_plan',
  title: 'Apply an approved plan',
  kind: 'apply',
  openWorld: true,
  description:
    'Sends a plan that a person has approved, exactly as it was shown to them, once. Asks again when nobody has decided yet.',
  input: z.strictObject({ plan_id: z.string().max(64).describe('From the answer of a change that waits') }),
  run: async ({ plan_id }, { executor, signal }) => {
    const open = executor.open(plan_id);
    if (open.state !== 'approved') return new ApprovalRequest(open.plan, false);
    const { plan, results } = await executor.apply(plan_id, signal);
    return resultsAnswer(
      plan.steps.map(({ write }) => write),
      results,
    );
  },
});
