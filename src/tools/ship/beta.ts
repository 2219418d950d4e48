import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { flag, readList, readOne, type Thing, text } from '../release/document.ts';
import type { BuildFacts } from '../release/snapshot.ts';
import type { Step } from './steps.ts';

/** States of a build in which beta review would be refused, and why (API reports, 2026-11-22). */
const notReady: { readonly [externalBuildState: string]: string } = {
  PROCESSING: 'it is still processed',
  PROCESSING_EXCEPTION: 'its processing failed',
  MISSING_EXPORT_COMPLIANCE: 'the question about encryption is not answered',
  EXPIRED: 'it has expired',
  NOT_APPLICABLE: 'it was made for internal testing only',
  BETA_REJECTED: 'beta review rejected it',
};

/** What it takes that groups get a build: adding it to them, and beta review for those outside the team. */
export async function betaSteps(
  context: ToolContext,
  appId: string,
  build: BuildFacts | undefined,
  wanted: readonly string[],
): Promise<readonly Step[]> {
  if (wanted.length === 0) return [];
  if (build === undefined)
    throw refused('no_build', 'The version has no build that testers could get.', 'Attach one first.');
  const [all, one] = await Promise.all([
    readList(context, '/v1/betaGroups', {
      'filter[app]': appId,
      'fields[betaGroups]': 'name,isInternalGroup,hasAccessToAllBuilds',
      limit: '200',
    }),
    readOne(context, `/v1/builds/${build.id}`, {
      include: 'betaGroups,buildBetaDetail,betaAppReviewSubmission',
      'fields[builds]': 'version,betaGroups,buildBetaDetail,betaAppReviewSubmission',
      'fields[betaGroups]': 'name',
      'fields[buildBetaDetails]': 'externalBuildState',
      'fields[betaAppReviewSubmissions]': 'betaReviewState',
      'limit[betaGroups]': '50',
    }),
  ]);
  const groups = wanted.map((name) => groupNamed(all.data, name));
  const now = one.data[0];
  const there = one.ids(now, 'betaGroups');
  const adding = groups.filter(
    (group) => !there.includes(group.id) && flag(group, 'hasAccessToAllBuilds') !== true,
  );
  const external = groups.some((group) => flag(group, 'isInternalGroup') !== true);
  const state = text(one.one(now, 'buildBetaDetail'), 'externalBuildState');
  const why = external ? notReady[state ?? ''] : undefined;
  if (why !== undefined)
    throw refused(
      'build_not_ready',
      `Build ${cleanText(build.number, 40)} cannot go to external testers: ${why}.`,
      'Put that right, or leave beta_groups out.',
    );
  const reviewed = one.ids(now, 'betaAppReviewSubmission').length > 0;
  return [
    ...(adding.length === 0 ? [] : [addStep(build, adding)]),
    ...(external && !reviewed && (state === undefined || state === 'READY_FOR_BETA_SUBMISSION')
      ? [reviewStep(build)]
      : []),
  ];
}

function addStep(build: BuildFacts, groups: readonly Thing[]): Step {
  return {
    kind: 'create',
    change: {
      operation: 'builds_betaGroups_createToManyRelationship',
      id: build.id,
      to: groups.map(({ id }) => id),
    },
    says: `build ${cleanText(build.number, 40)} to ${groups.map(nameOf).join(', ')}`,
  };
}

function reviewStep(build: BuildFacts): Step {
  return {
    kind: 'create',
    change: { operation: 'betaAppReviewSubmissions_createInstance', relationships: { build: build.id } },
    says: `beta review of build ${cleanText(build.number, 40)}`,
  };
}

function nameOf(group: Thing): string {
  return cleanText(text(group, 'name') ?? group.id, 60);
}

function groupNamed(groups: readonly Thing[], name: string): Thing {
  const wanted = name.trim().toLowerCase();
  const found = groups.filter(
    (group) => group.id === name || (text(group, 'name') ?? '').trim().toLowerCase() === wanted,
  );
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw refused(
    only === undefined ? 'unknown_name' : 'ambiguous_name',
    `${found.length === 0 ? 'No beta group' : `${found.length} beta groups`} of the app ${found.length === 0 ? 'is' : 'are'} called ${JSON.stringify(cleanText(name, 60))}.`,
    `There are: ${groups
      .slice(0, 20)
      .map((group) => `${nameOf(group)} (${group.id})`)
      .join(', ')}.`,
  );
}

function refused(code: string, message: string, next: string): AscError {
  return new AscError({ code, message, meaning: 'Nothing was changed.', next, outcome: 'not_sent' });
}
