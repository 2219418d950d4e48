import type { Catalog, Operation } from '../catalog/index.ts';
import { arrayAt, isObject, objectAt, stringAt } from '../catalog/json.ts';
import { keyOf, parseLink } from '../catalog/schema.ts';
import { AscError } from '../client/errors.ts';
import type { AscClient } from '../client/types.ts';
import { AppGraph, type Climb, type Descent, type Way } from './app-graph.ts';
import {
  bundleIdAttributes,
  commonResources,
  sharedResources,
  teamResources,
  teamWithoutApp,
  untold,
} from './scope-table.ts';
import type { Write } from './types.ts';

/** What a write concerns. */
export type Scope =
  | { readonly kind: 'app'; readonly id: string; readonly name?: string }
  | { readonly kind: 'team' }
  | { readonly kind: 'unresolvable'; readonly why: string };

export interface ScopeOptions {
  readonly signal?: AbortSignal;
  /** Ids of the only apps that matter: searches look nowhere else. */
  readonly among?: readonly string[];
  /**
   * Also look at what the body links to, where a climb tells its app: an object of another app makes the write
   * unresolvable. Default true.
   */
  readonly checkLinks?: boolean;
  /** `false`: rather unresolvable than a search through all apps. For those who only want a name to show. */
  readonly search?: boolean;
}

/** `{type, id}` of a body. */
interface Link {
  readonly type: string;
  readonly id: string;
}

const kept = 300_000;
const mostKept = 20_000;
/** Requests that one answer may cost. */
const mostRequests = 150;
const mostHops = 10;

const graphs = new WeakMap<Catalog, AppGraph>();

function graphOf(catalog: Catalog): AppGraph {
  let graph = graphs.get(catalog);
  if (graph === undefined) {
    graph = new AppGraph(
      catalog,
      new Set([...teamResources, ...Object.keys(sharedResources), ...commonResources]),
    );
    graphs.set(catalog, graph);
  }
  return graph;
}

/** Whether an operation is always about the team, whatever it is called with. */
export function isTeamOperation(catalog: Catalog, operationId: string): boolean {
  const operation = catalog.operation(operationId);
  return operation !== undefined && teamResources.has(graphOf(catalog).owner(operation) ?? '');
}

/** In words, how the app of a write is told: `team`, `path: group, search subscriptionGroups`, `unresolvable`. */
export function scopeRoute(catalog: Catalog, operation: Operation): string {
  const graph = graphOf(catalog);
  if (isTeamOperation(catalog, operation.id)) return 'team';
  const attribute = bundleIdAttributes[operation.id];
  if (attribute !== undefined) return `attribute ${attribute}`;
  const owner = graph.owner(operation) ?? '';
  if (operation.hasId && (owner === 'App' || graph.ways(owner).length > 0))
    return `path${routeFrom(graph, owner)}`;
  if (operation.hasId && sharedResources[owner] !== undefined && operation.body?.linkage !== true)
    return `path: its only one of ${sharedResources[owner]}`;
  const [best] = linkTypesOf(operation)
    .flatMap(({ name, type }) => graph.owned(type).map((resource) => ({ name, resource })))
    .sort((a, b) => graph.cost(a.resource) - graph.cost(b.resource));
  if (best === undefined) return 'unresolvable';
  const otherwise = teamWithoutApp.has(operation.id) ? ', else team' : '';
  return `body ${best.name}${routeFrom(graph, best.resource)}${otherwise}`;
}

function routeFrom(graph: AppGraph, resource: string): string {
  const words: string[] = [];
  for (let at = resource; words.length < mostHops; ) {
    const [way] = graph.ways(at);
    if (way === undefined) break;
    if (way.kind === 'search') {
      words.push(`search ${way.steps.map((step) => step.relationship).join(' ')}`);
      break;
    }
    words.push(way.climb.relationship);
    at = way.climb.to;
  }
  return words.length === 0 ? '' : `: ${words.join(', ')}`;
}

