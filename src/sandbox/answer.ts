import type { Relationship } from '../catalog/index.ts';
import { withAddress } from './downloads.ts';
import { type Page, pageOf } from './paging.ts';
import type { Places } from './places.ts';
import { type Query, select } from './query.ts';
import type { Store, Stored } from './store.ts';

/** How many objects of an included to-many relationship come along where `limit[rel]` says nothing (live reports). */
const usualIncludeLimit = 10;

/** What a query asks of the shape of its answer, read once a request. */
interface Wishes {
  readonly include: readonly string[];
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
  readonly query: Query;
}

/**
 * Writes objects as Apple's JSON:API documents. The text is put together directly: an app alone has 45 relationships
 * with two links each, and building them as objects first would cost most of a request's time.
 */
export class Answers {
  readonly #store: Store;
  readonly #places: Places;
  readonly #now: () => number;

  /** `now`: by the sandbox's clock, for addresses that expire. */
  constructor(store: Store, places: Places, now: () => number) {
    this.#store = store;
    this.#places = places;
    this.#now = now;
  }

  /** A document of one object. `origin` as in `http://127.0.0.1:8080`, `url` the path and query that were asked. */
  one(object: Stored, query: Query, origin: string, url: string): string {
    const wishes = wishesOf(query);
    const { text, included } = this.#objects([object], wishes, origin);
    return `{"data":${text}${included},"links":{"self":${JSON.stringify(origin + url)}}}`;
  }

  /** An empty to-one. */
  nothing(origin: string, url: string): string {
    return `{"data":null,"links":{"self":${JSON.stringify(origin + url)}}}`;
  }

