import { describe, expect, it } from 'vitest';
import { fiscalMonth } from '../../../src/sandbox/report-finance.ts';
import { fiscalMonths } from '../../../src/tools/reports/fiscal.ts';
import { fiscalPeriodOf, periodOf, previousOf } from '../../../src/tools/reports/period.ts';
import { ranges } from '../../../src/tools/reports/words.ts';

// Sunday, one in the morning in California.
const now = Date.parse('2026-11-22T09:00:00Z');
const all = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
const dates = (given: string | undefined, byDay = false, frequency?: (typeof all)[number]) =>
  periodOf(given, frequency, all, byDay, now).reports.map(({ date }) => date);

describe('a period', () => {
  it.each<[string | undefined, string[]]>([
    [undefined, ['2026-11-21']],
    ['latest', ['2026-11-21']],
    ['2026-11-18', ['2026-11-18']],
    [
      'last week',
      ['2026-11-09', '2026-11-10', '2026-11-11', '2026-11-12', '2026-11-13', '2026-11-14', '2026-11-15'],
    ],
    ['October 2026', ['2026-10']],
    ['last 3 days', ['2026-11-19', '2026-11-20', '2026-11-21']],
    ['2026-10', ['2026-10']],
    ['2026-08..2026-10', ['2026-08', '2026-09', '2026-10']],
    ['last 2 months', ['2026-09', '2026-10']],
    ['2024..2025', ['2024', '2025']],
    ['2026-10-30..2026-11-01', ['2026-10-30', '2026-10-31', '2026-11-01']],
  ])('%s', (given, expected) => {
    expect(dates(given)).toEqual(expected);
  });

  it('takes a month by its name for the fiscal one that most of it lies in, and by its number as it is', () => {
    expect(fiscalPeriodOf('October 2026', now).reports.map(({ date }) => date)).toEqual(['2027-01']);
    expect(fiscalPeriodOf('2026-10', now).reports[0]).toEqual({
      date: '2026-10',
      first: '2026-06-28',
      last: '2026-08-01',
    });
  });

  it('takes the days of a month when days are asked for', () => {
    expect(dates('2026-02', true)).toHaveLength(28);
  });

  it('asks for days where the month is not over, and for none of the future', () => {
    const period = periodOf('2026-11', undefined, all, false, now);
    expect(period.reports.at(-1)?.date).toBe('2026-11-21');
    expect(period).toMatchObject({ frequency: 'DAILY', last: '2026-11-21', future: 9 });
  });

  it('calls weeks by their Sunday, and takes whole ones only', () => {
    expect(dates('2026-11-01..2026-11-21', false, 'WEEKLY')).toEqual(['2026-11-08', '2026-11-15']);
    expect(dates('last 2 weeks', false, 'WEEKLY')).toEqual(['2026-11-08', '2026-11-15']);
  });

  it.each(['', 'soon', '2026-13', '2026-02-30', '2026-11-03..2026-11-01', '2026-12-24', '1..2..3'])(
    'refuses %s',
    (given) => {
      expect(() => dates(given)).toThrow(/no period for this report/);
    },
  );

  it('refuses a frequency that Apple does not make', () => {
    expect(() => periodOf('2026-10', 'WEEKLY', ['DAILY'], false, now)).toThrow('not made weekly');
  });

  it('has a period before of the same length', () => {
    const earlier = (given: string) => previousOf(periodOf(given, undefined, all, false, now));
    expect(earlier('last 3 days')).toMatchObject({ first: '2026-11-16', last: '2026-11-18' });
    expect(earlier('2026-01..2026-03').reports.map(({ date }) => date)).toEqual([
      '2025-10',
      '2025-11',
      '2025-12',
    ]);
    expect(earlier('2025').reports).toEqual([{ date: '2024', first: '2024-01-01', last: '2024-12-31' }]);
  });
});

describe('the fiscal calendar', () => {
  it('is the one that the sandbox works out, for every month of the table', () => {
    expect(fiscalMonths.map(({ first, last }) => ({ first, last }))).toEqual(
      fiscalMonths.map(({ month }) => fiscalMonth(month)),
    );
    expect(fiscalMonths).toHaveLength(192);
  });

  it('has each day once', () => {
    for (const [index, month] of fiscalMonths.entries()) {
      const next = fiscalMonths[index + 1];
      if (next !== undefined) expect(Date.parse(next.first) - Date.parse(month.last)).toBe(86_400_000);
    }
  });

  it('gives the months that are over', () => {
    expect(fiscalPeriodOf('latest', now).reports).toEqual([
      { date: '2027-01', first: '2026-09-27', last: '2026-10-31' },
    ]);
    expect(fiscalPeriodOf('2026', now).reports).toHaveLength(12);
    expect(previousOf(fiscalPeriodOf('2027-01', now)).reports.map(({ date }) => date)).toEqual(['2026-12']);
    expect(() => fiscalPeriodOf('2026-10-01', now)).toThrow('fiscal months');
  });
});

describe('dates in an answer', () => {
  it('are put together', () => {
    expect(ranges(periodOf('2026-11-01..2026-11-04', undefined, all, false, now).reports)).toBe(
      '2026-11-01..2026-11-04',
    );
  });
});
