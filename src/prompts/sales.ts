import { AscError } from '../client/errors.ts';
import { cleanText } from '../tools/clean.ts';
import type { ToolContext } from '../tools/context.ts';
import { errorText } from '../tools/errors.ts';
import { csvRow } from '../tools/table.ts';

/** Two weeks of a weekly sales report, added up while it is read; a whole report never stands in memory. */

/** Sums by what they are about: `[week, week before]`. */
type Sums = Map<string, [number, number]>;

interface Totals {
  readonly products: Sums;
  readonly proceeds: Sums;
  readonly countries: Sums;
}

/** Rows of one table; the rest is counted. */
const rowsShown = 25;

const query = (vendorNumber: string, reportDate: string): Record<string, string> => ({
  'filter[vendorNumber]': vendorNumber,
  'filter[reportType]': 'SALES',
  'filter[reportSubType]': 'SUMMARY',
  'filter[frequency]': 'WEEKLY',
  'filter[reportDate]': reportDate,
});

/**
 * The week that ends on `date` beside the one before, as three tables: units of each product, proceeds by currency, units
 * by country. A week without sales is zero; a report that cannot be read says why.
 */
export async function compareWeeks(
  context: ToolContext,
  vendorNumber: string,
  date: string,
  before: string,
): Promise<string> {
  const totals: Totals = { products: new Map(), proceeds: new Map(), countries: new Map() };
  const notes = await Promise.all([
    addWeek(context, vendorNumber, date, 0, totals),
    addWeek(context, vendorNumber, before, 1, totals),
  ]);
  return [
    `What App Store Connect says now (weekly sales reports of vendor ${cleanText(vendorNumber, 20)}, 2 reads):`,
    ...notes.filter((note) => note !== ''),
    tableOf('### Units by product', ['Product', 'SKU', 'Type'], date, before, totals.products),
    tableOf('### Proceeds by currency', ['Currency'], date, before, totals.proceeds),
    tableOf('### Units by country', ['Country'], date, before, totals.countries),
  ].join('\n\n');
}

async function addWeek(
  context: ToolContext,
  vendorNumber: string,
  date: string,
  week: 0 | 1,
  totals: Totals,
): Promise<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let header: readonly string[] | undefined;
  const line = (text: string): void => {
    if (text === '') return;
    const cells = text.replace(/\r$/, '').split('\t');
    if (header === undefined) header = cells.map((cell) => cell.trim());
    else addRow(header, cells, week, totals);
  };
  try {
    await context.client.stream(
      {
        method: 'GET',
        path: '/v1/salesReports',
        query: query(vendorNumber, date),
        accept: 'application/a-gzip',
        signal: context.signal,
      },
      (chunk) => {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        for (const text of lines) line(text);
      },
    );
    line(rest);
    return '';
  } catch (error) {
    if (!(error instanceof AscError) || error.code === 'cancelled') throw error;
    return `The report of ${date} could not be read.\n${errorText(error)}`;
  }
}

function addRow(header: readonly string[], cells: readonly string[], week: 0 | 1, totals: Totals): void {
  const at = (name: string): string => cleanText(cells[header.indexOf(name)] ?? '', 80).trim();
  const units = Number(at('Units')) || 0;
  const proceeds = units * (Number(at('Developer Proceeds')) || 0);
  const product = csvRow({ title: at('Title'), sku: at('SKU'), type: at('Product Type Identifier') }, [
    'title',
    'sku',
    'type',
  ]);
  add(totals.products, product, week, units);
  add(totals.countries, at('Country Code'), week, units);
  if (proceeds !== 0) add(totals.proceeds, at('Currency of Proceeds'), week, proceeds);
}

function add(sums: Sums, key: string, week: 0 | 1, amount: number): void {
  const sum = sums.get(key) ?? [0, 0];
  sum[week] += amount;
  sums.set(key, sum);
}

function tableOf(
  heading: string,
  names: readonly string[],
  date: string,
  before: string,
  sums: Sums,
): string {
  const rows = [...sums].sort(([, a], [, b]) => Math.abs(b[0]) - Math.abs(a[0]));
  const shown = rows.slice(0, rowsShown).map(([key, [now, then]]) => `${key},${amount(now)},${amount(then)}`);
  const more = rows.length - shown.length;
  return [
    heading,
    `${names.join(',')},${date},${before}`,
    ...(shown.length === 0 ? ['none'] : shown),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
}

function amount(value: number): string {
  return String(Math.round(value * 100) / 100);
}
