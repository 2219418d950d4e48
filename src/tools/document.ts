import { arrayAt, isObject, type JsonObject, objectAt, stringAt } from '../catalog/json.ts';
import { AscError } from '../client/errors.ts';
import type { ToolContext } from './context.ts';

/** All that reading needs of a tool's world. */
export type Reader = Pick<ToolContext, 'client' | 'signal'>;

/** A JSON:API object of known shape: what Apple calls a resource. */
export interface Thing {
  readonly type: string;
  readonly id: string;
  readonly attributes: JsonObject;
  readonly relationships: JsonObject;
}

/** Objects as Apple answered them, with those that came along. */
export interface Answered {
  readonly data: readonly Thing[];
  /** The related object that came along; `undefined` when there is none. */
  one(from: Thing | undefined, relationship: string): Thing | undefined;
  /** The related objects that came along. */
  many(from: Thing | undefined, relationship: string): readonly Thing[];
  /** Ids of the related objects, whether they came along or not. */
  ids(from: Thing | undefined, relationship: string): readonly string[];
  /** `false` when Apple has more than was read. */
  readonly complete: boolean;
  /** Where the list goes on, for whoever reads it page by page. */
  readonly next?: string;
}

/** A list, with what `include` in the query asks for; from `cursor` on, when an earlier answer ended there. */
export async function readList(
  context: Reader,
  path: string,
  query: Readonly<Record<string, string>>,
  maxItems = 200,
  cursor?: string,
): Promise<Answered> {
  const { client, signal } = context;
  const page = await client.pages({
    method: 'GET',
    path,
    query,
    maxItems,
    signal,
    ...(cursor === undefined ? {} : { cursor }),
  });
  const { data, included, complete, nextCursor: next } = page;
  return { ...answered(data, included, complete), ...(next === undefined ? {} : { next }) };
}

/** A list that an app may not have at all yet: 404 means empty. */
export async function readOptionalList(
  context: Reader,
  path: string,
  query: Readonly<Record<string, string>>,
  maxItems?: number,
): Promise<Answered> {
  try {
    return await readList(context, path, query, maxItems);
  } catch (error) {
    if (error instanceof AscError && error.status === 404) return nothing();
    throw error;
  }
}

/** One object; empty where there is none: Apple answers 404 or `{"data":null}` to an optional one (2026-11-22). */
export async function readOne(
  context: Reader,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<Answered> {
  const { client, signal } = context;
  try {
    const { body } = await client.request({ method: 'GET', path, query, signal });
    return answered([isObject(body) ? body['data'] : undefined], arrayAt(body, 'included'), true);
  } catch (error) {
    if (error instanceof AscError && error.status === 404) return answered([], [], true);
    throw error;
  }
}

/** Nothing was asked for. */
export function nothing(): Answered {
  return answered([], [], true);
}

function answered(data: readonly unknown[], included: readonly unknown[], complete: boolean): Answered {
  const things = data.flatMap(thing);
  const index = new Map(
    [...included.flatMap(thing), ...things].map((item) => [`${item.type}/${item.id}`, item]),
  );
  const links = (from: Thing | undefined, relationship: string): readonly unknown[] => {
    const value = objectAt(from?.relationships, relationship)['data'];
    return Array.isArray(value) ? value : isObject(value) ? [value] : [];
  };
  const many = (from: Thing | undefined, relationship: string): readonly Thing[] =>
    links(from, relationship).flatMap(
      (link) => index.get(`${stringAt(link, 'type') ?? ''}/${stringAt(link, 'id') ?? ''}`) ?? [],
    );
  return {
    data: things,
    complete,
    many,
    one: (from, relationship) => many(from, relationship)[0],
    ids: (from, relationship) => links(from, relationship).flatMap((link) => stringAt(link, 'id') ?? []),
  };
}

function thing(value: unknown): readonly Thing[] {
  const type = stringAt(value, 'type');
  const id = stringAt(value, 'id');
  if (type === undefined || id === undefined || id === '') return [];
  return [
    { type, id, attributes: objectAt(value, 'attributes'), relationships: objectAt(value, 'relationships') },
  ];
}

/** A text attribute; empty ones count as absent. */
export function text(from: Thing | undefined, attribute: string): string | undefined {
  const value = stringAt(from?.attributes, attribute);
  return value === undefined || value.trim() === '' ? undefined : value;
}

export function flag(from: Thing | undefined, attribute: string): boolean | undefined {
  const value = from?.attributes[attribute];
  return typeof value === 'boolean' ? value : undefined;
}

export function count(from: Thing | undefined, attribute: string): number | undefined {
  const value = from?.attributes[attribute];
  return typeof value === 'number' ? value : undefined;
}
