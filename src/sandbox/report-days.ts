import { hash } from './random.ts';
import { teamIds } from './team-ids.ts';
import { localPrice, proceeds, storefront } from './territories.ts';

/** One line of a day's sales before it is written as text. Money is per unit, in the customer's currency. */
export interface Sale {
  readonly sku: string;
  readonly title: string;
  readonly version: string;
  /** Apple's product type: 1F download, 3F again, 7F update, F1 Mac, IA1 in-app purchase, IAY subscription. */
  readonly type: string;
  /** Negative for refunds; proceeds per unit stay positive. */
  readonly units: number;
  readonly price: string;
  readonly proceeds: string;
  readonly currency: string;
  /** Alpha-2 in sales reports. */
  readonly country: string;
  readonly appleId: string;
  /** SKU of the app that an in-app purchase belongs to. */
  readonly parent: string;
  readonly subscription: string;
  readonly period: string;
  readonly category: string;
  readonly device: string;
  readonly platforms: string;
}

const dayMs = 86_400_000;

/** Sales begin that many days before now. */
const history = 730;

/** Where things are sold in numbers worth reporting: alpha-2, alpha-3, share. */
const markets: readonly (readonly [string, string, number])[] = [
  ['US', 'USA', 30],
  ['GB', 'GBR', 9],
  ['DE', 'DEU', 10],
  ['FR', 'FRA', 7],
  ['JP', 'JPN', 9],
  ['CA', 'CAN', 5],
  ['AU', 'AUS', 4],
  ['BR', 'BRA', 4],
  ['MX', 'MEX', 3],
  ['ES', 'ESP', 3],
  ['IT', 'ITA', 3],
  ['NL', 'NLD', 3],
  ['SE', 'SWE', 3],
  ['CH', 'CHE', 2],
  ['TR', 'TUR', 3],
  ['KR', 'KOR', 3],
  ['IN', 'IND', 3],
  ['AT', 'AUT', 2],
  ['BE', 'BEL', 1],
  ['PL', 'POL', 2],
  ['DK', 'DNK', 1],
  ['NO', 'NOR', 1],
  ['NZ', 'NZL', 1],
  ['SG', 'SGP', 1],
  ['ZA', 'ZAF', 1],
];

interface Line {
  readonly sku: string;
  readonly title: string;
  readonly version: string;
  readonly type: string;
  readonly dollars: number;
  /** Units a day in a market with share 10. */
  readonly units: number;
  readonly appleId: string;
  readonly parent?: string;
  readonly period?: string;
  readonly category: string;
  readonly device: string;
  readonly platforms: string;
  /** Rain sells weather, summer sells hikes: month with the most sales, 1–12. */
  readonly peak: number;
}

const weather = {
  appleId: teamIds.weather.app,
  category: 'Weather',
  device: 'iPhone',
  platforms: 'iOS, macOS',
  peak: 11,
  dollars: 0,
};
const ledger = {
  appleId: teamIds.ledger.app,
  category: 'Finance',
  device: 'iPhone',
  platforms: 'iOS',
  peak: 1,
  dollars: 0,
};
const trail = {
  appleId: teamIds.trail.app,
  category: 'Health & Fitness',
  device: 'iPhone',
  platforms: 'iOS, tvOS, visionOS',
  peak: 6,
  dollars: 4.99,
};

const lines: readonly Line[] = [
  { ...weather, sku: 'WEATHER-NOW', title: 'Weather Now', version: '3.1', type: '1F', units: 90 },
  { ...weather, sku: 'WEATHER-NOW', title: 'Weather Now', version: '3.1', type: '3F', units: 22 },
  { ...weather, sku: 'WEATHER-NOW', title: 'Weather Now', version: '3.1', type: '7F', units: 160 },
  {
    ...weather,
    sku: 'WEATHER-NOW',
    title: 'Weather Now',
    version: '3.1',
    type: 'F1',
    units: 6,
    device: 'Desktop',
  },
  {
    ...weather,
    sku: 'com.example.weather.plus.yearly',
    title: 'Weather Plus yearly',
    version: '',
    type: 'IAY',
    units: 5,
    dollars: 29.99,
    appleId: teamIds.subscriptions.yearly,
    parent: 'WEATHER-NOW',
    period: '1 Year',
  },
  {
    ...weather,
    sku: 'com.example.weather.plus.monthly',
    title: 'Weather Plus monthly',
    version: '',
    type: 'IAY',
    units: 14,
    dollars: 2.99,
    appleId: teamIds.subscriptions.monthly,
    parent: 'WEATHER-NOW',
    period: '1 Month',
  },
  { ...ledger, sku: 'POCKET-LEDGER', title: 'Pocket Ledger', version: '5.0.1', type: '1F', units: 30 },
  { ...ledger, sku: 'POCKET-LEDGER', title: 'Pocket Ledger', version: '5.0.1', type: '7F', units: 55 },
  {
    ...ledger,
    sku: 'com.example.ledger.receipts100',
    title: '100 receipt scans',
    version: '',
    type: 'IA1',
    units: 7,
    dollars: 1.99,
    appleId: teamIds.products.receipts,
    parent: 'POCKET-LEDGER',
  },
  {
    ...ledger,
    sku: 'com.example.ledger.themes',
    title: 'Paper themes',
    version: '',
    type: 'IA1',
    units: 3,
    dollars: 2.99,
    appleId: teamIds.products.themes,
    parent: 'POCKET-LEDGER',
  },
  { ...trail, sku: 'TRAIL-MATE', title: 'Trail Mate', version: '2.4', type: '1F', units: 8 },
  { ...trail, sku: 'TRAIL-MATE', title: 'Trail Mate', version: '2.4', type: '3F', units: 4, dollars: 0 },
  { ...trail, sku: 'TRAIL-MATE', title: 'Trail Mate', version: '2.4', type: '7F', units: 20, dollars: 0 },
];

