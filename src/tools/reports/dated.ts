import { AscError } from '../../client/errors.ts';
import type { Answer } from '../answer.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { daysFrom, isDay } from '../days.ts';
import { readOne, text } from '../document.ts';
import { notAsked } from '../refused.ts';
import type { ReportCall } from './call.ts';
import type { AppFilter } from './columns.ts';
import { answerOf, RowFile } from './deliver.ts';
import { type Fetched, fetchAll, type Series } from './fetch.ts';
import type { Frequency, ReportKind } from './kinds.ts';
import { fiscalMonthAround, fiscalPeriodOf, type Period, periodOf, previousOf } from './period.ts';
import { placeCodes } from './place.ts';
import { timeIndex } from './result.ts';
import { readRows } from './rows.ts';
import { Tally, type TallyPlan } from './tally.ts';
import { frequencyWord, stateLines } from './words.ts';

const frequencies = { daily: 'DAILY', weekly: 'WEEKLY', monthly: 'MONTHLY', yearly: 'YEARLY' } as const;

/** What is asked of Apple, worked out before the first request for a file. */
interface Question {
  readonly series: Series;
  readonly period: Period;
  /** The time before, as many reports as `period` has. */
  readonly earlier: Period | undefined;
  readonly plan: TallyPlan;
}

/** Sales, its relatives and finance: the files of a period, added up. */
export async function datedReport(context: ToolContext, call: ReportCall, kind: ReportKind): Promise<Answer> {
  const now = Date.now();
  const { series, period, earlier, plan } = await questionOf(context, call, kind, now);
  const { groupBy } = plan;
  const kept = await context.reports();
  const fetched = await fetchAll(context, kept, series, [...period.reports, ...(earlier?.reports ?? [])]);
  const own = fetched.slice(0, period.reports.length);
  const old = fetched.slice(period.reports.length);
  const before = notYet(call, own) ? previousOf(period).reports[0] : undefined;
  if (before !== undefined) {
    const answer = await datedReport(context, { ...call, period: before.date }, kind);
    return { ...answer, head: [...stateLines(own, period, now), ...answer.head] };
  }
  const current = usable(kind, groupBy, own, period);
  // Each earlier report counts for the one that it is compared with, and not at all where that is missing.
  const comparable = old.filter((_, index) => isKnown(own[index]));
  const past = usable(kind, groupBy, comparable, {
    reports: period.reports.filter((_, index) => isKnown(own[index])),
  });
  const file =
    call.save_to !== undefined && groupBy.length === 0 ? new RowFile(context, call.save_to) : undefined;
  try {
    const tally = new Tally({ ...plan, onRow: file?.take });
    await addAll(context, tally, current, file);
    const then = earlier === undefined ? undefined : new Tally(plan);
    if (then !== undefined) await addAll(context, then, past, undefined);
    return await answerOf({
      context,
      call,
      tally,
      before: then,
      groupBy,
      title: titleOf(call, kind, period, series.region),
      source: kind.type,
      lines: [
        ...fiscalLines(period, call.period),
        ...linesOf(own, current, period, kind, now),
        ...earlierLines(period, earlier, old, old.length - comparable.length, now),
      ],
      foreign: isFinance(kind) ? 'financeReports' : 'salesReports',
      period,
      fetched: own,
      file,
    });
  } catch (error) {
    await file?.discard();
    throw error;
  }
}

/** The latest report was asked for, and Apple has not made it yet: the one before is the latest that there is. */
function notYet({ period }: ReportCall, [only, ...more]: readonly Fetched[]): boolean {
  const latest = period === undefined || period === 'latest';
  return latest && more.length === 0 && only?.state === 'not_ready';
}

function isFinance({ path }: ReportKind): boolean {
  return path === '/v1/financeReports';
}

