/**
 * What people ask for in their own words, and the operations a person who knows the API would accept as the answer.
 * Written before the search was tuned on any of it; areas in the order of App Store Connect's menus, then two
 * later lists.
 *
 * A third is held out: measured, and never looked at while the synonyms and the weights are changed. New rows go to
 * the end of their list, so that no row changes sides.
 */
export interface Phrasing {
  readonly say: string;
  /** Groups (first part of an operation id), any of which is right. */
  readonly resources: readonly string[];
  /** Operation ids, any of which is right. */
  readonly operations: readonly string[];
  readonly heldOut: boolean;
}

const rows: readonly Omit<Phrasing, 'heldOut'>[] = [
  // apps
  { say: 'what apps do we have', resources: ['apps'], operations: ['apps_getCollection'] },
  { say: 'show me all apps on the account', resources: ['apps'], operations: ['apps_getCollection'] },
  {
    say: 'look up the app with bundle id com.example.weather',
    resources: ['apps'],
    operations: ['apps_getCollection'],
  },
  { say: 'get details of one app', resources: ['apps'], operations: ['apps_getInstance'] },
  { say: 'change the primary language of the app', resources: ['apps'], operations: ['apps_updateInstance'] },
  {
    say: 'set the content rights declaration for an app',
    resources: ['apps'],
    operations: ['apps_updateInstance'],
  },
  {
    say: 'does my app use third-party content',
    resources: ['apps'],
    operations: ['apps_updateInstance', 'apps_getInstance'],
  },
  {
    say: 'app tags: which tags did Apple give my app',
    resources: ['appTags'],
    operations: ['apps_appTags_getToManyRelated'],
  },
  {
    say: "hide a tag from my app's product page",
    resources: ['appTags'],
    operations: ['appTags_updateInstance'],
  },
  {
    say: 'what keywords can people search my app with',
    resources: ['apps', 'appStoreVersionLocalizations'],
    operations: [
      'apps_searchKeywords_getToManyRelated',
      'appStoreVersionLocalizations_searchKeywords_getToManyRelated',
    ],
  },
  {
    say: 'link my android app to the ios app',
    resources: ['androidToIosAppMappingDetails'],
    operations: ['androidToIosAppMappingDetails_createInstance'],
  },
  // store info
  {
    say: "change the app's name in French",
    resources: ['appInfoLocalizations'],
    operations: ['appInfoLocalizations_updateInstance', 'appInfoLocalizations_createInstance'],
  },
  {
    say: 'edit the subtitle',
    resources: ['appInfoLocalizations'],
    operations: ['appInfoLocalizations_updateInstance'],
  },
  {
    say: 'set the privacy policy url',
    resources: ['appInfoLocalizations'],
    operations: ['appInfoLocalizations_updateInstance', 'appInfoLocalizations_createInstance'],
  },
  {
    say: 'change the app category to games',
    resources: ['appInfos'],
    operations: ['appInfos_updateInstance'],
  },
  {
    say: 'which categories exist in the store',
    resources: ['appCategories'],
    operations: ['appCategories_getCollection'],
  },
  {
    say: 'list subcategories of games',
    resources: ['appCategories'],
    operations: ['appCategories_subcategories_getToManyRelated'],
  },
  {
    say: 'what is the primary category of my app',
    resources: ['appCategories', 'appInfos'],
    operations: [
      'appInfos_primaryCategory_getToOneRelated',
      'appInfos_getInstance',
      'apps_appInfos_getToManyRelated',
    ],
  },
  {
    say: 'fill in the age rating questionnaire',
    resources: ['ageRatingDeclarations'],
    operations: ['ageRatingDeclarations_updateInstance'],
  },
  {
    say: 'what age rating does my app have now',
    resources: ['ageRatingDeclarations', 'appInfos'],
    operations: ['appInfos_ageRatingDeclaration_getToOneRelated', 'appInfos_getInstance'],
  },
  {
    say: 'age rating per country',
    resources: ['appInfos'],
    operations: ['appInfos_territoryAgeRatings_getToManyRelated'],
  },
  {
    say: 'set a custom licence agreement (EULA)',
    resources: ['endUserLicenseAgreements'],
    operations: ['endUserLicenseAgreements_createInstance', 'endUserLicenseAgreements_updateInstance'],
  },
  {
    say: 'show our end user license agreement',
    resources: ['endUserLicenseAgreements'],
    operations: ['apps_endUserLicenseAgreement_getToOneRelated', 'endUserLicenseAgreements_getInstance'],
  },
  {
    say: 'delete custom EULA',
    resources: ['endUserLicenseAgreements'],
    operations: ['endUserLicenseAgreements_deleteInstance'],
  },
  // versions
  {
    say: 'create version 3.2 for iOS',
    resources: ['appStoreVersions'],
    operations: ['appStoreVersions_createInstance'],
  },
  {
    say: 'list all versions of the app in the store',
    resources: ['appStoreVersions'],
    operations: ['apps_appStoreVersions_getToManyRelated'],
  },
  {
    say: 'which version is live right now',
    resources: ['appStoreVersions'],
    operations: ['apps_appStoreVersions_getToManyRelated', 'appStoreVersions_getInstance'],
  },
  {
    say: 'is my version in review',
    resources: ['appStoreVersions', 'reviewSubmissions'],
    operations: [
      'apps_appStoreVersions_getToManyRelated',
      'appStoreVersions_getInstance',
      'apps_reviewSubmissions_getToManyRelated',
      'reviewSubmissions_getCollection',
      'reviewSubmissions_getInstance',
    ],
  },
  {
    say: 'rename the version number from 2.0 to 2.1',
    resources: ['appStoreVersions'],
    operations: ['appStoreVersions_updateInstance'],
  },
  {
    say: 'delete a version that is still in preparation',
    resources: ['appStoreVersions'],
    operations: ['appStoreVersions_deleteInstance'],
  },
  {
    say: "update what's new for German",
    resources: ['appStoreVersionLocalizations'],
    operations: ['appStoreVersionLocalizations_updateInstance'],
  },
  {
    say: 'write release notes for the next release',
    resources: ['appStoreVersionLocalizations'],
    operations: [
      'appStoreVersionLocalizations_updateInstance',
      'appStoreVersionLocalizations_createInstance',
    ],
  },
  {
    say: 'change the description of the app in the store',
    resources: ['appStoreVersionLocalizations'],
    operations: ['appStoreVersionLocalizations_updateInstance'],
  },
  {
    say: 'update promotional text',
    resources: ['appStoreVersionLocalizations'],
    operations: ['appStoreVersionLocalizations_updateInstance'],
  },
  {
    say: 'change keywords',
    resources: ['appStoreVersionLocalizations'],
    operations: ['appStoreVersionLocalizations_updateInstance'],
  },
  {
    say: 'change the support URL',
    resources: ['appStoreVersionLocalizations'],
    operations: ['appStoreVersionLocalizations_updateInstance'],
  },
  {
    say: 'add a Japanese localization to the version',
    resources: ['appStoreVersionLocalizations'],
    operations: ['appStoreVersionLocalizations_createInstance'],
  },
  {
    say: 'which languages does version 3.2 have',
    resources: ['appStoreVersionLocalizations', 'appStoreVersions'],
    operations: ['appStoreVersions_appStoreVersionLocalizations_getToManyRelated'],
  },
  {
    say: 'remove the Spanish store listing',
    resources: ['appStoreVersionLocalizations', 'appInfoLocalizations'],
    operations: ['appStoreVersionLocalizations_deleteInstance', 'appInfoLocalizations_deleteInstance'],
  },
  {
    say: 'attach a build to the version',
    resources: ['appStoreVersions'],
    operations: ['appStoreVersions_build_updateToOneRelationship'],
  },
  {
    say: 'which build is selected for the version',
    resources: ['builds', 'appStoreVersions'],
    operations: ['appStoreVersions_build_getToOneRelated', 'appStoreVersions_getInstance'],
  },
  {
    say: 'schedule the release for a certain date',
    resources: ['appStoreVersions'],
    operations: ['appStoreVersions_updateInstance'],
  },
  {
    say: 'release the approved version now',
    resources: ['appStoreVersionReleaseRequests'],
    operations: ['appStoreVersionReleaseRequests_createInstance'],
  },
  {
    say: 'turn on phased rollout',
    resources: ['appStoreVersionPhasedReleases'],
    operations: ['appStoreVersionPhasedReleases_createInstance'],
  },
  {
    say: 'pause the phased release',
    resources: ['appStoreVersionPhasedReleases'],
    operations: ['appStoreVersionPhasedReleases_updateInstance'],
  },
  {
    say: 'release to all users at once, finish staged rollout',
    resources: ['appStoreVersionPhasedReleases'],
    operations: ['appStoreVersionPhasedReleases_updateInstance'],
  },
  {
    say: 'how far is the gradual rollout',
    resources: ['appStoreVersionPhasedReleases', 'appStoreVersions'],
    operations: ['appStoreVersions_appStoreVersionPhasedRelease_getToOneRelated'],
  },
  {
    say: 'demo account for the reviewer',
    resources: ['appStoreReviewDetails'],
    operations: ['appStoreReviewDetails_updateInstance', 'appStoreReviewDetails_createInstance'],
  },
  {
    say: 'set review notes and contact phone for app review',
    resources: ['appStoreReviewDetails'],
    operations: ['appStoreReviewDetails_updateInstance', 'appStoreReviewDetails_createInstance'],
  },
  {
    say: 'attach a file for app review',
    resources: ['appStoreReviewAttachments'],
    operations: ['appStoreReviewAttachments_createInstance'],
  },
  {
    say: 'upload a GeoJSON routing coverage file',
    resources: ['routingAppCoverages'],
    operations: ['routingAppCoverages_createInstance'],
  },
  // submission
  {
    say: 'submit the app for review',
    resources: ['reviewSubmissions', 'reviewSubmissionItems'],
    operations: [
      'reviewSubmissions_createInstance',
      'reviewSubmissions_updateInstance',
      'reviewSubmissionItems_createInstance',
    ],
  },
  {
    say: 'add the version to a review submission',
    resources: ['reviewSubmissionItems'],
    operations: ['reviewSubmissionItems_createInstance'],
  },
  {
    say: 'cancel the submission, pull it back from review',
    resources: ['reviewSubmissions'],
    operations: ['reviewSubmissions_updateInstance'],
  },
  {
    say: 'which items are in the submission',
    resources: ['reviewSubmissionItems', 'reviewSubmissions'],
    operations: ['reviewSubmissions_items_getToManyRelated'],
  },
  {
    say: 'list past review submissions',
    resources: ['reviewSubmissions'],
    operations: ['reviewSubmissions_getCollection', 'apps_reviewSubmissions_getToManyRelated'],
  },
  {
    say: 'remove an item from the submission',
    resources: ['reviewSubmissionItems'],
    operations: ['reviewSubmissionItems_deleteInstance'],
  },
  {
    say: 'was our app rejected',
    resources: ['reviewSubmissions', 'appStoreVersions', 'reviewSubmissionItems'],
    operations: [
      'reviewSubmissions_getCollection',
      'apps_reviewSubmissions_getToManyRelated',
      'apps_appStoreVersions_getToManyRelated',
      'reviewSubmissions_getInstance',
      'reviewSubmissions_items_getToManyRelated',
    ],
  },
  // screenshots
  {
    say: 'upload screenshots for iPhone 6.9 inch',
    resources: ['appScreenshots'],
    operations: ['appScreenshots_createInstance'],
  },
  {
    say: 'delete an old screenshot',
    resources: ['appScreenshots'],
    operations: ['appScreenshots_deleteInstance'],
  },
  {
    say: 'reorder screenshots',
    resources: ['appScreenshots', 'appScreenshotSets'],
    operations: ['appScreenshotSets_appScreenshots_replaceToManyRelationship'],
  },
  {
    say: 'list the screenshots of a localization',
    resources: ['appScreenshotSets', 'appStoreVersionLocalizations', 'appScreenshots'],
    operations: [
      'appStoreVersionLocalizations_appScreenshotSets_getToManyRelated',
      'appScreenshotSets_appScreenshots_getToManyRelated',
    ],
  },
  {
    say: 'create a screenshot set for iPad',
    resources: ['appScreenshotSets'],
    operations: ['appScreenshotSets_createInstance'],
  },
  {
    say: 'upload an app preview video',
    resources: ['appPreviews'],
    operations: ['appPreviews_createInstance'],
  },
  {
    say: 'set the poster frame of a preview',
    resources: ['appPreviews'],
    operations: ['appPreviews_updateInstance'],
  },
  {
    say: 'show app previews in order',
    resources: ['appPreviews', 'appPreviewSets'],
    operations: ['appPreviewSets_appPreviews_getToManyRelated', 'appPreviewSets_getInstance'],
  },
  // asset library
  {
    say: 'put an image into the asset library',
    resources: ['appAssetLibraryImages'],
    operations: ['appAssetLibraryImages_createInstance'],
  },
  {
    say: 'list all videos of the asset library',
    resources: ['appAssetLibraryVideos', 'appAssetLibraries'],
    operations: ['appAssetLibraries_videos_getToManyRelated'],
  },
  {
    say: 'place an asset on the product page',
    resources: ['appAssetLibraryPlacements'],
    operations: ['appAssetLibraryPlacements_createInstance'],
  },
  {
    say: 'reorder placements of library assets',
    resources: ['appAssetLibraryPlacementOrderingRequests'],
    operations: ['appAssetLibraryPlacementOrderingRequests_createInstance'],
  },
  {
    say: 'where is this library image used',
    resources: ['appAssetLibraryPlacements', 'appAssetLibraryImages'],
    operations: ['appAssetLibraryImages_placements_getToManyRelated'],
  },
  {
    say: 'which placement types are allowed, reference data',
    resources: ['appAssetLibraryRefData'],
    operations: ['appAssetLibraryRefData_getCollection', 'appAssetLibraryRefData_getInstance'],
  },
  // custom pages, experiments, events
  {
    say: 'create a custom product page',
    resources: ['appCustomProductPages'],
    operations: ['appCustomProductPages_createInstance'],
  },
  {
    say: 'list custom product pages',
    resources: ['appCustomProductPages'],
    operations: ['apps_appCustomProductPages_getToManyRelated'],
  },
  {
    say: 'hide a custom product page',
    resources: ['appCustomProductPages'],
    operations: ['appCustomProductPages_updateInstance'],
  },
  {
    say: 'change promotional text of a custom page',
    resources: ['appCustomProductPageLocalizations'],
    operations: ['appCustomProductPageLocalizations_updateInstance'],
  },
  {
    say: 'add search keywords to a custom product page',
    resources: ['appCustomProductPageLocalizations'],
    operations: ['appCustomProductPageLocalizations_searchKeywords_createToManyRelationship'],
  },
  {
    say: 'start an A/B test of the product page',
    resources: ['appStoreVersionExperimentsV2'],
    operations: [
      'appStoreVersionExperimentsV2_createInstance',
      'appStoreVersionExperimentsV2_updateInstance',
    ],
  },
  {
    say: 'stop the product page experiment',
    resources: ['appStoreVersionExperimentsV2'],
    operations: ['appStoreVersionExperimentsV2_updateInstance'],
  },
  {
    say: 'add a treatment with another icon',
    resources: ['appStoreVersionExperimentTreatments'],
    operations: ['appStoreVersionExperimentTreatments_createInstance'],
  },
  {
    say: 'apply the winning treatment',
    resources: ['appStoreVersionPromotions'],
    operations: ['appStoreVersionPromotions_createInstance'],
  },
  {
    say: 'list product page optimization tests',
    resources: ['appStoreVersionExperimentsV2', 'appStoreVersions'],
    operations: [
      'apps_appStoreVersionExperimentsV2_getToManyRelated',
      'appStoreVersions_appStoreVersionExperimentsV2_getToManyRelated',
    ],
  },
  { say: 'create an in-app event', resources: ['appEvents'], operations: ['appEvents_createInstance'] },
  {
    say: 'translate an in-app event',
    resources: ['appEventLocalizations'],
    operations: ['appEventLocalizations_createInstance'],
  },
  {
    say: 'upload the event card picture',
    resources: ['appEventScreenshots'],
    operations: ['appEventScreenshots_createInstance'],
  },
  { say: 'list in-app events', resources: ['appEvents'], operations: ['apps_appEvents_getToManyRelated'] },
  { say: 'change when the event starts', resources: ['appEvents'], operations: ['appEvents_updateInstance'] },
  {
    say: 'upload a video for the event',
    resources: ['appEventVideoClips'],
    operations: ['appEventVideoClips_createInstance'],
  },
  // app clips
  {
    say: 'create a default app clip experience',
    resources: ['appClipDefaultExperiences'],
    operations: ['appClipDefaultExperiences_createInstance'],
  },
  {
    say: 'change the app clip card subtitle',
    resources: ['appClipDefaultExperienceLocalizations'],
    operations: ['appClipDefaultExperienceLocalizations_updateInstance'],
  },
  {
    say: 'upload the header image of the app clip card',
    resources: ['appClipHeaderImages'],
    operations: ['appClipHeaderImages_createInstance'],
  },
  {
    say: 'add an advanced app clip experience with a link',
    resources: ['appClipAdvancedExperiences'],
    operations: ['appClipAdvancedExperiences_createInstance'],
  },
  {
    say: 'list the advanced experiences of a clip',
    resources: ['appClipAdvancedExperiences', 'appClips'],
    operations: ['appClips_appClipAdvancedExperiences_getToManyRelated'],
  },
  {
    say: 'invocation url for testing an app clip in TestFlight',
    resources: ['betaAppClipInvocations'],
    operations: ['betaAppClipInvocations_createInstance'],
  },
  {
    say: 'does the app have app clips',
    resources: ['appClips'],
    operations: ['apps_appClips_getToManyRelated'],
  },
  {
    say: 'is the associated domain of the app clip valid, debug status',
    resources: ['buildBundles'],
    operations: [
      'buildBundles_appClipDomainDebugStatus_getToOneRelated',
      'buildBundles_appClipDomainCacheStatus_getToOneRelated',
    ],
  },
  // builds
  { say: 'list the latest builds', resources: ['builds'], operations: ['builds_getCollection'] },
  { say: 'which builds are still processing', resources: ['builds'], operations: ['builds_getCollection'] },
  { say: 'expire a build', resources: ['builds'], operations: ['builds_updateInstance'] },
  {
    say: 'get the build number 4711',
    resources: ['builds'],
    operations: ['builds_getCollection', 'builds_getInstance'],
  },
  {
    say: 'upload an ipa',
    resources: ['buildUploads', 'buildUploadFiles'],
    operations: ['buildUploads_createInstance', 'buildUploadFiles_createInstance'],
  },
  {
    say: 'status of my build upload',
    resources: ['buildUploads'],
    operations: ['buildUploads_getInstance', 'apps_buildUploads_getToManyRelated'],
  },
  {
    say: 'how big is the app download for an iPhone',
    resources: ['buildBundles'],
    operations: ['buildBundles_buildBundleFileSizes_getToManyRelated'],
  },
  { say: 'say the build uses no encryption', resources: ['builds'], operations: ['builds_updateInstance'] },
  {
    say: 'export compliance documents',
    resources: ['appEncryptionDeclarations', 'appEncryptionDeclarationDocuments'],
    operations: [
      'appEncryptionDeclarations_createInstance',
      'appEncryptionDeclarationDocuments_createInstance',
      'appEncryptionDeclarations_getCollection',
    ],
  },
  {
    say: 'list encryption declarations',
    resources: ['appEncryptionDeclarations'],
    operations: [
      'appEncryptionDeclarations_getCollection',
      'apps_appEncryptionDeclarations_getToManyRelated',
    ],
  },
  {
    say: 'assign the encryption declaration to a build',
    resources: ['builds'],
    operations: ['builds_appEncryptionDeclaration_updateToOneRelationship'],
  },
  { say: 'app icons of a build', resources: ['builds'], operations: ['builds_icons_getToManyRelated'] },
  {
    say: 'which build belongs to which TestFlight version train',
    resources: ['preReleaseVersions', 'builds'],
    operations: [
      'builds_preReleaseVersion_getToOneRelated',
      'preReleaseVersions_builds_getToManyRelated',
      'preReleaseVersions_getCollection',
    ],
  },
  {
    say: 'list prerelease versions',
    resources: ['preReleaseVersions'],
    operations: ['preReleaseVersions_getCollection'],
  },
  // testflight
  {
    say: 'create an external tester group',
    resources: ['betaGroups'],
    operations: ['betaGroups_createInstance'],
  },
  {
    say: 'list testflight groups',
    resources: ['betaGroups'],
    operations: ['betaGroups_getCollection', 'apps_betaGroups_getToManyRelated'],
  },
  {
    say: 'add a tester to a group',
    resources: ['betaTesters', 'betaGroups'],
    operations: [
      'betaGroups_betaTesters_createToManyRelationship',
      'betaTesters_betaGroups_createToManyRelationship',
      'betaTesters_createInstance',
    ],
  },
  {
    say: 'invite anna@example.com to the beta',
    resources: ['betaTesters', 'betaTesterInvitations'],
    operations: ['betaTesters_createInstance', 'betaTesterInvitations_createInstance'],
  },
  {
    say: 'resend the TestFlight invitation',
    resources: ['betaTesterInvitations'],
    operations: ['betaTesterInvitations_createInstance'],
  },
  {
    say: 'remove a tester completely',
    resources: ['betaTesters'],
    operations: ['betaTesters_deleteInstance'],
  },
  {
    say: 'kick testers out of a group',
    resources: ['betaTesters', 'betaGroups'],
    operations: ['betaGroups_betaTesters_deleteToManyRelationship'],
  },
  {
    say: 'who is testing our app',
    resources: ['betaTesters', 'betaGroups'],
    operations: ['betaTesters_getCollection', 'betaGroups_betaTesters_getToManyRelated'],
  },
  {
    say: 'find the tester with this e-mail',
    resources: ['betaTesters'],
    operations: ['betaTesters_getCollection'],
  },
  {
    say: 'how many testers are in the group',
    resources: ['betaTesters', 'betaGroups'],
    operations: ['betaGroups_betaTesters_getToManyRelated', 'betaTesters_getCollection'],
  },
  {
    say: 'give a build to a beta group',
    resources: ['builds', 'betaGroups'],
    operations: ['betaGroups_builds_createToManyRelationship', 'builds_betaGroups_createToManyRelationship'],
  },
  {
    say: 'remove a build from a group',
    resources: ['builds', 'betaGroups'],
    operations: ['betaGroups_builds_deleteToManyRelationship', 'builds_betaGroups_deleteToManyRelationship'],
  },
  {
    say: 'add single testers to a build',
    resources: ['builds'],
    operations: ['builds_individualTesters_createToManyRelationship'],
  },
  { say: 'enable the public link', resources: ['betaGroups'], operations: ['betaGroups_updateInstance'] },
  {
    say: 'limit the number of people who can join by public link',
    resources: ['betaGroups'],
    operations: ['betaGroups_updateInstance'],
  },
  {
    say: 'how many people joined through the public link',
    resources: ['betaGroups'],
    operations: ['betaGroups_publicLinkUsages_getMetrics'],
  },
  { say: 'rename a beta group', resources: ['betaGroups'], operations: ['betaGroups_updateInstance'] },
  { say: 'delete a beta group', resources: ['betaGroups'], operations: ['betaGroups_deleteInstance'] },
  {
    say: 'set what to test for a build',
    resources: ['betaBuildLocalizations'],
    operations: ['betaBuildLocalizations_updateInstance', 'betaBuildLocalizations_createInstance'],
  },
  {
    say: 'submit build for beta review',
    resources: ['betaAppReviewSubmissions'],
    operations: ['betaAppReviewSubmissions_createInstance'],
  },
  {
    say: 'has Apple approved the beta build',
    resources: ['betaAppReviewSubmissions', 'builds', 'buildBetaDetails'],
    operations: [
      'builds_betaAppReviewSubmission_getToOneRelated',
      'betaAppReviewSubmissions_getCollection',
      'betaAppReviewSubmissions_getInstance',
      'buildBetaDetails_getCollection',
      'builds_buildBetaDetail_getToOneRelated',
    ],
  },
  {
    say: 'notify testers about the new build',
    resources: ['buildBetaNotifications'],
    operations: ['buildBetaNotifications_createInstance'],
  },
  {
    say: 'turn on automatic notification of testers',
    resources: ['buildBetaDetails'],
    operations: ['buildBetaDetails_updateInstance'],
  },
  {
    say: 'beta app description and feedback email',
    resources: ['betaAppLocalizations'],
    operations: ['betaAppLocalizations_updateInstance', 'betaAppLocalizations_createInstance'],
  },
  {
    say: 'contact person for beta review',
    resources: ['betaAppReviewDetails'],
    operations: ['betaAppReviewDetails_updateInstance'],
  },
  {
    say: 'testflight licence agreement',
    resources: ['betaLicenseAgreements'],
    operations: [
      'betaLicenseAgreements_updateInstance',
      'betaLicenseAgreements_getCollection',
      'apps_betaLicenseAgreement_getToOneRelated',
      'betaLicenseAgreements_getInstance',
    ],
  },
  {
    say: 'read screenshot feedback from testers',
    resources: ['betaFeedbackScreenshotSubmissions'],
    operations: [
      'apps_betaFeedbackScreenshotSubmissions_getToManyRelated',
      'betaFeedbackScreenshotSubmissions_getInstance',
    ],
  },
  {
    say: 'crash reports from TestFlight',
    resources: ['betaFeedbackCrashSubmissions'],
    operations: [
      'apps_betaFeedbackCrashSubmissions_getToManyRelated',
      'betaFeedbackCrashSubmissions_getInstance',
    ],
  },
  {
    say: 'download a beta crash log',
    resources: ['betaCrashLogs', 'betaFeedbackCrashSubmissions'],
    operations: ['betaFeedbackCrashSubmissions_crashLog_getToOneRelated', 'betaCrashLogs_getInstance'],
  },
  {
    say: 'which testers use the app most, sessions per tester',
    resources: ['apps', 'betaGroups', 'betaTesters'],
    operations: [
      'apps_betaTesterUsages_getMetrics',
      'betaGroups_betaTesterUsages_getMetrics',
      'betaTesters_betaTesterUsages_getMetrics',
    ],
  },
  {
    say: 'how many installs and crashes did this beta build have',
    resources: ['builds'],
    operations: ['builds_betaBuildUsages_getMetrics'],
  },
  {
    say: 'only let testers with iOS 18 join: recruitment criteria',
    resources: ['betaRecruitmentCriteria'],
    operations: ['betaRecruitmentCriteria_createInstance', 'betaRecruitmentCriteria_updateInstance'],
  },
  {
    say: 'which device criteria are possible for recruiting testers',
    resources: ['betaRecruitmentCriterionOptions'],
    operations: ['betaRecruitmentCriterionOptions_getCollection'],
  },
  {
    say: 'external build state of a build',
    resources: ['buildBetaDetails', 'builds'],
    operations: [
      'builds_buildBetaDetail_getToOneRelated',
      'buildBetaDetails_getCollection',
      'buildBetaDetails_getInstance',
    ],
  },
  // iap
  {
    say: 'list in-app purchases',
    resources: ['inAppPurchasesV2'],
    operations: ['apps_inAppPurchasesV2_getToManyRelated'],
  },
  {
    say: 'create a consumable',
    resources: ['inAppPurchasesV2'],
    operations: ['inAppPurchasesV2_createInstance'],
  },
  {
    say: 'rename an in-app purchase',
    resources: ['inAppPurchasesV2', 'inAppPurchaseLocalizationsV2'],
    operations: ['inAppPurchasesV2_updateInstance', 'inAppPurchaseLocalizationsV2_updateInstance'],
  },
  {
    say: 'delete an in-app purchase',
    resources: ['inAppPurchasesV2'],
    operations: ['inAppPurchasesV2_deleteInstance'],
  },
  {
    say: 'translate the in-app purchase display name',
    resources: ['inAppPurchaseLocalizationsV2'],
    operations: ['inAppPurchaseLocalizationsV2_createInstance'],
  },
  {
    say: 'set the price of an in-app purchase',
    resources: ['inAppPurchasePriceSchedules'],
    operations: ['inAppPurchasePriceSchedules_createInstance'],
  },
  {
    say: 'which price points are available for the in-app purchase',
    resources: ['inAppPurchasesV2'],
    operations: ['inAppPurchasesV2_pricePoints_getToManyRelated'],
  },
  {
    say: 'current price of an iap in all countries',
    resources: ['inAppPurchasePriceSchedules', 'inAppPurchasesV2'],
    operations: [
      'inAppPurchasePriceSchedules_manualPrices_getToManyRelated',
      'inAppPurchasePriceSchedules_automaticPrices_getToManyRelated',
      'inAppPurchasesV2_iapPriceSchedule_getToOneRelated',
      'inAppPurchasePriceSchedules_getInstance',
    ],
  },
  {
    say: 'review screenshot of an in-app purchase',
    resources: ['inAppPurchaseAppStoreReviewScreenshots', 'inAppPurchasesV2'],
    operations: [
      'inAppPurchaseAppStoreReviewScreenshots_createInstance',
      'inAppPurchasesV2_appStoreReviewScreenshot_getToOneRelated',
    ],
  },
  {
    say: 'in which countries can the in-app purchase be bought',
    resources: ['territories', 'inAppPurchaseAvailabilities', 'inAppPurchasesV2'],
    operations: [
      'inAppPurchaseAvailabilities_availableTerritories_getToManyRelated',
      'inAppPurchasesV2_inAppPurchaseAvailability_getToOneRelated',
      'inAppPurchaseAvailabilities_getInstance',
    ],
  },
  {
    say: 'sell the iap only in Germany and France',
    resources: ['inAppPurchaseAvailabilities'],
    operations: ['inAppPurchaseAvailabilities_createInstance'],
  },
  {
    say: 'submit an in-app purchase for review',
    resources: ['reviewSubmissionItems', 'inAppPurchaseSubmissions'],
    operations: ['reviewSubmissionItems_createInstance', 'inAppPurchaseSubmissions_createInstance'],
  },
  {
    say: 'upload the promotional image of an in-app purchase',
    resources: ['inAppPurchaseImagesV2'],
    operations: ['inAppPurchaseImagesV2_createInstance'],
  },
  {
    say: 'promote an in-app purchase on the store page',
    resources: ['promotedPurchases'],
    operations: ['promotedPurchases_createInstance'],
  },
  {
    say: 'order of promoted in-app purchases',
    resources: ['promotedPurchases'],
    operations: ['apps_promotedPurchases_replaceToManyRelationship'],
  },
  {
    say: 'offer codes for an in-app purchase',
    resources: ['inAppPurchaseOfferCodes', 'inAppPurchasesV2'],
    operations: ['inAppPurchaseOfferCodes_createInstance', 'inAppPurchasesV2_offerCodes_getToManyRelated'],
  },
  {
    say: "new version of an in-app purchase's metadata",
    resources: ['inAppPurchaseVersions'],
    operations: ['inAppPurchaseVersions_createInstance'],
  },
  {
    say: 'hosted content of a non-consumable',
    resources: ['inAppPurchaseContents', 'inAppPurchasesV2'],
    operations: ['inAppPurchasesV2_content_getToOneRelated', 'inAppPurchaseContents_getInstance'],
  },
  // subscriptions
  {
    say: 'create a subscription group',
    resources: ['subscriptionGroups'],
    operations: ['subscriptionGroups_createInstance'],
  },
  {
    say: 'create a monthly auto-renewable subscription',
    resources: ['subscriptions'],
    operations: ['subscriptions_createInstance'],
  },
  {
    say: 'list the subscriptions in a group',
    resources: ['subscriptions', 'subscriptionGroups'],
    operations: ['subscriptionGroups_subscriptions_getToManyRelated'],
  },
  {
    say: 'list subscription groups',
    resources: ['subscriptionGroups'],
    operations: ['apps_subscriptionGroups_getToManyRelated'],
  },
  {
    say: 'raise the yearly price in Turkey',
    resources: ['subscriptionPrices'],
    operations: ['subscriptionPrices_createInstance'],
  },
  {
    say: 'keep the old price for existing subscribers',
    resources: ['subscriptionPrices'],
    operations: ['subscriptionPrices_createInstance'],
  },
  {
    say: 'what does the subscription cost in each country',
    resources: ['subscriptionPrices', 'subscriptions'],
    operations: ['subscriptions_prices_getToManyRelated'],
  },
  {
    say: 'cancel a planned price change of a subscription',
    resources: ['subscriptionPrices', 'subscriptions'],
    operations: ['subscriptionPrices_deleteInstance', 'subscriptions_prices_deleteToManyRelationship'],
  },
  {
    say: 'equivalent prices in other countries for a subscription price point',
    resources: ['subscriptionPricePoints'],
    operations: [
      'subscriptionPricePoints_equalizations_getToManyRelated',
      'subscriptionPricePoints_adjustedEqualizations_getToManyRelated',
    ],
  },
  {
    say: 'available price tiers of a subscription',
    resources: ['subscriptionPricePoints', 'subscriptions'],
    operations: ['subscriptions_pricePoints_getToManyRelated'],
  },
  {
    say: 'add a free trial',
    resources: ['subscriptionIntroductoryOffers'],
    operations: ['subscriptionIntroductoryOffers_createInstance'],
  },
  {
    say: 'remove the introductory offer',
    resources: ['subscriptionIntroductoryOffers', 'subscriptions'],
    operations: [
      'subscriptionIntroductoryOffers_deleteInstance',
      'subscriptions_introductoryOffers_deleteToManyRelationship',
    ],
  },
  {
    say: 'create a promotional offer',
    resources: ['subscriptionPromotionalOffers'],
    operations: ['subscriptionPromotionalOffers_createInstance'],
  },
  {
    say: 'win back lapsed subscribers with an offer',
    resources: ['winBackOffers'],
    operations: ['winBackOffers_createInstance'],
  },
  {
    say: 'list win-back offers',
    resources: ['winBackOffers', 'subscriptions'],
    operations: ['subscriptions_winBackOffers_getToManyRelated'],
  },
  {
    say: 'create offer codes for a subscription',
    resources: ['subscriptionOfferCodes'],
    operations: ['subscriptionOfferCodes_createInstance'],
  },
  {
    say: 'generate 500 one-time codes',
    resources: ['subscriptionOfferCodeOneTimeUseCodes', 'inAppPurchaseOfferCodeOneTimeUseCodes'],
    operations: [
      'subscriptionOfferCodeOneTimeUseCodes_createInstance',
      'inAppPurchaseOfferCodeOneTimeUseCodes_createInstance',
    ],
  },
  {
    say: 'download the one-time use codes as csv',
    resources: ['subscriptionOfferCodeOneTimeUseCodes', 'inAppPurchaseOfferCodeOneTimeUseCodes'],
    operations: [
      'subscriptionOfferCodeOneTimeUseCodes_values_getToOneRelated',
      'inAppPurchaseOfferCodeOneTimeUseCodes_values_getToOneRelated',
    ],
  },
  {
    say: 'create a custom code SPRING26',
    resources: ['subscriptionOfferCodeCustomCodes', 'inAppPurchaseOfferCodeCustomCodes'],
    operations: [
      'subscriptionOfferCodeCustomCodes_createInstance',
      'inAppPurchaseOfferCodeCustomCodes_createInstance',
    ],
  },
  {
    say: 'deactivate an offer code',
    resources: ['subscriptionOfferCodes', 'inAppPurchaseOfferCodes'],
    operations: ['subscriptionOfferCodes_updateInstance', 'inAppPurchaseOfferCodes_updateInstance'],
  },
  {
    say: 'turn on billing grace period',
    resources: ['subscriptionGracePeriods'],
    operations: ['subscriptionGracePeriods_updateInstance'],
  },
  {
    say: 'show the grace period setting',
    resources: ['subscriptionGracePeriods'],
    operations: ['apps_subscriptionGracePeriod_getToOneRelated', 'subscriptionGracePeriods_getInstance'],
  },
  {
    say: 'change subscription level order in the group',
    resources: ['subscriptions'],
    operations: ['subscriptions_updateInstance'],
  },
  {
    say: 'localize the subscription name and description',
    resources: ['subscriptionLocalizationsV2'],
    operations: ['subscriptionLocalizationsV2_createInstance'],
  },
  {
    say: 'display name of the subscription group in Italian',
    resources: ['subscriptionGroupLocalizationsV2'],
    operations: [
      'subscriptionGroupLocalizationsV2_createInstance',
      'subscriptionGroupLocalizationsV2_updateInstance',
    ],
  },
  {
    say: 'where is the subscription available',
    resources: ['subscriptionPlanAvailabilities', 'subscriptions', 'territories'],
    operations: [
      'subscriptions_planAvailabilities_getToManyRelated',
      'subscriptionPlanAvailabilities_availableTerritories_getToManyRelated',
      'subscriptionPlanAvailabilities_getInstance',
    ],
  },
  {
    say: 'make the subscription available in all countries',
    resources: ['subscriptionPlanAvailabilities'],
    operations: [
      'subscriptionPlanAvailabilities_createInstance',
      'subscriptionPlanAvailabilities_availableTerritories_replaceToManyRelationship',
      'subscriptionPlanAvailabilities_updateInstance',
    ],
  },
  {
    say: 'review screenshot for a subscription',
    resources: ['subscriptionAppStoreReviewScreenshots', 'subscriptions'],
    operations: [
      'subscriptionAppStoreReviewScreenshots_createInstance',
      'subscriptions_appStoreReviewScreenshot_getToOneRelated',
    ],
  },
  {
    say: 'submit the subscription for review',
    resources: ['reviewSubmissionItems', 'subscriptionSubmissions'],
    operations: ['reviewSubmissionItems_createInstance', 'subscriptionSubmissions_createInstance'],
  },
  {
    say: 'delete a subscription',
    resources: ['subscriptions'],
    operations: ['subscriptions_deleteInstance'],
  },
  {
    say: 'turn on family sharing for a subscription',
    resources: ['subscriptions'],
    operations: ['subscriptions_updateInstance'],
  },
  // pricing
  {
    say: 'make the app free',
    resources: ['appPriceSchedules'],
    operations: ['appPriceSchedules_createInstance'],
  },
  {
    say: 'change the price of the app to 4.99',
    resources: ['appPriceSchedules'],
    operations: ['appPriceSchedules_createInstance'],
  },
  {
    say: 'what does the app cost',
    resources: ['appPriceSchedules'],
    operations: [
      'apps_appPriceSchedule_getToOneRelated',
      'appPriceSchedules_manualPrices_getToManyRelated',
      'appPriceSchedules_getInstance',
      'appPriceSchedules_automaticPrices_getToManyRelated',
    ],
  },
  {
    say: 'list app price points in the US',
    resources: ['appPricePointsV3'],
    operations: ['apps_appPricePoints_getToManyRelated'],
  },
  {
    say: 'base country of the price schedule',
    resources: ['territories', 'appPriceSchedules'],
    operations: ['appPriceSchedules_baseTerritory_getToOneRelated'],
  },
  {
    say: 'remove the app from sale in China',
    resources: ['territoryAvailabilities'],
    operations: ['territoryAvailabilities_updateInstance'],
  },
  {
    say: 'in which countries is the app available',
    resources: ['territoryAvailabilities', 'appAvailabilitiesV2'],
    operations: [
      'appAvailabilitiesV2_territoryAvailabilities_getToManyRelated',
      'apps_appAvailabilityV2_getToOneRelated',
      'appAvailabilitiesV2_getInstance',
    ],
  },
  {
    say: 'offer the app in all territories',
    resources: ['appAvailabilitiesV2', 'territoryAvailabilities'],
    operations: ['appAvailabilitiesV2_createInstance', 'territoryAvailabilities_updateInstance'],
  },
  {
    say: 'set up a pre-order',
    resources: ['territoryAvailabilities', 'appAvailabilitiesV2'],
    operations: ['territoryAvailabilities_updateInstance', 'appAvailabilitiesV2_createInstance'],
  },
  {
    say: 'end the pre-order and publish',
    resources: ['endAppAvailabilityPreOrders'],
    operations: ['endAppAvailabilityPreOrders_createInstance'],
  },
  {
    say: 'list all countries and currencies',
    resources: ['territories'],
    operations: ['territories_getCollection'],
  },
  // reviews
  {
    say: 'what do the latest one-star reviews say',
    resources: ['customerReviews'],
    operations: ['apps_customerReviews_getToManyRelated'],
  },
  {
    say: 'reply to a customer review',
    resources: ['customerReviewResponses'],
    operations: ['customerReviewResponses_createInstance'],
  },
  {
    say: 'delete our answer to a review',
    resources: ['customerReviewResponses'],
    operations: ['customerReviewResponses_deleteInstance'],
  },
  {
    say: 'reviews of version 3.1 only',
    resources: ['customerReviews', 'appStoreVersions'],
    operations: ['appStoreVersions_customerReviews_getToManyRelated'],
  },
  {
    say: 'which reviews have we not answered yet',
    resources: ['customerReviews'],
    operations: ['apps_customerReviews_getToManyRelated'],
  },
  {
    say: 'summary of what users say, AI review summary',
    resources: ['apps'],
    operations: ['apps_customerReviewSummarizations_getToManyRelated'],
  },
  {
    say: 'show the response to a review',
    resources: ['customerReviewResponses', 'customerReviews'],
    operations: ['customerReviews_response_getToOneRelated', 'customerReviewResponses_getInstance'],
  },
  // reports
  {
    say: 'how much did we earn in Japan last week',
    resources: ['salesReports'],
    operations: ['salesReports_getCollection'],
  },
  { say: 'download daily sales', resources: ['salesReports'], operations: ['salesReports_getCollection'] },
  {
    say: 'monthly proceeds, finance report',
    resources: ['financeReports'],
    operations: ['financeReports_getCollection'],
  },
  {
    say: 'subscription renewals and cancellations report',
    resources: ['salesReports'],
    operations: ['salesReports_getCollection'],
  },
  {
    say: 'how many downloads yesterday',
    resources: ['salesReports', 'analyticsReportRequests'],
    operations: ['salesReports_getCollection', 'analyticsReportRequests_createInstance'],
  },
  {
    say: 'request analytics reports for an app',
    resources: ['analyticsReportRequests'],
    operations: ['analyticsReportRequests_createInstance'],
  },
  {
    say: 'list analytics report requests',
    resources: ['analyticsReportRequests'],
    operations: ['apps_analyticsReportRequests_getToManyRelated'],
  },
  {
    say: 'download report segments',
    resources: ['analyticsReportSegments', 'analyticsReportInstances'],
    operations: ['analyticsReportInstances_segments_getToManyRelated', 'analyticsReportSegments_getInstance'],
  },
  {
    say: 'which analytics reports are there, engagement, commerce',
    resources: ['analyticsReports', 'analyticsReportRequests'],
    operations: ['analyticsReportRequests_reports_getToManyRelated'],
  },
  {
    say: 'daily instances of a report',
    resources: ['analyticsReportInstances', 'analyticsReports'],
    operations: ['analyticsReports_instances_getToManyRelated'],
  },
  {
    say: 'stop the analytics reports',
    resources: ['analyticsReportRequests'],
    operations: ['analyticsReportRequests_deleteInstance'],
  },
  // performance
  {
    say: 'launch time and memory metrics of the app',
    resources: ['apps', 'builds'],
    operations: ['apps_perfPowerMetrics_getToManyRelated', 'builds_perfPowerMetrics_getToManyRelated'],
  },
  {
    say: 'battery usage by build',
    resources: ['builds', 'apps'],
    operations: ['builds_perfPowerMetrics_getToManyRelated', 'apps_perfPowerMetrics_getToManyRelated'],
  },
  {
    say: 'hang and disk write diagnostics of a build',
    resources: ['diagnosticSignatures', 'builds'],
    operations: ['builds_diagnosticSignatures_getToManyRelated'],
  },
  {
    say: 'download diagnostic logs',
    resources: ['diagnosticSignatures'],
    operations: ['diagnosticSignatures_logs_getToManyRelated'],
  },
  {
    say: 'performance overview of the app',
    resources: ['apps'],
    operations: ['apps_performanceOverviews_getToManyRelated'],
  },
  // xcode cloud
  {
    say: 'start an Xcode Cloud build',
    resources: ['ciBuildRuns'],
    operations: ['ciBuildRuns_createInstance'],
  },
  {
    say: 'list Xcode Cloud workflows',
    resources: ['ciWorkflows', 'ciProducts'],
    operations: ['ciProducts_workflows_getToManyRelated'],
  },
  {
    say: 'did the last CI run succeed',
    resources: ['ciBuildRuns', 'ciWorkflows', 'ciProducts'],
    operations: [
      'ciBuildRuns_getInstance',
      'ciWorkflows_buildRuns_getToManyRelated',
      'ciProducts_buildRuns_getToManyRelated',
    ],
  },
  {
    say: 'failed tests of the run',
    resources: ['ciTestResults', 'ciBuildActions'],
    operations: ['ciBuildActions_testResults_getToManyRelated'],
  },
  {
    say: 'compiler warnings and errors of a CI action',
    resources: ['ciIssues', 'ciBuildActions'],
    operations: ['ciBuildActions_issues_getToManyRelated'],
  },
  {
    say: 'download the artifacts of a cloud build',
    resources: ['ciArtifacts', 'ciBuildActions'],
    operations: ['ciBuildActions_artifacts_getToManyRelated', 'ciArtifacts_getInstance'],
  },
  { say: 'disable a workflow', resources: ['ciWorkflows'], operations: ['ciWorkflows_updateInstance'] },
  {
    say: 'create a new workflow that runs on pull requests',
    resources: ['ciWorkflows'],
    operations: ['ciWorkflows_createInstance'],
  },
  {
    say: 'branches and tags of the repository',
    resources: ['scmGitReferences', 'scmRepositories'],
    operations: ['scmRepositories_gitReferences_getToManyRelated'],
  },
  {
    say: 'open pull requests',
    resources: ['scmPullRequests', 'scmRepositories'],
    operations: ['scmRepositories_pullRequests_getToManyRelated'],
  },
  {
    say: 'which Xcode versions can be used in Xcode Cloud',
    resources: ['ciXcodeVersions'],
    operations: ['ciXcodeVersions_getCollection'],
  },
  {
    say: 'available macOS versions for CI',
    resources: ['ciMacOsVersions'],
    operations: ['ciMacOsVersions_getCollection'],
  },
  {
    say: 'delete Xcode Cloud product and its data',
    resources: ['ciProducts'],
    operations: ['ciProducts_deleteInstance'],
  },
  {
    say: 'list connected git repositories',
    resources: ['scmRepositories', 'scmProviders'],
    operations: ['scmRepositories_getCollection', 'scmProviders_repositories_getToManyRelated'],
  },
  {
    say: 'steps of a build run',
    resources: ['ciBuildActions', 'ciBuildRuns'],
    operations: ['ciBuildRuns_actions_getToManyRelated'],
  },
  {
    say: 'which source control providers are connected',
    resources: ['scmProviders'],
    operations: ['scmProviders_getCollection'],
  },
  // users
  {
    say: 'invite a colleague to the team',
    resources: ['userInvitations'],
    operations: ['userInvitations_createInstance'],
  },
  { say: 'list team members', resources: ['users'], operations: ['users_getCollection'] },
  { say: "change someone's role to App Manager", resources: ['users'], operations: ['users_updateInstance'] },
  { say: 'remove a user from the team', resources: ['users'], operations: ['users_deleteInstance'] },
  {
    say: 'revoke a pending invitation',
    resources: ['userInvitations'],
    operations: ['userInvitations_deleteInstance'],
  },
  {
    say: 'who has been invited but not accepted',
    resources: ['userInvitations'],
    operations: ['userInvitations_getCollection'],
  },
  {
    say: 'restrict a user to one app',
    resources: ['users'],
    operations: [
      'users_visibleApps_replaceToManyRelationship',
      'users_visibleApps_createToManyRelationship',
      'users_updateInstance',
    ],
  },
  {
    say: 'which apps can this person see',
    resources: ['apps', 'users'],
    operations: ['users_visibleApps_getToManyRelated'],
  },
  {
    say: 'who did this action, resolve an actor id',
    resources: ['actors'],
    operations: ['actors_getCollection', 'actors_getInstance'],
  },
  // provisioning
  { say: 'register a bundle id', resources: ['bundleIds'], operations: ['bundleIds_createInstance'] },
  { say: 'list app identifiers', resources: ['bundleIds'], operations: ['bundleIds_getCollection'] },
  {
    say: 'enable push notifications for an app id',
    resources: ['bundleIdCapabilities'],
    operations: ['bundleIdCapabilities_createInstance'],
  },
  {
    say: 'turn off a capability',
    resources: ['bundleIdCapabilities'],
    operations: ['bundleIdCapabilities_deleteInstance'],
  },
  {
    say: 'which capabilities does the bundle id have',
    resources: ['bundleIdCapabilities', 'bundleIds'],
    operations: ['bundleIds_bundleIdCapabilities_getToManyRelated'],
  },
  {
    say: 'create a distribution certificate',
    resources: ['certificates'],
    operations: ['certificates_createInstance'],
  },
  {
    say: 'list signing certificates',
    resources: ['certificates'],
    operations: ['certificates_getCollection'],
  },
  {
    say: 'which certificates expire soon',
    resources: ['certificates'],
    operations: ['certificates_getCollection'],
  },
  { say: 'revoke a certificate', resources: ['certificates'], operations: ['certificates_deleteInstance'] },
  { say: 'register a device by UDID', resources: ['devices'], operations: ['devices_createInstance'] },
  { say: 'list test devices', resources: ['devices'], operations: ['devices_getCollection'] },
  { say: 'disable a device', resources: ['devices'], operations: ['devices_updateInstance'] },
  {
    say: 'create an ad hoc provisioning profile',
    resources: ['profiles'],
    operations: ['profiles_createInstance'],
  },
  {
    say: 'download a provisioning profile',
    resources: ['profiles'],
    operations: ['profiles_getInstance', 'profiles_getCollection'],
  },
  { say: 'delete an expired profile', resources: ['profiles'], operations: ['profiles_deleteInstance'] },
  {
    say: 'which devices are in the profile',
    resources: ['devices', 'profiles'],
    operations: ['profiles_devices_getToManyRelated'],
  },
  {
    say: 'create a merchant id for Apple Pay',
    resources: ['merchantIds'],
    operations: ['merchantIds_createInstance'],
  },
  {
    say: 'list pass type ids for Wallet',
    resources: ['passTypeIds'],
    operations: ['passTypeIds_getCollection'],
  },
  {
    say: 'certificates of a wallet pass type',
    resources: ['certificates', 'passTypeIds'],
    operations: ['passTypeIds_certificates_getToManyRelated'],
  },
  { say: 'rename a bundle identifier', resources: ['bundleIds'], operations: ['bundleIds_updateInstance'] },
  // game center
  {
    say: 'turn on Game Center for my app',
    resources: ['gameCenterDetails'],
    operations: ['gameCenterDetails_createInstance'],
  },
  {
    say: 'create an achievement',
    resources: ['gameCenterAchievementsV2'],
    operations: ['gameCenterAchievementsV2_createInstance'],
  },
  {
    say: 'list achievements',
    resources: ['gameCenterAchievementsV2', 'gameCenterDetails', 'gameCenterGroups'],
    operations: [
      'gameCenterDetails_gameCenterAchievementsV2_getToManyRelated',
      'gameCenterGroups_gameCenterAchievementsV2_getToManyRelated',
    ],
  },
  {
    say: 'create a leaderboard',
    resources: ['gameCenterLeaderboardsV2'],
    operations: ['gameCenterLeaderboardsV2_createInstance'],
  },
  {
    say: 'translate a leaderboard',
    resources: ['gameCenterLeaderboardLocalizationsV2'],
    operations: ['gameCenterLeaderboardLocalizationsV2_createInstance'],
  },
  {
    say: 'upload an achievement icon',
    resources: ['gameCenterAchievementImagesV2'],
    operations: ['gameCenterAchievementImagesV2_createInstance'],
  },
  {
    say: 'group leaderboards into a set',
    resources: ['gameCenterLeaderboardSetsV2', 'gameCenterLeaderboards'],
    operations: [
      'gameCenterLeaderboardSetsV2_createInstance',
      'gameCenterLeaderboardSetsV2_gameCenterLeaderboards_createToManyRelationship',
    ],
  },
  {
    say: 'share leaderboards between two games, game center group',
    resources: ['gameCenterGroups'],
    operations: ['gameCenterGroups_createInstance'],
  },
  {
    say: 'create a challenge for a leaderboard',
    resources: ['gameCenterChallenges'],
    operations: ['gameCenterChallenges_createInstance'],
  },
  {
    say: 'create a Game Center activity',
    resources: ['gameCenterActivities'],
    operations: ['gameCenterActivities_createInstance'],
  },
  {
    say: 'matchmaking rules',
    resources: ['gameCenterMatchmakingRuleSets', 'gameCenterMatchmakingRules'],
    operations: [
      'gameCenterMatchmakingRuleSets_getCollection',
      'gameCenterMatchmakingRules_createInstance',
      'gameCenterMatchmakingRuleSets_rules_getToManyRelated',
      'gameCenterMatchmakingRuleSets_createInstance',
    ],
  },
  {
    say: 'how long do players wait in the matchmaking queue',
    resources: ['gameCenterMatchmakingQueues'],
    operations: [
      'gameCenterMatchmakingQueues_matchmakingRequests_getMetrics',
      'gameCenterMatchmakingQueues_matchmakingSessions_getMetrics',
      'gameCenterMatchmakingQueues_matchmakingQueueSizes_getMetrics',
    ],
  },
  {
    say: 'try out a matchmaking rule set',
    resources: ['gameCenterMatchmakingRuleSetTests'],
    operations: ['gameCenterMatchmakingRuleSetTests_createInstance'],
  },
  {
    say: 'create a matchmaking queue',
    resources: ['gameCenterMatchmakingQueues'],
    operations: ['gameCenterMatchmakingQueues_createInstance'],
  },
  {
    say: 'submit a score to a leaderboard from the server',
    resources: ['gameCenterLeaderboardEntrySubmissions'],
    operations: ['gameCenterLeaderboardEntrySubmissions_createInstance'],
  },
  {
    say: "remove a cheater's score",
    resources: ['gameCenterScoreModerations'],
    operations: ['gameCenterScoreModerations_updateInstance'],
  },
  {
    say: 'block a player',
    resources: ['gameCenterDetailPlayers'],
    operations: ['gameCenterDetailPlayers_updateInstance'],
  },
  {
    say: 'list blocked players',
    resources: ['gameCenterDetailPlayers', 'gameCenterDetails'],
    operations: ['gameCenterDetails_blockedPlayers_getToManyRelated'],
  },
  {
    say: 'archive a leaderboard',
    resources: ['gameCenterLeaderboardsV2'],
    operations: ['gameCenterLeaderboardsV2_updateInstance'],
  },
  {
    say: 'grant an achievement to a player from the server',
    resources: ['gameCenterPlayerAchievementSubmissions'],
    operations: ['gameCenterPlayerAchievementSubmissions_createInstance'],
  },
  {
    say: 'enable game center for a version',
    resources: ['gameCenterAppVersions'],
    operations: ['gameCenterAppVersions_createInstance', 'gameCenterAppVersions_updateInstance'],
  },
  // webhooks
  {
    say: 'create a webhook for build state changes',
    resources: ['webhooks'],
    operations: ['webhooks_createInstance'],
  },
  { say: 'list webhooks', resources: ['webhooks'], operations: ['apps_webhooks_getToManyRelated'] },
  { say: 'ping the webhook', resources: ['webhookPings'], operations: ['webhookPings_createInstance'] },
  {
    say: 'redeliver a failed webhook delivery',
    resources: ['webhookDeliveries'],
    operations: ['webhookDeliveries_createInstance'],
  },
  {
    say: 'which webhook deliveries failed',
    resources: ['webhookDeliveries', 'webhooks'],
    operations: ['webhooks_deliveries_getToManyRelated'],
  },
  { say: 'change the webhook secret', resources: ['webhooks'], operations: ['webhooks_updateInstance'] },
  // sandbox
  {
    say: 'list sandbox testers',
    resources: ['sandboxTestersV2'],
    operations: ['sandboxTestersV2_getCollection'],
  },
  {
    say: 'clear purchase history of a sandbox account',
    resources: ['sandboxTestersClearPurchaseHistoryRequestV2'],
    operations: ['sandboxTestersClearPurchaseHistoryRequestV2_createInstance'],
  },
  {
    say: "change sandbox tester's country",
    resources: ['sandboxTestersV2'],
    operations: ['sandboxTestersV2_updateInstance'],
  },
  {
    say: 'speed up renewals for a sandbox tester',
    resources: ['sandboxTestersV2'],
    operations: ['sandboxTestersV2_updateInstance'],
  },
  // alternative distribution
  {
    say: 'add a key for alternative marketplaces',
    resources: ['alternativeDistributionKeys'],
    operations: ['alternativeDistributionKeys_createInstance'],
  },
  {
    say: 'distribute my app from my website in the EU, register a domain',
    resources: ['alternativeDistributionDomains'],
    operations: ['alternativeDistributionDomains_createInstance'],
  },
  {
    say: 'alternative distribution package of a version',
    resources: ['alternativeDistributionPackages', 'appStoreVersions'],
    operations: [
      'appStoreVersions_alternativeDistributionPackage_getToOneRelated',
      'alternativeDistributionPackages_createInstance',
      'alternativeDistributionPackages_getInstance',
    ],
  },
  {
    say: 'list variants of a distribution package',
    resources: ['alternativeDistributionPackageVariants', 'alternativeDistributionPackageVersions'],
    operations: ['alternativeDistributionPackageVersions_variants_getToManyRelated'],
  },
  {
    say: 'marketplace search catalog url',
    resources: ['marketplaceSearchDetails'],
    operations: ['marketplaceSearchDetails_createInstance', 'marketplaceSearchDetails_updateInstance'],
  },
  {
    say: 'which domains can distribute our app',
    resources: ['alternativeDistributionDomains'],
    operations: ['alternativeDistributionDomains_getCollection'],
  },
  // background assets
  {
    say: 'upload a background asset pack',
    resources: ['backgroundAssets', 'backgroundAssetVersions', 'backgroundAssetUploadFiles'],
    operations: [
      'backgroundAssets_createInstance',
      'backgroundAssetVersions_createInstance',
      'backgroundAssetUploadFiles_createInstance',
    ],
  },
  {
    say: 'list asset packs',
    resources: ['backgroundAssets'],
    operations: ['apps_backgroundAssets_getToManyRelated'],
  },
  {
    say: 'new version of an asset pack',
    resources: ['backgroundAssetVersions'],
    operations: ['backgroundAssetVersions_createInstance'],
  },
  {
    say: 'archive a background asset',
    resources: ['backgroundAssets'],
    operations: ['backgroundAssets_updateInstance'],
  },
  // accessibility, nominations
  {
    say: 'declare VoiceOver support',
    resources: ['accessibilityDeclarations'],
    operations: ['accessibilityDeclarations_createInstance', 'accessibilityDeclarations_updateInstance'],
  },
  {
    say: 'publish the accessibility labels',
    resources: ['accessibilityDeclarations'],
    operations: ['accessibilityDeclarations_updateInstance'],
  },
  {
    say: 'list accessibility declarations',
    resources: ['accessibilityDeclarations'],
    operations: ['apps_accessibilityDeclarations_getToManyRelated'],
  },
  {
    say: 'nominate the app to be featured',
    resources: ['nominations'],
    operations: ['nominations_createInstance'],
  },
  {
    say: 'list featuring nominations',
    resources: ['nominations'],
    operations: ['nominations_getCollection'],
  },
  {
    say: 'withdraw a nomination',
    resources: ['nominations'],
    operations: ['nominations_deleteInstance', 'nominations_updateInstance'],
  },
];

