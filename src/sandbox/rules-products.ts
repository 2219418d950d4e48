import { type Change, many, one, ownerOf, type Rules, target } from './change.ts';
import { type ApiError, apiError, attributeError, relationshipError } from './errors.ts';
import { appOf, firstProduct } from './rules-review.ts';
import { completeList } from './rules-versions.ts';
import { setState, stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';
import { seedPricePoints, tiers } from './team-prices.ts';
import { Seeder } from './team-seeder.ts';

/** In-app purchases, subscriptions and their offers, prices apart. Facts §2, §7, §8e, §9 (2026-11-22). */
export const productRules: Rules = {
  inAppPurchasesV2_createInstance: { before: productIdFree, after: pointsOffered },
  inAppPurchasesV2_updateInstance: { before: sharingIsOneWay, after: ready },
  inAppPurchasesV2_deleteInstance: { after: burn },
  subscriptions_createInstance: { before: productIdFree, after: pointsOffered },
  subscriptions_updateInstance: { before: subscriptionBefore, after: ready },
  subscriptions_deleteInstance: { before: neverApproved, after: burn },
  subscriptionGroups_deleteInstance: { before: groupIsEmpty },
  inAppPurchaseVersions_createInstance: { before: oneDraft, after: nextNumber },
  subscriptionVersions_createInstance: { before: oneDraft, after: nextNumber },
  subscriptionGroupVersions_createInstance: { before: oneDraft, after: nextNumber },
  inAppPurchaseLocalizations_createInstance: { after: ready },
  inAppPurchaseLocalizationsV2_createInstance: { after: ready },
  inAppPurchaseAvailabilities_createInstance: { after: ready },
  inAppPurchaseAppStoreReviewScreenshots_createInstance: { before: oneScreenshot, after: ready },
  subscriptionLocalizations_createInstance: { after: ready },
  subscriptionLocalizationsV2_createInstance: { after: ready },
  subscriptionPlanAvailabilities_createInstance: { before: onePlan, after: ready },
  subscriptionAvailabilities_createInstance: { after: ready },
  subscriptionAppStoreReviewScreenshots_createInstance: { before: oneScreenshot, after: ready },
  inAppPurchaseSubmissions_createInstance: { before: canSubmit, after: submitted },
  subscriptionSubmissions_createInstance: { before: canSubmit, after: submitted },
  subscriptionIntroductoryOffers_createInstance: { before: introFits },
  subscriptionOfferCodes_createInstance: { before: offerPrices },
  subscriptionPromotionalOffers_createInstance: { before: offerPrices },
  winBackOffers_createInstance: { before: offerPrices },
  inAppPurchaseOfferCodes_createInstance: { before: inlinePrices },
  subscriptionOfferCodes_updateInstance: { before: offIsFinal },
  inAppPurchaseOfferCodes_updateInstance: { before: offIsFinal },
  subscriptionOfferCodeCustomCodes_createInstance: { before: codesBefore },
  subscriptionOfferCodeCustomCodes_updateInstance: { before: offIsFinal },
  subscriptionOfferCodeOneTimeUseCodes_createInstance: { before: codesBefore },
  subscriptionOfferCodeOneTimeUseCodes_updateInstance: { before: offIsFinal },
  inAppPurchaseOfferCodeCustomCodes_createInstance: { before: codesBefore },
  inAppPurchaseOfferCodeCustomCodes_updateInstance: { before: offIsFinal },
  inAppPurchaseOfferCodeOneTimeUseCodes_createInstance: { before: codesBefore },
  inAppPurchaseOfferCodeOneTimeUseCodes_updateInstance: { before: offIsFinal },
  promotedPurchases_createInstance: { before: promotedOnce },
  apps_promotedPurchases_replaceToManyRelationship: { before: completeList },
};

const approved: ReadonlySet<string> = new Set([
  'APPROVED',
  'DEVELOPER_REMOVED_FROM_SALE',
  'REMOVED_FROM_SALE',
]);

export function isApproved(product: Stored | undefined): boolean {
  return approved.has(stateOf(product));
}

const burned = new WeakMap<Store, Set<string>>();

/** §10: a product id is used up for good, also across kinds of products and after deletion. */
function productIdFree(change: Change): readonly ApiError[] {
  const { productId } = change.attributes;
  if (typeof productId !== 'string') return [];
  if (!/^[A-Za-z0-9._-]{1,100}$/.test(productId))
    return [
      attributeError(
        'INVALID.INVALID_CHARACTERS',
        'productId',
        'A product ID has letters, digits, periods, underscores and hyphens, 100 at most.',
      ),
    ];
  const other = change.resource.name === 'Subscription' ? 'InAppPurchaseV2' : 'Subscription';
  const taken =
    burned.get(change.store)?.has(productId) === true ||
    [...change.store.all(other)].some((product) => product.attributes['productId'] === productId);
  return taken
    ? [
        attributeError(
          'INVALID.DUPLICATE',
          'productId',
          `The product ID '${productId}' was used before and cannot be used again.`,
        ),
      ]
    : [];
}

/** A new product can be priced at every step, in every territory, from the start. */
function pointsOffered(change: Change, product: Stored): void {
  const { store, now } = change;
  const resource = product.resource === 'Subscription' ? 'SubscriptionPricePoint' : 'InAppPurchasePricePoint';
  store.link(product, 'pricePoints', seedPricePoints(new Seeder(store, now), resource, product.id, tiers));
}

function burn(change: Change, product: Stored): void {
  const ids = burned.get(change.store) ?? new Set();
  ids.add(String(product.attributes['productId']));
  burned.set(change.store, ids);
}

function invalidState(detail: string): readonly ApiError[] {
  return [apiError(409, 'STATE_ERROR.ENTITY_STATE_INVALID', detail)];
}

/** §9: familySharable true is one-way. */
function sharingIsOneWay(change: Change): readonly ApiError[] {
  return change.attributes['familySharable'] === false && change.object?.attributes['familySharable'] === true
    ? [attributeError('INVALID', 'familySharable', 'Family Sharing cannot be turned off again.')]
    : [];
}

function subscriptionBefore(change: Change): readonly ApiError[] {
  const { object, attributes } = change;
  const errors = [...sharingIsOneWay(change)];
  const period = attributes['subscriptionPeriod'];
  if (isApproved(object) && period !== undefined && period !== object?.attributes['subscriptionPeriod'])
    errors.push(
      attributeError('INVALID', 'subscriptionPeriod', 'The period cannot be changed after approval.'),
    );
  return errors;
}

function neverApproved(change: Change): readonly ApiError[] {
  return isApproved(change.object)
    ? invalidState('A subscription that was approved cannot be deleted; remove it from sale.')
    : [];
}

function groupIsEmpty(change: Change): readonly ApiError[] {
  const { store, object } = change;
  return object !== undefined && many(store, object, 'subscriptions').some(isApproved)
    ? invalidState('The group has subscriptions that were approved; it cannot be deleted.')
    : [];
}

const finished: ReadonlySet<string> = new Set(['APPROVED', 'ACCEPTED', 'REPLACED_WITH_NEW_VERSION']);

function parentOfVersion(change: Change): Stored | undefined {
  return (
    target(change, 'inAppPurchase', 'InAppPurchaseV2') ??
    target(change, 'subscription', 'Subscription') ??
    target(change, 'subscriptionGroup', 'SubscriptionGroup')
  );
}

/** §7: one version in preparation; content is edited there. */
function oneDraft(change: Change): readonly ApiError[] {
  const parent = parentOfVersion(change);
  if (parent === undefined) return [];
  const draft = many(change.store, parent, 'versions').find((version) => !finished.has(stateOf(version)));
  return draft === undefined
    ? []
    : invalidState(`There is a version in the state ${stateOf(draft)} already: '${draft.id}'.`);
}

function nextNumber(change: Change, version: Stored): void {
  const parent = parentOfVersion(change);
  if (parent !== undefined) version.attributes['version'] = many(change.store, parent, 'versions').length;
}

/** A product by whichever link the request or the object has. */
export function productOf(change: Change, object?: Stored): Stored | undefined {
  const { store } = change;
  if (object?.resource === 'InAppPurchaseV2' || object?.resource === 'Subscription') return object;
  const direct =
    target(change, 'inAppPurchaseV2', 'InAppPurchaseV2') ??
    target(change, 'inAppPurchase', 'InAppPurchaseV2') ??
    target(change, 'subscription', 'Subscription');
  if (direct !== undefined) return direct;
  const id = change.links.get('version');
  if (typeof id !== 'string') return undefined;
  const iap = store.get('InAppPurchaseVersion', id);
  if (iap !== undefined)
    return ownerOf(store, 'InAppPurchaseV2', 'versions', iap) ?? one(store, iap, 'inAppPurchase');
  return one(store, store.get('SubscriptionVersion', id), 'subscription');
}

/** §7: READY_TO_SUBMIT needs price, a localization, a review screenshot and availability. */
export function ready(change: Change, object: Stored): void {
  const product = productOf(change, object);
  if (product !== undefined) productReady(change.store, product);
}

function productReady(store: Store, product: Stored): void {
  if (stateOf(product) !== 'MISSING_METADATA') return;
  const has = (name: string): boolean => many(store, product, name).length > 0;
  const texts =
    product.resource === 'Subscription' ? 'subscriptionLocalizations' : 'inAppPurchaseLocalizations';
  const named =
    has(texts) ||
    many(store, product, 'versions').some((version) => many(store, version, 'localizations').length > 0);
  const priced = product.resource === 'Subscription' ? has('prices') : has('iapPriceSchedule');
  const available =
    product.resource === 'Subscription'
      ? has('planAvailabilities') || has('subscriptionAvailability')
      : has('inAppPurchaseAvailability');
  if (named && priced && available && has('appStoreReviewScreenshot')) setState(product, 'READY_TO_SUBMIT');
}

/** §5: one review screenshot; an old one must be deleted first. */
function oneScreenshot(change: Change): readonly ApiError[] {
  const product = productOf(change);
  return one(change.store, product, 'appStoreReviewScreenshot') === undefined
    ? []
    : invalidState('The product has a review screenshot already; delete it first.');
}

function onePlan(change: Change): readonly ApiError[] {
  const product = productOf(change);
  const { planType } = change.attributes;
  return product !== undefined &&
    many(change.store, product, 'planAvailabilities').some((plan) => plan.attributes['planType'] === planType)
    ? [attributeError('INVALID.DUPLICATE', 'planType', `The plan ${String(planType)} is available already.`)]
    : [];
}

function canSubmit(change: Change): readonly ApiError[] {
  const product = productOf(change);
  if (product === undefined) return [];
  if (stateOf(product) !== 'READY_TO_SUBMIT')
    return invalidState(`The product is in the state ${stateOf(product)}; it must be READY_TO_SUBMIT.`);
  return appOf(change.store, product) === undefined
    ? []
    : firstProduct(change.store, product.resource, product);
}

function submitted(change: Change): void {
  const product = productOf(change);
  if (product !== undefined) setState(product, 'WAITING_FOR_REVIEW');
}

/** §8e: a free trial has no price; what is paid has one; one offer per territory and plan. */
function introFits(change: Change): readonly ApiError[] {
  const { store, attributes, links } = change;
  const product = productOf(change);
  const free = attributes['offerMode'] === 'FREE_TRIAL';
  const point = links.get('subscriptionPricePoint');
  if (free && typeof point === 'string')
    return [relationshipError('subscriptionPricePoint', 'A free trial has no price.')];
  if (!free && typeof point !== 'string')
    return [
      apiError(
        409,
        'ENTITY_ERROR.RELATIONSHIP.REQUIRED',
        "You must provide a value for the relationship 'subscriptionPricePoint' with this request",
        { pointer: '/data/relationships/subscriptionPricePoint' },
      ),
    ];
  const territory = links.get('territory');
  const twin =
    product === undefined || typeof territory !== 'string'
      ? undefined
      : many(store, product, 'introductoryOffers').find(
          (offer) => one(store, offer, 'territory')?.id === territory && !offer.attributes['endDate'],
        );
  return twin === undefined
    ? []
    : [
        relationshipError(
          'territory',
          `There is an offer without end in this territory already: '${twin.id}'.`,
        ),
      ];
}

/**
 * Offers have a price in each territory. A free trial names its territories in the same way and no price points: Apple
 * answered 409 to a point ("must be null", May 2026) and to codes without `prices` (June 2026), as clients reported.
 * Win-back prices have nothing to name, so a free one has none.
 */
function offerPrices(change: Change): readonly ApiError[] {
  const { attributes, included, links, resource } = change;
  const sent = links.get('prices');
  const free = attributes['offerMode'] === 'FREE_TRIAL';
  if (!Array.isArray(sent) || sent.length === 0)
    return free && resource.name !== 'SubscriptionOfferCode'
      ? []
      : [required('prices', '/data/relationships/prices')];
  const inline = inlinePrices(change);
  if (inline.length > 0 || resource.name === 'WinBackOffer') return inline;
  return included.flatMap((price, index) => {
    const has = price.links.get('subscriptionPricePoint') !== undefined;
    const at = `/included/${index}/relationships`;
    if (price.links.get('territory') === undefined) return [required('territory', `${at}/territory`)];
    if (free === !has) return [];
    return has
      ? [
          apiError(
            409,
            'ENTITY_ERROR.RELATIONSHIP.INVALID',
            'For FREE_TRIAL offerMode, subscriptionPricePoint must be null.',
            { pointer: `${at}/subscriptionPricePoint` },
          ),
        ]
      : [required('subscriptionPricePoint', `${at}/subscriptionPricePoint`)];
  });
}

function required(name: string, pointer: string): ApiError {
  return apiError(
    409,
    'ENTITY_ERROR.RELATIONSHIP.REQUIRED',
    `You must provide a value for the relationship '${name}' with this request`,
    { pointer },
  );
}

/** §8e: prices of an offer are created with it, under `${…}` ids. Only win-back prices have nothing to create. */
function inlinePrices(change: Change): readonly ApiError[] {
  const sent = change.links.get('prices');
  if (!Array.isArray(sent)) return [];
  const made = new Set(change.included.map(({ id }) => id));
  return sent.some((id) => !made.has(String(id)))
    ? [
        apiError(
          409,
          'ENTITY_ERROR.INCLUDED.INVALID_ID',
          'Prices are created together with the offer: give them ids in braces behind a dollar sign and include them.',
          { pointer: '/data/relationships/prices' },
        ),
      ]
    : [];
}

/** Codes that were switched off stay off. */
function offIsFinal(change: Change): readonly ApiError[] {
  return change.attributes['active'] === true && change.object?.attributes['active'] === false
    ? [attributeError('INVALID', 'active', 'What was deactivated cannot be activated again.')]
    : [];
}

function codesBefore(change: Change): readonly ApiError[] {
  const { attributes, now, store, resource } = change;
  const errors: ApiError[] = [];
  const expires = attributes['expirationDate'];
  if (typeof expires === 'string' && Date.parse(expires) <= now)
    errors.push(attributeError('INVALID', 'expirationDate', 'The date must be in the future.'));
  const number = attributes['numberOfCodes'];
  if (typeof number === 'number' && number < 1)
    errors.push(attributeError('INVALID', 'numberOfCodes', 'At least one code is needed.'));
  const code = attributes['customCode'];
  if (
    code !== undefined &&
    [...store.all(resource.name)].some((other) => other.attributes['customCode'] === code)
  )
    errors.push(
      attributeError('INVALID.DUPLICATE', 'customCode', `The code '${String(code)}' is used already.`),
    );
  return errors;
}

function promotedOnce(change: Change): readonly ApiError[] {
  const product = productOf(change);
  if (product === undefined)
    return [
      apiError(409, 'ENTITY_ERROR.RELATIONSHIP.REQUIRED', 'Name an in-app purchase or a subscription.', {
        pointer: '/data/relationships',
      }),
    ];
  return one(change.store, product, 'promotedPurchase') === undefined
    ? []
    : invalidState('The product is promoted already.');
}