function linkTypesOf({ body }: Operation): readonly { name: string; type: string }[] {
  if (body?.linkage === true) return [{ name: 'data', type: parseLink(body.type).to }];
  return Object.entries(body?.relationships ?? {}).map(([key, link]) => ({
    name: keyOf(key).name,
    type: parseLink(link).to,
  }));
}

/** The app could not be told; the message says why. */
class Untold extends Error {}

/** What is worked out for one write. */
interface Trip {
  readonly signal: AbortSignal | undefined;
  readonly among: readonly string[] | undefined;
  readonly search: boolean;
  requests: number;
}

/** Finds out the app of what a write touches, by the API's own relationships, and remembers it for five minutes. */
export class Scopes {
  readonly #catalog: Catalog;
  readonly #client: AscClient;
  readonly #graph: AppGraph;
  readonly #now: () => number;
  /** `/v1/betaGroups abc` → app id. Which app an object belongs to never changes; the time limits only memory. */
  readonly #known = new Map<string, { readonly app: string; readonly until: number }>();
  readonly #names = new Map<string, { readonly name: string | undefined; readonly until: number }>();
  #apps: { readonly ids: readonly string[]; readonly until: number } | undefined;

  constructor(client: AscClient, catalog: Catalog, now: () => number = Date.now) {
    this.#catalog = catalog;
    this.#client = client;
    this.#graph = graphOf(catalog);
    this.#now = now;
  }

