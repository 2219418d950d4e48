import { cleanText } from '../clean.ts';
import type { Shaped } from '../shape.ts';
import { csvRow, table } from '../table.ts';
import { estimateTokens } from '../tokens.ts';
import type { Sum } from './decimal.ts';
import {
  type Chosen,
  chosenName,
  chosenSum,
  labelOf,
  matching,
  type Result,
  sorted,
  timeIndex,
} from './result.ts';
import { type Group, totalOf } from './tally.ts';

/** Lines of a table where nobody said how many; with days in it, more than a year has. */
const usualTop = 25;
const mostTimes = 400;
/** Lines that are worth writing out before the budget is looked at. */
const longestTable = 1_000;
/** Tokens of one table: totals, notes and next steps stand beside it. */
const tableBudget = 5_500;
/** Currencies that a cell shows. */
const currenciesInCell = 4;
/** Characters of a name in a table. */
const longestLabel = 60;

export interface Shown {
  readonly lines: readonly string[];
  /** Groups that the table leaves out. */
  readonly left: number;
  /** It left some out although nobody had asked for fewer. */
  readonly cut: boolean;
}

/** The groups as a table for reading: names, what was added up, and how it was before. */
export function tableOf(result: Result, top: number | undefined): Shown {
  const groups = sorted(result);
  const time = timeIndex(result.groupBy) >= 0;
  const most = top ?? (time ? mostTimes : usualTop);
  let shown = topGroups(result, groups, most).slice(0, longestTable);
  let lines = linesOf(result, shown);
  while (estimateTokens(lines.join('\n')) > tableBudget && shown.length > 5) {
    shown = shown.slice(0, Math.floor(shown.length * 0.7));
    lines = linesOf(result, shown);
  }
  const left = groups.length - shown.length;
  return {
    lines,
    left,
    cut: left > 0 && (top === undefined || shown.length < Math.min(most, groups.length)),
  };
}

/** With a time beside another dimension, `top` counts what is beside it: the five best countries, every day of each. */
function topGroups(result: Result, groups: readonly Group[], most: number): readonly Group[] {
  const time = timeIndex(result.groupBy);
  if (time < 0 || result.groupBy.length < 2) return groups.slice(0, most);
  const best = new Set(bestSeries(result, most));
  return groups.filter((group) => best.has(seriesKey(group, time)));
}

/** What a group is beside its time. */
export function seriesKey(group: Group, time: number): string {
  return group.key.filter((_, index) => index !== time).join('\u001f');
}

/** The series with the largest sums over the whole time, largest first. */
export function bestSeries(result: Result, most: number): readonly string[] {
  const time = timeIndex(result.groupBy);
  const sums = new Map<string, number>();
  for (const group of result.tally.groups.values()) {
    const key = seriesKey(group, time);
    sums.set(key, (sums.get(key) ?? 0) + (chosenSum(group, result.chosen)?.toNumber() ?? 0));
  }
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([key]) => key);
}

function linesOf(result: Result, groups: readonly Group[]): readonly string[] {
  const { tally, before, groupBy, chosen } = result;
  const { measures } = tally.plan;
  const keys = groupBy.map(columnName);
  const rows = groups.map((group): Shaped => {
    const row: Shaped = {};
    for (const [index, label] of labelOf(tally, groupBy, group.key).entries())
      row[keys[index] ?? ''] = cleanText(label, longestLabel);
    for (const [index, measure] of measures.entries()) {
      const money = group.money[index];
      const single = chosen.asked && chosen.index === index && chosen.currency !== undefined;
      row[single ? chosenName(chosen) : measure.name] =
        money === undefined
          ? numberText(group.sums[index])
          : single
            ? (chosenSum(group, chosen)?.text(2) ?? '0.00')
            : moneyText(money, currenciesInCell);
    }
    if (before !== undefined) Object.assign(row, comparison(group, matching(before, group), chosen));
    return row;
  });
  const used = measures.flatMap(({ name }, index) => {
    if (tally.absent.has(name) || groups.every((group) => isEmpty(group, index))) return [];
    return chosen.asked && chosen.index === index ? [chosenName(chosen)] : [name];
  });
  const made = table(rows, [
    ...keys,
    ...used,
    ...(before === undefined ? [] : [`${chosenName(chosen)} before`, 'change']),
  ]);
  const same = Object.entries(made.same).map(([name, value]) => `${name}=${value}`);
  return [...(same.length > 0 ? [`all rows: ${same.join(', ')}`] : []), ...made.lines];
}

/** Column names of tables have no points: those are paths. */
function columnName(name: string): string {
  return name.replaceAll('.', ' ');
}

function isEmpty(group: Group, index: number): boolean {
  const money = group.money[index];
  return money === undefined ? (group.sums[index]?.isZero() ?? true) : money.size === 0;
}

function comparison(group: Group, old: Group | undefined, chosen: Chosen): Shaped {
  const [now, then] = [chosenSum(group, chosen), chosenSum(old, chosen)];
  return { [`${chosenName(chosen)} before`]: numberText(then, chosen), change: changeText(now, then) };
}

