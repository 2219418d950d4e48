import type { Change as Shown } from '../../../guard/types.ts';
import { cleanText } from '../../clean.ts';
import type { ToolContext } from '../../context.ts';
import { listed } from '../../listed.ts';
import { said } from '../../prices/amount.ts';
import { notSent } from '../../refused.ts';
import type { Change } from '../../write/prepare.ts';
import type { PersonStep } from '../create-steps.ts';
import { inlineId } from '../inline.ts';
import type { ProductSnapshot } from '../snapshot.ts';
import { customersIn, eligibilityIn, type OfferCall, type OfferType } from './call.ts';
import { type OfferPrices, offerPrices, territoriesOf } from './price.ts';
import { type Offer, offerOfType } from './read.ts';

/** What a new offer takes, and what to tell beside it. */
export interface NewOffer {
  readonly steps: readonly PersonStep[];
  readonly notes: readonly string[];
}

/** How prices of a type are created along with the offer. */
interface Inline {
  readonly operation: string;
  readonly type: string;
  /** Name of the price point in it. */
  readonly point: string;
}

const inlines: { readonly [kind: string]: Inline } = {
  promotional: {
    operation: 'subscriptionPromotionalOffers_createInstance',
    type: 'subscriptionPromotionalOfferPrices',
    point: 'subscriptionPricePoint',
  },
  offer_code: {
    operation: 'subscriptionOfferCodes_createInstance',
    type: 'subscriptionOfferCodePrices',
    point: 'subscriptionPricePoint',
  },
  purchase: {
    operation: 'inAppPurchaseOfferCodes_createInstance',
    type: 'inAppPurchaseOfferPrices',
    point: 'pricePoint',
  },
};

/** The steps of a new offer; none where there is one of the name already. */
export async function newOffer(
  context: ToolContext,
  snapshot: ProductSnapshot,
  offers: readonly Offer[],
  call: OfferCall,
  type: OfferType,
): Promise<NewOffer> {
  const twin = offerOfType(offers, type).find(
    (one) =>
      type !== 'introductory' &&
      (call.code !== undefined && one.code !== undefined
        ? one.code === call.code
        : one.name.toLowerCase() === (call.offer ?? '').trim().toLowerCase()),
  );
  if (twin !== undefined)
    return {
      steps: [],
      notes: [
        `there is ${type === 'win_back' ? 'a win-back offer' : `an offer of type ${type}`} "${cleanText(twin.name, 80)}" already (id ${twin.id}); its terms cannot be changed, a new one needs another name${type === 'offer_code' ? '' : ' and code'}`,
      ],
    };
  if (type === 'win_back') return winBack(snapshot, call);
  const territories = territoriesOf(snapshot, call);
  const prices =
    call.price === undefined ? undefined : await offerPrices(context, snapshot, call, territories);
  if (type === 'introductory') return introductory(snapshot, offers, call, territories, prices);
  return priced(snapshot, call, type, territories, prices);
}

/** `free for ONE_WEEK`, `14.99 USD for ONE_YEAR, paid at once` */
function terms(call: OfferCall): string {
  const { mode, duration, periods } = call;
  const times = periods > 1 ? ` ×${periods}` : '';
  if (mode === undefined) return 'at a price';
  if (mode === 'FREE_TRIAL') return `free for ${duration ?? ''}`;
  return `${mode === 'PAY_UP_FRONT' ? 'paid at once' : 'paid each period'} for ${duration ?? ''}${times}`;
}

function common(call: OfferCall): Readonly<Record<string, unknown>> {
  return {
    duration: call.duration,
    offerMode: call.mode,
    numberOfPeriods: call.periods,
  };
}

/** Amounts and where they hold; territories of the same amount are one line. */
function shownPrices(prices: OfferPrices | undefined, territories: readonly string[]): readonly Shown[] {
  if (prices === undefined) return [{ field: 'territories', after: list(territories) }];
  const byAmount = new Map<string, string[]>();
  for (const [code, point] of prices.points) {
    const amount = said(point.amount);
    byAmount.set(amount, [...(byAmount.get(amount) ?? []), code]);
  }
  return [
    { field: 'price', after: prices.rule },
    ...[...byAmount].map(([amount, codes]) => ({ field: list(codes), after: amount })),
  ];
}

function list(codes: readonly string[]): string {
  return listed(codes, 30, ' ');
}

function productName({ product }: ProductSnapshot): string {
  return `“${cleanText(product.name, 60)}”`;
}

