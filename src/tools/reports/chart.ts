import { visibleText } from '../../client/foreign.ts';
import { timeShapes } from './columns.ts';
import type { Sum } from './decimal.ts';
import type { Delivery } from './deliver.ts';
import { bestSeries, seriesKey } from './present.ts';
import { chosenSum, labelOf, matching, type Result, sorted, timeIndex } from './result.ts';

/** A picture before it is drawn. */
export interface Chart {
  readonly title: string;
  readonly subtitle: string;
  readonly kind: 'lines' | 'bars';
  /** Of the axis of values: `units`, `USD`. */
  readonly unit: string;
  readonly categories: readonly string[];
  readonly series: readonly ChartSeries[];
}

export interface ChartSeries {
  readonly name: string;
  /** `null`: there is no report, which is no zero. */
  readonly values: readonly (number | null)[];
  /** The time before, drawn behind. */
  readonly faded?: true;
}

/** What of a delivery is drawn. */
type Drawable = Pick<Delivery, 'call' | 'source' | 'period' | 'fetched'>;

/** Lines that the eye can follow, and bars that fit. */
const mostLines = 6;
const mostBars = 15;
const longestName = 36;

/** What to draw of a result; `undefined` when there is nothing to see. Over time lines, else bars. */
export function chartOf(result: Result, delivery: Drawable): Chart | undefined {
  const { chosen, groupBy } = result;
  const unit = chosen.currency ?? chosen.measure.name;
  const time = timeIndex(groupBy);
  const { first, last } = delivery.period;
  const money = chosen.currency === undefined ? '' : ` in ${chosen.currency}`;
  const app = delivery.call.app === undefined ? '' : ` of ${drawable(delivery.call.app, 'the app')}`;
  const by = groupBy.length === 0 ? '' : ` by ${groupBy.join(' and ')}`;
  const title = `${capital(chosen.measure.name)}${money}${app}${by}`;
  const others = chosen.others > 0 ? `; ${chosen.others} other currencies are not in it` : '';
  const span = `${drawable(delivery.source, 'report')}, ${first} to ${last}${others}`;
  const drawn = time < 0 ? bars(result) : lines(result, delivery, time);
  if (drawn.categories.length === 0 || drawn.series.length === 0) return undefined;
  const { categories, series } = drawn;
  return {
    title,
    subtitle: `${span}${drawn.note}`,
    kind: time < 0 ? 'bars' : 'lines',
    unit,
    categories,
    series,
  };
}

type Drawn = Pick<Chart, 'categories' | 'series'> & { readonly note: string };

function bars(result: Result): Drawn {
  const groups = sorted(result);
  const shown = groups.slice(0, mostBars);
  const { tally, before, groupBy, chosen } = result;
  const categories = shown.map(({ key }, index) =>
    key.length === 0
      ? 'all'
      : drawable(labelOf(tally, groupBy, key).join(' · '), `no. ${index + 1} of the table`),
  );
  const values = shown.map((group) => numberOf(chosenSum(group, chosen)));
  const old = shown.map((group) => numberOf(chosenSum(matching(before, group), chosen)));
  return {
    categories,
    series: [
      { name: 'this period', values },
      ...(before === undefined ? [] : [{ name: 'the period before', values: old, faded: true as const }]),
    ],
    note: groups.length > shown.length ? `; the largest ${shown.length} of ${groups.length}` : '',
  };
}

function lines(result: Result, delivery: Drawable, time: number): Drawn {
  const { tally, before, groupBy, chosen } = result;
  const best = bestSeries(result, mostLines);
  const names = groupBy.filter((_, index) => index !== time);
  const all = new Set(bestSeries(result, Number.MAX_SAFE_INTEGER));
  const shape = timeShapes[groupBy[time] ?? 'day'] ?? ((day: string) => day);
  const states = new Map<string, boolean>();
  // A time is known as soon as one report of it is here.
  for (const { report, state } of delivery.fetched) {
    const at = shape(report.date);
    states.set(at, states.get(at) === true || state === 'here' || state === 'no_sales');
  }
  for (const group of tally.groups.values()) states.set(group.key[time] ?? '', true);
  const times = [...states.keys()].sort();
  const sums = new Map<string, number>();
  const olds = new Map<string, number>();
  for (const group of tally.groups.values()) {
    const at = group.key[time] ?? '';
    sums.set(`${seriesKey(group, time)}\n${at}`, numberOf(chosenSum(group, chosen)));
  }
  for (const group of before?.groups.values() ?? []) {
    const at = group.key[time] ?? '';
    olds.set(at, (olds.get(at) ?? 0) + numberOf(chosenSum(group, chosen)));
  }
  const series: ChartSeries[] = best.map((key, index) => ({
    name:
      key === ''
        ? 'this period'
        : drawable(labelOf(tally, names, key.split('\u001f')).join(' · '), `no. ${index + 1}`),
    values: times.map((at) => (states.get(at) === true ? (sums.get(`${key}\n${at}`) ?? 0) : null)),
  }));
  if (before !== undefined)
    series.push({
      name: names.length === 0 ? 'the period before' : 'all, the period before',
      values: times.map((at) => (states.get(at) === true ? (olds.get(at) ?? 0) : null)),
      faded: true,
    });
  const gaps = times.filter((at) => states.get(at) !== true).length;
  return {
    categories: times,
    series,
    note: `${all.size > best.length ? `; the largest ${best.length} of ${all.size}` : ''}${gaps > 0 ? '; gaps: no report' : ''}`,
  };
}

function numberOf(sum: Sum | undefined): number {
  return sum?.toNumber() ?? 0;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/**
 * A name as the one font of the charts can draw it: Latin, Greek and Cyrillic. A name in other letters is called by its
 * place in the table instead of being drawn as boxes.
 */
function drawable(text: string, instead: string): string {
  const clean = visibleText(text).replaceAll(/\s+/g, ' ').trim();
  if (!/^[\u0020-\u024F\u0370-\u03FF\u0400-\u04FF\u2010-\u2026\u20AC\u2122]*$/u.test(clean)) return instead;
  return clean.length > longestName ? `${clean.slice(0, longestName - 1)}…` : clean;
}
