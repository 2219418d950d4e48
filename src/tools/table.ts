import { isObject } from '../catalog/json.ts';
import type { Shaped } from './shape.ts';

/** The value at a dotted path; through a list it gives the values of all its members. */
function valueAt(row: unknown, path: string): unknown {
  let at: unknown = row;
  for (const key of path.split('.')) {
    if (Array.isArray(at)) at = at.map((item) => (isObject(item) ? item[key] : undefined)).filter(isPresent);
    else at = isObject(at) ? at[key] : undefined;
  }
  return at;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** One cell as text. Dates lose what does not matter, lists are joined, objects become JSON. */
export function cell(value: unknown, longTable = false): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string')
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) ? shortDate(value, longTable) : value;
  if (Array.isArray(value))
    return value.map((item) => (isObject(item) ? label(item) : cell(item))).join('; ');
  return isObject(value) ? label(value) : String(value);
}

/** A joined object in one cell: its id if that is all it has, else its JSON. */
function label(value: { readonly [key: string]: unknown }): string {
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0] === 'id' ? String(value['id']) : JSON.stringify(value);
}

const twoDays = 172_800_000;

/**
 * `2026-11-20T08:12:44-08:00` → `2026-11-20 16:12` (UTC); the hour only matters within two days of now. In a long
 * table an older day is written in ISO's basic form, `20261120`: half the tokens.
 */
function shortDate(text: string, longTable: boolean, now = Date.now()): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) return text;
  const iso = new Date(time).toISOString();
  if (Math.abs(now - time) <= twoDays) return `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
  return longTable ? iso.slice(0, 10).replaceAll('-', '') : iso.slice(0, 10);
}

/** Rows from which on a table is long. */
const longFrom = 30;

/** A field of CSV: quoted where it has to be. Line breaks become spaces when the table is for reading. */
function csvField(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A CSV row for a file. Cells that a spreadsheet would run as a formula get an apostrophe in front. */
export function csvRow(row: Shaped, columns: readonly string[]): string {
  return columns
    .map((column) => {
      const value = valueAt(row, column);
      const text = typeof value === 'string' ? value : cell(value);
      return csvField(/^[=+@\t\r]|^-(?!\d)/.test(text) ? `'${text}` : text);
    })
    .join(',');
}

export interface Table {
  /** Header and rows. */
  readonly lines: readonly string[];
  /** Columns that have one value in all rows, said once instead. */
  readonly same: Readonly<Record<string, string>>;
}

/** Rows as CSV for reading. A column with the same value everywhere is said once; an empty one is left out. */
export function table(rows: readonly Shaped[], columns: readonly string[]): Table {
  const cells = rows.map((row) =>
    columns.map((column) => cell(valueAt(row, column), rows.length >= longFrom).replaceAll(/\s*\n\s*/g, ' ')),
  );
  const same: Record<string, string> = {};
  const kept: number[] = [];
  for (const [index, column] of columns.entries()) {
    const first = cells[0]?.[index] ?? '';
    const constant = rows.length > 2 && column !== 'id' && cells.every((row) => row[index] === first);
    if (!constant) kept.push(index);
    else if (first !== '') same[column] = first;
  }
  const line = (row: readonly string[]): string => kept.map((index) => csvField(row[index] ?? '')).join(',');
  return { lines: [line(columns), ...cells.map(line)], same };
}

/** A table as the data of an answer: a line for what is the same in all rows, then the rows. */
export function tableText(rows: readonly Shaped[], columns: readonly string[]): string {
  const { lines, same } = table(rows, columns);
  const said = Object.entries(same).map(([name, value]) => `${name}=${value}`);
  return [...(said.length > 0 ? [`all rows: ${said.join(', ')}`] : []), ...lines].join('\n');
}
