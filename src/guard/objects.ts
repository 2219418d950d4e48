/** Reading single objects of any kind, tolerant of what is gone or hidden: what the guard looks at before and after a write. */
import type { Catalog, Operation, Resource } from '../catalog/index.ts';
import { isObject, type JsonObject, objectAt, stringAt } from '../catalog/json.ts';
import { AscError } from '../client/errors.ts';
import type { AscClient } from '../client/types.ts';

/** What every reading function needs. */
export interface Reader {
  readonly client: AscClient;
  readonly catalog: Catalog;
  readonly signal: AbortSignal;
  /** `true` for reads that verify a write: they may use the reserve of the rate budget. */
  readonly verification: boolean;
}

/** `missing` is a 404, `hidden` any other refusal or an object that no operation reads. */
export type Found =
  | { readonly kind: 'object'; readonly object: JsonObject; readonly included: readonly JsonObject[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'hidden' };

/** Characters of Apple's ids; local names of inline creates (`${price}`) are none. */
const legalId = /^[A-Za-z0-9._~=-]{1,255}$/;

export function isRealId(id: string): boolean {
  return legalId.test(id) && id !== '.' && id !== '..';
}

interface Index {
  /** Resource → operation that reads one by its id. */
  readonly byResource: ReadonlyMap<string, Operation>;
  /** JSON:API type → the same, the current version first: `InAppPurchaseV2` before `InAppPurchase`. */
  readonly byType: ReadonlyMap<string, readonly Operation[]>;
  /** JSON:API type → operation that reads several by `filter[id]`. */
  readonly several: ReadonlyMap<string, Operation>;
}

const indexes = new WeakMap<Catalog, Index>();

function indexOf(catalog: Catalog): Index {
  const known = indexes.get(catalog);
  if (known !== undefined) return known;
  const byResource = new Map<string, Operation>();
  const byType = new Map<string, Operation[]>();
  const several = new Map<string, Operation>();
  for (const operationId of catalog.operationIds()) {
    const operation = catalog.operation(operationId);
    if (operation?.method !== 'GET') continue;
    const { returns, path } = operation;
    if (returns.kind === 'object' && /^\/v\d+\/[^/]+\/\{id\}$/.test(path)) {
      byResource.set(returns.resource, operation);
      const type = catalog.resource(returns.resource)?.type ?? '';
      byType.set(type, [...(byType.get(type) ?? []), operation]);
    }
    if (returns.kind === 'list' && !operation.hasId && hasParameter(catalog, operation, 'filter[id]'))
      several.set(catalog.resource(returns.resource)?.type ?? '', operation);
  }
  for (const [type, operations] of byType)
    byType.set(
      type,
      operations.sort(
        (a, b) => Number(a.deprecated) - Number(b.deprecated) || b.path.localeCompare(a.path, 'en'),
      ),
    );
  const index = { byResource, byType, several };
  indexes.set(catalog, index);
  return index;
}

/** Operation that reads one object of a resource, where the API has one. */
export function instanceOf(catalog: Catalog, resource: string): Operation | undefined {
  return indexOf(catalog).byResource.get(resource);
}

/** Operation that reads several objects of a JSON:API type by their ids. */
export function severalOf(catalog: Catalog, type: string): Operation | undefined {
  return indexOf(catalog).several.get(type);
}

/** Operations that may read an object of a JSON:API type, the likeliest first. */
export function instancesOfType(catalog: Catalog, type: string): readonly Operation[] {
  return indexOf(catalog).byType.get(type) ?? [];
}

export function hasParameter(catalog: Catalog, operation: Operation, name: string): boolean {
  return catalog.parameters(operation).some((parameter) => parameter.name === name);
}

/** Whether an operation can join a related object in. */
export function canInclude(catalog: Catalog, operation: Operation, relationship: string): boolean {
  const include = catalog.parameters(operation).find(({ name }) => name === 'include');
  return include?.enum?.includes(relationship) === true;
}

/** `/v1/apps` of `/v1/apps/{id}/builds`. */
export function baseOf(path: string): string {
  return /^\/v\d+\/[^/]+/.exec(path)?.[0] ?? path;
}

/** The relationship that an operation on `/relationships/…` writes. */
export function relationshipName(operation: Operation): string | undefined {
  return /\/\{id\}\/relationships\/([^/]+)$/.exec(operation.path)?.[1];
}

/** The resource that a write creates, changes, deletes or whose relationship it writes. */
export function ownerOf(catalog: Catalog, operation: Operation): Resource | undefined {
  const base = baseOf(operation.path);
  for (const method of ['GET', 'PATCH', 'POST'] as const) {
    const path = method === 'POST' ? base : `${base}/x`;
    const returns = catalog.route(method, path)?.operation.returns;
    if (returns?.kind === 'object') return catalog.resource(returns.resource);
  }
  const type = base.split('/')[2];
  const name = catalog.resourceNames().find((candidate) => catalog.resource(candidate)?.type === type);
  return name === undefined ? undefined : catalog.resource(name);
}

/** Reads one object. Refusals are findings, see `tolerated`. */
export async function readObject(
  reader: Reader,
  operation: Operation,
  id: string,
  include: readonly string[] = [],
): Promise<Found> {
  if (operation.hasId && !isRealId(id)) return { kind: 'hidden' };
  const legal = include.filter((name) => canInclude(reader.catalog, operation, name));
  try {
    const { body } = await reader.client.request({
      method: 'GET',
      path: operation.path.replace('{id}', id),
      ...(legal.length === 0 ? {} : { query: { include: [...new Set(legal)].join(',') } }),
      signal: reader.signal,
      verification: reader.verification,
    });
    const object = isObject(body) ? body['data'] : undefined;
    if (!isObject(object)) return { kind: 'missing' };
    const included =
      isObject(body) && Array.isArray(body['included']) ? body['included'].filter(isObject) : [];
    return { kind: 'object', object, included };
  } catch (error) {
    return tolerated(error);
  }
}

/** A refused read as a finding; what may pass or concerns the whole key (401, 408, 429, 5xx, the network) goes on as an error. */
export function tolerated(error: unknown): { readonly kind: 'missing' } | { readonly kind: 'hidden' } {
  if (!(error instanceof AscError) || error.status === undefined) throw error;
  if (error.status === 404) return { kind: 'missing' };
  if (error.status >= 500 || [401, 408, 429].includes(error.status)) throw error;
  return { kind: 'hidden' };
}

/** An object of a JSON:API type by its id; the resource that had it comes along. */
export async function readByType(
  reader: Reader,
  type: string,
  id: string,
  preferred: string | undefined,
  include: readonly string[] = [],
): Promise<{ readonly found: Found; readonly resource: Resource | undefined }> {
  const own = preferred === undefined ? undefined : instanceOf(reader.catalog, preferred);
  const candidates = [
    ...(own === undefined ? [] : [own]),
    ...instancesOfType(reader.catalog, type).filter((candidate) => candidate !== own),
  ];
  let found: Found = { kind: 'hidden' };
  for (const operation of candidates) {
    found = await readObject(reader, operation, id, include);
    if (found.kind !== 'missing' && operation.returns.kind === 'object')
      return { found, resource: reader.catalog.resource(operation.returns.resource) };
  }
  const name = preferred ?? reader.catalog.resourceNames().find((one) => typeOf(reader, one) === type);
  return { found, resource: name === undefined ? undefined : reader.catalog.resource(name) };
}

function typeOf(reader: Reader, resource: string): string | undefined {
  return reader.catalog.resource(resource)?.type;
}

/** Largest number of ids read from one relationship. */
const mostLinks = 2_000;

/**
 * The ids that a relationship of an object holds now: from the linkage itself, or from the related objects.
 * `undefined` where no operation reads it, it may not be read, or it is longer than `mostLinks`.
 */
export async function readLinks(
  reader: Reader,
  base: string,
  id: string,
  relationship: string,
): Promise<readonly string[] | undefined> {
  if (!isRealId(id)) return undefined;
  for (const path of [`${base}/${id}/relationships/${relationship}`, `${base}/${id}/${relationship}`]) {
    const operation = reader.catalog.route('GET', path)?.operation;
    if (operation === undefined) continue;
    const many = operation.returns.kind === 'linkages' || operation.returns.kind === 'list';
    const common = { method: 'GET' as const, path, signal: reader.signal, verification: reader.verification };
    try {
      if (many) {
        const page = await reader.client.pages({
          ...common,
          maxItems: mostLinks,
          ...(hasParameter(reader.catalog, operation, 'limit') ? {} : { query: { limit: '' } }),
        });
        return page.complete ? idsOf(page.data) : undefined;
      }
      const { body } = await reader.client.request(common);
      const linked = stringAt(objectAt(body, 'data'), 'id');
      return linked === undefined ? [] : [linked];
    } catch (error) {
      const { kind } = tolerated(error);
      // An empty to-one may be a 404 (phased releases); a list that is missing has no owner.
      if (kind === 'missing' && !many) return [];
    }
  }
  return undefined;
}

/** Runs `work` over items, four at a time; results in the order of the items. */
export async function inFours<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>();
  const entries = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of entries) results.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(4, items.length) }, worker));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}

