import type { JsonObject } from '../../catalog/json.ts';
import { AscError } from '../../client/errors.ts';
import type { ToolContext } from '../context.ts';
import { readList, text } from '../release/document.ts';
import type { Step } from '../write/prepare.ts';
import { said } from './amount.ts';
import { type Job, readJob, writeJob } from './journal.ts';
import { dayAfter, isDay } from './pacific.ts';
import { type Point, readEqualized } from './points.ts';
import { nameOf, type Product, readProduct } from './product.ts';
import { type PriceBook, readPrices } from './read-prices.ts';
import { scheduleChange, scheduleWith } from './schedule.ts';
import type { SetCall } from './set.ts';
import { isRise, type PriceChange, whoIsMeant, whoPays } from './subscribers.ts';
import { isApproved, subscriptionSteps } from './subscription.ts';
import { changeLines, followLines, stayingLines } from './summary.ts';
import { illegal, type Market, type Target, type Targets, targetsOf } from './targets.ts';
import { priceOn, timelines } from './timeline.ts';

/** What is to be sent, and what a person has to know of it. */
export interface Draft {
  readonly product: Product;
  readonly plan: string | undefined;
  readonly start: string | undefined;
  readonly targets: readonly Target[];
  /** Empty when all is so already. */
  readonly steps: readonly Step[];
  /** The steps in a few lines: old and new price by territory, who pays it. */
  readonly summary: readonly string[];
  /** What was left alone, and why; for the assistant. */
  readonly notes: readonly string[];
  /** Price points as Apple sent them. */
  readonly known: readonly JsonObject[];
  /** Writes down what a percentage chose, before anything is sent. */
  readonly remember: () => Promise<void>;
}

/** Reads what is there, chooses the price points and lays out the requests. */
export async function draftOf(
  context: ToolContext,
  call: SetCall,
  today: string,
  now: number,
): Promise<Draft> {
  const product = await readProduct(context, call.app, call.product);
  if (product.kind !== 'subscription' && (call.existing_subscribers ?? call.plan_type) !== undefined)
    throw illegal('existing_subscribers and plan_type are for subscriptions only.');
  context.progress(0, 3, 'prices of today');
  const all = await readPrices(context, product);
  const plan = planOf(all, call);
  const book = plan === undefined ? all : onlyPlan(all, plan);
  assertComplete(book);
  const start = startOf(product, call.start_date, today);
  const job = jobOf(product, call, plan);
  const market: Market = {
    book,
    lines: timelines(book.prices, today),
    sold: await soldIn(context, book, call),
    plan,
    chosen: job === undefined ? new Map() : await readJob(context, job, now),
  };
  const chosen = await targetsOf(context, call, market);
  const draft =
    product.kind === 'subscription'
      ? subscriptionDraft(product, call, market, chosen, start, today)
      : await scheduleDraft(context, { ...product, kind: product.kind }, call, market, chosen, start, today);
  return {
    ...draft,
    product,
    plan,
    start,
    known: [...book.points, ...chosen.targets.map(({ to }) => to.thing)].map(asJson),
    remember: async () => {
      if (job !== undefined) await rememberJob(context, job, market, chosen, now);
    },
  };
}

type Part = Pick<Draft, 'targets' | 'steps' | 'summary' | 'notes'>;

function subscriptionDraft(
  product: Product,
  call: SetCall,
  market: Market,
  chosen: Targets,
  start: string | undefined,
  today: string,
): Part {
  const from = start ?? today;
  const lines = new Map(market.lines.map((line) => [line.territory, line]));
  const before = (territory: string) => {
    const line = lines.get(territory);
    return line === undefined ? undefined : priceOn(line, from);
  };
  const changes = chosen.targets
    .map((target): PriceChange => ({ target, from: before(target.territory) }))
    .filter(({ target, from: price }) => price?.pointId !== target.to.id);
  const rises = changes.filter(isRise);
  if (isApproved(product) && rises.length > 0 && call.existing_subscribers === undefined)
    throw undecided(
      whoIsMeant(rises),
      'Ask, then call again with "existing_subscribers":"keep" (new subscribers only) or "move".',
    );
  const touched = changes.flatMap(({ target }) => lines.get(target.territory) ?? []);
  const planned = touched.flatMap(({ later }) => later.filter((price) => price.start === start));
  return {
    targets: chosen.targets,
    steps: subscriptionSteps(product, changes, planned, {
      start,
      existing: call.existing_subscribers,
      plan: call.plan_type,
    }),
    summary: [
      titleOf(product, changes.length, start),
      ...whoPays(product, changes, call.existing_subscribers, from),
      ...changeLines(
        changes.map(({ target }) => target),
        (territory) => before(territory)?.amount,
      ),
      ...(planned.length > 0
        ? [
            `Takes away what is planned for that day in ${planned.map(({ territory }) => territory).join(' ')}.`,
          ]
        : []),
      ...stayingLines(touched, from),
      chosen.rule,
    ],
    notes: notesOf(
      chosen,
      chosen.targets.filter((target) => !changes.some((change) => change.target === target)),
      market,
    ),
  };
}

