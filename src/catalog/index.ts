import { readFileSync } from 'node:fs';
import { deprecationOf } from './deprecations.ts';
import { enumValues, type JsonSchema, jsonSchema, keyOf, parseLink, parseScalar } from './schema.ts';
import type { BodyData, CatalogData, OperationData, ResourceData } from './types.ts';

export type { BodyData, CatalogData, OperationData, ResourceData } from './types.ts';

/** A query parameter as Apple names it (`filter[app]`). Lists travel as one comma-joined value. */
export interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly type: 'string' | 'integer' | 'boolean' | 'number';
  readonly list: boolean;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What an operation answers with. `resource` is a name in the catalogue, `type` a JSON:API type. */
export type Returns =
  | { readonly kind: 'object' | 'list'; readonly resource: string }
  | { readonly kind: 'linkage' | 'linkages'; readonly type: string }
  | { readonly kind: 'document'; readonly schema: string }
  | { readonly kind: 'nothing' };

export interface Operation {
  readonly id: string;
  readonly method: OperationData['method'];
  /** `/v1/apps/{id}/builds`; `{id}` is the only placeholder there is. */
  readonly path: string;
  readonly hasId: boolean;
  /** Resource group: the first part of the id, `apps` of `apps_builds_getToManyRelated`. */
  readonly group: string;
  readonly kind: 'read' | 'create' | 'update' | 'delete';
  readonly returns: Returns;
  /** Media types other than JSON that it can answer with. */
  readonly media: readonly string[];
  /** `false` when it answers with other media only. */
  readonly json: boolean;
  readonly deprecated: boolean;
  readonly body?: BodyData;
}

export interface Relationship {
  readonly name: string;
  /** Resource it points to, or undefined where no operation of the API tells. */
  readonly to?: string;
  readonly many: boolean;
  /** Apple gives only a link, never the linkage. */
  readonly linkOnly: boolean;
  readonly deprecated: boolean;
}

export interface Resource {
  readonly name: string;
  readonly type: string;
  readonly attributes: ResourceData['attributes'];
  readonly relationships: readonly Relationship[];
  readonly deprecated: boolean;
}

/** The kind follows the method, also for relationships: adding creates, removing deletes. */
const kinds = { GET: 'read', POST: 'create', PATCH: 'update', DELETE: 'delete' } as const;

/** What the API is: every operation and resource, expanded on first use and kept. */
export class Catalog {
  readonly data: CatalogData;
  readonly #operations = new Map<string, Operation>();
  readonly #parameters = new Map<string, readonly Parameter[]>();
  readonly #resources = new Map<string, Resource>();
  #routes: Map<string, string> | undefined;
  #types: ReadonlySet<string> | undefined;

  constructor(data: CatalogData) {
    this.data = data;
  }

  /** Version of the API document. */
  get api(): string {
    return this.data.api;
  }

  operationIds(): readonly string[] {
    return Object.keys(this.data.operations);
  }

  /** Whether any resource has this JSON:API type. */
  hasType(type: string): boolean {
    this.#types ??= new Set(Object.values(this.data.resources).map((resource) => resource.type));
    return this.#types.has(type);
  }

  resourceNames(): readonly string[] {
    return Object.keys(this.data.resources);
  }

  operation(id: string): Operation | undefined {
    const known = this.#operations.get(id);
    if (known !== undefined) return known;
    const data = Object.hasOwn(this.data.operations, id) ? this.data.operations[id] : undefined;
    if (data === undefined) return undefined;
    const media = data.media?.split(' ') ?? [];
    const returns = parseReturns(data.returns);
    const operation: Operation = {
      id,
      method: data.method,
      path: data.path,
      hasId: data.path.includes('{id}'),
      group: id.split('_')[0] ?? id,
      kind: kinds[data.method],
      returns,
      media,
      json: media.length === 0 || (returns.kind !== 'nothing' && returns.kind !== 'document'),
      deprecated: data.deprecated === true || isRetired(id),
      ...(data.body === undefined ? {} : { body: data.body }),
    };
    this.#operations.set(id, operation);
    return operation;
  }

  /** Query parameters in the document's order, `fields[...]` last. */
  parameters(operation: Operation): readonly Parameter[] {
    const known = this.#parameters.get(operation.id);
    if (known !== undefined) return known;
    const data = this.data.operations[operation.id];
    const parameters = Object.entries(data?.query ?? {}).map(([key, node]): Parameter => {
      const { name, required } = keyOf(key);
      if (typeof node !== 'string')
        throw new Error(`${operation.id}: ${name} is not a scalar or a list of one.`);
      const scalar = parseScalar(node);
      return {
        name,
        required,
        deprecated: scalar.deprecated,
        type:
          scalar.kind === 'enum' || scalar.kind === 'schema' || scalar.kind === 'any'
            ? 'string'
            : scalar.kind,
        list: scalar.list,
        ...(scalar.kind === 'enum' ? { enum: enumValues(this.data, scalar.name) } : {}),
        ...(scalar.minimum === undefined ? {} : { minimum: scalar.minimum }),
        ...(scalar.maximum === undefined ? {} : { maximum: scalar.maximum }),
      };
    });
    for (const type of data?.fields?.split(' ') ?? [])
      parameters.push({
        name: `fields[${type}]`,
        required: false,
        deprecated: false,
        type: 'string',
        list: true,
        enum: enumValues(this.data, `fields:${type}`),
      });
    this.#parameters.set(operation.id, parameters);
    return parameters;
  }

