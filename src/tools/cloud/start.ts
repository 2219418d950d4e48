import { startPatterns, startsFrom } from '../../catalog/start-conditions.ts';
import { AscError } from '../../client/errors.ts';
import type { Answer } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { callText } from '../call-text.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { idOf } from '../ship/steps.ts';
import { type Change, prepare } from '../write/prepare.ts';
import { previewWrites, resultsAnswer, withNotes } from '../write/run.ts';
import { type Ending, sendWrites } from '../write/send.ts';
import { followRun } from './follow.ts';
import { type CiWorkflow, chooseWorkflow, findProduct, readWorkflow, readWorkflows } from './place.ts';
import { assertStarted } from './refused.ts';
import { reportRun } from './report.ts';
import { type CiRun, findRun, isOver, readRun, readRuns, runLine } from './runs.ts';
import { findSource, type Source } from './sources.ts';

/** A call of `asc_run_ci_build`, parsed. */
export interface RunCiBuildCall {
  readonly app?: string | undefined;
  readonly workflow?: string | undefined;
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  readonly pull_request?: number | undefined;
  readonly rebuild?: string | undefined;
  readonly clean?: boolean | undefined;
  readonly follow?: number | undefined;
  readonly again?: boolean | undefined;
  readonly dry_run?: boolean | undefined;
}

/** The run to be. */
export interface Wanted {
  readonly workflow: CiWorkflow;
  /** Of what; absent when a run is repeated. */
  readonly source?: Source;
  readonly repeats?: CiRun;
  /** `Release on branch "main"`, `#213 again` */
  readonly says: string;
}

/** A run that was started so recently is taken for this call's own: its answer may have been lost. Milliseconds. */
const recent = 15 * 60_000;
/** Runs of the workflow that are looked at for one. */
const lookedAt = 20;

/** Starts a run, unless the same was just started, and follows it when asked to. */
export async function runCiBuild(
  context: ToolContext,
  call: RunCiBuildCall,
): Promise<Answer | ApprovalRequest> {
  assertOneSource(call);
  const wanted = await whatToRun(context, call);
  assertCanStart(wanted);
  const runs = await readRuns(context, { workflow: wanted.workflow.id }, lookedAt);
  const own = call.again === true ? undefined : runs.find((run) => isSame(run, wanted, Date.now()));
  if (own !== undefined) return goOn(context, own, call, wanted);
  const notes = runs
    .filter((run) => !isOver(run) && isOn(run, wanted))
    .map((run) => `under way for the same already: ${runLine(run)}, ${run.startReason}`);
  const write = await prepare(context, 'create', changeOf(wanted, call.clean));
  if (call.dry_run === true)
    return withNotes(await previewWrites(context, [write]), [`would start: ${wanted.says}`, ...notes]);
  const ending: Ending = async (results, now) => {
    assertStarted(results, wanted);
    // Throws what was refused.
    resultsAnswer([write], results);
    return started(now, idOf(results[0]), call, wanted);
  };
  return sendWrites(context, [write], ending, { notes: [`starts: ${wanted.says}`, ...notes] });
}

function changeOf({ workflow, source, repeats }: Wanted, clean: boolean | undefined): Change {
  return {
    operation: 'ciBuildRuns_createInstance',
    ...(clean === undefined ? {} : { attributes: { clean } }),
    relationships:
      source === undefined
        ? { buildRun: repeats?.id ?? '' }
        : { workflow: workflow.id, [source.relationship]: source.id },
  };
}

async function whatToRun(context: ToolContext, call: RunCiBuildCall): Promise<Wanted> {
  const { rebuild } = call;
  const needsProduct = rebuild === undefined || /^#?\d+$/.test(rebuild.trim());
  if (rebuild !== undefined && !needsProduct)
    return repeated(context, await findRun(context, undefined, rebuild));
  const product = await findProduct(context, call.app);
  if (rebuild !== undefined) return repeated(context, await findRun(context, product, rebuild));
  const workflow = chooseWorkflow(await readWorkflows(context, product), call.workflow, product);
  if (workflow.repository === undefined)
    throw cannot(`The workflow ${workflow.name} has no repository.`, 'Connect its repository in Xcode.');
  const source = await findSource(context, workflow.repository, call);
  return { workflow, source, says: `${workflow.name} on ${source.says}` };
}

