import Big from 'big.js';
import { AscError } from '../../client/errors.ts';
import { notSent } from '../refused.ts';
import { type Reader, readList, type Thing, text } from '../release/document.ts';
import type { Kind } from './kinds.ts';

/** A price that Apple offers in a territory. */
export interface PricePoint {
  readonly id: string;
  readonly territory: string;
  /** Decimal, in the territory's currency. */
  readonly amount: string;
}

const decimal = /^\d{1,9}(\.\d{1,4})?$/;

/** The amount as an exact decimal. Throws `bad_amount`. */
export function amountOf(given: string): Big {
  if (decimal.test(given.trim())) return new Big(given.trim());
  throw notSent(
    'bad_amount',
    `"${given.slice(0, 40)}" is no amount.`,
    'Write it with a point and without currency: "4.99".',
  );
}

/** Everything a product can cost in a territory, cheapest first: one request. */
export async function pointsIn(
  context: Reader,
  kind: Kind,
  product: string,
  territory: string,
): Promise<readonly PricePoint[]> {
  const found = await readList(
    context,
    `${kind.path}/${product}/pricePoints`,
    { 'filter[territory]': territory, include: 'territory', limit: '8000' },
    8_000,
  );
  // Whether Apple filters exactly is not documented.
  return sorted(
    found.data.flatMap((thing) => point(thing, found.ids(thing, 'territory')[0] ?? territory)),
  ).filter((one) => one.territory === territory);
}

/** The points that Apple counts as the same price in the other territories, by territory: one request. */
export async function equalizationsOf(
  context: Reader,
  kind: Kind,
  pointId: string,
): Promise<ReadonlyMap<string, PricePoint>> {
  const found = await readList(
    context,
    `/v1/${kind.pricePoints}/${pointId}/equalizations`,
    { include: 'territory', limit: '8000' },
    8_000,
  );
  return new Map(
    found.data.flatMap((thing) =>
      point(thing, found.ids(thing, 'territory')[0] ?? '').map((one) => [one.territory, one] as const),
    ),
  );
}

/** The point of exactly this amount. Throws `no_price_point`, which names the nearest below and above. */
export function exactPoint(points: readonly PricePoint[], amount: Big, territory: string): PricePoint {
  const exact = points.find((one) => amount.eq(one.amount));
  if (exact !== undefined) return exact;
  const near = nearestPoints(points, amount);
  throw new AscError({
    code: 'no_price_point',
    message: `Apple has no price of ${amount.toString()} in ${territory}${near.length === 0 ? '' : `; nearest: ${near.map((one) => one.amount).join(', ')}`}.`,
    meaning:
      points.length === 0
        ? `It offers no price in ${territory} at all: territories have codes of three letters (USA, DEU).`
        : 'Only these can be chosen.',
    next: 'Call again with one of them as amount; what is there already is not made twice.',
    outcome: 'not_sent',
  });
}

/** The point next to an amount; of two as near the cheaper one. Throws `no_price_point` where there is none at all. */
export function nearestPoint(points: readonly PricePoint[], amount: Big, territory: string): PricePoint {
  const distance = (one: PricePoint): Big => amount.minus(one.amount).abs();
  const [first, ...rest] = points;
  if (first === undefined) return exactPoint(points, amount, territory);
  return rest.reduce((best, one) => (distance(one).lt(distance(best)) ? one : best), first);
}

/** The next cheaper and the next dearer one. */
function nearestPoints(points: readonly PricePoint[], amount: Big): readonly PricePoint[] {
  const below = points.filter((one) => amount.gt(one.amount)).at(-1);
  const above = points.find((one) => amount.lt(one.amount));
  return [below, above].flatMap((one) => one ?? []);
}

function sorted(points: readonly PricePoint[]): readonly PricePoint[] {
  return [...points].sort((a, b) => new Big(a.amount).cmp(b.amount));
}

function point(thing: Thing, territory: string): readonly PricePoint[] {
  const amount = text(thing, 'customerPrice');
  return amount === undefined || !decimal.test(amount) ? [] : [{ id: thing.id, territory, amount }];
}
