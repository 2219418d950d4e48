import type { Catalog, Operation } from '../catalog/index.ts';
import { type Lookup, lookups } from '../catalog/lookups.ts';
import type { Space } from './space.ts';

/** Where candidates for an id are listed, and what they are called. */
export interface Source {
  readonly list: Operation;
  /** The resource whose object stands before the slash, and the parameter that takes it (else the path does). */
  readonly within?: { readonly resource: string; readonly filter?: string; readonly optional: boolean };
  /** The list is an object, and the candidates are what this relationship of it includes. */
  readonly through?: string;
  /** Attributes that people call it by. */
  readonly by: readonly string[];
  /** Attribute → parameter with which Apple narrows the list. */
  readonly narrow: { readonly [attribute: string]: string };
}

/** Attributes that can be names, the most telling first. Source: the attributes of the API document 4.5.1, read through. */
const names = [
  'name',
  'referenceName',
  'versionString',
  'productId',
  'vendorIdentifier',
  'locale',
  'identifier',
  'title',
  'fileName',
  'displayName',
  'email',
  'domain',
  'version',
  'number',
  'screenshotDisplayType',
  'previewType',
  'deviceType',
  'platform',
  'territory',
  'state',
  'appVersionState',
  'customerPrice',
  'createdDate',
];

/** Attributes of one row. */
const namesOfRow = 3;

/**
 * A source for every resource that can be reached: its row of the table, or else its own collection, or the shortest
 * way down from one. Worked out once.
 */
export function sourcesOf(space: Space): ReadonlyMap<string, Source> {
  const { catalog } = space;
  const found = new Map<string, Source>();
  for (const [resource, lookup] of Object.entries(lookups)) {
    const list = catalog.operation(lookup.list);
    if (list !== undefined && catalog.resource(resource) !== undefined)
      found.set(resource, { list, by: lookup.by, narrow: lookup.narrow ?? {}, ...withinOf(lookup) });
  }
  for (const list of space.roots) {
    const resource = resourceOf(list);
    if (resource !== undefined && !found.has(resource))
      found.set(resource, { list, by: namesIn(catalog, resource), narrow: {} });
  }
  // Level by level, so that the first way found to a resource is the shortest; retired operations stand last.
  for (let more = true; more; ) {
    more = false;
    for (const list of space.templates) {
      const resource = resourceOf(list);
      const owner = space.owner(list)?.name;
      const isWay = !list.path.endsWith('{id}') && resource !== undefined && owner !== undefined;
      if (!isWay || found.has(resource) || !found.has(owner)) continue;
      found.set(resource, {
        list,
        by: namesIn(catalog, resource),
        narrow: {},
        within: { resource: owner, optional: false },
      });
      more = true;
    }
    more = addIncluded(space, found) || more;
  }
  return found;
}

/** What no list has, only an object that includes it; returns whether there was any. */
function addIncluded(space: Space, found: Map<string, Source>): boolean {
  const { catalog } = space;
  const before = found.size;
  for (const list of space.templates) {
    const owner = space.owner(list);
    if (!list.path.endsWith('{id}') || owner === undefined || !found.has(owner.name)) continue;
    const possible = catalog.parameters(list).find(({ name }) => name === 'include')?.enum ?? [];
    for (const { name, to } of owner.relationships)
      if (to !== undefined && !found.has(to) && possible.includes(name))
        found.set(to, {
          list,
          through: name,
          by: namesIn(catalog, to),
          narrow: {},
          within: { resource: owner.name, optional: false },
        });
  }
  return found.size > before;
}

function withinOf({ within }: Lookup): Pick<Source, 'within'> {
  if (within === undefined) return {};
  const { resource, filter } = within;
  return {
    within: {
      resource,
      optional: within.optional === true,
      ...(filter === undefined ? {} : { filter }),
    },
  };
}

function resourceOf({ returns }: Operation): string | undefined {
  return returns.kind === 'list' || returns.kind === 'object' ? returns.resource : undefined;
}

function namesIn(catalog: Catalog, resource: string): readonly string[] {
  const attributes = catalog.resource(resource)?.attributes ?? {};
  return names.filter((name) => name in attributes || `${name}*` in attributes).slice(0, namesOfRow);
}