/** Terse, chatty, by symptom, misspelt: how people talk who do not know the API. All of it was tuned on. */
const retold: readonly Omit<Phrasing, 'heldOut'>[] = [
  { say: 'builds', resources: ['builds'], operations: ['builds_getCollection'] },
  { say: 'testers pls', resources: ['betaTesters'], operations: ['betaTesters_getCollection'] },
  { say: 'webhook ping', resources: ['webhookPings'], operations: ['webhookPings_createInstance'] },
  { say: 'new tf group for the press', resources: ['betaGroups'], operations: ['betaGroups_createInstance'] },
  {
    say: 'who can log in to our App Store Connect',
    resources: ['users'],
    operations: ['users_getCollection'],
  },
  {
    say: 'Sarah left the company, take away her access',
    resources: ['users'],
    operations: ['users_deleteInstance'],
  },
  { say: 'give Tom the developer role', resources: ['users'], operations: ['users_updateInstance'] },
  {
    say: "my testers can't see build 88",
    resources: ['betaGroups', 'builds', 'buildBetaDetails'],
    operations: [
      'builds_betaGroups_createToManyRelationship',
      'betaGroups_builds_createToManyRelationship',
      'builds_buildBetaDetail_getToOneRelated',
      'buildBetaDetails_getCollection',
      'buildBetaDetails_getInstance',
      'builds_getCollection',
      'builds_getInstance',
    ],
  },
  {
    say: 'why is the build not available to external testers',
    resources: ['buildBetaDetails', 'builds', 'betaAppReviewSubmissions'],
    operations: [
      'builds_buildBetaDetail_getToOneRelated',
      'buildBetaDetails_getCollection',
      'buildBetaDetails_getInstance',
      'betaAppReviewSubmissions_getCollection',
      'builds_betaAppReviewSubmission_getToOneRelated',
    ],
  },
  {
    say: 'the app crashes for a tester, show me the report',
    resources: ['betaFeedbackCrashSubmissions'],
    operations: [
      'apps_betaFeedbackCrashSubmissions_getToManyRelated',
      'betaFeedbackCrashSubmissions_getInstance',
    ],
  },
  {
    say: 'people complain about 3.2, show me',
    resources: ['customerReviews', 'appStoreVersions'],
    operations: [
      'apps_customerReviews_getToManyRelated',
      'appStoreVersions_customerReviews_getToManyRelated',
    ],
  },
  {
    say: 'say thank you to a five-star reviewer',
    resources: ['customerReviewResponses'],
    operations: ['customerReviewResponses_createInstance'],
  },
  {
    say: 'how did we do in Brazil in October',
    resources: ['salesReports', 'financeReports'],
    operations: ['salesReports_getCollection', 'financeReports_getCollection'],
  },
  {
    say: 'what will Apple pay us this month',
    resources: ['financeReports'],
    operations: ['financeReports_getCollection'],
  },
  {
    say: 'how many people saw our product page',
    resources: ['analyticsReportRequests', 'analyticsReports'],
    operations: [
      'analyticsReportRequests_createInstance',
      'apps_analyticsReportRequests_getToManyRelated',
      'analyticsReportRequests_reports_getToManyRelated',
    ],
  },
  {
    say: 'is the app slower since the last release',
    resources: ['apps', 'builds'],
    operations: [
      'apps_perfPowerMetrics_getToManyRelated',
      'builds_perfPowerMetrics_getToManyRelated',
      'apps_performanceOverviews_getToManyRelated',
    ],
  },
  {
    say: 'halt the rollout, something is broken',
    resources: ['appStoreVersionPhasedReleases'],
    operations: ['appStoreVersionPhasedReleases_updateInstance'],
  },
  {
    say: 'ship it to everybody now',
    resources: ['appStoreVersionPhasedReleases', 'appStoreVersionReleaseRequests'],
    operations: [
      'appStoreVersionPhasedReleases_updateInstance',
      'appStoreVersionReleaseRequests_createInstance',
    ],
  },
  {
    say: 'put the new text in the update notes in all languages',
    resources: ['appStoreVersionLocalizations'],
    operations: ['appStoreVersionLocalizations_updateInstance'],
  },
  {
    say: 'fix a typo in the subtitle',
    resources: ['appInfoLocalizations'],
    operations: ['appInfoLocalizations_updateInstance'],
  },
  {
    say: 'swap the first two screenshots',
    resources: ['appScreenshots', 'appScreenshotSets'],
    operations: ['appScreenshotSets_appScreenshots_replaceToManyRelationship'],
  },
  {
    say: 'replace the iPad pictures',
    resources: ['appScreenshots', 'appScreenshotSets'],
    operations: [
      'appScreenshots_createInstance',
      'appScreenshotSets_appScreenshots_replaceToManyRelationship',
      'appScreenshots_deleteInstance',
    ],
  },
  {
    say: 'make it 0.99 in India',
    resources: ['appPriceSchedules', 'subscriptionPrices', 'inAppPurchasePriceSchedules'],
    operations: [
      'appPriceSchedules_createInstance',
      'subscriptionPrices_createInstance',
      'inAppPurchasePriceSchedules_createInstance',
    ],
  },
  {
    say: '50% off for the first three months',
    resources: ['subscriptionIntroductoryOffers'],
    operations: ['subscriptionIntroductoryOffers_createInstance'],
  },
  {
    say: 'give students a cheaper subscription with a code',
    resources: ['subscriptionOfferCodes', 'subscriptionOfferCodeCustomCodes'],
    operations: ['subscriptionOfferCodes_createInstance', 'subscriptionOfferCodeCustomCodes_createInstance'],
  },
  {
    say: 'customers whose card failed should keep access for 16 days',
    resources: ['subscriptionGracePeriods'],
    operations: ['subscriptionGracePeriods_updateInstance'],
  },
  {
    say: 'add 100 gems as a product',
    resources: ['inAppPurchasesV2'],
    operations: ['inAppPurchasesV2_createInstance'],
  },
  {
    say: 'which products do we sell in the app',
    resources: ['inAppPurchasesV2', 'subscriptionGroups'],
    operations: ['apps_inAppPurchasesV2_getToManyRelated', 'apps_subscriptionGroups_getToManyRelated'],
  },
  {
    say: 'what state is our premium subscription in',
    resources: ['subscriptions', 'subscriptionGroups'],
    operations: ['subscriptions_getInstance', 'subscriptionGroups_subscriptions_getToManyRelated'],
  },
  {
    say: 'make the app unavailable in Russia',
    resources: ['territoryAvailabilities'],
    operations: ['territoryAvailabilities_updateInstance'],
  },
  {
    say: 'is it sold in Korea',
    resources: ['territoryAvailabilities', 'appAvailabilitiesV2'],
    operations: [
      'appAvailabilitiesV2_territoryAvailabilities_getToManyRelated',
      'apps_appAvailabilityV2_getToOneRelated',
    ],
  },
  {
    say: 'kick off main branch on Xcode cloud',
    resources: ['ciBuildRuns'],
    operations: ['ciBuildRuns_createInstance'],
  },
  {
    say: 'the nightly failed, which test',
    resources: ['ciTestResults', 'ciBuildActions'],
    operations: ['ciBuildActions_testResults_getToManyRelated'],
  },
  { say: 'list cerificates', resources: ['certificates'], operations: ['certificates_getCollection'] },
  {
    say: 'new provisoning profile for distribution',
    resources: ['profiles'],
    operations: ['profiles_createInstance'],
  },
  { say: 'register my new iPhone', resources: ['devices'], operations: ['devices_createInstance'] },
  {
    say: 'allow apple pay for the identifier',
    resources: ['bundleIdCapabilities'],
    operations: ['bundleIdCapabilities_createInstance'],
  },
  {
    say: 'download the signing profile',
    resources: ['profiles'],
    operations: ['profiles_getInstance', 'profiles_getCollection'],
  },
  {
    say: 'leaderbord with weekly reset',
    resources: ['gameCenterLeaderboardsV2'],
    operations: ['gameCenterLeaderboardsV2_createInstance'],
  },
  {
    say: 'someone posted a fake high score',
    resources: ['gameCenterScoreModerations', 'gameCenterLeaderboardsV2'],
    operations: [
      'gameCenterScoreModerations_updateInstance',
      'gameCenterLeaderboardsV2_gameCenterScoreModerations_getToManyRelated',
    ],
  },
  {
    say: 'get our app into the Today tab',
    resources: ['nominations'],
    operations: ['nominations_createInstance'],
  },
  {
    say: 'does the app support larger text',
    resources: ['accessibilityDeclarations'],
    operations: ['apps_accessibilityDeclarations_getToManyRelated', 'accessibilityDeclarations_getInstance'],
  },
  {
    say: 'test two icons against each other',
    resources: ['appStoreVersionExperimentsV2', 'appStoreVersionExperimentTreatments'],
    operations: [
      'appStoreVersionExperimentsV2_createInstance',
      'appStoreVersionExperimentTreatments_createInstance',
    ],
  },
  {
    say: 'summer sale event for the store',
    resources: ['appEvents'],
    operations: ['appEvents_createInstance'],
  },
  {
    say: 'page for our Facebook campaign with other screenshots',
    resources: ['appCustomProductPages'],
    operations: ['appCustomProductPages_createInstance'],
  },
  {
    say: 'tell my server when a version changes state',
    resources: ['webhooks'],
    operations: ['webhooks_createInstance'],
  },
  {
    say: 'did Apple deliver the events to our server',
    resources: ['webhookDeliveries', 'webhooks'],
    operations: ['webhooks_deliveries_getToManyRelated'],
  },
  {
    say: 'reset what the sandbox user bought',
    resources: ['sandboxTestersClearPurchaseHistoryRequestV2'],
    operations: ['sandboxTestersClearPurchaseHistoryRequestV2_createInstance'],
  },
  {
    say: 'offer our app on AltStore',
    resources: ['alternativeDistributionPackages', 'alternativeDistributionKeys'],
    operations: [
      'alternativeDistributionPackages_createInstance',
      'alternativeDistributionKeys_createInstance',
    ],
  },
  {
    say: 'levels that download after installing',
    resources: ['backgroundAssets', 'backgroundAssetVersions'],
    operations: [
      'backgroundAssets_createInstance',
      'apps_backgroundAssets_getToManyRelated',
      'backgroundAssetVersions_createInstance',
    ],
  },
  {
    say: 'login for the reviewer has changed',
    resources: ['appStoreReviewDetails'],
    operations: ['appStoreReviewDetails_updateInstance'],
  },
  {
    say: 'answer the encryption question for build 90',
    resources: ['builds'],
    operations: ['builds_updateInstance'],
  },
  {
    say: 'build 12 is broken, nobody should install it any more',
    resources: ['builds'],
    operations: ['builds_updateInstance'],
  },
  {
    say: 'who signed up via the open link',
    resources: ['betaGroups', 'betaTesters'],
    operations: [
      'betaGroups_publicLinkUsages_getMetrics',
      'betaGroups_betaTesters_getToManyRelated',
      'betaTesters_getCollection',
    ],
  },
  {
    say: 'text shown to testers for this build',
    resources: ['betaBuildLocalizations', 'builds'],
    operations: [
      'betaBuildLocalizations_updateInstance',
      'betaBuildLocalizations_createInstance',
      'betaBuildLocalizations_getCollection',
      'builds_betaBuildLocalizations_getToManyRelated',
    ],
  },
  {
    say: 'raise the age limit of the app',
    resources: ['ageRatingDeclarations'],
    operations: ['ageRatingDeclarations_updateInstance'],
  },
  {
    say: 'we moved our privacy page',
    resources: ['appInfoLocalizations'],
    operations: ['appInfoLocalizations_updateInstance'],
  },
  {
    say: 'open the app for pre-orders in Japan',
    resources: ['territoryAvailabilities', 'appAvailabilitiesV2'],
    operations: ['territoryAvailabilities_updateInstance', 'appAvailabilitiesV2_createInstance'],
  },
  {
    say: 'which roles does anna have',
    resources: ['users'],
    operations: ['users_getCollection', 'users_getInstance'],
  },
  {
    say: 'add an apple wallet pass identifier',
    resources: ['passTypeIds'],
    operations: ['passTypeIds_createInstance'],
  },
];

