import { type ApiError, apiError } from './errors.ts';
import { teamIds } from './team-ids.ts';

/** The text of a report, before it is compressed. */
export interface ReportText {
  readonly status: 200;
  /** Tab-separated, first line names the columns, every line ends with a line feed. */
  readonly body: string;
}

export type Query = Readonly<Record<string, string>>;
export type Cells = readonly (string | number)[];

export const vendorName = 'Northwind Apps Ltd';

export function invalid(parameter: string, detail: string): ApiError {
  return apiError(400, 'PARAMETER_ERROR.INVALID', detail, { parameter: `filter[${parameter}]` });
}

export function noSales(): ApiError {
  return apiError(404, 'NOT_FOUND', 'There were no sales for the date specified.');
}

export function notYet(): ApiError {
  return apiError(404, 'NOT_FOUND', 'Report is not available yet. Try again later.');
}

export function gone(): ApiError {
  return apiError(
    410,
    'NOT_FOUND',
    'The report you requested is no longer available. Reports are kept for a year.',
  );
}

export function checkVendor(query: Query): ApiError | undefined {
  return query['filter[vendorNumber]'] === teamIds.vendorNumber
    ? undefined
    : invalid('vendorNumber', 'Invalid vendor number specified.');
}

export function table(columns: readonly string[], rows: readonly Cells[]): ReportText {
  return { status: 200, body: `${[columns, ...rows].map((cells) => cells.join('\t')).join('\n')}\n` };
}

/** `11/22/2026`, as Apple writes dates in sales reports. */
export function american(date: string): string {
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year}`;
}
