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

1. Tell me what it costs now, and in which territories by hand.
2. Find the price point of ${territory}${price === undefined ? ' (ask me for the price)' : ` that comes closest to ${price}`}: apps_appPricePoints_getToManyRelated, inAppPurchasesV2_pricePoints_getToManyRelated or subscriptions_pricePoints_getToManyRelated, with filter.territory.
3. Show me what that gives in the ten territories that matter to me. Ask whether some should differ from what Apple converts.
4. App: appPriceSchedules_createInstance. In-app purchase: inAppPurchasePriceSchedules_createInstance. Both replace the whole schedule: send the prices that should stay once more. Subscription: subscriptionPricePoints_equalizations_getToManyRelated gives the matching points of all other territories, then one subscriptionPrices_createInstance for each; after approval with a start date in the future, and ask me about preserveCurrentPrice.
5. Every change of money waits for my consent: show me the plan, then asc_apply_plan. Read the prices again afterwards and compare.

More in asc://guide/pricing. asc_describe_operation shows the arguments of each operation.

${state}`;
  },
});
