import type { StepResult, Write } from '../../guard/types.ts';
import { type AfterPlan, type ApplyingCall, afterPlan } from '../after-plan.ts';
import type { Answer } from '../answer.ts';
import { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { prepareAll, type Step as Request } from '../write/prepare.ts';
import { resultsAnswer } from '../write/run.ts';

/** A change that a job needs, and what a person would call it. */
export interface Step extends Request {
  readonly says: string;
}

/** Steps of which each is told beside its request; more would hide the requests. */
const toldBeside = 8;

/** What the job says once its last step was sent. */
export type Ending = (results: readonly StepResult[], call: ApplyingCall) => Promise<Answer>;

/** Throws what was refused in better words than the general ones; returns where it has none. */
export type Explain = (results: readonly StepResult[]) => void;

/** Steps that were all applied; else a person is needed first. Throws what was refused. */
export async function send(
  context: ToolContext,
  steps: readonly Step[],
  ending: Ending,
  explain: Explain = () => undefined,
): Promise<readonly StepResult[] | ApprovalRequest> {
  const writes = await prepareAll(context, steps);
  const submission = await context.executor.submit(
    writes,
    context.signal,
    tellsMore(steps) ? { summary: steps.map(({ says }) => `Result: ${says}`) } : {},
  );
  if (submission.kind === 'done') {
    explain(submission.results);
    assertApplied(writes, submission.results);
    return submission.results;
  }
  const after: AfterPlan = async (results, call) => {
    explain(results);
    assertApplied(writes, results);
    return ending(results, call);
  };
  afterPlan(submission.plan, after);
  return new ApprovalRequest(submission.plan, submission.approved);
}

/** Whether results say more than their requests do: six texts, one a request, are read where they stand. */
function tellsMore(steps: readonly Step[]): boolean {
  const operations = new Set(steps.map(({ change }) => change.operation)).size;
  return steps.length <= toldBeside && (steps.length === 1 || operations > 1);
}

/** Throws, and says what happened to each, unless all of them were applied. */
function assertApplied(writes: readonly Write[], results: readonly StepResult[]): void {
  resultsAnswer(writes, results);
}

/** Id of what a step made. */
export function idOf(result: StepResult | undefined): string {
  return result?.id ?? '';
}
