import type { Catalog, Operation, Resource } from '../catalog/index.ts';
import { objectAt, stringAt } from '../catalog/json.ts';
import { type Lookup, lookups } from '../catalog/lookups.ts';
import { AscError } from '../client/errors.ts';
import type { AscClient } from '../client/types.ts';
import { resourceInWords } from '../guard/titles.ts';
import { cleanText } from './clean.ts';
import { listOf } from './list-of.ts';
import { listed } from './listed.ts';
import { looksLikeName, nameOfPart, onlyChild, onlyChildOf } from './only-child.ts';
import { notAsked } from './refused.ts';
import { cell } from './table.ts';

/** Characters of Apple's ids. Whatever else arrives as an id never becomes part of a path. */
const legalId = /^[A-Za-z0-9._~=-]{1,255}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Attempts to leave the path: dots, encoded characters, a query or fragment glued on. */
const hostile = /^\.{1,2}$|\.\.[/\\]|[/\\]\.\.|%[0-9a-f]{2}|[?#\\]|\p{Cc}/iu;

/** How long a name that was looked up stays known, milliseconds. */
const rememberFor = 60_000;
/** Candidates that an error lists. */
const candidatesShown = 8;
/** Objects that are compared when Apple cannot narrow the list. */
const compared = 400;

/**
 * Turns what people call things into ids. An id passes through unseen; a name is looked up and must fit exactly one
 * object, else the error lists the candidates.
 */
export class Names {
  readonly #catalog: Catalog;
  readonly #client: AscClient;
  readonly #now: () => number;
  readonly #known = new Map<string, { readonly id: string; readonly until: number }>();

  constructor(catalog: Catalog, client: AscClient, now: () => number = Date.now) {
    this.#catalog = catalog;
    this.#client = client;
    this.#now = now;
  }

  /** The resource whose id stands in the path of an operation. */
  owner(operation: Operation): Resource | undefined {
    const base = /^(\/v\d+\/[^/]+)\/\{id\}/.exec(operation.path)?.[1];
    if (base === undefined) return undefined;
    const own = this.#catalog.route('GET', `${base}/x`)?.operation.returns;
    if (own?.kind === 'object') return this.#catalog.resource(own.resource);
    const type = base.split('/')[2];
    const named = this.#catalog
      .resourceNames()
      .filter((name) => this.#catalog.data.resources[name]?.type === type);
    return named[0] === undefined ? undefined : this.#catalog.resource(named[0]);
  }

  /** The id for an id or a name of a resource. Throws `unknown_name`, `ambiguous_name` or `bad_id`. */
  async idOf(resource: Resource | undefined, value: string, signal: AbortSignal): Promise<string> {
    const lookup = resource === undefined ? undefined : lookups[resource.name];
    if (value.length > 500 || hostile.test(value)) throw this.#badId(resource, value);
    if (resource !== undefined && lookup === undefined && looksLikeName(value)) {
      const way = onlyChild(this.#catalog, resource, value.includes('/') ? 'part' : 'app');
      if (way !== undefined) {
        const parentId = await this.idOf(way.parent, value, signal);
        return onlyChildOf(this.#client, way, parentId, value, signal);
      }
    }
    if (
      resource === undefined ||
      lookup === undefined ||
      (lookup.id ?? uuid).test(value) ||
      uuid.test(value)
    ) {
      if (!legalId.test(value)) throw this.#badId(resource, value);
      return value;
    }
    const key = `${resource.name} ${value.toLowerCase()}`;
    const known = this.#known.get(key);
    if (known !== undefined && known.until > this.#now()) return known.id;
    const id = await this.#lookUp(resource, lookup, value, signal);
    this.#known.set(key, { id, until: this.#now() + rememberFor });
    return id;
  }

  #badId(resource: Resource | undefined, value: string): AscError {
    const lookup = resource === undefined ? undefined : lookups[resource.name];
    const next =
      resource === undefined
        ? 'Take the id from a list.'
        : lookup !== undefined
          ? 'Take the id from a list, or give the name of the object.'
          : this.#placed(resource, value);
    return new AscError({
      code: 'bad_id',
      message: `${JSON.stringify(cleanText(value, 60))} cannot be the id${resource === undefined ? '' : ` of ${resource.type}`}.`,
      meaning: 'Ids have letters, digits and . _ ~ = - only, and are no paths.',
      next,
      outcome: 'not_sent',
    });
  }

  /** Where the id of an object without a name comes from. */
  #placed(resource: Resource, value: string): string {
    const part = onlyChild(this.#catalog, resource, 'part');
    if (part !== undefined)
      return `Name it by what it belongs to: ${nameOfPart(part, cleanText(value, 60))}.`;
    const list = this.#catalog.operation(listOf(this.#catalog, resource) ?? '');
    if (list === undefined) return 'Take the id from a list.';
    const call = { operation: list.id, ...(list.hasId ? { id: cleanText(value, 60) } : {}) };
    return `Take the id from asc_read ${JSON.stringify(call)}.`;
  }

  async #lookUp(resource: Resource, lookup: Lookup, value: string, signal: AbortSignal): Promise<string> {
    const slash = lookup.within === undefined ? -1 : value.lastIndexOf('/');
    const name = value.slice(slash + 1).trim();
    if (lookup.within === undefined && value.includes('/')) throw this.#badId(resource, value);
    if (slash < 0 && lookup.within !== undefined && lookup.within.optional !== true) {
      // It may still be an id of a form that we do not know; Apple will say.
      if (legalId.test(value) && value.length >= 16) return value;
      throw notAsked(
        'unknown_name',
        `"${value}" does not say which ${lookup.within.resource} it belongs to.`,
        `Write it as "${lookup.within.resource} name/${value}", or give the id.`,
      );
    }
    const operation = this.#catalog.operation(lookup.list);
    if (operation === undefined) throw this.#badId(resource, value);
    const query: Record<string, string> = {};
    let path = operation.path;
    if (slash >= 0 && lookup.within !== undefined) {
      const parent = this.#catalog.resource(lookup.within.resource);
      const parentId = await this.idOf(parent, value.slice(0, slash).trim(), signal);
      if (lookup.within.filter === undefined) path = path.replace('{id}', parentId);
      else query[lookup.within.filter] = parentId;
    }
    const wanted = [...lookup.by, ...(lookup.qualifier === undefined ? [] : [lookup.qualifier])];
    query[`fields[${resource.type}]`] = wanted.join(',');
    const found = await this.#candidates(lookup, path, query, name, signal);
    const exact = found.filter((candidate) => fits(candidate, lookup, name));
    const [only] = exact;
    if (exact.length === 1 && only !== undefined) return stringAt(only, 'id') ?? name;
    if (exact.length > 1) throw ambiguous(resource, lookup, value, exact);
    if (found.length === 0 && legalId.test(value) && value.length >= 16) return value;
    throw unknown(resource, lookup, value, found);
  }

  /** Asks for the name itself where Apple can, then for the whole list (one page or two) to offer what is near. */
  async #candidates(
    lookup: Lookup,
    path: string,
    query: Record<string, string>,
    name: string,
    signal: AbortSignal,
  ): Promise<readonly unknown[]> {
    const bare = withoutQualifier(name, lookup);
    const narrowed = Object.entries(lookup.narrow ?? {}).filter(([attribute]) => couldBe(attribute, bare));
    for (const [, parameter] of narrowed) {
      const page = await this.#client.pages({
        method: 'GET',
        path,
        query: { ...query, [parameter]: bare },
        maxItems: compared,
        signal,
      });
      if (page.data.some((candidate) => fits(candidate, lookup, name))) return page.data;
    }
    const all = await this.#client.pages({ method: 'GET', path, query, maxItems: compared, signal });
    return all.data;
  }
}

