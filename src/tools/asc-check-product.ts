import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascCheckProduct = defineTool({
  name: 'asc_check_product',
  title: 'Check a product',
  kind: 'read',
  openWorld: true,
  job: {
    operations:
      'inAppPurchasesV2_getInstance subscriptions_getInstance apps_inAppPurchasesV2 inAppPurchaseSubmissions subscriptionSubmissions',
    toolset: 'in-app-purchases',
  },
  description:
    'Says why an in-app purchase or subscription is MISSING_METADATA or cannot be submitted: everything that is missing, with the field and the call that puts it right.',
  input: z.strictObject({
    app: z.string().describe('Name, bundle id or id'),
    product: z.string().describe('Product ID, name or id'),
    only: z.enum(['blocker', 'warning', 'note']).optional().describe('Severity; default all'),
  }),
  run: async (args, context) => (await import('./products/check.ts')).checkProduct(context, args),
});
