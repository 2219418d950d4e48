import type { Catalog, Operation, Relationship, Resource } from '../catalog/index.ts';
import { keyOf } from '../catalog/schema.ts';
import { baseOf, canInclude } from './objects.ts';

/** A relationship to one object, and the operation that tells which. */
export interface Climb {
  readonly relationship: string;
  readonly to: string;
  /** `include` of the instance, or a path of its own below it. */
  readonly by: 'include' | 'linkage' | 'related';
}

/** One step of a search from an app down to an object. */
export interface Descent {
  /** Resource that the step starts at. */
  readonly from: string;
  readonly relationship: string;
  readonly to: string;
  readonly many: boolean;
  readonly by: 'linkage' | 'related';
}

/** How the app of an object can be found out, cheapest first. */
export type Way =
  | { readonly kind: 'climb'; readonly climb: Climb; readonly cost: number }
  | { readonly kind: 'search'; readonly steps: readonly Descent[]; readonly cost: number };

/** A search costs a list for each app; a climb one read. */
const searchCost = 3;
const longest = 24;
/** Steps of a search. */
const deepest = 4;
const mostChains = 4;

/**
 * Resources, their addresses, and for each the ways to its app, derived from the catalogue: up by relationships to
 * one object, or where there is no way up, down from the apps.
 */
export class AppGraph {
  readonly #catalog: Catalog;
  readonly #owners = new Map<string, string>();
  readonly #bases = new Map<string, string>();
  /** GET operations by path. */
  readonly #reads = new Map<string, Operation>();
  readonly #creates = new Map<string, Operation>();
  readonly #byType = new Map<string, string[]>();
  readonly #climbs = new Map<string, readonly Climb[]>();
  readonly #descents = new Map<string, readonly (readonly Descent[])[]>();
  readonly #costs = new Map<string, number>([['App', 0]]);

  /** `apart` are resources that belong to no single app: no way leads through them. */
  constructor(catalog: Catalog, apart: ReadonlySet<string>) {
    this.#catalog = catalog;
    const resources = catalog.resourceNames().flatMap((name) => catalog.resource(name) ?? []);
    this.#address(resources);
    for (const { name, type } of resources) this.#byType.set(type, [...(this.#byType.get(type) ?? []), name]);
    for (const resource of resources) this.#climbs.set(resource.name, this.#climbsOf(resource, apart));
    this.#descend(apart);
    this.#weigh();
  }

  base(resource: string): string | undefined {
    return this.#bases.get(resource);
  }

  /** Resource that stands at the base of an operation's path. */
  owner(operation: Operation): string | undefined {
    return this.#owners.get(baseOf(operation.path));
  }

