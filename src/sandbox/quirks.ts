/** Where the live API does not do what its document says; sources: public reports, collected 2026-11-22. */

/** Related to-one objects whose absence is a 404; every other empty to-one answers 200 with `data: null`. */
export const missingIs404: ReadonlySet<string> = new Set([
  // Clients treat the 404 as "none" (mature clients' code, read 2026-11-22).
  'AppStoreVersion.appStoreVersionPhasedRelease',
  'App.gameCenterDetail',
  // Apps have one library each; a client saw the 404 where there is none (public code, read 2026-11-22).
  'App.assetLibrary',
]);

/** Order of lists where nothing is asked for; otherwise the order of creation. */
export const usualOrder: Readonly<Record<string, string>> = {
  // Versions come newest first in practice (live reports); nothing promises it.
  AppStoreVersion: '-createdDate',
};

/** Areas closed to individual keys: provisioning, sales and finance (documentation, read 2026-11-22). */
export const teamKeysOnly: ReadonlySet<string> = new Set([
  'bundleIds',
  'bundleIdCapabilities',
  'certificates',
  'devices',
  'profiles',
  'merchantIds',
  'passTypeIds',
  'salesReports',
  'financeReports',
]);

/** Attributes whose filter matches a part of the text. Apple does not say how filters match; the rest is exact. */
export const matchedInPart: ReadonlySet<string> = new Set([
  'name',
  'referenceName',
  'firstName',
  'lastName',
  'displayName',
]);

/** Filters and exists-tests that are called otherwise than what they look at: `Resource.name` → path. */
export const filterPaths: Readonly<Record<string, string>> = {
  'InAppPurchaseOfferCode.territory': 'prices.territory',
  'SubscriptionOfferCode.territory': 'prices.territory',
  'SubscriptionPromotionalOffer.territory': 'prices.territory',
};

/** Filters that choose a way of calculating rather than a subset; the seeded objects fit any value. */
export const filtersWithoutEffect: ReadonlySet<string> = new Set([
  'AppAssetLibraryRefDatum.specs',
  'AppKeyword.platform',
  'AppKeyword.locale',
  'InAppPurchasePricePoint.inAppPurchaseV2',
  'SubscriptionPricePoint.subscription',
  'SubscriptionPricePoint.upfrontPricePointId',
  'SubscriptionPricePoint.planType',
]);

/**
 * Relationships that the document requires and the live API refuses, by operation: offers that cost nothing have no
 * prices (live reports, collected 2026-11-22). The rules of the products say when they are needed after all.
 */
export const mayBeLeftOut: Readonly<Record<string, string>> = {
  subscriptionOfferCodes_createInstance: '/data/relationships/prices',
  subscriptionPromotionalOffers_createInstance: '/data/relationships/prices',
  winBackOffers_createInstance: '/data/relationships/prices',
};
