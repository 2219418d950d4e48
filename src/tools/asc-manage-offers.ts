import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascManageOffers = defineTool({
  name: 'asc_manage_offers',
  title: 'Manage offers',
  kind: 'update',
  openWorld: true,
  job: {
    operations:
      'subscriptionIntroductoryOffers subscriptionPromotionalOffers winBackOffers subscriptionOfferCode* inAppPurchaseOfferCode* subscriptions_introductoryOffers subscriptions_promotionalOffers subscriptions_winBackOffers subscriptions_offerCodes inAppPurchasesV2_offerCodes',
    toolset: 'offers',
  },
  description: 'Lists, creates and ends offers and offer codes of a product; one-time codes go to a file.',
  input: z.strictObject({
    app: z.string().describe('Name or id'),
    product: z.string().describe('Product ID, name or id'),
    action: z.enum(['list', 'create', 'add_codes', 'save_codes', 'deactivate']).describe('What to do'),
    type: z.enum(['introductory', 'promotional', 'win_back', 'offer_code']).optional().describe('Kind'),
    offer: z.string().optional().describe('Name or id'),
    code: z.string().optional().describe('Identifier or custom code'),
    mode: z.enum(['FREE_TRIAL', 'PAY_AS_YOU_GO', 'PAY_UP_FRONT']).optional().describe('Payment'),
    duration: z.string().optional().describe('"ONE_WEEK", "ONE_MONTH x3"'),
    price: z.string().optional().describe('"4.99", "4.50 DEU", "50%" off'),
    territories: z.array(z.string()).optional().describe('Default all'),
    customers: z.array(z.string()).optional().describe('NEW, EXISTING, EXPIRED, REPLACE_INTRO_OFFERS'),
    months: z.array(z.number()).optional().describe('Win-back: paid, gone from, to'),
    start: z.string().optional().describe('Day'),
    until: z.string().optional().describe('Day'),
    count: z.number().optional().describe('Codes'),
    save_to: z.string().optional().describe('File'),
    dry_run: z.boolean().optional().describe('Send nothing'),
  }),
  reads: ({ action }) => action === 'list',
  run: async (args, context) => (await import('./products/offers/manage.ts')).manageOffers(context, args),
});
