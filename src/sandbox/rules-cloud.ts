import { type CiSource, startConditions, startsFrom } from '../catalog/start-conditions.ts';
import { type Change, one, type Rules, target } from './change.ts';
import { describeRun } from './cloud-runs.ts';
import { type ApiError, apiError } from './errors.ts';
import type { Stored } from './store.ts';

/** Xcode Cloud. Facts §8h (2026-11-22). */
export const cloudRules: Rules = {
  ciBuildRuns_createInstance: { before: runFits, after: runStarts },
  ciWorkflows_createInstance: { before: needsStart },
  ciWorkflows_updateInstance: { before: keepsStart },
};

function conflict(detail: string, pointer: string): readonly ApiError[] {
  return [apiError(409, 'ENTITY_ERROR.RELATIONSHIP.INVALID', detail, { pointer })];
}

/** A run is of a workflow with a branch, tag or pull request that it starts from, or a rebuild of another run. */
function runFits(change: Change): readonly ApiError[] {
  const { links } = change;
  const repeated = repeatedOf(change);
  const workflow =
    repeated === undefined
      ? target(change, 'workflow', 'CiWorkflow')
      : one(change.store, repeated, 'workflow');
  if (workflow === undefined)
    return conflict(
      'A build run needs a workflow, or a build run to repeat.',
      '/data/relationships/workflow',
    );
  if (workflow.attributes['isEnabled'] === false)
    return [apiError(409, 'STATE_ERROR.ENTITY_STATE_INVALID', 'The workflow is disabled.')];
  if (repeated !== undefined) return [];
  return [
    ...sourceFits(change, workflow, 'sourceBranchOrTag', 'ScmGitReference'),
    ...sourceFits(change, workflow, 'pullRequest', 'ScmPullRequest'),
    ...(typeof links.get('sourceBranchOrTag') === 'string' || typeof links.get('pullRequest') === 'string'
      ? []
      : conflict('A build run needs a branch, a tag or a pull request.', '/data/relationships')),
  ];
}

/** It belongs to the workflow's repository, is still there, and one of the start conditions takes it. */
function sourceFits(
  { store, links }: Change,
  workflow: Stored,
  relationship: string,
  resource: string,
): readonly ApiError[] {
  const id = links.get(relationship);
  const source = typeof id === 'string' ? store.get(resource, id) : undefined;
  if (source === undefined) return [];
  const { kind, name, sourceBranchName, isDeleted, isClosed } = source.attributes;
  const pull = resource === 'ScmPullRequest';
  const which: CiSource = pull ? 'pullRequest' : kind === 'TAG' ? 'tag' : 'branch';
  const called = String(pull ? sourceBranchName : name);
  const pointer = `/data/relationships/${relationship}`;
  if (isDeleted === true) return conflict('The branch is deleted.', pointer);
  if (isClosed === true) return conflict('The pull request is closed.', pointer);
  const ours = one(store, source, 'repository')?.id === one(store, workflow, 'repository')?.id;
  if (ours && startsFrom(workflow.attributes, which, called)) return [];
  const noun = which === 'pullRequest' ? 'pull request of branch' : which;
  return conflict(`The ${noun} '${called}' is not associated with the workflow.`, pointer);
}

function repeatedOf({ store, links }: Change): Stored | undefined {
  const id = links.get('buildRun');
  return typeof id === 'string' ? store.get('CiBuildRun', id) : undefined;
}

function runStarts(change: Change, run: Stored): void {
  describeRun(change.store, run, repeatedOf(change), change.now);
}

const noStart = apiError(
  409,
  'ENTITY_ERROR.ATTRIBUTE.REQUIRED',
  'A workflow needs at least one start condition.',
  { pointer: '/data/attributes/manualBranchStartCondition' },
);

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function needsStart({ attributes }: Change): readonly ApiError[] {
  return startConditions.some((name) => isSet(attributes[name])) ? [] : [noStart];
}

/** Not even a change takes the last one away. */
function keepsStart({ attributes, object }: Change): readonly ApiError[] {
  const after = { ...object?.attributes, ...attributes };
  const had = startConditions.some((name) => isSet(object?.attributes[name]));
  return had && !startConditions.some((name) => isSet(after[name])) ? [noStart] : [];
}