const pacific = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Los_Angeles',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** Calendar date in California, where Apple's days begin, `shiftHours` earlier than `now`. */
export function pacificDate(now: number, shiftHours = 0): string {
  const parts = pacific.formatToParts(now - shiftHours * 3_600_000);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** A date so many days later, or earlier where `days` is negative. */
export function shiftDate(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Last day whose report is there: a day's figures appear at eight in the morning (Pacific) of the next. */
export function latestDay(now: number): string {
  return shiftDate(pacificDate(now, 8), -1);
}

/** First day with sales. */
export function firstDay(now: number): string {
  return shiftDate(pacificDate(now), -history);
}

/** Four days a year on which nothing was sold, so that a true zero can be seen. */
export function isQuiet(date: string): boolean {
  return /-(02|05|08|11)-11$/.test(date);
}

/**
 * What was sold on a day. Made from the date alone: the same day always has the same rows, nothing is stored.
 * Empty before the first day, after the latest and on quiet days.
 */
export function salesOn(date: string, now: number): readonly Sale[] {
  if (date < firstDay(now) || date > latestDay(now) || isQuiet(date)) return [];
  return rowsOf(date);
}

/** Rows of a day by the date alone; callers check whether the day counts. */
export function rowsOf(date: string): readonly Sale[] {
  const time = Date.parse(`${date}T00:00:00Z`);
  const month = Number(date.slice(5, 7));
  const weekday = new Date(time).getUTCDay();
  // A little growth: about a quarter more every year.
  const growth = 1.25 ** ((time - Date.parse('2025-01-01T00:00:00Z')) / (365 * dayMs));
  const rows: Sale[] = [];
  for (const [lineIndex, line] of lines.entries()) {
    const season = 1 + 0.35 * Math.cos(((month - line.peak) / 12) * 2 * Math.PI);
    const day = weekday === 0 || weekday === 6 ? 1.2 : 1;
    for (const [country, code, share] of markets) {
      const seed = hash(`${date}|${lineIndex}|${country}`);
      const luck = 0.6 + (seed % 1000) / 1250;
      const units = Math.floor((line.units * share * season * day * growth * luck) / 10 + (seed % 97) / 97);
      if (units > 0) rows.push(sale(line, country, code, units));
      if (line.dollars > 0 && seed % 211 === 7) rows.push(sale(line, country, code, -1));
    }
  }
  return rows;
}

const priced = new Map<string, readonly [price: string, proceeds: string, currency: string]>();

function sale(line: Line, country: string, code: string, units: number): Sale {
  const key = `${code} ${line.dollars}`;
  let money = priced.get(key);
  if (money === undefined) {
    const market = storefront(code);
    const price = Number(localPrice(line.dollars, market)).toFixed(2);
    money = [price, proceeds(price), market.currency];
    priced.set(key, money);
  }
  return {
    sku: line.sku,
    title: line.title,
    version: line.version,
    type: line.type,
    units,
    price: money[0],
    proceeds: money[1],
    currency: money[2],
    country,
    appleId: line.appleId,
    parent: line.parent ?? '',
    subscription: line.period === undefined ? '' : units < 0 ? 'Renewal' : 'New',
    period: line.period ?? '',
    category: line.category,
    device: line.device,
    platforms: line.platforms,
  };
}

/** Days from `first` to `last`, both included. */
export function daysBetween(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = shiftDate(day, 1)) days.push(day);
  return days;
}

/** Sums the days: rows that differ in nothing but units and day become one. */
export function salesBetween(first: string, last: string, now: number): readonly Sale[] {
  const from = first < firstDay(now) ? firstDay(now) : first;
  const to = last > latestDay(now) ? latestDay(now) : last;
  const sums = new Map<string, Sale>();
  for (const day of daysBetween(from, to)) {
    if (isQuiet(day)) continue;
    for (const row of rowsOf(day)) {
      // Refunds stay apart from sales.
      const key = `${row.sku}|${row.type}|${row.country}|${row.price}|${row.units < 0}`;
      const known = sums.get(key);
      sums.set(key, known === undefined ? row : { ...known, units: known.units + row.units });
    }
  }
  return [...sums.values()];
}
