import { objectAt, stringAt } from '../../catalog/json.ts';
import { AscError } from '../../client/errors.ts';
import { callText } from '../call-text.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { type Answered, count, type Reader, readList, readOne, type Thing, text } from '../document.ts';
import type { CiProduct } from './place.ts';

/** A run of Xcode Cloud. */
export interface CiRun {
  readonly id: string;
  readonly number: number;
  /** `PENDING`, `RUNNING`, `COMPLETE` */
  readonly progress: string;
  /** `SUCCEEDED`, `FAILED`, `ERRORED`, `CANCELED`, `SKIPPED`; `undefined` until it is complete. */
  readonly status: string | undefined;
  readonly startReason: string;
  readonly cancelReason: string | undefined;
  readonly created: string | undefined;
  readonly started: string | undefined;
  readonly finished: string | undefined;
  readonly workflowId: string | undefined;
  readonly workflow: string;
  /** Of the branch or tag, and of the pull request. */
  readonly sourceId: string | undefined;
  readonly pullId: string | undefined;
  /** Branch, tag or pull request, as people called it: not cleaned of anything but the invisible. */
  readonly source: string;
  readonly sha: string;
  /** First line of the commit's message: somebody else's text. */
  readonly message: string;
  readonly counts: Readonly<Record<string, unknown>>;
  /** Numbers of the builds it made. */
  readonly builds: readonly string[];
  readonly productId: string | undefined;
}

const wanted = {
  include: 'workflow,product,sourceBranchOrTag,pullRequest,builds',
  'fields[ciWorkflows]': 'name',
  'fields[scmGitReferences]': 'name,kind',
  'fields[scmPullRequests]': 'number,sourceBranchName',
  'fields[builds]': 'version',
  'fields[ciProducts]': 'name',
} as const;

/** Runs of a product or of a workflow, newest first. */
export async function readRuns(
  context: Reader,
  owner: { readonly product: string } | { readonly workflow: string },
  most: number,
): Promise<readonly CiRun[]> {
  const path =
    'workflow' in owner
      ? `/v1/ciWorkflows/${owner.workflow}/buildRuns`
      : `/v1/ciProducts/${owner.product}/buildRuns`;
  const found = await readList(context, path, { sort: '-number', ...wanted }, most);
  const runs = found.data.map((one) => runOf(found, one));
  return [...runs].sort((a, b) => b.number - a.number);
}

/** Throws `unknown_name` where there is none. */
export async function readRun(context: Reader, id: string): Promise<CiRun> {
  const found = await readOne(context, `/v1/ciBuildRuns/${id}`, wanted);
  const [run] = found.data;
  if (run === undefined) throw noRun(cleanText(id, 60));
  return runOf(found, run);
}

/** The run for a number or an id. */
export async function findRun(
  context: ToolContext,
  product: CiProduct | undefined,
  given: string,
): Promise<CiRun> {
  const name = given.trim().replace(/^#/, '');
  if (!/^\d{1,9}$/.test(name)) {
    const { names, catalog, signal } = context;
    const id = await names.idOf(catalog.resource('CiBuildRun'), name, signal);
    return readRun(context, id);
  }
  if (product === undefined) throw noRun(name);
  const runs = await readRuns(context, { product: product.id }, mostRuns);
  const run = runs.find(({ number }) => number === Number(name));
  if (run === undefined) throw noRun(name, product);
  return run;
}

/** Runs that are looked through for a number. */
const mostRuns = 1_000;

function noRun(name: string, product?: CiProduct): AscError {
  return new AscError({
    code: 'unknown_name',
    message: `There is no run ${name}${product === undefined ? '' : ` of ${product.name}`}.`,
    meaning: 'Runs have numbers within an Xcode Cloud product, and ids.',
    next: `${callText('asc_ci_status', product === undefined ? {} : { app: product.id })} shows the newest.`,
    outcome: 'not_sent',
  });
}

function runOf(found: Answered, run: Thing): CiRun {
  const workflow = found.one(run, 'workflow');
  const reference = found.one(run, 'sourceBranchOrTag');
  const pull = found.one(run, 'pullRequest');
  const commit = objectAt(run.attributes, 'sourceCommit');
  const number = count(pull, 'number');
  return {
    id: run.id,
    number: count(run, 'number') ?? 0,
    progress: text(run, 'executionProgress') ?? '',
    status: text(run, 'completionStatus'),
    startReason: text(run, 'startReason') ?? '',
    cancelReason: text(run, 'cancelReason'),
    created: text(run, 'createdDate'),
    started: text(run, 'startedDate'),
    finished: text(run, 'finishedDate'),
    workflowId: found.ids(run, 'workflow')[0],
    workflow: cleanText(text(workflow, 'name') ?? '', 60),
    sourceId: found.ids(run, 'sourceBranchOrTag')[0],
    pullId: found.ids(run, 'pullRequest')[0],
    source: cleanText(
      pull === undefined
        ? (text(reference, 'name') ?? '')
        : `#${number ?? '?'} ${text(pull, 'sourceBranchName') ?? ''}`,
      120,
    ),
    sha: (stringAt(commit, 'commitSha') ?? '').slice(0, 40),
    message: cleanText((stringAt(commit, 'message') ?? '').split('\n', 1)[0] ?? '', 120),
    counts: objectAt(run.attributes, 'issueCounts'),
    builds: found.many(run, 'builds').flatMap((one) => text(one, 'version') ?? []),
    productId: found.ids(run, 'product')[0],
  };
}

export function isOver({ progress }: CiRun): boolean {
  return progress === 'COMPLETE';
}

/** `#213 Pull requests: FAILED after 11 min` — our words, codes of Apple's and the workflow's name. */
export function runLine(run: CiRun): string {
  const minutes = (Date.parse(run.finished ?? '') - Date.parse(run.started ?? '')) / 60_000;
  const took = Number.isNaN(minutes) ? '' : ` after ${Math.max(1, Math.round(minutes))} min`;
  const state = isOver(run) ? `${run.status ?? 'COMPLETE'}${took}` : run.progress;
  const why = run.cancelReason === undefined ? '' : ` (${run.cancelReason})`;
  return `#${run.number}${run.workflow === '' ? '' : ` ${run.workflow}`}: ${state}${why}`;
}
