import { AscError } from '../../client/errors.ts';
import { inFours } from '../../guard/objects.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { type Answered, type Reader, readList, type Thing, text } from '../document.ts';
import { listed } from '../listed.ts';
import { type Amount, amountOf, said } from './amount.ts';
import { nameOf, type Product } from './product.ts';

/** An amount that Apple lets one choose in a territory. */
export interface Point {
  readonly id: string;
  readonly territory: string;
  readonly amount: Amount;
  /** As Apple sent it. */
  readonly thing: Thing;
}

type World = Pick<ToolContext, 'client' | 'signal' | 'progress'>;

/** What its points hang on. */
type Priced = Pick<Product, 'kind' | 'id'>;

interface PointPlace {
  readonly list: (id: string) => string;
  readonly equalizations: (point: string) => string;
  readonly type: string;
  /** Largest page: 8,000 for all but apps (API document 4.5.1, 2026-10-06). */
  readonly limit: number;
  /** Territories asked for at once: Apple has about 900 points in each. */
  readonly together: number;
}

const places: { readonly [kind in Product['kind']]: PointPlace } = {
  app: {
    list: (id) => `/v1/apps/${id}/appPricePoints`,
    equalizations: (point) => `/v3/appPricePoints/${point}/equalizations`,
    type: 'appPricePoints',
    limit: 200,
    together: 1,
  },
  'in-app purchase': {
    list: (id) => `/v2/inAppPurchases/${id}/pricePoints`,
    equalizations: (point) => `/v1/inAppPurchasePricePoints/${point}/equalizations`,
    type: 'inAppPurchasePricePoints',
    limit: 8_000,
    together: 8,
  },
  subscription: {
    list: (id) => `/v1/subscriptions/${id}/pricePoints`,
    equalizations: (point) => `/v1/subscriptionPricePoints/${point}/equalizations`,
    type: 'subscriptionPricePoints',
    limit: 8_000,
    together: 8,
  },
};

/** Points of one question at most: 8 territories of some 900. */
const most = 20_000;

/** What is looked for among the points of a territory. */
interface Wanted {
  readonly amounts: ReadonlyMap<string, Amount>;
  /** Points of the product that are known already: those of the prices it has. */
  readonly known: readonly Point[];
}

/**
 * The amounts that a product can have in these territories, the lowest first: all of them, or, where the amount that is
 * wanted is found before the end of the list, no more than was read until then. Apple says nothing about the order of
 * its points, so only the very amount ends the search early.
 */
export async function readPoints(
  context: World,
  product: Product,
  { amounts, known }: Wanted,
  plan: string | undefined,
): Promise<ReadonlyMap<string, readonly Point[]>> {
  const { together } = places[product.kind];
  const isWanted = ({ territory, amount }: Point): boolean => amounts.get(territory)?.eq(amount) === true;
  const points = new Map<string, Point[]>([...amounts.keys()].map((territory) => [territory, []]));
  for (const point of known.filter(isWanted)) points.set(point.territory, [point]);
  const open = [...points].flatMap(([territory, found]) => (found.length > 0 ? [] : [territory]));
  const chunks = Array.from({ length: Math.ceil(open.length / together) }, (_, index) =>
    open.slice(index * together, (index + 1) * together),
  );
  let done = points.size - open.length;
  await inFours(chunks, async (chunk) => {
    const missing = new Set(chunk);
    for await (const page of pagesOf(context, product, chunk, plan)) {
      for (const point of page) {
        points.get(point.territory)?.push(point);
        if (isWanted(point)) missing.delete(point.territory);
      }
      if (missing.size === 0) break;
    }
    done += chunk.length;
    context.progress(done, points.size, 'price points');
  });
  for (const own of points.values()) own.sort((a, b) => a.amount.cmp(b.amount));
  return points;
}

/** Every amount that a product can have in a territory, the lowest first. */
export async function readAllPoints(
  context: Reader,
  product: Priced,
  territory: string,
): Promise<readonly Point[]> {
  const points: Point[] = [];
  for await (const page of pagesOf(context, product, [territory])) points.push(...page);
  // Whether Apple filters exactly is not documented.
  return points.filter((point) => point.territory === territory).sort((a, b) => a.amount.cmp(b.amount));
}

