import { parse } from 'csv-parse/sync';
import { isObject } from '../../catalog/json.ts';
import { nearestNames } from '../../catalog/search-nearest.ts';
import type { AscError } from '../../client/errors.ts';
import { notSent } from '../refused.ts';
import { fieldOf, localeName } from './fields.ts';
import { localesOf, normal, type Texts } from './texts.ts';
import { fileOrder } from './tree.ts';

/** Column of a sheet for what belongs to the whole app. */
const appColumn = 'app';

/** `{"app":{"copyright":…},"locales":{"de-DE":{"name":…}}}`, with fastlane's names of the texts. */
export function toJson(texts: Texts): string {
  const app: Record<string, string> = {};
  const locales: Record<string, Record<string, string>> = {};
  for (const locale of localesOf(texts)) locales[locale] = {};
  for (const file of fileOrder) {
    const own = texts.get(file);
    if (own !== undefined) app[file] = own;
    for (const [locale, values] of Object.entries(locales)) {
      const text = texts.get(`${locale}/${file}`);
      if (text !== undefined) values[file] = text;
    }
  }
  return `${JSON.stringify({ app, locales }, null, 2)}\n`;
}

/** The reverse. Throws `bad_file` for anything that it does not know: nothing is dropped silently. */
export function fromJson(source: string): Texts {
  let parsed: unknown;
  try {
    parsed = JSON.parse(source.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw badSheet(`it is no JSON (${cause instanceof Error ? cause.message.slice(0, 80) : ''})`);
  }
  if (!isObject(parsed)) throw badSheet('it is no JSON object');
  const texts = new Map<string, string>();
  for (const [name, part] of Object.entries(parsed)) {
    if (!isObject(part)) throw badSheet(`"${name.slice(0, 40)}" is no object`);
    if (name === 'app') takeAll(texts, '', part);
    else if (name === 'locales')
      for (const [locale, values] of Object.entries(part)) {
        if (!isObject(values)) throw badSheet(`"${locale.slice(0, 40)}" is no object`);
        takeAll(texts, `${locale}/`, values);
      }
    else throw badSheet(`it has "${name.slice(0, 40)}"; known: app, locales`);
  }
  return texts;
}

function takeAll(
  texts: Map<string, string>,
  before: string,
  values: { readonly [name: string]: unknown },
): void {
  for (const [name, value] of Object.entries(values)) {
    const key = `${before}${name}`;
    if (value === null) continue;
    if (typeof value !== 'string') throw badSheet(`"${key.slice(0, 80)}" is no text`);
    assertKnown(key, before, name);
    texts.set(key, normal(value));
  }
}

function assertKnown(key: string, before: string, name: string): void {
  if (fieldOf(key) !== undefined) return;
  const locale = before.replace('/', '');
  if (locale !== '' && !localeName.test(locale))
    throw badSheet(`"${locale.slice(0, 40)}" is no locale such as de-DE, ja or zh-Hans`);
  const near = nearestNames(fileOrder, name).slice(0, 3);
  throw badSheet(
    `it has no text called "${name.slice(0, 40)}"${near.length > 0 ? `; nearest: ${near.join(', ')}` : ''}`,
  );
}

/** One row a text, one column a locale: the form in which translators work. */
export function toCsv(texts: Texts): string {
  const locales = [...localesOf(texts)];
  const rows = fileOrder
    .filter((file) => texts.has(file) || locales.some((locale) => texts.has(`${locale}/${file}`)))
    .map((file) => [
      file,
      texts.get(file) ?? '',
      ...locales.map((locale) => texts.get(`${locale}/${file}`) ?? ''),
    ]);
  return `${[['field', appColumn, ...locales], ...rows].map((row) => row.map(toCell).join(',')).join('\n')}\n`;
}

/** The reverse; columns and rows may stand in any order. Throws `bad_file`. */
export function fromCsv(source: string): Texts {
  let rows: string[][];
  try {
    rows = parse(source, { bom: true, skip_empty_lines: true });
  } catch (cause) {
    throw badSheet(`it is no CSV (${cause instanceof Error ? cause.message.slice(0, 100) : ''})`);
  }
  const [header = [], ...lines] = rows;
  if (header[0] !== 'field') throw badSheet('its first column is not called "field"');
  const doubled = header.find((name, index) => header.indexOf(name) !== index);
  if (doubled !== undefined) throw badSheet(`it has two columns "${doubled.slice(0, 40)}"`);
  const texts = new Map<string, string>();
  for (const [file = '', ...cells] of lines)
    for (const [index, written] of cells.entries()) {
      const column = header[index + 1] ?? '';
      const cell = normal(fromCell(written));
      const before = column === appColumn ? '' : `${column}/`;
      const known = fieldOf(`${before}${file}`) !== undefined;
      // The cell where an app-wide text meets a locale is empty in every sheet.
      if (!known && cell === '' && fileOrder.includes(file) && (before === '' || localeName.test(column)))
        continue;
      assertKnown(`${before}${file}`, before, file);
      texts.set(`${before}${file}`, cell);
    }
  return texts;
}

/** A text that a spreadsheet would run as a formula gets an apostrophe in front; one that has it already, one more. */
function toCell(text: string): string {
  const safe = /^'*[=+@\t\r-]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function fromCell(cell: string): string {
  return /^'+[=+@\t\r-]/.test(cell) ? cell.slice(1) : cell;
}

function badSheet(why: string): AscError {
  return notSent(
    'bad_file',
    `The file cannot be used: ${why}.`,
    'asc_pull_metadata with a new path writes one in the right form.',
  );
}
