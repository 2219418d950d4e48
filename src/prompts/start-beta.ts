import { appOf, stateOf } from './account.ts';
import { appArgument, definePrompt } from './define.ts';

export const startBeta = definePrompt({
  name: 'start_beta',
  title: 'Start a beta',
  description: 'Brings a build to testers through TestFlight: groups, texts, beta review, invitations',
  arguments: [
    appArgument,
    {
      name: 'group',
      description: 'Group of testers; all are shown when left out',
      required: false,
      completes: { resource: 'BetaGroup' },
    },
  ],
  write: async ({ app: given, group }, context) => {
    const app = await appOf(context, given);
    const state = await stateOf(context, [
      {
        heading: 'Newest builds',
        operation: 'builds_getCollection',
        filter: { app: app.id, expired: false },
        sort: '-uploadedDate',
        include: ['preReleaseVersion', 'buildBetaDetail'],
        columns: [
          'id',
          'preReleaseVersion.version',
          'version',
          'processingState',
          'usesNonExemptEncryption',
          'buildBetaDetail.internalBuildState',
          'buildBetaDetail.externalBuildState',
        ],
        limit: 6,
      },
      {
        heading: 'Groups',
        operation: 'betaGroups_getCollection',
        filter: { app: app.id, ...(group === undefined ? {} : { name: group }) },
        limit: 20,
      },
      {
        heading: 'Texts for testers',
        operation: 'betaAppLocalizations_getCollection',
        filter: { app: app.id },
        columns: ['id', 'locale', 'description', 'feedbackEmail'],
        limit: 10,
      },
      {
        heading: 'Contact for beta review',
        operation: 'apps_betaAppReviewDetail_getToOneRelated',
        id: app.id,
      },
    ]);
    return `Start a beta of ${app.name} (app ${app.id})${group === undefined ? '' : ` with the group "${group}"`}.

1. Propose the newest VALID build. If it lacks the answer about encryption, ask me: it is given once.
2. Ask me what testers should look at, and which groups get the build. A new group is made with betaGroups_createInstance; there has to be an internal one first.
3. For external testers check contact and texts below; what is missing goes in with betaAppReviewDetails_updateInstance and betaAppLocalizations_updateInstance.
4. Then asc_distribute_build does it all in one plan: build, groups, what_to_test, encryption where it is unanswered, notify if I want that.
5. People are added with asc_manage_testers, from a list or a CSV file. Both send e-mail: ask me before.
6. At the end asc_testflight_status tells what the build waits for; tell me.

More in asc://guide/testflight. asc_describe_operation shows the arguments of each operation.

${state}`;
  },
});
