import type { Guide } from '../guides.ts';

/** Sources: Apple's guides, release notes up to 4.5.1 and live reports, collected 2026-11-22. */
export const testflightGuide: Guide = {
  title: 'TestFlight',
  description: 'From an uploaded build to testers, and why a build is stuck',
  text: () => `# TestFlight

\`asc_upload_build\` brings an .ipa or .pkg in, \`asc_testflight_status\` tells where an app stands and what each build waits for, \`asc_distribute_build\` does steps 2 to 6 as one plan, \`asc_manage_testers\` step 7. By hand:

1. **Build.** \`builds_getCollection\` with \`filter.app\`. processingState: PROCESSING (minutes, sometimes an hour) → VALID, INVALID or FAILED. A build lives 90 days.
2. **Encryption.** MISSING_EXPORT_COMPLIANCE means that \`usesNonExemptEncryption\` is empty: answer it once with \`builds_updateInstance\`. True needs a declaration (\`appEncryptionDeclarations_createInstance\`).
3. **What to test.** Rows for the languages are made by Apple: \`betaBuildLocalizations_getCollection\`, then \`betaBuildLocalizations_updateInstance\`; create only what is missing.
4. **Groups.** \`betaGroups_getCollection\` with \`filter.app\`; \`builds_betaGroups_createToManyRelationship\` adds the build. An internal group with access to all builds has it already and refuses. There has to be an internal group before an external one.
5. **External testers** need Apple's beta review: a contact (\`apps_betaAppReviewDetail_getToOneRelated\`), a description and a feedback address (\`betaAppLocalizations_getCollection\`), then \`betaAppReviewSubmissions_createInstance\`. The first build of a version is looked at by people, later ones often pass at once. At most six submissions a day.
6. **Tell them.** By itself when autoNotify is on, else \`buildBetaNotifications_createInstance\`.
7. **Testers.** \`betaTesters_createInstance\` with a group; \`betaTesterInvitations_createInstance\` sends the invitation again. Internal testers are people of the team: 100 at most; external ones 10,000. A public link is an attribute of the group.

The honest state of a build is its beta detail (\`builds_buildBetaDetail_getToOneRelated\`): internal READY_FOR_BETA_TESTING → IN_BETA_TESTING → EXPIRED; external READY_FOR_BETA_SUBMISSION → WAITING_FOR_BETA_REVIEW → IN_BETA_REVIEW → BETA_APPROVED or BETA_REJECTED. NOT_APPLICABLE means archived for internal testing only: nothing but a new build helps.

A build that is not in the list at all was refused before processing; Apple says why by e-mail, or in \`apps_buildUploads_getToManyRelated\`; \`asc_upload_build\` with the same file explains it and sends nothing.
`,
};