  /** Throws only what the signal throws; whatever else goes wrong makes the write unresolvable. */
  async of(write: Write, options: ScopeOptions = {}): Promise<Scope> {
    const { operation } = write;
    if (isTeamOperation(this.#catalog, operation.id)) return { kind: 'team' };
    const reason = untold[operation.id];
    if (reason !== undefined) return { kind: 'unresolvable', why: reason };
    const trip: Trip = {
      requests: 0,
      search: options.search !== false,
      signal: options.signal,
      among: options.among,
    };
    try {
      const app = await this.#appOf(write, trip, options.checkLinks !== false);
      if (app === undefined) return { kind: 'team' };
      const name = await this.#nameOf(app, trip);
      return { kind: 'app', id: app, ...(name === undefined ? {} : { name }) };
    } catch (error) {
      if (options.signal?.aborted === true) throw error;
      if (error instanceof Untold) return { kind: 'unresolvable', why: error.message };
      if (error instanceof AscError)
        return { kind: 'unresolvable', why: `Asking for its app failed: ${error.message}` };
      throw error;
    }
  }

  /** `undefined` for the team. */
  async #appOf(write: Write, trip: Trip, checkLinks: boolean): Promise<string | undefined> {
    const { operation, id } = write;
    const links = linksOf(write.body);
    const attribute = bundleIdAttributes[operation.id];
    if (attribute !== undefined) return await this.#byBundleId(write.body, attribute, trip);
    const owner = this.#graph.owner(operation) ?? '';
    if (id !== undefined && (owner === 'App' || this.#graph.ways(owner).length > 0)) {
      const app = await this.#climb(owner, id, trip, trip.search);
      if (app === undefined) throw new Untold(noApp(operation.group, id, trip));
      if (checkLinks) await this.#agree(app, links, trip);
      return app;
    }
    const shared = sharedResources[owner];
    // What is changed is the object in the path; only where a relationship of it changes do its other ends decide.
    if (id !== undefined && shared !== undefined && operation.body?.linkage !== true) {
      const app = await this.#only(owner, id, shared, trip);
      await this.#agree(app, links, trip);
      return app;
    }
    const owned = links
      .filter(({ type }) => this.#graph.owned(type).length > 0)
      .sort((a, b) => this.#typeCost(a.type) - this.#typeCost(b.type));
    const [first] = owned;
    if (first !== undefined) {
      const app = await this.#ofLink(first, trip, trip.search);
      if (app === undefined) throw new Untold(noApp(first.type, first.id, trip));
      // Each link of the deciding type counts, however it is found; the others as far as a climb tells.
      const alike = owned.filter(({ type }) => type === first.type);
      for (const link of alike)
        if ((await this.#ofLink(link, trip, trip.search)) !== app) throw new Untold(twoApps(link));
      await this.#agree(app, owned, trip);
      return app;
    }
    if (teamWithoutApp.has(operation.id)) return undefined;
    throw new Untold('Nothing in the request tells the app.');
  }

  async #agree(app: string, links: readonly Link[], trip: Trip): Promise<void> {
    for (const link of links) {
      const other = await this.#ofLink(link, trip, false);
      if (other !== undefined && other !== app) throw new Untold(twoApps(link));
    }
  }

  #typeCost(type: string): number {
    return Math.min(...this.#graph.owned(type).map((name) => this.#graph.cost(name)));
  }

  /** A type may stand for two resources (`inAppPurchases`): the one that knows the id answers. */
  async #ofLink({ type, id }: Link, trip: Trip, search: boolean): Promise<string | undefined> {
    for (const resource of this.#graph.owned(type)) {
      const app = await this.#climb(resource, id, trip, search).catch(ifMissing);
      if (app !== undefined) return app;
    }
    return undefined;
  }

  /** Links that lead in a circle end with the requests that one answer may cost. */
  async #climb(resource: string, id: string, trip: Trip, search: boolean): Promise<string | undefined> {
    if (resource === 'App') return id;
    const known = this.#recall(resource, id);
    if (known !== undefined) return known;
    const ways = this.#graph.ways(resource);
    const included = await this.#included(resource, id, ways, trip, search);
    for (const way of ways) {
      const app =
        way.kind === 'search'
          ? search
            ? await this.#search(resource, way.steps, id, trip)
            : undefined
          : await this.#up(resource, id, way.climb, included, { trip, search });
      if (app === undefined) continue;
      this.#remember(resource, id, app);
      return app;
    }
    return undefined;
  }

  /** One read of the instance with every link that it can include. */
  async #included(
    resource: string,
    id: string,
    ways: readonly Way[],
    trip: Trip,
    search: boolean,
  ): Promise<unknown> {
    const names = ways.flatMap((way) =>
      way.kind === 'climb' && way.climb.by === 'include' && (search || this.#climbable(way.climb))
        ? [way.climb.relationship]
        : [],
    );
    if (names.length === 0) return undefined;
    return await this.#read(`${this.#graph.base(resource)}/${encodeURIComponent(id)}`, trip, {
      include: names.join(','),
    });
  }

  /** Something is reached without a search. */
  #climbable(climb: Climb, hops = 0): boolean {
    return (
      climb.to === 'App' ||
      (hops < mostHops &&
        this.#graph
          .ways(climb.to)
          .some((way) => way.kind === 'climb' && this.#climbable(way.climb, hops + 1)))
    );
  }

  async #up(
    resource: string,
    id: string,
    climb: Climb,
    included: unknown,
    { trip, search }: { readonly trip: Trip; readonly search: boolean },
  ): Promise<string | undefined> {
    if (!search && !this.#climbable(climb)) return undefined;
    let target: string | undefined;
    if (climb.by === 'include') {
      const relationships = objectAt(objectAt(included, 'data'), 'relationships');
      target = stringAt(objectAt(objectAt(relationships, climb.relationship), 'data'), 'id');
    } else {
      const path = `${this.#graph.base(resource)}/${encodeURIComponent(id)}/${below(climb)}`;
      target = stringAt(objectAt(await this.#read(path, trip).catch(ifMissing), 'data'), 'id');
    }
    if (target === undefined) return undefined;
    return await this.#climb(climb.to, target, trip, search).catch(ifMissing);
  }

  /** Down from the apps until the id is seen. Everything else that is seen on the way is remembered, too. */
  async #search(
    target: string,
    steps: readonly Descent[],
    id: string,
    trip: Trip,
  ): Promise<string | undefined> {
    for (const app of trip.among ?? (await this.#allApps(trip))) {
      let level = [app];
      for (const [place, step] of steps.entries()) {
        const after = steps[place + 1];
        const linked =
          step.many &&
          after !== undefined &&
          !after.many &&
          place + 2 === steps.length &&
          this.#graph.includes(step, after.relationship);
        const found: string[] = [];
        for (const parent of level) {
          const ids = linked
            ? await this.#linkedIds(step, parent, after.relationship, trip)
            : await this.#childIds(step, parent, trip);
          found.push(...ids);
        }
        const resource = linked ? after.to : step.to;
        for (const child of found) this.#remember(resource, child, app);
        if (linked) break;
        level = found;
      }
      if (this.#recall(target, id) === app) return app;
    }
    return undefined;
  }

  async #childIds(step: Descent, parent: string, trip: Trip): Promise<string[]> {
    const path = `${this.#graph.base(step.from)}/${encodeURIComponent(parent)}/${below(step)}`;
    if (step.many) return (await this.#list(path, trip)).flatMap(idOf);
    const answer = await this.#read(path, trip).catch(ifMissing);
    return idOf(objectAt(answer, 'data'));
  }

  /** Ids of what each item of a list links to: one request instead of one for each item. */
  async #linkedIds(step: Descent, parent: string, link: string, trip: Trip): Promise<string[]> {
    const path = `${this.#graph.base(step.from)}/${encodeURIComponent(parent)}/${step.relationship}`;
    const items = await this.#list(path, trip, { include: link });
    return items.flatMap((item) => idOf(objectAt(objectAt(objectAt(item, 'relationships'), link), 'data')));
  }

  async #only(owner: string, id: string, link: string, trip: Trip): Promise<string> {
    const base = `${this.#graph.base(owner)}/${encodeURIComponent(id)}`;
    const answer = await this.#read(base, trip, { include: link, [`limit[${link}]`]: '50' });
    const linked = objectAt(objectAt(objectAt(answer, 'data'), 'relationships'), link);
    const ids = [...new Set(arrayAt(linked, 'data').flatMap(idOf))];
    const [only] = ids;
    if (only === undefined) throw new Untold('It belongs to no app.');
    if (ids.length > 1) throw new Untold(`It concerns ${ids.length} apps at once.`);
    return only;
  }

  async #byBundleId(body: unknown, attribute: string, trip: Trip): Promise<string> {
    const bundleId = stringAt(objectAt(objectAt(body, 'data'), 'attributes'), attribute);
    if (bundleId === undefined) throw new Untold(`The request has no ${attribute}.`);
    const apps = await this.#list('/v1/apps', trip, { 'filter[bundleId]': bundleId });
    const exact = apps.filter((item) => stringAt(objectAt(item, 'attributes'), 'bundleId') === bundleId);
    const [id] = exact.flatMap(idOf);
    if (id === undefined || exact.length > 1)
      throw new Untold(`No app of this key has the bundle id ${bundleId.slice(0, 80)}.`);
    return id;
  }

  async #allApps(trip: Trip): Promise<readonly string[]> {
    if (this.#apps === undefined || this.#apps.until <= this.#now()) {
      const ids = (await this.#list('/v1/apps', trip, { 'fields[apps]': 'name' })).flatMap(idOf);
      this.#apps = { ids, until: this.#now() + kept };
    }
    return this.#apps.ids;
  }

  /** The name is for people; without it the id must do. */
  async #nameOf(app: string, trip: Trip): Promise<string | undefined> {
    const known = this.#names.get(app);
    if (known !== undefined && known.until > this.#now()) return known.name;
    const path = `/v1/apps/${encodeURIComponent(app)}`;
    const answer = await this.#read(path, { ...trip, requests: 0 }, { 'fields[apps]': 'name' }).catch(
      ifMissing,
    );
    const name = stringAt(objectAt(objectAt(answer, 'data'), 'attributes'), 'name');
    this.#names.set(app, { name, until: this.#now() + kept });
    return name;
  }

  async #read(path: string, trip: Trip, query: Readonly<Record<string, string>> = {}): Promise<unknown> {
    spend(trip);
    const { body } = await this.#client.request({ method: 'GET', path, query, ...signalOf(trip) });
    return body;
  }

