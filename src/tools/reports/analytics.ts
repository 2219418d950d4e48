import type { AscError } from '../../client/errors.ts';
import type { Answer } from '../answer.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { addDays, dayMs, daysFrom, pacificDay, utcDay } from '../days.ts';
import { type Thing, text } from '../document.ts';
import { notAsked } from '../refused.ts';
import type { BetaApp } from '../testflight/app.ts';
import { readApp } from '../testflight/app.ts';
import {
  chooseReport,
  type Instance,
  type Request,
  readInstances,
  readReports,
  readRequests,
  segmentsOf,
} from './analytics-source.ts';
import type { ReportCall } from './call.ts';
import { answerOf, RowFile } from './deliver.ts';
import { analyticsMeasures, type Frequency } from './kinds.ts';
import { type Period, periodOf } from './period.ts';
import { placeCodes } from './place.ts';
import { readRows } from './rows.ts';
import { Tally, type TallyPlan } from './tally.ts';

const granularities = { daily: 'DAILY', weekly: 'WEEKLY', monthly: 'MONTHLY', yearly: 'MONTHLY' } as const;
/** Newest instances that are read where nobody said a period. */
const usualInstances = 30;

/**
 * Analytics: the app's request, a report of it, its instances in the period, their segments. Nothing is made here: a request
 * is a change that an Admin key makes after a person agreed, so the answer says how.
 */
export async function analyticsReport(context: ToolContext, call: ReportCall): Promise<Answer> {
  if (call.app === undefined) throw noApp();
  const app = await readApp(context, call.app);
  const requests = await readRequests(context, app);
  const usable = requests.filter(({ stopped }) => !stopped);
  const request =
    usable.find(({ access }) => access === 'ONGOING') ?? usable[0] ?? requests.find(({ stopped }) => stopped);
  if (request === undefined) return noRequest(app);
  const reports = await readReports(context, request);
  const standing = [
    `analytics of ${cleanText(app.name, 60)}: request ${request.access}${request.stopped ? ', stopped by Apple because nobody read it: no new data' : ''}`,
  ];
  const tail = request.stopped ? [createCall(app, 'ONGOING')] : [];
  if (call.name === undefined) return listOf(reports, standing, call, tail);
  const report = chooseReport(reports, call.name);
  const title = text(report, 'name') ?? call.name;
  const now = Date.now();
  const granularity = granularities[call.frequency ?? 'daily'];
  const instances = await readInstances(context, report.id, granularity);
  if (instances.length === 0) return stillMade(app, title, granularity, request, now, tail);
  return add(
    context,
    call,
    app,
    title,
    instances,
    periodFor(call, instances, now),
    granularity,
    standing,
    tail,
  );
}

async function add(
  context: ToolContext,
  call: ReportCall,
  app: BetaApp,
  title: string,
  instances: readonly Instance[],
  period: Period,
  granularity: Frequency,
  standing: readonly string[],
  tail: readonly string[],
): Promise<Answer> {
  const groupBy = call.group_by ?? (call.chart === undefined ? [] : ['day']);
  const kept = await context.reports();
  const file =
    call.save_to !== undefined && groupBy.length === 0 ? new RowFile(context, call.save_to) : undefined;
  const plan: TallyPlan = {
    groupBy,
    measures: analyticsMeasures,
    filter: placeCodes(call.filter ?? {}),
    appBy: 'id',
  };
  const days = daysFrom(period.first, period.last);
  // A period is about the days in the rows; without one, whole instances are read.
  const byDays = call.period !== undefined && call.period !== 'latest';
  const between = byDays ? ([period.first, period.last] as const) : undefined;
  const tally = new Tally({ ...plan, between, onRow: file?.take });
  const before =
    call.compare === undefined
      ? undefined
      : new Tally({ ...plan, between: [addDays(period.first, -days), addDays(period.last, -days)] });
  // Late rows of a day come in later instances, so instances up to some days after the period are read as well.
  const from = before === undefined ? period.first : addDays(period.first, -days);
  const wanted = instances.filter(
    ({ date }) =>
      date >= from && date <= (byDays ? addDays(period.last, lateDays[granularity]) : period.last),
  );
  const notes: string[] = [];
  const seen = new Map<string, string>();
  let segments = 0;
  let fresh = 0;
  try {
    for (const [index, instance] of wanted.entries()) {
      context.signal.throwIfAborted();
      const got = await segmentsOf(context, kept, instance, notes);
      const print = got.map(({ checksum }) => checksum).join(' ');
      const twin = got.length === 0 ? undefined : seen.get(print);
      if (twin !== undefined) {
        notes.push(`${instance.date} is the same as ${twin} once more (a fault of Apple's): counted once`);
        continue;
      }
      seen.set(print, instance.date);
      for (const { path, isFresh } of got) {
        segments += 1;
        if (isFresh) fresh += 1;
        await readRows(path, {
          header: (names) => {
            const now = tally.begin(names, instance.date);
            const then = before?.begin(names, instance.date, days);
            return then === undefined
              ? now
              : (cells) => {
                  now(cells);
                  then(cells);
                };
          },
          ...(file === undefined ? {} : { flush: () => file.flush() }),
        });
      }
      context.progress(index + 1, wanted.length, 'instances are read');
    }
    const newest = instances.at(-1)?.date ?? '';
    const answer = await answerOf({
      context,
      call,
      tally,
      before,
      groupBy,
      title: `${title} of ${cleanText(app.name, 60)}`,
      source: title,
      lines: [
        ...standing,
        `${granularity.toLowerCase()}, ${byDays ? 'days' : 'instances of'} ${period.first} to ${period.last}: ${wanted.length} instance(s), ${segments} segment(s) (${fresh} fetched now); newest instance ${newest}`,
        ...(before === undefined
          ? []
          : [`before: ${addDays(period.first, -days)} to ${addDays(period.last, -days)}`]),
        ...(wanted.length === 0
          ? [
              `not made yet, or not any more: Apple has instances of ${instances[0]?.date ?? ''} to ${newest}; a day comes about two days later`,
            ]
          : []),
        ...(tally.columns.some((name) => /^unique /i.test(name))
          ? ['columns of unique devices or people are left out: they cannot be added up']
          : []),
        ...notes.slice(0, 6),
        ...(notes.length > 6 ? [`and ${notes.length - 6} more notes`] : []),
      ],
      foreign: 'analyticsReports',
      period,
      fetched: [],
      file,
    });
    return { ...answer, tail: [...tail, ...(answer.tail ?? [])].slice(0, 3) };
  } catch (error) {
    await file?.discard();
    throw error;
  }
}

