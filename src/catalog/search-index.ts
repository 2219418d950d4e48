import type { Catalog, Operation } from './index.ts';
import { nameStems } from './search-words.ts';

export type Kind = Operation['kind'];

/**
 * Weights, tuned on the phrasings in test/catalog/phrasings.ts that are not held out.
 * A field's weight is multiplied with the rarity of the word and with how much of the name the question covers.
 */
const weights = { target: 1.7, owner: 0.8, attribute: 0.9, query: 0.55, value: 0.35 };
type Field = keyof typeof weights;

/** Points of a resource's name that stands in the question in full, per word. */
const fullName = 0.9;

/** What makes an operation a likely or unlikely answer before anything is asked. */
const priors = { linkage: 0.45, deprecated: 0.3, superseded: 0.8, deep: 0.96 };

/** An operation as the search sees it. */
export interface Entry {
  readonly operation: Operation;
  /** Group of what it acts on or returns. */
  readonly target: string;
  readonly prior: number;
  /** A stand-in for a missing kind: what has no update is changed by a create, and so on. */
  readonly kinds: readonly (readonly [Kind, number])[];
  readonly many: boolean;
}

/** A name of the API, and the operations it stands for or in. */
interface Name {
  readonly stems: readonly string[];
  readonly uses: [entry: number, weight: number][];
  length: number;
}