  /** A page of a list, filtered and sorted as asked. */
  list(resource: string, all: readonly Stored[], query: Query, origin: string, url: string): string {
    const page = pageOf(select(this.#store, resource, all, query), query);
    const { text, included } = this.#objects(page.items, wishesOf(query), origin);
    return `{"data":[${text}]${included},${paging(page, query, origin, url)}}`;
  }

  /** `{type, id}` of a to-one. */
  linkage(type: string, id: string | undefined, origin: string, url: string, related: string): string {
    const links = JSON.stringify({ self: origin + url, related: origin + related });
    return `{"data":${id === undefined ? 'null' : JSON.stringify({ type, id })},"links":${links}}`;
  }

  /** A page of `{type, id}`. */
  linkages(type: string, objects: readonly Stored[], query: Query, origin: string, url: string): string {
    const page = pageOf(objects, query);
    const data = page.items.map(({ id }) => ({ type, id }));
    return `{"data":${JSON.stringify(data)},${paging(page, query, origin, url)}}`;
  }

  /** The objects joined by commas, and `,"included":[…]` where something is to be included. */
  #objects(
    objects: readonly Stored[],
    wishes: Wishes,
    origin: string,
  ): { readonly text: string; readonly included: string } {
    const found = new Map<string, Stored>();
    const text = objects.map((object) => this.#object(object, wishes, origin, found)).join(',');
    if (wishes.include.length === 0) return { text, included: '' };
    const plain: Wishes = { ...wishes, include: [] };
    const included: string[] = [];
    for (const object of found.values()) included.push(this.#object(object, plain, origin, undefined));
    return { text, included: `,"included":[${included.join(',')}]` };
  }

  /** One object; what it includes is added to `found`. */
  #object(object: Stored, wishes: Wishes, origin: string, found: Map<string, Stored> | undefined): string {
    const shape = this.#places.shape(object.resource);
    const fields = wishes.fields.get(shape.resource.type);
    const self = `${origin}${shape.base}/${encodeURIComponent(object.id)}`;
    let text = `{"type":"${shape.resource.type}","id":${JSON.stringify(object.id)}`;
    if (shape.resource.attributes !== undefined)
      text += `,"attributes":${JSON.stringify(attributesOf(withAddress(this.#store, object, origin, this.#now()), fields))}`;
    const relationships: string[] = [];
    for (const { relationship, type, self: linkage, related } of shape.relationships) {
      const { name } = relationship;
      const included = wishes.include.includes(name);
      if (fields !== undefined && !fields.has(name)) {
        // Not asked for: the objects still come along, only the way to them is dropped (live reports).
        if (included) this.#targets(object, relationship, wishes, found);
        continue;
      }
      const parts: string[] = [];
      if (linkage || related)
        parts.push(
          `"links":{${linkage ? `"self":"${self}/relationships/${name}"` : ''}${linkage && related ? ',' : ''}${related ? `"related":"${self}/${name}"` : ''}}`,
        );
      if (included) {
        const { targets, total, limit } = this.#targets(object, relationship, wishes, found);
        const data = targets.map(({ id }) => `{"type":"${type}","id":${JSON.stringify(id)}}`);
        if (relationship.many)
          parts.unshift(
            `"meta":{"paging":{"total":${total},"limit":${limit}}}`,
            `"data":[${data.join(',')}]`,
          );
        else if (data[0] !== undefined) parts.unshift(`"data":${data[0]}`);
      }
      if (parts.length > 0) relationships.push(`"${name}":{${parts.join(',')}}`);
    }
    if (relationships.length > 0) text += `,"relationships":{${relationships.join(',')}}`;
    return `${text},"links":{"self":"${self}"}}`;
  }

  /** The objects that `include` brings along for one relationship of one object. */
  #targets(
    object: Stored,
    relationship: Relationship,
    wishes: Wishes,
    found: Map<string, Stored> | undefined,
  ): { readonly targets: readonly Stored[]; readonly total: number; readonly limit: number } {
    const ids = this.#store.linked(object, relationship.name);
    const asked = wishes.query[`limit[${relationship.name}]`];
    const limit = asked === undefined ? usualIncludeLimit : Number(asked);
    const targets: Stored[] = [];
    for (const id of relationship.many ? ids.slice(0, limit) : ids) {
      const target = this.#store.get(relationship.to ?? '', id);
      if (target === undefined) continue;
      targets.push(target);
      found?.set(`${target.resource} ${id}`, target);
    }
    return { targets, total: ids.length, limit };
  }
}

function wishesOf(query: Query): Wishes {
  const fields = new Map<string, ReadonlySet<string>>();
  for (const [name, value] of Object.entries(query)) {
    const type = /^fields\[(.+)\]$/.exec(name)?.[1];
    if (type !== undefined) fields.set(type, new Set(value.split(',')));
  }
  return { include: query['include']?.split(',') ?? [], fields, query };
}

/** Attributes with a value: the document knows no null in answers. */
function attributesOf(
  object: Stored,
  fields: ReadonlySet<string> | undefined,
): Readonly<Record<string, unknown>> {
  const { attributes } = object;
  let whole = fields === undefined;
  if (whole)
    for (const name in attributes)
      if (attributes[name] === null || attributes[name] === undefined) {
        whole = false;
        break;
      }
  if (whole) return attributes;
  const chosen: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined && (fields === undefined || fields.has(name)))
      chosen[name] = value;
  return chosen;
}

/** `"links":{…},"meta":{…}` of a page. */
function paging(page: Page, query: Query, origin: string, url: string): string {
  const { total, limit, next } = page;
  const path = url.split('?', 1)[0] ?? url;
  const links: Record<string, string> = { self: origin + url };
  if (query['cursor'] !== undefined) links['first'] = address(origin, path, query, undefined);
  if (next !== undefined) links['next'] = address(origin, path, { ...query, limit: String(limit) }, next);
  const meta = { paging: { total, limit, ...(next === undefined ? {} : { nextCursor: next }) } };
  return `"links":${JSON.stringify(links)},"meta":${JSON.stringify(meta)}`;
}

function address(origin: string, path: string, query: Query, cursor: string | undefined): string {
  const parameters = new URLSearchParams();
  if (cursor !== undefined) parameters.set('cursor', cursor);
  for (const [name, value] of Object.entries(query)) if (name !== 'cursor') parameters.set(name, value);
  const text = parameters.toString();
  return text === '' ? origin + path : `${origin}${path}?${text}`;
}
