import { AscError } from '../../client/errors.ts';
import { parseDecimal, Sum } from './decimal.ts';
import { dimensions, type Measure, type TimeDimension } from './kinds.ts';
import { addDays, weekEnd } from './pacific.ts';
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

/** An app as reports know it. */
export interface AppFilter {
  readonly id: string;
  readonly sku: string;
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

type Cells = readonly string[];
type Cell = (cells: Cells) => string;

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
  #shift = 0;

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
    this.#shift = shift;
    const { plan } = this;
    const keys = plan.groupBy.map((name) => this.#dimension(name, date));
    const filters = Object.entries(plan.filter).map(
      ([name, value]) => [this.#dimension(name, date), value.toLowerCase()] as const,
    );
    const ofApp = this.#appTest();
    const adders = plan.measures.map((measure, index) => this.#adder(measure, index));
    const [onlyKey] = keys;
    const keyOf: Cell =
      keys.length === 0
        ? () => ''
        : keys.length === 1 && onlyKey !== undefined
          ? onlyKey
          : (cells) => keys.map((key) => key(cells)).join(separator);
    const learn = this.#learner();
    const inTime = this.#timeTest();
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

  /** Index of a column, without regard to case, blanks and underscores. */
  #index(name: string): number {
    const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]/g, '');
    const exact = this.#columns.indexOf(name);
    return exact >= 0 ? exact : this.#columns.findIndex((column) => plain(column) === plain(name));
  }

  #first(names: readonly string[]): number {
    for (const name of names) {
      const index = this.#index(name);
      if (index >= 0) return index;
    }
    return -1;
  }

  #dimension(name: string, date: string): Cell {
    const time = this.#time(name, date);
    if (time !== undefined) return time;
    if (name === 'app') return this.#appName();
    const index = this.#first(dimensions[name] ?? [name]);
    if (index < 0) throw this.#unknown(name);
    return (cells) => cells[index] ?? '';
  }

  #unknown(name: string): AscError {
    return new AscError({
      code: 'unknown_dimension',
      message: `This report has no ${JSON.stringify(name.slice(0, 60))}.`,
      meaning: `It has: ${this.#columns.join(', ')}.`,
      next: `group_by and filter take ${['app', ...Object.keys(dimensions), 'day', 'week', 'month'].join(', ')}, or a column.`,
      outcome: 'failed',
    });
  }

  #time(name: string, date: string): Cell | undefined {
    const shape = shapes[name];
    if (shape === undefined) return undefined;
    const index = this.#index('Date');
    // Analytics and offer reports say the day in each row; all others are of one day, week or month.
    if (index < 0) {
      const value = shape(date);
      return () => value;
    }
    const known = new Map<string, string>();
    const shift = this.#shift;
    return (cells) => {
      const text = cells[index] ?? '';
      let value = known.get(text);
      if (value === undefined) {
        value = /^\d{4}-\d\d-\d\d/.test(text) ? shape(addDays(text.slice(0, 10), shift)) : text;
        known.set(text, value);
      }
      return value;
    };
  }

  #appName(): Cell {
    const id = this.#first(['App Name']);
    if (id >= 0) return (cells) => cells[id] ?? '';
    const parent = this.#index('Parent Identifier');
    const sku = this.#index('SKU');
    if (parent < 0 || sku < 0) throw this.#unknown('app');
    return (cells) => {
      const own = (cells[parent] ?? '').trim();
      return own === '' ? (cells[sku] ?? '') : own;
    };
  }

  #appTest(): ((cells: Cells) => boolean) | undefined {
    const { app, appBy } = this.plan;
    if (app === undefined) return undefined;
    if (appBy === 'sku') {
      const name = this.#appName();
      return (cells) => name(cells) === app.sku;
    }
    const index = this.#first(['App Apple ID', 'App Apple Identifier', 'Apple Identifier']);
    return index < 0 ? undefined : (cells) => cells[index] === app.id;
  }

  #timeTest(): ((cells: Cells) => boolean) | undefined {
    const { between } = this.plan;
    const index = this.#index('Date');
    if (between === undefined || index < 0) return undefined;
    const [first, last] = between;
    return (cells) => {
      const day = (cells[index] ?? '').slice(0, 10);
      return day >= first && day <= last;
    };
  }

  /** Rows of apps have no parent: their title is the name of the app. */
  #learner(): ((cells: Cells) => void) | undefined {
    const [sku, title, parent] = ['SKU', 'Title', 'Parent Identifier'].map((name) => this.#index(name));
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

  #adder(measure: Measure, index: number): (group: Group, cells: Cells) => void {
    const column = this.#index(measure.column);
    const times = measure.times === undefined ? -1 : this.#index(measure.times);
    const currency = measure.currency === undefined ? -1 : this.#index(measure.currency);
    const type = measure.only === undefined ? -1 : this.#index('Product Type Identifier');
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

const shapes: Readonly<Record<string, (day: string) => string>> = {
  day: (day) => day,
  week: (day) => (day.length === 10 ? weekEnd(day) : day),
  month: (day) => day.slice(0, 7),
} satisfies Record<TimeDimension, (day: string) => string>;

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
