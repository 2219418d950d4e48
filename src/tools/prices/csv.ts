import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { columnOf, linesOfCsv } from '../csv.ts';
import { readTextAt } from '../folders.ts';
import { notSent } from '../refused.ts';
import { type Amount, amountOf } from './amount.ts';
import { territoryOf } from './territory-names.ts';

type Column = 'territory' | 'price' | 'currency';

/** What a column may be called, in small letters and without marks. */
const headings: Readonly<Record<string, Column>> = {
  territory: 'territory',
  code: 'territory',
  territorycode: 'territory',
  countrycode: 'territory',
  price: 'price',
  amount: 'price',
  customerprice: 'price',
  currency: 'currency',
};

/** Lines that an error names. */
const linesNamed = 10;

/**
 * Amounts by territory from a CSV file with a heading: territory (code or name), price, and currency to be compared
 * where it is given; other columns are left alone, lines without a price as well. Throws `bad_file` with every line
 * that is wrong.
 */
export async function readAmounts(
  context: Pick<ToolContext, 'files'>,
  path: string,
  sold: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, Amount>> {
  return amountsIn(await readTextAt(context.files, path), path, sold);
}

/** The same from the text itself. */
export function amountsIn(
  source: string,
  path: string,
  sold: ReadonlyMap<string, string>,
): ReadonlyMap<string, Amount> {
  const [heading, ...rows] = linesOfCsv(source, (why) => badFile(path, [why]));
  const columns = (heading?.cells ?? []).map((cell) => columnOf(cell, headings));
  const at = (name: Column): number => columns.indexOf(name);
  if (at('territory') < 0 || at('price') < 0)
    throw badFile(path, ['its first line must name the columns territory and price']);
  const wrong: string[] = [];
  const amounts = new Map<string, Amount>();
  for (const { cells, line } of rows) {
    const cell = (name: Column): string => cells[at(name)] ?? '';
    if (cell('price') === '') continue;
    const fault = take(cell('territory'), cell('price'), cell('currency'), sold, amounts);
    if (fault !== undefined) wrong.push(`line ${line}: ${fault}`);
  }
  if (wrong.length > 0) throw badFile(path, wrong);
  if (amounts.size === 0) throw badFile(path, ['it has no prices']);
  return amounts;
}

/** Adds a line, or says what is wrong with it. */
function take(
  territory: string,
  price: string,
  currency: string,
  sold: ReadonlyMap<string, string>,
  amounts: Map<string, Amount>,
): string | undefined {
  let code: string;
  try {
    code = territoryOf(territory);
  } catch (error) {
    if (error instanceof AscError) return error.message;
    throw error;
  }
  const amount = amountOf(price);
  if (amount === undefined) return `${JSON.stringify(cleanText(price, 30))} is no amount such as 9.99`;
  if (amounts.has(code)) return `${code} is named twice`;
  const own = sold.get(code);
  if (own === undefined) return `${code} is no territory of this product`;
  if (currency !== '' && currency.toUpperCase() !== own)
    return `${code} sells in ${own}, not in ${cleanText(currency, 10)}`;
  amounts.set(code, amount);
  return undefined;
}

function badFile(path: string, wrong: readonly string[]): AscError {
  const rest = wrong.length - linesNamed;
  return notSent(
    'bad_file',
    `${JSON.stringify(cleanText(path, 120))} cannot be used: ${wrong.slice(0, linesNamed).join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`,
    'asc_get_prices with save_to writes such a file; change its prices and call again.',
  );
}
