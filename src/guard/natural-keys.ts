/**
 * How a created object is found again: where its siblings are listed and which of its values tell it from them. The API
 * has no idempotency keys, so this is what makes "does it exist already?" and "did it arrive?" answerable. Read from the
 * API document (4.5.1, 2026-10-06) operation by operation.
 */
export interface NaturalKey {
  /** Relationship of the body that names the parent → operation that reads what the parent has. The first one given counts. */
  readonly within?: { readonly [relationship: string]: string };
  /** Operation that lists all of the team, where no parent is needed. */
  readonly list?: string;
  /** Attributes of the body that identify; one that is not given is not compared. */
  readonly by: readonly string[];
  /**
   * Relationships of the body that identify, compared with the linkage of the listed objects; `others` is every one
   * that does not name the parent.
   */
  readonly links?: readonly string[] | 'others';
  /** Attribute → parameter with which Apple narrows the list. Hits are compared again. */
  readonly narrow?: { readonly [attribute: string]: string };
  /** Parameters without which the list refuses. */
  readonly query?: { readonly [parameter: string]: string };
  /** Only objects in one of these states stand in the way of a new one. */
  readonly among?: { readonly attribute: string; readonly values: readonly string[] };
  /** There may be several alike: it tells what is new among what was there before, not what exists already. */
  readonly trace?: true;
  /** The create takes the place of what the parent has, so an older object proves nothing. */
  readonly replaces?: true;
  /** What stands beside it is part of the state that it was planned on: a price that somebody else sets meanwhile. */
  readonly watched?: true;
  /** Operation that lists what the older object holds and what would be lost with it: planned on one state, sent on no other. */
  readonly holds?: string;
}

/** Review submissions that keep the platform busy (facts about states, 2026-11-22). */
const openSubmissions = {
  attribute: 'state',
  values: [
    'READY_FOR_REVIEW',
    'WAITING_FOR_REVIEW',
    'IN_REVIEW',
    'UNRESOLVED_ISSUES',
    'CANCELING',
    'COMPLETING',
  ],
} as const;

