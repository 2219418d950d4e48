/** Reading the object that a write is about, also where the API has no operation that reads it by its id. */
import type { Resource } from '../catalog/index.ts';
import { isObject, type JsonObject, stringAt } from '../catalog/json.ts';
import type { AscClient } from '../client/types.ts';
import { type Found, instanceOf, type Reader, readObject, tolerated } from './objects.ts';
import { type Scope, Scopes } from './scope.ts';
import type { Write } from './types.ts';

/** Where objects without a read of their own are seen. */
interface Window {
  /** Operation that lists them, or the objects that show them. */
  readonly list: string;
  /** Relationship of the listed objects that shows them. */
  readonly include?: string;
  /** To-one of the app whose id the list starts at; the app itself when absent. */
  readonly via?: string;
  /** Further relationships that make the object readable. */
  readonly with?: string;
}

/** Read from the API document (4.5.1, 2026-10-06): the resources that can be changed and have no `getInstance`. */
const windows: { readonly [resource: string]: Window } = {
  AgeRatingDeclaration: { list: 'apps_appInfos_getToManyRelated', include: 'ageRatingDeclaration' },
  AppStoreVersionPhasedRelease: {
    list: 'apps_appStoreVersions_getToManyRelated',
    include: 'appStoreVersionPhasedRelease',
  },
  AppTag: { list: 'apps_appTags_getToManyRelated' },
  MarketplaceSearchDetail: { list: 'apps_marketplaceSearchDetail_getToOneRelated' },
  MarketplaceWebhook: { list: 'marketplaceWebhooks_getCollection' },
  SandboxTesterV2: { list: 'sandboxTestersV2_getCollection' },
  TerritoryAvailability: {
    via: 'apps_appAvailabilityV2_getToOneRelated',
    list: 'appAvailabilitiesV2_territoryAvailabilities_getToManyRelated',
    with: 'territory',
  },
};

/** Objects that a window is searched for; the longest of them has one for each territory. */
const mostSeen = 1_000;

/** Reads the object in the path of a write, with related objects joined in where it has a read of its own. */
export async function readTarget(
  reader: Reader,
  write: Write,
  owner: Resource,
  include: readonly string[],
): Promise<Found> {
  if (write.id === undefined) return { kind: 'hidden' };
  const operation = instanceOf(reader.catalog, owner.name);
  if (operation !== undefined) return readObject(reader, operation, write.id, include);
  const window = Object.hasOwn(windows, owner.name) ? windows[owner.name] : undefined;
  return window === undefined ? { kind: 'hidden' } : readThrough(reader, write, owner, window);
}

async function readThrough(reader: Reader, write: Write, owner: Resource, window: Window): Promise<Found> {
  const { catalog, client, signal, verification } = reader;
  const operation = catalog.operation(window.list);
  if (operation === undefined) return { kind: 'hidden' };
  let start = '';
  if (operation.hasId) {
    const app = await scopeOf(reader, write, true);
    if (app.kind !== 'app') return { kind: 'hidden' };
    const via = window.via === undefined ? undefined : catalog.operation(window.via);
    const found = via === undefined ? undefined : await readObject(reader, via, app.id);
    if (via !== undefined && found?.kind !== 'object') return { kind: 'hidden' };
    start = found?.kind === 'object' ? (stringAt(found.object, 'id') ?? '') : app.id;
  }
  const joined = window.include ?? window.with;
  const common = {
    method: 'GET' as const,
    path: operation.path.replace('{id}', start),
    query: joined === undefined ? {} : { include: joined },
    signal,
    verification,
  };
  try {
    const page =
      operation.returns.kind === 'list'
        ? await client.pages({ ...common, maxItems: mostSeen })
        : await oneOf(reader, common.path);
    const seen = (window.include === undefined ? page.data : page.included).filter(isObject);
    const object = seen.find(
      (one) => stringAt(one, 'id') === write.id && stringAt(one, 'type') === owner.type,
    );
    if (object !== undefined) return { kind: 'object', object, included: page.included.filter(isObject) };
    return page.complete ? { kind: 'missing' } : { kind: 'hidden' };
  } catch (error) {
    return tolerated(error);
  }
}

async function oneOf(
  reader: Reader,
  path: string,
): Promise<{ data: readonly JsonObject[]; included: readonly unknown[]; complete: boolean }> {
  const { body } = await reader.client.request({
    method: 'GET',
    path,
    signal: reader.signal,
    verification: reader.verification,
  });
  const data = isObject(body) && isObject(body['data']) ? [body['data']] : [];
  return { data, included: [], complete: true };
}

const scopes = new WeakMap<AscClient, Scopes>();

/** The app of a write, remembered for each client. With `search` it is also looked for through all apps. */
export async function scopeOf(reader: Reader, write: Write, search: boolean): Promise<Scope> {
  const known = scopes.get(reader.client) ?? new Scopes(reader.client, reader.catalog);
  scopes.set(reader.client, known);
  return known.of(write, { signal: reader.signal, checkLinks: false, search });
}
