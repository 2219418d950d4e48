import type { ApiError } from './errors.ts';
import { detailColumns, financeColumns } from './report-columns.ts';
import { daysBetween, pacificDate, type Sale, salesBetween, shiftDate } from './report-days.ts';
import {
  american,
  checkVendor,
  invalid,
  noSales,
  notYet,
  type Query,
  type ReportText,
  table,
  vendorName,
} from './report-text.ts';

/** Currency regions of the finance reports and the countries in them; nothing is sold in the rest, `WW`. */
const regions: Readonly<Record<string, readonly string[]>> = {
  US: ['US'],
  EU: ['DE', 'FR', 'ES', 'IT', 'NL', 'AT', 'BE'],
  GB: ['GB'],
  JP: ['JP'],
  CA: ['CA'],
  AU: ['AU'],
  BR: ['BR'],
  MX: ['MX'],
  SE: ['SE'],
  CH: ['CH'],
  TR: ['TR'],
  KR: ['KR'],
  IN: ['IN'],
  PL: ['PL'],
  DK: ['DK'],
  NO: ['NO'],
  NZ: ['NZ'],
  SG: ['SG'],
  ZA: ['ZA'],
  WW: [],
};

/**
 * First and last day of a month of Apple's fiscal year: the year starts on the Sunday after the last Saturday of
 * September, its quarters have 5 + 4 + 4 weeks; in a year of 53 weeks December has five.
 *
 * @param month `2026-01` is the first fiscal month of 2026, that is about October 2025
 */
export function fiscalMonth(month: string): { readonly first: string; readonly last: string } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const start = shiftDate(lastSaturdayOfSeptember(year - 1), 1);
  const end = lastSaturdayOfSeptember(year);
  const weeksOfYear = daysBetween(start, end).length / 7;
  let weeks = 0;
  for (let index = 1; index < number; index++) weeks += weeksOfMonth(index, weeksOfYear);
  const first = shiftDate(start, weeks * 7);
  return { first, last: shiftDate(first, weeksOfMonth(number, weeksOfYear) * 7 - 1) };
}

function weeksOfMonth(number: number, weeksOfYear: number): number {
  if (number === 3 && weeksOfYear === 53) return 5;
  return number % 3 === 1 ? 5 : 4;
}

function lastSaturdayOfSeptember(year: number): string {
  const end = new Date(Date.UTC(year, 8, 30));
  return shiftDate(end.toISOString().slice(0, 10), -((end.getUTCDay() + 1) % 7));
}

/** `GET /v1/financeReports` without the compression. */
export function financeReport(query: Query, now: number): ReportText | ApiError {
  const problem = checkVendor(query);
  if (problem !== undefined) return problem;
  const detail = query['filter[reportType]'] === 'FINANCE_DETAIL';
  const region = query['filter[regionCode]'] ?? '';
  if (detail ? region !== 'Z1' : region !== 'ZZ' && !Object.hasOwn(regions, region))
    return invalid(
      'regionCode',
      detail
        ? 'A report of type FINANCE_DETAIL only has the region Z1.'
        : `Unknown region ${region}. Use ZZ for all regions in one file.`,
    );
  const month = query['filter[reportDate]'] ?? '';
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    return invalid('reportDate', 'Use YYYY-MM of a fiscal month, 01 is about October.');
  const { first, last } = fiscalMonth(month);
  // Payments of a fiscal month are worked out within about ten days.
  if (shiftDate(last, 10) > pacificDate(now)) return notYet();
  const countries = region === 'ZZ' || region === 'Z1' ? undefined : regions[region];
  const rows = salesBetween(first, last, now).filter(
    (row) => Number(row.proceeds) > 0 && (countries === undefined || countries.includes(row.country)),
  );
  if (rows.length === 0) return noSales();
  const share = (row: Sale) => (row.units * Number(row.proceeds)).toFixed(2);
  if (detail)
    return table(
      detailColumns,
      rows.map((row) => [
        american(first),
        american(last),
        row.appleId,
        row.sku,
        row.title,
        vendorName,
        row.type,
        row.country,
        row.units,
        row.proceeds,
        share(row),
        row.currency,
        row.price,
        row.currency,
        row.units < 0 ? 'R' : 'S',
        '',
        '',
        regionOf(row.country),
      ]),
    );
  const body = table(
    financeColumns,
    rows.map((row) => [
      american(first),
      american(last),
      '',
      '',
      row.sku,
      row.units,
      row.proceeds,
      share(row),
      row.currency,
      row.units < 0 ? 'R' : 'S',
      row.appleId,
      vendorName,
      row.title,
      '',
      '',
      row.type,
      '',
      row.country,
      '',
      '',
      row.price,
      row.currency,
    ]),
  );
  const units = rows.reduce((sum, row) => sum + row.units, 0);
  return { status: 200, body: `${body.body}Total_Rows\t${rows.length}\nTotal_Units\t${units}\n` };
}

function regionOf(country: string): string {
  return Object.entries(regions).find(([, countries]) => countries.includes(country))?.[0] ?? 'WW';
}
