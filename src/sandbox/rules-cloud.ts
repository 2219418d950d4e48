import { type Change, one, type Rules, target } from './change.ts';
import { type ApiError, apiError } from './errors.ts';

/** Xcode Cloud. Facts §8h (2026-11-22). */
export const cloudRules: Rules = {
  ciBuildRuns_createInstance: { before: runFits },
  ciWorkflows_createInstance: { before: needsStart },
};

const conditions = [
  'branchStartCondition',
  'tagStartCondition',
  'pullRequestStartCondition',
  'scheduledStartCondition',
  'manualBranchStartCondition',
  'manualTagStartCondition',
  'manualPullRequestStartCondition',
] as const;

function conflict(detail: string, pointer: string): readonly ApiError[] {
  return [apiError(409, 'ENTITY_ERROR.RELATIONSHIP.INVALID', detail, { pointer })];
}

/** A run is of a workflow with a branch, tag or pull request of its repository, or a rebuild of another run. */
function runFits(change: Change): readonly ApiError[] {
  const { store, links } = change;
  if (typeof links.get('buildRun') === 'string') return [];
  const workflow = target(change, 'workflow', 'CiWorkflow');
  if (workflow === undefined)
    return conflict(
      'A build run needs a workflow, or a build run to repeat.',
      '/data/relationships/workflow',
    );
  if (workflow.attributes['isEnabled'] === false)
    return [apiError(409, 'STATE_ERROR.ENTITY_STATE_INVALID', 'The workflow is disabled.')];
  const repository = one(store, workflow, 'repository')?.id;
  const reference = store.get('ScmGitReference', String(links.get('sourceBranchOrTag')));
  if (reference !== undefined && one(store, reference, 'repository')?.id !== repository)
    return conflict(
      `The branch '${String(reference.attributes['name'])}' is not associated with the workflow.`,
      '/data/relationships/sourceBranchOrTag',
    );
  if (reference?.attributes['isDeleted'] === true)
    return conflict('The branch is deleted.', '/data/relationships/sourceBranchOrTag');
  return [];
}

function needsStart(change: Change): readonly ApiError[] {
  return conditions.some((name) => change.attributes[name] !== undefined && change.attributes[name] !== null)
    ? []
    : [
        apiError(409, 'ENTITY_ERROR.ATTRIBUTE.REQUIRED', 'A workflow needs at least one start condition.', {
          pointer: '/data/attributes/manualBranchStartCondition',
        }),
      ];
}
