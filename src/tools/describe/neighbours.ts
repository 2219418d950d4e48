import { flows } from '../../catalog/flows.ts';
import type { Catalog, Operation, Resource } from '../../catalog/index.ts';
import { keyOf, parseLink } from '../../catalog/schema.ts';
import { listOf } from '../list-of.ts';

/** What usually comes before and after an operation. */
export interface Neighbours {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const most = 4;

/**
 * Before: the reads that give the ids it needs. After: the read that shows the result, and the reads or writes one
 * step further. A hand-written row says more where the schema alone cannot.
 */
export function neighboursOf(
  catalog: Catalog,
  operation: Operation,
  owner: Resource | undefined,
): Neighbours {
  const row = flows[operation.id];
  const before = new Set(row?.before ?? []);
  const after = new Set(row?.after ?? []);
  if (row?.before === undefined) {
    if (owner !== undefined) add(before, listOf(catalog, owner));
    for (const [key, link] of Object.entries(operation.body?.relationships ?? {})) {
      const { to } = parseLink(link);
      const target = catalog.resourceNames().find((name) => catalog.data.resources[name]?.type === to);
      if (keyOf(key).required && target !== undefined) add(before, listOf(catalog, catalog.resource(target)));
    }
  }
  if (row?.after === undefined) {
    if (operation.kind === 'read') for (const id of furtherReads(catalog, operation)) after.add(id);
    else if (operation.kind !== 'delete') add(after, instanceOf(catalog, operation));
    else if (owner !== undefined) add(after, listOf(catalog, owner));
  }
  before.delete(operation.id);
  after.delete(operation.id);
  return { before: [...before].slice(0, most), after: [...after].slice(0, most) };
}

function add(set: Set<string>, id: string | undefined): void {
  if (id !== undefined) set.add(id);
}

function instanceOf(catalog: Catalog, operation: Operation): string | undefined {
  if (operation.returns.kind !== 'object')
    return `${operation.group}_getInstance` in catalog.data.operations
      ? `${operation.group}_getInstance`
      : undefined;
  const wanted = operation.returns.resource;
  return catalog.operationIds().find((id) => {
    const returns = catalog.operation(id)?.returns;
    return id.endsWith('_getInstance') && returns?.kind === 'object' && returns.resource === wanted;
  });
}

/** Reads that start from what this one returns. */
function furtherReads(catalog: Catalog, operation: Operation): string[] {
  const returns = operation.returns;
  if (returns.kind !== 'object' && returns.kind !== 'list') return [];
  const instance = catalog.operationIds().find((id) => {
    const other = catalog.operation(id)?.returns;
    return id.endsWith('_getInstance') && other?.kind === 'object' && other.resource === returns.resource;
  });
  const group = instance?.split('_')[0];
  if (group === undefined) return [];
  const related = catalog.operationIds().filter((id) => {
    const other = catalog.operation(id);
    return (
      other?.group === group &&
      other.kind === 'read' &&
      !other.deprecated &&
      /_getTo(Many|One)Related$/.test(id)
    );
  });
  return [...(returns.kind === 'list' && instance !== undefined ? [instance] : []), ...related].slice(0, 3);
}
