import type { Plan } from '../guard/plan.ts';
import type { StepResult } from '../guard/types.ts';
import type { Answer } from './answer.ts';
import type { ToolContext } from './context.ts';

/** The call in which a plan is applied; often not the one that made it. */
export type ApplyingCall = Pick<ToolContext, 'signal' | 'progress'>;

/** What a job makes of its applied plan: explains a refusal, waits for the end, says what comes next. */
export type AfterPlan = (results: readonly StepResult[], call: ApplyingCall) => Promise<Answer>;

/** Lives and dies with the plan, which is in memory as well. */
const endings = new WeakMap<Plan, AfterPlan>();

/** Lets a job have the last word on its plan, whichever way the person agrees. */
export function afterPlan(plan: Plan, ending: AfterPlan): void {
  endings.set(plan, ending);
}

/** What the job that made the plan answers once it was sent; `undefined` when it left no last word. */
export async function planEnded(
  plan: Plan,
  results: readonly StepResult[],
  call: ApplyingCall,
): Promise<Answer | undefined> {
  return endings.get(plan)?.(results, call);
}
