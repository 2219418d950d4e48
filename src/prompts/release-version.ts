import { appOf, stateOf } from './account.ts';
import { appArgument, definePrompt } from './define.ts';

export const releaseVersion = definePrompt({
  name: 'release_version',
  title: 'Release a version',
  description: 'Checks what a version still lacks, then takes it step by step to review and to the store',
  arguments: [
    appArgument,
    {
      name: 'version',
      description: 'Version number, such as 3.2; the one in preparation when left out',
      required: false,
      completes: { resource: 'AppStoreVersion' },
    },
  ],
  write: async ({ app: given, version }, context) => {
    const app = await appOf(context, given);
    const state = await stateOf(context, [
      {
        heading: 'Versions',
        operation: 'apps_appStoreVersions_getToManyRelated',
        id: app.id,
        ...(version === undefined ? {} : { filter: { versionString: version } }),
        include: 'build',
        columns: [
          'id',
          'versionString',
          'platform',
          'appVersionState',
          'releaseType',
          'build.version',
          'build.processingState',
          'build.usesNonExemptEncryption',
        ],
        limit: 8,
      },
      {
        heading: 'Newest builds',
        operation: 'builds_getCollection',
        filter: { app: app.id, expired: false },
        sort: '-uploadedDate',
        include: 'preReleaseVersion',
        columns: [
          'id',
          'preReleaseVersion.version',
          'version',
          'processingState',
          'usesNonExemptEncryption',
          'uploadedDate',
        ],
        limit: 5,
      },
      {
        heading: 'Open review submissions',
        operation: 'reviewSubmissions_getCollection',
        filter: {
          app: app.id,
          state: ['READY_FOR_REVIEW', 'WAITING_FOR_REVIEW', 'IN_REVIEW', 'UNRESOLVED_ISSUES'],
        },
        limit: 5,
      },
      { heading: 'App infos', operation: 'apps_appInfos_getToManyRelated', id: app.id, limit: 5 },
    ]);
    return `Help me release ${version === undefined ? 'the version in preparation' : `version ${version}`} of ${app.name} (app ${app.id}).

1. Choose the version below that can be edited. If there is none, say so and propose appStoreVersions_createInstance.
2. Check what it needs, and list what is missing before changing anything: a VALID build (appStoreVersions_build_updateToOneRelationship), the answer about encryption (builds_updateInstance), What's New in every language (appStoreVersions_appStoreVersionLocalizations_getToManyRelated), the review contact (appStoreVersions_appStoreReviewDetail_getToOneRelated), screenshots, age rating.
3. Fix with me what is missing, with asc_update and asc_create.
4. When I agree, submit: reviewSubmissions_createInstance (or the open one), reviewSubmissionItems_createInstance, then reviewSubmissions_updateInstance with submitted: true. A change that needs my consent answers with a plan; asc_apply_plan goes on.
5. After approval a MANUAL version is released with appStoreVersionReleaseRequests_createInstance; before that ask me about a phased release.

More in asc://guide/release. asc_describe_operation shows the arguments of each operation.

${state}`;
  },
});
