import type { PersonStep } from './create-steps.ts';

/** A long plan in a few lines: every step, but of many of a kind in a row the first, the last and their number. */
export function summaryOf(steps: readonly PersonStep[]): readonly string[] {
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
    return [`${lineOf(first)}; and ${run.length - 1} more like it, the last: ${last.words.title}`];
  });
}

function lineOf({ words: { title, changes } }: PersonStep): string {
  const values = changes.map(({ field, after }) => `${field} ${JSON.stringify(after ?? '')}`);
  return [title, ...(values.length > 0 ? [values.join(', ')] : [])].join(': ');
}
