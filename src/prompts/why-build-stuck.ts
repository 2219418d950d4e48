import { appOf, stateOf } from './account.ts';
import { appArgument, definePrompt } from './define.ts';

export const whyBuildStuck = definePrompt({
  name: 'why_build_stuck',
  title: 'Why is my build stuck?',
  description: 'Looks at uploads, processing, encryption and beta review of the newest builds',
  arguments: [
    appArgument,
    {
      name: 'build',
      description: 'Build number; the newest ones when left out',
      required: false,
      completes: { resource: 'Build' },
    },
  ],
  write: async ({ app: given, build }, context) => {
    const app = await appOf(context, given);
    const state = await stateOf(context, [
      {
        heading: 'Builds',
        operation: 'builds_getCollection',
        filter: { app: app.id, ...(build === undefined ? {} : { version: build }) },
        sort: '-uploadedDate',
        include: ['preReleaseVersion', 'buildBetaDetail', 'appStoreVersion'],
        columns: [
          'id',
          'preReleaseVersion.version',
          'version',
          'processingState',
          'uploadedDate',
          'expired',
          'usesNonExemptEncryption',
          'buildBetaDetail.internalBuildState',
          'buildBetaDetail.externalBuildState',
          'appStoreVersion.appVersionState',
        ],
        limit: 8,
      },
      {
        heading: 'Uploads',
        operation: 'apps_buildUploads_getToManyRelated',
        id: app.id,
        limit: 5,
      },
    ]);
    return `Find out why ${build === undefined ? 'my newest build' : `build ${build}`} of ${app.name} (app ${app.id}) is stuck.

1. Say for each build below what it waits for:
   - not in the list: refused before processing; the uploads and Apple's e-mail say why
   - PROCESSING: normal for up to an hour, odd after a few hours; a new build number is the usual way out after a day
   - INVALID or FAILED: the binary; only a new build helps
   - VALID and MISSING_EXPORT_COMPLIANCE: the question about encryption; builds_updateInstance answers it, once
   - READY_FOR_BETA_SUBMISSION: external testers wait for betaAppReviewSubmissions_createInstance
   - WAITING_FOR_BETA_REVIEW, IN_BETA_REVIEW: Apple is at it
   - BETA_REJECTED: the reviewer's words stand only in App Store Connect
   - NOT_APPLICABLE: archived for internal testing only
   - EXPIRED: older than 90 days
2. Look closer with asc_read and builds_getInstance, builds_buildBetaDetail_getToOneRelated, builds_betaAppReviewSubmission_getToOneRelated; if it came from Xcode Cloud also ciBuildRuns_getInstance.
3. Propose the one next step, and do it only when I agree.

${state}`;
  },
});
