/** Whether what a create would make is there already, and what to do with it. */
import type { Catalog, Operation, Resource } from '../catalog/index.ts';
import { isObject, type JsonObject, objectAt, stringAt } from '../catalog/json.ts';
import { keyOf } from '../catalog/schema.ts';
import type { AscError } from '../client/errors.ts';
import type { AscClient } from '../client/types.ts';
import { type NaturalKey, naturalKeys } from './natural-keys.ts';
import {
  canInclude,
  givenAttributes,
  givenLinks,
  idsOf,
  isRealId,
  linkage,
  ownerOf,
  type Reader,
  sameIds,
  sameValue,
  tolerated,
} from './objects.ts';
import type { Write } from './types.ts';

/** Siblings that are compared; a longer list is not complete. */
const mostSiblings = 2_000;

/** What stands beside the object that a create would make. */
export interface Siblings {
  readonly key: NaturalKey;
  /** The read that found them, as `asc_read` takes it. */
  readonly operation: Operation;
  readonly parentId?: string;
  readonly objects: readonly JsonObject[];
  /** All there are, or all that Apple's own filter for the key let through. */
  readonly complete: boolean;
}

/** Where the siblings of a create are read; `undefined` when nothing tells. */
export function siblingsOf(
  catalog: Catalog,
  write: Write,
): { readonly key: NaturalKey; readonly operation: Operation; readonly parentId?: string } | undefined {
  const key = Object.hasOwn(naturalKeys, write.operation.id) ? naturalKeys[write.operation.id] : undefined;
  if (key === undefined) return undefined;
  if (key.list !== undefined) {
    const operation = catalog.operation(key.list);
    return operation === undefined ? undefined : { key, operation };
  }
  for (const [name, references] of givenLinks(write.body)) {
    const list = key.within?.[name];
    const parentId = references[0]?.id;
    if (list === undefined || parentId === undefined || !isRealId(parentId)) continue;
    const operation = catalog.operation(list);
    if (operation !== undefined) return { key, operation, parentId };
  }
  return undefined;
}

/** Reads the siblings of a create; `undefined` when nothing lists them or they may not be read. */
export async function readSiblings(reader: Reader, write: Write): Promise<Siblings | undefined> {
  const place = siblingsOf(reader.catalog, write);
  if (place === undefined) return undefined;
  const { key, operation, parentId } = place;
  const path = operation.path.replace('{id}', parentId ?? '');
  const common = { method: 'GET' as const, path, signal: reader.signal, verification: reader.verification };
  const include = keyLinks(key, write.operation).filter(
    (name) => given(write, name) !== undefined && canInclude(reader.catalog, operation, name),
  );
  const query: Record<string, string> = {
    ...key.query,
    ...(include.length === 0 ? {} : { include: include.join(',') }),
  };
  const attributes = givenAttributes(write.body);
  for (const [attribute, parameter] of Object.entries(key.narrow ?? {})) {
    const value = attributes[attribute];
    // Apple splits a list at commas, so a value with one cannot be asked for.
    if (typeof value === 'string' && value !== '' && !value.includes(',')) query[parameter] = value;
  }
  try {
    if (operation.returns.kind === 'list') {
      const page = await reader.client.pages({ ...common, query, maxItems: mostSiblings });
      return { ...place, objects: page.data.filter(isObject), complete: page.complete };
    }
    const { body } = await reader.client.request({ ...common, query });
    const object = isObject(body) ? body['data'] : undefined;
    return { ...place, objects: isObject(object) ? [object] : [], complete: true };
  } catch (error) {
    const { kind } = tolerated(error);
    // Some empty to-one relationships are a 404; a list has a parent that is missing.
    if (kind === 'missing' && operation.returns.kind === 'object')
      return { ...place, objects: [], complete: true };
    return undefined;
  }
}

/** Relationships that identify what an operation creates. */
export function keyLinks({ links = [], within = {} }: NaturalKey, { body }: Operation): readonly string[] {
  return links === 'others'
    ? [...namesOf(body?.relationships)].filter((name) => within[name] === undefined)
    : links;
}

/** Ids of what the object that a create replaces holds now; `undefined` where nothing is lost with it. */
export async function readHeld(reader: Reader, siblings: Siblings): Promise<readonly string[] | undefined> {
  const operation = reader.catalog.operation(siblings.key.holds ?? '');
  const id = stringAt(siblings.objects[0], 'id');
  if (operation === undefined || id === undefined || !isRealId(id)) return undefined;
  try {
    const page = await reader.client.pages({
      method: 'GET',
      path: operation.path.replace('{id}', id),
      maxItems: mostSiblings,
      signal: reader.signal,
      verification: reader.verification,
    });
    return idsOf(page.data);
  } catch (error) {
    tolerated(error);
    return undefined;
  }
}

/** Whether a create gives anything of its natural key; where nothing identifies, the parent has one at most. */
export function hasKey(key: NaturalKey, write: Write): boolean {
  const links = keyLinks(key, write.operation);
  const attributes = givenAttributes(write.body);
  return (
    key.by.length + links.length === 0 ||
    key.by.some((name) => attributes[name] !== undefined) ||
    links.some((name) => given(write, name) !== undefined)
  );
}

