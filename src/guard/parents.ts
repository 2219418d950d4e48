/** The way from any object up to its app, by to-one relationships that a read can join in. */
import type { Catalog, Operation, Resource } from '../catalog/index.ts';
import { stringAt } from '../catalog/json.ts';
import type { AscClient } from '../client/types.ts';
import { linked } from './existing.ts';
import { canInclude, type Found, instanceOf, type Reader, readObject } from './objects.ts';
import { resourceInWords, titleOf } from './titles.ts';

/** One step up. */
interface Step {
  readonly relationship: string;
  /** Resource that it leads to. */
  readonly to: string;
  /** The read of the lower object that joins it in. */
  readonly operation: Operation;
}

const ways = new WeakMap<Catalog, Map<string, readonly Step[]>>();

/** The shortest way to the app; empty for apps and for what belongs to none, or cannot be followed. */
export function stepsToApp(catalog: Catalog, resource: string): readonly Step[] {
  const known = ways.get(catalog) ?? findWays(catalog);
  ways.set(catalog, known);
  return known.get(resource) ?? [];
}

/** From the app downwards, so that the first way found to a resource is its shortest. */
function findWays(catalog: Catalog): Map<string, readonly Step[]> {
  const upward = new Map<string, Step[]>();
  for (const name of catalog.resourceNames()) {
    const operation = instanceOf(catalog, name);
    if (operation === undefined) continue;
    for (const { name: relationship, to, many } of catalog.resource(name)?.relationships ?? [])
      if (to !== undefined && !many && canInclude(catalog, operation, relationship))
        upward.set(name, [...(upward.get(name) ?? []), { relationship, to, operation }]);
  }
  const found = new Map<string, readonly Step[]>([['App', []]]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    const reached = new Map(found);
    for (const [name, steps] of upward) {
      if (found.has(name)) continue;
      const [way] = steps.flatMap((step) => {
        const rest = reached.get(step.to);
        return rest === undefined ? [] : [[step, ...rest]];
      });
      if (way !== undefined) found.set(name, way);
    }
  }
  return found;
}

/** Where an object stands. */
export interface Place {
  /** One step up, unless that is the app. */
  readonly parent?: { readonly words: string; readonly title: string };
  readonly app?: { readonly id: string; readonly name: string };
}

/** How long a parent is remembered, milliseconds: a plan has many steps on one version. */
const rememberFor = 60_000;
interface Kept {
  /** A promise, so that steps that are looked at together share one read. */
  readonly found: Promise<Found>;
  readonly until: number;
}
const remembered = new WeakMap<AscClient, Map<string, Kept>>();

/** Follows an object that was read (its first step joined in) up to its app. Never more than the steps of the way. */
export async function placeOf(
  reader: Reader,
  resource: Resource,
  id: string,
  object: Extract<Found, { kind: 'object' }>,
): Promise<Place> {
  if (resource.name === 'App') return { app: { id, name: titleOf(resource, object.object) } };
  let current: Found = object;
  let parent: Place['parent'];
  for (const [index, step] of stepsToApp(reader.catalog, resource.name).entries()) {
    if (current.kind !== 'object') break;
    const [next] = linked(current.object, step.relationship);
    if (next === undefined) break;
    const to = reader.catalog.resource(step.to);
    const joined = current.included.find(
      (one) => stringAt(one, 'id') === next && stringAt(one, 'type') === to?.type,
    );
    if (step.to === 'App') {
      const app = { id: next, name: joined === undefined ? next : titleOf(to, joined) };
      return { ...(parent === undefined ? {} : { parent }), app };
    }
    // What has no name of its own tells a person nothing.
    const title = joined === undefined ? next : titleOf(to, joined);
    if (index === 0 && title !== next) parent = { words: resourceInWords(to), title };
    current = await readUp(reader, step.to, next);
  }
  return parent === undefined ? {} : { parent };
}

async function readUp(reader: Reader, resource: string, id: string): Promise<Found> {
  const known = remembered.get(reader.client) ?? new Map<string, Kept>();
  remembered.set(reader.client, known);
  const key = `${resource}/${id}`;
  const kept = known.get(key);
  if (kept !== undefined && kept.until > Date.now()) {
    // The one who asked first may have been cancelled, or failed; that is not our end.
    const found = await kept.found.catch(() => undefined);
    if (found !== undefined) return found;
  }
  const step = stepsToApp(reader.catalog, resource)[0];
  if (step === undefined) return { kind: 'hidden' };
  const found = readObject(reader, step.operation, id, [step.relationship]);
  if (known.size > 1_000) known.clear();
  known.set(key, { found, until: Date.now() + rememberFor });
  return found;
}
