import type { StepResult, Write } from '../../guard/types.ts';
import { type ApplyingCall, afterPlan } from '../after-plan.ts';
import type { Answer } from '../answer.ts';
import { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { type Change, prepare, type WriteKind } from './prepare.ts';
import { resultsAnswer, submitWrites } from './run.ts';

/** One request to be. */
export interface Step {
  readonly kind: WriteKind;
  readonly change: Change;
}

/** A job that is known to its last request before the first is sent. */
export interface Job {
  readonly steps: readonly Step[];
  /** Told with the plan, and once more when it was applied. */
  readonly notes: readonly string[];
  /** What a person is told above the requests, where these do not speak for themselves. */
  readonly summary?: readonly string[];
  /** What is said once all of it was applied; what became of each step when absent. */
  readonly ending?: (results: readonly StepResult[], call: ApplyingCall) => Promise<Answer>;
  /** Throws what was refused in better words than the general ones; returns where it has none. */
  readonly explain?: (results: readonly StepResult[]) => void;
}

/** Shows a job, or sends it: in one plan where a person has to agree. */
export async function runJob(
  context: ToolContext,
  job: Job,
  dryRun: boolean | undefined,
): Promise<Answer | ApprovalRequest> {
  const { steps, notes, summary, ending, explain } = job;
  const writes: Write[] = [];
  for (const { kind, change } of steps) writes.push(await prepare(context, kind, change));
  const beside = (answer: Answer): Answer => ({ ...answer, head: [...answer.head, ...notes] });
  if (dryRun === true) {
    const shown = await submitWrites(context, writes, true);
    return shown instanceof ApprovalRequest ? shown : beside(shown);
  }
  const ended = async (
    results: readonly StepResult[],
    call: ApplyingCall,
    titles: readonly string[] = [],
  ): Promise<Answer> => {
    explain?.(results);
    // Throws unless all of them were applied.
    const plain = resultsAnswer(writes, results, titles);
    return beside(ending === undefined ? plain : await ending(results, call));
  };
  context.progress(0, writes.length, 'sending');
  const submission = await context.executor.submit(
    writes,
    context.signal,
    summary === undefined ? {} : { summary },
  );
  if (submission.kind === 'done') return ended(submission.results, context);
  const titles = submission.plan.view.steps.map(({ title }) => title);
  afterPlan(submission.plan, (results, call) => ended(results, call, titles));
  return new ApprovalRequest(submission.plan, submission.approved, notes);
}
