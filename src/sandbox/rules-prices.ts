import { type Change, many, one, type Rules } from './change.ts';
import { type ApiError, apiError, attributeError, relationshipError } from './errors.ts';
import { followBase, territoryOf } from './price-schedules.ts';
import { isApproved, productOf, ready } from './rules-products.ts';
import type { Store, Stored } from './store.ts';

/** Price schedules, subscription prices and availability. Facts §2, §8e, §8f (2026-11-22). */
export const priceRules: Rules = {
  appPriceSchedules_createInstance: { before: scheduleFits, after: followBase },
  inAppPurchasePriceSchedules_createInstance: {
    before: scheduleFits,
    after: (change, schedule) => {
      followBase(change, schedule);
      ready(change, schedule);
    },
  },
  subscriptionPrices_createInstance: { before: priceFits, after: priceCounts },
  subscriptionPrices_deleteInstance: { before: priceIsPlanned },
  subscriptions_prices_deleteToManyRelationship: { before: pricesArePlanned },
  territoryAvailabilities_updateInstance: { before: preOrderFits },
  endAppAvailabilityPreOrders_createInstance: { before: isPreOrder, after: preOrderEnds },
};

/** How a price names its point, and what that is. */
const points: Readonly<Record<string, { readonly name: string; readonly resource: string }>> = {
  AppPriceV2: { name: 'appPricePoint', resource: 'AppPricePointV3' },
  InAppPurchasePrice: { name: 'inAppPurchasePricePoint', resource: 'InAppPurchasePricePoint' },
};

/** Price-point ids are base64 of `{"s": product, "t": territory, "p": step}` (facts §4). */
function decoded(id: unknown): { readonly product?: string; readonly territory?: string } {
  try {
    const value: unknown = JSON.parse(Buffer.from(String(id), 'base64url').toString());
    if (typeof value !== 'object' || value === null) return {};
    return {
      ...('s' in value ? { product: String(value.s) } : {}),
      ...('t' in value ? { territory: String(value.t) } : {}),
    };
  } catch {
    return {};
  }
}

/** Whose a price point is and where it holds: by its links, else by its id. */
function pointOf(
  store: Store,
  resource: string,
  id: unknown,
): { readonly product?: string; readonly territory?: string } {
  const point = store.get(resource, String(id));
  const app = one(store, point, 'app')?.id;
  const territory = one(store, point, 'territory')?.id;
  return {
    ...decoded(id),
    ...(app === undefined ? {} : { product: app }),
    ...(territory === undefined ? {} : { territory }),
  };
}

const pacific = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles' });

/** Today where prices change: US Pacific (facts §8f). */
function pacificDay(now: number): string {
  return pacific.format(now);
}

function startDateError(detail: string, pointer: string): ApiError {
  return apiError(409, 'ENTITY_ERROR.INVALID_START_DATE', detail, { pointer });
}

/** §2: the base territory needs a price from now on, without a gap; points must be the product's own. */
function scheduleFits(change: Change): readonly ApiError[] {
  const { links, included, now } = change;
  const owner = links.get('app') ?? links.get('inAppPurchase');
  const base = links.get('baseTerritory');
  const sent = links.get('manualPrices');
  const ids = Array.isArray(sent) ? sent.map(String) : [];
  const prices = included.filter(({ resource, id }) => points[resource] !== undefined && ids.includes(id));
  if (prices.length < ids.length)
    return [
      apiError(
        409,
        'ENTITY_ERROR.INCLUDED.INVALID_ID',
        'Prices are created together with the schedule: give them ids in braces behind a dollar sign and include them.',
        { pointer: '/data/relationships/manualPrices' },
      ),
    ];
  const today = pacificDay(now);
  const errors: ApiError[] = [];
  let covered = false;
  let inBase = false;
  for (const [index, price] of prices.entries()) {
    const { name = '', resource = '' } = points[price.resource] ?? {};
    const point = pointOf(change.store, resource, price.links.get(name));
    if (point.territory === base) inBase = true;
    const start = price.attributes['startDate'];
    const at = `/included/${index}`;
    if (price.links.get(name) === undefined)
      errors.push(
        apiError(409, 'ENTITY_ERROR.RELATIONSHIP.REQUIRED', `A price needs the relationship '${name}'.`, {
          pointer: `${at}/relationships/${name}`,
        }),
      );
    else if (point.product !== undefined && point.product !== owner)
      errors.push(
        apiError(409, 'ENTITY_ERROR.NOT_FOUND', 'The price point belongs to something else.', {
          pointer: `${at}/relationships/${name}`,
        }),
      );
    if (typeof start === 'string' && start < today)
      errors.push(startDateError('The start date is in the past.', `${at}/attributes/startDate`));
    if (point.territory === base && (start === undefined || start === null || start === today))
      covered = true;
  }
  if (errors.length > 0) return errors;
  if (!inBase)
    return [
      apiError(
        409,
        'ENTITY_ERROR.BASE_TERRITORY_INTERVAL_REQUIRED',
        `There must be a manual price for the base territory '${String(base)}'.`,
        { pointer: '/data/relationships/manualPrices' },
      ),
    ];
  return covered
    ? []
    : [
        startDateError(
          'The entire timeline must be covered: the first price of the base territory has no start date.',
          '/data/relationships/manualPrices',
        ),
      ];
}

