import { arrayAt, isObject, objectAt, stringAt } from '../catalog/json.ts';
import { type Position, readCursor, writeCursor } from './cursor.ts';
import { AscError } from './errors.ts';
import type { ApiRequest, ApiResponse, Collected, Page, PageRequest } from './types.ts';

/** Largest page of nearly every list of the API (document of 4.5.1). */
const PAGE_LIMIT = 200;
const MAX_PAGES = 10_000;
/** A list that goes on and on with nothing new in it is a loop in disguise. */
const MAX_IDLE_PAGES = 3;

export type Send = (request: ApiRequest) => Promise<ApiResponse>;

/**
 * Reads a list page by page until it ends, `maxItems` is reached, or something is odd. What was read is never lost: then
 * the answer says `stopped` and has a cursor where it can go on. Only a failure of the first page throws.
 *
 * `query.limit` sets the page size; an empty one sends none, for the lists that refuse it.
 * `origin` is where `links.next` must lead.
 */
export async function collectPages(send: Send, origin: string, request: PageRequest): Promise<Collected> {
  const list = new Collection(request);
  let position = firstPosition(request);
  const visited = new Set<string>();
  const endsAt = request.deadlineMs === undefined ? undefined : performance.now() + request.deadlineMs;

  for (let requests = 1; ; requests += 1) {
    visited.add(writeCursor(position));
    let body: unknown;
    try {
      body = (await send(pageRequest(request, position, endsAt))).body;
    } catch (error) {
      if (requests === 1 || !(error instanceof AscError) || error.code === 'cancelled') throw error;
      return list.done(requests, position, `Page ${requests} failed: ${error.message}`);
    }
    const taken = await list.take(body, position.skip);
    const next = nextPosition(body, origin, position);
    if (taken.rest) return list.done(requests, { ...position, skip: taken.skip });
    if (next === undefined) return list.done(requests);
    if (typeof next === 'string') return list.done(requests, undefined, next);
    if (list.count >= request.maxItems) return list.done(requests, next);
    if (visited.has(writeCursor(next))) {
      return list.done(requests, undefined, 'The link to the next page leads back to an earlier page.');
    }
    if (list.idlePages >= MAX_IDLE_PAGES || requests >= MAX_PAGES) {
      return list.done(requests, next, 'Several pages in a row held nothing new.');
    }
    position = next;
  }
}

function firstPosition(request: PageRequest): Position {
  if (request.cursor !== undefined) return readCursor(request.cursor, request.path, request.query);
  const { limit, ...query } = request.query ?? {};
  if (limit === '') return { path: request.path, query, skip: 0 };
  const size = Math.max(1, Math.min(PAGE_LIMIT, Math.floor(request.maxItems)));
  return { path: request.path, query: { ...query, limit: limit ?? String(size) }, skip: 0 };
}

function pageRequest(request: PageRequest, position: Position, endsAt: number | undefined): ApiRequest {
  const { accept, signal, verification } = request;
  return {
    method: 'GET',
    path: position.path,
    query: position.query,
    ...(accept === undefined ? {} : { accept }),
    ...(signal === undefined ? {} : { signal }),
    ...(verification === undefined ? {} : { verification }),
    ...(endsAt === undefined ? {} : { deadlineMs: Math.max(1, endsAt - performance.now()) }),
  };
}

/**
 * The next page as Apple's link gives it: a position, undefined at the end, or a sentence that says why the link is not
 * followed. Only its cursor is taken; the rest of the query stays as it was asked.
 */
