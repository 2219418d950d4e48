import Big from 'big.js';
import { said } from './amount.ts';
import type { Product } from './product.ts';
import type { Price } from './read-prices.ts';
import { rowsBy, rowText } from './rows.ts';
import type { Timeline } from './timeline.ts';

/** Months that a subscription lasts; weeks are no whole part of a month. */
const months: Readonly<Record<string, number>> = {
  ONE_MONTH: 1,
  TWO_MONTHS: 2,
  THREE_MONTHS: 3,
  SIX_MONTHS: 6,
  ONE_YEAR: 12,
};

interface Pair {
  readonly territory: string;
  readonly one: Price | undefined;
  readonly other: Price | undefined;
}

/** Two products side by side, today, territories that are alike in one line. */
export function comparison(
  one: { readonly product: Product; readonly lines: readonly Timeline[] },
  other: { readonly product: Product; readonly lines: readonly Timeline[] },
): readonly string[] {
  const theirs = new Map(other.lines.flatMap(({ territory, now }) => (now ? [[territory, now]] : [])));
  const mine = new Map(one.lines.flatMap(({ territory, now }) => (now ? [[territory, now]] : [])));
  const pairs = [...new Set([...mine.keys(), ...theirs.keys()])].map(
    (territory): Pair => ({ territory, one: mine.get(territory), other: theirs.get(territory) }),
  );
  return rowsBy(pairs, (pair) => pairText(pair, one.product, other.product)).map(rowText);
}

function pairText({ one, other }: Pair, mine: Product, theirs: Product): string {
  const currency = one?.currency ?? other?.currency ?? '';
  const amounts = `${currency} ${one === undefined ? '–' : said(one.amount)} : ${other === undefined ? '–' : said(other.amount)}`;
  if (one === undefined || other === undefined) return `${amounts} (only one is priced)`;
  if (one.amount.eq(0) || other.amount.eq(0)) return amounts;
  const long = months[mine.period ?? ''];
  const short = months[theirs.period ?? ''];
  if (long === undefined || short === undefined || long === short)
    return `${amounts} (× ${said(one.amount.div(other.amount).round(2))})`;
  // The same time for both: what the longer one saves.
  const [longer, shorter, times] =
    long > short
      ? [one.amount, other.amount, new Big(long).div(short)]
      : [other.amount, one.amount, new Big(short).div(long)];
  const whole = shorter.times(times);
  const saved = whole.minus(longer).times(100).div(whole).round(0);
  return `${amounts} (the longer one ${saved.gte(0) ? `saves ${said(saved)}` : `costs ${said(saved.abs())} more`} %)`;
}
