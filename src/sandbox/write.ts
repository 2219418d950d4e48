import { randomUUID } from 'node:crypto';
import type { BodyData, Operation, Resource } from '../catalog/index.ts';
import { arrayAt, isObject, objectAt, stringAt } from '../catalog/json.ts';
import { parseLink } from '../catalog/schema.ts';
import type { Change, Included } from './change.ts';
import { newId, serverAttributes } from './defaults.ts';
import { type ApiError, apiError, notFound, Refusal } from './errors.ts';
import { limitErrors } from './limits.ts';
import { lockErrors } from './locks.ts';
import type { Place } from './places.ts';
import { hasAttribute, relations } from './relations.ts';
import { rules } from './rules.ts';
import { chiefOf, type Store, type Stored } from './store.ts';
import { duplicateErrors } from './unique.ts';
import { commit, commitErrors, reserve } from './uploads.ts';

/** A write whose body the catalogue has found legal. */
export interface Write {
  readonly store: Store;
  readonly operation: Operation;
  readonly place: Place;
  readonly id: string | undefined;
  readonly body: unknown;
  /** Milliseconds. */
  readonly now: number;
  /** `http://127.0.0.1:PORT` */
  readonly origin?: string;
  /** Only judge: nothing is stored. */
  readonly rehearse?: true;
}

type Links = Map<string, string | readonly string[] | null>;

/** Carries a write out and gives the object to answer with, or nothing. Refuses with Apple's errors, changing nothing. */
export function write(request: Write): Stored | undefined {
  const { operation, place } = request;
  if (place.linkage) return writeLinkage(request);
  if (operation.method === 'POST') return create(request);
  return operation.method === 'PATCH' ? update(request) : remove(request);
}

/** What a write would be refused with; empty when it would be carried out. Changes nothing. */
export function rehearse(request: Omit<Write, 'rehearse'>): readonly ApiError[] {
  try {
    write({ ...request, rehearse: true });
    return [];
  } catch (error) {
    if (error instanceof Refusal) return error.errors;
    throw error;
  }
}

function create(request: Write): Stored | undefined {
  const { store, operation, place, now } = request;
  const { owner } = place;
  const data = objectAt(request.body, 'data');
  const inlines = inlineIds(request);
  const errors: ApiError[] = [...inlines.errors];
  const links = linksOf(store, owner, data, inlines.ids, '/data', errors);
  const prepared = inlines.items.map((item) => ({
    ...item,
    links: linksOf(store, item.resource, item.data, inlines.ids, item.at, errors),
  }));
  if (errors.length > 0) throw new Refusal(errors);
  const change = changeOf(request, { attributes: { ...objectAt(data, 'attributes') }, links, prepared });
  judge(change);
  const id = change.replaces ?? newId(owner.name, links);
  if (change.replaces === undefined && store.get(owner.name, id) === undefined)
    refuseBy(duplicateErrors(change));
  if (request.rehearse) return undefined;
  const object = store.put(owner.name, id, {
    ...serverAttributes(store.catalog, owner, operation, now),
    ...known(owner, change.attributes),
  });
  const made = putInlines(request, prepared);
  connect(store, object, links, operation.body);
  connectInlines(store, made);
  reserve(change, object);
  rules[operation.id]?.after?.(change, object);
  return object;
}

function update(request: Write): Stored | undefined {
  const { store, operation, place, now } = request;
  const object = existing(request);
  const data = objectAt(request.body, 'data');
  const id = stringAt(data, 'id');
  if (id !== undefined && id !== object.id)
    throw new Refusal([
      apiError(409, 'ENTITY_ERROR', `The id '${id}' of the body is not the id of the path.`, {
        pointer: '/data/id',
      }),
    ]);
  const inlines = inlineIds(request);
  const errors: ApiError[] = [...inlines.errors];
  const links = linksOf(store, place.owner, data, inlines.ids, '/data', errors);
  const prepared = inlines.items.map((item) => ({
    ...item,
    links: linksOf(store, item.resource, item.data, inlines.ids, item.at, errors),
  }));
  refuseBy(errors);
  const attributes = { ...objectAt(data, 'attributes') };
  const change = changeOf(request, { object, attributes, links, prepared });
  judge(change);
  refuseBy([...duplicateErrors(change), ...commitErrors(change)]);
  if (request.rehearse) return undefined;
  object.attributes = { ...object.attributes, ...known(place.owner, change.attributes) };
  if (hasAttribute(place.owner, 'lastModifiedDate'))
    object.attributes['lastModifiedDate'] = new Date(now).toISOString();
  const made = putInlines(request, prepared);
  connect(store, object, links, operation.body);
  connectInlines(store, made);
  commit(change, object);
  rules[operation.id]?.after?.(change, object);
  return object;
}

