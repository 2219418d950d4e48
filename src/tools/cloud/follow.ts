import type { ToolContext } from '../context.ts';
import { type Pace, until } from '../until.ts';
import { readActions } from './diagnose.ts';
import { type CiRun, isOver, readRun, runLine } from './runs.ts';

/** Short at first, because a run may be over at once. */
const pace: Pace = { first: 1_000, longest: 15_000 };
const minute = 60_000;

/** Looks at a run until it is over or the minutes have passed; the run as it was last seen. Ends with the signal. */
export async function followRun(context: ToolContext, id: string, minutes: number): Promise<CiRun> {
  const { seen } = await until(
    { signal: context.signal, pace, atMost: minutes * minute },
    () => readRun(context, id),
    isOver,
    async (run, passed) => {
      const actions = await readActions(context, id);
      const done = actions.filter(({ progress }) => progress === 'COMPLETE').length;
      const now = actions.find(({ progress }) => progress === 'RUNNING');
      // Seconds, because progress has to grow with every message.
      context.progress(
        Math.round(passed / 1_000) + 1,
        minutes * 60,
        `${runLine(run)}${actions.length === 0 ? '' : `, ${done} of ${actions.length} actions done`}${now === undefined ? '' : `, ${now.name}`}`,
      );
    },
  );
  return seen;
}
