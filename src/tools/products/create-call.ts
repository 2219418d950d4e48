import { type CalledValue, valueCalled } from '../called.ts';
import { assertArguments } from '../refused.ts';
import type { KindName } from './kinds.ts';
import { lengthProblem, limits } from './limits.ts';
import { givenPrice } from './price-given.ts';

/** A call of `asc_create_product` as it comes. */
export interface CreateArguments {
  readonly app: string;
  readonly kind: 'CONSUMABLE' | 'NON_CONSUMABLE' | 'NON_RENEWING_SUBSCRIPTION' | 'SUBSCRIPTION';
  readonly product_id: string;
  /** Reference name. */
  readonly name: string;
  readonly group?: string | undefined;
  readonly period?: string | undefined;
  readonly level?: number | undefined;
  /** Locale → name and description. */
  readonly texts?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly price?: string | undefined;
  /** Codes; all when absent. */
  readonly territories?: readonly string[] | undefined;
  /** Path of the review screenshot. */
  readonly screenshot?: string | undefined;
  readonly review_note?: string | undefined;
  readonly submit?: boolean | undefined;
  readonly dry_run?: boolean | undefined;
}

/** The same, understood. */
export interface CreateCall extends Omit<CreateArguments, 'kind' | 'texts' | 'price'> {
  readonly kind: KindName;
  /** Of an in-app purchase. */
  readonly type: Exclude<CreateArguments['kind'], 'SUBSCRIPTION'> | undefined;
  readonly texts: Readonly<Record<string, { readonly name: string; readonly description: string }>>;
  /** Amount in the base territory. */
  readonly price: string | undefined;
  readonly base: string;
}

/** Periods of subscriptions (API document 4.5.1, 2026-10-06), and what people call them. */
const periods: readonly CalledValue[] = [
  ['ONE_WEEK', ['weekly', 'week', '1week']],
  ['ONE_MONTH', ['monthly', 'month', '1month']],
  ['TWO_MONTHS', ['2months']],
  ['THREE_MONTHS', ['quarterly', '3months']],
  ['SIX_MONTHS', ['halfyearly', '6months']],
  ['ONE_YEAR', ['yearly', 'annual', 'annually', 'year', '1year']],
];

/** Takes the arguments apart. Throws `illegal_arguments` or `bad_amount`, before anything is asked of Apple. */
export function createCall(given: CreateArguments): CreateCall {
  const { kind, texts, price, ...rest } = given;
  const money = price === undefined ? undefined : givenPrice(price);
  const call: CreateCall = {
    ...rest,
    ...(given.period === undefined
      ? {}
      : { period: valueCalled(periods, given.period, 'There is no period') }),
    kind: kind === 'SUBSCRIPTION' ? 'subscription' : 'in_app_purchase',
    type: kind === 'SUBSCRIPTION' ? undefined : kind,
    texts: Object.fromEntries(
      Object.entries(texts ?? {}).map(([locale, [name = '', description = '']]) => [
        locale,
        { name, description },
      ]),
    ),
    price: money?.amount,
    base: money?.territory ?? 'USA',
  };
  assertFields(call);
  return call;
}

/** What Apple would refuse in the fields themselves, all of it at once. Throws `illegal_arguments`. */
function assertFields(call: CreateCall): void {
  const isSubscription = call.kind === 'subscription';
  const problems = [
    ...(limits.productId.test(call.product_id)
      ? []
      : ['product_id may have letters, digits, ".", "_" and "-", 100 at most']),
    lengthProblem('name', call.name, limits.reference),
    ...(call.review_note === undefined
      ? []
      : [lengthProblem('review_note', call.review_note, limits.reviewNote)]),
    ...Object.entries(call.texts).flatMap(([locale, text]) => [
      lengthProblem(`texts.${locale}.name`, text.name, limits.name),
      lengthProblem(`texts.${locale}.description`, text.description, limits.description),
      ...(/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(locale) ? [] : [`"${locale}" is no locale such as en-US`]),
    ]),
    ...needs(isSubscription, call),
    ...[call.base, ...(call.territories ?? [])].flatMap((code) =>
      /^[A-Z]{3}$/.test(code) ? [] : [`"${code}" is no territory: three capital letters, such as DEU`],
    ),
  ].filter((problem) => problem !== undefined);
  assertArguments(problems);
}

/** What only subscriptions have, and cannot be without. */
function needs(isSubscription: boolean, call: CreateCall): readonly string[] {
  const missing = (['group', 'period'] as const).filter((name) => call[name] === undefined);
  const idle = (['group', 'period', 'level'] as const).filter((name) => call[name] !== undefined);
  if (isSubscription) return missing.length > 0 ? [`a subscription needs ${missing.join(' and ')}`] : [];
  return idle.length > 0 ? [`an in-app purchase has no ${idle.join(', ')}`] : [];
}
