import type { ToolContext } from '../context.ts';
import {
  type Answered,
  flag,
  type Reader,
  readList,
  readOne,
  readOptionalList,
  type Thing,
  text,
} from '../document.ts';
import { type Amount, amountOf } from './amount.ts';
import type { Product } from './product.ts';

/** One price in one territory, for a stretch of time. */
export interface Price {
  readonly id: string;
  readonly territory: string;
  readonly currency: string;
  readonly pointId: string;
  readonly amount: Amount;
  /** As Apple writes them, where they came along. */
  readonly proceeds: string | undefined;
  readonly proceedsYear2: string | undefined;
  /** First day, `YYYY-MM-DD`; absent = from the beginning. */
  readonly start: string | undefined;
  /** First day on which it does not hold any more; subscriptions do not say it. */
  readonly end: string | undefined;
  /** Set by hand, or following the base territory. Subscriptions are all set by hand. */
  readonly manual: boolean;
  /** Of subscriptions: `UPFRONT` or `MONTHLY`. */
  readonly plan: string | undefined;
  /** Of subscriptions: those who have it keep it. */
  readonly preserved: boolean;
}

/** Every price of a product that Apple has. */
export interface PriceBook {
  readonly product: Product;
  readonly prices: readonly Price[];
  /** Of apps and in-app purchases: the territory that the automatic prices follow. */
  readonly base: string | undefined;
  /** `false` when there is more than was read. */
  readonly complete: boolean;
  /** The price points as Apple sent them, for the guard: it names them without reading each again. */
  readonly points: readonly Thing[];
}

/** Where each kind of product has its prices (paths read from the API document 4.5.1, 2026-10-06). */
const schedules = {
  app: {
    path: '/v1/appPriceSchedules',
    type: 'appPriceSchedules',
    price: 'appPrices',
    point: 'appPricePoint',
    points: 'appPricePoints',
  },
  'in-app purchase': {
    path: '/v1/inAppPurchasePriceSchedules',
    type: 'inAppPurchasePriceSchedules',
    price: 'inAppPurchasePrices',
    point: 'inAppPurchasePricePoint',
    points: 'inAppPurchasePricePoints',
  },
} as const;

/** Prices of one product that are read at most: 175 territories, years of history. */
const most = 4_000;

/** Reads every price of a product: one request for a subscription, three for the others, more when lists are long. */
export async function readPrices(
  context: Pick<ToolContext, 'client' | 'signal'>,
  product: Product,
  plan?: string,
): Promise<PriceBook> {
  return product.kind === 'subscription'
    ? ofSubscription(context, product, plan)
    : ofSchedule(context, product, schedules[product.kind]);
}

async function ofSubscription(
  context: Reader,
  product: Product,
  plan: string | undefined,
): Promise<PriceBook> {
  const answer = await readList(
    context,
    `/v1/subscriptions/${product.id}/prices`,
    {
      include: 'territory,subscriptionPricePoint',
      'fields[subscriptionPrices]': 'startDate,preserved,planType,territory,subscriptionPricePoint',
      'fields[subscriptionPricePoints]': 'customerPrice,proceeds,proceedsYear2',
      'fields[territories]': 'currency',
      ...(plan === undefined ? {} : { 'filter[planType]': plan }),
      limit: '200',
    },
    most,
  );
  return {
    product,
    prices: answer.data
      .flatMap((price) => priceFrom(answer, price, 'subscriptionPricePoint'))
      .map((price) => ({ ...price, manual: true }))
      .filter((price) => plan === undefined || (price.plan ?? 'UPFRONT') === plan),
    base: undefined,
    complete: answer.complete,
    points: pointsOf(answer, 'subscriptionPricePoint'),
  };
}

async function ofSchedule(
  context: Reader,
  product: Product,
  names: (typeof schedules)[keyof typeof schedules],
): Promise<PriceBook> {
  const path = `${names.path}/${product.id}`;
  const query = {
    include: `${names.point},territory`,
    [`fields[${names.price}]`]: `manual,startDate,endDate,${names.point},territory`,
    [`fields[${names.points}]`]: 'customerPrice,proceeds',
    'fields[territories]': 'currency',
    limit: '200',
  };
  const [schedule, manual, automatic] = await Promise.all([
    readOne(context, path, { include: 'baseTerritory', [`fields[${names.type}]`]: 'baseTerritory' }),
    // A product that was never priced has no schedule.
    readOptionalList(context, `${path}/manualPrices`, query, most),
    readOptionalList(context, `${path}/automaticPrices`, query, most),
  ]);
  return {
    product,
    prices: [
      ...manual.data.flatMap((price) => priceFrom(manual, price, names.point, true)),
      ...automatic.data.flatMap((price) => priceFrom(automatic, price, names.point, false)),
    ],
    base: schedule.ids(schedule.data[0], 'baseTerritory')[0],
    complete: manual.complete && automatic.complete,
    points: [...pointsOf(manual, names.point), ...pointsOf(automatic, names.point)],
  };
}

function pointsOf(answer: Answered, point: string): readonly Thing[] {
  return answer.data.flatMap((price) => answer.one(price, point) ?? []);
}

function priceFrom(answer: Answered, price: Thing, pointName: string, manual?: boolean): readonly Price[] {
  const point = answer.one(price, pointName);
  const territory = answer.one(price, 'territory');
  const amount = amountOf(text(point, 'customerPrice') ?? '');
  if (point === undefined || territory === undefined || amount === undefined) return [];
  return [
    {
      id: price.id,
      territory: territory.id,
      currency: text(territory, 'currency') ?? '',
      pointId: point.id,
      amount,
      proceeds: text(point, 'proceeds'),
      proceedsYear2: text(point, 'proceedsYear2'),
      start: text(price, 'startDate'),
      end: text(price, 'endDate'),
      manual: manual ?? flag(price, 'manual') === true,
      plan: text(price, 'planType'),
      preserved: flag(price, 'preserved') === true,
    },
  ];
}
