import type { Answer } from '../answer.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { pacificDay } from '../days.ts';
import { csvRow } from '../table.ts';
import { said } from './amount.ts';
import { comparison } from './compare.ts';
import { nameOf, type Product, readProducts } from './product.ts';
import { type Price, type PriceBook, readPrices } from './read-prices.ts';
import { money, proceedsOf, rowsBy, rowText } from './rows.ts';
import { nameOfTerritory, territoriesOf } from './territory-names.ts';
import { type Timeline, timelines } from './timeline.ts';

/** A call of `asc_get_prices`, parsed. */
export interface GetCall {
  readonly app: string;
  readonly product?: string | undefined;
  readonly territories?: readonly string[] | undefined;
  readonly compare_with?: string | undefined;
  readonly history?: boolean | undefined;
  readonly save_to?: string | undefined;
}

/** What a product costs everywhere, today and later; territories with the same price in one line. */
export async function getPrices(context: ToolContext, call: GetCall, now = Date.now()): Promise<Answer> {
  const today = pacificDay(now);
  const { product, other } = await readProducts(context, call.app, call.product, call.compare_with);
  const [book, second] = await Promise.all([
    readPrices(context, product),
    other === undefined ? undefined : readPrices(context, other),
  ]);
  const sold = new Map(book.prices.map(({ territory, currency }) => [territory, currency]));
  const asked = call.territories === undefined ? undefined : new Set(territoriesOf(call.territories, sold));
  const within = ({ territory }: { readonly territory: string }): boolean =>
    asked === undefined || asked.has(territory);
  const lines = timelines(book.prices, today).filter(within);
  const head = headOf(book, lines, today, asked);
  if (second !== undefined && other !== undefined)
    return {
      head: [
        ...head,
        `Beside it ${nameOf(other)}: first ${product.name}, then ${other.name}, customer prices of today.`,
      ],
      data: comparison(
        { product, lines },
        { product: other, lines: timelines(second.prices, today).filter(within) },
      ).join('\n'),
    };
  const saved = call.save_to === undefined ? [] : [await save(context, call.save_to, lines)];
  return {
    head: [...head, ...saved],
    data: [
      ...todayLines(book, lines),
      ...laterLines(lines),
      ...(call.history === true ? beforeLines(lines) : []),
    ].join('\n'),
    tail: nextSteps(call, product, lines),
  };
}

function headOf(
  book: PriceBook,
  lines: readonly Timeline[],
  today: string,
  asked: ReadonlySet<string> | undefined,
): readonly string[] {
  const { product, base } = book;
  const priced = lines.filter(({ now }) => now !== undefined);
  const missing = [...(asked ?? [])].filter((code) => !lines.some(({ territory }) => territory === code));
  const state = product.state === undefined || product.state === 'APPROVED' ? '' : `, ${product.state}`;
  return [
    `${nameOf(product)}${product.productId === undefined ? '' : ` ${cleanText(product.productId, 100)}`}${state}: ${priced.length} ${priced.length === 1 ? 'territory' : 'territories'} on ${today} (US Pacific).`,
    ...(base === undefined
      ? []
      : [
          `Base territory ${base}: ${priced.filter(({ now }) => now?.manual === false).length} follow it, ${priced.filter(({ now }) => now?.manual === true).length} are set by hand.`,
        ]),
    ...(priced.some(({ now }) => now?.proceeds !== undefined) ? ['In parentheses: proceeds.'] : []),
    ...(missing.length > 0 ? [`No price in ${missing.join(' ')}.`] : []),
    ...(book.complete ? [] : ['Apple has more prices than were read; some may be missing here.']),
  ];
}

/** Plans are told apart only where there are several. */
function planOf(lines: readonly Timeline[]): (price: Price) => string {
  const several = new Set(lines.map(({ plan }) => plan ?? 'UPFRONT')).size > 1;
  return ({ plan }) => (several ? `${plan ?? 'UPFRONT'} ` : '');
}

function todayLines({ base }: PriceBook, lines: readonly Timeline[]): readonly string[] {
  const plan = planOf(lines);
  const current = lines.flatMap(({ now }) => now ?? []);
  return rowsBy(current, (price) => {
    const source = base === undefined || !price.manual ? '' : price.territory === base ? ' base' : ' by hand';
    const kept = price.preserved ? ' kept by old subscribers' : '';
    return `${plan(price)}${money(price)}${proceedsOf(price)}${source}${kept}`;
  }).map(rowText);
}

function laterLines(lines: readonly Timeline[]): readonly string[] {
  const plan = planOf(lines);
  const steps = lines.flatMap(({ now, later }) =>
    later.map((price, index) => ({ price, before: later[index - 1] ?? now, territory: price.territory })),
  );
  const rows = rowsBy(steps, ({ price, before }) => {
    const from = before === undefined ? '' : `${said(before.amount)} → `;
    const kept = price.preserved ? ', present subscribers keep theirs' : '';
    const source = price.manual ? '' : ', follows the base';
    return `from ${price.start ?? ''}: ${plan(price)}${price.currency} ${from}${said(price.amount)}${kept}${source}`;
  });
  return rows.length === 0 ? ['Nothing is scheduled.'] : ['Scheduled:', ...rows.map(rowText)];
}

function beforeLines(lines: readonly Timeline[]): readonly string[] {
  const plan = planOf(lines);
  const steps = lines.flatMap(({ before, now }) =>
    before.map((price, index) => ({
      price,
      until: price.end ?? before[index - 1]?.start ?? now?.start,
      territory: price.territory,
    })),
  );
  const rows = rowsBy(
    steps,
    ({ price, until }) =>
      `${price.start ?? 'first'} to ${until ?? '?'}: ${plan(price)}${money(price)}${price.preserved ? ' kept by old subscribers' : ''}`,
  );
  return rows.length === 0 ? ['No earlier prices are known.'] : ['Before:', ...rows.map(rowText)];
}

/** Columns of the file; `asc_set_prices` reads territory, currency and price of it again. */
const columns = ['territory', 'country', 'currency', 'price', 'proceeds', 'start_date', 'source', 'plan'];

async function save(context: ToolContext, name: string, lines: readonly Timeline[]): Promise<string> {
  const file = await context.files.create(name);
  await file.write(`${columns.join(',')}\n`);
  const prices = lines.flatMap(({ now }) => now ?? []);
  for (const price of prices)
    await file.write(
      `${csvRow(
        {
          territory: price.territory,
          country: nameOfTerritory(price.territory),
          currency: price.currency,
          price: said(price.amount),
          proceeds: price.proceeds ?? '',
          start_date: price.start ?? '',
          source: price.manual ? 'manual' : 'follows base',
          plan: price.plan ?? '',
        },
        columns,
      )}\n`,
    );
  await file.finish();
  return `Saved ${prices.length} rows to ${file.path}.`;
}

function nextSteps(call: GetCall, product: Product, lines: readonly Timeline[]): readonly string[] {
  if (lines.every(({ before }) => before.length === 0) || call.history === true) return [];
  return [
    `Earlier prices: asc_get_prices ${JSON.stringify({ app: call.app, ...(call.product === undefined ? {} : { product: product.productId ?? product.id }), history: true })}`,
  ];
}
