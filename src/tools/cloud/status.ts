import { AscError } from '../../client/errors.ts';
import type { Answer } from '../answer.ts';
import { callText } from '../call-text.ts';
import type { ToolContext } from '../context.ts';
import { table } from '../table.ts';
import { saveArtifacts } from './artifacts.ts';
import { type CiProduct, chooseWorkflow, findProduct, readWorkflows } from './place.ts';
import { reportRun } from './report.ts';
import { type CiRun, findRun, isOver, readRuns, runLine } from './runs.ts';

/** A call of `asc_ci_status`, parsed. */
export interface CiStatusCall {
  readonly app?: string | undefined;
  readonly workflow?: string | undefined;
  readonly run?: string | undefined;
  readonly limit?: number | undefined;
  readonly save?: 'logs' | 'all' | undefined;
}

const usualLimit = 10;
const columns = ['run', 'workflow', 'state', 'started', 'why', 'source', 'commit', 'message', 'id'];

/** Recent runs, and of the one that matters why it failed; files of it when asked for. */
export async function ciStatus(context: ToolContext, call: CiStatusCall): Promise<Answer> {
  const { run: given } = call;
  const latest = given?.trim().toLowerCase() === 'latest';
  if (given !== undefined && !latest) {
    // An id says everything; a number needs its product.
    const product = /^#?\d+$/.test(given.trim()) ? await findProduct(context, call.app) : undefined;
    return one(context, await findRun(context, product, given), call);
  }
  const product = await findProduct(context, call.app);
  const runs = await recentRuns(context, product, call);
  const [newest] = runs;
  if (newest === undefined)
    return {
      head: [`${product.name} has no runs${call.workflow === undefined ? '' : ' of this workflow'} yet.`],
    };
  if (latest) return one(context, newest, call);
  return overview(context, product, runs, call);
}

async function one(context: ToolContext, run: CiRun, call: CiStatusCall): Promise<Answer> {
  const { actions, answer } = await reportRun(context, run);
  if (call.save === undefined) return answer;
  if (!isOver(run))
    throw new AscError({
      code: 'not_ready',
      message: `${runLine(run)}: logs and artifacts are there once it is over.`,
      next: `${callText('asc_ci_status', { run: run.id })} says how far it is.`,
      outcome: 'failed',
    });
  const saved = await saveArtifacts(context, run, actions, call.save);
  const tail = (answer.tail ?? []).filter((step) => !step.startsWith('logs '));
  return { ...answer, head: [...answer.head, ...saved], tail };
}

async function recentRuns(
  context: ToolContext,
  product: CiProduct,
  { workflow, limit = usualLimit }: CiStatusCall,
): Promise<readonly CiRun[]> {
  if (workflow === undefined) return readRuns(context, { product: product.id }, limit);
  const chosen = chooseWorkflow(await readWorkflows(context, product), workflow, product);
  return readRuns(context, { workflow: chosen.id }, limit);
}

async function overview(
  context: ToolContext,
  product: CiProduct,
  runs: readonly CiRun[],
  call: CiStatusCall,
): Promise<Answer> {
  const broken = brokenNow(runs);
  const [first] = broken;
  const report = first === undefined ? undefined : await reportRun(context, first);
  const saved =
    call.save === undefined || first === undefined || report === undefined
      ? []
      : await saveArtifacts(context, first, report.actions, call.save);
  const made = table(runs.map(shaped), columns);
  const same = Object.entries(made.same).map(([name, value]) => `${name}=${value}`);
  return {
    head: [
      `${product.name} (Xcode Cloud product ${product.id}): the newest ${runs.length} runs`,
      ...workflowLines(runs),
      ...(report === undefined
        ? ['no workflow is failing']
        : [`failing now: ${broken.map(runLine).join('; ')}`, 'the newest of them:', ...report.answer.head]),
      ...(call.save !== undefined && first === undefined
        ? ['nothing saved: say whose files with run']
        : saved),
    ],
    data: [
      ...(same.length > 0 ? [`all runs: ${same.join(', ')}`] : []),
      ...made.lines,
      ...(report?.answer.data === undefined ? [] : ['', report.answer.data]),
    ].join('\n'),
    foreign: { kind: 'ciBuildRuns', count: runs.length },
    tail:
      report?.answer.tail ??
      runs
        .filter((run) => !isOver(run))
        .slice(0, 1)
        .map((run) => `under way: ${callText('asc_ci_status', { run: run.id })}`),
  };
}

/** Workflows whose newest finished run failed. */
function brokenNow(runs: readonly CiRun[]): readonly CiRun[] {
  return newestFinished(runs).filter(({ status }) => status === 'FAILED' || status === 'ERRORED');
}

function newestFinished(runs: readonly CiRun[]): readonly CiRun[] {
  const seen = new Set<string>();
  return runs.filter((run) => {
    const key = run.workflowId ?? run.workflow;
    // A run that somebody stopped says nothing about the code.
    if (!isOver(run) || run.status === 'CANCELED' || run.status === 'SKIPPED' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** `Release: 3 of 4 succeeded` for each workflow. */
function workflowLines(runs: readonly CiRun[]): readonly string[] {
  const names = [...new Set(runs.map(({ workflow }) => workflow))];
  return names.map((name) => {
    const own = runs.filter((run) => run.workflow === name);
    const over = own.filter(isOver);
    const good = over.filter(({ status }) => status === 'SUCCEEDED').length;
    const open = own.length - over.length;
    return `${name === '' ? 'without workflow' : name}: ${good} of ${over.length} succeeded${open > 0 ? `, ${open} under way` : ''}`;
  });
}

function shaped(run: CiRun): Readonly<Record<string, unknown>> {
  return {
    run: run.number,
    workflow: run.workflow,
    state: run.status ?? run.progress,
    started: run.started ?? run.created,
    why: run.startReason,
    source: run.source,
    commit: run.sha.slice(0, 7),
    message: run.message,
    id: run.id,
  };
}