/** One request a territory; where one without end holds already, Apple refuses another. */
function introductory(
  snapshot: ProductSnapshot,
  offers: readonly Offer[],
  call: OfferCall,
  territories: readonly string[],
  prices: OfferPrices | undefined,
): NewOffer {
  const { app, product } = snapshot;
  const open = new Map(
    offers
      .filter((one) => one.type === 'introductory' && one.end === undefined)
      .map((one) => [one.territory ?? '', one] as const),
  );
  const wanted = territories.filter((code) => !open.has(code));
  const others = territories.filter((code) => {
    const one = open.get(code);
    return one !== undefined && (one.mode !== call.mode || one.duration !== call.duration);
  });
  const steps = wanted.map((code): PersonStep => {
    const point = prices?.points.get(code);
    return {
      kind: 'create',
      change: {
        operation: 'subscriptionIntroductoryOffers_createInstance',
        attributes: {
          ...common(call),
          ...(call.start === undefined ? {} : { startDate: call.start }),
          ...(call.until === undefined ? {} : { endDate: call.until }),
        },
        relationships: {
          subscription: product.id,
          territory: code,
          ...(point === undefined ? {} : { subscriptionPricePoint: point.id }),
        },
      },
      words: {
        title: `Introductory offer of ${productName(snapshot)} in ${code}: ${point === undefined ? '' : `${said(point.amount)}, `}${terms(call)}`,
        changes: [],
        app,
      },
    };
  });
  return {
    steps,
    notes: [
      ...(prices === undefined ? [] : [`price: ${prices.rule}`]),
      ...(open.size > 0 && territories.length > wanted.length
        ? [`there already, without end: ${territories.length - wanted.length} territories`]
        : []),
      ...(others.length > 0
        ? [
            `left alone, other terms hold there: ${list(others)}; deactivate them first (type introductory, territories)`,
          ]
        : []),
    ],
  };
}

/**
 * Promotional offers and offer codes: one request, with a price a territory under inline ids. A free trial names its
 * territories in the same way and no price points: Apple first answered 409 to a point ("must be null"), and since June
 * 2026 also to leaving `prices` out (live reports, collected 2026-11-22).
 */
function priced(
  snapshot: ProductSnapshot,
  call: OfferCall,
  type: OfferType,
  territories: readonly string[],
  prices: OfferPrices | undefined,
): NewOffer {
  const { app, product } = snapshot;
  const forPurchase = product.kind.name === 'in_app_purchase';
  const inline = inlines[forPurchase ? 'purchase' : type];
  if (inline === undefined) return { steps: [], notes: [] };
  const attributes = {
    name: call.offer?.trim(),
    ...(forPurchase ? {} : common(call)),
    ...(type === 'promotional' ? { offerCode: call.code } : { customerEligibilities: customersIn(call) }),
    ...(type === 'offer_code' && !forPurchase
      ? {
          offerEligibility: eligibilityIn(call),
        }
      : {}),
  };
  const change: Change = {
    operation: inline.operation,
    attributes,
    relationships: {
      [forPurchase ? 'inAppPurchase' : 'subscription']: product.id,
      prices: territories.map((code) => inlineId(`price-${code}`)),
    },
    included: territories.map((code) => {
      const point = prices?.points.get(code);
      return {
        type: inline.type,
        id: inlineId(`price-${code}`),
        relationships: {
          territory: code,
          ...(point === undefined ? {} : { [inline.point]: point.id }),
        },
      };
    }),
  };
  const what = type === 'promotional' ? 'promotional offer' : 'offer with codes';
  return {
    steps: [
      {
        kind: 'create',
        change,
        words: {
          title: `Create ${what} “${cleanText(call.offer ?? '', 60)}” of ${productName(snapshot)}: ${terms(call)}, in ${territories.length} territories`,
          changes: [
            ...(type === 'promotional'
              ? [{ field: 'offerCode', after: cleanText(call.code ?? '', 80) }]
              : [{ field: 'customers', after: (call.customers ?? []).join(', ') }]),
            ...shownPrices(prices, territories),
          ],
          app,
        },
      },
    ],
    notes: prices === undefined ? [] : [`price: ${prices.rule}`],
  };
}

/**
 * The document (4.5.1, 2026-10-06) lets a win-back price be named, and gives it neither territory nor price point: only
 * what is free can be told to Apple.
 */
function winBack(snapshot: ProductSnapshot, call: OfferCall): NewOffer {
  const { app, product } = snapshot;
  if (call.mode !== 'FREE_TRIAL')
    throw notSent(
      'not_in_the_api',
      'The API has no place for the price of a win-back offer: only free ones can be made here.',
      `Make it free (mode FREE_TRIAL), or on the website: App Store Connect → Apps → ${app.name} → Subscriptions → the subscription → Win-Back Offers.`,
    );
  const [paid = 1, from = 1, to = from, wait] = call.months ?? [];
  const attributes = {
    referenceName: call.offer?.trim(),
    offerId: call.code,
    duration: call.duration,
    offerMode: call.mode,
    periodCount: call.periods,
    customerEligibilityPaidSubscriptionDurationInMonths: paid,
    customerEligibilityTimeSinceLastSubscribedInMonths: { minimum: from, maximum: to },
    ...(wait === undefined ? {} : { customerEligibilityWaitBetweenOffersInMonths: wait }),
    startDate: call.start,
    ...(call.until === undefined ? {} : { endDate: call.until }),
    priority: 'NORMAL',
  };
  return {
    steps: [
      {
        kind: 'create',
        change: {
          operation: 'winBackOffers_createInstance',
          attributes,
          relationships: { subscription: product.id, prices: [] },
        },
        words: {
          title: `Create win-back offer “${cleanText(call.offer ?? '', 60)}” of ${productName(snapshot)}: ${terms(call)}, for those who paid ${paid} months or more and left ${from} to ${to} months ago`,
          changes: [
            { field: 'offerId', after: cleanText(call.code ?? '', 80) },
            { field: 'from', after: `${call.start ?? ''} to ${call.until ?? 'no end'}` },
          ],
          app,
        },
      },
    ],
    notes: [],
  };
}
