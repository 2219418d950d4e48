import type { Answer } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import type { ToolContext } from '../context.ts';
import { resultsAnswer } from '../write/run.ts';
import { type Ending, sendWrites } from '../write/send.ts';
import { type PersonStep, writesOf } from './create-steps.ts';

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

/** A long plan in a few lines: every step, but of many of a kind in a row the first, the last and their number. */
function summaryOf(steps: readonly PersonStep[]): readonly string[] {
  const runs: PersonStep[][] = [];
  for (const step of steps) {
    const run = runs.at(-1);
    if (run?.[0]?.change.operation === step.change.operation) run.push(step);
    else runs.push([step]);
  }
  return runs.flatMap((run) => {
    const [first] = run;
    const last = run.at(-1);
    if (run.length <= 3 || first === undefined || last === undefined) return run.map(lineOf);
    return [`${lineOf(first)}; ${run.length} of these, to ${last.words.title}`];
  });
}

function lineOf({ words: { title, changes } }: PersonStep): string {
  const values = changes.map(({ field, after }) => `${field} ${JSON.stringify(after ?? '')}`);
  return [title, ...(values.length > 0 ? [values.join(', ')] : [])].join(': ');
}