async function questionOf(
  context: ToolContext,
  call: ReportCall,
  kind: ReportKind,
  now: number,
): Promise<Question> {
  const vendor = vendorOf(context, call);
  const finance = isFinance(kind);
  const groupBy = call.group_by ?? (call.chart === undefined ? [] : ['day']);
  const byDay = groupBy.some((name) => name === 'day' || name === 'week');
  const wanted: Frequency | undefined =
    call.frequency === undefined ? undefined : frequencies[call.frequency];
  if (finance && wanted !== undefined && wanted !== 'MONTHLY') throw fiscalOnly();
  if (call.app !== undefined && kind.app === undefined) throw noApps();
  const whole = finance
    ? fiscalPeriodOf(call.period, now)
    : periodOf(call.period, wanted, kind.frequencies, byDay, now);
  const previous = call.compare === undefined ? undefined : previousOf(whole);
  // Of what is there on a day only the last days are looked at.
  const atEnd = kind.stock === true && timeIndex(groupBy) < 0;
  const { region, ...filter } = call.filter ?? {};
  return {
    series: {
      kind,
      vendor,
      frequency: whole.frequency,
      // Finance has a file for each region.
      ...(finance ? { region: region?.toUpperCase() ?? (kind.type === 'FINANCE_DETAIL' ? 'Z1' : 'ZZ') } : {}),
    },
    period: atEnd ? endOf(whole) : whole,
    earlier: atEnd && previous !== undefined ? endOf(previous) : previous,
    plan: {
      groupBy,
      measures: kind.measures,
      filter: placeCodes(finance ? filter : (call.filter ?? {})),
      app: call.app === undefined ? undefined : await appOf(context, call.app),
      appBy: kind.app,
    },
  };
}

function earlierLines(
  period: Period,
  earlier: Period | undefined,
  fetched: readonly Fetched[],
  left: number,
  now: number,
): readonly string[] {
  if (earlier === undefined) return [];
  const without = left > 0 ? `, without ${left} report(s) whose counterpart is missing` : '';
  const [days, before] = [daysFrom(period.first, period.last), daysFrom(earlier.first, earlier.last)];
  const length = days === before ? '' : ` (${before} days against ${days})`;
  return [
    `before: ${earlier.first} to ${earlier.last}${length}${without}`,
    ...stateLines(fetched, earlier, now).map((line) => `before: ${line}`),
  ];
}

/** The last days are enough where only the last one that is here counts. */
function endOf(period: Period): Period {
  return { ...period, reports: period.reports.slice(-5) };
}

/** Here, or a true zero. */
function isKnown(one: Fetched | undefined): boolean {
  return one?.state === 'here' || one?.state === 'no_sales';
}

/** A report that is here, and the date that it counts for. */
interface Counting {
  readonly path: string;
  readonly date: string;
  /** Days from the report's own date to that one. */
  readonly shift: number;
}

/** What is there on a day is not added up over days: without days in the table, the last one that is here counts. */
function usable(
  kind: ReportKind,
  groupBy: readonly string[],
  fetched: readonly Fetched[],
  period: Pick<Period, 'reports'>,
): readonly Counting[] {
  const here = fetched.flatMap(({ path, report }, index): readonly Counting[] =>
    path === undefined ? [] : [counting(path, report.date, period.reports[index]?.date ?? report.date)],
  );
  return kind.stock === true && timeIndex(groupBy) < 0 ? here.slice(-1) : here;
}

function counting(path: string, own: string, date: string): Counting {
  return { path, date, shift: isDay(own) && isDay(date) ? daysFrom(own, date) - 1 : 0 };
}

async function addAll(
  context: ToolContext,
  tally: Tally,
  reports: readonly Counting[],
  file: RowFile | undefined,
): Promise<void> {
  for (const [index, { path, date, shift }] of reports.entries()) {
    context.signal.throwIfAborted();
    await readRows(path, {
      header: (names) => tally.begin(names, date, shift),
      ...(file === undefined ? {} : { flush: () => file.flush() }),
    });
    context.progress(index + 1, reports.length, 'reports are added up');
  }
}

