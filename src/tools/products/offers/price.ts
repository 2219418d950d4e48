import Big from 'big.js';
import { pacificDay } from '../../days.ts';
import type { Reader } from '../../document.ts';
import { said } from '../../prices/amount.ts';
import { nearestPoint, type Point, readAllPoints, readEqualized } from '../../prices/points.ts';
import { notSent } from '../../refused.ts';
import { exactPoint, givenAmount } from '../price-point.ts';
import type { ProductSnapshot } from '../snapshot.ts';
import type { OfferCall } from './call.ts';

/** What an offer costs in each territory, and by which rule. */
export interface OfferPrices {
  readonly points: ReadonlyMap<string, Point>;
  readonly rule: string;
}

/** Where the offer holds: what the call says, else where the product is sold. Throws `not_sold` when that is nowhere. */
export function territoriesOf(snapshot: ProductSnapshot, call: OfferCall): readonly string[] {
  const sold = [...(snapshot.availability?.territories ?? [])].sort();
  const wanted = call.territories ?? sold;
  const outside = wanted.filter((code) => !sold.includes(code));
  if (wanted.length > 0 && outside.length === 0) return wanted;
  throw notSent(
    'not_sold',
    wanted.length === 0
      ? 'The product is sold in no territory yet.'
      : `The product is not sold in ${outside.slice(0, 20).join(', ')}.`,
    'Name territories in which it is sold, or make it available there first.',
  );
}

/**
 * By amount: that price in the base territory, exactly. By percent: so much off what it costs there now, and the price
 * next to that (of two as near the cheaper one). Everywhere else Apple's equalization of the base.
 */
export async function offerPrices(
  context: Reader,
  snapshot: ProductSnapshot,
  call: OfferCall,
  territories: readonly string[],
): Promise<OfferPrices> {
  const product = { kind: snapshot.product.kind.words, id: snapshot.product.id };
  const given = (call.price ?? '').trim();
  const base = call.base ?? snapshot.base ?? 'USA';
  const offered = await readAllPoints(context, product, base);
  const { point, rule } = given.endsWith('%')
    ? cut(snapshot, offered, base, given)
    : { point: exactPoint(offered, givenAmount(given), base), rule: `${given} in ${base}` };
  const others = await readEqualized(context, product, point);
  const points = new Map(
    territories.flatMap((code) => {
      const found = code === base ? point : others.get(code);
      return found === undefined ? [] : [[code, found] as const];
    }),
  );
  const without = territories.filter((code) => !points.has(code));
  if (without.length > 0)
    throw notSent(
      'no_price_point',
      `Apple names no price that equals ${said(point.amount)} in ${base} for ${without.slice(0, 20).join(', ')}.`,
      'Call again without these territories.',
    );
  return { points, rule: `${rule}; elsewhere Apple's equalization of it` };
}

function cut(
  snapshot: ProductSnapshot,
  offered: readonly Point[],
  base: string,
  given: string,
): { readonly point: Point; readonly rule: string } {
  const percent = givenAmount(given.slice(0, -1));
  const today = pacificDay();
  const [now] = snapshot.prices
    .filter(({ territory, startDate }) => territory === base && (startDate ?? '') <= today)
    .sort((a, b) => ((a.startDate ?? '') < (b.startDate ?? '') ? 1 : -1));
  if (now === undefined || percent.lte(0) || percent.gte(100))
    throw notSent(
      'bad_amount',
      now === undefined
        ? `The product has no price in ${base} that ${given} could be taken off.`
        : `"${given}" is no part of a price.`,
      'Give price as an amount ("4.99"), another base territory, or a percentage between 0 and 100.',
    );
  const wanted = new Big(now.amount).times(new Big(100).minus(percent)).div(100);
  const point = nearestPoint(offered, wanted) ?? exactPoint(offered, wanted, base);
  return {
    point,
    rule: `${percent.toString()} % off ${now.amount} in ${base} is ${wanted.toString()}, nearest price ${said(point.amount)}`,
  };
}
