import type { Operation, Resource } from '../catalog/index.ts';
import type { ApiError } from './errors.ts';
import type { Store, Stored } from './store.ts';

/** An entity of `included`, as it will be stored. */
export interface Included {
  readonly resource: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: ReadonlyMap<string, string | readonly string[] | null>;
}

/** A write that has passed the catalogue's checks: ids exist, `${…}` of inline creates are replaced. */
export interface Change {
  readonly store: Store;
  readonly operation: Operation;
  /** Milliseconds. */
  readonly now: number;
  /** `http://127.0.0.1:PORT`, for addresses of uploads. */
  readonly origin: string;
  readonly resource: Resource;
  /** The object that is changed or deleted; absent for a create. */
  readonly object?: Stored;
  /** What was sent; a rule may add to it or take away. */
  readonly attributes: Record<string, unknown>;
  /** Relationship → id, ids or null. For a relationship write, the ids that were sent under its name. */
  readonly links: Map<string, string | readonly string[] | null>;
  readonly included: readonly Included[];
  /** A rule that answers a create with an existing object puts its id here. */
  replaces?: string;
}

/** What Apple does beyond storing: `before` may refuse, `after` sees the stored object. */
export interface Rule {
  readonly before?: (change: Change) => readonly ApiError[];
  readonly after?: (change: Change, object: Stored) => void;
}

/** Rules by operation id. */
export type Rules = Readonly<Record<string, Rule>>;

/** The object of `resource` that the request names under a relationship, else the one linked already. */
export function target(change: Change, name: string, resource: string): Stored | undefined {
  const sent = change.links.get(name);
  if (typeof sent === 'string') return change.store.get(resource, sent);
  return change.object === undefined ? undefined : one(change.store, change.object, name);
}

/** Objects that the request names under a to-many relationship. */
export function targets(change: Change, name: string, resource: string): readonly Stored[] {
  const sent = change.links.get(name);
  return Array.isArray(sent) ? sent.flatMap((id) => change.store.get(resource, String(id)) ?? []) : [];
}

export function one(store: Store, object: Stored | undefined, relationship: string): Stored | undefined {
  return object === undefined ? undefined : many(store, object, relationship)[0];
}

export function many(store: Store, object: Stored, relationship: string): readonly Stored[] {
  const to = store.relationship(object.resource, relationship)?.to;
  return to === undefined ? [] : store.linked(object, relationship).flatMap((id) => store.get(to, id) ?? []);
}

/** Who points to an object by a relationship; for objects that do not tell themselves. */
export function ownerOf(
  store: Store,
  resource: string,
  relationship: string,
  object: Stored,
): Stored | undefined {
  for (const id of store.pointing(resource, relationship, object.id)) {
    const owner = store.get(resource, id);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** Whether the request says something under an attribute other than null. */
export function says(change: Change, name: string): boolean {
  const value = change.attributes[name];
  return value !== undefined && value !== null;
}

export function isoDate(moment: number): string {
  return new Date(moment).toISOString();
}
