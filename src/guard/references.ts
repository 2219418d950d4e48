/** What the body of a write refers to: read for its name, and for its state. */
import type { Catalog, Operation, Resource } from '../catalog/index.ts';
import { arrayAt, isObject, type JsonObject, objectAt, stringAt } from '../catalog/json.ts';
import {
  type Found,
  inFours,
  instancesOfType,
  isRealId,
  linkage,
  type Reader,
  type Reference,
  readByType,
  severalOf,
  tolerated,
} from './objects.ts';
import { stepsToApp } from './parents.ts';
import { oneLine, titleOf } from './titles.ts';

/** Objects that are read one by one for their names; the rest are shown by id. */
const mostReadAlone = 25;
/** Ids of one request. */
const atOnce = 100;

/** A referenced object as it was found. */
export interface Referenced {
  readonly found: Found;
  readonly resource: Resource | undefined;
  readonly title: string;
}

/** `type/id`, as an object of an answer or a reference to it says. */
export function keyOf(one: unknown): string {
  return `${stringAt(one, 'type')}/${stringAt(one, 'id')}`;
}

/**
 * Reads what is referred to: several of a kind in one request where Apple can, else one by one. Of one that is referred
 * to twice the first counts. `known` are objects by `type/id` that are not read again.
 */
export async function readReferences(
  reader: Reader,
  owner: Resource | undefined,
  references: readonly Reference[],
  known: ReadonlyMap<string, JsonObject> = new Map(),
): Promise<Map<string, Referenced>> {
  const wanted = new Map<string, Reference>();
  for (const one of references) if (isRealId(one.id) && !wanted.has(keyOf(one))) wanted.set(keyOf(one), one);
  const results = new Map<string, Referenced>();
  const byType = new Map<string, Reference[]>();
  for (const [key, one] of wanted) {
    const object = known.get(key);
    if (object === undefined) byType.set(one.type, [...(byType.get(one.type) ?? []), one]);
    else results.set(key, foundAs(resourceOfType(reader.catalog, one.type), object));
  }
  const alone: Reference[] = [];
  for (const [type, ofType] of byType) {
    const several = ofType.length > 1 ? severalOf(reader.catalog, type) : undefined;
    if (several?.returns.kind !== 'list') {
      alone.push(...ofType);
      continue;
    }
    const resource = reader.catalog.resource(several.returns.resource);
    const objects = await readSeveral(
      reader,
      several,
      ofType.map(({ id }) => id),
    );
    for (const one of ofType) {
      const object = objects?.get(one.id);
      results.set(
        keyOf(one),
        object === undefined
          ? notFound(resource, one.id, { kind: objects === undefined ? 'hidden' : 'missing' })
          : foundAs(resource, object),
      );
    }
  }
  const read = await inFours(
    alone.slice(0, mostReadAlone),
    async (one) => [keyOf(one), await readAlone(reader, owner, one)] as const,
  );
  for (const [key, referenced] of read) results.set(key, referenced);
  return results;
}

/** With what leads to its app, where the relationship tells what it is. */
async function readAlone(reader: Reader, owner: Resource | undefined, one: Reference): Promise<Referenced> {
  const to = owner?.relationships.find(({ name }) => name === one.relationship)?.to;
  const preferred = to === undefined ? undefined : reader.catalog.resource(to);
  const same = preferred?.type === one.type ? preferred : undefined;
  const [up] = same === undefined ? [] : stepsToApp(reader.catalog, same.name);
  const include = up === undefined ? [] : [up.relationship];
  const { found, resource } = await readByType(reader, one.type, one.id, same?.name, include);
  return found.kind === 'object' ? foundAs(resource, found.object, found) : notFound(resource, one.id, found);
}

function foundAs(
  resource: Resource | undefined,
  object: JsonObject,
  found: Found = { kind: 'object', object, included: [] },
): Referenced {
  return { found, resource, title: titleOf(resource, object) };
}

function notFound(
  resource: Resource | undefined,
  id: string,
  found: { readonly kind: 'missing' | 'hidden' },
): Referenced {
  return { found, resource, title: `${oneLine(id)}${found.kind === 'missing' ? ' (not found)' : ''}` };
}

/** Those of the ids that are there; `undefined` where this key may not read them. */
async function readSeveral(
  reader: Reader,
  operation: Operation,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JsonObject> | undefined> {
  const found = new Map<string, JsonObject>();
  try {
    for (let start = 0; start < ids.length; start += atOnce) {
      const page = await reader.client.pages({
        method: 'GET',
        path: operation.path,
        query: { 'filter[id]': ids.slice(start, start + atOnce).join(',') },
        maxItems: 200,
        signal: reader.signal,
        verification: reader.verification,
      });
      for (const object of page.data.filter(isObject)) found.set(stringAt(object, 'id') ?? '', object);
    }
  } catch (error) {
    tolerated(error);
    return undefined;
  }
  return found;
}

/** The resource of a JSON:API type: the one that can be read by its id, else any. */
function resourceOfType(catalog: Catalog, type: string): Resource | undefined {
  const returns = instancesOfType(catalog, type)[0]?.returns;
  if (returns?.kind === 'object') return catalog.resource(returns.resource);
  const name = catalog.resourceNames().find((one) => catalog.resource(one)?.type === type);
  return name === undefined ? undefined : catalog.resource(name);
}

/** What inline objects refer to. */
export function inlineReferences(body: unknown): readonly Reference[] {
  return arrayAt(body, 'included').flatMap((inline) =>
    Object.values(objectAt(inline, 'relationships')).flatMap((link) =>
      linkage(isObject(link) ? link['data'] : undefined),
    ),
  );
}
