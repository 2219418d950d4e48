import type { Step } from '../write/prepare.ts';
import type { Product } from './product.ts';
import type { Price } from './read-prices.ts';
import { isRise, type PriceChange } from './subscribers.ts';

/** Attributes of new prices of a subscription. */
export interface Terms {
  /** First day; absent = at once, as only first prices can. */
  readonly start: string | undefined;
  readonly existing: 'keep' | 'move' | undefined;
  readonly plan: string | undefined;
}

/** States in which a subscription has been approved at least once (facts §7, §8e, 2026-11-22). */
const approved: ReadonlySet<string> = new Set([
  'APPROVED',
  'DEVELOPER_REMOVED_FROM_SALE',
  'REMOVED_FROM_SALE',
]);

/** Whether prices can only be changed from a day to come. */
export function isApproved({ kind, state }: Product): boolean {
  return kind === 'subscription' && approved.has(state ?? '');
}

/**
 * Whether somebody may pay the present price already: certainly before approval nobody does, unless a change for a day
 * to come says that this is no first price (states such as IN_REVIEW do not tell a first review from a later one).
 */
export function mayHaveSubscribers(product: Product, start: string | undefined): boolean {
  return isApproved(product) || start !== undefined;
}

/** One request for each territory; before them one that takes away what is planned for the same day. */
export function subscriptionSteps(
  product: Product,
  changes: readonly PriceChange[],
  planned: readonly Price[],
  { start, existing, plan }: Terms,
): readonly Step[] {
  return [
    ...(planned.length === 0
      ? []
      : [
          {
            kind: 'delete' as const,
            change: {
              operation: 'subscriptions_prices_deleteToManyRelationship',
              id: product.id,
              to: planned.map(({ id }) => id),
            },
          },
        ]),
    ...changes.map((change) => ({
      kind: 'create' as const,
      change: {
        operation: 'subscriptionPrices_createInstance',
        ...attributesOf(product, change, { start, existing, plan }),
        relationships: {
          subscription: product.id,
          territory: change.target.territory,
          subscriptionPricePoint: change.target.to.id,
        },
      },
    })),
  ];
}

function attributesOf(product: Product, change: PriceChange, { start, existing, plan }: Terms) {
  const attributes = {
    ...(start === undefined ? {} : { startDate: start }),
    // Only a rise leaves anybody behind; Apple refuses it on a first price (live report, read 2026-11-22).
    ...(existing === undefined || !mayHaveSubscribers(product, start) || !isRise(change)
      ? {}
      : { preserveCurrentPrice: existing === 'keep' }),
    ...(plan === undefined ? {} : { planType: plan }),
  };
  return Object.keys(attributes).length === 0 ? {} : { attributes };
}