/**
 * Days by which an instance may be later than the days in it: rows come up to five days late, a week on the Friday after
 * it, a month on the fifth (Apple's pages on the reports, read 2026-11-22); a row says the first day of its week or month.
 */
const lateDays = { DAILY: 7, WEEKLY: 18, MONTHLY: 45, YEARLY: 45 } as const satisfies Record<
  Frequency,
  number
>;

function listOf(
  reports: readonly Thing[],
  standing: readonly string[],
  call: ReportCall,
  tail: readonly string[],
): Answer {
  const byCategory = new Map<string, string[]>();
  for (const report of reports) {
    const category = text(report, 'category') ?? 'OTHER';
    const names = byCategory.get(category) ?? [];
    names.push(cleanText(text(report, 'name') ?? report.id, 80));
    byCategory.set(category, names);
  }
  const [first] = reports;
  return {
    head: [...standing, `${reports.length} reports; give one as name:`],
    data: [...byCategory].map(([category, names]) => `${category}: ${names.join(', ')}`).join('\n'),
    tail: [
      ...tail,
      ...(first === undefined
        ? []
        : [
            `asc_get_report ${JSON.stringify({ report: 'analytics', app: call.app, name: text(first, 'name'), period: 'last 30 days', group_by: ['day'] })}`,
          ]),
    ],
  };
}

/** The days that are asked for; without a period, all that stands in the newest instances. */
function periodFor(call: ReportCall, instances: readonly Instance[], now: number): Period {
  if (call.period !== undefined && call.period !== 'latest')
    return periodOf(call.period, 'DAILY', ['DAILY'], true, now);
  if (call.compare !== undefined) throw noPeriod();
  const newest = instances.slice(call.period === 'latest' ? -1 : -usualInstances);
  const last = newest.at(-1)?.date ?? pacificDay(now);
  return { first: newest[0]?.date ?? last, last, frequency: 'DAILY', reports: [], future: 0 };
}

function createCall(app: BetaApp, accessType: string): string {
  return `asc_create ${JSON.stringify({
    operation: 'analyticsReportRequests_createInstance',
    attributes: { accessType },
    relationships: { app: app.id },
    if_exists: 'return',
  })}`;
}

function noRequest(app: BetaApp): Answer {
  return {
    head: [
      `Nobody has asked Apple for analytics of ${cleanText(app.name, 60)} yet, so there are none. Nothing was changed.`,
      'A request makes Apple prepare them: ONGOING every day from now on, ONE_TIME_SNAPSHOT once for the time before. Only an Admin key may make one, and a person has to agree. First data come one to two days later.',
    ],
    tail: [createCall(app, 'ONGOING'), createCall(app, 'ONE_TIME_SNAPSHOT')],
  };
}

function stillMade(
  app: BetaApp,
  title: string,
  granularity: Frequency,
  request: Request,
  now: number,
  tail: readonly string[],
): Answer {
  const soon = utcDay(now + dayMs);
  return {
    head: [
      `${cleanText(title, 80)} of ${cleanText(app.name, 60)}: no ${granularity.toLowerCase()} instance yet (request ${request.access}).`,
      `Apple is still making it: the first data come one to two days after the request${granularity === 'DAILY' ? '' : ', weekly ones on Fridays, monthly ones on the fifth'}. Ask again on ${soon} or later. Some reports never come where too few people use the app.`,
    ],
    tail,
  };
}

function noApp(): AscError {
  return notAsked(
    'illegal_arguments',
    'Analytics are made for one app: app is required.',
    'Give its name, bundle id or id as app.',
  );
}

function noPeriod(): AscError {
  return notAsked(
    'illegal_arguments',
    'compare needs a period to know the one before.',
    'Give period, such as "last 7 days".',
  );
}
