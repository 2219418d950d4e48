import { AscError } from '../../client/errors.ts';
import type { Answer } from '../answer.ts';
import type { ToolContext } from '../context.ts';
import type { ReportCall } from './call.ts';
import { reportKinds } from './kinds.ts';

/** What reports in files can do with their rows. */
const table = ['group_by', 'filter', 'measure', 'top', 'compare', 'save_to', 'chart'] as const;

/** The arguments that mean something, by report; those of the reports by date are `dated`. */
const takes: Readonly<Record<string, readonly (keyof ReportCall)[]>> = {
  dated: ['app', 'period', 'frequency', 'vendor_number', ...table],
  analytics: ['app', 'name', 'period', 'frequency', ...table],
  performance: ['app', 'name', 'filter', 'build', 'save_to'],
  diagnostics: ['app', 'name', 'filter', 'build', 'top', 'save_to'],
  crashes: ['app', 'period', 'build', 'top', 'save_to'],
};

/** Any report: those with a date in files, analytics in segments, measurements and crashes as documents. */
export async function getReport(context: ToolContext, given: ReportCall): Promise<Answer> {
  const call = inOurWords(given);
  const kind = Object.entries(reportKinds).find(([name]) => name === call.report)?.[1];
  assertNothingIdle(call, takes[kind === undefined ? call.report : 'dated'] ?? []);
  if (call.save_to !== undefined) await context.files.assertNew(call.save_to);
  if (kind !== undefined) return (await import('./dated.ts')).datedReport(context, call, kind);
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

/** What people call the dimensions. */
const meant: Readonly<Record<string, string>> = {
  country: 'territory',
  countries: 'territory',
  storefront: 'territory',
  territories: 'territory',
  date: 'day',
  days: 'day',
  weeks: 'week',
  months: 'month',
  apps: 'app',
  products: 'product',
  devices: 'device',
};

function inOurWords({ group_by: groupBy, filter, ...call }: ReportCall): ReportCall {
  const word = (name: string): string => meant[name.trim().toLowerCase()] ?? name;
  const filters = Object.entries(filter ?? {}).map(([name, value]) => [word(name), value] as const);
  // Rows know their app by its SKU; the argument knows it by name.
  const app = call.app === undefined ? filters.find(([name]) => name === 'app')?.[1] : undefined;
  const others = app === undefined ? filters : filters.filter(([name]) => name !== 'app');
  return {
    ...call,
    ...(app === undefined ? {} : { app }),
    ...(groupBy === undefined ? {} : { group_by: groupBy.map(word) }),
    ...(others.length === 0 ? {} : { filter: Object.fromEntries(others) }),
  };
}

/** Arguments that would silently mean nothing are mistakes. */
function assertNothingIdle(call: ReportCall, known: readonly string[]): void {
  const idle = Object.entries(call)
    .filter(([name, value]) => value !== undefined && name !== 'report' && !known.includes(name))
    .map(([name]) => name);
  if (idle.length > 0)
    throw new AscError({
      code: 'illegal_arguments',
      message: `The report ${call.report} takes no ${idle.join(', ')}.`,
      meaning: `It takes ${known.join(', ')}.`,
      next: 'Leave it out and call again.',
      outcome: 'not_sent',
    });
}