export const naturalKeys: { readonly [operationId: string]: NaturalKey } = {
  accessibilityDeclarations_createInstance: {
    within: { app: 'apps_accessibilityDeclarations_getToManyRelated' },
    by: ['deviceFamily'],
  },
  alternativeDistributionDomains_createInstance: {
    list: 'alternativeDistributionDomains_getCollection',
    by: ['domain'],
  },
  alternativeDistributionKeys_createInstance: {
    list: 'alternativeDistributionKeys_getCollection',
    by: ['publicKey'],
  },
  alternativeDistributionPackages_createInstance: {
    within: { appStoreVersion: 'appStoreVersions_alternativeDistributionPackage_getToOneRelated' },
    by: [],
  },
  analyticsReportRequests_createInstance: {
    within: { app: 'apps_analyticsReportRequests_getToManyRelated' },
    by: ['accessType'],
  },
  androidToIosAppMappingDetails_createInstance: {
    within: { app: 'apps_androidToIosAppMappingDetails_getToManyRelated' },
    by: ['packageName'],
  },
  appAssetLibraryImages_createInstance: {
    within: { assetLibrary: 'appAssetLibraries_images_getToManyRelated' },
    by: ['fileName', 'fileSize', 'referenceName'],
    trace: true,
  },
  appAssetLibraryPlacements_createInstance: {
    within: {
      image: 'appAssetLibraryImages_placements_getToManyRelated',
      video: 'appAssetLibraryVideos_placements_getToManyRelated',
    },
    by: ['placementType', 'placementGroup'],
    // One asset is placed on many surfaces.
    links: [
      'appStoreVersionLocalization',
      'appCustomProductPageLocalization',
      'appStoreVersionExperimentTreatmentLocalization',
      'appEventLocalization',
    ],
    trace: true,
  },
  appAssetLibraryVideos_createInstance: {
    within: { assetLibrary: 'appAssetLibraries_videos_getToManyRelated' },
    by: ['fileName', 'fileSize', 'referenceName'],
    trace: true,
  },
  appAvailabilitiesV2_createInstance: {
    within: { app: 'apps_appAvailabilityV2_getToOneRelated' },
    by: [],
    replaces: true,
  },
  appClipAdvancedExperiences_createInstance: {
    within: { appClip: 'appClips_appClipAdvancedExperiences_getToManyRelated' },
    by: ['link'],
  },
  appClipAppStoreReviewDetails_createInstance: {
    within: {
      appClipDefaultExperience: 'appClipDefaultExperiences_appClipAppStoreReviewDetail_getToOneRelated',
    },
    by: [],
  },
  appClipDefaultExperienceLocalizations_createInstance: {
    within: {
      appClipDefaultExperience:
        'appClipDefaultExperiences_appClipDefaultExperienceLocalizations_getToManyRelated',
    },
    by: ['locale'],
  },
  appClipDefaultExperiences_createInstance: {
    within: { appClip: 'appClips_appClipDefaultExperiences_getToManyRelated' },
    by: ['action'],
    trace: true,
  },
  appClipHeaderImages_createInstance: {
    within: {
      appClipDefaultExperienceLocalization:
        'appClipDefaultExperienceLocalizations_appClipHeaderImage_getToOneRelated',
    },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  appCustomProductPageLocalizations_createInstance: {
    within: {
      appCustomProductPageVersion:
        'appCustomProductPageVersions_appCustomProductPageLocalizations_getToManyRelated',
    },
    by: ['locale'],
  },
  appCustomProductPages_createInstance: {
    within: { app: 'apps_appCustomProductPages_getToManyRelated' },
    by: ['name'],
  },
  appCustomProductPageVersions_createInstance: {
    within: { appCustomProductPage: 'appCustomProductPages_appCustomProductPageVersions_getToManyRelated' },
    by: [],
    trace: true,
  },
  appEncryptionDeclarationDocuments_createInstance: {
    within: {
      appEncryptionDeclaration: 'appEncryptionDeclarations_appEncryptionDeclarationDocument_getToOneRelated',
    },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  appEncryptionDeclarations_createInstance: {
    within: { app: 'apps_appEncryptionDeclarations_getToManyRelated' },
    by: ['appDescription'],
    trace: true,
  },
  appEventLocalizations_createInstance: {
    within: { appEvent: 'appEvents_localizations_getToManyRelated' },
    by: ['locale'],
  },
  appEvents_createInstance: { within: { app: 'apps_appEvents_getToManyRelated' }, by: ['referenceName'] },
  appEventScreenshots_createInstance: {
    within: { appEventLocalization: 'appEventLocalizations_appEventScreenshots_getToManyRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  appEventVideoClips_createInstance: {
    within: { appEventLocalization: 'appEventLocalizations_appEventVideoClips_getToManyRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  appInfoLocalizations_createInstance: {
    within: { appInfo: 'appInfos_appInfoLocalizations_getToManyRelated' },
    by: ['locale'],
  },
  appPreviews_createInstance: {
    within: { appPreviewSet: 'appPreviewSets_appPreviews_getToManyRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  appPreviewSets_createInstance: {
    within: {
      appStoreVersionLocalization: 'appStoreVersionLocalizations_appPreviewSets_getToManyRelated',
      appCustomProductPageLocalization: 'appCustomProductPageLocalizations_appPreviewSets_getToManyRelated',
      appStoreVersionExperimentTreatmentLocalization:
        'appStoreVersionExperimentTreatmentLocalizations_appPreviewSets_getToManyRelated',
    },
    by: ['previewType'],
  },
  appPriceSchedules_createInstance: {
    within: { app: 'apps_appPriceSchedule_getToOneRelated' },
    by: [],
    replaces: true,
    holds: 'appPriceSchedules_manualPrices_getToManyRelated',
  },
  appScreenshots_createInstance: {
    within: { appScreenshotSet: 'appScreenshotSets_appScreenshots_getToManyRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  appScreenshotSets_createInstance: {
    within: {
      appStoreVersionLocalization: 'appStoreVersionLocalizations_appScreenshotSets_getToManyRelated',
      appCustomProductPageLocalization:
        'appCustomProductPageLocalizations_appScreenshotSets_getToManyRelated',
      appStoreVersionExperimentTreatmentLocalization:
        'appStoreVersionExperimentTreatmentLocalizations_appScreenshotSets_getToManyRelated',
    },
    by: ['screenshotDisplayType'],
  },
  appStoreReviewAttachments_createInstance: {
    within: { appStoreReviewDetail: 'appStoreReviewDetails_appStoreReviewAttachments_getToManyRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  appStoreReviewDetails_createInstance: {
    within: { appStoreVersion: 'appStoreVersions_appStoreReviewDetail_getToOneRelated' },
    by: [],
  },
  appStoreVersionExperiments_createInstance: {
    within: { appStoreVersion: 'appStoreVersions_appStoreVersionExperiments_getToManyRelated' },
    by: ['name'],
  },
  appStoreVersionExperimentsV2_createInstance: {
    within: { app: 'apps_appStoreVersionExperimentsV2_getToManyRelated' },
    by: ['name'],
  },
  appStoreVersionExperimentTreatmentLocalizations_createInstance: {
    within: {
      appStoreVersionExperimentTreatment:
        'appStoreVersionExperimentTreatments_appStoreVersionExperimentTreatmentLocalizations_getToManyRelated',
    },
    by: ['locale'],
  },
  appStoreVersionExperimentTreatments_createInstance: {
    within: {
      appStoreVersionExperiment:
        'appStoreVersionExperiments_appStoreVersionExperimentTreatments_getToManyRelated',
      appStoreVersionExperimentV2:
        'appStoreVersionExperimentsV2_appStoreVersionExperimentTreatments_getToManyRelated',
    },
    by: ['name'],
  },
  appStoreVersionLocalizations_createInstance: {
    within: { appStoreVersion: 'appStoreVersions_appStoreVersionLocalizations_getToManyRelated' },
    by: ['locale'],
  },
  appStoreVersionPhasedReleases_createInstance: {
    within: { appStoreVersion: 'appStoreVersions_appStoreVersionPhasedRelease_getToOneRelated' },
    by: [],
  },
  appStoreVersions_createInstance: {
    within: { app: 'apps_appStoreVersions_getToManyRelated' },
    by: ['platform', 'versionString'],
    narrow: { versionString: 'filter[versionString]' },
  },
  backgroundAssets_createInstance: {
    within: { app: 'apps_backgroundAssets_getToManyRelated' },
    by: ['assetPackIdentifier'],
  },
  backgroundAssetUploadFiles_createInstance: {
    within: { backgroundAssetVersion: 'backgroundAssetVersions_backgroundAssetUploadFiles_getToManyRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  backgroundAssetVersions_createInstance: {
    within: { backgroundAsset: 'backgroundAssets_versions_getToManyRelated' },
    by: [],
    trace: true,
  },
  betaAppClipInvocations_createInstance: {
    within: { buildBundle: 'buildBundles_betaAppClipInvocations_getToManyRelated' },
    by: ['url'],
  },
  betaAppLocalizations_createInstance: {
    within: { app: 'apps_betaAppLocalizations_getToManyRelated' },
    by: ['locale'],
  },
  betaAppReviewSubmissions_createInstance: {
    within: { build: 'builds_betaAppReviewSubmission_getToOneRelated' },
    by: [],
  },
  betaBuildLocalizations_createInstance: {
    within: { build: 'builds_betaBuildLocalizations_getToManyRelated' },
    by: ['locale'],
  },
  betaGroups_createInstance: { within: { app: 'apps_betaGroups_getToManyRelated' }, by: ['name'] },
  betaRecruitmentCriteria_createInstance: {
    within: { betaGroup: 'betaGroups_betaRecruitmentCriteria_getToOneRelated' },
    by: [],
  },
  betaTesters_createInstance: {
    list: 'betaTesters_getCollection',
    by: ['email'],
    narrow: { email: 'filter[email]' },
  },
  buildUploadFiles_createInstance: {
    within: { buildUpload: 'buildUploads_buildUploadFiles_getToManyRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  buildUploads_createInstance: {
    within: { app: 'apps_buildUploads_getToManyRelated' },
    by: ['cfBundleShortVersionString', 'cfBundleVersion', 'platform'],
    trace: true,
  },
  bundleIdCapabilities_createInstance: {
    within: { bundleId: 'bundleIds_bundleIdCapabilities_getToManyRelated' },
    by: ['capabilityType'],
  },
  bundleIds_createInstance: {
    list: 'bundleIds_getCollection',
    by: ['identifier'],
    narrow: { identifier: 'filter[identifier]' },
  },
  certificates_createInstance: { list: 'certificates_getCollection', by: ['certificateType'], trace: true },
  ciBuildRuns_createInstance: {
    within: { workflow: 'ciWorkflows_buildRuns_getToManyRelated' },
    by: [],
    trace: true,
  },
  ciWorkflows_createInstance: { within: { product: 'ciProducts_workflows_getToManyRelated' }, by: ['name'] },
  customerReviewResponses_createInstance: {
    within: { review: 'customerReviews_response_getToOneRelated' },
    by: [],
    replaces: true,
  },
  devices_createInstance: { list: 'devices_getCollection', by: ['udid'], narrow: { udid: 'filter[udid]' } },
  endUserLicenseAgreements_createInstance: {
    within: { app: 'apps_endUserLicenseAgreement_getToOneRelated' },
    by: [],
  },
  gameCenterAchievementImages_createInstance: {
    within: {
      gameCenterAchievementLocalization:
        'gameCenterAchievementLocalizations_gameCenterAchievementImage_getToOneRelated',
    },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  gameCenterAchievementImagesV2_createInstance: {
    within: { localization: 'gameCenterAchievementLocalizationsV2_image_getToOneRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  gameCenterAchievementLocalizations_createInstance: {
    within: { gameCenterAchievement: 'gameCenterAchievements_localizations_getToManyRelated' },
    by: ['locale'],
  },
  gameCenterAchievementLocalizationsV2_createInstance: {
    within: { version: 'gameCenterAchievementVersionsV2_localizations_getToManyRelated' },
    by: ['locale'],
  },
  gameCenterAchievementReleases_createInstance: {
    within: { gameCenterAchievement: 'gameCenterAchievements_releases_getToManyRelated' },
    by: [],
    links: ['gameCenterAchievement'],
  },
  gameCenterAchievements_createInstance: {
    within: {
      gameCenterDetail: 'gameCenterDetails_gameCenterAchievements_getToManyRelated',
      gameCenterGroup: 'gameCenterGroups_gameCenterAchievements_getToManyRelated',
    },
    by: ['vendorIdentifier'],
  },
  gameCenterAchievementsV2_createInstance: {
    within: {
      gameCenterDetail: 'gameCenterDetails_gameCenterAchievementsV2_getToManyRelated',
      gameCenterGroup: 'gameCenterGroups_gameCenterAchievementsV2_getToManyRelated',
    },
    by: ['vendorIdentifier'],
  },
  gameCenterAchievementVersionsV2_createInstance: {
    within: { achievement: 'gameCenterAchievementsV2_versions_getToManyRelated' },
    by: [],
    trace: true,
  },
  gameCenterActivities_createInstance: {
    within: {
      gameCenterDetail: 'gameCenterDetails_gameCenterActivities_getToManyRelated',
      gameCenterGroup: 'gameCenterGroups_gameCenterActivities_getToManyRelated',
    },
    by: ['vendorIdentifier'],
  },
  gameCenterActivityImages_createInstance: {
    within: {
      localization: 'gameCenterActivityLocalizations_image_getToOneRelated',
      version: 'gameCenterActivityVersions_defaultImage_getToOneRelated',
    },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  gameCenterActivityLocalizations_createInstance: {
    within: { version: 'gameCenterActivityVersions_localizations_getToManyRelated' },
    by: ['locale'],
  },
  gameCenterActivityVersionReleases_createInstance: {
    within: { gameCenterDetail: 'gameCenterDetails_activityReleases_getToManyRelated' },
    by: [],
    links: ['version'],
  },
  gameCenterActivityVersions_createInstance: {
    within: { activity: 'gameCenterActivities_versions_getToManyRelated' },
    by: [],
    trace: true,
  },
  gameCenterAppVersions_createInstance: {
    within: { appStoreVersion: 'appStoreVersions_gameCenterAppVersion_getToOneRelated' },
    by: [],
  },
  gameCenterChallengeImages_createInstance: {
    within: {
      localization: 'gameCenterChallengeLocalizations_image_getToOneRelated',
      version: 'gameCenterChallengeVersions_defaultImage_getToOneRelated',
    },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  gameCenterChallengeLocalizations_createInstance: {
    within: { version: 'gameCenterChallengeVersions_localizations_getToManyRelated' },
    by: ['locale'],
  },
  gameCenterChallenges_createInstance: {
    within: {
      gameCenterDetail: 'gameCenterDetails_gameCenterChallenges_getToManyRelated',
      gameCenterGroup: 'gameCenterGroups_gameCenterChallenges_getToManyRelated',
    },
    by: ['vendorIdentifier'],
  },
  gameCenterChallengeVersionReleases_createInstance: {
    within: { gameCenterDetail: 'gameCenterDetails_challengeReleases_getToManyRelated' },
    by: [],
    links: ['version'],
  },
  gameCenterChallengeVersions_createInstance: {
    within: { challenge: 'gameCenterChallenges_versions_getToManyRelated' },
    by: [],
    trace: true,
  },
  gameCenterDetails_createInstance: { within: { app: 'apps_gameCenterDetail_getToOneRelated' }, by: [] },
  gameCenterGroups_createInstance: {
    list: 'gameCenterGroups_getCollection',
    by: ['referenceName'],
    trace: true,
  },
  gameCenterLeaderboardImages_createInstance: {
    within: {
      gameCenterLeaderboardLocalization:
        'gameCenterLeaderboardLocalizations_gameCenterLeaderboardImage_getToOneRelated',
    },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  gameCenterLeaderboardImagesV2_createInstance: {
    within: { localization: 'gameCenterLeaderboardLocalizationsV2_image_getToOneRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  gameCenterLeaderboardLocalizations_createInstance: {
    within: { gameCenterLeaderboard: 'gameCenterLeaderboards_localizations_getToManyRelated' },
    by: ['locale'],
  },
  gameCenterLeaderboardLocalizationsV2_createInstance: {
    within: { version: 'gameCenterLeaderboardVersionsV2_localizations_getToManyRelated' },
    by: ['locale'],
  },
  gameCenterLeaderboardReleases_createInstance: {
    within: { gameCenterLeaderboard: 'gameCenterLeaderboards_releases_getToManyRelated' },
    by: [],
    links: ['gameCenterLeaderboard'],
  },
  gameCenterLeaderboards_createInstance: {
    within: {
      gameCenterDetail: 'gameCenterDetails_gameCenterLeaderboards_getToManyRelated',
      gameCenterGroup: 'gameCenterGroups_gameCenterLeaderboards_getToManyRelated',
    },
    by: ['vendorIdentifier'],
  },
  gameCenterLeaderboardSetImages_createInstance: {
    within: {
      gameCenterLeaderboardSetLocalization:
        'gameCenterLeaderboardSetLocalizations_gameCenterLeaderboardSetImage_getToOneRelated',
    },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  gameCenterLeaderboardSetImagesV2_createInstance: {
    within: { localization: 'gameCenterLeaderboardSetLocalizationsV2_image_getToOneRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  gameCenterLeaderboardSetLocalizations_createInstance: {
    within: { gameCenterLeaderboardSet: 'gameCenterLeaderboardSets_localizations_getToManyRelated' },
    by: ['locale'],
  },
  gameCenterLeaderboardSetLocalizationsV2_createInstance: {
    within: { version: 'gameCenterLeaderboardSetVersionsV2_localizations_getToManyRelated' },
    by: ['locale'],
  },
  gameCenterLeaderboardSetReleases_createInstance: {
    within: { gameCenterLeaderboardSet: 'gameCenterLeaderboardSets_releases_getToManyRelated' },
    by: [],
    links: ['gameCenterLeaderboardSet'],
  },
  gameCenterLeaderboardSets_createInstance: {
    within: {
      gameCenterDetail: 'gameCenterDetails_gameCenterLeaderboardSets_getToManyRelated',
      gameCenterGroup: 'gameCenterGroups_gameCenterLeaderboardSets_getToManyRelated',
    },
    by: ['vendorIdentifier'],
  },
  gameCenterLeaderboardSetsV2_createInstance: {
    within: {
      gameCenterDetail: 'gameCenterDetails_gameCenterLeaderboardSetsV2_getToManyRelated',
      gameCenterGroup: 'gameCenterGroups_gameCenterLeaderboardSetsV2_getToManyRelated',
    },
    by: ['vendorIdentifier'],
  },
  gameCenterLeaderboardSetVersionsV2_createInstance: {
    within: { leaderboardSet: 'gameCenterLeaderboardSetsV2_versions_getToManyRelated' },
    by: [],
    trace: true,
  },
  gameCenterLeaderboardsV2_createInstance: {
    within: {
      gameCenterDetail: 'gameCenterDetails_gameCenterLeaderboardsV2_getToManyRelated',
      gameCenterGroup: 'gameCenterGroups_gameCenterLeaderboardsV2_getToManyRelated',
    },
    by: ['vendorIdentifier'],
  },
  gameCenterLeaderboardVersionsV2_createInstance: {
    within: { leaderboard: 'gameCenterLeaderboardsV2_versions_getToManyRelated' },
    by: [],
    trace: true,
  },
  gameCenterMatchmakingQueues_createInstance: {
    list: 'gameCenterMatchmakingQueues_getCollection',
    by: ['referenceName'],
  },
  gameCenterMatchmakingRules_createInstance: {
    within: { ruleSet: 'gameCenterMatchmakingRuleSets_rules_getToManyRelated' },
    by: ['referenceName'],
  },
  gameCenterMatchmakingRuleSets_createInstance: {
    list: 'gameCenterMatchmakingRuleSets_getCollection',
    by: ['referenceName'],
  },
  gameCenterMatchmakingTeams_createInstance: {
    within: { ruleSet: 'gameCenterMatchmakingRuleSets_teams_getToManyRelated' },
    by: ['referenceName'],
  },
  inAppPurchaseAppStoreReviewScreenshots_createInstance: {
    within: { inAppPurchaseV2: 'inAppPurchasesV2_appStoreReviewScreenshot_getToOneRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  inAppPurchaseAvailabilities_createInstance: {
    within: { inAppPurchase: 'inAppPurchasesV2_inAppPurchaseAvailability_getToOneRelated' },
    by: [],
    replaces: true,
  },
  inAppPurchaseImages_createInstance: {
    within: { inAppPurchase: 'inAppPurchasesV2_images_getToManyRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  inAppPurchaseLocalizations_createInstance: {
    within: { inAppPurchaseV2: 'inAppPurchasesV2_inAppPurchaseLocalizations_getToManyRelated' },
    by: ['locale'],
  },
  inAppPurchaseLocalizationsV2_createInstance: {
    within: { version: 'inAppPurchaseVersions_localizations_getToManyRelated' },
    by: ['locale'],
  },
  inAppPurchaseOfferCodeCustomCodes_createInstance: {
    within: { offerCode: 'inAppPurchaseOfferCodes_customCodes_getToManyRelated' },
    by: ['customCode'],
  },
  inAppPurchaseOfferCodeOneTimeUseCodes_createInstance: {
    within: { offerCode: 'inAppPurchaseOfferCodes_oneTimeUseCodes_getToManyRelated' },
    by: ['numberOfCodes', 'expirationDate'],
    trace: true,
  },
  inAppPurchaseOfferCodes_createInstance: {
    within: { inAppPurchase: 'inAppPurchasesV2_offerCodes_getToManyRelated' },
    by: ['name'],
  },
  inAppPurchasePriceSchedules_createInstance: {
    within: { inAppPurchase: 'inAppPurchasesV2_iapPriceSchedule_getToOneRelated' },
    by: [],
    replaces: true,
    holds: 'inAppPurchasePriceSchedules_manualPrices_getToManyRelated',
  },
  inAppPurchasesV2_createInstance: {
    within: { app: 'apps_inAppPurchasesV2_getToManyRelated' },
    by: ['productId'],
    narrow: { productId: 'filter[productId]' },
  },
  inAppPurchaseVersions_createInstance: {
    within: { inAppPurchase: 'inAppPurchasesV2_versions_getToManyRelated' },
    by: [],
    trace: true,
  },
  marketplaceSearchDetails_createInstance: {
    within: { app: 'apps_marketplaceSearchDetail_getToOneRelated' },
    by: [],
  },
  marketplaceWebhooks_createInstance: { list: 'marketplaceWebhooks_getCollection', by: ['endpointUrl'] },
  merchantIds_createInstance: {
    list: 'merchantIds_getCollection',
    by: ['identifier'],
    narrow: { identifier: 'filter[identifier]' },
  },
  nominations_createInstance: {
    list: 'nominations_getCollection',
    by: ['name'],
    query: { 'filter[state]': 'DRAFT,SUBMITTED' },
  },
  passTypeIds_createInstance: {
    list: 'passTypeIds_getCollection',
    by: ['identifier'],
    narrow: { identifier: 'filter[identifier]' },
  },
  profiles_createInstance: { list: 'profiles_getCollection', by: ['name'], narrow: { name: 'filter[name]' } },
  promotedPurchases_createInstance: {
    within: {
      inAppPurchaseV2: 'inAppPurchasesV2_promotedPurchase_getToOneRelated',
      subscription: 'subscriptions_promotedPurchase_getToOneRelated',
    },
    by: [],
  },
  reviewSubmissionItems_createInstance: {
    within: { reviewSubmission: 'reviewSubmissions_items_getToManyRelated' },
    by: [],
    links: 'others',
  },
  reviewSubmissions_createInstance: {
    within: { app: 'apps_reviewSubmissions_getToManyRelated' },
    by: ['platform'],
    among: openSubmissions,
  },
  routingAppCoverages_createInstance: {
    within: { appStoreVersion: 'appStoreVersions_routingAppCoverage_getToOneRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  subscriptionAppStoreReviewScreenshots_createInstance: {
    within: { subscription: 'subscriptions_appStoreReviewScreenshot_getToOneRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  subscriptionAvailabilities_createInstance: {
    within: { subscription: 'subscriptions_subscriptionAvailability_getToOneRelated' },
    by: [],
    replaces: true,
  },
  subscriptionGroupLocalizations_createInstance: {
    within: { subscriptionGroup: 'subscriptionGroups_subscriptionGroupLocalizations_getToManyRelated' },
    by: ['locale'],
  },
  subscriptionGroupLocalizationsV2_createInstance: {
    within: { version: 'subscriptionGroupVersions_localizations_getToManyRelated' },
    by: ['locale'],
  },
  subscriptionGroups_createInstance: {
    within: { app: 'apps_subscriptionGroups_getToManyRelated' },
    by: ['referenceName'],
  },
  subscriptionGroupVersions_createInstance: {
    within: { subscriptionGroup: 'subscriptionGroups_versions_getToManyRelated' },
    by: [],
    trace: true,
  },
  subscriptionImages_createInstance: {
    within: { subscription: 'subscriptions_images_getToManyRelated' },
    by: ['fileName', 'fileSize'],
    trace: true,
  },
  subscriptionIntroductoryOffers_createInstance: {
    within: { subscription: 'subscriptions_introductoryOffers_getToManyRelated' },
    by: ['offerMode', 'startDate'],
    links: ['territory'],
    trace: true,
  },
  subscriptionLocalizations_createInstance: {
    within: { subscription: 'subscriptions_subscriptionLocalizations_getToManyRelated' },
    by: ['locale'],
  },
  subscriptionLocalizationsV2_createInstance: {
    within: { version: 'subscriptionVersions_localizations_getToManyRelated' },
    by: ['locale'],
  },
  subscriptionOfferCodeCustomCodes_createInstance: {
    within: { offerCode: 'subscriptionOfferCodes_customCodes_getToManyRelated' },
    by: ['customCode'],
  },
  subscriptionOfferCodeOneTimeUseCodes_createInstance: {
    within: { offerCode: 'subscriptionOfferCodes_oneTimeUseCodes_getToManyRelated' },
    by: ['numberOfCodes', 'expirationDate'],
    trace: true,
  },
  subscriptionOfferCodes_createInstance: {
    within: { subscription: 'subscriptions_offerCodes_getToManyRelated' },
    by: ['name'],
  },
  subscriptionPlanAvailabilities_createInstance: {
    within: { subscription: 'subscriptions_planAvailabilities_getToManyRelated' },
    by: ['planType'],
  },
  subscriptionPrices_createInstance: {
    within: { subscription: 'subscriptions_prices_getToManyRelated' },
    by: ['startDate'],
    links: ['territory', 'subscriptionPricePoint'],
    trace: true,
    watched: true,
  },
  subscriptionPromotionalOffers_createInstance: {
    within: { subscription: 'subscriptions_promotionalOffers_getToManyRelated' },
    by: ['offerCode'],
  },
  subscriptions_createInstance: {
    within: { group: 'subscriptionGroups_subscriptions_getToManyRelated' },
    by: ['productId'],
    narrow: { productId: 'filter[productId]' },
  },
  subscriptionVersions_createInstance: {
    within: { subscription: 'subscriptions_versions_getToManyRelated' },
    by: [],
    trace: true,
  },
  userInvitations_createInstance: {
    list: 'userInvitations_getCollection',
    by: ['email'],
    narrow: { email: 'filter[email]' },
  },
  webhooks_createInstance: { within: { app: 'apps_webhooks_getToManyRelated' }, by: ['name', 'url'] },
  winBackOffers_createInstance: {
    within: { subscription: 'subscriptions_winBackOffers_getToManyRelated' },
    by: ['offerId'],
  },
};

/** Creates that leave nothing behind by which they could be found, and why. They are never repeated by themselves. */
export const untraceable: { readonly [operationId: string]: string } = {
  appAssetLibraryPlacementOrderingRequests_createInstance: 'The request is an order to sort; it is not kept.',
  appClipAdvancedExperienceImages_createInstance: 'The image belongs to nothing until an experience uses it.',
  appStoreVersionPromotions_createInstance: 'The promotion is an order; no operation reads it.',
  appStoreVersionReleaseRequests_createInstance:
    'The request is an order; the state of the version shows it.',
  betaAppClipInvocationLocalizations_createInstance: 'No operation lists the texts of an invocation.',
  betaTesterInvitations_createInstance: 'The invitation is an e-mail; no operation reads it.',
  buildBetaNotifications_createInstance: 'The notification is a message; no operation reads it.',
  endAppAvailabilityPreOrders_createInstance: 'The request is an order; the availabilities show it.',
  gameCenterLeaderboardEntrySubmissions_createInstance: 'No operation reads the entries of players.',
  gameCenterLeaderboardSetMemberLocalizations_createInstance:
    'Its list needs both parents and shows neither.',
  gameCenterMatchmakingRuleSetTests_createInstance: 'A test is answered, not kept.',
  gameCenterPlayerAchievementSubmissions_createInstance: 'No operation reads the achievements of players.',
  inAppPurchaseImagesV2_createInstance: 'Two relationships may show the image; nothing says which.',
  inAppPurchaseSubmissions_createInstance: 'The submission is an order; the state of the product shows it.',
  sandboxTestersClearPurchaseHistoryRequestV2_createInstance: 'The request is an order; it is not kept.',
  subscriptionGroupSubmissions_createInstance:
    'The submission is an order; the state of the products shows it.',
  subscriptionImagesV2_createInstance: 'Two relationships may show the image; nothing says which.',
  subscriptionSubmissions_createInstance:
    'The submission is an order; the state of the subscription shows it.',
  webhookDeliveries_createInstance: 'The delivery is a message; a new one cannot be told from its template.',
  webhookPings_createInstance: 'The ping is a message; no operation reads it.',
};
