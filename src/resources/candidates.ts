import { arrayAt, isObject, objectAt, stringAt } from '../catalog/json.ts';
import type { AscClient } from '../client/types.ts';
import { cleanText } from '../tools/clean.ts';
import { pageLimit } from '../tools/params.ts';
import { cell } from '../tools/table.ts';
import { type Source, sourcesOf } from './sources.ts';
import type { Space } from './space.ts';

/** One object that a typed text may mean. */
export interface Candidate {
  readonly id: string;
  /** What it is called, cleaned, the most telling first. */
  readonly names: readonly string[];
}

/** What was found for a text; `complete` when there is no more that fits. */
export interface Candidates {
  readonly found: readonly Candidate[];
  readonly complete: boolean;
}

/** Answers change while someone types, the account does not; milliseconds. */
const rememberFor = 60_000;
/** Requests of one completion. What is still missing then was at least begun: the next letter finds it remembered. */
const mostRequests = 2;
/** Lists kept at most. */
const kept = 200;
/** The protocol's limit for the values of one answer. */
export const mostValues = 100;
/** Objects of the one page that is looked at. */
const page = 200;

const none: Candidates = { found: [], complete: true };

/** Out of requests; not an error for anybody else. */
class Spent extends Error {}

/** Finds objects by the beginning or a part of what people call them, frugally. One for all connections of a process. */
export class CandidateFinder {
  readonly #space: Space;
  readonly #client: AscClient;
  readonly #now: () => number;
  readonly #lists = new Map<string, { readonly until: number; readonly list: Promise<Candidates> }>();
  #sources: ReadonlyMap<string, Source> | undefined;

  constructor(space: Space, client: AscClient, now: () => number = Date.now) {
    this.#space = space;
    this.#client = client;
    this.#now = now;
  }

  /**
   * Objects of a resource that fit a typed text, best first. A part before the last slash names the object that they
   * belong to (`Weather Now/3.2`); without one it is taken from `given`, or the text itself is taken for its name.
   */
  async find(
    resource: string,
    typed: string,
    given: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Candidates> {
    this.#sources ??= sourcesOf(this.#space);
    try {
      return await this.#search({ given, signal, left: mostRequests }, resource, typed);
    } catch (error) {
      if (error instanceof Spent) return { found: [], complete: false };
      throw error;
    }
  }

  async #search(task: Task, resource: string, typed: string): Promise<Candidates> {
    const source = this.#sources?.get(resource);
    if (source === undefined) return none;
    const { within } = source;
    if (within === undefined) return this.#listed(task, source, resource, undefined, typed);
    const slash = typed.lastIndexOf('/');
    const before = slash >= 0 ? typed.slice(0, slash) : task.given[parameterName(within.resource)];
    if (before !== undefined) {
      const owner = await this.#one(task, within.resource, before);
      return owner === undefined ? none : this.#listed(task, source, resource, owner, typed.slice(slash + 1));
    }
    if (within.optional) {
      const direct = await this.#listed(task, source, resource, undefined, typed);
      if (direct.found.length > 0 || typed === '') return direct;
    }
    if (typed === '') return none;
    const owner = await this.#one(task, within.resource, typed);
    return owner === undefined ? none : this.#listed(task, source, resource, owner, '');
  }

