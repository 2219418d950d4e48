import * as z from 'zod';
import { defineTool } from './define.ts';

export const ascGetReport = defineTool({
  name: 'asc_get_report',
  title: 'Get a report',
  kind: 'read',
  openWorld: true,
  job: {
    operations:
      'salesReports financeReports apps_analyticsReportRequests analyticsReport* apps_perfPowerMetrics builds_perfPowerMetrics builds_diagnosticSignatures diagnosticSignatures betaFeedbackCrashSubmissions_crashLog',
  },
  description:
    'Reports of a period, fetched once and merged: exact totals by currency, groups, CSV, chart. Tells no sales, not ready and too old apart. Crashes: of TestFlight.',
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
    app: z.string().optional().describe('Name, bundle id or id; from analytics on required'),
    name: z.string().optional().describe('Of an analytics report; else listed'),
    period: z
      .string()
      .optional()
      .describe('"latest", "2026-10-31", "2026-10", A..B, "last 30 days"; finance: fiscal months'),
    frequency: z.enum(['daily', 'weekly', 'monthly', 'yearly']).optional().describe('Else by period'),
    group_by: z
      .array(z.string())
      .optional()
      .describe('app, product, territory, day, month, device, source, type… or columns'),
    filter: z.record(z.string(), z.string()).optional().describe('{"territory":"DE"}; finance: region'),
    measure: z.string().optional().describe('To sort and draw: "proceeds EUR"'),
    top: z.int().min(1).max(999).optional().describe('Most lines'),
    compare: z.enum(['previous']).optional().describe('The period before'),
    save_to: z.string().optional().describe('File; without group_by all rows'),
    chart: z.enum(['light', 'dark']).optional().describe('Draws it'),
    build: z.string().optional().describe('For diagnostics'),
    vendor_number: z.string().optional().describe('If not configured'),
  }),
  run: async (args, context) => (await import('./reports/run.ts')).getReport(context, args),
});