async function scheduleDraft(
  context: ToolContext,
  product: Product & { readonly kind: 'app' | 'in-app purchase' },
  call: SetCall,
  market: Market,
  chosen: Targets,
  start: string | undefined,
  today: string,
): Promise<Part> {
  const { book, lines } = market;
  const base = book.base ?? newBase(chosen, call);
  const onBase = chosen.targets.find(({ territory }) => territory === base);
  const baseLine = lines.find(({ territory }) => territory === base);
  const moves =
    onBase !== undefined &&
    (baseLine === undefined ? undefined : priceOn(baseLine, start ?? today)?.pointId) !== onBase.to.id;
  const equalized: ReadonlyMap<string, Point> = moves
    ? await readEqualized(context, product, onBase.to, undefined)
    : new Map();
  const schedule = scheduleWith(book, lines, chosen.targets, equalized, base, start, today);
  const { set, follow } = schedule;
  const byTerritory = new Map(lines.map((line) => [line.territory, line]));
  const touched = set.flatMap(({ territory }) => byTerritory.get(territory) ?? []);
  const unchanged = chosen.targets.filter(
    (target) => !set.includes(target) && !follow.some(({ line }) => line.territory === target.territory),
  );
  const kept = new Set(schedule.stretches.map(({ territory }) => territory)).size - set.length;
  return {
    targets: chosen.targets,
    steps:
      set.length === 0
        ? []
        : [{ kind: 'create', change: scheduleChange(product.kind, product.id, schedule) }],
    summary: [
      titleOf(product, set.length, start),
      ...changeLines(set, (territory) => {
        const line = byTerritory.get(territory);
        return line === undefined ? undefined : priceOn(line, start ?? today)?.amount;
      }),
      ...(follow.length > 0
        ? [
            `${follow.length} territories that follow the base ${base} change with it:`,
            ...followLines(follow),
          ]
        : []),
      ...stayingLines(touched, start ?? today),
      `One request replaces the schedule; ${kept} other ${kept === 1 ? 'price' : 'prices'} set by hand and all planned changes are sent again as they are. Base ${base}.`,
      chosen.rule,
    ],
    notes: notesOf(chosen, unchanged, market),
  };
}

function titleOf(product: Product, count: number, start: string | undefined): string {
  return `${nameOf(product)}: ${count} ${count === 1 ? 'new price' : 'new prices'} ${start === undefined ? 'at once' : `from ${start} (US Pacific)`}.`;
}

/** Territories that a note names one by one. */
const manyCodes = 40;

function notesOf(chosen: Targets, unchanged: readonly Target[], { lines }: Market): readonly string[] {
  const codes = (targets: readonly Target[]): string =>
    targets.length > manyCodes
      ? `${targets.length} territories`
      : targets.map(({ territory }) => territory).join(' ');
  const today = new Map(lines.map(({ territory, now }) => [territory, now?.pointId]));
  const small = unchanged.filter(({ territory, to }) => today.get(territory) === to.id);
  const planned = unchanged.filter((target) => !small.includes(target));
  return [
    ...(small.length > 0 ? [`as it is already: ${codes(small)}`] : []),
    ...(planned.length > 0
      ? [`planned already: ${codes(planned)} (whether subscribers keep their price was not changed)`]
      : []),
    ...(chosen.raised.length > 0
      ? [
          `changed by the same percentage within a day, so not once more: ${chosen.raised.join(' ')}; to change them again give amounts`,
        ]
      : []),
    ...(chosen.skipped.length > 0 ? [`left out, no price to go by: ${chosen.skipped.join(' ')}`] : []),
  ];
}

