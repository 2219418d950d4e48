/**
 * What usually comes before and after an operation where the schema alone does not tell. Sources: Apple's guides and
 * live reports collected 2026-11-22.
 */
export const flows: {
  readonly [operation: string]: { readonly before?: readonly string[]; readonly after?: readonly string[] };
} = {
  appStoreVersions_createInstance: {
    before: ['apps_appStoreVersions_getToManyRelated'],
    after: ['appStoreVersions_build_updateToOneRelationship', 'appStoreVersionLocalizations_updateInstance'],
  },
  appStoreVersions_build_updateToOneRelationship: {
    before: ['builds_getCollection'],
    after: ['appStoreVersionLocalizations_updateInstance', 'reviewSubmissions_createInstance'],
  },
  appStoreVersionLocalizations_updateInstance: {
    before: ['appStoreVersions_appStoreVersionLocalizations_getToManyRelated'],
    after: ['reviewSubmissions_createInstance'],
  },
  reviewSubmissions_createInstance: {
    before: ['reviewSubmissions_getCollection'],
    after: ['reviewSubmissionItems_createInstance', 'reviewSubmissions_updateInstance'],
  },
  reviewSubmissionItems_createInstance: {
    before: ['reviewSubmissions_createInstance'],
    after: ['reviewSubmissions_items_getToManyRelated', 'reviewSubmissions_updateInstance'],
  },
  reviewSubmissions_updateInstance: {
    before: ['reviewSubmissions_items_getToManyRelated'],
    after: ['reviewSubmissions_getInstance'],
  },
  appStoreVersionReleaseRequests_createInstance: {
    before: ['appStoreVersions_getInstance'],
    after: ['appStoreVersions_appStoreVersionPhasedRelease_getToOneRelated'],
  },
  appStoreVersionPhasedReleases_createInstance: {
    before: ['appStoreVersions_getInstance'],
    after: ['appStoreVersionPhasedReleases_updateInstance'],
  },
  builds_betaGroups_createToManyRelationship: {
    before: ['builds_getCollection', 'betaGroups_getCollection'],
    after: ['betaAppReviewSubmissions_createInstance', 'buildBetaNotifications_createInstance'],
  },
  betaAppReviewSubmissions_createInstance: {
    before: ['betaAppReviewDetails_getCollection', 'betaAppLocalizations_getCollection'],
    after: ['builds_buildBetaDetail_getToOneRelated'],
  },
  betaTesters_createInstance: {
    before: ['betaGroups_getCollection'],
    after: ['betaTesterInvitations_createInstance'],
  },
  appPriceSchedules_createInstance: {
    before: ['apps_appPricePoints_getToManyRelated', 'appPriceSchedules_manualPrices_getToManyRelated'],
    after: ['apps_appPriceSchedule_getToOneRelated'],
  },
  inAppPurchasePriceSchedules_createInstance: {
    before: [
      'inAppPurchasesV2_pricePoints_getToManyRelated',
      'inAppPurchasePriceSchedules_manualPrices_getToManyRelated',
    ],
    after: ['inAppPurchasesV2_iapPriceSchedule_getToOneRelated'],
  },
  subscriptionPrices_createInstance: {
    before: [
      'subscriptions_pricePoints_getToManyRelated',
      'subscriptionPricePoints_equalizations_getToManyRelated',
    ],
    after: ['subscriptions_prices_getToManyRelated'],
  },
  customerReviewResponses_createInstance: {
    before: ['apps_customerReviews_getToManyRelated'],
    after: ['customerReviews_response_getToOneRelated'],
  },
  ciBuildRuns_createInstance: {
    before: ['ciProducts_workflows_getToManyRelated', 'scmRepositories_gitReferences_getToManyRelated'],
    after: ['ciBuildRuns_getInstance', 'ciBuildRuns_actions_getToManyRelated'],
  },
  profiles_createInstance: {
    before: ['bundleIds_getCollection', 'certificates_getCollection', 'devices_getCollection'],
    after: ['profiles_getInstance'],
  },
  appScreenshots_createInstance: {
    before: ['appScreenshotSets_createInstance'],
    after: ['appScreenshots_updateInstance', 'appScreenshots_getInstance'],
  },
  analyticsReportRequests_createInstance: {
    before: ['apps_analyticsReportRequests_getToManyRelated'],
    after: ['analyticsReportRequests_reports_getToManyRelated'],
  },
  analyticsReports_instances_getToManyRelated: {
    before: ['analyticsReportRequests_reports_getToManyRelated'],
    after: ['analyticsReportInstances_segments_getToManyRelated'],
  },
  webhooks_createInstance: { after: ['webhookPings_createInstance', 'webhooks_deliveries_getToManyRelated'] },
};
