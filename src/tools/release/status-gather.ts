import { arrayAt, objectAt, stringAt } from '../../catalog/json.ts';
import type { ToolContext } from '../context.ts';
import { type Answered, count, flag, readList, type Thing, text } from '../document.ts';
import { isLive, stateOf } from './choose.ts';
import { openSubmissions, presentStates } from './states.ts';
import type { PlatformStatus, SubmissionStatus, TestBuild, VersionStatus } from './status-facts.ts';

/** Apps that are looked at when none is named: two requests each would be too many beyond. */
export const mostApps = 40;
/** Newest builds that are looked at, of one app or of all together. */
const newestBuilds = { one: 50, all: 200 } as const;

export interface Gathered {
  readonly platforms: readonly PlatformStatus[];
  /** Apps without any version or build. */
  readonly empty: readonly string[];
  /** `false` when there are more apps than were looked at. */
  readonly complete: boolean;
}

/** Versions, submissions and builds of one app, or of all: three requests, one for each app, one for each rejection. */
export async function gatherStatus(context: ToolContext, appId: string | undefined): Promise<Gathered> {
  const apps = await readList(
    context,
    '/v1/apps',
    {
      'fields[apps]': 'name',
      ...(appId === undefined ? { limit: String(mostApps) } : { 'filter[id]': appId }),
    },
    mostApps,
  );
  const ids = apps.data.map(({ id }) => id);
  if (ids.length === 0) return { platforms: [], empty: [], complete: true };
  const builds = appId === undefined ? newestBuilds.all : newestBuilds.one;
  const [versions, submissions, tested] = await Promise.all([
    Promise.all(ids.map((id) => versionsOf(context, id))),
    readList(context, '/v1/reviewSubmissions', {
      'filter[app]': ids.join(','),
      'filter[state]': openSubmissions.join(','),
      include: 'app',
      'fields[apps]': 'name',
      'fields[reviewSubmissions]': 'state,platform,submittedDate,app',
    }),
    readList(
      context,
      '/v1/builds',
      {
        'filter[app]': ids.join(','),
        sort: '-uploadedDate',
        include: 'app,preReleaseVersion,buildBetaDetail,betaAppReviewSubmission,buildUpload',
        'fields[apps]': 'name',
        'fields[builds]':
          'version,uploadedDate,expired,processingState,app,preReleaseVersion,buildBetaDetail,betaAppReviewSubmission,buildUpload',
        'fields[preReleaseVersions]': 'version,platform',
        'fields[buildBetaDetails]': 'internalBuildState,externalBuildState',
        'fields[betaAppReviewSubmissions]': 'betaReviewState',
        'fields[buildUploads]': 'state',
        limit: String(builds),
      },
      builds,
    ),
  ]);
  const open = await Promise.all(
    submissions.data
      .filter((one) => openSubmissions.includes(text(one, 'state') ?? ''))
      .map(async (one) => ({
        app: submissions.ids(one, 'app')[0],
        platform: text(one, 'platform'),
        status: await submissionStatus(context, one),
      })),
  );
  const platforms = apps.data.flatMap((app, at): readonly PlatformStatus[] => {
    const own = versions[at];
    const test = tested.data.filter((build) => tested.ids(build, 'app')[0] === app.id);
    const names = new Set([
      ...(own?.data ?? []).map((version) => text(version, 'platform') ?? ''),
      ...test.map((build) => text(tested.one(build, 'preReleaseVersion'), 'platform') ?? ''),
    ]);
    names.delete('');
    return [...names].sort().map((platform) => {
      const here = (own?.data ?? []).filter((version) => text(version, 'platform') === platform);
      const live = here.find(isLive);
      return {
        app: { id: app.id, name: text(app, 'name') ?? app.id },
        platform,
        live: live === undefined || own === undefined ? undefined : versionStatus(own, live),
        next:
          own === undefined
            ? []
            : here.filter((version) => !isLive(version)).map((version) => versionStatus(own, version)),
        submissions: open
          .filter((one) => one.app === app.id && (one.platform ?? platform) === platform)
          .map(({ status }) => status),
        builds: test
          .filter((build) => text(tested.one(build, 'preReleaseVersion'), 'platform') === platform)
          .map((build) => testBuild(tested, build)),
      };
    });
  });
  const named = new Set(platforms.map(({ app }) => app.id));
  return {
    platforms,
    empty: apps.data.filter(({ id }) => !named.has(id)).map((app) => text(app, 'name') ?? app.id),
    complete: apps.complete,
  };
}

