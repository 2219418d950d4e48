import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascSetPrices = defineTool({
  name: 'asc_set_prices',
  title: 'Set prices',
  kind: 'update',
  openWorld: true,
  job: {
    operations:
      'appPriceSchedules_createInstance inAppPurchasePriceSchedules_createInstance subscriptionPrices subscriptions_prices_deleteToManyRelationship apps_appPricePoints inAppPurchasesV2_pricePoints subscriptions_pricePoints subscriptionPricePoints_equalizations inAppPurchasePricePoints_equalizations appPricePointsV3_equalizations',
  },
  description:
    'Changes what an app, in-app purchase or subscription costs, by amount, percent or csv, in one plan with old and new prices. Other prices and planned changes stay. Called again, sends what is missing.',
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    product: z.string().optional().describe('As in asc_get_prices'),
    territories: z
      .array(z.string())
      .optional()
      .describe('As in asc_get_prices; absent: all of a subscription, else the base'),
    amount: z.string().optional().describe('"4.99", local currency'),
    equalize_from: z.string().optional().describe('Territory of amount; Apple converts for the others'),
    percent: z.number().optional().describe('10, -10; nearest point'),
    csv: z.string().optional().describe('File: territory,price'),
    nearest: z.boolean().optional().describe('Take the nearest point'),
    start_date: z.string().optional().describe('US Pacific day; default: earliest'),
    existing_subscribers: z
      .enum(['keep', 'move'])
      .optional()
      .describe('Keep their price, or move to a higher one; a person says'),
    plan_type: z.enum(['UPFRONT', 'MONTHLY']).optional().describe('Where several'),
    dry_run: z.boolean().optional().describe('Only show'),
  }),
  run: async (args, context) => (await import('./prices/set.ts')).setPrices(context, args),
});
