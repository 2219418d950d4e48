import type { JsonObject } from '../../catalog/json.ts';
import type { ToolContext } from '../context.ts';
import { readList, text } from '../document.ts';
import { notSent, refused } from '../refused.ts';
import { said } from './amount.ts';
import { type Part, undecided } from './draft-parts.ts';
import { scheduleDraft } from './draft-schedule.ts';
import { subscriptionDraft } from './draft-subscription.ts';
import { type Job, readJob, writeJob } from './journal.ts';
import { nameOf, type Product, readProduct } from './product.ts';
import { type PriceBook, readPrices } from './read-prices.ts';
import type { SetCall } from './set.ts';
import { startOf } from './start.ts';
import { type Market, type Targets, targetsOf } from './targets.ts';
import { timelines } from './timeline.ts';

/** What is to be sent, and what a person has to know of it. */
export interface Draft extends Part {
  readonly product: Product;
  readonly plan: string | undefined;
  readonly start: string | undefined;
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
    throw refused('existing_subscribers and plan_type are for subscriptions only.');
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
  throw notSent(
    'incomplete',
    `Not all prices of ${nameOf(product)} could be read, and what is not known could be lost.`,
    'Call again in a minute.',
  );
}

function asJson(thing: {
  readonly type: string;
  readonly id: string;
  readonly attributes: JsonObject;
}): JsonObject {
  return { type: thing.type, id: thing.id, attributes: thing.attributes };
}
