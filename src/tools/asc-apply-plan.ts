import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascApplyPlan = defineTool({
  name: 'asc_apply_plan',
  title: 'Apply an approved plan',
  kind: 'apply',
  openWorld: true,
  description:
    'Sends a plan that a person has approved, exactly as it was shown to them, once. Asks again when nobody has decided yet.',
  input: z.strictObject({ plan_id: z.string().max(64).describe('From the answer of a change that waits') }),
  run: async ({ plan_id }, context) => (await import('./write/apply.ts')).applyPlan(context, plan_id),
});
