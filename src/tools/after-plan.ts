import type { Plan } from '../guard/plan.ts';
import type { StepResult } from '../guard/types.ts';
import type { Answer } from './answer.ts';
import type { ToolContext } from './context.ts';

/** The call in which a plan is applied; often not the one that made it. */
export type ApplyingCall = Pick<ToolContext, 'signal' | 'progress'>;

/** What a job makes of its applied plan: explains a refusal, waits for the end, says what comes next. */
export type AfterPlan = (results: readonly StepResult[], call: ApplyingCall) => Promise<Answer>;

/** Most last words that are kept: plans expire unapplied. */
const most = 100;

/** By the plan's id: where plans are shared, the one that is applied is a copy. Another process has no last word. */
const endings = new Map<string, AfterPlan>();

/** Lets a job have the last word on its plan, whichever way the person agrees. */
export function afterPlan(plan: Plan, ending: AfterPlan): void {
  endings.set(plan.view.id, ending);
  const [oldest] = endings.keys();
  if (endings.size > most && oldest !== undefined) endings.delete(oldest);
}

/** What the job that made the plan answers once it was sent; `undefined` when it left no last word. */
export async function planEnded(
  plan: Plan,
  results: readonly StepResult[],
  call: ApplyingCall,
): Promise<Answer | undefined> {
  const ending = endings.get(plan.view.id);
  endings.delete(plan.view.id);
  return ending?.(results, call);
}
