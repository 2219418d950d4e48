import type { AscError } from '../../client/errors.ts';
import type { Answer } from '../answer.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { addDays, dayMs, daysFrom, pacificDay, utcDay } from '../days.ts';
import { type Thing, text } from '../document.ts';
import { notAsked } from '../refused.ts';
import type { BetaApp } from '../testflight/app.ts';
import { readApp } from '../testflight/app.ts';
import { type RowsRead, readInstanceRows } from './analytics-rows.ts';
import {
  chooseReport,
  type Instance,
  type Request,
  readInstances,
  readReports,
  readRequests,
} from './analytics-source.ts';
import type { ReportCall } from './call.ts';
import { answerOf, RowFile } from './deliver.ts';
import { analyticsMeasures, type Frequency } from './kinds.ts';
import { type Period, periodOf } from './period.ts';
import { placeCodes } from './place.ts';
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
  const period = periodFor(call, instances, now);
  return addedUp(context, call, { app, title, instances, granularity, period, standing, tail });
}

/** A report that was chosen, and what is said with it. */
interface Chosen {
  readonly app: BetaApp;
  readonly title: string;
  /** Oldest first; at least one. */
  readonly instances: readonly Instance[];
  readonly granularity: Frequency;
  readonly period: Period;
  /** About the request, before the numbers. */
  readonly standing: readonly string[];
  /** Next steps of the request, before those of the numbers. */
  readonly tail: readonly string[];
}

async function addedUp(context: ToolContext, call: ReportCall, chosen: Chosen): Promise<Answer> {
  const { app, title, period, standing, tail } = chosen;
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
  const byDays = namedDays(call) !== undefined;
  const tally = new Tally({
    ...plan,
    between: byDays ? [period.first, period.last] : undefined,
    onRow: file?.take,
  });
  const earlier = call.compare === undefined ? undefined : before(period, days);
  const compared = earlier === undefined ? undefined : new Tally({ ...plan, between: earlier });
  const wanted = readFor(chosen, byDays, earlier?.[0] ?? period.first);
  try {
    const read = await readInstanceRows(context, kept, wanted, {
      header: (names, date) => {
        const now = tally.begin(names, date);
        const then = compared?.begin(names, date, days);
        return then === undefined
          ? now
          : (cells) => {
              now(cells);
              then(cells);
            };
      },
      ...(file === undefined ? {} : { flush: () => file.flush() }),
    });
    const answer = await answerOf({
      context,
      call,
      tally,
      before: compared,
      groupBy,
      title: `${title} of ${cleanText(app.name, 60)}`,
      source: title,
      lines: [
        ...standing,
        readLine(chosen, byDays, read),
        ...(earlier === undefined ? [] : [`before: ${earlier.join(' to ')}`]),
        ...(wanted.length === 0 ? [nothingRead(chosen)] : []),
        ...(tally.columns.some((name) => /^unique /i.test(name))
          ? ['columns of unique devices or people are left out: they cannot be added up']
          : []),
        ...shortened(read.notes),
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

/** The days that were asked for, in words; `undefined` where whole instances are wanted. */
function namedDays({ period }: ReportCall): string | undefined {
  return period === 'latest' ? undefined : period;
}

/** As many days, right before. */
function before({ first, last }: Period, days: number): readonly [first: string, last: string] {
  return [addDays(first, -days), addDays(last, -days)];
}

/** Late rows of a day come in later instances, so instances up to some days after the period are read as well. */
function readFor(
  { instances, granularity, period }: Chosen,
  byDays: boolean,
  from: string,
): readonly Instance[] {
  const to = byDays ? addDays(period.last, lateDays[granularity]) : period.last;
  return instances.filter(({ date }) => date >= from && date <= to);
}

function readLine(
  { instances, granularity, period }: Chosen,
  byDays: boolean,
  { read, segments, fresh }: RowsRead,
): string {
  return `${granularity.toLowerCase()}, ${byDays ? 'days' : 'instances of'} ${period.first} to ${period.last}: ${read} instance(s), ${segments} segment(s) (${fresh} fetched now); newest instance ${instances.at(-1)?.date ?? ''}`;
}

function nothingRead({ instances }: Chosen): string {
  return `not made yet, or not any more: Apple has instances of ${instances[0]?.date ?? ''} to ${instances.at(-1)?.date ?? ''}; a day comes about two days later`;
}

function shortened(notes: readonly string[]): readonly string[] {
  return notes.length > 6 ? [...notes.slice(0, 6), `and ${notes.length - 6} more notes`] : notes;
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
  const days = namedDays(call);
  if (days !== undefined) return periodOf(days, 'DAILY', ['DAILY'], true, now);
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
