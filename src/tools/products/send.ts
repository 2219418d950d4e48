import type { Answer } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { resultsAnswer } from '../write/run.ts';
import { type Ending, sendWrites } from '../write/send.ts';
import { type PersonStep, writesOf } from './create-steps.ts';
import { summaryOf } from './summary.ts';

/** Puts all steps into one submission: sent at once where nobody has to be asked, else one plan. Throws what was refused. */
export async function sendSteps(
  context: ToolContext,
  steps: readonly PersonStep[],
  notes: readonly string[],
  end: Ending,
): Promise<Answer | ApprovalRequest> {
  const writes = await writesOf(context, steps);
  const ending: Ending = async (results, now, titles) => {
    resultsAnswer(writes, results);
    return end(results, now, titles);
  };
  return sendWrites(context, writes, ending, {
    notes,
    ...(steps.length > spelledOut ? { summary: summaryOf(steps) } : {}),
  });
}

/** Steps that a form spells out; more are summed up. */
const spelledOut = 12;
