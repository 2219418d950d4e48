/** Areas that a developer thinks in. Each operation belongs to at least one; some belong to two. */
export interface Area {
  /** What `--toolsets` takes. */
  readonly name: string;
  readonly title: string;
  /** Beginnings of operation ids up to a `_`, or up to a `*`, separated by spaces. */
  readonly operations: string;
}

/** The order is that of `asc-mcp toolsets`; tools stand in the catalogue's order. */
export const areas: readonly Area[] = [
  {
    name: 'apps',
    title: 'Apps and their metadata',
    operations:
      'apps_getCollection apps_getInstance apps_updateInstance apps_appInfos apps_appTags apps_accessibilityDeclarations apps_searchKeywords apps_appEncryptionDeclarations apps_endUserLicenseAgreement apps_androidToIosAppMappingDetails appInfos appInfoLocalizations appCategories ageRatingDeclarations accessibilityDeclarations appTags appEncryptionDeclarations appEncryptionDeclarationDocuments endUserLicenseAgreements androidToIosAppMappingDetails',
  },
  {
    name: 'versions',
    title: 'Versions and their review',
    operations:
      'apps_appStoreVersions apps_reviewSubmissions appStoreVersions appStoreVersionLocalizations appStoreVersionPhasedReleases appStoreVersionPromotions appStoreVersionReleaseRequests appStoreVersionSubmissions appStoreReviewDetails appStoreReviewAttachments reviewSubmissions reviewSubmissionItems routingAppCoverages builds_appStoreVersion',
  },
  {
    name: 'media',
    title: 'Screenshots, previews and the asset library',
    operations:
      'apps_assetLibrary appScreenshot* appPreview* appAssetLibrar* appStoreVersionLocalizations_appScreenshotSets appStoreVersionLocalizations_appPreviewSets appStoreVersionLocalizations_placements',
  },
  {
    name: 'builds',
    title: 'Builds and their upload',
    operations:
      'apps_builds apps_buildUploads apps_preReleaseVersions builds buildUploads buildUploadFiles buildBundles preReleaseVersions',
  },
  {
    name: 'testflight',
    title: 'TestFlight: groups, testers, beta review, feedback',
    operations: 'apps_beta* apps_builds apps_preReleaseVersions beta* build* preReleaseVersions',
  },
  {
    name: 'in-app-purchases',
    title: 'In-app purchases',
    operations: 'apps_inAppPurchases* apps_promotedPurchases inAppPurchase* promotedPurchases',
  },
  {
    name: 'subscriptions',
    title: 'Subscriptions',
    operations: 'apps_subscription* apps_promotedPurchases subscription* promotedPurchases winBackOffers',
  },
  {
    name: 'pricing',
    title: 'Prices and availability',
    operations:
      'apps_appPrice* apps_appAvailability* appPrice* appAvailabilities* territories territoryAvailabilities endAppAvailabilityPreOrders inAppPurchasePrice* inAppPurchaseAvailabilities inAppPurchasesV2_pricePoints inAppPurchasesV2_iapPriceSchedule inAppPurchasesV2_inAppPurchaseAvailability subscriptionPrice* subscriptionAvailabilities subscriptionPlanAvailabilities subscriptions_price* subscriptions_subscriptionAvailability subscriptions_planAvailabilities',
  },
  {
    name: 'offers',
    title: 'Offers and offer codes',
    operations:
      'inAppPurchaseOfferCode* inAppPurchasesV2_offerCodes subscriptionOfferCode* subscriptionIntroductoryOffers subscriptionPromotionalOffers subscriptions_introductoryOffers subscriptions_offerCodes subscriptions_promotionalOffers subscriptions_winBackOffers winBackOffers',
  },
  {
    name: 'game-center',
    title: 'Game Center',
    operations: 'apps_gameCenter* gameCenter* appStoreVersions_gameCenterAppVersion',
  },
  {
    name: 'app-clips',
    title: 'App Clips',
    operations: 'apps_appClips appClip* appStoreVersions_appClipDefaultExperience betaAppClip* buildBundles',
  },
  {
    name: 'product-pages',
    title: 'Custom product pages, experiments, events, nominations',
    operations:
      'apps_appCustomProductPages apps_appEvents apps_appStoreVersionExperiments* appCustomProductPage* appEvent* appStoreVersionExperiment* appStoreVersions_appStoreVersionExperiments* nominations',
  },
  {
    name: 'xcode-cloud',
    title: 'Xcode Cloud',
    operations: 'apps_ciProduct ci* scm*',
  },
  {
    name: 'provisioning',
    title: 'Certificates, profiles, devices, identifiers',
    operations: 'bundleId* certificates devices profiles merchantIds passTypeIds',
  },
  { name: 'users', title: 'Users and access', operations: 'users userInvitations actors' },
  { name: 'sandbox-testers', title: 'Sandbox testers', operations: 'sandboxTesters*' },
  {
    name: 'webhooks',
    title: 'Webhooks',
    operations: 'apps_webhooks webhook* marketplaceWebhooks',
  },
  {
    name: 'reports',
    title: 'Sales, finance and analytics reports',
    operations: 'apps_analyticsReportRequests analyticsReport* salesReports financeReports',
  },
  {
    name: 'performance',
    title: 'Power, performance and diagnostics',
    operations:
      'apps_perfPowerMetrics apps_performanceOverviews builds_perfPowerMetrics builds_diagnosticSignatures diagnosticSignatures',
  },
  {
    name: 'reviews',
    title: "Customers' reviews and responses",
    operations:
      'apps_customerReview* appStoreVersions_customerReviews customerReviews customerReviewResponses',
  },
  {
    name: 'alternative-distribution',
    title: 'Alternative marketplaces and web distribution',
    operations:
      'apps_alternativeDistributionKey apps_marketplaceSearchDetail alternativeDistribution* marketplace* appStoreVersions_alternativeDistributionPackage',
  },
  {
    name: 'background-assets',
    title: 'Background assets',
    operations: 'apps_backgroundAssets backgroundAsset*',
  },
  {
    name: 'account',
    title: 'The team: apps, people, territories, identifiers',
    operations:
      'apps_getCollection apps_getInstance users_getCollection users_getInstance userInvitations_getCollection actors territories appCategories_getCollection bundleIds_getCollection devices_getCollection certificates_getCollection merchantIds_getCollection passTypeIds_getCollection',
  },
];

/** The word for all areas, and for what no area names. */
export const everything = 'all';

/** Whether an operation belongs to an area. */
export function belongs(area: Pick<Area, 'operations'>, id: string): boolean {
  return matcher(area).test(id);
}

const matchers = new WeakMap<Pick<Area, 'operations'>, RegExp>();

function matcher(area: Pick<Area, 'operations'>): RegExp {
  const known = matchers.get(area);
  if (known !== undefined) return known;
  const patterns = area.operations
    .split(' ')
    .map((text) => (text.endsWith('*') ? text.slice(0, -1) : `${text}(?:_|$)`));
  const made = new RegExp(`^(?:${patterns.join('|')})`);
  matchers.set(area, made);
  return made;
}

/** The areas of an operation. */
export function areasOf(id: string): readonly Area[] {
  return areas.filter((area) => belongs(area, id));
}

/** `TestFlight` and `in_app_purchases` mean what they look like. */
export function areaName(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
}
