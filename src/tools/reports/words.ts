import { addDays, pacificDay } from '../days.ts';
import { listed } from '../listed.ts';
import type { Fetched, ReportState } from './fetch.ts';
import type { Period, ReportDate } from './period.ts';

/** Dates as ranges: `2026-10-01..2026-10-05, 2026-10-09`; at most eight, the rest is counted. */
export function ranges(reports: readonly ReportDate[]): string {
  const found: [ReportDate, ReportDate][] = [];
  for (const report of reports) {
    const last = found.at(-1);
    if (last !== undefined && addDays(last[1].last, 1) === report.first) last[1] = report;
    else found.push([report, report]);
  }
  return listed(
    found.map(([first, last]) => (first === last ? first.date : `${first.date}..${last.date}`)),
    8,
  );
}

const frequencyWords = {
  DAILY: 'daily',
  WEEKLY: 'weekly',
  MONTHLY: 'monthly',
  YEARLY: 'yearly',
  FISCAL: 'fiscal monthly',
} as const;

export function frequencyWord(frequency: Period['frequency']): string {
  return frequencyWords[frequency];
}

/** What became of the reports, in our words: a zero, one that is not there yet, and one that is gone are three things. */
export function stateLines(fetched: readonly Fetched[], period: Period, now: number): readonly string[] {
  const of = (state: ReportState): readonly ReportDate[] =>
    fetched.filter((one) => one.state === state).map(({ report }) => report);
  const [none, waiting, gone, odd] = [of('no_sales'), of('not_ready'), of('too_old'), of('unknown')];
  const said = fetched.find((one) => one.said !== undefined)?.said;
  return [
    ...(none.length > 0 ? [`no sales (a true zero, Apple says): ${ranges(none)}`] : []),
    ...(waiting.length > 0 ? [`not ready yet: ${ranges(waiting)}; ${whenReady(period.frequency, now)}`] : []),
    ...(period.future > 0
      ? [`not over yet: the last ${period.future} day(s) of the period; a day's report comes on the next`]
      : []),
    ...(gone.length > 0
      ? [
          `too old: ${ranges(gone)}; Apple keeps daily, weekly and monthly reports about a year (back to ${addDays(pacificDay(now), -365)}); yearly ones stay`,
        ]
      : []),
    ...(odd.length > 0
      ? [
          `missing for a reason Apple did not name (404${said === undefined ? '' : `: "${said.slice(0, 120)}"`}): ${ranges(odd)}`,
        ]
      : []),
  ];
}

/** Daily reports are there at about 5–8 in the morning, Pacific, on the next day (facts of 2026-11-22). */
function whenReady(frequency: Period['frequency'], now: number): string {
  switch (frequency) {
    case 'DAILY':
      return `daily ones come at 5–8 a.m. Pacific on the next day (now ${pacificTime(now)} there)`;
    case 'WEEKLY':
      return 'weekly ones come on the Monday after';
    case 'MONTHLY':
      return 'monthly ones come about five days after the month';
    case 'YEARLY':
      return 'yearly ones come about six days after the year';
    default:
      return 'finance comes some days after the fiscal month, mostly within two weeks';
  }
}

function pacificTime(now: number): string {
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'America/Los_Angeles',
    hour: '2-digit',
    minute: '2-digit',
  }).format(now);
  return `${pacificDay(now)} ${time}`;
}
