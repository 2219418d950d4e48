import { appOf, stateOf } from './account.ts';
import { appArgument, definePrompt } from './define.ts';

export const priceProduct = definePrompt({
  name: 'price_product',
  title: 'Price a product worldwide',
  description:
    'Sets the price of an app, in-app purchase or subscription from one base price for all territories',
  arguments: [
    appArgument,
    {
      name: 'product',
      description: 'Product id of an in-app purchase or subscription; the app itself when left out',
      required: false,
      completes: { resource: 'InAppPurchaseV2' },
    },
    { name: 'price', description: 'Wanted price in the base territory, such as 4.99', required: false },
    {
      name: 'territory',
      description: 'Base territory, three letters; USA when left out',
      required: false,
      completes: { resource: 'Territory' },
    },
  ],
  write: async ({ app: given, product, price, territory = 'USA' }, context) => {
    const app = await appOf(context, given);
    const state = await stateOf(context, [
      ...(product === undefined
        ? [
            {
              heading: 'Manual prices of the app (its schedule has the id of the app)',
              operation: 'appPriceSchedules_manualPrices_getToManyRelated',
              id: app.id,
              include: ['appPricePoint', 'territory'],
              columns: ['id', 'startDate', 'territory.id', 'appPricePoint.customerPrice', 'appPricePoint.id'],
              limit: 20,
            },
          ]
        : []),
      {
        heading: 'In-app purchases',
        operation: 'apps_inAppPurchasesV2_getToManyRelated',
        id: app.id,
        ...(product === undefined ? {} : { filter: { productId: product } }),
        limit: 20,
      },
      {
        heading: 'Subscriptions',
        operation: 'apps_subscriptionGroups_getToManyRelated',
        id: app.id,
        include: 'subscriptions',
        columns: [
          'id',
          'referenceName',
          'subscriptions.productId',
          'subscriptions.id',
          'subscriptions.state',
        ],
        limit: 10,
      },
    ]);
    return `Price ${product === undefined ? `the app ${app.name}` : `${product} of ${app.name}`} (app ${app.id}) worldwide${price === undefined ? '' : ` at ${price}`} from the base territory ${territory}.

1. asc_get_prices: tell me what it costs now, and in which territories by hand.
2. asc_set_prices with "dry_run":true, "equalize_from":"${territory}" and the amount${price === undefined ? ' (ask me for it)' : ` ${price}`}: it names the nearest price points where there is no such one.
3. Show me what that gives in the ten territories that matter to me. Ask whether some should differ from what Apple converts (amount with territories, or a csv), and for a rise of a subscription whether present subscribers keep their price.
4. The same call without dry_run. It waits for my consent; prices set by hand and planned changes of other territories stay.
5. asc_get_prices once more, and compare.

More in asc://guide/pricing. asc_describe_operation shows the arguments of each operation.

${state}`;
  },
});