/** Whether an object is what a create would make, by what is given of its natural key. */
export function fitsKey(
  key: NaturalKey,
  write: Write,
  object: JsonObject,
  same: (a: unknown, b: unknown) => boolean = sameValue,
): boolean {
  const attributes = objectAt(object, 'attributes');
  const wanted = givenAttributes(write.body);
  if (key.among !== undefined && !key.among.values.includes(String(attributes[key.among.attribute])))
    return false;
  return (
    key.by.every((name) => wanted[name] === undefined || same(wanted[name], attributes[name])) &&
    keyLinks(key, write.operation).every((name) => {
      const ids = given(write, name);
      return ids === undefined || sameIds(ids, linked(object, name));
    })
  );
}

/** Ids that the body gives a relationship. */
function given(write: Write, relationship: string): readonly string[] | undefined {
  const entry = givenLinks(write.body).find(([name]) => name === relationship);
  return entry === undefined || entry[1].length === 0 ? undefined : entry[1].map(({ id }) => id);
}

/** Ids that an object of an answer shows for a relationship. */
export function linked(object: JsonObject, relationship: string): readonly string[] {
  const shown = objectAt(objectAt(object, 'relationships'), relationship);
  return linkage(shown['data']).map(({ id }) => id);
}

/** An object that stands where a create wants to put one. */
export interface Existing {
  readonly id: string;
  readonly attributes: JsonObject;
  readonly resource: Resource;
}

/** What an update needs to know of it. */
type Found = Pick<Existing, 'id' | 'attributes'>;

/**
 * The object that has the natural key of a create, or `undefined`: there is none, the resource has no such key, or
 * several fit. Works before the create and after a refusal that `saysDuplicate`.
 */
export async function findExisting(
  client: AscClient,
  catalog: Catalog,
  write: Write,
  signal: AbortSignal,
): Promise<Existing | undefined> {
  const resource = ownerOf(catalog, write.operation);
  const place = siblingsOf(catalog, write);
  if (resource === undefined || place === undefined || place.key.trace === true) return undefined;
  if (!hasKey(place.key, write)) return undefined;
  const siblings = await readSiblings({ client, catalog, signal, verification: false }, write);
  const fitting = siblings?.objects.filter((object) => fitsKey(place.key, write, object)) ?? [];
  const [only] = fitting;
  const id = stringAt(only, 'id');
  if (fitting.length !== 1 || id === undefined) return undefined;
  return { id, attributes: objectAt(only, 'attributes'), resource };
}

/** Codes and texts with which Apple says that something exists already (errors read 2026-11-22). */
const duplicateCode = /(?:^|[._])(?:DUPLICATE|ALREADY_EXISTS)(?:$|[._])/;
const duplicateText =
  /already (?:have such an entity|exists?\b|been (?:used|added|created)|an open)|is used already|is already (?:being )?used|multiple profiles found/i;

/** Whether a refusal says that the object exists already, in any of its entries. */
export function saysDuplicate(error: AscError): boolean {
  if (error.status !== 409) return false;
  return error.entries.some(
    ({ code, title, detail }) =>
      // A name of another developer cannot be found among ours.
      !code.includes('DIFFERENT_ACCOUNT') &&
      (duplicateCode.test(code) || duplicateText.test(`${title ?? ''} ${detail ?? ''}`)),
  );
}

interface Difference {
  readonly attributes: Record<string, unknown>;
  readonly relationships: Record<string, unknown>;
  readonly left: readonly string[];
}

/**
 * The PATCH that gives an existing object the values of a create: only what the update operation knows and what
 * differs. `undefined` when nothing differs or nothing of it can be changed; `cannotChange` tells which.
 */
export function asUpdate(catalog: Catalog, write: Write, existing: Found): Write | undefined {
  const operation = updateOf(catalog, write, existing);
  if (operation?.body === undefined) return undefined;
  const { attributes, relationships } = difference(operation, write, existing);
  const links = Object.keys(relationships).length > 0;
  const values = Object.keys(attributes).length > 0;
  if (!links && !values) return undefined;
  return {
    operation,
    method: 'PATCH',
    path: operation.path.replace('{id}', existing.id),
    id: existing.id,
    body: {
      data: {
        type: operation.body.type,
        id: existing.id,
        ...(values ? { attributes } : {}),
        ...(links ? { relationships } : {}),
      },
    },
  };
}

/** Attributes of a create that differ from the existing object and that no update can change. */
export function cannotChange(catalog: Catalog, write: Write, existing: Found): readonly string[] {
  return difference(updateOf(catalog, write, existing), write, existing).left;
}

function updateOf(catalog: Catalog, write: Write, existing: Found): Operation | undefined {
  return catalog.route('PATCH', `${write.operation.path}/${existing.id}`)?.operation;
}

function difference(operation: Operation | undefined, write: Write, existing: Found): Difference {
  const known = namesOf(operation?.body?.attributes);
  const links = namesOf(operation?.body?.relationships);
  const attributes: Record<string, unknown> = {};
  const left: string[] = [];
  for (const [name, value] of Object.entries(givenAttributes(write.body))) {
    if (sameValue(value, existing.attributes[name])) continue;
    if (known.has(name)) attributes[name] = value;
    else left.push(name);
  }
  const relationships: Record<string, unknown> = {};
  for (const [name, references] of givenLinks(write.body)) {
    // The parent is where the object was found; it stays.
    if (naturalKeys[write.operation.id]?.within?.[name] !== undefined) continue;
    if (!links.has(name) || !references.every(({ id }) => isRealId(id))) continue;
    relationships[name] = objectAt(objectAt(objectAt(write.body, 'data'), 'relationships'), name);
  }
  return { attributes, relationships, left };
}

function namesOf(shape: Readonly<Record<string, unknown>> | undefined): ReadonlySet<string> {
  return new Set(Object.keys(shape ?? {}).map((key) => keyOf(key).name));
}
