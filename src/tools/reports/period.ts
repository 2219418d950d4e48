import { AscError } from '../../client/errors.ts';
import { addDays, addMonths, daysFrom, monthEnd, pacificDay, weekEnd } from '../days.ts';
import { notAsked } from '../refused.ts';
import { calendarMonth, type Span, spanOf } from '../span.ts';
import { type FiscalMonth, fiscalMonths } from './fiscal.ts';
import type { Frequency } from './kinds.ts';

/** One report of a series: the date that Apple wants, and the days that it covers. */
export interface ReportDate {
  /** `2026-10-31`, `2026-10`, `2026`. */
  readonly date: string;
  readonly first: string;
  readonly last: string;
}

/** A series of reports that together cover a time. */
export interface Period {
  readonly first: string;
  readonly last: string;
  readonly frequency: Frequency | 'FISCAL';
  /** Oldest first. */
  readonly reports: readonly ReportDate[];
  /** Days at the end that cannot have a report yet: today and later, in California. */
  readonly future: number;
}

/** Reports of one call. */
const mostReports = 800;

/**
 * The reports that a period means: `latest`, `2026-10-31`, `2026-10`, `October 2026`, `2026`, `A..B`, `last week`,
 * `last 30 days`. Months and years that
 * are over are read as one report each where such are made and nobody asked for days. Throws `bad_period`.
 */
export function periodOf(
  given: string | undefined,
  wanted: Frequency | undefined,
  allowed: readonly Frequency[],
  byDay: boolean,
  now: number,
): Period {
  const today = pacificDay(now);
  const span = spanOf(given ?? 'latest', today);
  if (span === undefined) throw bad(given);
  const frequency = frequencyFor(span, wanted, allowed, byDay, today);
  const last = span.last >= today ? addDays(today, -1) : span.last;
  if (last < span.first)
    throw bad(given, 'it is not over in California yet: a day has its report on the next.');
  const reports = datesOf(frequency, span.first, last);
  if (reports.length === 0)
    throw bad(
      given,
      `no ${frequency.toLowerCase()} report lies wholly in it, up to yesterday in California.`,
    );
  return finish(span.first, last, frequency, reports, daysFrom(last, span.last) - 1, given);
}

/**
 * The same for finance reports, whose months are Apple's fiscal ones: `2026-01` is about October 2025.
 * A month by its name ("October 2026") is the fiscal one that most of it lies in.
 */
export function fiscalPeriodOf(given: string | undefined, now: number): Period {
  const today = pacificDay(now);
  const over = fiscalMonths.filter(({ last }) => last < today);
  const months = given === undefined || given === 'latest' ? over.slice(-1) : namedMonths(given, over);
  const [first] = months;
  const last = months.at(-1);
  if (first === undefined || last === undefined)
    throw bad(given, 'give fiscal months that are over, such as "2026-10" or "2026-01..2026-12".');
  const reports = months.map((month) => ({ date: month.month, first: month.first, last: month.last }));
  return finish(first.first, last.last, 'FISCAL', reports, 0, given);
}

/** The period of the same length right before. */
export function previousOf(period: Period): Period {
  const { first, frequency, reports } = period;
  const count = reports.length;
  const shifted = ((): readonly ReportDate[] => {
    switch (frequency) {
      case 'FISCAL': {
        const at = fiscalMonths.findIndex(({ month }) => month === reports[0]?.date);
        return fiscalMonths
          .slice(Math.max(0, at - count), at)
          .map((month) => ({ date: month.month, first: month.first, last: month.last }));
      }
      case 'MONTHLY':
        return reports.map(({ date }) => monthOf(addMonths(date, -count)));
      case 'YEARLY':
        return reports.map(({ date }) => yearOf(String(Number(date) - count)));
      default: {
        const days = daysFrom(first, period.last);
        return reports.map((report) => ({
          date: addDays(report.date, -days),
          first: addDays(report.first, -days),
          last: addDays(report.last, -days),
        }));
      }
    }
  })();
  return {
    first: shifted[0]?.first ?? first,
    last: shifted.at(-1)?.last ?? first,
    frequency,
    reports: shifted,
    future: 0,
  };
}

