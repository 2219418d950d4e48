/** The two kinds of products and what the API calls the same thing in each (API document 4.5.1, 2026-10-06). */
export type KindName = 'in_app_purchase' | 'subscription';

export interface Kind {
  readonly name: KindName;
  /** In sentences. */
  readonly words: 'in-app purchase' | 'subscription';
  /** JSON:API type. */
  readonly type: 'inAppPurchases' | 'subscriptions';
  /** Path of the collection; objects stand below. */
  readonly path: '/v2/inAppPurchases' | '/v1/subscriptions';
  readonly create: string;
  readonly read: string;
  readonly update: string;
  /** Versions, which hold the texts since 4.4.1. */
  readonly version: {
    readonly create: string;
    /** Name of the product in the create, and of the version in a review submission. */
    readonly parent: string;
    readonly item: 'inAppPurchaseVersion' | 'subscriptionVersion';
    readonly path: string;
    readonly textCreate: string;
    readonly textUpdate: string;
  };
  readonly screenshot: {
    /** In the table of uploads. */
    readonly resource: string;
    readonly parent: string;
    readonly operations: string;
  };
  /** Apple's refusal when it is the app's first (reported, 2026-11-22). */
  readonly firstCode: string;
}

export const kinds: { readonly [name in KindName]: Kind } = {
  in_app_purchase: {
    name: 'in_app_purchase',
    words: 'in-app purchase',
    type: 'inAppPurchases',
    path: '/v2/inAppPurchases',
    create: 'inAppPurchasesV2_createInstance',
    read: 'inAppPurchasesV2_getInstance',
    update: 'inAppPurchasesV2_updateInstance',
    version: {
      create: 'inAppPurchaseVersions_createInstance',
      parent: 'inAppPurchase',
      item: 'inAppPurchaseVersion',
      path: '/v1/inAppPurchaseVersions',
      textCreate: 'inAppPurchaseLocalizationsV2_createInstance',
      textUpdate: 'inAppPurchaseLocalizationsV2_updateInstance',
    },
    screenshot: {
      resource: 'InAppPurchaseAppStoreReviewScreenshot',
      parent: 'inAppPurchaseV2',
      operations: 'inAppPurchaseAppStoreReviewScreenshots',
    },
    firstCode: 'FIRST_IAP_MUST_BE_SUBMITTED_ON_VERSION',
  },
  subscription: {
    name: 'subscription',
    words: 'subscription',
    type: 'subscriptions',
    path: '/v1/subscriptions',
    create: 'subscriptions_createInstance',
    read: 'subscriptions_getInstance',
    update: 'subscriptions_updateInstance',
    version: {
      create: 'subscriptionVersions_createInstance',
      parent: 'subscription',
      item: 'subscriptionVersion',
      path: '/v1/subscriptionVersions',
      textCreate: 'subscriptionLocalizationsV2_createInstance',
      textUpdate: 'subscriptionLocalizationsV2_updateInstance',
    },
    screenshot: {
      resource: 'SubscriptionAppStoreReviewScreenshot',
      parent: 'subscription',
      operations: 'subscriptionAppStoreReviewScreenshots',
    },
    firstCode: 'FIRST_SUBSCRIPTION_MUST_BE_SUBMITTED_ON_VERSION',
  },
};

/** States of a product that customers can buy, or could: the app's first one is past (facts on states, 2026-11-22). */
export const soldStates: ReadonlySet<string> = new Set([
  'APPROVED',
  'DEVELOPER_REMOVED_FROM_SALE',
  'REMOVED_FROM_SALE',
]);

/** States in which a product is still being prepared. */
export const openStates: ReadonlySet<string> = new Set([
  'MISSING_METADATA',
  'READY_TO_SUBMIT',
  'DEVELOPER_ACTION_NEEDED',
  'REJECTED',
]);

/** States of a product version whose texts can be edited; what was sent back can be edited again. */
export const editableVersions: ReadonlySet<string> = new Set([
  'PREPARE_FOR_SUBMISSION',
  'REJECTED',
  'DEVELOPER_REJECTED',
]);

/** States of a product version that Apple has finished with. */
const finishedVersions: ReadonlySet<string> = new Set(['ACCEPTED', 'APPROVED', 'REPLACED_WITH_NEW_VERSION']);

/** The version that goes to review next; `undefined` when the last one is done with. */
export function openVersion<Version extends { readonly state: string }>(
  versions: readonly Version[],
): Version | undefined {
  return versions.find(({ state }) => !finishedVersions.has(state));
}