/** `+12.5 %`, `new`, `same`. */
function changeText(now: Sum | undefined, then: Sum | undefined): string {
  const [value, old] = [now?.toNumber() ?? 0, then?.toNumber() ?? 0];
  if (old === 0) return value === 0 ? 'same' : 'new';
  const change = ((value - old) / Math.abs(old)) * 100;
  return `${change >= 0 ? '+' : '−'}${Math.abs(change).toFixed(1)} %`;
}

function numberText(sum: Sum | undefined, { currency }: Partial<Chosen> = {}): string {
  return sum?.text(currency === undefined ? 0 : 2) ?? '0';
}

/** `USD 1234.50, EUR 7.00 (+3 more)`: sums by currency, the most frequent way to be paid first. */
function moneyText(money: ReadonlyMap<string, Sum>, most: number): string {
  const all = [...money].filter(([, sum]) => !sum.isZero()).sort(([a], [b]) => (a < b ? -1 : 1));
  const first = all.filter(([currency]) => major.has(currency));
  const ordered = [...first, ...all.filter(([currency]) => !major.has(currency))];
  const shown = ordered.slice(0, most).map(([currency, sum]) => `${currency} ${sum.text(2)}`);
  return `${shown.join(' ')}${ordered.length > most ? ` (+${ordered.length - most} currencies)` : ''}`;
}

/** Currencies that most teams are paid in come first. */
const major: ReadonlySet<string> = new Set(['USD', 'EUR', 'GBP', 'JPY']);

/** Totals: one line for counts, one for each kind of money with all of its currencies. */
export function totalLines({ tally, before, chosen }: Result): readonly string[] {
  const total = totalOf(tally);
  const old = before === undefined ? undefined : totalOf(before);
  const counts = tally.plan.measures.flatMap(({ name }, index) =>
    total.money[index] === undefined && !tally.absent.has(name) && total.sums[index]?.isZero() === false
      ? [
          `${name} ${numberText(total.sums[index])}${old === undefined ? '' : ` (before ${numberText(old.sums[index])}, ${changeText(total.sums[index], old.sums[index])})`}`,
        ]
      : [],
  );
  const money = tally.plan.measures.flatMap(({ name }, index) => {
    const sums = total.money[index];
    if (sums === undefined || sums.size === 0) return [];
    const then = old?.money[index];
    const text = [...sums]
      .filter(([, sum]) => !sum.isZero())
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([currency, sum]) =>
          `${currency} ${sum.text(2)}${then === undefined ? '' : ` (before ${then.get(currency)?.text(2) ?? '0.00'}, ${changeText(sum, then.get(currency))})`}`,
      );
    return text.length === 0 ? [] : [`${name} by currency: ${text.join(', ')}`];
  });
  const gone = [...(before?.groups.keys() ?? [])].filter((key) => !tally.groups.has(key)).length;
  const more =
    chosen.currency !== undefined && chosen.others > 0
      ? [`sorted by ${chosenName(chosen)}; currencies are never added up`]
      : [];
  return [
    `total: ${counts.length === 0 ? nothingOf(tally) : counts.join(', ')}`,
    ...(tally.absent.size === tally.plan.measures.length
      ? [`its columns are others than expected: ${tally.columns.join(', ')}; save_to has every row`]
      : []),
    ...money,
    ...more,
    ...(gone > 0 ? [`${gone} line(s) of the period before have nothing now`] : []),
  ];
}

/** A filter that fits no row may be a true zero or a slip; the words leave both open. */
function nothingOf({ rows, counted, plan }: Result['tally']): string {
  const asked = { ...plan.filter, ...(plan.app === undefined ? {} : { app: plan.app.sku }) };
  return rows > 0 && counted === 0 && Object.keys(asked).length > 0
    ? `no row fits ${JSON.stringify(asked)}`
    : 'nothing to count';
}

/** Every group as CSV for a file: one column for each currency. */
export function* csvLines(result: Result): Generator<string> {
  const { tally, groupBy } = result;
  const { measures } = tally.plan;
  const total = totalOf(tally);
  const columns: { readonly name: string; readonly of: (group: Group) => string }[] = measures.flatMap(
    ({ name }, index) => {
      if (tally.absent.has(name)) return [];
      const money = total.money[index];
      if (money === undefined) return [{ name, of: (group: Group) => numberText(group.sums[index]) }];
      return [...money.keys()].sort().map((currency) => ({
        name: `${name} ${currency}`,
        of: (group: Group) => group.money[index]?.get(currency)?.text(2) ?? '0',
      }));
    },
  );
  if (result.before !== undefined)
    columns.push({
      name: `${chosenName(result.chosen)} before`,
      of: (group) => numberText(chosenSum(matching(result.before, group), result.chosen)),
    });
  const all = [...groupBy, ...columns.map(({ name }) => name)];
  const ids = all.map((_, index) => `c${index}`);
  yield csvRow(rowOf(all), ids);
  for (const group of sorted(result))
    yield csvRow(
      rowOf([...labelOf(tally, groupBy, group.key), ...columns.map((column) => column.of(group))]),
      ids,
    );
}

/** Cells under names that are no paths. */
export function rowOf(cells: readonly string[]): Shaped {
  return Object.fromEntries(cells.map((cell, index) => [`c${index}`, cell]));
}