function finish(
  first: string,
  last: string,
  frequency: Period['frequency'],
  reports: readonly ReportDate[],
  future: number,
  given: string | undefined,
): Period {
  if (reports.length > mostReports)
    throw bad(given, `it has ${reports.length} reports, and one call takes ${mostReports}.`);
  return { first, last, frequency, reports, future };
}

/** The fiscal month that most of a calendar month (`2026-10`) lies in. */
export function fiscalMonthAround(month: string): FiscalMonth | undefined {
  const middle = `${month}-15`;
  return fiscalMonths.find(({ first, last }) => first <= middle && middle <= last);
}

function frequencyFor(
  span: Span,
  wanted: Frequency | undefined,
  allowed: readonly Frequency[],
  byDay: boolean,
  today: string,
): Frequency {
  if (wanted !== undefined) {
    if (allowed.includes(wanted)) return wanted;
    throw new AscError({
      code: 'bad_frequency',
      message: `This report is not made ${wanted.toLowerCase()}.`,
      meaning: `Apple makes it ${allowed.join(', ').toLowerCase()}.`,
      next: `Leave frequency out, or give "${(allowed[0] ?? 'DAILY').toLowerCase()}".`,
      outcome: 'not_sent',
    });
  }
  // A month's report is there about five days after its end, a year's about six.
  const over = addDays(span.last, 6) < today;
  if (!byDay && over && span.unit === 'year' && allowed.includes('YEARLY')) return 'YEARLY';
  if (!byDay && over && span.unit !== 'day' && allowed.includes('MONTHLY')) return 'MONTHLY';
  return allowed[0] ?? 'DAILY';
}

function datesOf(frequency: Frequency, first: string, last: string): readonly ReportDate[] {
  const dates: ReportDate[] = [];
  switch (frequency) {
    case 'DAILY':
      for (let day = first; day <= last && dates.length <= mostReports; day = addDays(day, 1))
        dates.push({ date: day, first: day, last: day });
      break;
    case 'WEEKLY':
      for (let end = weekEnd(first); end <= last; end = addDays(end, 7))
        if (addDays(end, -6) >= first) dates.push({ date: end, first: addDays(end, -6), last: end });
      break;
    case 'MONTHLY':
      for (let month = first.slice(0, 7); monthEnd(month) <= last; month = addMonths(month, 1))
        if (`${month}-01` >= first) dates.push(monthOf(month));
      break;
    default:
      for (let year = Number(first.slice(0, 4)); `${year}-12-31` <= last; year += 1)
        if (`${year}-01-01` >= first) dates.push(yearOf(String(year)));
  }
  return dates;
}

function monthOf(month: string): ReportDate {
  return { date: month, first: `${month}-01`, last: monthEnd(month) };
}

function yearOf(year: string): ReportDate {
  return { date: year, first: `${year}-01-01`, last: `${year}-12-31` };
}

function namedMonths(given: string, over: readonly FiscalMonth[]): readonly FiscalMonth[] {
  const text = given.trim().toLowerCase();
  const count = /^last (\d{1,2}) months?$/.exec(text === 'last month' ? 'last 1 month' : text)?.[1];
  if (count !== undefined) return Number(count) === 0 ? [] : over.slice(-Number(count));
  const [from = '', to = from] = text.split('..').map((part) => {
    const calendar = calendarMonth(part);
    return (calendar === undefined ? undefined : fiscalMonthAround(calendar)?.month) ?? part.trim();
  });
  if (!/^\d{4}(-\d\d)?$/.test(from) || !/^\d{4}(-\d\d)?$/.test(to)) return [];
  const first = from.length === 4 ? `${from}-01` : from;
  const last = to.length === 4 ? `${to}-12` : to;
  return over.filter(({ month }) => month >= first && month <= last);
}

function bad(given: string | undefined, why?: string): AscError {
  return notAsked(
    'bad_period',
    `${JSON.stringify((given ?? 'latest').slice(0, 60))} is no period for this report${why === undefined ? '.' : `: ${why}`}`,
    'Give "latest", a day "2026-10-31", a month "2026-10", a year "2025", "2026-10-01..2026-10-31" or "last 30 days"; "last week", "October 2026" do as well.',
  );
}