/** §8e: availability first; the first price starts at once; after approval a price starts tomorrow or later. */
function priceFits(change: Change): readonly ApiError[] {
  const { store, links, attributes, now } = change;
  const subscription = productOf(change);
  if (subscription === undefined) return [];
  const point = pointOf(store, 'SubscriptionPricePoint', links.get('subscriptionPricePoint'));
  if (point.product !== undefined && point.product !== subscription.id)
    return [
      apiError(409, 'ENTITY_ERROR.NOT_FOUND', 'The price point belongs to another subscription.', {
        pointer: '/data/relationships/subscriptionPricePoint',
      }),
    ];
  const territory = links.get('territory');
  if (typeof territory === 'string' && territory !== point.territory)
    return [relationshipError('territory', 'The price point is of another territory.')];
  if (
    many(store, subscription, 'planAvailabilities').length === 0 &&
    one(store, subscription, 'subscriptionAvailability') === undefined
  )
    return [apiError(409, 'STATE_ERROR', 'Set where the subscription is available before its prices.')];
  const start = attributes['startDate'];
  const today = pacificDay(now);
  if (isApproved(subscription)) {
    if (typeof start !== 'string')
      return [
        attributeError(
          'INVALID',
          'startDate',
          'Initial price cannot be created again after subscription is approved.',
        ),
      ];
    if (start <= today) return [startDateError('Invalid startDate.', '/data/attributes/startDate')];
    // What Apple does with a second price of the same day is not known; the sandbox takes none.
    return many(store, subscription, 'prices').some(
      (price) =>
        price.attributes['startDate'] === start &&
        samePlan(price, attributes['planType']) &&
        territoryOf(store, price) === point.territory,
    )
      ? [startDateError('There is a price for this territory and day already.', '/data/attributes/startDate')]
      : [];
  }
  if (typeof start === 'string' && start < today)
    return [startDateError('The start date is in the past.', '/data/attributes/startDate')];
  // There is nobody yet who could keep a price (live report, read 2026-11-22).
  return typeof attributes['preserveCurrentPrice'] === 'boolean' &&
    !many(store, subscription, 'prices').some((price) => territoryOf(store, price) === point.territory)
    ? [
        attributeError(
          'INVALID',
          'preserveCurrentPrice',
          'An error occurred while processing the pricing information.',
        ),
      ]
    : [];
}

function samePlan(price: Stored, plan: unknown): boolean {
  return (price.attributes['planType'] ?? 'UPFRONT') === (plan ?? 'UPFRONT');
}

/** A price is of its point's territory; before approval it takes the place of the one before. */
function priceCounts(change: Change, price: Stored): void {
  const { store, attributes, links } = change;
  const subscription = productOf(change);
  const { territory } = pointOf(store, 'SubscriptionPricePoint', links.get('subscriptionPricePoint'));
  if (subscription === undefined || territory === undefined) return;
  price.attributes = {
    ...price.attributes,
    preserved: attributes['preserveCurrentPrice'] === true,
    planType: attributes['planType'] ?? 'UPFRONT',
  };
  store.link(price, 'territory', territory);
  const start = attributes['startDate'] ?? undefined;
  if (!isApproved(subscription))
    for (const other of many(store, subscription, 'prices'))
      if (
        other.id !== price.id &&
        territoryOf(store, other) === territory &&
        samePlan(other, attributes['planType']) &&
        (other.attributes['startDate'] ?? undefined) === start
      )
        store.delete('SubscriptionPrice', other.id);
  ready(change, price);
}

function isPlanned(price: Stored | undefined, subscription: Stored | undefined, now: number): boolean {
  const start = price?.attributes['startDate'];
  return !isApproved(subscription) || (typeof start === 'string' && start > pacificDay(now));
}

function inEffect(pointer?: string): ApiError {
  return apiError(
    409,
    'STATE_ERROR.ENTITY_STATE_INVALID',
    'A price that is in effect cannot be deleted; plan another one.',
    pointer === undefined ? undefined : { pointer },
  );
}

function priceIsPlanned(change: Change): readonly ApiError[] {
  const { store, object, now } = change;
  if (object === undefined) return [];
  for (const id of store.pointing('Subscription', 'prices', object.id))
    if (!isPlanned(object, store.get('Subscription', id), now)) return [inEffect()];
  return [];
}

function pricesArePlanned(change: Change): readonly ApiError[] {
  const { store, object, links, now } = change;
  const ids = links.get('prices');
  return (Array.isArray(ids) ? ids : []).some(
    (id) => !isPlanned(store.get('SubscriptionPrice', String(id)), object, now),
  )
    ? [inEffect('/data')]
    : [];
}

/** §8f: a pre-order ends on a date to come; ended ones do not come back (§9). */
function preOrderFits(change: Change): readonly ApiError[] {
  const { attributes, object, now } = change;
  const date = attributes['releaseDate'] ?? object?.attributes['releaseDate'];
  if (attributes['preOrderEnabled'] !== true) return [];
  return typeof date === 'string' && date > pacificDay(now)
    ? []
    : [attributeError('INVALID', 'releaseDate', 'A pre-order needs a release date in the future.')];
}

function isPreOrder(change: Change): readonly ApiError[] {
  const ids = change.links.get('territoryAvailabilities');
  const wrong = (Array.isArray(ids) ? ids : []).find(
    (id) => change.store.get('TerritoryAvailability', String(id))?.attributes['preOrderEnabled'] !== true,
  );
  return wrong === undefined
    ? []
    : [relationshipError('territoryAvailabilities', `'${wrong}' is not on pre-order.`)];
}

function preOrderEnds(change: Change): void {
  const ids = change.links.get('territoryAvailabilities');
  for (const id of Array.isArray(ids) ? ids : []) {
    const availability = change.store.get('TerritoryAvailability', String(id));
    if (availability !== undefined)
      availability.attributes = { ...availability.attributes, preOrderEnabled: false, available: true };
  }
}
