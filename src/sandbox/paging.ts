import { apiError, Refusal } from './errors.ts';
import type { Query } from './query.ts';
import type { Stored } from './store.ts';

export interface Page {
  readonly items: readonly Stored[];
  readonly total: number;
  readonly limit: number;
  /** Cursor of the next page, if there is one. */
  readonly next?: string;
}

/** Page size where none is asked for (reported from live calls). */
const usualLimit = 50;

/**
 * The page that `limit` and `cursor` ask for. A cursor holds the place and the id that the page before ended with, so
 * that objects which appear or go between two pages neither repeat nor hide others.
 */
export function pageOf(objects: readonly Stored[], query: Query): Page {
  const limit = limitOf(query);
  const start = startOf(objects, query['cursor']);
  const items = objects.slice(start, start + limit);
  const last = items.at(-1);
  const end = start + items.length;
  return {
    items,
    total: objects.length,
    limit,
    ...(last === undefined || end >= objects.length
      ? {}
      : { next: Buffer.from(`${end}.${last.id}`).toString('base64url') }),
  };
}

function limitOf(query: Query): number {
  const text = query['limit'];
  if (text === undefined) return usualLimit;
  const limit = Number(text);
  // The document gives only the maximum; zero is refused as any other impossible value.
  if (limit < 1) throw invalid('limit', text, 'It must be 1 or more.');
  return limit;
}

function startOf(objects: readonly Stored[], cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const match = /^(\d+)\.(.+)$/s.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (match === null) throw invalid('cursor', cursor, 'Take it from links.next.');
  const place = Number(match[1]);
  const id = match[2];
  if (objects[place - 1]?.id === id) return place;
  const moved = objects.findIndex((object) => object.id === id);
  return moved < 0 ? Math.max(place - 1, 0) : moved + 1;
}

function invalid(parameter: string, value: string, hint: string): Refusal {
  return new Refusal([
    apiError(
      400,
      'PARAMETER_ERROR.INVALID',
      `'${value}' is not a valid value for the parameter '${parameter}'. ${hint}`,
      {
        parameter,
      },
    ),
  ]);
}
