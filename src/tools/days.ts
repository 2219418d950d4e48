/** Calendar dates as `YYYY-MM-DD`. Days of reports and prices begin and end in California (live reports, 2026-11-22). */

/** A day, milliseconds. */
export const dayMs = 86_400_000;

const california = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Los_Angeles',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The date in California. */
export function pacificDay(now: number = Date.now()): string {
  return california.format(now);
}

/** The date in Greenwich. */
export function utcDay(moment: number | string = Date.now()): string {
  return new Date(moment).toISOString().slice(0, 10);
}

/** So many days later, or earlier where `days` is negative. */
export function addDays(day: string, days: number): string {
  return utcDay(startOf(day) + days * dayMs);
}

/** Days from `first` to `last`, both included. */
export function daysFrom(first: string, last: string): number {
  return Math.round((startOf(last) - startOf(first)) / dayMs) + 1;
}

/** The Sunday on which the week of a day ends: weekly reports are called after it. */
export function weekEnd(day: string): string {
  const weekday = new Date(startOf(day)).getUTCDay();
  return addDays(day, (7 - weekday) % 7);
}

/** Last day of `YYYY-MM`. */
export function monthEnd(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return utcDay(Date.UTC(year, number, 0));
}

/** `YYYY-MM` so many months later. */
export function addMonths(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** Whether it is a day that there is, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = startOf(text);
  return !Number.isNaN(time) && utcDay(time) === text;
}

/** How long ago a moment was: `9 h`, from two days on `5 days`. `undefined` without a date. */
export function ageText(date: string | undefined, now: number): string | undefined {
  const hours = Math.floor((now - Date.parse(date ?? '')) / 3_600_000);
  if (Number.isNaN(hours)) return undefined;
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}
