import { dayMs } from '../days.ts';
import { isAnswered, type Review } from './read.ts';

/** Days that are compared with as many before. */
export const trendDays = 30;
/** Territories that are told one by one. */
const territoriesTold = 8;

/** Numbers of some reviews. */
export interface Tally {
  readonly count: number;
  /** Stars; `undefined` without reviews. */
  readonly average: number | undefined;
  /** How many of one star, two stars… */
  readonly stars: readonly number[];
  readonly unanswered: number;
}

export function tally(reviews: readonly Review[]): Tally {
  const stars = [1, 2, 3, 4, 5].map((rating) => reviews.filter((one) => one.rating === rating).length);
  const sum = reviews.reduce((total, { rating }) => total + rating, 0);
  return {
    count: reviews.length,
    average: reviews.length === 0 ? undefined : sum / reviews.length,
    stars,
    unanswered: reviews.filter((one) => !isAnswered(one)).length,
  };
}

/** Reviews written from `from` days before `now` until `to` days before. */
function between(reviews: readonly Review[], now: number, from: number, to: number): readonly Review[] {
  return reviews.filter(({ created }) => {
    const age = (now - Date.parse(created)) / dayMs;
    return age < from && age >= to;
  });
}

/**
 * Lines about reviews of the last sixty days and longer, read newest first; `now` in milliseconds since 1970. Numbers
 * and codes only, nothing that anybody wrote.
 */
export function trendLines(reviews: readonly Review[], now: number): readonly string[] {
  const recent = tally(between(reviews, now, trendDays, -1));
  const before = tally(between(reviews, now, 2 * trendDays, trendDays));
  return [
    `last ${trendDays} days: ${tallyText(recent)}`,
    `${trendDays} days before: ${tallyText(before)}${changeText(recent, before)}`,
    ...territoryLine(reviews),
  ];
}

/** `42 reviews, average 3.12 (5★ 10, 4★ 8, 3★ 4, 2★ 8, 1★ 12), 30 unanswered` */
export function tallyText({ count, average, stars, unanswered }: Tally): string {
  if (average === undefined) return 'no reviews';
  const spread = stars.map((number, index) => `${index + 1}★ ${number}`).reverse();
  return `${count} review${count === 1 ? '' : 's'}, average ${average.toFixed(2)} (${spread.join(', ')}), ${unanswered} unanswered`;
}

/** What became of the average, and of the share of one and two stars. */
function changeText(recent: Tally, before: Tally): string {
  if (recent.average === undefined || before.average === undefined) return '';
  const difference = recent.average - before.average;
  const sign = difference < 0 ? '−' : '+';
  return `; since then ${sign}${Math.abs(difference).toFixed(2)}, 1–2★ from ${badShare(before)} to ${badShare(recent)}`;
}

function badShare({ count, stars }: Tally): string {
  const [one = 0, two = 0] = stars;
  return `${Math.round(((one + two) / count) * 100)} %`;
}

function territoryLine(reviews: readonly Review[]): readonly string[] {
  const groups = new Map<string, Review[]>();
  for (const review of reviews) {
    const known = groups.get(review.territory);
    if (known === undefined) groups.set(review.territory, [review]);
    else known.push(review);
  }
  if (groups.size === 0) return [];
  const sorted = [...groups].sort(([, a], [, b]) => b.length - a.length);
  const told = sorted.slice(0, territoriesTold).map(([territory, some]) => {
    const { average = 0 } = tally(some);
    return `${/^[A-Z]{3}$/.test(territory) ? territory : 'other'} ${some.length} (${average.toFixed(1)})`;
  });
  const rest = sorted.slice(territoriesTold).reduce((sum, [, some]) => sum + some.length, 0);
  return [`by territory (average): ${told.join(', ')}${rest > 0 ? ` and ${rest} elsewhere` : ''}`];
}