function remove(request: Write): undefined {
  const { store, operation, place } = request;
  const object = existing(request);
  const change = changeOf(request, { object, attributes: {}, links: new Map(), prepared: [] });
  judge(change);
  if (request.rehearse) return undefined;
  const after = rules[operation.id]?.after;
  // What follows from the removal may need the links that go with the object.
  after?.(change, object);
  store.delete(place.owner.name, object.id);
  return undefined;
}

function writeLinkage(request: Write): undefined {
  const { store, operation, place } = request;
  const object = existing(request);
  const { relationship } = place;
  if (relationship === undefined) throw notFound(place.owner.type, object.id);
  const data = isObject(request.body) ? request.body['data'] : undefined;
  const sent = Array.isArray(data) ? data : data === null ? [] : [data];
  const errors: ApiError[] = [];
  const ids = sent.flatMap((item, index) => {
    const type = stringAt(item, 'type') ?? '';
    const id = stringAt(item, 'id') ?? '';
    const found = targetOf(store, relationship.to, type, id) !== undefined;
    // What is gone already need not be taken out.
    if (!found && operation.method !== 'DELETE')
      errors.push(
        apiError(
          409,
          'ENTITY_ERROR.RELATIONSHIP.INVALID',
          `There is no resource of type '${type}' with id '${id}'`,
          {
            pointer: relationship.many ? `/data/${index}` : '/data',
          },
        ),
      );
    return [id];
  });
  refuseBy(errors);
  const before = store.linked(object, relationship.name);
  const links: Links = new Map([[relationship.name, relationship.many ? ids : (ids[0] ?? null)]]);
  const change = changeOf(request, { object, attributes: {}, links, prepared: [] });
  judge(change);
  if (request.rehearse) return undefined;
  if (!relationship.many) store.link(object, relationship.name, ids[0] ?? null);
  else if (operation.method === 'POST')
    store.link(object, relationship.name, [...new Set([...before, ...ids])]);
  else if (operation.method === 'DELETE')
    store.link(
      object,
      relationship.name,
      before.filter((id) => !ids.includes(id)),
    );
  else store.link(object, relationship.name, [...new Set(ids)]);
  rules[operation.id]?.after?.(change, object);
  return undefined;
}

function changeOf(
  request: Write,
  parts: Pick<Change, 'attributes' | 'links'> & {
    readonly object?: Stored;
    readonly prepared: readonly Prepared[];
  },
): Change {
  const { store, operation, place, now, origin = 'http://127.0.0.1' } = request;
  const { object, attributes, links, prepared } = parts;
  const included = prepared.map(
    (item): Included => ({
      resource: item.resource.name,
      id: item.id,
      attributes: objectAt(item.data, 'attributes'),
      links: item.links,
    }),
  );
  return {
    store,
    operation,
    now,
    origin,
    resource: place.owner,
    ...(object === undefined ? {} : { object }),
    attributes,
    links,
    included,
  };
}

/** Own rules first: they say more precisely what is wrong than the general ones. */
function judge(change: Change): void {
  refuseBy([...(rules[change.operation.id]?.before?.(change) ?? [])]);
  refuseBy(lockErrors(change));
  refuseBy(limitErrors(change));
}

/** All inline objects are there before any is linked: they may name each other. */
function putInlines({ store, now }: Write, items: readonly Prepared[]): readonly [Stored, Prepared][] {
  return items.map((item) => {
    const attributes = {
      ...serverAttributes(store.catalog, item.resource, undefined, now),
      ...known(item.resource, objectAt(item.data, 'attributes')),
    };
    return [store.put(item.resource.name, item.id, attributes), item];
  });
}

function connectInlines(store: Store, made: readonly [Stored, Prepared][]): void {
  for (const [object, item] of made) connect(store, object, item.links, item.body);
}

function existing(request: Write): Stored {
  const { store, place, id = '' } = request;
  const object = store.get(place.owner.name, id);
  if (object === undefined) throw notFound(place.owner.type, id);
  return object;
}

function refuseBy(errors: readonly ApiError[]): void {
  if (errors.length > 0) throw new Refusal(errors);
}

/** An entity of `included` with the id that it will have. */
interface Inline {
  readonly resource: Resource;
  readonly id: string;
  readonly data: unknown;
  readonly at: string;
  readonly body: BodyData | undefined;
}

interface Prepared extends Inline {
  readonly links: Links;
}

