import type { ToolContext } from '../context.ts';
import { refused } from '../refused.ts';
import { type Amount, amountOf, changedBy, said } from './amount.ts';
import { readAmounts } from './csv.ts';
import type { Chosen } from './journal.ts';
import { type NoPoint, nearestPoint, noSuchPoints, type Point, readEqualized, readPoints } from './points.ts';
import type { Price, PriceBook } from './read-prices.ts';
import { territoriesOf, territoryOf } from './territory-names.ts';
import type { Timeline } from './timeline.ts';

/** What a call wants changed; exactly one way of saying it. */
export interface ChangeCall {
  readonly territories?: readonly string[] | undefined;
  readonly amount?: string | undefined;
  readonly equalize_from?: string | undefined;
  readonly percent?: number | undefined;
  readonly csv?: string | undefined;
  readonly nearest?: boolean | undefined;
}

/** One territory's new price. */
export interface Target {
  readonly territory: string;
  readonly currency: string;
  /** What was asked for, where Apple has no such point. */
  readonly wanted: Amount | undefined;
  readonly to: Point;
}

/** The new prices, and the rule by which they were chosen, in a sentence of ours. */
export interface Targets {
  readonly targets: readonly Target[];
  readonly rule: string;
  /** Territories that were asked for and have no price to change, or no such point. */
  readonly skipped: readonly string[];
  /** Territories in which an earlier call of the same percentage is in effect already. */
  readonly raised: readonly string[];
  /** What Apple takes for the same price elsewhere, where it was asked for a point. */
  readonly equalizedFrom?: { readonly pointId: string; readonly equalized: ReadonlyMap<string, Point> };
}

/** What is known before anything is chosen. */
export interface Market {
  readonly book: PriceBook;
  readonly lines: readonly Timeline[];
  /** Territory → currency, as Apple says. */
  readonly sold: ReadonlyMap<string, string>;
  readonly plan: string | undefined;
  /** Of a percentage: what an earlier call of the same job chose, by territory. */
  readonly chosen: ReadonlyMap<string, Chosen>;
}

type World = Pick<ToolContext, 'client' | 'signal' | 'progress' | 'files'>;

/** Chooses the price points. Throws `no_price_point` with what is nearest, `illegal_arguments`, `unknown_territory`. */
export async function targetsOf(context: World, call: ChangeCall, market: Market): Promise<Targets> {
  const ways = [call.amount, call.percent, call.csv].filter((way) => way !== undefined);
  if (ways.length !== 1)
    throw refused('Say the change in one way: amount, amount with equalize_from, percent, or csv.');
  if (call.equalize_from !== undefined) return byEqualizing(context, call, market);
  if (call.percent !== undefined) return byPercent(context, call.percent, call, market);
  if (call.csv !== undefined) {
    const amounts = await readAmounts(context, call.csv, market.sold);
    const within =
      call.territories === undefined ? undefined : new Set(territoriesOf(call.territories, market.sold));
    const chosen = [...amounts].filter(([code]) => within?.has(code) ?? true);
    return byAmount(context, new Map(chosen), call.nearest === true, market, 'The amounts of the file.');
  }
  const amount = givenAmount(call);
  const codes = chosenTerritories(call, market) ?? baseOnly(market, 'Say the territories of the amount.');
  return byAmount(
    context,
    new Map(codes.map((code) => [code, amount])),
    call.nearest === true,
    market,
    `${said(amount)} in the currency of each territory.`,
  );
}

function givenAmount(call: ChangeCall): Amount {
  const amount = amountOf(call.amount ?? '');
  if (amount === undefined) throw refused('amount is decimal text such as "4.99".');
  return amount;
}

function chosenTerritories({ territories }: ChangeCall, { sold }: Market): readonly string[] | undefined {
  return territories === undefined ? undefined : territoriesOf(territories, sold);
}

/** Where nothing is said, a schedule's base is meant: the others follow it. */
function baseOnly({ book }: Market, otherwise: string): readonly string[] {
  if (book.base === undefined) throw refused(otherwise);
  return [book.base];
}

