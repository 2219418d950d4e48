import { AscError } from '../../client/errors.ts';
import { type Amount, amountOf, said } from '../prices/amount.ts';
import { around, type Point } from '../prices/points.ts';
import { notSent } from '../refused.ts';

/** The amount that was given, exact. Throws `bad_amount`. */
export function givenAmount(given: string): Amount {
  const amount = amountOf(given);
  if (amount !== undefined) return amount;
  throw notSent(
    'bad_amount',
    `"${given.slice(0, 40)}" is no amount.`,
    'Write it with a point and without currency: "4.99".',
  );
}

/** The point of exactly this amount. Throws `no_price_point`, which names the nearest below and above. */
export function exactPoint(points: readonly Point[], amount: Amount, territory: string): Point {
  const exact = points.find((point) => point.amount.eq(amount));
  if (exact !== undefined) return exact;
  const { below, above } = around(points, amount);
  const near = [below, above].flatMap((point) => (point === undefined ? [] : [said(point.amount)]));
  throw new AscError({
    code: 'no_price_point',
    message: `Apple has no price of ${said(amount)} in ${territory}${near.length === 0 ? '' : `; nearest: ${near.join(', ')}`}.`,
    meaning:
      points.length === 0
        ? `It offers no price in ${territory} at all: territories have codes of three letters (USA, DEU).`
        : 'Only these can be chosen.',
    next: 'Call again with one of them as amount; what is there already is not made twice.',
    outcome: 'not_sent',
  });
}