/** Which plan is meant, where a subscription has several. */
function planOf({ product, prices }: PriceBook, { plan_type: given }: SetCall): string | undefined {
  if (product.kind !== 'subscription') return undefined;
  const plans = [...new Set(prices.map(({ plan }) => plan ?? 'UPFRONT'))];
  if (given !== undefined) return given;
  if (plans.length > 1)
    throw undecided(
      `${nameOf(product)} has prices for ${plans.join(' and ')}.`,
      `Call again with "plan_type":"${plans[0] ?? 'UPFRONT'}" or the other.`,
    );
  return plans[0];
}

function onlyPlan(book: PriceBook, plan: string): PriceBook {
  return { ...book, prices: book.prices.filter((price) => (price.plan ?? 'UPFRONT') === plan) };
}

/**
 * The first day of new prices. Approved subscriptions change tomorrow at the earliest, all else at once; days are US
 * Pacific (live reports, facts §8e, 2026-11-22).
 */
function startOf(product: Product, given: string | undefined, today: string): string | undefined {
  const later = isApproved(product);
  if (given === undefined) return later ? dayAfter(today) : undefined;
  if (!isDay(given)) throw illegal('start_date is a day such as "2026-12-01".');
  if (given < today || (later && given === today))
    throw illegal(
      `start_date is ${later ? `${dayAfter(today)} at the earliest: this subscription was approved, and today` : `${today} or later: that`} is ${given < today ? 'past' : 'too soon'} (US Pacific).`,
    );
  return given === today ? undefined : given;
}

/** Where the product is sold, and in what; all territories where that is not known or not enough. */
async function soldIn(
  context: ToolContext,
  { prices }: PriceBook,
  { territories, equalize_from }: SetCall,
): Promise<ReadonlyMap<string, string>> {
  const sold = new Map(prices.map(({ territory, currency }) => [territory, currency]));
  if (sold.size > 0 && (sold.size >= 150 || (territories === undefined && equalize_from === undefined)))
    return sold;
  const answer = await readList(context, '/v1/territories', {
    'fields[territories]': 'currency',
    limit: '200',
  });
  return new Map(answer.data.map((territory) => [territory.id, text(territory, 'currency') ?? '']));
}

/** A product that never had a price follows the territory that the call is about. */
function newBase({ targets }: Targets, call: SetCall): string {
  const [only] = targets;
  if (only !== undefined && targets.length === 1) return only.territory;
  throw illegal(
    `This product has no price yet${call.equalize_from === undefined ? '' : ', and several territories are named'}; say the price of one territory, and the others follow it.`,
  );
}

function jobOf(product: Product, call: SetCall, plan: string | undefined): Job | undefined {
  return call.percent === undefined
    ? undefined
    : { productId: product.id, percent: call.percent, territories: call.territories ?? [], plan };
}

async function rememberJob(
  context: ToolContext,
  job: Job,
  { lines, chosen: earlier }: Market,
  { targets }: Targets,
  now: number,
): Promise<void> {
  const today = new Map(lines.map(({ territory, now: price }) => [territory, price]));
  const moving = targets.filter(({ territory, to }) => today.get(territory)?.pointId !== to.id);
  await writeJob(
    context,
    job,
    moving,
    earlier,
    (territory) => {
      const price = today.get(territory);
      return price === undefined ? undefined : said(price.amount);
    },
    now,
  );
}

function assertComplete({ product, complete }: PriceBook): void {
  if (complete) return;
  throw new AscError({
    code: 'incomplete',
    message: `Not all prices of ${nameOf(product)} could be read, and what is not known could be lost.`,
    meaning: 'Nothing was changed.',
    next: 'Call again in a minute.',
    outcome: 'not_sent',
  });
}

function asJson(thing: {
  readonly type: string;
  readonly id: string;
  readonly attributes: JsonObject;
}): JsonObject {
  return { type: thing.type, id: thing.id, attributes: thing.attributes };
}

function undecided(message: string, next: string): AscError {
  return new AscError({
    code: 'undecided',
    message,
    meaning: 'Nothing was changed.',
    next,
    outcome: 'not_sent',
  });
}