/** A bundle id has dots and no spaces; an e-mail address has an at sign. Saves a request that cannot hit. */
function couldBe(attribute: string, name: string): boolean {
  if (attribute === 'bundleId' || attribute === 'identifier') return /^[\w-]+(\.[\w-]+)+$/.test(name);
  if (attribute === 'email') return name.includes('@');
  if (attribute === 'udid') return /^[0-9A-Fa-f-]{20,}$/.test(name);
  if (attribute === 'productId') return !name.includes(' ');
  // Apple splits a list at commas, so a name with one cannot be asked for.
  return !name.includes(',');
}

function withoutQualifier(name: string, lookup: Lookup): string {
  return lookup.qualifier === undefined ? name : name.replace(/ [A-Z_]{3,}$/, '');
}

function fits(candidate: unknown, lookup: Lookup, name: string): boolean {
  const attributes = objectAt(candidate, 'attributes');
  const same = (attribute: string, wanted: string): boolean =>
    String(attributes[attribute] ?? '').toLowerCase() === wanted.toLowerCase();
  if (lookup.by.some((attribute) => same(attribute, name))) return true;
  if (lookup.qualifier === undefined) return false;
  const bare = withoutQualifier(name, lookup);
  return (
    bare !== name &&
    lookup.by.some((attribute) => same(attribute, bare)) &&
    same(lookup.qualifier, name.slice(bare.length + 1))
  );
}