async function repeated(context: ToolContext, repeats: CiRun): Promise<Wanted> {
  const workflow =
    repeats.workflowId === undefined ? undefined : await readWorkflow(context, repeats.workflowId);
  if (workflow === undefined)
    throw cannot(`The workflow of #${repeats.number} is gone.`, 'Start another workflow on its branch.');
  return { workflow, repeats, says: `#${repeats.number} ${workflow.name} again` };
}

/** A person's own start of the same: what a lost call of this tool would have left behind. */
function isSame(run: CiRun, wanted: Wanted, now: number): boolean {
  const reason = wanted.repeats === undefined ? 'MANUAL' : 'MANUAL_REBUILD';
  if (run.startReason !== reason || !isOn(run, wanted)) return false;
  const age = now - Date.parse(run.created ?? '');
  return !isOver(run) || age < recent;
}

/** On the same branch, tag, pull request, or commit of what is repeated. */
function isOn(run: CiRun, { source, repeats }: Wanted): boolean {
  if (repeats !== undefined) return run.id !== repeats.id && run.sha === repeats.sha && run.sha !== '';
  if (source === undefined) return false;
  return source.kind === 'pullRequest'
    ? run.pullId === source.id
    : run.pullId === undefined && run.sourceId === source.id;
}

/** The run is there already. */
async function goOn(context: ToolContext, run: CiRun, call: RunCiBuildCall, wanted: Wanted): Promise<Answer> {
  const answer = await told(context, run, call);
  return {
    ...answer,
    head: [
      `already started, so not started again: ${wanted.says}, created ${(run.created ?? '').slice(0, 16).replace('T', ' ')} UTC; "again":true starts another`,
      ...answer.head,
    ],
  };
}

async function started(
  context: ToolContext,
  id: string,
  call: RunCiBuildCall,
  wanted: Wanted,
): Promise<Answer> {
  if (id === '')
    return {
      head: [`started: ${wanted.says}, but its answer was lost`],
      tail: [`${callText('asc_ci_status', { workflow: wanted.workflow.id, run: 'latest' })} shows it.`],
    };
  const answer = await told(context, await readRun(context, id), call);
  return { ...answer, head: [`started: ${wanted.says}`, ...answer.head] };
}

/** Follows the run if that was asked for, and says what is known of it then. */
async function told(context: ToolContext, run: CiRun, { follow = 0 }: RunCiBuildCall): Promise<Answer> {
  const last = follow === 0 || isOver(run) ? run : await followRun(context, run.id, follow);
  const { answer } = await reportRun(context, last);
  if (isOver(last)) return answer;
  return {
    ...answer,
    head: [...answer.head, follow === 0 ? 'not followed' : `not over after ${follow} minutes; it goes on`],
  };
}

function assertOneSource(call: RunCiBuildCall): void {
  const given = (['branch', 'tag', 'pull_request', 'rebuild'] as const).filter(
    (name) => call[name] !== undefined,
  );
  if (given.length !== 1)
    throw new AscError({
      code: 'illegal_arguments',
      message:
        given.length === 0
          ? 'What is to be built is missing.'
          : `${given.join(', ')} cannot be given together.`,
      meaning: 'Nothing was started.',
      next: 'Give one of branch, tag, pull_request, rebuild.',
      outcome: 'not_sent',
    });
}

/** Says before anybody is asked what Apple would refuse. */
function assertCanStart({ workflow, source }: Wanted): void {
  if (!workflow.enabled)
    throw cannot(
      `The workflow ${workflow.name} is disabled.`,
      `Ask the person; ${callText('asc_update', { operation: 'ciWorkflows_updateInstance', id: workflow.id, attributes: { isEnabled: true } })} enables it.`,
    );
  if (source === undefined || startsFrom(workflow.attributes, source.kind, source.name)) return;
  const from = (['branch', 'tag', 'pullRequest'] as const).flatMap((kind) => {
    const patterns = startPatterns(workflow.attributes, kind);
    const plural = { branch: 'branches', tag: 'tags', pullRequest: 'pull requests of' } as const;
    return patterns.length === 0
      ? []
      : [`${plural[kind]} ${cleanText([...new Set(patterns)].join(', '), 200)}`];
  });
  throw cannot(
    `The workflow ${workflow.name} does not start from ${source.says}: Apple would refuse it as not associated with the workflow.`,
    `It starts from ${from.length === 0 ? 'nothing' : from.join('; ')}. Choose one of these, another workflow, or add a start condition in Xcode.`,
  );
}

function cannot(message: string, next: string): AscError {
  return new AscError({
    code: 'cannot_start',
    message,
    meaning: 'Nothing was started.',
    next,
    outcome: 'not_sent',
  });
}