function versionsOf(context: ToolContext, appId: string): Promise<Answered> {
  return readList(context, `/v1/apps/${appId}/appStoreVersions`, {
    'filter[appVersionState]': presentStates.join(','),
    include: 'build,appStoreVersionPhasedRelease',
    'fields[appStoreVersions]':
      'platform,versionString,appStoreState,appVersionState,releaseType,earliestReleaseDate,build,appStoreVersionPhasedRelease',
    'fields[builds]': 'version,processingState,expired,usesNonExemptEncryption',
  });
}

function versionStatus(answer: Answered, version: Thing): VersionStatus {
  const build = answer.one(version, 'build');
  const phased = answer.one(version, 'appStoreVersionPhasedRelease');
  return {
    id: version.id,
    versionString: text(version, 'versionString') ?? '',
    state: stateOf(version),
    releaseType: text(version, 'releaseType'),
    earliestReleaseDate: text(version, 'earliestReleaseDate'),
    build:
      build === undefined
        ? undefined
        : {
            number: text(build, 'version') ?? '',
            state: text(build, 'processingState') ?? '',
            expired: flag(build, 'expired') === true,
            usesNonExemptEncryption: flag(build, 'usesNonExemptEncryption'),
          },
    phased:
      phased === undefined
        ? undefined
        : {
            state: text(phased, 'phasedReleaseState') ?? '',
            day: count(phased, 'currentDayNumber'),
            paused: count(phased, 'totalPauseDuration'),
          },
  };
}

/** The items are read only where something was rejected: they are all that Apple's API says of the reasons. */
async function submissionStatus(context: ToolContext, submission: Thing): Promise<SubmissionStatus> {
  const state = text(submission, 'state') ?? '';
  const status = { id: submission.id, state, submitted: text(submission, 'submittedDate') };
  if (state !== 'UNRESOLVED_ISSUES') return { ...status, rejected: [] };
  const items = await readList(context, `/v1/reviewSubmissions/${submission.id}/items`, {
    include:
      'appStoreVersion,appCustomProductPageVersion,appStoreVersionExperimentV2,appEvent,backgroundAssetVersion,inAppPurchaseVersion,subscriptionVersion,subscriptionGroupVersion',
    'fields[appStoreVersions]': 'versionString',
    'fields[appEvents]': 'referenceName',
  });
  return {
    ...status,
    rejected: items.data
      .filter((item) => text(item, 'state') === 'REJECTED')
      .map((item) => {
        const kind =
          Object.keys(item.relationships).find((name) => items.ids(item, name).length > 0) ?? 'item';
        const subject = items.one(item, kind);
        const name = text(subject, 'versionString') ?? text(subject, 'referenceName');
        return name === undefined ? kind : `${kind} ${name}`;
      }),
  };
}

function testBuild(answer: Answered, build: Thing): TestBuild {
  const detail = answer.one(build, 'buildBetaDetail');
  const upload = objectAt(answer.one(build, 'buildUpload')?.attributes, 'state');
  return {
    number: text(build, 'version') ?? '',
    train: text(answer.one(build, 'preReleaseVersion'), 'version') ?? '',
    state: text(build, 'processingState') ?? '',
    uploaded: text(build, 'uploadedDate'),
    expired: flag(build, 'expired') === true,
    internal: text(detail, 'internalBuildState'),
    external: text(detail, 'externalBuildState'),
    betaReview: text(answer.one(build, 'betaAppReviewSubmission'), 'betaReviewState'),
    errors: arrayAt(upload, 'errors').map((error) =>
      `${stringAt(error, 'code') ?? ''} ${stringAt(error, 'description') ?? ''}`.trim(),
    ),
  };
}
