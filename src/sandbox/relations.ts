import type { Catalog, Relationship, Resource } from '../catalog/index.ts';

/** Which resource stands at which base path, and every relationship of a resource, also those only a path tells of. */
interface Relations {
  /** `/v1/apps` → `App` */
  readonly owners: ReadonlyMap<string, string>;
  /** `App` → `/v1/apps` */
  readonly bases: ReadonlyMap<string, string>;
  readonly relationships: ReadonlyMap<string, readonly Relationship[]>;
}

const known = new WeakMap<Catalog, Relations>();

/** Worked out once per catalogue. */
export function relations(catalog: Catalog): Relations {
  const found = known.get(catalog);
  if (found !== undefined) return found;
  const { owners, bases } = addresses(catalog);
  const relationships = new Map<string, Relationship[]>();
  for (const name of catalog.resourceNames())
    relationships.set(name, [...(catalog.resource(name)?.relationships ?? [])]);
  // The document gives buildBundles and price points no relationships, but paths that read them.
  for (const id of catalog.operationIds()) {
    const operation = catalog.operation(id);
    const last = /\/\{id\}\/([^/]+)$/.exec(operation?.path ?? '')?.[1];
    if (operation === undefined || last === undefined) continue;
    const { returns } = operation;
    const all = relationships.get(owners.get(baseOf(operation.path)) ?? '');
    if (returns.kind !== 'object' && returns.kind !== 'list') continue;
    if (all === undefined || all.some((relationship) => relationship.name === last)) continue;
    all.push({
      name: last,
      to: returns.resource,
      many: returns.kind === 'list',
      linkOnly: true,
      deprecated: false,
    });
  }
  const made: Relations = { owners, bases, relationships };
  known.set(catalog, made);
  return made;
}

function addresses(catalog: Catalog): { owners: Map<string, string>; bases: Map<string, string> } {
  const owners = new Map<string, string>();
  const bases = new Map<string, string>();
  const unowned = new Set<string>();
  for (const [id, data] of Object.entries(catalog.data.operations)) {
    const base = baseOf(data.path);
    const returns = catalog.operation(id)?.returns;
    const direct = data.path === base || data.path === `${base}/{id}`;
    if (direct && (returns?.kind === 'object' || returns?.kind === 'list')) {
      owners.set(base, returns.resource);
      bases.set(returns.resource, base);
    } else unowned.add(base);
  }
  // Resources that cannot be read alone (/v1/buildBundles) are known by the type in the path.
  for (const base of unowned) {
    if (owners.has(base)) continue;
    const type = base.slice(base.lastIndexOf('/') + 1);
    const name = catalog.resourceNames().find((candidate) => catalog.resource(candidate)?.type === type);
    if (name === undefined) continue;
    owners.set(base, name);
    if (!bases.has(name)) bases.set(name, base);
  }
  return { owners, bases };
}

/** `/v1/apps` of `/v1/apps/{id}/builds`. */
export function baseOf(path: string): string {
  return /^\/v\d+\/[^/]+/.exec(path)?.[0] ?? path;
}

/** The catalogue marks attributes that every answer has with `*`. */
export function hasAttribute(resource: Resource, name: string): boolean {
  const attributes = resource.attributes ?? {};
  return Object.hasOwn(attributes, name) || Object.hasOwn(attributes, `${name}*`);
}