function linesOf(
  fetched: readonly Fetched[],
  used: readonly Counting[],
  period: Period,
  kind: ReportKind,
  now: number,
): readonly string[] {
  const count = (state: Fetched['state']): number => fetched.filter((one) => one.state === state).length;
  const fresh = fetched.filter((one) => one.fresh && one.state === 'here').length;
  const complete = count('here') + count('no_sales') === fetched.length && period.future === 0;
  const lastDay = used.at(-1)?.date;
  return [
    `${fetched.length} ${frequencyWord(period.frequency)} report(s), ${period.first} to ${period.last}: ${count('here')} with rows (${fresh} fetched now), ${count('no_sales')} without sales; complete: ${complete}`,
    ...(kind.stock === true && used.length === 1 && period.first !== period.last
      ? [
          `it counts what is there on a day, so only the last day is shown: ${lastDay}; group_by day shows all`,
        ]
      : []),
    ...stateLines(fetched, period, now),
  ];
}

function titleOf(call: ReportCall, kind: ReportKind, period: Period, region: string | undefined): string {
  const fiscal =
    period.frequency === 'FISCAL'
      ? `, fiscal ${period.reports
          .map(({ date }) => date)
          .slice(0, 1)
          .join('')}${period.reports.length > 1 ? `..${period.reports.at(-1)?.date}` : ''}, region ${region}`
      : '';
  const app = call.app === undefined ? '' : ` of ${cleanText(call.app, 60)}`;
  return `${kind.type}${app}${fiscal}`;
}

/** A fiscal month has the name of another calendar month; said wherever one could be taken for the other. */
function fiscalLines(
  { frequency, reports, first, last }: Period,
  given: string | undefined,
): readonly string[] {
  const [only, ...more] = reports;
  if (frequency !== 'FISCAL' || only === undefined || more.length > 0) return [];
  const around = fiscalMonthAround(only.date);
  const other =
    around === undefined || around.month === only.date || given?.trim() !== only.date
      ? ''
      : `; most of the calendar month ${only.date} is in fiscal ${around.month} (${around.first} to ${around.last})`;
  return [`Apple's fiscal month ${only.date} is ${first} to ${last}${other}`];
}

/** Throws `no_vendor_number`. */
function vendorOf({ facts }: ToolContext, call: ReportCall): string {
  const vendor = call.vendor_number ?? facts.vendorNumber;
  if (vendor !== undefined && /^\d{1,12}$/.test(vendor)) return vendor;
  throw new AscError({
    code: 'no_vendor_number',
    message: vendor === undefined ? 'The vendor number is not known.' : 'That is no vendor number.',
    meaning: 'Apple’s API does not tell it; sales and finance reports are asked for by it.',
    next: 'It stands in App Store Connect → Payments and Financial Reports, top left. Give it as vendor_number, or set ASC_VENDOR_NUMBER.',
    outcome: 'not_sent',
  });
}

/** The app for a name, bundle id or id, as reports know it. */
async function appOf(context: ToolContext, given: string): Promise<AppFilter> {
  const { names, catalog, signal } = context;
  const id = await names.idOf(catalog.resource('App'), given, signal);
  const answer = await readOne(context, `/v1/apps/${id}`, { 'fields[apps]': 'sku' });
  return { id, sku: text(answer.data[0], 'sku') ?? '' };
}

function noApps(): AscError {
  return notAsked(
    'illegal_arguments',
    'Finance reports do not say which app a purchase belongs to, so app cannot be given.',
    'Use "group_by":["product"], or report "sales", which has estimates by app.',
  );
}

function fiscalOnly(): AscError {
  return notAsked(
    'bad_frequency',
    'Finance reports are made for fiscal months only.',
    'Leave frequency out and give fiscal months as period, such as "2026-10".',
  );
}
