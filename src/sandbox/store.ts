import type { Catalog, Relationship, Resource } from '../catalog/index.ts';
import { relations } from './relations.ts';

/** What one object of the sandbox knows: attributes as Apple names them, links by id. */
export interface Stored {
  readonly resource: string;
  readonly id: string;
  attributes: Record<string, unknown>;
  /** Relationship name → id, ids, or null for an emptied to-one. Only the side that was written is kept. */
  readonly links: Map<string, string | readonly string[] | null>;
  /** Order of creation; lists come back in it where nothing else is asked for. */
  readonly order: number;
}

/** A relationship and the one on the other side that says the same. */
interface Inverse {
  readonly resource: string;
  readonly relationship: string;
  readonly many: boolean;
}

/**
 * All objects of the sandbox, by resource of the catalogue and id. A link is written on one side; the other side is
 * found through an index, so both always agree.
 */
export class Store {
  readonly catalog: Catalog;
  readonly #objects = new Map<string, Map<string, Stored>>();
  /** `Resource.relationship` + target id → ids of objects that point there. */
  readonly #incoming = new Map<string, Map<string, Set<string>>>();
  readonly #inverses = new Map<string, Inverse | undefined>();
  #order = 0;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
  }

  /** Adds or replaces an object. Unknown resources are a programming error. */
  put(
    resource: string,
    id: string,
    attributes: Record<string, unknown> = {},
    links: Readonly<Record<string, string | readonly string[] | null>> = {},
  ): Stored {
    if (this.catalog.resource(resource) === undefined)
      throw new Error(`The catalogue has no resource ${resource}.`);
    const table = this.#table(resource);
    const before = table.get(id);
    const stored: Stored = {
      resource,
      id,
      attributes,
      links: new Map(),
      order: before?.order ?? this.#order++,
    };
    if (before !== undefined) this.#unlink(before);
    table.set(id, stored);
    for (const [name, value] of Object.entries(links)) this.link(stored, name, value);
    return stored;
  }

  get(resource: string, id: string): Stored | undefined {
    return this.#objects.get(resource)?.get(id);
  }

  /** Every object of a resource in the order of creation. */
  all(resource: string): Iterable<Stored> {
    return this.#objects.get(resource)?.values() ?? [];
  }

  count(resource: string): number {
    return this.#objects.get(resource)?.size ?? 0;
  }

  /** Removes an object and every link to it. */
  delete(resource: string, id: string): boolean {
    const stored = this.get(resource, id);
    if (stored === undefined) return false;
    this.#unlink(stored);
    for (const [key, targets] of this.#incoming) {
      const [owner = '', name = ''] = key.split('.');
      if (this.relationship(owner, name)?.to !== resource) continue;
      for (const from of targets.get(id) ?? []) {
        const object = this.get(owner, from);
        const value = object?.links.get(name);
        if (object === undefined) continue;
        if (typeof value === 'string') object.links.set(name, null);
        else if (Array.isArray(value))
          object.links.set(
            name,
            value.filter((item) => item !== id),
          );
      }
      targets.delete(id);
    }
    this.#objects.get(resource)?.delete(id);
    return true;
  }

  /** Writes one side of a relationship, replacing what stood there (and, for a one-to-one or one-to-many, the other side). */
  link(object: Stored, relationship: string, value: string | readonly string[] | null): void {
    const known = this.relationship(object.resource, relationship);
    if (known === undefined) throw new Error(`${object.resource} has no relationship ${relationship}.`);
    const inverse = this.inverse(object.resource, relationship);
    const ids = value === null ? [] : typeof value === 'string' ? [value] : value;
    // Clear what other objects say about this one, so that the two sides cannot disagree.
    if (inverse !== undefined) {
      for (const from of [...this.pointing(inverse.resource, inverse.relationship, object.id)])
        this.#remove(inverse.resource, from, inverse.relationship, object.id);
      if (!inverse.many)
        for (const id of ids) {
          // The target can belong to one only: take it from whoever has it.
          for (const owner of [...this.pointing(object.resource, relationship, id)])
            if (owner !== object.id) this.#remove(object.resource, owner, relationship, id);
          const target = this.get(inverse.resource, id);
          if (target?.links.has(inverse.relationship) === true) this.#drop(target, inverse.relationship);
        }
    }
    this.#drop(object, relationship);
    object.links.set(relationship, known.many ? [...ids] : (ids[0] ?? null));
    const index = this.#index(object.resource, relationship);
    for (const id of ids) {
      const set = index.get(id) ?? new Set();
      set.add(object.id);
      index.set(id, set);
    }
  }

  /** Ids at the other end of a relationship, whichever side was written, in the order of creation of the targets. */
  linked(object: Stored, relationship: string): readonly string[] {
    const own = object.links.get(relationship);
    const ids = own === undefined || own === null ? [] : typeof own === 'string' ? [own] : own;
    const inverse = this.inverse(object.resource, relationship);
    if (inverse === undefined) return ids;
    const incoming = this.pointing(inverse.resource, inverse.relationship, object.id);
    if (incoming.size === 0) return ids;
    return ids.length === 0 ? [...incoming] : [...new Set([...ids, ...incoming])];
  }

  /** The relationship that says the same from the other side, when exactly one fits. */
  inverse(resource: string, relationship: string): Inverse | undefined {
    const key = `${resource}.${relationship}`;
    if (this.#inverses.has(key)) return this.#inverses.get(key);
    const found = this.#findInverse(resource, relationship);
    this.#inverses.set(key, found);
    return found;
  }

  /** Ids of the objects whose `relationship` names `target`, as that side says it. */
  pointing(resource: string, relationship: string, target: string): ReadonlySet<string> {
    return this.#incoming.get(`${resource}.${relationship}`)?.get(target) ?? nobody;
  }

  /**
   * Symmetric: when this finds B for A, it finds A for B. Where several relationships lead from one resource to the
   * other, the one that is called after the type of its target is the back link.
   */
  #findInverse(resource: string, relationship: string): Inverse | undefined {
    const target = this.relationship(resource, relationship)?.to;
    if (target === undefined) return undefined;
    const between = (from: string, to: string): readonly Relationship[] =>
      this.catalog.resource(from)?.relationships.filter((other) => other.to === to) ?? [];
    if (target === resource) {
      const tree = familyTree[relationship];
      const back = between(resource, resource).find((other) => other.name === tree);
      return back === undefined ? undefined : { resource, relationship: back.name, many: back.many };
    }
    const forth = chiefOf(between(resource, target), this.catalog.resource(target));
    const back = chiefOf(between(target, resource), this.catalog.resource(resource));
    return back === undefined || forth?.name !== relationship
      ? undefined
      : { resource: target, relationship: back.name, many: back.many };
  }

  /** Also the relationships that only a path tells of. */
  relationship(resource: string, name: string): Relationship | undefined {
    return relations(this.catalog)
      .relationships.get(resource)
      ?.find((relationship) => relationship.name === name);
  }

  #table(resource: string): Map<string, Stored> {
    const known = this.#objects.get(resource);
    if (known !== undefined) return known;
    const made = new Map<string, Stored>();
    this.#objects.set(resource, made);
    return made;
  }

  #index(resource: string, relationship: string): Map<string, Set<string>> {
    const key = `${resource}.${relationship}`;
    const known = this.#incoming.get(key);
    if (known !== undefined) return known;
    const made = new Map<string, Set<string>>();
    this.#incoming.set(key, made);
    return made;
  }

  /** Takes one target out of a relationship. */
  #remove(resource: string, id: string, relationship: string, target: string): void {
    const object = this.get(resource, id);
    const value = object?.links.get(relationship);
    if (object === undefined) return;
    if (Array.isArray(value))
      object.links.set(
        relationship,
        value.filter((item) => item !== target),
      );
    else object.links.set(relationship, null);
    this.#index(resource, relationship).get(target)?.delete(id);
  }

  /** Forgets what an object says under a relationship. */
  #drop(object: Stored, relationship: string): void {
    const value = object.links.get(relationship);
    const ids = typeof value === 'string' ? [value] : (value ?? []);
    for (const id of ids) this.#index(object.resource, relationship).get(id)?.delete(object.id);
    object.links.delete(relationship);
  }

  #unlink(object: Stored): void {
    for (const name of [...object.links.keys()]) this.#drop(object, name);
  }
}

/** Relationships of a resource with itself that are two sides of one. */
const familyTree: Readonly<Record<string, string>> = { parent: 'subcategories', subcategories: 'parent' };

/** Relationships that are the back link although they are called otherwise. */
const chiefs: ReadonlySet<string> = new Set(['versions', 'gitReferences', 'ruleSet', 'controlVersions']);

const nobody: ReadonlySet<string> = new Set();

/** The only relationship, or among several the one called after the target's type: `appStoreVersion(s)`. */
export function chiefOf(
  several: readonly Relationship[],
  target: Resource | undefined,
): Relationship | undefined {
  if (several.length < 2 || target === undefined) return several[0];
  const singular = target.type.replace(/ies$/, 'y').replace(/s$/, '');
  return several.find((one) => one.name === singular || one.name === target.type || chiefs.has(one.name));
}