  /** Resources of a JSON:API type whose app can be told, cheapest first: `inAppPurchases` has two. */
  owned(type: string): readonly string[] {
    return (this.#byType.get(type) ?? [])
      .filter((name) => this.cost(name) < Number.POSITIVE_INFINITY)
      .sort((a, b) => this.cost(a) - this.cost(b) || b.localeCompare(a));
  }

  cost(resource: string): number {
    return this.#costs.get(resource) ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Ways from an object of this resource to its app, cheapest first; empty when there is none. Where links that an
   * object is made with lead up, they alone count, and a shorter search: when all of them are empty, the object
   * belongs to something that several apps share, and other links would only lead to one of these.
   */
  ways(resource: string): readonly Way[] {
    const climbs = (this.#climbs.get(resource) ?? [])
      .map((climb) => ({
        kind: 'climb' as const,
        climb,
        cost: this.#step(resource, climb) + this.#costOf(climb.to),
      }))
      .filter(({ cost }) => cost < longest);
    const owning = climbs.filter(({ climb }) => this.#step(resource, climb) === 1);
    const search = (this.#descents.get(resource) ?? []).map(
      (steps): Way => ({ kind: 'search', steps, cost: searchCost * steps.length }),
    );
    const ways: Way[] =
      owning.length === 0
        ? [...climbs, ...search]
        : [...owning, ...search.filter((way) => owning.every(({ cost }) => way.cost < cost))];
    return ways.sort((a, b) => a.cost - b.cost);
  }

  /** Whether the list below an object can say, in the same answer, which one object each item links to. */
  includes(step: Descent, relationship: string): boolean {
    const base = this.#bases.get(step.from);
    const operation = this.#reads.get(`${base}/{id}/${step.relationship}`);
    return operation !== undefined && canInclude(this.#catalog, operation, relationship);
  }

  #address(resources: readonly Resource[]): void {
    const operations = this.#catalog.operationIds().flatMap((id) => this.#catalog.operation(id) ?? []);
    for (const operation of operations) {
      const { method, path, returns } = operation;
      const base = baseOf(path);
      if (method === 'GET') this.#reads.set(path, operation);
      if (method === 'POST' && path === base) this.#creates.set(base, operation);
      const direct = path === base || path === `${base}/{id}`;
      if (direct && (returns.kind === 'object' || returns.kind === 'list')) {
        this.#owners.set(base, returns.resource);
        this.#bases.set(returns.resource, base);
      }
    }
    // What can be read only below another object (/v1/appStoreVersionSubmissions) is known by the type in its path.
    for (const { path } of operations) {
      const base = baseOf(path);
      if (this.#owners.has(base)) continue;
      const named = resources.find(({ type }) => type === base.slice(base.lastIndexOf('/') + 1));
      if (named === undefined) continue;
      this.#owners.set(base, named.name);
      if (!this.#bases.has(named.name)) this.#bases.set(named.name, base);
    }
  }

  #climbsOf({ name, relationships }: Resource, apart: ReadonlySet<string>): readonly Climb[] {
    const base = this.#bases.get(name);
    if (base === undefined || name === 'App' || apart.has(name)) return [];
    const instance = this.#reads.get(`${base}/{id}`);
    return relationships.flatMap(({ name: link, to, many }): Climb[] => {
      if (many || to === undefined || apart.has(to)) return [];
      const by =
        instance !== undefined && canInclude(this.#catalog, instance, link)
          ? ('include' as const)
          : this.#below(base, link);
      return by === undefined ? [] : [{ relationship: link, to, by }];
    });
  }

  #below(base: string, link: string): 'linkage' | 'related' | undefined {
    if (this.#reads.has(`${base}/{id}/relationships/${link}`)) return 'linkage';
    return this.#reads.has(`${base}/{id}/${link}`) ? 'related' : undefined;
  }

  /** Shortest chains from `App` down, breadth first, over every list and object that can be read below another. */
  #descend(apart: ReadonlySet<string>): void {
    const first = new Map<string, readonly Descent[]>([['App', []]]);
    for (let level = ['App']; level.length > 0; ) {
      const next = new Map<string, (readonly Descent[])[]>();
      for (const from of level) {
        const base = this.#bases.get(from);
        const before = first.get(from) ?? [];
        if (base === undefined || before.length === deepest) continue;
        for (const { name: relationship, to, many } of this.#linksOf(from, base)) {
          const by = this.#below(base, relationship);
          if (to === undefined || by === undefined || first.has(to) || apart.has(to)) continue;
          const chain = [...before, { from, relationship, to, many, by }];
          next.set(to, [...(next.get(to) ?? []), chain]);
        }
      }
      for (const [name, chains] of next) {
        first.set(name, chains[0] ?? []);
        // Leaderboards of either version have score moderations: an object may hang on any of several parents.
        this.#descents.set(name, chains.slice(0, mostChains));
      }
      level = [...next.keys()];
    }
  }

  /** Relationships, and what only a path tells of: the document gives some resources none. */
  #linksOf(name: string, base: string): readonly Pick<Relationship, 'name' | 'to' | 'many'>[] {
    const links: Pick<Relationship, 'name' | 'to' | 'many'>[] = [
      ...(this.#catalog.resource(name)?.relationships ?? []),
    ];
    for (const [path, { returns }] of this.#reads) {
      const link = path.startsWith(`${base}/{id}/`) ? path.slice(base.length + 6) : '';
      if (link === '' || link.includes('/') || links.some((one) => one.name === link)) continue;
      if (returns.kind === 'object' || returns.kind === 'list')
        links.push({ name: link, to: returns.resource, many: returns.kind === 'list' });
    }
    return links;
  }

  /** Costs of all resources, until no way gets cheaper. */
  #weigh(): void {
    for (const [name, [steps = []]] of this.#descents) this.#costs.set(name, searchCost * steps.length);
    for (let changed = true; changed; ) {
      changed = false;
      for (const [name, climbs] of this.#climbs)
        for (const climb of climbs) {
          const cost = this.#step(name, climb) + this.#costOf(climb.to);
          if (cost >= this.cost(name)) continue;
          this.#costs.set(name, cost);
          changed = true;
        }
    }
  }

  #costOf(name: string): number {
    const type = this.#catalog.resource(name)?.type ?? '';
    return Math.min(this.cost(name), ...(this.#byType.get(type) ?? []).map((other) => this.cost(other)));
  }

  /** What an object must be given when it is made owns it; other links may be empty or lead aside. */
  #step(name: string, climb: Climb): number {
    const links = this.#creates.get(this.#bases.get(name) ?? '')?.body?.relationships ?? {};
    const owning = Object.keys(links).some((key) => keyOf(key).name === climb.relationship);
    return owning || climb.to === 'App' ? 1 : 1.25;
  }
}