  async #list(
    path: string,
    trip: Trip,
    query: Readonly<Record<string, string>> = {},
  ): Promise<readonly unknown[]> {
    spend(trip);
    const page = await this.#client
      .pages({
        method: 'GET',
        path,
        query: { ...query, limit: '200' },
        maxItems: 10_000,
        ...signalOf(trip),
      })
      .catch(ifMissing);
    if (page === undefined) return [];
    // The first page is counted already.
    trip.requests += page.requests - 1;
    return page.data;
  }

  #recall(resource: string, id: string): string | undefined {
    const key = `${resource} ${id}`;
    const found = this.#known.get(key);
    if (found === undefined) return undefined;
    if (found.until > this.#now()) return found.app;
    this.#known.delete(key);
    return undefined;
  }

  #remember(resource: string, id: string, app: string): void {
    if (this.#known.size >= mostKept) this.#known.clear();
    this.#known.set(`${resource} ${id}`, { app, until: this.#now() + kept });
  }
}

/** The last part of the path by which a link is read. */
function below({ by, relationship }: Climb | Descent): string {
  return by === 'linkage' ? `relationships/${relationship}` : relationship;
}

function spend(trip: Trip): void {
  trip.requests += 1;
  if (trip.requests > mostRequests)
    throw new Untold(`Telling its app would take more than ${mostRequests} requests.`);
}

