import type { Answer } from '../answer.ts';
import { callText } from '../call-text.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { dayMs, utcDay } from '../days.ts';
import { territoryOf } from '../prices/territory-names.ts';
import { notAsked } from '../refused.ts';
import { spanOf } from '../span.ts';
import { type BetaApp, readApp } from '../testflight/app.ts';
import { isAnswered, type ReadReviews, type Review, readReviews, reviewsOf } from './read.ts';
import { reviewTable, saveReviews } from './show.ts';
import { readSummaries } from './summaries.ts';
import { tally, tallyText, trendDays, trendLines } from './trends.ts';

/** A call of `asc_list_reviews`, parsed. */
export interface ListReviewsCall {
  readonly app: string;
  readonly rating?: readonly number[] | undefined;
  readonly territory?: readonly string[] | undefined;
  readonly unanswered?: boolean | undefined;
  readonly since?: string | undefined;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
  readonly sort?: keyof typeof orders | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly save_to?: string | undefined;
}

const orders = { newest: '-createdDate', oldest: 'createdDate', worst: 'rating', best: '-rating' } as const;

const usualLimit = 20;
/** Reviews that are counted, and that a file or an order of our own takes. */
const mostCounted = 2_000;
const mostSaved = 20_000;

/** Reviews of an app that fit, with the numbers and Apple's summaries beside them. */
export async function listReviews(context: ToolContext, call: ListReviewsCall): Promise<Answer> {
  const now = Date.now();
  const since = call.since === undefined ? undefined : sinceOf(call.since, now);
  const territories = (call.territory ?? []).map(territoryOf);
  const app = await readApp(context, call.app);
  const version = await versionOf(context, app, call);
  const place: Record<string, string> =
    territories.length === 0 ? {} : { 'filter[territory]': territories.join(',') };
  const first = call.cursor === undefined;
  const [found, counted, summaries] = await Promise.all([
    readFitting(context, call, since, (query) => reviewsOf(app.id, version, { ...place, ...query })),
    first
      ? readReviews(context, reviewsOf(app.id, version, { ...place, sort: orders.newest }), {
          most: mostCounted,
          until: Math.min(since ?? now, now - 2 * trendDays * dayMs),
        })
      : undefined,
    first ? readSummaries(context, app.id, { territories, platform: call.platform }) : [],
  ]);
  const head = [
    headline(app, call, found),
    ...(counted === undefined ? [] : numbers(counted, now, since, call)),
    ...(call.platform !== undefined && call.version === undefined
      ? ['reviews of all platforms: the API tells them apart by version only']
      : []),
  ];
  const { reviews } = found;
  if (call.save_to !== undefined) head.push(await saveReviews(context, reviews, call.save_to, false));
  const shown = call.save_to === undefined ? reviews : reviews.slice(0, 3);
  const table = reviewTable(shown, summaries);
  if (table.left > 0)
    head.push(
      await saveReviews(context, reviews, `reviews-${app.id}.csv`, true),
      `shown: the first ${table.shown}`,
    );
  return {
    head,
    ...(table.text === '' ? {} : { data: table.text }),
    ...(table.shown + summaries.length === 0
      ? {}
      : { foreign: { kind: 'customerReviews', count: table.shown + summaries.length } }),
    tail: nextSteps(call, found),
  };
}

/** Apple orders and filters where it can; the time since, it cannot. */
async function readFitting(
  context: ToolContext,
  call: ListReviewsCall,
  since: number | undefined,
  source: (query: Readonly<Record<string, string>>) => ReturnType<typeof reviewsOf>,
): Promise<ReadReviews> {
  const { sort = 'newest', limit = usualLimit, cursor } = call;
  const wanted: Record<string, string> = {
    ...(call.rating === undefined ? {} : { 'filter[rating]': [...new Set(call.rating)].join(',') }),
    ...(call.unanswered === true ? { 'exists[publishedResponse]': 'false' } : {}),
  };
  const ours = since !== undefined && sort !== 'newest';
  const read = await readReviews(context, source({ ...wanted, sort: ours ? orders.newest : orders[sort] }), {
    most: call.save_to !== undefined ? mostSaved : ours ? mostCounted : limit,
    until: since,
    cursor,
  });
  // An answer that waits to be published is one, too, though Apple's filter does not count it.
  const reviews = call.unanswered === true ? read.reviews.filter((one) => !isAnswered(one)) : read.reviews;
  if (!ours) return { ...read, reviews };
  const sorted = [...reviews].sort(comparing(sort));
  const most = call.save_to === undefined ? limit : sorted.length;
  return {
    ...read,
    reviews: sorted.slice(0, most),
    total: sorted.length,
    cursor: undefined,
    complete: read.complete && sorted.length <= most,
  };
}

