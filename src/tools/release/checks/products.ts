import type { ProductFacts } from '../snapshot.ts';
import { type Call, type Check, read, sources } from './check.ts';

const readers = {
  inAppPurchases: 'inAppPurchasesV2_getInstance',
  subscriptions: 'subscriptions_getInstance',
} as const;

function look({ kind, id }: ProductFacts): Call {
  return read(readers[kind], { id });
}

function inStates(
  id: string,
  title: string,
  states: readonly string[],
  where: string,
  says: (product: ProductFacts) => string,
): Check {
  return {
    id: `product.${id}`,
    severity: 'warning',
    title,
    field: 'inAppPurchases.state, subscriptions.state',
    where,
    source: sources.document,
    test: ({ products }) =>
      products
        .filter(({ state }) => states.includes(state))
        .map((product) => ({ subject: product.productId, says: says(product), fix: look(product) })),
  };
}

/** Products that customers could buy at some time: the first one of an app is long past. */
const sold = new Set(['APPROVED', 'DEVELOPER_REMOVED_FROM_SALE', 'REMOVED_FROM_SALE']);

export const productChecks: readonly Check[] = [
  inStates(
    'left_out',
    'A product is ready but not submitted',
    ['READY_TO_SUBMIT'],
    'reviewSubmissionItems_createInstance',
    () => 'add its version to the submission, or leave it for later',
  ),
  inStates(
    'incomplete',
    'A product is incomplete',
    ['MISSING_METADATA'],
    'asc_read of the product',
    () => 'needs price, availability, a text and a review screenshot before it can be sold',
  ),
  inStates(
    'refused',
    'A product was refused or waits for you',
    ['REJECTED', 'DEVELOPER_ACTION_NEEDED'],
    'App Store Connect → Apps → the app → In-App Purchases or Subscriptions',
    ({ state }) => `${state}: the reason is on the website`,
  ),
  {
    id: 'product.first',
    severity: 'warning',
    title: 'The first product of an app can only be submitted with a version on the website',
    field: 'inAppPurchases.state, subscriptions.state',
    where: 'App Store Connect → Apps → the app → the version → In-App Purchases and Subscriptions',
    source: sources.help,
    test: ({ products }) =>
      (['inAppPurchases', 'subscriptions'] as const).flatMap((kind) => {
        const own = products.filter((product) => product.kind === kind);
        const ready = own.find(({ state }) => state === 'READY_TO_SUBMIT');
        return ready === undefined || own.some(({ state }) => sold.has(state))
          ? []
          : [
              {
                subject: ready.productId,
                says: 'choose it on the page of the version, under In-App Purchases and Subscriptions',
              },
            ];
      }),
  },
];
