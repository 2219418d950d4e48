import { objectAt } from '../../catalog/json.ts';
import { assetKinds } from '../../catalog/uploads.ts';
import {
  type Answered,
  count,
  flag,
  nothing,
  type Reader,
  readList,
  readOne,
  readOptionalList,
  type Thing,
  text,
} from '../document.ts';
import { deliveryOf } from '../media/delivery.ts';
import { type Catalogue, isFirst, type Product } from './find.ts';
import type {
  Availability,
  PriceFact,
  ProductSnapshot,
  ProductText,
  ProductVersion,
  ReviewScreenshot,
} from './snapshot.ts';

/** Reads a product with all that Apple asks for: six to eight requests. */
export async function gatherProduct(
  context: Reader,
  catalogue: Catalogue,
  product: Product,
): Promise<ProductSnapshot> {
  const { kind, id, group } = product;
  const isSubscription = kind.name === 'subscription';
  const texts = isSubscription ? 'subscriptionLocalizations' : 'inAppPurchaseLocalizations';
  const [whole, versions, prices, availability, groupVersions, groupTexts] = await Promise.all([
    readOne(context, `${kind.path}/${id}`, {
      include: [texts, 'appStoreReviewScreenshot', 'promotedPurchase', 'images'].join(','),
      [`limit[${texts}]`]: '50',
    }),
    versionsOf(context, `${kind.path}/${id}/versions`, true),
    isSubscription ? subscriptionPrices(context, id) : schedulePrices(context, id),
    isSubscription ? planAvailability(context, id) : purchaseAvailability(context, id),
    group === undefined ? [] : versionsOf(context, `/v1/subscriptionGroups/${group.id}/versions`, false),
    group === undefined
      ? nothing()
      : readOptionalList(context, `/v1/subscriptionGroups/${group.id}/subscriptionGroupLocalizations`, {
          limit: '200',
        }),
  ]);
  const thing = whole.data[0] ?? product.thing;
  return {
    app: catalogue.app,
    product: { ...product, state: text(thing, 'state') ?? product.state, thing },
    first: isFirst(catalogue, kind),
    reviewNote: text(thing, 'reviewNote'),
    type: text(thing, 'inAppPurchaseType'),
    period: text(thing, 'subscriptionPeriod'),
    level: count(thing, 'groupLevel'),
    familySharable: flag(thing, 'familySharable'),
    versions,
    oldTexts: whole.many(thing, texts).map(textOf),
    screenshot: screenshotOf(kind.screenshot.resource, whole.one(thing, 'appStoreReviewScreenshot')),
    availability,
    ...prices,
    promoted: whole.ids(thing, 'promotedPurchase').length > 0,
    images: whole.ids(thing, 'images').length,
    groupVersions,
    oldGroupTexts: groupTexts.data.map(textOf),
    siblings: catalogue.products.filter((one) => one.group?.id === group?.id && one.id !== id),
  };
}

/** Versions with their texts, newest first. Those of a group have no images. */
export async function versionsOf(
  context: Reader,
  path: string,
  withImages: boolean,
): Promise<readonly ProductVersion[]> {
  const answer = await readOptionalList(context, path, {
    include: withImages ? 'localizations,images' : 'localizations',
    'limit[localizations]': '50',
    limit: '200',
  });
  return answer.data
    .map((version) => ({
      id: version.id,
      number: count(version, 'version') ?? 0,
      state: text(version, 'state') ?? '',
      texts: answer.many(version, 'localizations').map(textOf),
      images: answer.ids(version, 'images').length,
    }))
    .sort((a, b) => b.number - a.number);
}

function textOf(thing: Thing): ProductText {
  return {
    id: thing.id,
    locale: text(thing, 'locale') ?? '',
    name: text(thing, 'name') ?? '',
    description: text(thing, 'description') ?? '',
  };
}

/** The picture as Apple has it. */
export function screenshotOf(resource: string, thing: Thing | undefined): ReviewScreenshot | undefined {
  const kind = assetKinds.get(resource);
  if (thing === undefined || kind === undefined) return undefined;
  const { state, reasons } = deliveryOf(kind, thing);
  const image = objectAt(thing.attributes, 'imageAsset');
  const { width, height } = image;
  return {
    id: thing.id,
    state,
    reasons,
    fileName: text(thing, 'fileName') ?? '',
    fileSize: count(thing, 'fileSize'),
    md5: text(thing, 'sourceFileChecksum'),
    pixels: typeof width === 'number' && typeof height === 'number' ? `${width}x${height}` : undefined,
  };
}

type Prices = Pick<ProductSnapshot, 'base' | 'hasSchedule' | 'prices'>;

/** Prices that were set by hand; the other territories follow the base. */
async function schedulePrices(context: Reader, id: string): Promise<Prices> {
  const schedule = await readOne(context, `/v2/inAppPurchases/${id}/iapPriceSchedule`, {
    include: 'baseTerritory',
  });
  const [found] = schedule.data;
  if (found === undefined) return { base: undefined, hasSchedule: false, prices: [] };
  const manual = await readOptionalList(context, `/v1/inAppPurchasePriceSchedules/${found.id}/manualPrices`, {
    include: 'inAppPurchasePricePoint,territory',
    limit: '200',
  });
  return {
    base: schedule.ids(found, 'baseTerritory')[0],
    hasSchedule: true,
    prices: manual.data.map((price) => priceOf(manual, price, 'inAppPurchasePricePoint')),
  };
}

/** One price a territory, and those to come. */
async function subscriptionPrices(context: Reader, id: string): Promise<Prices> {
  const found = await readList(
    context,
    `/v1/subscriptions/${id}/prices`,
    { include: 'territory,subscriptionPricePoint', limit: '200' },
    2_000,
  );
  return {
    base: undefined,
    hasSchedule: found.data.length > 0,
    prices: found.data.map((price) => priceOf(found, price, 'subscriptionPricePoint')),
  };
}

function priceOf(answer: Answered, price: Thing, point: string): PriceFact {
  return {
    territory: answer.ids(price, 'territory')[0] ?? '',
    amount: text(answer.one(price, point), 'customerPrice') ?? '',
    startDate: text(price, 'startDate'),
  };
}

async function purchaseAvailability(context: Reader, id: string): Promise<Availability | undefined> {
  const answer = await readOne(context, `/v2/inAppPurchases/${id}/inAppPurchaseAvailability`, {});
  return withTerritories(context, answer.data[0], '/v1/inAppPurchaseAvailabilities');
}

/** Of the plan that is paid at once, which every subscription has. */
async function planAvailability(context: Reader, id: string): Promise<Availability | undefined> {
  const plans = await readOptionalList(context, `/v1/subscriptions/${id}/planAvailabilities`, {
    limit: '200',
  });
  const upfront = plans.data.find((plan) => text(plan, 'planType') === 'UPFRONT') ?? plans.data[0];
  return withTerritories(context, upfront, '/v1/subscriptionPlanAvailabilities');
}

async function withTerritories(
  context: Reader,
  thing: Thing | undefined,
  path: string,
): Promise<Availability | undefined> {
  if (thing === undefined) return undefined;
  const territories = await readOptionalList(context, `${path}/${thing.id}/availableTerritories`, {
    limit: '200',
  });
  return {
    id: thing.id,
    newTerritories: flag(thing, 'availableInNewTerritories'),
    territories: new Set(territories.data.map(({ id }) => id)),
  };
}