/** As an assistant types into a search, and as people ask; written when all tables were done. All held out. */
const fresh: readonly Omit<Phrasing, 'heldOut'>[] = [
  {
    say: 'beta tester list filter by email',
    resources: ['betaTesters'],
    operations: ['betaTesters_getCollection'],
  },
  {
    say: 'assign testers to beta group',
    resources: ['betaTesters', 'betaGroups'],
    operations: [
      'betaGroups_betaTesters_createToManyRelationship',
      'betaTesters_betaGroups_createToManyRelationship',
    ],
  },
  {
    say: 'xcode cloud start build for pull request',
    resources: ['ciBuildRuns'],
    operations: ['ciBuildRuns_createInstance'],
  },
  {
    say: 'app store version localization update whatsNew',
    resources: ['appStoreVersionLocalizations'],
    operations: ['appStoreVersionLocalizations_updateInstance'],
  },
  {
    say: 'in-app purchase price schedule create',
    resources: ['inAppPurchasePriceSchedules'],
    operations: ['inAppPurchasePriceSchedules_createInstance'],
  },
  {
    say: 'subscription introductory offer delete',
    resources: ['subscriptionIntroductoryOffers', 'subscriptions'],
    operations: [
      'subscriptionIntroductoryOffers_deleteInstance',
      'subscriptions_introductoryOffers_deleteToManyRelationship',
    ],
  },
  {
    say: 'territory availability update',
    resources: ['territoryAvailabilities'],
    operations: ['territoryAvailabilities_updateInstance'],
  },
  {
    say: 'review submission submit',
    resources: ['reviewSubmissions', 'reviewSubmissionItems'],
    operations: [
      'reviewSubmissions_updateInstance',
      'reviewSubmissions_createInstance',
      'reviewSubmissionItems_createInstance',
    ],
  },
  {
    say: 'upload screenshot to set',
    resources: ['appScreenshots'],
    operations: ['appScreenshots_createInstance'],
  },
  { say: 'list devices filter by platform', resources: ['devices'], operations: ['devices_getCollection'] },
  {
    say: 'provisioning profile create ad hoc',
    resources: ['profiles'],
    operations: ['profiles_createInstance'],
  },
  {
    say: 'customer reviews sorted by date',
    resources: ['customerReviews'],
    operations: ['apps_customerReviews_getToManyRelated'],
  },
  { say: 'user roles update', resources: ['users'], operations: ['users_updateInstance'] },
  {
    say: 'the tester says the app crashed, where is the log',
    resources: ['betaCrashLogs', 'betaFeedbackCrashSubmissions'],
    operations: [
      'betaFeedbackCrashSubmissions_crashLog_getToOneRelated',
      'betaCrashLogs_getInstance',
      'apps_betaFeedbackCrashSubmissions_getToManyRelated',
      'betaFeedbackCrashSubmissions_getInstance',
    ],
  },
  {
    say: 'we need a German version of the store text',
    resources: ['appStoreVersionLocalizations', 'appInfoLocalizations'],
    operations: [
      'appStoreVersionLocalizations_createInstance',
      'appInfoLocalizations_createInstance',
      'appStoreVersionLocalizations_updateInstance',
    ],
  },
  {
    say: 'is build 231 already valid',
    resources: ['builds'],
    operations: ['builds_getCollection', 'builds_getInstance'],
  },
  {
    say: 'when does our distribution certificate run out',
    resources: ['certificates'],
    operations: ['certificates_getCollection', 'certificates_getInstance'],
  },
  {
    say: 'show the workflow that builds our beta',
    resources: ['ciWorkflows', 'ciProducts'],
    operations: ['ciProducts_workflows_getToManyRelated', 'ciWorkflows_getInstance'],
  },
  {
    say: 'take the app out of the Brazilian store',
    resources: ['territoryAvailabilities'],
    operations: ['territoryAvailabilities_updateInstance'],
  },
  {
    say: 'what did we sell yesterday',
    resources: ['salesReports'],
    operations: ['salesReports_getCollection'],
  },
  {
    say: 'the subscription should cost 2.99 in Poland',
    resources: ['subscriptionPrices'],
    operations: ['subscriptionPrices_createInstance'],
  },
  {
    say: 'every tester should hear about the new build by mail',
    resources: ['buildBetaNotifications', 'buildBetaDetails'],
    operations: ['buildBetaNotifications_createInstance', 'buildBetaDetails_updateInstance'],
  },
  {
    say: 'add the subscription to the review',
    resources: ['reviewSubmissionItems', 'subscriptionSubmissions'],
    operations: ['reviewSubmissionItems_createInstance', 'subscriptionSubmissions_createInstance'],
  },
  {
    say: 'let the version go out by itself after approval',
    resources: ['appStoreVersions'],
    operations: ['appStoreVersions_updateInstance'],
  },
  {
    say: "make our game's scores comparable across iOS and Mac games",
    resources: ['gameCenterGroups', 'gameCenterLeaderboardsV2'],
    operations: ['gameCenterGroups_createInstance', 'gameCenterLeaderboardsV2_createInstance'],
  },
  {
    say: 'a code that gives three months free',
    resources: ['subscriptionOfferCodes', 'subscriptionOfferCodeCustomCodes'],
    operations: ['subscriptionOfferCodes_createInstance', 'subscriptionOfferCodeCustomCodes_createInstance'],
  },
  {
    say: 'withdraw the version, we found a bug during review',
    resources: ['reviewSubmissions'],
    operations: ['reviewSubmissions_updateInstance'],
  },
  {
    say: 'which languages is the app name translated into',
    resources: ['appInfoLocalizations', 'appInfos'],
    operations: ['appInfos_appInfoLocalizations_getToManyRelated'],
  },
  {
    say: 'can users with hearing loss use captions, declare that',
    resources: ['accessibilityDeclarations'],
    operations: ['accessibilityDeclarations_createInstance', 'accessibilityDeclarations_updateInstance'],
  },
  {
    say: 'swap the picture of the in-app event',
    resources: ['appEventScreenshots'],
    operations: ['appEventScreenshots_createInstance', 'appEventScreenshots_deleteInstance'],
  },
  {
    say: 'what webhooks are set up',
    resources: ['webhooks'],
    operations: ['apps_webhooks_getToManyRelated'],
  },
  {
    say: 'register an identifier for a wallet pass',
    resources: ['passTypeIds'],
    operations: ['passTypeIds_createInstance'],
  },
  {
    say: 'list the branches Xcode Cloud can build',
    resources: ['scmGitReferences', 'scmRepositories'],
    operations: ['scmRepositories_gitReferences_getToManyRelated'],
  },
  {
    say: 'change what the App Clip card says',
    resources: ['appClipDefaultExperienceLocalizations'],
    operations: ['appClipDefaultExperienceLocalizations_updateInstance'],
  },
  {
    say: 'close the public testing link',
    resources: ['betaGroups'],
    operations: ['betaGroups_updateInstance'],
  },
  {
    say: 'order an analytics report about engagement',
    resources: ['analyticsReportRequests'],
    operations: ['analyticsReportRequests_createInstance'],
  },
];

export const phrasings: readonly Phrasing[] = [
  ...rows.map((row, index) => ({ ...row, heldOut: index % 3 === 2 })),
  ...retold.map((row) => ({ ...row, heldOut: false })),
  ...fresh.map((row) => ({ ...row, heldOut: true })),
];