/** Gives every `${name}` of `included` a real id, so that entities may name each other in any order. */
function inlineIds({ store, operation, body }: Write): {
  readonly ids: ReadonlyMap<string, string>;
  readonly items: readonly Inline[];
  readonly errors: readonly ApiError[];
} {
  const ids = new Map<string, string>();
  const items: Inline[] = [];
  const errors: ApiError[] = [];
  const names = operation.body?.included?.split(' ') ?? [];
  for (const [index, data] of arrayAt(body, 'included').entries()) {
    const type = stringAt(data, 'type') ?? '';
    const name = names.find((candidate) => store.catalog.data.inlines[candidate]?.type === type);
    const resource = store.catalog.resource(name?.replace(/InlineCreate$/, '') ?? '');
    const local = stringAt(data, 'id') ?? '';
    if (resource === undefined) continue;
    // An entity that exists (a territory) may be repeated; there is nothing to create.
    if (store.get(resource.name, local) !== undefined) continue;
    if (!/^\$\{[^}]+\}$/.test(local) || ids.has(`${type} ${local}`)) {
      errors.push(invalidInline(local, `/included/${index}/id`));
      continue;
    }
    const id = randomUUID();
    ids.set(`${type} ${local}`, id);
    items.push({
      resource,
      id,
      data,
      at: `/included/${index}`,
      body: store.catalog.data.inlines[name ?? ''],
    });
  }
  return { ids, items, errors };
}

function invalidInline(id: string, pointer: string): ApiError {
  return apiError(
    409,
    'ENTITY_ERROR.INCLUDED.INVALID_ID',
    `The id '${id}' is not a local id of an included entity. Local ids look like '\${name}' and occur once.`,
    { pointer },
  );
}

/** The relationships of an entity with real ids; what does not exist becomes an error. */
function linksOf(
  store: Store,
  resource: Resource,
  entity: unknown,
  inlines: ReadonlyMap<string, string>,
  at: string,
  errors: ApiError[],
): Links {
  const links: Links = new Map();
  for (const [name, relationship] of Object.entries(objectAt(entity, 'relationships'))) {
    const data = isObject(relationship) ? relationship['data'] : undefined;
    if (data === undefined) continue;
    const pointer = `${at}/relationships/${name}`;
    const to = store.relationship(resource.name, name)?.to;
    const idOf = (item: unknown): string => {
      const type = stringAt(item, 'type') ?? '';
      const id = stringAt(item, 'id') ?? '';
      const inline = inlines.get(`${type} ${id}`);
      if (inline !== undefined) return inline;
      if (id.startsWith('${')) errors.push(invalidInline(id, pointer));
      else if (targetOf(store, to, type, id) === undefined)
        errors.push(
          apiError(
            409,
            'ENTITY_ERROR.RELATIONSHIP.INVALID',
            `There is no resource of type '${type}' with id '${id}'`,
            {
              pointer,
            },
          ),
        );
      return id;
    };
    if (Array.isArray(data)) links.set(name, data.map(idOf));
    else links.set(name, data === null ? null : idOf(data));
  }
  return links;
}

/** The stored object that a linkage names; where two resources share the type, the one that has the id. */
function targetOf(store: Store, to: string | undefined, type: string, id: string): Stored | undefined {
  const direct = to === undefined ? undefined : store.get(to, id);
  if (direct !== undefined && store.catalog.resource(direct.resource)?.type === type) return direct;
  for (const name of store.catalog.resourceNames())
    if (store.catalog.resource(name)?.type === type) {
      const found = store.get(name, id);
      if (found !== undefined) return found;
    }
  return undefined;
}

/** Links a new object, also from the side of parents that it does not name in its own relationships. */
function connect(store: Store, object: Stored, links: Links, body: BodyData | undefined): void {
  for (const [name, value] of links) {
    if (store.relationship(object.resource, name) !== undefined) store.link(object, name, value);
    else if (typeof value === 'string') {
      const link = body?.relationships?.[`${name}*`] ?? body?.relationships?.[name];
      if (link !== undefined) adopt(store, object, parseLink(link).to, value);
    }
  }
}

/** `POST /v1/appEvents` names its app, but an appEvent has no `app` to read: the app has `appEvents`. */
function adopt(store: Store, object: Stored, type: string, parent: string): void {
  for (const [name, relationships] of relations(store.catalog).relationships) {
    if (store.catalog.resource(name)?.type !== type) continue;
    const owner = store.get(name, parent);
    const back = chiefOf(
      relationships.filter((relationship) => relationship.to === object.resource),
      store.catalog.resource(object.resource),
    );
    if (owner === undefined || back === undefined) continue;
    const ids = back.many ? [...new Set([...store.linked(owner, back.name), object.id])] : object.id;
    store.link(owner, back.name, ids);
  }
}

/** The attributes that the resource has; commands such as `submitted` are for the rules. */
function known(resource: Resource, attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => hasAttribute(resource, name)));
}
