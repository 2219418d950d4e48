import type { Sum } from './decimal.ts';
import { type Measure, timeDimensions } from './kinds.ts';
import { type Group, type Tally, totalOf } from './tally.ts';

/** A report that was added up, and what to make of it. */
export interface Result {
  readonly tally: Tally;
  /** The time before, grouped alike. */
  readonly before?: Tally | undefined;
  readonly groupBy: readonly string[];
  /** The measure that sorts and is drawn; of money, in one currency. */
  readonly chosen: Chosen;
}

export interface Chosen {
  readonly measure: Measure;
  readonly index: number;
  /** Of money: the currency that is compared; several are never added up. */
  readonly currency?: string;
  /** How many other currencies there are. */
  readonly others: number;
  /** Somebody asked for this measure, so a table says this currency alone. */
  readonly asked: boolean;
}

/** The measure that somebody asked for (`proceeds`, `proceeds EUR`), else the first that is not zero everywhere. */
export function choose(tally: Tally, wanted: string | undefined): Chosen | undefined {
  const { measures } = tally.plan;
  const total = totalOf(tally);
  const text = wanted?.trim().toLowerCase();
  const named = measures.findIndex(
    ({ name }) => text !== undefined && (text === name || text.startsWith(`${name} `)),
  );
  const first = measures.findIndex((_, index) => total.sums[index]?.isZero() === false);
  const index = wanted === undefined ? Math.max(0, first) : named;
  const measure = measures[index];
  if (measure === undefined) return undefined;
  const money = total.money[index];
  const isAsked = wanted !== undefined;
  if (money === undefined) return { measure, index, others: 0, asked: isAsked };
  const asked = /\b([a-z]{3})$/.exec(text ?? '')?.[1]?.toUpperCase();
  const currency =
    asked !== undefined && money.has(asked) ? asked : money.has('USD') ? 'USD' : ([...money.keys()][0] ?? '');
  return { measure, index, currency, others: Math.max(0, money.size - 1), asked: isAsked };
}

function isTime(name: string): boolean {
  return timeDimensions.some((time) => time === name);
}

/** `units`, `proceeds USD`. */
export function chosenName({ measure, currency }: Chosen): string {
  return currency === undefined ? measure.name : `${measure.name} ${currency}`;
}

/** The chosen sum of a group. */
export function chosenSum(group: Group | undefined, { index, currency }: Chosen): Sum | undefined {
  if (group === undefined) return undefined;
  return currency === undefined ? group.sums[index] : group.money[index]?.get(currency);
}

/** Index of the dimension of time in a key; −1 when there is none. */
export function timeIndex(groupBy: readonly string[]): number {
  return groupBy.findIndex(isTime);
}

/** Largest first; where time is a dimension, time first. */
export function sorted({ tally, groupBy, chosen }: Result): readonly Group[] {
  const time = timeIndex(groupBy);
  const size = (group: Group): number => chosenSum(group, chosen)?.toNumber() ?? 0;
  return [...tally.groups.values()].sort((a, b) => {
    if (time >= 0) {
      const [left = '', right = ''] = [a.key[time], b.key[time]];
      if (left !== right) return left < right ? -1 : 1;
    }
    const difference = size(b) - size(a);
    return difference !== 0 ? difference : a.key.join(' ') < b.key.join(' ') ? -1 : 1;
  });
}

/** The same group in the time before. */
export function matching(before: Tally | undefined, group: Group): Group | undefined {
  return before?.groups.get(group.key.join('\u001f'));
}

/** What a key says to a person: the name of an app instead of its SKU. */
export function labelOf(tally: Tally, groupBy: readonly string[], key: readonly string[]): readonly string[] {
  return key.map((part, index) => {
    const text = groupBy[index] === 'app' ? (tally.titles.get(part) ?? part) : part;
    return text.trim() === '' ? '(none)' : text.trim();
  });
}