  /** The object that a text means: an id, the one that is called so, or the best of those that fit. */
  async #one(task: Task, resource: string, typed: string): Promise<string | undefined> {
    if (/^(?:\d{6,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(typed)) return typed;
    const { found } = await this.#search(task, resource, typed);
    return found[0]?.id;
  }

  async #listed(
    task: Task,
    source: Source,
    resource: string,
    owner: string | undefined,
    typed: string,
  ): Promise<Candidates> {
    const inPath = source.within !== undefined && source.within.filter === undefined;
    if (inPath && owner === undefined) return none;
    const path = inPath ? source.list.path.replace('{id}', owner ?? '') : source.list.path;
    const filter = source.within?.filter;
    const query: Record<string, string> = { ...this.#space.query(source.list) };
    if (filter !== undefined && owner !== undefined) query[filter] = owner;
    const text = typed.trim();
    // A whole list that is known already needs no request.
    const known = await this.#remembered(path, query);
    if (known?.complete === true) return fitting(known, text);
    // What one object holds is short: it is read whole, and known for the next letter.
    const attribute = owner === undefined ? narrowing(source, text) : undefined;
    if (attribute !== undefined) {
      const narrowed = await this.#read(task, source, resource, path, { ...query, [attribute]: text });
      const found = fitting(narrowed, text);
      if (found.found.length > 0) return found;
    }
    return fitting(known ?? (await this.#read(task, source, resource, path, query)), text);
  }

  #remembered(path: string, query: Readonly<Record<string, string>>): Promise<Candidates> | undefined {
    const entry = this.#lists.get(keyOf(path, query));
    return entry === undefined || entry.until <= this.#now() ? undefined : entry.list;
  }

  async #read(
    task: Task,
    source: Source,
    resource: string,
    path: string,
    query: Readonly<Record<string, string>>,
  ): Promise<Candidates> {
    const known = this.#remembered(path, query);
    if (known !== undefined) return known;
    if (task.left === 0) throw new Spent();
    task.left -= 1;
    const list = this.#ask(task, source, resource, path, query);
    const key = keyOf(path, query);
    this.#lists.set(key, { until: this.#now() + rememberFor, list });
    for (const oldest of this.#lists.keys()) {
      if (this.#lists.size <= kept) break;
      this.#lists.delete(oldest);
    }
    try {
      return await list;
    } catch (error) {
      this.#lists.delete(key);
      throw error;
    }
  }

  async #ask(
    task: Task,
    source: Source,
    resource: string,
    path: string,
    query: Readonly<Record<string, string>>,
  ): Promise<Candidates> {
    const { list, by, through } = source;
    const parameters = this.#space.catalog.parameters(list);
    const fields = `fields[${this.#space.catalog.resource(resource)?.type ?? ''}]`;
    const takes = parameters.find(({ name }) => name === fields)?.enum ?? [];
    const wanted = by.filter((attribute) => takes.includes(attribute));
    const asked = {
      ...query,
      ...(wanted.length === 0 ? {} : { [fields]: wanted.join(',') }),
      ...(through === undefined ? {} : { include: through }),
    };
    const most = list.returns.kind === 'list' ? pageLimit(parameters) : undefined;
    const size = most === undefined ? {} : { limit: String(Math.min(most, page)) };
    // One page: whoever looks for more types another letter.
    const { body } = await this.#client.request({
      method: 'GET',
      path,
      query: { ...asked, ...size },
      signal: task.signal,
    });
    const data = isObject(body) ? body['data'] : undefined;
    const listed: readonly unknown[] = Array.isArray(data) ? data : isObject(data) ? [data] : [];
    const items = through === undefined ? listed : arrayAt(body, 'included');
    return {
      found: items.map((item) => candidate(item, by)),
      complete: stringAt(objectAt(body, 'links'), 'next') === undefined,
    };
  }
}

interface Task {
  readonly given: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  left: number;
}

function keyOf(path: string, query: Readonly<Record<string, string>>): string {
  return `${path}?${JSON.stringify(query)}`;
}

/** `AppStoreVersion` → `appStoreVersion`: the argument that names the object something belongs to. */
function parameterName(resource: string): string {
  return `${resource.slice(0, 1).toLowerCase()}${resource.slice(1)}`;
}

/** The parameter to narrow a list with. A name with a comma cannot be asked for: Apple splits at it. */
function narrowing(source: Source, text: string): string | undefined {
  if (text === '' || text.includes(',')) return undefined;
  const dotted = /^[\w-]+\.[\w.-]*$/.test(text);
  const { narrow } = source;
  if (dotted && narrow['bundleId'] !== undefined) return narrow['bundleId'];
  return source.by
    .flatMap((attribute) => narrow[attribute] ?? [])
    .find((name) => name !== narrow['bundleId']);
}

function candidate(item: unknown, by: readonly string[]): Candidate {
  const attributes = objectAt(item, 'attributes');
  const names = by
    .map((attribute) => cleanText(cell(attributes[attribute]), 120))
    .filter((name) => name !== '');
  return { id: stringAt(item, 'id') ?? '', names };
}

/** What a text fits, best first: whole, from the start, from the start of a word, anywhere, the id. */
function fitting(list: Candidates, text: string): Candidates {
  if (text === '') return list;
  const wanted = text.toLowerCase();
  const scored = list.found
    .map((item) => ({
      item,
      score: Math.max(
        score(item.id.toLowerCase(), wanted) - 3,
        ...item.names.map((name) => score(name.toLowerCase(), wanted)),
      ),
    }))
    .filter(({ score: points }) => points > 0)
    .sort((a, b) => b.score - a.score);
  return { found: scored.map(({ item }) => item), complete: list.complete };
}

function score(name: string, wanted: string): number {
  if (name === wanted) return 5;
  if (name.startsWith(wanted)) return 4;
  const at = name.indexOf(wanted);
  if (at < 0) return 0;
  return /[\p{L}\p{N}]/u.test(name.charAt(at - 1)) ? 1 : 2;
}
