import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascGetPrices = defineTool({
  name: 'asc_get_prices',
  title: 'Show prices',
  kind: 'read',
  openWorld: true,
  job: {
    operations:
      'subscriptions_prices_getToManyRelated appPriceSchedules_manualPrices appPriceSchedules_automaticPrices appPriceSchedules_getInstance apps_appPriceSchedule inAppPurchasePriceSchedules_manualPrices inAppPurchasePriceSchedules_automaticPrices inAppPurchasePriceSchedules_getInstance inAppPurchasesV2_iapPriceSchedule',
  },
  description:
    'What an app, in-app purchase or subscription costs in every territory: currency, price, proceeds, what follows the base, what is scheduled; or two products side by side.',
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    product: z
      .string()
      .optional()
      .describe('Id, product id or name of a purchase or subscription ("yearly"); absent: the app itself'),
    territories: z
      .array(z.string())
      .optional()
      .describe('Codes, names, currencies, "euro", "eurozone", "EU"; absent: all'),
    compare_with: z.string().optional().describe('Another product of the app'),
    history: z.boolean().optional().describe('Earlier prices too'),
    save_to: z.string().optional().describe('CSV file name'),
  }),
  run: async (args, context) => (await import('./prices/get.ts')).getPrices(context, args),
});
