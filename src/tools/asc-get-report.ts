import { z } from 'zod';
import { defineTool } from './define.ts';

export const ascGetReport = defineTool({
  name: 'asc_get_report',
  title: 'Get a report',
  kind: 'read',
  openWorld: true,
  description:
    'Sales, subscriptions, finance, analytics, performance, diagnostics or TestFlight crashes of a period: fetched once, merged, exact totals by currency, grouped, compared, as CSV file or chart. Tells no sales, not ready and too old apart.',
  input: z.strictObject({
    report: z
      .enum([
        'sales',
        'pre_orders',
        'subscriptions',
        'subscription_events',
        'subscribers',
        'offer_redemptions',
        'win_back',
        'first_annual',
        'installs',
        'finance',
        'finance_detail',
        'analytics',
        'performance',
        'diagnostics',
        'crashes',
      ])
      .describe('Which'),
    app: z.string().optional().describe('Name, bundle id or id; required from analytics on'),
    name: z.string().optional().describe('Analytics report; without it they are listed'),
    period: z
      .string()
      .optional()
      .describe('"latest", "2026-10-31", "2026-10" (finance: fiscal), "2025", "A..B", "last 30 days"'),
    frequency: z.enum(['daily', 'weekly', 'monthly', 'yearly']).optional().describe('Default by period'),
    group_by: z
      .array(z.string())
      .max(4)
      .optional()
      .describe('app, product, territory, day, week, month, device, source, currency, type… or columns'),
    filter: z.record(z.string(), z.string()).optional().describe('{"territory":"DE"}'),
    measure: z.string().optional().describe('Sorts and is drawn: "units", "proceeds EUR"'),
    top: z.int().min(1).max(1000).optional().describe('Most lines'),
    compare: z.enum(['previous']).optional().describe('With the period before'),
    save_to: z.string().optional().describe('File name; without group_by all rows'),
    chart: z.enum(['light', 'dark']).optional().describe('Also draw it'),
    build: z.string().optional().describe('Number; diagnostics, performance, crashes'),
    vendor_number: z.string().optional().describe('Default: configured'),
    region: z.string().optional().describe('Finance; default all (ZZ)'),
  }),
  run: async (args, context) => (await import('./reports/run.ts')).getReport(context, args),
});
