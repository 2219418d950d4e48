import { AscError } from '../../client/errors.ts';
import { addDays, weekEnd } from '../days.ts';
import { dimensions, type TimeDimension } from './kinds.ts';

export type Cells = readonly string[];
/** Reads one value from a row. */
export type Cell = (cells: Cells) => string;

/** An app as reports know it. */
export interface AppFilter {
  readonly id: string;
  readonly sku: string;
}

/** The columns of one report, and what can be read from its rows by the names that people use. */
export class Columns {
  readonly #names: readonly string[];
  readonly #date: string;
  readonly #shift: number;

  /** `date` is the day that the report counts for, `shift` the days to add to dates in rows. */
  constructor(names: readonly string[], date: string, shift: number) {
    this.#names = names;
    this.#date = date;
    this.#shift = shift;
  }

  /** Index of a column, without regard to case, blanks and underscores. */
  index(name: string): number {
    const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]/g, '');
    const exact = this.#names.indexOf(name);
    return exact >= 0 ? exact : this.#names.findIndex((column) => plain(column) === plain(name));
  }

  first(names: readonly string[]): number {
    for (const name of names) {
      const index = this.index(name);
      if (index >= 0) return index;
    }
    return -1;
  }

  /** The value of a dimension or column in a row. Throws `unknown_dimension`. */
  dimension(name: string): Cell {
    const time = this.#time(name);
    if (time !== undefined) return time;
    if (name === 'app') return this.#appName();
    const index = this.first(dimensions[name] ?? [name]);
    if (index < 0) throw this.#unknown(name);
    return (cells) => cells[index] ?? '';
  }

  #unknown(name: string): AscError {
    return new AscError({
      code: 'unknown_dimension',
      message: `This report has no ${JSON.stringify(name.slice(0, 60))}.`,
      meaning: `It has: ${this.#names.join(', ')}.`,
      next: `group_by and filter take ${['app', ...Object.keys(dimensions), 'day', 'week', 'month'].join(', ')}, or a column.`,
      outcome: 'failed',
    });
  }

  #time(name: string): Cell | undefined {
    const shape = timeShapes[name];
    if (shape === undefined) return undefined;
    const index = this.index('Date');
    // Analytics and offer reports say the day in each row; all others are of one day, week or month.
    if (index < 0) {
      const value = shape(this.#date);
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
    const id = this.first(['App Name']);
    if (id >= 0) return (cells) => cells[id] ?? '';
    const parent = this.index('Parent Identifier');
    const sku = this.index('SKU');
    if (parent < 0 || sku < 0) throw this.#unknown('app');
    return (cells) => {
      const own = (cells[parent] ?? '').trim();
      return own === '' ? (cells[sku] ?? '') : own;
    };
  }

  /** Whether a row is of this app. Throws `unknown_dimension` when rows do not say. */
  ofApp(app: AppFilter, appBy: 'id' | 'sku' | undefined): (cells: Cells) => boolean {
    if (appBy === 'sku') {
      const name = this.#appName();
      return (cells) => name(cells) === app.sku;
    }
    const index = this.first(['App Apple ID', 'App Apple Identifier', 'Apple Identifier']);
    if (index < 0) throw this.#unknown('app');
    return (cells) => cells[index] === app.id;
  }

  /** Whether a row is of these days, both included; `undefined` when rows do not say their day. */
  inTime([first, last]: readonly [first: string, last: string]): ((cells: Cells) => boolean) | undefined {
    const index = this.index('Date');
    if (index < 0) return undefined;
    return (cells) => {
      const day = (cells[index] ?? '').slice(0, 10);
      return day >= first && day <= last;
    };
  }
}

/** From a day to the day, week (its Sunday) or month that it belongs to. */
export const timeShapes: Readonly<Record<string, (day: string) => string>> = {
  day: (day) => day,
  week: (day) => (day.length === 10 ? weekEnd(day) : day),
  month: (day) => day.slice(0, 7),
} satisfies Record<TimeDimension, (day: string) => string>;