function comparing(sort: keyof typeof orders): (a: Review, b: Review) => number {
  const time = (one: Review): number => Date.parse(one.created);
  if (sort === 'oldest') return (a, b) => time(a) - time(b);
  const factor = sort === 'worst' ? 1 : -1;
  return (a, b) => (a.rating - b.rating) * factor || time(b) - time(a);
}

/** The version's id; with the platform where two have the number. */
async function versionOf(
  { names, catalog, signal }: ToolContext,
  app: BetaApp,
  { version, platform }: ListReviewsCall,
): Promise<string | undefined> {
  if (version === undefined) return undefined;
  const name = `${app.id}/${version}${platform === undefined ? '' : ` ${platform}`}`;
  return names.idOf(catalog.resource('AppStoreVersion'), name, signal);
}

/** So many days before now, a moment, or the first day (UTC) of what is named: "last week", "October 2026". */
function sinceOf(given: string, now: number): number {
  const text = given.trim();
  const days = /^(\d{1,4})\s*d(?:ays)?$/.exec(text)?.[1];
  if (days !== undefined) return now - Number(days) * dayMs;
  const moment = Date.parse(/^\d{4}-\d\d-\d\dT/.test(text) ? text : (firstDay(text, now) ?? ''));
  if (!Number.isNaN(moment)) return moment;
  throw notAsked(
    'illegal_arguments',
    `since ${JSON.stringify(cleanText(given, 40))} is no day.`,
    'Write "2026-11-01", "14d" or "last week".',
  );
}

function firstDay(text: string, now: number): string | undefined {
  // An end would be left out without a word.
  return text.includes('..') ? undefined : spanOf(text, utcDay(now))?.first;
}

function headline(app: BetaApp, call: ListReviewsCall, { reviews, total, complete }: ReadReviews): string {
  const filters = [
    ...(call.version === undefined ? [] : [`version ${cleanText(call.version, 40)}`]),
    ...(call.rating === undefined ? [] : [`${[...new Set(call.rating)].sort().join(', ')}★`]),
    ...(call.territory === undefined ? [] : [call.territory.map(territoryOf).join(', ')]),
    ...(call.unanswered === true ? ['unanswered'] : []),
    ...(call.since === undefined ? [] : [`since ${cleanText(call.since, 40)}`]),
  ];
  const of =
    total === undefined || call.since !== undefined || total === reviews.length ? '' : ` of ${total}`;
  return `${cleanText(app.name, 60)} (app ${app.id})${filters.length === 0 ? '' : `, ${filters.join(', ')}`}: ${reviews.length}${of} review${of === '' && reviews.length === 1 ? '' : 's'}, ${call.sort ?? 'newest'} first, complete: ${complete}`;
}

/** What is counted, and what the numbers leave out. */
function numbers(
  { reviews, complete }: ReadReviews,
  now: number,
  since: number | undefined,
  call: ListReviewsCall,
): readonly string[] {
  const [last] = reviews.slice(-1);
  return [
    ...trendLines(reviews, now),
    ...(since === undefined
      ? []
      : [
          `since ${utcDay(since)}: ${tallyText(tally(reviews.filter((one) => Date.parse(one.created) >= since)))}`,
        ]),
    ...(complete
      ? []
      : [`counted: the newest ${reviews.length} only, back to ${(last?.created ?? '').slice(0, 10)}`]),
    `counted are written reviews${call.rating === undefined ? '' : ' of all stars'}; stars without words are not in the API`,
  ];
}

function nextSteps(call: ListReviewsCall, found: ReadReviews): readonly string[] {
  const open = found.reviews.find((one) => !isAnswered(one));
  const { cursor: _cursor, save_to: _file, ...same } = call;
  return [
    ...(found.cursor === undefined
      ? []
      : [`more: ${callText('asc_list_reviews', { ...same, cursor: found.cursor })}`]),
    ...(open === undefined
      ? []
      : [`answer: ${callText('asc_reply_to_review', { replies: [{ review: open.id, text: '<answer>' }] })}`]),
  ];
}
