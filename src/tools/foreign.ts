import { foreignAttributes } from '../catalog/foreign.ts';
import type { Catalog } from '../catalog/index.ts';
import { stringAt } from '../catalog/json.ts';
import type { Answer } from './answer.ts';

const byCatalog = new WeakMap<Catalog, ReadonlySet<string>>();

/** JSON:API types whose objects carry text of other people. */
function foreignTypes(catalog: Catalog): ReadonlySet<string> {
  const known = byCatalog.get(catalog);
  if (known !== undefined) return known;
  const types = new Set(Object.keys(foreignAttributes).flatMap((name) => catalog.resource(name)?.type ?? []));
  byCatalog.set(catalog, types);
  return types;
}

/**
 * What these objects, as Apple sent them, hold of other people's text: the type that is found most, and how many
 * objects there are. Types that the catalogue does not know count as foreign.
 */
export function foreignIn(catalog: Catalog, objects: readonly unknown[]): Answer['foreign'] {
  const foreign = foreignTypes(catalog);
  const counts = new Map<string, number>();
  for (const object of objects) {
    const type = stringAt(object, 'type');
    if (type === undefined) continue;
    if (foreign.has(type) || !catalog.hasType(type)) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most === undefined
    ? undefined
    : { kind: most[0], count: [...counts.values()].reduce((a, b) => a + b) };
}