/** The points of some territories page by page, so that whoever has enough sends no further request. */
async function* pagesOf(
  context: Reader,
  product: Priced,
  territories: readonly string[],
  plan?: string,
): AsyncGenerator<readonly Point[]> {
  const { list, type, limit } = places[product.kind];
  const query = queryOf(type, limit, {
    'filter[territory]': territories.join(','),
    ...planFilter(product, plan),
  });
  let cursor: string | undefined;
  let read = 0;
  do {
    const answer: Answered = await readList(context, list(product.id), query, limit, cursor);
    yield pointsOf(answer);
    read += answer.data.length;
    cursor = answer.next;
  } while (cursor !== undefined && read < most);
}

/** What Apple takes for the same price elsewhere, by territory; the point itself included. */
export async function readEqualized(
  context: Reader,
  product: Priced,
  point: Pick<Point, 'id'>,
  plan?: string,
): Promise<ReadonlyMap<string, Point>> {
  const { equalizations, type, limit } = places[product.kind];
  const answer = await readList(
    context,
    equalizations(point.id),
    queryOf(type, limit, planFilter(product, plan)),
    most,
  );
  return new Map(pointsOf(answer).map((one) => [one.territory, one]));
}

function planFilter(product: Priced, plan: string | undefined): Record<string, string> {
  return product.kind === 'subscription' && plan !== undefined && plan !== 'UPFRONT'
    ? { 'filter[planType]': plan }
    : {};
}

function queryOf(type: string, limit: number, filters: Record<string, string>): Record<string, string> {
  return {
    ...filters,
    include: 'territory',
    [`fields[${type}]`]: 'customerPrice,territory',
    limit: String(limit),
  };
}

function pointsOf(answer: Answered): readonly Point[] {
  return answer.data.flatMap((thing) => {
    const territory = answer.one(thing, 'territory')?.id;
    const amount = amountOf(text(thing, 'customerPrice') ?? '');
    return territory === undefined || amount === undefined
      ? []
      : [{ id: thing.id, territory, amount, thing }];
  });
}

/** The points below and above an amount, or the point itself as both. */
export interface Around {
  readonly below: Point | undefined;
  readonly above: Point | undefined;
}

/** Both `undefined` where there is no point at all; `points` come the lowest first. */
export function around(points: readonly Point[], wanted: Amount): Around {
  return {
    below: points.findLast(({ amount }) => amount.lte(wanted)),
    above: points.find(({ amount }) => amount.gte(wanted)),
  };
}

/** The point nearest to an amount; of two equally near ones the lower. Zero is chosen only when zero is wanted. */
export function nearestPoint(points: readonly Point[], wanted: Amount): Point | undefined {
  const usable = wanted.eq(0) ? points : points.filter(({ amount }) => amount.gt(0));
  const { below, above } = around(usable, wanted);
  if (below === undefined || above === undefined) return below ?? above;
  return wanted.minus(below.amount).lte(above.amount.minus(wanted)) ? below : above;
}

/** Amounts asked for that Apple has no point for. */
export interface NoPoint {
  readonly territory: string;
  readonly currency: string;
  readonly wanted: Amount;
  readonly points: readonly Point[];
}

/** One error for all amounts that cannot be had, with what is next to them. */
export function noSuchPoints(product: Product, missing: readonly NoPoint[]): AscError {
  const rows = missing.map(({ territory, currency, wanted, points }) => {
    const { below, above } = around(points, wanted);
    const near = [below, above].flatMap((point) => (point === undefined ? [] : [said(point.amount)]));
    return `${territory} ${currency} ${said(wanted)} (nearest: ${near.join(' or ') || 'none at all'})`;
  });
  return new AscError({
    code: 'no_price_point',
    message: `${cleanText(nameOf(product), 120)} cannot cost that: ${listed(rows, 12)}.`,
    meaning: 'Apple sells at its own price points only. Nothing was changed.',
    next: 'Call again with one of these amounts, or with "nearest":true to take the nearest ones.',
    outcome: 'not_sent',
  });
}