/** A reference of a request body: `{type, id}`, and under which relationship it stands. */
export interface Reference {
  readonly type: string;
  readonly id: string;
  readonly relationship?: string;
}

/** The members of a linkage (`data` of a relationship), whether one, many or none. */
export function linkage(data: unknown): readonly Reference[] {
  const items = Array.isArray(data) ? data : [data];
  return items.flatMap((item) => {
    const type = stringAt(item, 'type');
    const id = stringAt(item, 'id');
    return type === undefined || id === undefined ? [] : [{ type, id }];
  });
}

/** Attributes of the body's main object. */
export function givenAttributes(body: unknown): JsonObject {
  return objectAt(objectAt(body, 'data'), 'attributes');
}

/** Relationships of the body's main object: name and linkage. */
export function givenLinks(body: unknown): readonly (readonly [string, readonly Reference[]])[] {
  return Object.entries(objectAt(objectAt(body, 'data'), 'relationships')).map(([name, value]) => [
    name,
    linkage(isObject(value) ? value['data'] : undefined).map((one) => ({ ...one, relationship: name })),
  ]);
}

/**
 * Whether two values of an attribute mean the same. Apple writes moments in other zones than they were sent, leaves out
 * what is empty and does not keep the order of lists of words; nothing else is forgiven.
 */
export function sameValue(a: unknown, b: unknown): boolean {
  if (isEmpty(a) && isEmpty(b)) return true;
  if (typeof a === 'string' && typeof b === 'string') return a === b || sameMoment(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && sameMembers(a, b);
  if (isObject(a) && isObject(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].every((name) => sameValue(a[name], b[name]));
  }
  return a === b;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

function sameMoment(a: string, b: string): boolean {
  return moment.test(a) && moment.test(b) && Date.parse(a) === Date.parse(b);
}

function sameMembers(a: readonly unknown[], b: readonly unknown[]): boolean {
  const words = [...a, ...b].every((item) => typeof item === 'string');
  const left = words ? [...a].sort() : a;
  const right = words ? [...b].sort() : b;
  return left.every((item, index) => sameValue(item, right[index]));
}

/** Ids of the objects of an answer, or of its references. */
export function idsOf(objects: readonly unknown[]): readonly string[] {
  return objects.flatMap((one) => stringAt(one, 'id') ?? []);
}

/** Whether two lists of ids hold the same, in any order. */
export function sameIds(a: readonly string[], b: readonly string[]): boolean {
  const left = new Set(a);
  const right = new Set(b);
  return left.size === right.size && [...left].every((id) => right.has(id));
}
