import type { Store } from '../../src/sandbox/store.ts';
import { signingRequest } from './signing-request.ts';

/** What a legal write needs that its example cannot know. */
export interface Recipe {
  /** Optional relationships that are needed all the same. */
  readonly links?: readonly string[];
  /** Required relationships that `inline` gives. */
  readonly replaced?: readonly string[];
  readonly attributes?: (context: {
    readonly now: number;
    readonly serial: number;
  }) => Record<string, unknown>;
  /** Relationships to entities of `included`, and these. */
  readonly inline?: (context: { readonly store: Store; readonly links: ReadonlyMap<string, string> }) => {
    readonly relationships: Record<string, unknown>;
    readonly included?: readonly unknown[];
  };
}

/** A price point of a product in the USA: ids are base64 of `{"s": product, "t": territory, …}`. */
function pointOf(store: Store, resource: string, product: string | undefined): string {
  const start = `{"s":"${product}","t":"USA"`;
  for (const { id } of store.all(resource))
    if (Buffer.from(id, 'base64url').toString().startsWith(start)) return id;
  return 'none';
}

const local = '$' + '{price-1}';

function inlinePrice(
  relationship: string,
  type: string,
  product: string,
  point: { readonly resource: string; readonly name: string; readonly type: string } | undefined,
  more: Record<string, unknown> = {},
  territory = true,
): NonNullable<Recipe['inline']> {
  return ({ store, links }) => ({
    relationships: { [relationship]: [{ type, id: local }], ...more },
    included: [
      {
        type,
        id: local,
        ...(point === undefined
          ? {}
          : {
              relationships: {
                [point.name]: {
                  data: { type: point.type, id: pointOf(store, point.resource, links.get(product)) },
                },
                ...(territory ? { territory: { data: { type: 'territories', id: 'USA' } } } : {}),
              },
            }),
      },
    ],
  });
}

const usa = { baseTerritory: { type: 'territories', id: 'USA' } };

/** By operation id. */
export const recipes: Readonly<Record<string, Recipe>> = {
  appAssetLibraryPlacements_createInstance: {
    links: ['image', 'appStoreVersionLocalization'],
    attributes: () => ({
      placementType: 'APP_SCREENSHOT',
      placementGroup: 'IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE',
    }),
  },
  appAssetLibraryPlacementOrderingRequests_createInstance: {
    links: ['orderedPlacements', 'appStoreVersionExperimentTreatmentLocalization'],
    attributes: () => ({ placementGroup: 'IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE' }),
  },
  appPriceSchedules_createInstance: {
    replaced: ['manualPrices', 'baseTerritory'],
    inline: inlinePrice(
      'manualPrices',
      'appPrices',
      'app',
      { resource: 'AppPricePointV3', name: 'appPricePoint', type: 'appPricePoints' },
      usa,
      false,
    ),
  },
  inAppPurchasePriceSchedules_createInstance: {
    replaced: ['manualPrices', 'baseTerritory'],
    inline: inlinePrice(
      'manualPrices',
      'inAppPurchasePrices',
      'inAppPurchase',
      {
        resource: 'InAppPurchasePricePoint',
        name: 'inAppPurchasePricePoint',
        type: 'inAppPurchasePricePoints',
      },
      usa,
      false,
    ),
  },
  inAppPurchaseOfferCodes_createInstance: {
    replaced: ['prices'],
    inline: inlinePrice('prices', 'inAppPurchaseOfferPrices', 'inAppPurchase', {
      resource: 'InAppPurchasePricePoint',
      name: 'pricePoint',
      type: 'inAppPurchasePricePoints',
    }),
  },
  subscriptionOfferCodes_createInstance: {
    replaced: ['prices'],
    attributes: () => ({ offerMode: 'PAY_AS_YOU_GO', duration: 'ONE_MONTH' }),
    inline: inlinePrice('prices', 'subscriptionOfferCodePrices', 'subscription', {
      resource: 'SubscriptionPricePoint',
      name: 'subscriptionPricePoint',
      type: 'subscriptionPricePoints',
    }),
  },
  subscriptionPromotionalOffers_createInstance: {
    replaced: ['prices'],
    attributes: () => ({ offerMode: 'PAY_AS_YOU_GO', duration: 'ONE_MONTH' }),
    inline: inlinePrice('prices', 'subscriptionPromotionalOfferPrices', 'subscription', {
      resource: 'SubscriptionPricePoint',
      name: 'subscriptionPricePoint',
      type: 'subscriptionPricePoints',
    }),
  },
  winBackOffers_createInstance: {
    replaced: ['prices'],
    attributes: () => ({ offerMode: 'PAY_AS_YOU_GO', duration: 'ONE_MONTH' }),
    inline: inlinePrice('prices', 'winBackOfferPrices', 'subscription', undefined),
  },
  subscriptionPrices_createInstance: {
    attributes: ({ now }) => ({ startDate: new Date(now + 10 * 86_400_000).toISOString().slice(0, 10) }),
  },
  subscriptionIntroductoryOffers_createInstance: {
    links: ['territory'],
    attributes: () => ({ offerMode: 'FREE_TRIAL', duration: 'ONE_WEEK', numberOfPeriods: 1 }),
  },
  certificates_createInstance: { attributes: () => ({ csrContent: signingRequest }) },
  ciBuildRuns_createInstance: { links: ['workflow', 'sourceBranchOrTag'] },
  ciWorkflows_createInstance: {
    attributes: () => ({ manualBranchStartCondition: { source: { isAllMatch: true, patterns: [] } } }),
  },
  promotedPurchases_createInstance: { links: ['inAppPurchaseV2'] },
  reviewSubmissionItems_createInstance: { links: ['gameCenterAchievementVersion'] },
  reviewSubmissionItems_updateInstance: { attributes: () => ({ resolved: true }) },
  reviewSubmissions_updateInstance: { attributes: () => ({ canceled: true }) },
};