function signalOf(trip: Trip): { readonly signal?: AbortSignal } {
  return trip.signal === undefined ? {} : { signal: trip.signal };
}

/** An object that is not there has no app; every other failure is one. */
function ifMissing(error: unknown): undefined {
  if (error instanceof AscError && error.status === 404) return undefined;
  throw error;
}

function noApp(type: string, id: string, trip: Trip): string {
  if (!trip.search) return `${type} ${id} can only be found by a search through the apps.`;
  return trip.among === undefined
    ? `${type} ${id} leads to no app.`
    : `${type} ${id} leads to no app, or to none of those that the policy names.`;
}

function twoApps({ type, id }: Link): string {
  return `It links objects of more than one app: ${type} ${id} belongs to another one.`;
}

function idOf(item: unknown): string[] {
  const id = stringAt(item, 'id');
  return id === undefined ? [] : [id];
}

/** Every `{type, id}` that a body links to; `${local}` ids of inline creates are not objects yet. */
function linksOf(body: unknown): readonly Link[] {
  const data = isObject(body) ? body['data'] : undefined;
  const linkage = asLinks(data);
  const objects = [data, ...arrayAt(body, 'included')];
  const related = objects.flatMap((object) =>
    Object.values(objectAt(object, 'relationships')).flatMap((link) =>
      asLinks(isObject(link) ? link['data'] : undefined),
    ),
  );
  const isResource = isObject(data) && ('attributes' in data || 'relationships' in data);
  const all = isResource ? related : [...linkage, ...related];
  return all.filter(({ id }) => !id.startsWith('${'));
}

function asLinks(data: unknown): Link[] {
  return (Array.isArray(data) ? data : [data]).flatMap((item: unknown) => {
    const type = stringAt(item, 'type');
    const id = stringAt(item, 'id');
    return type === undefined || id === undefined ? [] : [{ type, id }];
  });
}
