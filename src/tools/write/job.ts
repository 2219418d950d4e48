import type { StepResult } from '../../guard/types.ts';
import type { ApplyingCall } from '../after-plan.ts';
import type { Answer } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { prepareAll, type Step } from './prepare.ts';
import { previewWrites, resultsAnswer, withNotes } from './run.ts';
import { type Ending, sendWrites } from './send.ts';

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
  const writes = await prepareAll(context, steps);
  if (dryRun === true) return withNotes(await previewWrites(context, writes), notes);
  context.progress(0, writes.length, 'sending');
  const end: Ending = async (results, now, titles) => {
    explain?.(results);
    // Throws unless all of them were applied.
    const plain = resultsAnswer(writes, results, titles);
    return withNotes(ending === undefined ? plain : await ending(results, now), notes);
  };
  return sendWrites(context, writes, end, { notes, ...(summary === undefined ? {} : { summary }) });
}
