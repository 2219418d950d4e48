import { dayMs, utcDay } from '../days.ts';

/**
 * Apple's fiscal calendar, by which finance reports are made: a year begins on the Sunday after the last Saturday of
 * September, its quarters have 5 + 4 + 4 weeks, and in a year of 53 weeks the third month (December) has five.
 * Years up to 2026 as public clients list them; those after it follow from the rule (both read 2026-11-22).
 */
interface FiscalYear {
  readonly year: number;
  /** First day. */
  readonly first: string;
  readonly weeks: 52 | 53;
}

const fiscalYears: readonly FiscalYear[] = [
  { year: 2016, first: '2015-09-27', weeks: 52 },
  { year: 2017, first: '2016-09-25', weeks: 53 },
  { year: 2018, first: '2017-10-01', weeks: 52 },
  { year: 2019, first: '2018-09-30', weeks: 52 },
  { year: 2020, first: '2019-09-29', weeks: 52 },
  { year: 2021, first: '2020-09-27', weeks: 52 },
  { year: 2022, first: '2021-09-26', weeks: 52 },
  { year: 2023, first: '2022-09-25', weeks: 53 },
  { year: 2024, first: '2023-10-01', weeks: 52 },
  { year: 2025, first: '2024-09-29', weeks: 52 },
  { year: 2026, first: '2025-09-28', weeks: 52 },
  { year: 2027, first: '2026-09-27', weeks: 52 },
  { year: 2028, first: '2027-09-26', weeks: 53 },
  { year: 2029, first: '2028-10-01', weeks: 52 },
  { year: 2030, first: '2029-09-30', weeks: 52 },
  { year: 2031, first: '2030-09-29', weeks: 52 },
];

/** Weeks of the twelve months, October first. */
const usual = [5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4] as const;
const long = [5, 4, 5, 5, 4, 4, 5, 4, 4, 5, 4, 4] as const;

/** One month of the fiscal calendar. `2026-01` is about October 2025. */
export interface FiscalMonth {
  /** `YYYY-MM` as Apple asks for it. */
  readonly month: string;
  readonly first: string;
  readonly last: string;
}

/** Every month of the table, oldest first. */
export const fiscalMonths: readonly FiscalMonth[] = fiscalYears.flatMap(({ year, first, weeks }) => {
  let start = Date.parse(`${first}T00:00:00Z`);
  return (weeks === 53 ? long : usual).map((length, index) => {
    const from = start;
    start += length * 7 * dayMs;
    return {
      month: `${year}-${String(index + 1).padStart(2, '0')}`,
      first: utcDay(from),
      last: utcDay(start - dayMs),
    };
  });
});
