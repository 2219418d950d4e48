import type { Guide } from '../guides.ts';

/** Sources: Apple's guides, release notes up to 4.5.1 and live reports, collected 2026-11-22. */
export const releaseGuide: Guide = {
  title: 'Release a version',
  description: 'From a processed build to the store, and what stops it on the way',
  text: () => `# Release a version

1. **Version.** \`apps_appStoreVersions_getToManyRelated\` shows what there is. One version per platform can be edited at a time; if there is one already, change its \`versionString\` instead of creating a second (\`appStoreVersions_createInstance\` answers 409). Texts are copied from the version before.
2. **Build.** \`builds_getCollection\` with \`filter.app\`, \`filter.processingState: VALID\`, \`filter.expired: false\`; take the newest by upload date. 1.2 and 1.2.0 are the same train. Attach it with \`appStoreVersions_build_updateToOneRelationship\`.
3. **Encryption.** If \`usesNonExemptEncryption\` of the build is empty, answer it once with \`builds_updateInstance\`. It cannot be answered twice.
4. **Texts.** Every language needs What's New (\`appStoreVersionLocalizations_updateInstance\`), except in the first version of an app, where Apple refuses it. Longest: name and subtitle 30, promotional text 170, keywords 100, description and What's New 4,000.
5. **Review contact.** \`appStoreVersions_appStoreReviewDetail_getToOneRelated\`; a phone number begins with +. A demo account if the app has a login.
6. **Also required:** age rating (on the app info), content rights, privacy policy URL, category, a price, availability. Answers about privacy and the trader status exist only on the website.
7. **Submit.** One open submission per platform: \`reviewSubmissions_getCollection\`, else \`reviewSubmissions_createInstance\`. Add the version (\`reviewSubmissionItems_createInstance\`, exactly one thing per item), look at the items once more, then \`reviewSubmissions_updateInstance\` with \`submitted: true\`. Take it back with \`canceled: true\`.
8. **Release.** \`releaseType\` AFTER_APPROVAL goes by itself, SCHEDULED at its date, MANUAL waits in PENDING_DEVELOPER_RELEASE for \`appStoreVersionReleaseRequests_createInstance\`.
9. **In steps.** \`appStoreVersionPhasedReleases_createInstance\` before the release: 1, 2, 5, 10, 20, 50, 100 % in seven days. \`appStoreVersionPhasedReleases_updateInstance\` pauses (30 days in all) or completes it.

States: PREPARE_FOR_SUBMISSION → READY_FOR_REVIEW → WAITING_FOR_REVIEW → IN_REVIEW → REJECTED, METADATA_REJECTED or INVALID_BINARY, or approved: PENDING_DEVELOPER_RELEASE → PROCESSING_FOR_DISTRIBUTION → READY_FOR_DISTRIBUTION. Editable are the first, the rejected ones and DEVELOPER_REJECTED.

After a rejection: the reviewer's words stand only in App Store Connect. Fix it, mark the item resolved or cancel the submission, and submit again. There is no way back to an older binary: pause the phased release and ship a higher version.
`,
};