/** Every name of the catalogue by its words, with the operations that each leads to. Entries are known by number. */
export class SearchIndex {
  readonly entries: Entry[] = [];
  readonly byId = new Map<string, number>();
  /** Entries that act on a resource or return it. */
  readonly byTarget = new Map<string, number[]>();
  /** Entries that lead from a resource to another. */
  readonly byOwner = new Map<string, number[]>();
  /** How many operations a resource owns. */
  readonly sizes = new Map<string, number>();
  readonly #catalog: Catalog;
  readonly #names = new Map<string, Name>();
  readonly #byStem = new Map<string, Name[]>();
  readonly #rarity = new Map<string, number>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    const operations = catalog.operationIds().flatMap((id) => catalog.operation(id) ?? []);
    const groups = new Map<string, Set<Kind>>();
    for (const { id, group, kind } of operations) {
      const kinds = groups.get(group) ?? new Set<Kind>();
      if (id.split('_').length === 2) kinds.add(kind);
      groups.set(group, kinds);
      this.sizes.set(group, (this.sizes.get(group) ?? 0) + 1);
    }
    const homes = homesOf(operations);
    for (const operation of operations) this.#add(operation, groups, homes);
    this.#weigh();
  }

  /** The stems of all names. */
  stems(): Iterable<string> {
    return this.#byStem.keys();
  }

  knows(stem: string): boolean {
    return this.#byStem.has(stem);
  }

  /** The rarer a word, the more it tells. */
  #weigh(): void {
    const frequency = new Map<string, number>();
    for (const name of this.#names.values()) {
      const used = new Set(name.uses.map(([entry]) => entry));
      for (const word of new Set(name.stems)) {
        pushTo(this.#byStem, word, name);
        frequency.set(word, (frequency.get(word) ?? 0) + used.size);
      }
    }
    for (const [word, count] of frequency)
      this.#rarity.set(word, Math.log(1 + this.entries.length / (count + 8)));
    for (const name of this.#names.values())
      name.length = name.stems.reduce((sum, word) => sum + this.#weightOf(word), 0);
  }

  #weightOf(word: string): number {
    return this.#rarity.get(word) ?? 0;
  }

  #add(operation: Operation, groups: Map<string, Set<Kind>>, homes: Map<string, string>): void {
    const { id, group, kind, returns } = operation;
    const [, middle = '', last] = id.split('_');
    const relationship = last === undefined ? undefined : middle;
    let target = group;
    if (relationship !== undefined) {
      if (returns.kind === 'object' || returns.kind === 'list') target = homes.get(returns.resource) ?? group;
      else if (groups.has(relationship)) target = relationship;
      else if ((returns.kind === 'linkage' || returns.kind === 'linkages') && groups.has(returns.type))
        target = returns.type;
      else if (operation.body !== undefined && groups.has(operation.body.type)) target = operation.body.type;
    }
    const own = groups.get(group) ?? new Set<Kind>();
    const kinds: [Kind, number][] = [[kind, 1]];
    if (kind === 'create' && relationship === undefined && !own.has('update')) kinds.push(['update', 0.95]);
    if (kind === 'update' && relationship === undefined && !own.has('create')) kinds.push(['create', 0.95]);
    if (kind === 'update' && !own.has('delete')) kinds.push(['delete', 0.9]);
    if (kind === 'update' && last === 'replaceToManyRelationship') kinds.push(['create', 0.7]);

    let prior = 1;
    if (kind === 'read' && last?.endsWith('Relationship')) prior *= priors.linkage;
    if (operation.deprecated) prior *= priors.deprecated;
    if (groups.has(`${group}V2`) || groups.has(`${target}V2`)) prior *= priors.superseded;
    if (relationship !== undefined && group !== 'apps') prior *= priors.deep;

    const entry = this.entries.length;
    const many = returns.kind === 'list' || returns.kind === 'linkages';
    this.entries.push({ operation, target, prior, kinds, many });
    this.byId.set(id, entry);
    pushTo(this.byTarget, target, entry);
    if (target !== group) pushTo(this.byOwner, group, entry);

    this.#name(target, 'target', entry);
    if (relationship !== undefined) {
      this.#name(relationship, 'target', entry);
      this.#name(group, 'owner', entry);
    }
    if (relationship === undefined || operation.kind === 'read') this.#fieldsOf(operation, entry);
  }

  #fieldsOf(operation: Operation, entry: number): void {
    const { data } = this.#catalog;
    const { returns, body } = operation;
    const enumerate = (node: unknown, field: Field) => {
      const name = typeof node === 'string' ? /^@([\w.:]+)/.exec(node)?.[1] : undefined;
      if (name === undefined || /(sort|include)$/.test(name)) return;
      for (const value of (data.enums[name] ?? '').split(' ').slice(0, 60))
        if (value.length > 2) this.#name(value.toLowerCase(), field, entry);
    };
    for (const [name, node] of Object.entries(body?.attributes ?? {})) {
      this.#name(name.replace(/[*]$/, ''), 'attribute', entry);
      enumerate(node, 'value');
    }
    for (const name of Object.keys(body?.linkage ? {} : (body?.relationships ?? {})))
      this.#name(name.replace(/[*]$/, ''), 'query', entry);
    if (operation.method !== 'GET') return;
    for (const [key, node] of Object.entries(data.operations[operation.id]?.query ?? {})) {
      const inner = /^(?:filter|exists)\[([\w.]+)\]/.exec(key)?.[1];
      if (inner === undefined) continue;
      this.#name(inner, 'query', entry);
      enumerate(node, 'value');
    }
    if (returns.kind === 'object' || returns.kind === 'list')
      for (const name of Object.keys(data.resources[returns.resource]?.attributes ?? {}))
        this.#name(name, 'query', entry);
  }

  #name(text: string, field: Field, entry: number): void {
    let name = this.#names.get(text);
    if (name === undefined) {
      name = { stems: nameStems(text), uses: [], length: 0 };
      this.#names.set(text, name);
    }
    name.uses.push([entry, weights[field]]);
  }

  /**
   * A score for each entry. `words` are stems with a share of 0 to 1; `said` those that stand in the question itself.
   * Per operation, each word counts once, in the field where it weighs most.
   */
  score(words: ReadonlyMap<string, number>, said: ReadonlySet<string>): Float64Array {
    const sum = new Float64Array(this.entries.length);
    for (const [word, share] of words) {
      const credit = new Float64Array(this.entries.length);
      for (const name of this.#byStem.get(word) ?? []) {
        let known = 0;
        for (const part of name.stems) known += this.#weightOf(part) * (words.get(part) ?? 0);
        const coverage = name.length === 0 ? 0 : Math.min(1, known / name.length);
        const points = share * this.#weightOf(word) * (0.25 + 0.75 * coverage);
        for (const [entry, weight] of name.uses)
          if (points * weight > (credit[entry] ?? 0)) credit[entry] = points * weight;
      }
      credit.forEach((points, entry) => {
        if (points > 0) sum[entry] = (sum[entry] ?? 0) + points;
      });
    }
    // A name that is there in full is meant more than one that shares a word with the question.
    for (const [target, entries] of this.byTarget) {
      const stems = nameStems(target);
      if (!stems.every((part) => words.get(part) !== undefined && said.has(part))) continue;
      for (const entry of entries)
        if ((sum[entry] ?? 0) > 0) sum[entry] = (sum[entry] ?? 0) + 1 + fullName * stems.length;
    }
    return sum;
  }
}

function pushTo<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Which group a resource of the catalogue belongs to: where it is read, made or changed. */
function homesOf(operations: readonly Operation[]): Map<string, string> {
  const homes = new Map<string, string>();
  for (const ending of ['getInstance', 'createInstance', 'updateInstance', 'getCollection'])
    for (const { id, group, returns } of operations)
      if (
        id === `${group}_${ending}` &&
        (returns.kind === 'object' || returns.kind === 'list') &&
        !homes.has(returns.resource)
      )
        homes.set(returns.resource, group);
  return homes;
}
