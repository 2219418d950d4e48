/** Where what a write touches stands: in which app, and in what of it. */
import type { Resource } from '../catalog/index.ts';
import { naturalKeys } from './natural-keys.ts';
import { type Found, givenLinks, instanceOf, type Reader } from './objects.ts';
import { type Place, placeOf, stepsToApp } from './parents.ts';
import { keyOf, type Referenced } from './references.ts';
import { scopeOf } from './target.ts';
import { oneLine, resourceInWords, titleOf } from './titles.ts';
import type { Write } from './types.ts';

/** `target` is what was read of the object in the path: `undefined` for a create, whose place its links tell. */
export async function findPlace(
  reader: Reader,
  owner: Resource | undefined,
  write: Write,
  target: Found | undefined,
  references: ReadonlyMap<string, Referenced>,
): Promise<Place> {
  if (write.within !== undefined) return write.within;
  return target === undefined
    ? placeOfNew(reader, owner, write, references)
    : placeOfOwn(reader, owner, write, target);
}

async function placeOfOwn(
  reader: Reader,
  owner: Resource | undefined,
  write: Write,
  target: Found,
): Promise<Place> {
  if (target.kind !== 'object' || owner === undefined || write.id === undefined) return {};
  if (instanceOf(reader.catalog, owner.name) !== undefined) return placeOf(reader, owner, write.id, target);
  // What cannot be read alone has nothing joined in, but a look through the apps may have told its app.
  const scope = await scopeOf(reader, write, false);
  return scope.kind === 'app' ? { app: { id: scope.id, name: oneLine(scope.name ?? scope.id) } } : {};
}

/** The first object that the new one links to alone, and that stands somewhere. */
async function placeOfNew(
  reader: Reader,
  owner: Resource | undefined,
  write: Write,
  references: ReadonlyMap<string, Referenced>,
): Promise<Place> {
  for (const [name, [only, second]] of givenLinks(write.body)) {
    if (only === undefined || second !== undefined || isToMany(owner, name)) continue;
    const { found, resource } = references.get(keyOf(only)) ?? {};
    if (found?.kind !== 'object' || resource === undefined) continue;
    const own = { words: resourceInWords(resource), title: titleOf(resource, found.object) };
    if (resource.name === 'App') return { app: { id: only.id, name: own.title } };
    if (stepsToApp(reader.catalog, resource.name).length === 0) {
      // No way up can be joined in, but it is what the new object belongs to.
      if (naturalKeys[write.operation.id]?.within?.[name] !== undefined) return { parent: own };
      continue;
    }
    const { app } = await placeOf(reader, resource, only.id, found);
    return { ...(own.title === only.id ? {} : { parent: own }), ...(app === undefined ? {} : { app }) };
  }
  return {};
}

function isToMany(owner: Resource | undefined, relationship: string): boolean {
  return owner?.relationships.some(({ name, many }) => name === relationship && many) === true;
}
