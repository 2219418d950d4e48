import type { Change } from './change.ts';
import { type ApiError, attributeError } from './errors.ts';

/**
 * Longest texts, in characters, by resource and attribute. Facts §9 and §8 (read 2026-11-22):
 * documentation counts bytes for keywords, a live test saw 100 characters accepted.
 */
const longest: Readonly<Record<string, number>> = {
  'AppInfoLocalization.name': 30,
  'AppInfoLocalization.subtitle': 30,
  'AppStoreVersionLocalization.promotionalText': 170,
  'AppStoreVersionLocalization.description': 4000,
  'AppStoreVersionLocalization.whatsNew': 4000,
  'AppStoreVersionLocalization.keywords': 100,
  'AppCustomProductPageLocalization.promotionalText': 170,
  'AppStoreReviewDetail.notes': 4000,
  'BetaAppReviewDetail.notes': 4000,
  'BetaBuildLocalization.whatsNew': 4000,
  'BetaAppLocalization.description': 4000,
  'AppEventLocalization.name': 30,
  'AppEventLocalization.shortDescription': 50,
  'AppEventLocalization.longDescription': 120,
  'InAppPurchaseV2.name': 64,
  'InAppPurchaseLocalization.name': 30,
  'InAppPurchaseLocalization.description': 55,
  'InAppPurchaseLocalizationV2.name': 30,
  'InAppPurchaseLocalizationV2.description': 55,
  'Subscription.name': 64,
  'SubscriptionLocalization.name': 30,
  'SubscriptionLocalization.description': 55,
  'SubscriptionLocalizationV2.name': 30,
  'SubscriptionLocalizationV2.description': 55,
  'CustomerReviewResponseV1.responseBody': 5970,
  'AppClipDefaultExperienceLocalization.subtitle': 56,
};

/** Shortest texts; a product needs a name of two characters (facts §9). */
const shortest: Readonly<Record<string, number>> = {
  'InAppPurchaseLocalization.name': 2,
  'InAppPurchaseLocalizationV2.name': 2,
  'SubscriptionLocalization.name': 2,
  'SubscriptionLocalizationV2.name': 2,
};

/** 409 TOO_LONG and TOO_SHORT. */
export function limitErrors(change: Change): readonly ApiError[] {
  return Object.entries(change.attributes).flatMap(([name, value]) => {
    if (typeof value !== 'string') return [];
    const key = `${change.resource.name}.${name}`;
    const length = [...value].length;
    const most = longest[key];
    if (most !== undefined && length > most)
      return [
        attributeError(
          'INVALID.TOO_LONG',
          name,
          `The value of '${name}' has ${length} characters; at most ${most} are allowed.`,
        ),
      ];
    const least = shortest[key];
    if (least !== undefined && length < least)
      return [
        attributeError(
          'INVALID.TOO_SHORT',
          name,
          `The value of '${name}' has ${length} characters; at least ${least} are needed.`,
        ),
      ];
    return [];
  });
}
