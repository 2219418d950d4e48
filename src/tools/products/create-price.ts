import { AscError } from '../../client/errors.ts';
import type { Fill } from '../../guard/later.ts';
import { said } from '../prices/amount.ts';
import { type Point, readAllPoints, readEqualized } from '../prices/points.ts';
import { type CreateJob, nameOf, type PersonStep, productIn, type Territory } from './create-steps.ts';
import { inlineId } from './inline.ts';
import { exactPoint, givenAmount } from './price-point.ts';

/** `4.99 USD in USA` */
function priceIn(job: CreateJob, amount: string, code: string): string {
  const currency = job.territories.find((one) => one.code === code)?.currency;
  return `${amount}${currency === undefined ? '' : ` ${currency}`} in ${code}`;
}

/**
 * The price. An in-app purchase has one by hand, and Apple makes the others follow it; a subscription has one a
 * territory, each a request of its own: Apple's equalizations of the base.
 */
export async function priceSteps(job: CreateJob): Promise<readonly PersonStep[]> {
  const { call, kind, snapshot, context } = job;
  if (call.price === undefined) return [];
  const amount = givenAmount(call.price);
  const { base } = call;
  const set = snapshot?.prices.find((price) => price.territory === base && price.startDate === undefined);
  if (set !== undefined && !amount.eq(set.amount)) throw hasPrice(job, set.amount, base);
  if (kind.name === 'in_app_purchase' && snapshot?.hasSchedule === true) {
    if (set === undefined) throw hasPrice(job, 'another price', snapshot.base ?? 'another base');
    return [];
  }
  let points: Promise<ReadonlyMap<string, Point>> | undefined;
  const found = async (signal: AbortSignal): Promise<ReadonlyMap<string, Point>> => {
    const reader = { client: context.client, signal };
    const product = { kind: kind.words, id: await job.productId(signal) };
    const point = exactPoint(await readAllPoints(reader, product, base), amount, base);
    if (kind.name === 'in_app_purchase') return new Map([[base, point]]);
    return new Map([...(await readEqualized(reader, product, point)), [base, point]]);
  };
  const pointsNow = (signal: AbortSignal) => {
    points ??= found(signal);
    return points;
  };
  // Where it exists already, the person sees every amount.
  const known = snapshot === undefined ? undefined : await pointsNow(context.signal);
  const offered = { pointsNow, known };
  if (kind.name === 'in_app_purchase') return [purchasePrice(job, base, offered)];
  const priced = new Set(snapshot?.prices.map(({ territory }) => territory));
  const wanted = (job.sold ?? job.territories.filter((one) => soldNow(job, one))).map(({ code }) => code);
  const order = [base, ...wanted.filter((code) => code !== base)];
  return order
    .filter((code) => wanted.includes(code) && !priced.has(code))
    .map((code) => subscriptionPrice(job, code, base, offered));
}

interface Points {
  readonly pointsNow: (signal: AbortSignal) => Promise<ReadonlyMap<string, Point>>;
  readonly known: ReadonlyMap<string, Point> | undefined;
}

/** The price point of a territory: its id, or a mark for what can be asked once the product exists. */
function pointOf(
  job: CreateJob,
  code: string,
  { pointsNow, known }: Points,
): { readonly mark: string; readonly filled: Pick<PersonStep, 'fill'> } {
  const id = known?.get(code)?.id;
  if (id !== undefined) return { mark: id, filled: {} };
  const mark = `<price point ${code}>`;
  const fill: Fill = async (earlier, signal) => {
    await job.productId(signal, earlier);
    return { [mark]: (await pointsNow(signal)).get(code)?.id ?? '' };
  };
  return { mark, filled: { fill } };
}

function soldNow({ snapshot }: CreateJob, { code }: Territory): boolean {
  return snapshot?.availability?.territories.has(code) ?? true;
}

function purchasePrice(job: CreateJob, base: string, points: Points): PersonStep {
  const { call, catalogue } = job;
  const { mark, filled } = pointOf(job, base, points);
  return {
    kind: 'create',
    change: {
      operation: 'inAppPurchasePriceSchedules_createInstance',
      relationships: {
        inAppPurchase: productIn(job),
        baseTerritory: base,
        manualPrices: [inlineId('price')],
      },
      included: [
        {
          type: 'inAppPurchasePrices',
          id: inlineId('price'),
          attributes: { startDate: null },
          relationships: { inAppPurchasePricePoint: mark },
        },
      ],
    },
    words: {
      title: `Price ${nameOf(job)} at ${priceIn(job, call.price ?? '', base)}; Apple makes the other territories follow`,
      changes: [],
      app: catalogue.app,
    },
    ...filled,
  };
}

function subscriptionPrice(job: CreateJob, code: string, base: string, points: Points): PersonStep {
  const { call, catalogue } = job;
  const { mark, filled } = pointOf(job, code, points);
  const point = points.known?.get(code);
  const title =
    point !== undefined
      ? `Price: ${priceIn(job, said(point.amount), code)}`
      : code === base
        ? `Price: ${priceIn(job, call.price ?? '', code)}`
        : `Price in ${code}: Apple's equivalent of ${priceIn(job, call.price ?? '', base)}`;
  return {
    kind: 'create',
    change: {
      operation: 'subscriptionPrices_createInstance',
      attributes: { planType: 'UPFRONT' },
      relationships: {
        subscription: productIn(job),
        territory: code,
        subscriptionPricePoint: mark,
      },
    },
    words: {
      title,
      changes: [],
      app: catalogue.app,
    },
    ...filled,
  };
}

function hasPrice(job: CreateJob, amount: string, where: string): AscError {
  const { call, kind, catalogue, snapshot } = job;
  return new AscError({
    code: 'has_price',
    message: `The ${kind.words} ${nameOf(job)} has a price already: ${amount} in ${where}.`,
    meaning: 'Nothing was changed. This tool sets the first price only.',
    next: `Leave price out, or change it with asc_set_prices (${JSON.stringify({ app: catalogue.app.id, product: snapshot?.product.productId ?? call.product_id })}).`,
    outcome: 'not_sent',
  });
}