async function byAmount(
  context: World,
  amounts: ReadonlyMap<string, Amount>,
  nearest: boolean,
  market: Market,
  rule: string,
): Promise<Targets> {
  const { book, sold, plan } = market;
  const points = await readPoints(context, book.product, { amounts, known: knownPoints(market) }, plan);
  const missing: NoPoint[] = [];
  const targets: Target[] = [];
  for (const [territory, wanted] of amounts) {
    const own = points.get(territory) ?? [];
    const to = nearestPoint(own, wanted);
    const currency = sold.get(territory) ?? '';
    if (to === undefined || (!nearest && !to.amount.eq(wanted)))
      missing.push({ territory, currency, wanted, points: own });
    else targets.push({ territory, currency, wanted: to.amount.eq(wanted) ? undefined : wanted, to });
  }
  if (missing.length > 0) throw noSuchPoints(book.product, missing);
  return {
    targets,
    rule: nearest ? `${rule} Where there is no such price point, the nearest.` : rule,
    skipped: [],
    raised: [],
  };
}

async function byPercent(
  context: World,
  percent: number,
  call: ChangeCall,
  market: Market,
): Promise<Targets> {
  if (percent === 0 || percent <= -100 || percent > 1_000)
    throw refused('percent is between -100 and 1000, and not 0.');
  const now = currentPrices(market.lines);
  const codes = chosenTerritories(call, market) ?? raisedByDefault(market, now);
  const amounts = new Map<string, Amount>();
  const raised: string[] = [];
  for (const code of codes) {
    const price = now.get(code);
    if (price === undefined || price.amount.eq(0)) continue;
    if (market.chosen.get(code)?.point === price.pointId) raised.push(code);
    else amounts.set(code, changedBy(price.amount, percent));
  }
  if (amounts.size + raised.length === 0)
    throw refused('None of these territories has a price that could be changed.');
  const { targets } = await byAmount(context, amounts, true, market, '');
  return {
    targets,
    rule: percentRule(percent),
    skipped: codes.filter((code) => !amounts.has(code) && !raised.includes(code)),
    raised,
  };
}

/** How a percentage becomes a price. */
function percentRule(percent: number): string {
  return `The price point nearest to today's price ${percent > 0 ? '+' : '−'}${Math.abs(percent)} %; of two equally near ones the lower.`;
}

/** All that a subscription has; of a schedule what is set by hand, because the rest follows. */
function raisedByDefault({ book }: Market, now: ReadonlyMap<string, Price>): readonly string[] {
  return [...now].flatMap(([code, { manual }]) => (book.base === undefined || manual ? [code] : []));
}

function currentPrices(lines: readonly Timeline[]): ReadonlyMap<string, Price> {
  return new Map(
    lines.flatMap(({ territory, now }) => (now === undefined ? [] : [[territory, now] as const])),
  );
}

async function byEqualizing(context: World, call: ChangeCall, market: Market): Promise<Targets> {
  if (call.amount === undefined) throw refused('equalize_from is a territory; give its amount as well.');
  const { book, sold, plan } = market;
  const { product } = book;
  const anchor = territoryOf(call.equalize_from ?? '');
  const wanted = givenAmount(call);
  const there = { amounts: new Map([[anchor, wanted]]), known: knownPoints(market) };
  const own = (await readPoints(context, product, there, plan)).get(anchor) ?? [];
  const point = nearestPoint(own, wanted);
  const currency = sold.get(anchor) ?? '';
  if (point === undefined || (call.nearest !== true && !point.amount.eq(wanted)))
    throw noSuchPoints(product, [{ territory: anchor, currency, wanted, points: own }]);
  const equalized = await readEqualized(context, product, point, plan);
  const codes =
    chosenTerritories(call, market) ??
    (product.kind === 'subscription' ? [...sold.keys()] : [book.base ?? anchor, anchor]);
  const targets = [...new Set(codes)].flatMap((territory): readonly Target[] => {
    const to = territory === anchor ? point : equalized.get(territory);
    return to === undefined
      ? []
      : [{ territory, currency: sold.get(territory) ?? '', wanted: undefined, to }];
  });
  return {
    targets,
    rule: `Apple's equalizations of ${currency} ${said(point.amount)} in ${anchor}.`,
    skipped: codes.filter((code) => !targets.some(({ territory }) => territory === code)),
    raised: [],
    equalizedFrom: { pointId: point.id, equalized },
  };
}

/** The points of the prices that a product has and will have; those of the past may be gone. */
function knownPoints({ book, lines }: Market): readonly Point[] {
  const things = new Map(book.points.map((thing) => [thing.id, thing]));
  return lines
    .flatMap(({ now, later }) => (now === undefined ? later : [now, ...later]))
    .flatMap(({ pointId: id, territory, amount }) => {
      const thing = things.get(id);
      return thing === undefined ? [] : [{ id, territory, amount, thing }];
    });
}
