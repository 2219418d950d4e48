import { assertArguments } from '../../refused.ts';
import type { Product } from '../find.ts';
import { givenPrice } from '../price-given.ts';

export type OfferType = 'introductory' | 'promotional' | 'win_back' | 'offer_code';

/** A call of `asc_manage_offers` as it comes. */
export interface OfferArguments {
  readonly app: string;
  readonly product: string;
  readonly action: 'list' | 'create' | 'add_codes' | 'save_codes' | 'deactivate';
  readonly type?: OfferType | undefined;
  /** Name of a new offer; name, code or id of one that is there. */
  readonly offer?: string | undefined;
  /** Identifier of a promotional or win-back offer in the app's code, a custom code, or the id of a batch of codes. */
  readonly code?: string | undefined;
  readonly mode?: 'FREE_TRIAL' | 'PAY_AS_YOU_GO' | 'PAY_UP_FRONT' | undefined;
  /** `ONE_WEEK`, `ONE_MONTH x3`. */
  readonly duration?: string | undefined;
  /** `4.99`, `4.50 DEU`, `50%` off what it costs. */
  readonly price?: string | undefined;
  readonly territories?: readonly string[] | undefined;
  readonly customers?: readonly string[] | undefined;
  /** Of a win-back offer: months paid at least, months since they left from and to, months between two offers. */
  readonly months?: readonly number[] | undefined;
  readonly start?: string | undefined;
  /** Last day of an offer, or of codes. */
  readonly until?: string | undefined;
  /** How many codes. */
  readonly count?: number | undefined;
  readonly save_to?: string | undefined;
  readonly dry_run?: boolean | undefined;
}

/** The same, understood. */
export interface OfferCall extends OfferArguments {
  readonly periods: number;
  /** Territory of the price, where one was named. */
  readonly base: string | undefined;
}

/** Durations of offers (API document 4.5.1, 2026-10-06). */
const durations = [
  'THREE_DAYS',
  'ONE_WEEK',
  'TWO_WEEKS',
  'ONE_MONTH',
  'TWO_MONTHS',
  'THREE_MONTHS',
  'SIX_MONTHS',
  'ONE_YEAR',
];

/** Takes the arguments apart. Throws `illegal_arguments` or `bad_amount`. */
export function offerCall(given: OfferArguments): OfferCall {
  const [, duration, times = '1'] =
    /^([A-Z_]+)(?: ?[x×](\d{1,2}))?$/.exec(given.duration?.trim() ?? '') ?? [];
  assertArguments([
    ...(given.duration === undefined || durations.includes(duration ?? '')
      ? []
      : [`duration is one of ${durations.join(', ')}, with "x3" behind it for three periods`]),
    ...(['start', 'until'] as const)
      .filter((name) => given[name] !== undefined && !day.test(given[name] ?? ''))
      .map((name) => `${name} is a day such as 2026-12-24`),
  ]);
  const money = given.price === undefined ? undefined : givenPrice(given.price);
  return {
    ...given,
    ...(duration === undefined ? {} : { duration }),
    ...(money === undefined ? {} : { price: money.amount }),
    periods: Number(times),
    base: money?.territory,
  };
}

/** What an argument may be for a type (API document 4.5.1, 2026-10-06). */
const customersOf = {
  subscription: ['NEW', 'EXISTING', 'EXPIRED'],
  in_app_purchase: ['NON_SPENDER', 'ACTIVE_SPENDER', 'CHURNED_SPENDER'],
} as const;

/** Whether the offer follows an introductory one or takes its place, said among the customers. */
const eligibilities = ['STACK_WITH_INTRO_OFFERS', 'REPLACE_INTRO_OFFERS'];

export function customersIn({ customers = [] }: OfferCall): readonly string[] {
  return customers.filter((one) => !eligibilities.includes(one));
}

export function eligibilityIn({ customers = [] }: OfferCall): string {
  return customers.find((one) => eligibilities.includes(one)) ?? 'STACK_WITH_INTRO_OFFERS';
}

/** Arguments that a new offer of a type cannot be without. */
const needed: { readonly [type in OfferType]: readonly (keyof OfferCall)[] } = {
  introductory: ['mode', 'duration'],
  promotional: ['offer', 'code', 'mode', 'duration'],
  win_back: ['offer', 'code', 'mode', 'duration', 'months', 'start'],
  offer_code: ['offer', 'customers', 'mode', 'duration'],
};

const day = /^\d{4}-\d\d-\d\d$/;

/** Everything that is wrong with a new offer, before anything is sent. Throws `illegal_arguments`. */
export function assertOffer(call: OfferCall, product: Product, type: OfferType): void {
  const kind = product.kind.name;
  const forPurchase = kind === 'in_app_purchase';
  const must = forPurchase ? (['offer', 'customers', 'price'] as const) : needed[type];
  const wrongCustomers = customersIn(call).filter((one) => !customersOf[kind].some((known) => known === one));
  assertArguments([
    ...(forPurchase && type !== 'offer_code'
      ? ['an in-app purchase only has offers of type offer_code']
      : []),
    ...must.filter((name) => call[name] === undefined).map((name) => `${name} is needed`),
    ...(call.mode === 'FREE_TRIAL' && call.price !== undefined ? ['a free trial has no price'] : []),
    ...(!forPurchase && call.mode !== undefined && call.mode !== 'FREE_TRIAL' && call.price === undefined
      ? ['price is needed unless mode is FREE_TRIAL']
      : []),
    ...(call.mode !== 'PAY_AS_YOU_GO' && call.periods !== 1
      ? ['only PAY_AS_YOU_GO has several periods']
      : []),
    ...(wrongCustomers.length > 0
      ? [`customers are ${customersOf[kind].join(', ')}, not ${wrongCustomers.join(', ')}`]
      : []),
    ...(type === 'win_back' && (call.months?.length ?? 3) < 3
      ? [
          'months has three numbers: paid at least, gone from, gone to; a fourth is the pause between two offers',
        ]
      : []),
  ]);
}
