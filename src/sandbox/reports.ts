import { type ApiError, apiError } from './errors.ts';
import {
  eventColumns,
  installColumns,
  redemptionColumns,
  salesColumns,
  subscriberColumns,
  subscriptionColumns,
  winBackColumns,
} from './report-columns.ts';
import { latestDay, pacificDate, type Sale, salesBetween, salesOn, shiftDate } from './report-days.ts';
import {
  eventRows,
  redemptionRows,
  subscriberRows,
  subscriptionRows,
  winBackRows,
} from './report-subscriptions.ts';
import {
  american,
  type Cells,
  checkVendor,
  gone,
  invalid,
  noSales,
  notYet,
  type Query,
  type ReportText,
  table,
  vendorName,
} from './report-text.ts';
import { teamIds } from './team-ids.ts';

export { financeReport } from './report-finance.ts';
export type { ReportText } from './report-text.ts';

/** Daily, weekly and monthly reports are kept for about a year. */
const horizon = 365;

interface Kind {
  readonly type: string;
  readonly subType: string;
  readonly frequencies: readonly string[];
  readonly versions: readonly string[];
}

/** Which reports there are, as Apple's documentation of sales reports says (a copy read in November 2026). */
const kinds: readonly Kind[] = [
  {
    type: 'SALES',
    subType: 'SUMMARY',
    frequencies: ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'],
    versions: ['1_0'],
  },
  {
    type: 'PRE_ORDER',
    subType: 'SUMMARY',
    frequencies: ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'],
    versions: ['1_0'],
  },
  { type: 'NEWSSTAND', subType: 'DETAILED', frequencies: ['DAILY', 'WEEKLY'], versions: ['1_0'] },
  { type: 'SUBSCRIPTION', subType: 'SUMMARY', frequencies: ['DAILY'], versions: ['1_3'] },
  { type: 'SUBSCRIPTION_EVENT', subType: 'SUMMARY', frequencies: ['DAILY'], versions: ['1_3'] },
  { type: 'SUBSCRIBER', subType: 'DETAILED', frequencies: ['DAILY'], versions: ['1_3'] },
  {
    type: 'SUBSCRIPTION_OFFER_CODE_REDEMPTION',
    subType: 'SUMMARY',
    frequencies: ['DAILY'],
    versions: ['1_0'],
  },
  { type: 'WIN_BACK_ELIGIBILITY', subType: 'SUMMARY', frequencies: ['DAILY'], versions: ['1_0'] },
  { type: 'FIRST_ANNUAL', subType: 'DETAILED', frequencies: ['DAILY'], versions: ['1_0'] },
  { type: 'FIRST_ANNUAL', subType: 'SUMMARY', frequencies: ['YEARLY'], versions: ['1_0'] },
  {
    type: 'INSTALLS',
    subType: 'SUMMARY_INSTALL_TYPE',
    frequencies: ['MONTHLY'],
    versions: ['1_2'],
  },
  { type: 'INSTALLS', subType: 'SUMMARY_TERRITORY', frequencies: ['MONTHLY'], versions: ['1_2'] },
  { type: 'INSTALLS', subType: 'SUMMARY_CHANNEL', frequencies: ['MONTHLY'], versions: ['1_2'] },
  {
    type: 'INSTALLS',
    subType: 'SUMMARY_INSTALL_TYPE',
    frequencies: ['YEARLY'],
    versions: ['1_0', '1_1'],
  },
];

/**
 * `GET /v1/salesReports` without the compression. `query` holds the parameters by name, already known to the catalogue. A
 * day of sales gets `least` rows where it has any: those of a team that sells more.
 */
export function salesReport(query: Query, now: number, least = 0): ReportText | ApiError {
  const problem = checkVendor(query);
  if (problem !== undefined) return problem;
  const type = query['filter[reportType]'] ?? '';
  const subType = query['filter[reportSubType]'] ?? '';
  const frequency = query['filter[frequency]'] ?? '';
  const ofType = kinds.filter((kind) => kind.type === type);
  const ofSubType = ofType.filter((kind) => kind.subType === subType);
  if (ofSubType.length === 0)
    return invalid(
      'reportSubType',
      `The report type ${type} has no sub type ${subType}. Use ${unique(ofType.map((kind) => kind.subType)).join(' or ')}.`,
    );
  const kind = ofSubType.find((candidate) => candidate.frequencies.includes(frequency));
  if (kind === undefined)
    return invalid(
      'frequency',
      `The report ${type} ${subType} is not made ${frequency}. Use ${unique(ofSubType.flatMap((one) => one.frequencies)).join(' or ')}.`,
    );
  const version = query['filter[version]'];
  if (version !== undefined && !kind.versions.includes(version))
    return invalid(
      'version',
      `${version} is not a version of the report ${type}. The latest version for this report is ${kind.versions.at(-1) ?? ''}.`,
    );
  const span = spanOf(frequency, query['filter[reportDate]'], now);
  if ('code' in span) return span;
  if (frequency !== 'YEARLY' && span.last < shiftDate(pacificDate(now), -horizon)) return gone();
  if (span.ready > now) return notYet();
  return write(kind, span, now, least);
}

