import { setTimeout } from 'node:timers/promises';
import type { ToolContext } from '../context.ts';
import { readActions } from './diagnose.ts';
import { type CiRun, isOver, readRun, runLine } from './runs.ts';

/** Pauses between two looks, milliseconds: short at first, because a run may be over at once. */
const firstPause = 1_000;
const longestPause = 15_000;
const minute = 60_000;

/** Looks at a run until it is over or the minutes have passed; the run as it was last seen. Ends with the signal. */
export async function followRun(context: ToolContext, id: string, minutes: number): Promise<CiRun> {
  const began = performance.now();
  let pause = firstPause;
  for (;;) {
    const run = await readRun(context, id);
    const passed = performance.now() - began;
    const left = minutes * minute - passed;
    if (isOver(run) || left <= 0) return run;
    const actions = await readActions(context, id);
    const done = actions.filter(({ progress }) => progress === 'COMPLETE').length;
    const now = actions.find(({ progress }) => progress === 'RUNNING');
    // Seconds, because progress has to grow with every message.
    context.progress(
      Math.round(passed / 1_000) + 1,
      minutes * 60,
      `${runLine(run)}${actions.length === 0 ? '' : `, ${done} of ${actions.length} actions done`}${now === undefined ? '' : `, ${now.name}`}`,
    );
    await setTimeout(Math.min(pause, left), undefined, { signal: context.signal });
    pause = Math.min(longestPause, pause * 1.5);
  }
}