function nextPosition(body: unknown, origin: string, position: Position): Position | string | undefined {
  const link = stringAt(objectAt(body, 'links'), 'next');
  if (link === undefined || link === '') return undefined;
  const base = origin + position.path;
  const url = URL.canParse(link, base) ? new URL(link, base) : undefined;
  if (url === undefined) return 'The link to the next page is malformed.';
  if (url.origin !== origin || url.username !== '' || url.password !== '') {
    return 'The link to the next page leads to another server.';
  }
  if (url.pathname !== position.path) return 'The link to the next page leads to another path.';
  const cursor = url.searchParams.getAll('cursor');
  const [value] = cursor;
  if (value === undefined || value === '' || cursor.length > 1) {
    return 'The link to the next page has no cursor.';
  }
  for (const [name, given] of url.searchParams) {
    if (name === 'cursor' || name === 'limit') continue;
    if (!sameList(given, position.query[name])) return 'The link to the next page asks for something else.';
  }
  return { path: position.path, query: { ...position.query, cursor: value }, skip: 0 };
}

/** Lists of values may come back in another order. */
function sameList(a: string, b: string | undefined): boolean {
  if (a === b) return true;
  return b !== undefined && a.split(',').toSorted().join() === b.split(',').toSorted().join();
}

interface Taken {
  /** The page holds items beyond `maxItems`. */
  readonly rest: boolean;
  /** How many items of the page are delivered now. */
  readonly skip: number;
}

/** What has been read so far: never more than what is returned, plus the page at hand. */
class Collection {
  readonly #request: PageRequest;
  readonly #data: unknown[] = [];
  readonly #included: unknown[] = [];
  readonly #seen = new Set<string>();
  readonly #seenIncluded = new Set<string>();
  #total: number | undefined;
  #duplicates = 0;
  count = 0;
  idlePages = 0;

  constructor(request: PageRequest) {
    this.#request = request;
  }

  async take(body: unknown, skip: number): Promise<Taken> {
    const items = itemsOf(body);
    const { maxItems, onPage, onProgress } = this.#request;
    const total = objectAt(objectAt(body, 'meta'), 'paging')['total'];
    if (typeof total === 'number' && Number.isFinite(total)) this.#total = total;

    const fresh: unknown[] = [];
    let at = Math.min(skip, items.length);
    while (at < items.length && this.count < maxItems) {
      const item = items[at];
      at += 1;
      if (this.#isNew(item, this.#seen)) {
        fresh.push(item);
        this.count += 1;
      } else {
        this.#duplicates += 1;
      }
    }
    this.idlePages = fresh.length === 0 ? this.idlePages + 1 : 0;

    if (onPage === undefined) {
      for (const item of fresh) this.#data.push(item);
      for (const item of arrayAt(body, 'included')) {
        if (this.#isNew(item, this.#seenIncluded)) this.#included.push(item);
      }
    } else {
      const page: Page = { data: fresh, included: arrayAt(body, 'included') };
      await onPage(page);
    }
    onProgress?.(this.count, this.#total);
    return { rest: at < items.length, skip: at };
  }

  /** `position` is where to go on, undefined when there is nothing more (or nobody knows where). */
  done(requests: number, position?: Position, stopped?: string): Collected {
    return {
      data: this.#data,
      included: this.#included,
      count: this.count,
      complete: position === undefined && stopped === undefined,
      requests,
      ...(this.#total === undefined ? {} : { total: this.#total }),
      ...(position === undefined ? {} : { nextCursor: writeCursor(position) }),
      ...(stopped === undefined ? {} : { stopped }),
      ...(this.#duplicates === 0 ? {} : { duplicates: this.#duplicates }),
    };
  }

  /** Items without type or id (some metrics) cannot be compared and always count as new. */
  #isNew(item: unknown, seen: Set<string>): boolean {
    const type = stringAt(item, 'type');
    const id = stringAt(item, 'id');
    if (type === undefined || id === undefined) return true;
    const key = `${type}/${id}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  }
}

/** The items of an answer; a single object counts as a list of one, a missing or null `data` as none. */
function itemsOf(body: unknown): readonly unknown[] {
  if (!isObject(body)) {
    throw new AscError({
      code: 'bad_response',
      message: 'The answer is not a list of the API.',
      next: 'Read this path without paging.',
      outcome: 'failed',
    });
  }
  const { data } = body;
  if (Array.isArray(data)) return data;
  return data === undefined || data === null ? [] : [data];
}
