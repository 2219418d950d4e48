import { hash, hex } from './random.ts';
import { firstDay, isQuiet, latestDay, rowsOf, type Sale, shiftDate } from './report-days.ts';
import type { Cells } from './report-text.ts';
import { teamIds } from './team-ids.ts';

const plans = [
  { name: 'Weather Plus yearly', id: teamIds.subscriptions.yearly, duration: '1 Year', base: 2400 },
  { name: 'Weather Plus monthly', id: teamIds.subscriptions.monthly, duration: '1 Month', base: 900 },
] as const;

/** Money of a plan in a market, taken from the day's sales; plans are sold in every market every day. */
function planRows(
  date: string,
  now: number,
): readonly { readonly plan: (typeof plans)[number]; readonly row: Sale }[] {
  if (date < firstDay(now) || date > latestDay(now) || isQuiet(date)) return [];
  const rows = rowsOf(date).filter((row) => row.type === 'IAY' && row.units > 0);
  return rows.flatMap((row) => {
    const plan = plans.find((candidate) => candidate.id === row.appleId);
    return plan === undefined ? [] : [{ plan, row }];
  });
}

/** Active subscriptions by plan and country. */
export function subscriptionRows(date: string, now: number): readonly Cells[] {
  return planRows(date, now).map(({ plan, row }) => {
    const active = plan.base + (hash(`${date} ${plan.id} ${row.country}`) % 40) + row.units * 30;
    const trials = row.units * 3;
    return [
      'Weather Now',
      teamIds.weather.app,
      plan.name,
      plan.id,
      teamIds.subscriptionGroup,
      plan.duration,
      '',
      '',
      row.price,
      row.currency,
      row.proceeds,
      row.currency,
      '',
      '',
      '',
      'iPhone',
      '',
      row.country,
      active,
      trials,
      0,
      0,
      0,
      Math.floor(row.units / 3),
      0,
      0,
      Math.floor(row.units / 4),
      0,
      0,
      Math.floor(active / 90),
      Math.floor(active / 200),
      active + trials,
    ];
  });
}

/** What happened to subscriptions: trials, renewals, cancellations. */
export function eventRows(date: string, now: number): readonly Cells[] {
  return planRows(date, now).flatMap(({ plan, row }) => {
    const periods = 1 + (hash(`${date} ${plan.id} ${row.country}`) % 6);
    const line = (event: string, quantity: number, cancel: boolean): Cells => [
      date,
      event,
      'Weather Now',
      teamIds.weather.app,
      plan.name,
      plan.id,
      teamIds.subscriptionGroup,
      plan.duration,
      event.startsWith('Start') ? 'Free Trial' : '',
      event.startsWith('Start') ? '7 Days' : '',
      '',
      '',
      '',
      '',
      '',
      '',
      event.startsWith('Start') ? 0 : periods,
      shiftDate(date, -periods * 30),
      'iPhone',
      '',
      '',
      row.country,
      '',
      '',
      cancel ? 12 : '',
      cancel ? 'Canceled' : '',
      '',
      quantity,
    ];
    return [
      line('Start Introductory Offer', row.units, false),
      line('Renew', row.units * 4, false),
      ...(row.units > 2 ? [line('Cancel', Math.floor(row.units / 3), true)] : []),
    ];
  });
}

/** One line per subscriber who paid or was refunded. */
export function subscriberRows(date: string, now: number): readonly Cells[] {
  return planRows(date, now).flatMap(({ plan, row }) =>
    Array.from({ length: Math.min(row.units, 8) }, (_, index): Cells => {
      const subscriber = `${date} ${plan.id} ${row.country} ${index}`;
      const refunded = hash(subscriber) % 50 === 0;
      return [
        date,
        'Weather Now',
        teamIds.weather.app,
        plan.name,
        plan.id,
        teamIds.subscriptionGroup,
        plan.duration,
        '',
        '',
        '',
        '',
        '',
        row.price,
        row.currency,
        row.proceeds,
        row.currency,
        '',
        '',
        '',
        'iPhone',
        row.country,
        BigInt(`0x${hex(subscriber, 14)}`).toString(),
        '',
        refunded ? 'Yes' : '',
        refunded ? shiftDate(date, -3) : date,
        refunded ? -1 : 1,
      ];
    }),
  );
}

/** Redeemed offer codes. */
export function redemptionRows(date: string, now: number): readonly Cells[] {
  return planRows(date, now)
    .filter(
      ({ plan, row }) => plan.id === teamIds.subscriptions.yearly && ['US', 'DE', 'GB'].includes(row.country),
    )
    .map(({ plan, row }) => [
      date,
      'Weather Now',
      teamIds.weather.app,
      plan.name,
      plan.id,
      'Radio campaign',
      'RADIO50',
      row.country,
      1 + (row.units % 5),
    ]);
}

/** Former subscribers whom a win-back offer would reach. */
export function winBackRows(date: string, now: number): readonly Cells[] {
  return planRows(date, now)
    .filter(({ plan }) => plan.id === teamIds.subscriptions.yearly)
    .map(({ plan, row }) => [
      date,
      'Weather Now',
      teamIds.weather.app,
      plan.name,
      plan.id,
      'Come back before the storm season',
      'come_back_2',
      row.country,
      row.units * 11,
    ]);
}