interface Span {
  readonly first: string;
  readonly last: string;
  /** When the report comes into being, milliseconds since 1970. */
  readonly ready: number;
}

/** The days that a report date means. */
function spanOf(frequency: string, date: string | undefined, now: number): Span | ApiError {
  if (date === undefined) {
    if (frequency === 'DAILY') return { first: latestDay(now), last: latestDay(now), ready: now };
    return apiError(400, 'PARAMETER_ERROR.REQUIRED', `A ${frequency.toLowerCase()} report needs a date.`, {
      parameter: 'filter[reportDate]',
    });
  }
  switch (frequency) {
    case 'DAILY':
      if (!isDay(date)) return invalid('reportDate', 'Use YYYY-MM-DD for a daily report.');
      return { first: date, last: date, ready: date > latestDay(now) ? Number.POSITIVE_INFINITY : now };
    case 'WEEKLY': {
      if (!isDay(date) || new Date(`${date}T00:00:00Z`).getUTCDay() !== 0)
        return invalid('reportDate', 'Use YYYY-MM-DD of the Sunday that ends the week.');
      return { first: shiftDate(date, -6), last: date, ready: readyAfter(date, 1, now) };
    }
    case 'MONTHLY': {
      if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(date))
        return invalid('reportDate', 'Use YYYY-MM for a monthly report.');
      const last = lastOfMonth(date);
      return { first: `${date}-01`, last, ready: readyAfter(last, 5, now) };
    }
    default: {
      if (!/^\d{4}$/.test(date)) return invalid('reportDate', 'Use YYYY for a yearly report.');
      return { first: `${date}-01-01`, last: `${date}-12-31`, ready: readyAfter(`${date}-12-31`, 6, now) };
    }
  }
}

function readyAfter(last: string, days: number, now: number): number {
  return shiftDate(last, days) > pacificDate(now, 8) ? Number.POSITIVE_INFINITY : now;
}

function isDay(date: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return false;
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

function lastOfMonth(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}

function write(kind: Kind, span: Span, now: number, least: number): ReportText | ApiError {
  switch (kind.type) {
    case 'SALES': {
      const rows =
        span.first === span.last ? salesOn(span.first, now) : salesBetween(span.first, span.last, now);
      return rows.length === 0
        ? noSales()
        : table(
            salesColumns,
            manyTimes(rows, least).map((row) => salesCells(row, span)),
          );
    }
    case 'SUBSCRIPTION':
      return orNone(subscriptionColumns, subscriptionRows(span.first, now));
    case 'SUBSCRIPTION_EVENT':
      return orNone(eventColumns, eventRows(span.first, now));
    case 'SUBSCRIBER':
      return orNone(subscriberColumns, subscriberRows(span.first, now));
    case 'SUBSCRIPTION_OFFER_CODE_REDEMPTION':
      return orNone(redemptionColumns, redemptionRows(span.first, now));
    case 'WIN_BACK_ELIGIBILITY':
      return orNone(winBackColumns, winBackRows(span.first, now));
    case 'INSTALLS':
      // Apple makes no new ones since 4 November 2026.
      return span.last > '2026-11-04'
        ? notYet()
        : orNone(installColumns, installRows(kind.subType, span, now));
    default:
      return noSales();
  }
}

/** The rows again and again, each time with a unit more, until there are enough. */
function manyTimes(rows: readonly Sale[], least: number): readonly Sale[] {
  if (rows.length >= least) return rows;
  return Array.from({ length: least }, (_, index) => {
    const row = rows[index % rows.length];
    return row === undefined ? [] : [{ ...row, units: row.units + Math.floor(index / rows.length) }];
  }).flat();
}

function orNone(columns: readonly string[], rows: readonly Cells[]): ReportText | ApiError {
  return rows.length === 0 ? noSales() : table(columns, rows);
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

function salesCells(row: Sale, span: Span): Cells {
  return [
    'APPLE',
    'US',
    row.sku,
    vendorName,
    row.title,
    row.version,
    row.type,
    row.units.toFixed(2),
    row.proceeds,
    american(span.first),
    american(span.last),
    row.currency,
    row.country,
    row.currency,
    row.appleId,
    row.price,
    '',
    row.parent,
    row.subscription,
    row.period,
    row.category,
    '',
    row.device,
    row.platforms,
    row.subscription === '' ? '' : 'Rate After One Year',
    '',
    '',
    '',
  ];
}

function installRows(subType: string, span: Span, now: number): readonly Cells[] {
  const groups = new Map<string, number>();
  for (const row of salesBetween(span.first, span.last, now)) {
    if (!/^(1F|3F|F1)$/.test(row.type) || row.appleId !== teamIds.weather.app) continue;
    const group =
      subType === 'SUMMARY_TERRITORY'
        ? row.country
        : subType === 'SUMMARY_CHANNEL'
          ? 'App Store'
          : row.type === '3F'
            ? 'Redownload'
            : 'First install';
    groups.set(group, (groups.get(group) ?? 0) + row.units);
  }
  return [...groups].map(([group, count]) => [
    'Weather Now',
    teamIds.weather.app,
    american(span.first),
    american(span.last),
    group,
    count,
  ]);
}
