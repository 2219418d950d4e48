import type { Catalog, Operation, Relationship, Resource } from '../catalog/index.ts';
import { baseOf, relations } from './relations.ts';

/** Where an operation stands: the resource at the base of its path and the relationship behind the id, if any. */
export interface Place {
  readonly owner: Resource;
  readonly relationship?: Relationship;
  /** The path goes through `/relationships/`. */
  readonly linkage: boolean;
}

/** How a resource is written out: its address and what Apple links from it. */
export interface Shape {
  readonly resource: Resource;
  /** `/v1/apps` */
  readonly base: string;
  readonly relationships: readonly {
    readonly relationship: Relationship;
    /** JSON:API type at the other end. */
    readonly type: string;
    /** There is an operation that reads the linkage. */
    readonly self: boolean;
    /** There is an operation that reads the related objects. */
    readonly related: boolean;
  }[];
}

/** Answers what a path means and how a resource looks; worked out on first use and kept. */
export class Places {
  readonly #catalog: Catalog;
  readonly #readable = new Set<string>();
  readonly #places = new Map<string, Place | undefined>();
  readonly #shapes = new Map<string, Shape>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    for (const data of Object.values(catalog.data.operations))
      if (data.method === 'GET') this.#readable.add(data.path);
  }

  /** `undefined` for reports, which have no resource. */
  place(operation: Operation): Place | undefined {
    if (this.#places.has(operation.id)) return this.#places.get(operation.id);
    const { owners, relationships } = relations(this.#catalog);
    const owner = this.#catalog.resource(owners.get(baseOf(operation.path)) ?? '');
    const match = /\/\{id\}\/(relationships\/)?([^/]+)$/.exec(operation.path);
    const relationship = relationships
      .get(owner?.name ?? '')
      ?.find((candidate) => candidate.name === match?.[2]);
    const place =
      owner === undefined
        ? undefined
        : {
            owner,
            linkage: match?.[1] !== undefined,
            ...(relationship === undefined ? {} : { relationship }),
          };
    this.#places.set(operation.id, place);
    return place;
  }

  shape(name: string): Shape {
    const known = this.#shapes.get(name);
    if (known !== undefined) return known;
    const resource = this.#catalog.resource(name);
    if (resource === undefined) throw new Error(`The catalogue has no resource ${name}.`);
    const base = relations(this.#catalog).bases.get(name) ?? `/v1/${resource.type}`;
    const shape: Shape = {
      resource,
      base,
      relationships: resource.relationships.map((relationship) => ({
        relationship,
        type: this.#catalog.resource(relationship.to ?? '')?.type ?? relationship.name,
        self: this.#readable.has(`${base}/{id}/relationships/${relationship.name}`),
        related: this.#readable.has(`${base}/{id}/${relationship.name}`),
      })),
    };
    this.#shapes.set(name, shape);
    return shape;
  }

  /** What the API offers at a path, in the words of Apple's 403; empty when the path is unknown altogether. */
  allowed(path: string): readonly string[] {
    const base = baseOf(path);
    const rest = path.slice(base.length).replace(/^\/[^/]+/, '/{id}');
    const direct = rest === '' || rest === '/{id}';
    const found = new Set<string>();
    for (const data of Object.values(this.#catalog.data.operations)) {
      if (baseOf(data.path) !== base) continue;
      const here = data.path.slice(base.length);
      if (direct ? here === '' || here === '/{id}' : here === rest) found.add(verb(data.method, here));
    }
    // A type that only has relationships (/v1/buildBundles) exists, although nothing is allowed on it directly.
    if (direct && found.size === 0 && relations(this.#catalog).owners.has(base)) found.add('GET_RELATED');
    return [...found];
  }
}

const direct: Readonly<Record<string, string>> = { POST: 'CREATE', PATCH: 'UPDATE', DELETE: 'DELETE' };
const linkage: Readonly<Record<string, string>> = {
  GET: 'GET_RELATIONSHIP',
  POST: 'ADD_RELATIONSHIP',
  PATCH: 'REPLACE_RELATIONSHIP',
  DELETE: 'REMOVE_RELATIONSHIP',
};

/** The operation in the words of Apple's 403. `rest` is the path behind the base. */
export function verb(method: string, rest: string): string {
  if (rest.startsWith('/{id}/relationships/')) return linkage[method] ?? method;
  if (method !== 'GET') return direct[method] ?? method;
  if (rest === '') return 'GET_COLLECTION';
  return rest.startsWith('/{id}/') ? 'GET_RELATED' : 'GET_INSTANCE';
}
