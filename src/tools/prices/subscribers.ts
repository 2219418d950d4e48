import { type Amount, said } from './amount.ts';
import type { Product } from './product.ts';
import type { Price } from './read-prices.ts';
import type { Target } from './targets.ts';

/**
 * When a rise needs the consent of present subscribers: above both limits, more than once a year, or where local law
 * asks for it. Source: Apple Support 109501, "About subscription price changes", read 2026-11-22.
 */
const consent = { percent: 50, dollars: 5, dollarsAYear: 50 } as const;

/** One subscription price that is to be set. */
export interface PriceChange {
  readonly target: Target;
  /** What holds on the day without the change; absent for a first price. */
  readonly from: Price | undefined;
}

export function isRise({ target, from }: PriceChange): boolean {
  return from !== undefined && target.to.amount.gt(from.amount);
}

/** Who pays what, for the person who decides: moved, kept, asked. */
export function whoPays(
  product: Product,
  changes: readonly PriceChange[],
  existing: 'keep' | 'move' | undefined,
  day: string,
): readonly string[] {
  const rises = changes.filter(isRise);
  const falls = changes.filter(
    ({ target, from }) => from !== undefined && target.to.amount.lt(from.amount),
  ).length;
  const lower =
    falls === 0 ? [] : [`Lower in ${falls} ${plural(falls)}: present subscribers get the lower price, too.`];
  if (rises.length === 0) return lower;
  if (existing === 'keep')
    return [
      `Higher in ${rises.length} ${plural(rises.length)}, for new subscribers only: whoever subscribed before ${day} keeps the present price.`,
      ...lower,
    ];
  const yearly = product.period === 'ONE_YEAR';
  const asked = rises.filter((change) => needsConsent(change, changes, yearly));
  const limit = `${consent.percent} % and about USD ${yearly ? `${consent.dollarsAYear} a year` : consent.dollars}`;
  return [
    `Higher in ${rises.length} ${plural(rises.length)}, for present subscribers as well: they move with their first renewal from ${day}; Apple tells them beforehand by e-mail, push notification and in the app.`,
    asked.length === 0
      ? `By size nobody has to consent (not above ${limit}); a second rise within a year, or local law, still asks for it.`
      : `Above ${limit} in ${asked.length} (${asked.map(({ target }) => target.territory).join(' ')}): there each must consent, or the subscription ends.`,
    ...lower,
  ];
}

function plural(count: number): string {
  return count === 1 ? 'territory' : 'territories';
}

/** Both limits, the one in dollars by what the product costs in the United States; without that only the percentage. */
function needsConsent(
  { target, from }: PriceChange,
  changes: readonly PriceChange[],
  yearly: boolean,
): boolean {
  if (from === undefined || from.amount.eq(0)) return true;
  const more = target.to.amount.minus(from.amount);
  if (more.times(100).div(from.amount).lte(consent.percent)) return false;
  const dollars = yearly ? consent.dollarsAYear : consent.dollars;
  if (target.currency === 'USD') return more.gt(dollars);
  const american = changes.find(({ target: { territory } }) => territory === 'USA')?.from?.amount;
  const rate = american === undefined || american.eq(0) ? undefined : from.amount.div(american);
  return rate === undefined || more.div(rate).gt(dollars);
}

/** What a call has to be told when it leaves open who pays more. */
export function whoIsMeant(rises: readonly PriceChange[]): string {
  const [first] = rises;
  const example =
    first?.from === undefined
      ? ''
      : ` (${first.target.territory}: ${rise(first.target.currency, first.from.amount, first.target.to.amount)})`;
  return `The price rises in ${rises.length} ${plural(rises.length)}${example}. A person has to say whether present subscribers keep what they pay or move to the new price.`;
}

function rise(currency: string, from: Amount, to: Amount): string {
  return `${currency} ${said(from)} → ${said(to)}`;
}
