import type { Catalog, Operation, Resource } from '../catalog/index.ts';
import { apiSegments, uriOf } from './uri.ts';

/** One way on from an object. */
export interface Way {
  /** The relationship, or the path behind the id: `builds`, `metrics/betaTesterUsages`. */
  readonly name: string;
  readonly operation: Operation;
}

/** What an address means before the id is looked at. */
export interface Spot {
  readonly operation: Operation;
  /** The id, or a name in its place. */
  readonly given?: string;
}

/** Kinds of objects that most people come for; their templates are listed first. */
const first = [
  'apps',
  'appStoreVersions',
  'builds',
  'appInfos',
  'betaGroups',
  'betaTesters',
  'reviewSubmissions',
  'customerReviews',
  'inAppPurchases',
  'subscriptionGroups',
  'subscriptions',
  'ciProducts',
  'ciBuildRuns',
  'users',
  'bundleIds',
];

/** Everything that has an address: worked out of the catalogue on first use, and kept. */
export class Space {
  readonly catalog: Catalog;
  readonly roots: readonly Operation[];
  readonly templates: readonly Operation[];
  readonly #queries = new Map<string, Readonly<Record<string, string>>>();
  /** Resource → path at which one of it is read: `/v1/apps/{id}`. */
  readonly #instances = new Map<string, string>();
  /** Base path → what leads on from an object there. */
  readonly #ways = new Map<string, Way[]>();
  /** JSON:API types of which one object can be read alone. */
  readonly addressedTypes: ReadonlySet<string>;
  /** Resource → base path, also where it cannot be read alone. */
  readonly #bases = new Map<string, string>();

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    const roots: Operation[] = [];
    const templates: Operation[] = [];
    for (const id of catalog.operationIds()) {
      const operation = catalog.operation(id);
      if (operation === undefined || !isBrowsable(operation)) continue;
      const query = standingQuery(catalog, operation);
      if (query === undefined) continue;
      this.#queries.set(id, query);
      (operation.hasId ? templates : roots).push(operation);
      const { base, rest } = split(operation.path);
      if (rest === '' && operation.hasId && operation.returns.kind === 'object')
        this.#instances.set(operation.returns.resource, operation.path);
      if (rest !== '') this.#ways.set(base, [...(this.#ways.get(base) ?? []), { name: rest, operation }]);
    }
    for (const [resource, path] of this.#instances) this.#bases.set(resource, split(path).base);
    // What cannot be read alone is known by the type in the path (/v1/buildBundles).
    for (const name of catalog.resourceNames()) {
      const type = catalog.resource(name)?.type ?? '';
      const base = `/v1/${type}`;
      const taken = [...this.#bases.values()].includes(base);
      if (!this.#bases.has(name) && !taken && this.#ways.has(base)) this.#bases.set(name, base);
    }
    this.addressedTypes = new Set(
      [...this.#instances.keys()].map((name) => catalog.resource(name)?.type ?? ''),
    );
    this.roots = roots;
    this.templates = templates.sort((a, b) => rank(a) - rank(b));
  }

  /** Parameters that an operation cannot do without. */
  query(operation: Operation): Readonly<Record<string, string>> {
    return this.#queries.get(operation.id) ?? {};
  }

  /** What the segments of an address mean; `undefined` when there is no such place. */
  spot(segments: readonly string[]): Spot | undefined {
    const [version = '', collection = '', given, ...rest] = apiSegments(segments);
    const base = `/${version}/${collection}`;
    const path = given === undefined ? base : [`${base}/x`, ...rest].join('/');
    const operation = this.catalog.route('GET', path)?.operation;
    if (operation === undefined || !this.#queries.has(operation.id)) return undefined;
    return { operation, ...(given === undefined ? {} : { given }) };
  }

  /** The resource whose id stands in an operation's path. */
  owner(operation: Operation): Resource | undefined {
    const { base } = split(operation.path);
    for (const [resource, own] of this.#bases) if (own === base) return this.catalog.resource(resource);
    return undefined;
  }

  /** Address of one object; `undefined` where it cannot be read alone. */
  uri(resource: string, id: string): string | undefined {
    const path = this.#instances.get(resource);
    return path === undefined ? undefined : uriOf(path.replace('{id}', encodeURIComponent(id)));
  }

  /** Ways on from an object of this resource. */
  ways(resource: string): readonly Way[] {
    return this.#ways.get(this.#bases.get(resource) ?? '') ?? [];
  }
}

/** Linkages only repeat what the related lists say; reports are files, not objects. */
function isBrowsable(operation: Operation): boolean {
  const { kind } = operation.returns;
  return (
    operation.method === 'GET' &&
    !operation.path.includes('/relationships/') &&
    (kind === 'object' || kind === 'list' || kind === 'document')
  );
}

/**
 * What a read cannot do without, where it can be told: of a list of values all, of a single one the first. `undefined`
 * where only the caller knows it (`filter[app]`).
 */
function standingQuery(catalog: Catalog, operation: Operation): Record<string, string> | undefined {
  const query: Record<string, string> = {};
  for (const parameter of catalog.parameters(operation)) {
    if (!parameter.required) continue;
    if (parameter.enum === undefined) return undefined;
    query[parameter.name] = parameter.list ? parameter.enum.join(',') : (parameter.enum[0] ?? '');
  }
  return query;
}

function split(path: string): { base: string; rest: string } {
  const [, base = path, rest = ''] = /^(\/v\d+\/[^/]+)(?:\/\{id\}\/?(.*))?$/.exec(path) ?? [];
  return { base, rest };
}

function rank(operation: Operation): number {
  const at = first.indexOf(split(operation.path).base.split('/')[2] ?? '');
  const group = (at < 0 ? first.length : at) + (operation.deprecated ? first.length + 1 : 0);
  return group * 2 + (operation.path.endsWith('{id}') ? 0 : 1);
}
