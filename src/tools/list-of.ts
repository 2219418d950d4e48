import type { Catalog, Resource } from '../catalog/index.ts';
import { lookups } from '../catalog/lookups.ts';

/** The shortest way to a list of a resource: by name look-up, as a collection, or through its parent. */
export function listOf(catalog: Catalog, resource: Resource | undefined): string | undefined {
  if (resource === undefined) return undefined;
  const named = lookups[resource.name]?.list;
  if (named !== undefined) return named;
  const lists = catalog.operationIds().filter((id) => {
    const returns = catalog.operation(id)?.returns;
    return returns?.kind === 'list' && returns.resource === resource.name;
  });
  return (
    lists.find((id) => id.endsWith('_getCollection')) ??
    lists.find((id) => id.startsWith('apps_')) ??
    lists[0]
  );
}