function describe(candidate: unknown, lookup: Lookup): string {
  const attributes = objectAt(candidate, 'attributes');
  const names = [...lookup.by, ...(lookup.qualifier === undefined ? [] : [lookup.qualifier])]
    .map((attribute) => cleanText(cell(attributes[attribute]), 80))
    .filter((text) => text !== '');
  return `"${names.join('", "')}" (id ${stringAt(candidate, 'id') ?? ''})`;
}

function ambiguous(resource: Resource, lookup: Lookup, value: string, found: readonly unknown[]): AscError {
  const hint = lookup.qualifier === undefined ? '' : ` or add the ${lookup.qualifier} ("${value} IOS")`;
  return new AscError({
    code: 'ambiguous_name',
    message: `${found.length} ${resource.type} are called "${cleanText(value, 80)}".`,
    meaning: `Candidates: ${candidatesOf(found, lookup)}.`,
    next: `Use the id of the one you mean${hint}.`,
    outcome: 'not_sent',
  });
}

function unknown(resource: Resource, lookup: Lookup, value: string, found: readonly unknown[]): AscError {
  const near = nearest(found, lookup, value);
  return new AscError({
    code: 'unknown_name',
    message: `There is no ${resourceInWords(resource)} called "${cleanText(value, 80)}".`,
    ...(near.length === 0 ? {} : { meaning: `Nearest: ${candidatesOf(near, lookup)}.` }),
    next: `List them with asc_read ${JSON.stringify(listCall(lookup, value))}, or give the id.`,
    outcome: 'not_sent',
  });
}

/** The call that lists what a name may mean, within the object that stands before the slash. */
function listCall(lookup: Lookup, value: string): Record<string, unknown> {
  const slash = lookup.within === undefined ? -1 : value.lastIndexOf('/');
  const call = { operation: lookup.list };
  if (slash < 0) return call;
  const parent = cleanText(value.slice(0, slash).trim(), 80);
  const filter = /^filter\[(.+)\]$/.exec(lookup.within?.filter ?? '')?.[1];
  return filter === undefined ? { ...call, id: parent } : { ...call, filter: { [filter]: parent } };
}

function candidatesOf(found: readonly unknown[], lookup: Lookup): string {
  return listed(
    found.map((candidate) => describe(candidate, lookup)),
    candidatesShown,
  );
}

/** Candidates that share the most with the name: containing it, or letters in the same pairs. */
function nearest(found: readonly unknown[], lookup: Lookup, value: string): unknown[] {
  const wanted = (value.split('/').at(-1) ?? value).toLowerCase();
  const pairs = (text: string): Set<string> =>
    new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));
  const own = pairs(wanted);
  const score = (candidate: unknown): number =>
    Math.max(
      ...lookup.by.map((attribute) => {
        const text = String(objectAt(candidate, 'attributes')[attribute] ?? '').toLowerCase();
        if (text === '') return 0;
        const other = pairs(text);
        const shared = [...own].filter((pair) => other.has(pair)).length;
        return (2 * shared) / Math.max(1, own.size + other.size) + (text.includes(wanted) ? 1 : 0);
      }),
    );
  return found
    .map((candidate) => ({ candidate, score: score(candidate) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, candidatesShown)
    .map(({ candidate }) => candidate);
}