  /** Legal values of an attribute in an operation's body, where it has a list of them. */
  bodyEnum(operation: Operation, attribute: string): readonly string[] | undefined {
    const attributes = operation.body?.attributes ?? {};
    const node = attributes[attribute] ?? attributes[`${attribute}*`];
    if (typeof node !== 'string') return undefined;
    const scalar = parseScalar(node);
    return scalar.kind === 'enum' ? enumValues(this.data, scalar.name) : undefined;
  }

  resource(name: string): Resource | undefined {
    const known = this.#resources.get(name);
    if (known !== undefined) return known;
    const data = Object.hasOwn(this.data.resources, name) ? this.data.resources[name] : undefined;
    if (data === undefined) return undefined;
    const resource: Resource = {
      name,
      type: data.type,
      attributes: data.attributes,
      relationships: Object.entries(data.relationships ?? {}).map(([relationship, text]) => {
        const { to, many, linkOnly, deprecated } = parseLink(text);
        return { name: relationship, many, linkOnly, deprecated, ...(to.startsWith('?') ? {} : { to }) };
      }),
      deprecated: data.deprecated === true,
    };
    this.#resources.set(name, resource);
    return resource;
  }

  /** JSON Schema of a resource's attributes, open for what Apple may add. */
  attributesSchema(resource: Resource): JsonSchema {
    return jsonSchema(this.data, resource.attributes ?? {}, false);
  }

  /**
   * The operation that a concrete path belongs to, and the id in it. `undefined` for paths that this version of the
   * catalogue does not know.
   */
  route(method: Operation['method'], path: string): { operation: Operation; id?: string } | undefined {
    if (this.#routes === undefined) {
      this.#routes = new Map();
      for (const [id, data] of Object.entries(this.data.operations))
        this.#routes.set(`${data.method} ${data.path}`, id);
    }
    const literal = this.#routes.get(`${method} ${path}`);
    if (literal !== undefined) {
      const operation = this.operation(literal);
      return operation === undefined ? undefined : { operation };
    }
    const match = /^(\/v\d+\/[^/]+)\/([^/]+)((?:\/.*)?)$/.exec(path);
    if (match === null) return undefined;
    const [, base = '', id = '', rest = ''] = match;
    const found = this.#routes.get(`${method} ${base}/{id}${rest}`);
    const operation = found === undefined ? undefined : this.operation(found);
    return operation === undefined ? undefined : { operation, id };
  }

  /** Methods that exist at a path, for answers to the wrong one. */
  methodsAt(path: string): readonly Operation['method'][] {
    return (['GET', 'POST', 'PATCH', 'DELETE'] as const).filter(
      (method) => this.route(method, path) !== undefined,
    );
  }
}

/** Deprecated by Apple's notes and replaced for everybody. */
function isRetired(id: string): boolean {
  const row = deprecationOf(id);
  return row !== undefined && row.stillNeeded !== true;
}

function parseReturns(text: string | undefined): Returns {
  if (text === undefined) return { kind: 'nothing' };
  if (text.startsWith('=')) return { kind: 'document', schema: text.slice(1) };
  const { to, many, linkOnly } = parseLink(text);
  if (linkOnly) return { kind: many ? 'linkages' : 'linkage', type: to };
  return { kind: many ? 'list' : 'object', resource: to };
}

const loaded = new Map<string, Catalog>();

/**
 * The catalogue that came with the server, or the newer one of the user's at `file`. Read once per process and file.
 */
export function loadCatalog(file?: string): Catalog {
  const key = file ?? '';
  const known = loaded.get(key);
  if (known !== undefined) return known;
  const source = file ?? new URL('./generated/catalog.json', import.meta.url);
  const made = new Catalog(parseCatalog(readFileSync(source, 'utf8')));
  loaded.set(key, made);
  return made;
}

function parseCatalog(text: string): CatalogData {
  const value: unknown = JSON.parse(text);
  if (!isCatalog(value)) throw new Error('The file is not a catalogue made by "asc-mcp catalog update".');
  return value;
}

function isCatalog(value: unknown): value is CatalogData {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['api', 'enums', 'schemas', 'resources', 'inlines', 'operations'].every((key) => key in value)
  );
}
