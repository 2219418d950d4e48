import { isObject, objectAt, stringAt } from '../../catalog/json.ts';
import type { ToolContext } from '../context.ts';
import { indexIncluded } from '../shape.ts';

/** What the team answered to a review. */
export interface ReviewAnswer {
  readonly id: string;
  /** `PENDING_PUBLISH`, then `PUBLISHED`. */
  readonly state: string;
  readonly text: string;
}

/** What a customer wrote. Texts are as Apple sent them: other people's, not cleaned. */
export interface Review {
  readonly id: string;
  /** Stars. */
  readonly rating: number;
  /** Moment, as Apple writes it. */
  readonly created: string;
  /** Alpha-3. */
  readonly territory: string;
  readonly title: string;
  readonly body: string;
  readonly nickname: string;
  readonly answer: ReviewAnswer | undefined;
}

/** A list of reviews, and how Apple is asked for it. */
export interface ReviewSource {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** How much of a list is read. */
export interface Reach {
  readonly most: number;
  /** Milliseconds since 1970: stop where reviews are older; the list has to come newest first. */
  readonly until?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface ReadReviews {
  readonly reviews: readonly Review[];
  /** Of the list, whatever was read of it. */
  readonly total: number | undefined;
  readonly cursor: string | undefined;
  /** All that the reach asked for was read. */
  readonly complete: boolean;
}

const page = 200;

const wanted = {
  include: 'response',
  'fields[customerReviews]': 'rating,title,body,reviewerNickname,createdDate,territory,response',
  'fields[customerReviewResponses]': 'responseBody,lastModifiedDate,state',
} as const;

/** The reviews of an app, or of one of its versions. */
export function reviewsOf(
  app: string,
  version: string | undefined,
  query: Readonly<Record<string, string>>,
): ReviewSource {
  const owner = version === undefined ? `/v1/apps/${app}` : `/v1/appStoreVersions/${version}`;
  return { path: `${owner}/customerReviews`, query: { ...wanted, ...query } };
}

/** Reads pages until the reach is exhausted. */
export async function readReviews(
  { client, signal }: Pick<ToolContext, 'client' | 'signal'>,
  { path, query }: ReviewSource,
  { most, until, cursor }: Reach,
): Promise<ReadReviews> {
  const reviews: Review[] = [];
  let total: number | undefined;
  for (let next = cursor; ; ) {
    const maxItems = Math.min(page, most - reviews.length);
    const read = await client.pages({
      method: 'GET',
      path,
      query,
      maxItems,
      signal,
      ...(next === undefined ? {} : { cursor: next }),
    });
    total ??= read.total;
    const included = indexIncluded(read.included);
    reviews.push(...read.data.map((one) => reviewOf(one, included)));
    next = read.nextCursor;
    const last = reviews.at(-1);
    const passed = until !== undefined && last !== undefined && !(Date.parse(last.created) >= until);
    if (!passed && next !== undefined && reviews.length < most && read.data.length > 0) continue;
    const kept = until === undefined ? reviews : reviews.filter((one) => Date.parse(one.created) >= until);
    return {
      reviews: kept,
      total,
      cursor: passed ? undefined : next,
      complete: passed || (next === undefined && read.complete),
    };
  }
}

/** One review with its answer; `undefined` where there is none of that id. */
export function reviewOf(data: unknown, included: ReturnType<typeof indexIncluded>): Review {
  const attributes = objectAt(data, 'attributes');
  const text = (name: string): string => stringAt(attributes, name) ?? '';
  const { rating } = attributes;
  const link = objectAt(objectAt(objectAt(data, 'relationships'), 'response'), 'data');
  const response = included.get(`${stringAt(link, 'type') ?? ''}/${stringAt(link, 'id') ?? ''}`);
  return {
    id: stringAt(data, 'id') ?? '',
    rating: typeof rating === 'number' ? rating : 0,
    created: text('createdDate'),
    territory: text('territory'),
    title: text('title'),
    body: text('body'),
    nickname: text('reviewerNickname'),
    answer: answerOf(response),
  };
}

function answerOf(response: unknown): ReviewAnswer | undefined {
  const id = stringAt(response, 'id');
  if (!isObject(response) || id === undefined) return undefined;
  const attributes = objectAt(response, 'attributes');
  return {
    id,
    state: stringAt(attributes, 'state') ?? '',
    text: stringAt(attributes, 'responseBody') ?? '',
  };
}

/** One that waits to be published is an answer, too. */
export function isAnswered({ answer }: Review): boolean {
  return answer !== undefined;
}
