import { AscError } from '../../client/errors.ts';
import { type AppFilter, type Cell, type Cells, Columns } from './columns.ts';
import { parseDecimal, Sum } from './decimal.ts';
import type { Measure } from './kinds.ts';
import { productClass } from './product-types.ts';

/** How a report is added up. */
export interface TallyPlan {
  /** Names as somebody gave them: of `dimensions`, of time, `app`, or of a column. */
  readonly groupBy: readonly string[];
  readonly measures: readonly Measure[];
  /** Dimension or column → the one value that counts, compared without case. */
  readonly filter: Readonly<Record<string, string>>;
  /** Only rows of this app. */
  readonly app?: AppFilter | undefined;
  /** Where the app of a row stands. */
  readonly appBy: 'id' | 'sku' | undefined;
  /** Only rows of these days, both included, where rows say their day. */
  readonly between?: readonly [first: string, last: string] | undefined;
  /** Takes every row that counts, to write it down. */
  readonly onRow?: ((names: Cells, cells: Cells, date: string) => void) | undefined;
}

/** One line of the result. */
export interface Group {
  readonly key: readonly string[];
  /** By the index of the measure; those with a currency are in `money`. */
  readonly sums: readonly Sum[];
  /** By the index of the measure: currency → sum. */
  readonly money: readonly (Map<string, Sum> | undefined)[];
}

/** Groups that are kept at a time; more would not fit the memory and would help nobody. */
const mostGroups = 200_000;
const separator = '\u001f';

/** Adds up rows of one report after the other. */
export class Tally {
  readonly plan: TallyPlan;
  readonly groups = new Map<string, Group>();
  /** Names of apps by SKU, as the rows of the apps themselves tell them. */
  readonly titles = new Map<string, string>();
  rows = 0;
  counted = 0;
  /** Cells that should have been numbers. */
  unreadable = 0;
  /** Measures whose columns no report had. */
  readonly absent = new Set<string>();
  #columns: readonly string[] = [];

  constructor(plan: TallyPlan) {
    this.plan = plan;
  }

  /** Columns of the last report, for errors and for files. */
  get columns(): readonly string[] {
    return this.#columns;
  }

  /**
   * Takes the columns of a report; the answer takes its rows. `date` is the day that the report counts for, `shift` the
   * days to add to dates in rows: so an earlier time falls on the one that it is compared with.
   */
  begin(names: readonly string[], date: string, shift = 0): (cells: Cells) => void {
    this.#columns = names;
    const columns = new Columns(names, date, shift);
    const { plan } = this;
    const keys = plan.groupBy.map((name) => columns.dimension(name));
    const filters = Object.entries(plan.filter).map(
      ([name, value]) => [columns.dimension(name), value.toLowerCase()] as const,
    );
    const ofApp = plan.app === undefined ? undefined : columns.ofApp(plan.app, plan.appBy);
    const adders = plan.measures.map((measure, index) => this.#adder(columns, measure, index));
    const [onlyKey] = keys;
    const keyOf: Cell =
      keys.length === 0
        ? () => ''
        : keys.length === 1 && onlyKey !== undefined
          ? onlyKey
          : (cells) => keys.map((key) => key(cells)).join(separator);
    const learn = this.#learner(columns);
    const inTime = plan.between === undefined ? undefined : columns.inTime(plan.between);
    const { onRow } = plan;
    return (cells) => {
      this.rows += 1;
      learn?.(cells);
      if (ofApp !== undefined && !ofApp(cells)) return;
      if (inTime !== undefined && !inTime(cells)) return;
      for (const [cell, value] of filters) if (cell(cells).toLowerCase() !== value) return;
      this.counted += 1;
      onRow?.(names, cells, date);
      const key = keyOf(cells);
      const group = this.groups.get(key) ?? this.#newGroup(key, keys.length);
      for (const add of adders) add(group, cells);
    };
  }

  #newGroup(key: string, parts: number): Group {
    if (this.groups.size >= mostGroups)
      throw new AscError({
        code: 'too_many_groups',
        message: `group_by ${this.plan.groupBy.join(', ')} makes more than ${mostGroups} lines.`,
        next: 'Group by less, filter, or take all rows into a file: save_to without group_by.',
        outcome: 'failed',
      });
    const group: Group = {
      key: parts === 0 ? [] : key.split(separator),
      sums: this.plan.measures.map(() => new Sum()),
      money: this.plan.measures.map(({ currency }) => (currency === undefined ? undefined : new Map())),
    };
    this.groups.set(key, group);
    return group;
  }

  /** Rows of apps have no parent: their title is the name of the app. */
  #learner(columns: Columns): ((cells: Cells) => void) | undefined {
    const [sku, title, parent] = ['SKU', 'Title', 'Parent Identifier'].map((name) => columns.index(name));
    if (sku === undefined || title === undefined || parent === undefined) return undefined;
    if (sku < 0 || title < 0 || parent < 0) return undefined;
    let last = '';
    return (cells) => {
      const own = cells[sku] ?? '';
      if (own === last) return;
      last = own;
      if ((cells[parent] ?? '').trim() === '' && !this.titles.has(own) && this.titles.size < 10_000)
        this.titles.set(own, cells[title] ?? '');
    };
  }

  #adder(columns: Columns, measure: Measure, index: number): (group: Group, cells: Cells) => void {
    const column = columns.index(measure.column);
    const times = measure.times === undefined ? -1 : columns.index(measure.times);
    const currency = measure.currency === undefined ? -1 : columns.index(measure.currency);
    const type = measure.only === undefined ? -1 : columns.index('Product Type Identifier');
    if (column < 0) {
      this.absent.add(measure.name);
      return () => {};
    }
    return (group, cells) => {
      if (type >= 0 && productClass(cells[type] ?? '') !== measure.only) return;
      const text = cells[column] ?? '';
      // Most lines cost nothing and earn nothing.
      if (text === '' || text === '0' || text === '0.00') return;
      const value = parseDecimal(text);
      const factor = times < 0 ? undefined : parseDecimal(cells[times] ?? '');
      if (value === undefined || (times >= 0 && factor === undefined)) {
        this.unreadable += 1;
        return;
      }
      const money = group.money[index];
      if (money === undefined) {
        group.sums[index]?.add(value, factor);
        return;
      }
      const unit = (cells[currency] ?? '').trim();
      let sum = money.get(unit);
      if (sum === undefined) {
        sum = new Sum();
        money.set(unit, sum);
      }
      sum.add(value, factor);
    };
  }
}

/** All groups as one. */
export function totalOf(tally: Tally): Group {
  const { measures } = tally.plan;
  const total: Group = {
    key: [],
    sums: measures.map(() => new Sum()),
    money: measures.map(({ currency }) => (currency === undefined ? undefined : new Map<string, Sum>())),
  };
  for (const group of tally.groups.values()) {
    for (const [index, sum] of group.sums.entries()) total.sums[index]?.addSum(sum);
    for (const [index, money] of group.money.entries())
      for (const [currency, sum] of money ?? []) {
        const into = total.money[index];
        const known = into?.get(currency);
        if (known === undefined) {
          const first = new Sum();
          first.addSum(sum);
          into?.set(currency, first);
        } else known.addSum(sum);
      }
  }
  return total;
}
