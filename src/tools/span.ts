import { addDays, addMonths, isDay, monthEnd, weekEnd } from './days.ts';

/** Days from `first` to `last`, as somebody named them. */
export interface Span {
  readonly first: string;
  readonly last: string;
  /** In what it was given. */
  readonly unit: 'day' | 'month' | 'year';
}

/**
 * The days that words mean on the day `today`: `2026-10-31`, `2026-10`, `October 2026`, `2026`, `A..B`, `yesterday`
 * (the same as `latest`), `last week`, `last 30 days`. Weeks and months are whole ones that are over. `undefined` when
 * it is none of these.
 */
export function spanOf(given: string, today: string): Span | undefined {
  const text = given.trim().toLowerCase();
  const yesterday = addDays(today, -1);
  if (text === 'latest' || text === 'yesterday') return { first: yesterday, last: yesterday, unit: 'day' };
  const [, count = '1', unit] = /^last (?:(\d{1,3}) )?(day|week|month)s?$/.exec(text) ?? [];
  if (unit !== undefined) {
    const number = Math.max(1, Number(count));
    if (unit === 'month') {
      const last = addMonths(today.slice(0, 7), -1);
      return { first: `${addMonths(last, 1 - number)}-01`, last: monthEnd(last), unit: 'month' };
    }
    const last = unit === 'week' ? addDays(weekEnd(today), -7) : yesterday;
    return { first: addDays(last, 1 - number * (unit === 'week' ? 7 : 1)), last, unit: 'day' };
  }
  const [from = '', to = from, more] = text.split('..').map((part) => calendarMonth(part) ?? part.trim());
  const first = partOf(from);
  const last = partOf(to);
  if (first === undefined || last === undefined || more !== undefined || first.first > last.last)
    return undefined;
  return { first: first.first, last: last.last, unit: first.unit === last.unit ? first.unit : 'day' };
}

const monthNames =
  'january february march april may june july august september october november december'.split(' ');

/** `2026-10` for "October 2026"; `undefined` for anything else. */
export function calendarMonth(text: string): string | undefined {
  const [, name = '', year] = /^([a-z]{3,9})\.? (\d{4})$/.exec(text.trim().toLowerCase()) ?? [];
  const at = monthNames.findIndex((month) => name !== '' && month.startsWith(name));
  return year === undefined || at < 0 ? undefined : `${year}-${String(at + 1).padStart(2, '0')}`;
}

function partOf(text: string): Span | undefined {
  if (/^\d{4}$/.test(text)) return { first: `${text}-01-01`, last: `${text}-12-31`, unit: 'year' };
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text))
    return { first: `${text}-01`, last: monthEnd(text), unit: 'month' };
  return isDay(text) ? { first: text, last: text, unit: 'day' } : undefined;
}
