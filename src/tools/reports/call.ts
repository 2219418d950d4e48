/** A call of `asc_get_report`, parsed. */
export interface ReportCall {
  readonly report: string;
  readonly app?: string | undefined;
  readonly name?: string | undefined;
  readonly period?: string | undefined;
  readonly frequency?: 'daily' | 'weekly' | 'monthly' | 'yearly' | undefined;
  readonly group_by?: readonly string[] | undefined;
  readonly filter?: Readonly<Record<string, string>> | undefined;
  readonly measure?: string | undefined;
  readonly top?: number | undefined;
  readonly compare?: 'previous' | undefined;
  readonly save_to?: string | undefined;
  readonly chart?: 'light' | 'dark' | undefined;
  readonly build?: string | undefined;
  readonly vendor_number?: string | undefined;
}
