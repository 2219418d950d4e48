import type { Answer } from '../answer.ts';
import { callText } from '../call-text.ts';
import type { ToolContext } from '../context.ts';
import { readOne } from '../document.ts';
import { estimateTokens } from '../tokens.ts';
import { type CiAction, causeLines, diagnose, hasFailed, readActions } from './diagnose.ts';
import { type CiRun, isOver, runLine } from './runs.ts';

/** What is said of one run. */
export interface RunReport {
  readonly actions: readonly CiAction[];
  readonly answer: Answer;
}

/** Everything about one run: its actions, and why those that failed did. */
export async function reportRun(context: ToolContext, run: CiRun): Promise<RunReport> {
  const actions = await readActions(context, run.id);
  const failed = await diagnose(context, actions);
  const lines = within(failed.flatMap(causeLines));
  const commit = `${run.source === '' ? '' : `${run.source}, `}commit ${run.sha.slice(0, 7)} “${run.message}”`;
  return {
    actions,
    answer: {
      head: [
        `${runLine(run)}, ${run.startReason} (run ${run.id})`,
        ...(actions.length === 0
          ? []
          : [
              `actions: ${actions.map(({ name, status, progress, required }) => `${name} ${status ?? progress}${required ? '' : ' (may fail)'}`).join(', ')}`,
            ]),
        ...countsLine(run),
        ...(run.builds.length === 0 ? [] : [`builds it made: ${run.builds.join(', ')}`]),
      ],
      data: [commit, ...lines].join('\n'),
      foreign: { kind: failed.length > 0 ? 'ciIssues' : 'ciBuildRuns', count: Math.max(1, lines.length) },
      tail: [...nextSteps(run, actions), ...(await toTesters(context, run))],
    },
  };
}

/** Tokens that causes may cost: there may be a table of runs beside them. */
const causeBudget = 5_000;

/** As many lines as fit; a matrix of failing actions says the same many times. */
function within(lines: readonly string[]): readonly string[] {
  let tokens = 0;
  const kept = lines.filter((line) => {
    tokens += estimateTokens(line);
    return tokens <= causeBudget;
  });
  const rest = lines.length - kept.length;
  return rest === 0 ? lines : [...kept, `… and ${rest} more lines`];
}

const counted = {
  errors: ['error', 'errors'],
  testFailures: ['test failure', 'test failures'],
  analyzerWarnings: ['analyzer warning', 'analyzer warnings'],
  warnings: ['warning', 'warnings'],
} as const;

function countsLine({ counts }: CiRun): readonly string[] {
  const said = Object.entries(counted).flatMap(([name, [one, more]]) => {
    const number = counts[name];
    return typeof number === 'number' && number > 0 ? [`${number} ${number === 1 ? one : more}`] : [];
  });
  return said.length === 0 ? [] : [`found: ${said.join(', ')}`];
}

/** The build that came of it can go to testers once Apple has processed it. */
async function toTesters(context: ToolContext, run: CiRun): Promise<readonly string[]> {
  const [build] = run.builds;
  if (!isOver(run) || build === undefined || run.productId === undefined) return [];
  const { data } = await readOne(context, `/v1/ciProducts/${run.productId}/app`, { 'fields[apps]': 'name' });
  const [app] = data;
  return app === undefined
    ? []
    : [
        `to testers, once it is processed: ${callText('asc_distribute_build', { app: app.id, build, groups: ['<group>'] })}`,
      ];
}

function nextSteps(run: CiRun, actions: readonly CiAction[]): readonly string[] {
  if (!isOver(run)) return [`to see it end: ${callText('asc_ci_status', { run: run.id })} later`];
  if (!actions.some(hasFailed)) return [];
  return [
    `logs as files: ${callText('asc_ci_status', { run: run.id, save: 'logs' })}`,
    `the same again: ${callText('asc_run_ci_build', { rebuild: run.id })}`,
  ];
}
