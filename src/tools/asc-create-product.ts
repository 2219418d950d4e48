import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascCreateProduct = defineTool({
  name: 'asc_create_product',
  title: 'Create a product',
  kind: 'create',
  openWorld: true,
  job: {
    operations:
      'inAppPurchasesV2_createInstance inAppPurchaseVersions_createInstance inAppPurchaseLocalizationsV2_createInstance inAppPurchaseLocalizations_createInstance inAppPurchaseSubmissions subscriptions_createInstance subscriptionGroups_createInstance subscriptionVersions_createInstance subscriptionLocalizationsV2_createInstance subscriptionLocalizations_createInstance subscriptionSubmissions',
  },
  description:
    'Creates an in-app purchase or subscription as a whole: texts, price, territories, screenshot, submission. Called again, goes on.',
  input: z.strictObject({
    app: z.string().describe('Name or id'),
    kind: z
      .enum(['CONSUMABLE', 'NON_CONSUMABLE', 'NON_RENEWING_SUBSCRIPTION', 'SUBSCRIPTION'])
      .describe('What it is'),
    product_id: z.string().describe('Used up for ever'),
    name: z.string().describe('Reference name'),
    group: z.string().optional().describe('Made when missing'),
    period: z.string().optional().describe('"ONE_MONTH"'),
    level: z.number().optional().describe('In the group'),
    texts: z.record(z.string(), z.array(z.string())).optional().describe('{"en-US":[name, description]}'),
    price: z.string().optional().describe('"4.99" or "4.50 DEU"; others follow'),
    territories: z.array(z.string()).optional().describe('Default all'),
    screenshot: z.string().optional().describe('File'),
    review_note: z.string().optional().describe('Where to find it'),
    submit: z.boolean().optional().describe('To App Review'),
    dry_run: z.boolean().optional().describe('Send nothing'),
  }),
  run: async (args, context) => (await import('./products/create.ts')).createProduct(context, args),
});
