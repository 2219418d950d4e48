import { count, flag, type Reader, readOptionalList, type Thing, text } from '../../document.ts';
import type { Product } from '../find.ts';
import type { OfferType } from './call.ts';

/** A custom code, or a batch of one-time codes. */
export interface CodeBatch {
  readonly id: string;
  /** Absent for one-time codes, which are secrets. */
  readonly customCode: string | undefined;
  readonly number: number;
  readonly expires: string | undefined;
  readonly active: boolean;
  readonly environment: string | undefined;
}

/** An offer of any type. Introductory ones are one a territory. */
export interface Offer {
  readonly type: OfferType;
  readonly id: string;
  readonly name: string;
  /** How the app's code calls it. */
  readonly code: string | undefined;
  readonly mode: string;
  readonly duration: string;
  readonly periods: number;
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly territory: string | undefined;
  readonly amount: string | undefined;
  readonly customers: readonly string[];
  /** `false` for offer codes that were switched off. */
  readonly active: boolean;
  readonly codes: readonly CodeBatch[];
}

/** Every offer of a product: four requests for a subscription, one for an in-app purchase. */
export async function readOffers(context: Reader, { kind, id }: Product): Promise<readonly Offer[]> {
  const path = `${kind.path}/${id}`;
  if (kind.name === 'in_app_purchase') return offerCodes(context, path);
  const [introductory, promotional, winBack, codes] = await Promise.all([
    readOptionalList(context, `${path}/introductoryOffers`, {
      include: 'territory,subscriptionPricePoint',
      limit: '200',
    }),
    readOptionalList(context, `${path}/promotionalOffers`, { limit: '200' }),
    readOptionalList(context, `${path}/winBackOffers`, { limit: '200' }),
    offerCodes(context, path),
  ]);
  return [
    ...introductory.data.map((one) => ({
      ...offerOf('introductory', one),
      territory: introductory.ids(one, 'territory')[0],
      amount: text(introductory.one(one, 'subscriptionPricePoint'), 'customerPrice'),
    })),
    ...promotional.data.map((one) => offerOf('promotional', one)),
    ...winBack.data.map((one) => offerOf('win_back', one)),
    ...codes,
  ];
}

async function offerCodes(context: Reader, path: string): Promise<readonly Offer[]> {
  const answer = await readOptionalList(context, `${path}/offerCodes`, {
    include: 'oneTimeUseCodes,customCodes',
    'limit[oneTimeUseCodes]': '50',
    'limit[customCodes]': '50',
    limit: '200',
  });
  return answer.data.map((one) => ({
    ...offerOf('offer_code', one),
    codes: [...answer.many(one, 'customCodes'), ...answer.many(one, 'oneTimeUseCodes')].map(batchOf),
  }));
}

function offerOf(type: OfferType, one: Thing): Offer {
  const customers = one.attributes['customerEligibilities'];
  return {
    type,
    id: one.id,
    name: text(one, 'name') ?? text(one, 'referenceName') ?? '',
    code: text(one, 'offerCode') ?? text(one, 'offerId'),
    mode: text(one, 'offerMode') ?? '',
    duration: text(one, 'duration') ?? '',
    periods: count(one, 'numberOfPeriods') ?? count(one, 'periodCount') ?? 1,
    start: text(one, 'startDate'),
    end: text(one, 'endDate'),
    territory: undefined,
    amount: undefined,
    customers: Array.isArray(customers) ? customers.map(String) : [],
    active: flag(one, 'active') ?? true,
    codes: [],
  };
}

function batchOf(one: Thing): CodeBatch {
  return {
    id: one.id,
    customCode: text(one, 'customCode'),
    number: count(one, 'numberOfCodes') ?? 0,
    expires: text(one, 'expirationDate'),
    active: flag(one, 'active') ?? true,
    environment: text(one, 'environment'),
  };
}

/** Those of one type; all where none is named. */
export function offerOfType(offers: readonly Offer[], type: OfferType | undefined): readonly Offer[] {
  return type === undefined ? offers : offers.filter((one) => one.type === type);
}
