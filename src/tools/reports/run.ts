import type { Answer } from '../answer.ts';
import type { ToolContext } from '../context.ts';
import type { ReportCall } from './call.ts';
import { reportKinds } from './kinds.ts';

/** Any report: those with a date in files, analytics in segments, measurements and crashes as documents. */
export async function getReport(context: ToolContext, call: ReportCall): Promise<Answer> {
  if (call.save_to !== undefined) await context.files.assertNew(call.save_to);
  for (const [name, kind] of Object.entries(reportKinds))
    if (name === call.report) return (await import('./dated.ts')).datedReport(context, call, kind);
  switch (call.report) {
    case 'analytics':
      return (await import('./analytics.ts')).analyticsReport(context, call);
    case 'performance':
      return (await import('./performance.ts')).performanceReport(context, call);
    case 'diagnostics':
      return (await import('./diagnostics.ts')).diagnosticsReport(context, call);
    default:
      return (await import('./crashes.ts')).crashesReport(context, call);
  }
}
