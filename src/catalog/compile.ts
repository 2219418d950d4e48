import { type Correction, corrections } from './corrections.ts';
import { arrayAt, isObject, type JsonObject, objectAt, stringAt, strings } from './json.ts';
import type { BodyData, CatalogData, OperationData, ResourceData, SchemaNode } from './types.ts';

/** The catalogue made from a document, and how often each correction matched. */
export interface Compiled {
  readonly catalog: CatalogData;
  readonly corrections: readonly {
    readonly name: string;
    readonly expected: number;
    readonly matched: number;
  }[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const methods = ['get', 'post', 'patch', 'delete'] as const;
const upper = { get: 'GET', post: 'POST', patch: 'PATCH', delete: 'DELETE' } as const;

/**
 * Turns Apple's OpenAPI document into the catalogue: names, types, enums and limits, no prose.
 * Throws when the document has a shape that the catalogue cannot say.
 */
export function compileCatalog(source: unknown, rules: readonly Correction[] = corrections): Compiled {
  const document: unknown = structuredClone(source);
  if (
    !isObject(document) ||
    !isObject(document['paths']) ||
    !isObject(objectAt(document, 'components')['schemas'])
  )
    throw new Error('This is not an OpenAPI document: it has no paths or no components.schemas.');
  const matched = correct(document, rules);
  const compiler = new Compiler(document);
  return {
    catalog: compiler.run(),
    corrections: rules.map((rule) => ({
      name: rule.name,
      expected: rule.matches,
      matched: matched.get(rule.name) ?? 0,
    })),
  };
}

/** Applies the corrections in place; each schema object is offered to each rule once. */
function correct(document: JsonObject, rules: readonly Correction[]): Map<string, number> {
  const counts = new Map<string, number>();
  const resolve = (ref: string): unknown =>
    ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), document);
  for (const rule of rules) {
    const found: Record<string, unknown>[] = [];
    const walk = (value: unknown): void => {
      if (Array.isArray(value)) value.forEach(walk);
      else if (isObject(value)) {
        found.push(value);
        Object.values(value).forEach(walk);
      }
    };
    walk(document);
    counts.set(rule.name, found.filter((schema) => rule.apply(schema, resolve)).length);
  }
  return counts;
}

class Compiler {
  readonly #document: JsonObject;
  readonly #components: JsonObject;
  readonly #enums = new Map<string, string>();
  readonly #enumNames = new Map<string, string>();
  readonly #schemas = new Map<string, SchemaNode>();
  readonly #inlines = new Map<string, BodyData>();
  /** Resource name → its schema. */
  readonly #resourceSchemas = new Map<string, JsonObject>();
  readonly #byType = new Map<string, string[]>();

  constructor(document: JsonObject) {
    this.#document = document;
    this.#components = objectAt(objectAt(document, 'components'), 'schemas');
    for (const [name, schema] of Object.entries(this.#components)) {
      if (!isObject(schema)) continue;
      const type = this.#typeOf(schema);
      if (type === undefined || !isObject(objectAt(schema, 'properties')['links'])) continue;
      this.#resourceSchemas.set(name, schema);
      this.#byType.set(type, [...(this.#byType.get(type) ?? []), name]);
    }
    // Enums with a name of their own keep it, so that the file reads like the document.
    for (const [name, schema] of Object.entries(this.#components)) {
      const values = isObject(schema) ? strings(schema['enum']) : [];
      if (values.length > 0) this.#enum(values, name);
    }
    // Enums without a name are called after the attribute that they describe, not after a filter that uses them.
    for (const schema of this.#resourceSchemas.values())
      this.#node(objectAt(objectAt(schema, 'properties'), 'attributes'), this.#typeOf(schema) ?? '');
  }

  run(): CatalogData {
    // The values of fields[type] are the fields of the type; the first list seen under the name is the rule.
    const operations: Record<string, OperationData> = {};
    const entries: { id: string; operation: OperationData }[] = [];
    for (const [path, item] of Object.entries(objectAt(this.#document, 'paths'))) {
      for (const method of methods) {
        const operation = objectAt(item, method);
        const id = stringAt(operation, 'operationId');
        if (id === undefined) continue;
        entries.push({
          id,
          operation: this.#operation(id, method, path, operation, arrayAt(item, 'parameters')),
        });
      }
    }
    entries.sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const entry of entries) operations[entry.id] = entry.operation;
    const related = this.#relatedTargets(operations);
    const resources: Record<string, ResourceData> = {};
    for (const name of [...this.#resourceSchemas.keys()].sort())
      resources[name] = this.#resource(name, related);
    return {
      api: stringAt(objectAt(this.#document, 'info'), 'version') ?? 'unknown',
      enums: sorted(this.#enums),
      schemas: sorted(this.#schemas),
      resources,
      inlines: sorted(this.#inlines),
      operations,
    };
  }

  #typeOf(schema: JsonObject): string | undefined {
    return strings(objectAt(objectAt(schema, 'properties'), 'type')['enum'])[0];
  }

  /** The name under which these values stand in the table; values seen before keep their first name. */
  #enum(values: readonly string[], wanted: string): string {
    const key = values.join(' ');
    if (values.some((value) => /\s/.test(value))) throw new Error(`Enum ${wanted} has a value with a space.`);
    const known = this.#enumNames.get(key);
    if (known !== undefined) return known;
    let name = wanted;
    for (let n = 2; this.#enums.has(name); n++) name = `${wanted}:${n}`;
    this.#enums.set(name, key);
    this.#enumNames.set(key, name);
    return name;
  }

  /** A schema in the catalogue's notation. `hint` names its enum where the document gives none. */
  #node(schema: unknown, hint: string): SchemaNode {
    if (!isObject(schema)) return 'any';
    const suffix = `${schema['nullable'] === true ? '?' : ''}`;
    const deprecated = schema['deprecated'] === true ? '!' : '';
    const ref = stringAt(schema, '$ref')?.split('/').at(-1) ?? stringAt(schema, 'x-named');
    if (ref !== undefined) {
      const target = this.#components[ref];
      const values = isObject(target) ? strings(target['enum']) : [];
      if (values.length > 0) return `@${this.#enum(values, ref)}${suffix}${deprecated}`;
      if (!this.#schemas.has(ref)) {
        this.#schemas.set(ref, 'any');
        this.#schemas.set(ref, this.#node(target, ref));
      }
      return `#${ref}${suffix}${deprecated}`;
    }
    const values = strings(schema['enum']);
    if (values.length > 0) return `@${this.#enum(values, hint)}${suffix}${deprecated}`;
    const type = schema['type'];
    if (type === 'array') {
      const item = this.#node(schema['items'], hint);
      return typeof item === 'string' && !item.endsWith('[]') && !item.endsWith('!')
        ? `${item}${suffix === '?' ? '[]?' : '[]'}${deprecated}`
        : [item];
    }
    if (isObject(schema['properties'])) return this.#object(schema, hint);
    if (isObject(schema['additionalProperties']))
      return { '...': this.#node(schema['additionalProperties'], hint) };
    for (const union of ['oneOf', 'anyOf', 'allOf'])
      if (Array.isArray(schema[union])) return this.#merged(arrayAt(schema, union), hint);
    if (typeof type !== 'string' || type === 'object') return `any${suffix}${deprecated}`;
    const format = stringAt(schema, 'format');
    const range =
      schema['minimum'] !== undefined || schema['maximum'] !== undefined
        ? ` ${String(schema['minimum'] ?? '')}..${String(schema['maximum'] ?? '')}`
        : '';
    return `${type}${format === undefined ? '' : `:${format}`}${range}${suffix}${deprecated}`;
  }

  #object(schema: JsonObject, hint: string): SchemaNode {
    const required = new Set(strings(schema['required']));
    const out: Record<string, SchemaNode> = {};
    for (const [key, value] of Object.entries(objectAt(schema, 'properties')))
      out[required.has(key) ? `${key}*` : key] = this.#node(value, `${hint}.${key}`);
    return out;
  }

  /** All properties of all variants, required where every variant requires them (resources in several states). */
  #merged(variants: readonly unknown[], hint: string): SchemaNode {
    const all: Record<string, unknown> = {};
    const required: string[][] = [];
    const collect = (variant: unknown): string[] => {
      const ref = stringAt(variant, '$ref')?.split('/').at(-1);
      const schema = ref === undefined ? variant : this.#components[ref];
      if (!isObject(schema)) return [];
      const own = strings(schema['required']);
      Object.assign(all, objectAt(schema, 'properties'));
      for (const part of arrayAt(schema, 'allOf')) own.push(...collect(part));
      return own;
    };
    for (const variant of variants) required.push(collect(variant));
    if (Object.keys(all).length === 0) return 'any';
    const common = (required[0] ?? []).filter((key) => required.every((keys) => keys.includes(key)));
    return this.#object({ properties: all, required: common }, hint);
  }

  #operation(
    id: string,
    method: (typeof methods)[number],
    path: string,
    operation: JsonObject,
    shared: readonly unknown[],
  ): OperationData {
    const query: Record<string, SchemaNode> = {};
    const fields: string[] = [];
    for (const parameter of [...shared, ...arrayAt(operation, 'parameters')]) {
      const name = stringAt(parameter, 'name');
      if (!isObject(parameter) || name === undefined) continue;
      if (parameter['in'] === 'path') {
        if (name !== 'id') throw new Error(`${id}: a path parameter other than id: ${name}`);
        continue;
      }
      if (parameter['in'] !== 'query') throw new Error(`${id}: parameter ${name} is not in path or query.`);
      const schema: unknown =
        parameter['deprecated'] === true
          ? { ...objectAt(parameter, 'schema'), deprecated: true }
          : parameter['schema'];
      const type = /^fields\[(.+)\]$/.exec(name)?.[1];
      const node = this.#node(schema, type === undefined ? `${id}.${name}` : `fields:${type}`);
      if (type !== undefined && node === `@fields:${type}[]` && parameter['required'] !== true)
        fields.push(type);
      else query[parameter['required'] === true ? `${name}*` : name] = node;
    }
    const out: Mutable<OperationData> = { method: upper[method], path };
    if (Object.keys(query).length > 0) out.query = query;
    if (fields.length > 0) out.fields = fields.join(' ');
    const body = objectAt(
      objectAt(objectAt(objectAt(operation, 'requestBody'), 'content'), 'application/json'),
      'schema',
    );
    if (Object.keys(body).length > 0) out.body = this.#body(body, id);
    Object.assign(out, this.#returns(operation));
    if (operation['deprecated'] === true) out.deprecated = true;
    return out;
  }

  #follow(schema: unknown): { name: string | undefined; schema: JsonObject } {
    const name = stringAt(schema, '$ref')?.split('/').at(-1);
    const target = name === undefined ? schema : this.#components[name];
    return { name, schema: isObject(target) ? target : {} };
  }

  #body(reference: JsonObject, id: string): BodyData {
    const { schema } = this.#follow(reference);
    const data = objectAt(objectAt(schema, 'properties'), 'data');
    const link = this.#linkage(data);
    if (link !== undefined)
      return { type: link, linkage: true, ...(data['nullable'] === true ? { nullable: true } : {}) };
    const body: Mutable<BodyData> = { ...this.#bodyData(data, id) };
    // A choice between several inline creates, or the only one there is.
    const items = objectAt(objectAt(objectAt(schema, 'properties'), 'included'), 'items');
    const choice = arrayAt(items, 'oneOf');
    const included = choice.length === 0 && items['$ref'] !== undefined ? [items] : choice;
    if (included.length > 0)
      body.included = included
        .map((variant) => {
          const { name, schema: inline } = this.#follow(variant);
          if (name === undefined) throw new Error(`${id}: an inline create without a name.`);
          if (!this.#inlines.has(name)) this.#inlines.set(name, this.#bodyData(inline, name));
          return name;
        })
        .join(' ');
    return body;
  }

  #bodyData(data: JsonObject, hint: string): BodyData {
    const properties = objectAt(data, 'properties');
    const type = this.#typeOf(data);
    if (type === undefined) throw new Error(`${hint}: a body without a type.`);
    const out: Mutable<BodyData> = { type };
    const required = strings(data['required']).filter((key) => key !== 'type');
    if (required.length > 0) out.required = required.sort().join(' ');
    if (isObject(properties['id'])) out.hasId = true;
    if (isObject(properties['attributes'])) {
      const attributes = this.#object(properties['attributes'], type);
      if (isObject(attributes)) out.attributes = attributes;
    }
    const links = objectAt(objectAt(properties, 'relationships'), 'properties');
    const needed = new Set(strings(objectAt(properties, 'relationships')['required']));
    if (Object.keys(links).length > 0) {
      const relationships: Record<string, string> = {};
      for (const [name, value] of Object.entries(links)) {
        const target = this.#linkage(objectAt(objectAt(value, 'properties'), 'data'));
        if (target === undefined) throw new Error(`${hint}: relationship ${name} has no type.`);
        if (needed.has(name) !== strings(objectAt(links, name)['required']).includes('data'))
          throw new Error(`${hint}: relationship ${name} is required, its data is not, or the reverse.`);
        relationships[needed.has(name) ? `${name}*` : name] =
          `${target}${objectAt(links, name)['deprecated'] === true ? '!' : ''}`;
      }
      out.relationships = relationships;
    }
    const alternatives = arrayAt(data, 'anyOf');
    if (alternatives.length > 0)
      out.alternatives = alternatives.map((variant) => {
        const of = (part: string) =>
          strings(objectAt(objectAt(variant, 'properties'), part)['required']).join(' ');
        return { attributes: of('attributes'), relationships: of('relationships') };
      });
    return out;
  }

  /** `apps` or `apps[]` when the schema is resource linkage, else undefined. */
  #linkage(data: JsonObject): string | undefined {
    const many = data['type'] === 'array';
    const item = many ? objectAt(data, 'items') : data;
    const properties = objectAt(item, 'properties');
    if (Object.keys(properties).sort().join() !== 'id,type') return undefined;
    const types = strings(objectAt(properties, 'type')['enum']);
    if (types.length !== 1) throw new Error(`A linkage with the types ${types.join()}.`);
    return `${types[0] ?? ''}${many ? '[]' : ''}`;
  }

  #returns(operation: JsonObject): { returns?: string; media?: string } {
    const responses = objectAt(operation, 'responses');
    const content = objectAt(objectAt(responses, isObject(responses['200']) ? '200' : '201'), 'content');
    const media = Object.keys(content).filter((type) => type !== 'application/json');
    const out: { returns?: string; media?: string } = {};
    if (media.length > 0) out.media = media.join(' ');
    const json =
      media.length > 0 && content['application/json'] === undefined ? undefined : content['application/json'];
    if (json !== undefined) {
      const { name, schema } = this.#follow(objectAt(json, 'schema'));
      const data = objectAt(objectAt(schema, 'properties'), 'data');
      const many = data['type'] === 'array';
      const resource = stringAt(many ? objectAt(data, 'items') : data, '$ref')
        ?.split('/')
        .at(-1);
      const link = this.#linkage(data);
      if (resource !== undefined && this.#resourceSchemas.has(resource))
        out.returns = `${resource}${many ? '[]' : ''}`;
      else if (link !== undefined) out.returns = `~${link}`;
      else if (name !== undefined) {
        this.#node({ $ref: `#/components/schemas/${name}` }, name);
        out.returns = `=${name}`;
      }
    } else {
      const name = stringAt(objectAt(content[media[0] ?? ''], 'schema'), '$ref')
        ?.split('/')
        .at(-1);
      const schema = name === undefined ? undefined : this.#components[name];
      if (name !== undefined && isObject(schema) && isObject(schema['properties'])) {
        this.#node({ $ref: `#/components/schemas/${name}` }, name);
        out.returns = `=${name}`;
      }
    }
    return out;
  }

  /** `Resource.relationship` → resource, read from what `/v1/things/{id}/relationship` returns. */
  #relatedTargets(operations: Record<string, OperationData>): Map<string, string> {
    const byPath = new Map<string, string>();
    for (const operation of Object.values(operations)) {
      const instance = /^(\/v\d+\/[^/]+)\/\{id\}$/.exec(operation.path)?.[1];
      if (instance !== undefined && operation.returns !== undefined && !/^[~=]/.test(operation.returns))
        byPath.set(instance, operation.returns);
    }
    const targets = new Map<string, string>();
    for (const operation of Object.values(operations)) {
      const match = /^(\/v\d+\/([^/]+))\/\{id\}\/([^/]+)$/.exec(operation.path);
      if (operation.method !== 'GET' || match === null || operation.returns === undefined) continue;
      if (/^[~=]/.test(operation.returns)) continue;
      const [, base = '', type = '', relationship = ''] = match;
      const owners = byPath.has(base) ? [byPath.get(base) ?? ''] : (this.#byType.get(type) ?? []);
      for (const owner of owners) {
        const key = `${owner}.${relationship}`;
        if (!targets.has(key)) targets.set(key, operation.returns.replace('[]', ''));
      }
    }
    return targets;
  }

  #resource(name: string, related: Map<string, string>): ResourceData {
    const schema = this.#resourceSchemas.get(name) ?? {};
    const properties = objectAt(schema, 'properties');
    const type = this.#typeOf(schema) ?? name;
    const out: Mutable<ResourceData> = { type };
    if (isObject(properties['attributes'])) {
      const source = properties['attributes'];
      const attributes = isObject(source['properties'])
        ? this.#object(source, type)
        : this.#merged(arrayAt(source, 'oneOf'), type);
      if (isObject(attributes)) out.attributes = attributes;
    }
    const links = objectAt(properties, 'relationships');
    const all: Record<string, unknown> = { ...objectAt(links, 'properties') };
    for (const variant of arrayAt(links, 'oneOf')) this.#collect(variant, all);
    if (Object.keys(all).length > 0) {
      const relationships: Record<string, string> = {};
      for (const [relationship, value] of Object.entries(all)) {
        const data = objectAt(objectAt(value, 'properties'), 'data');
        const link = Object.keys(data).length > 0 ? this.#linkage(data) : undefined;
        const target = this.#target(name, relationship, link, related);
        const many = link === undefined ? this.#isToMany(type, relationship) : link.endsWith('[]');
        const deprecated = objectAt(all, relationship)['deprecated'] === true ? '!' : '';
        relationships[relationship] =
          `${link === undefined ? '~' : ''}${target}${many ? '[]' : ''}${deprecated}`;
      }
      out.relationships = relationships;
    }
    if (schema['deprecated'] === true) out.deprecated = true;
    return out;
  }

  #collect(variant: unknown, into: Record<string, unknown>): void {
    const { schema } = this.#follow(variant);
    Object.assign(into, objectAt(schema, 'properties'));
    for (const part of arrayAt(schema, 'allOf')) this.#collect(part, into);
  }

  /** A relationship that has only links is to-many unless its related path returns a single object. */
  #isToMany(type: string, relationship: string): boolean {
    for (const version of ['v1', 'v2', 'v3']) {
      const operation = objectAt(
        objectAt(objectAt(this.#document, 'paths'), `/${version}/${type}/{id}/${relationship}`),
        'get',
      );
      if (Object.keys(operation).length > 0) {
        const returns = this.#returns(operation).returns;
        return returns === undefined || returns.startsWith('=') || returns.endsWith('[]');
      }
    }
    return true;
  }

  #target(
    owner: string,
    relationship: string,
    link: string | undefined,
    related: Map<string, string>,
  ): string {
    const known = related.get(`${owner}.${relationship}`);
    const type = link?.replace('[]', '');
    if (known !== undefined && (type === undefined || this.#byType.get(type)?.includes(known) === true))
      return known;
    // A relationship that has only links usually bears the name of its type.
    const candidates = this.#byType.get(type ?? relationship) ?? [];
    if (type === undefined && candidates.length !== 1) return `?${relationship}`;
    if (candidates.length <= 1) return candidates[0] ?? `?${relationship}`;
    // The name says it (leaderboardV2), or the only candidate that leads back; else v1 points to v1, v2 to v2.
    const named = /V\d$/.exec(relationship)?.[0];
    const leadingBack = candidates.filter((candidate) =>
      [...related].some(([key, to]) => to === owner && key.startsWith(`${candidate}.`)),
    );
    if (named === undefined && leadingBack.length === 1) return leadingBack[0] ?? `?${relationship}`;
    const version = named ?? /V(\d)$/.exec(owner)?.[0] ?? '';
    return (
      candidates.find((candidate) => (/V(\d)$/.exec(candidate)?.[0] ?? '') === version) ??
      candidates.at(-1) ??
      `?${relationship}`
    );
  }
}

function sorted<T>(map: Map<string, T>): Record<string, T> {
  return Object.fromEntries([...map.entries()].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The committed form: one entry a line, so that a new API version reads as a diff. Ends in a newline. */
export function printCatalog(catalog: CatalogData): string {
  const section = (name: string, entries: object): string =>
    `"${name}":{\n${Object.entries(entries)
      .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
      .join(',\n')}\n}`;
  return `{"api":${JSON.stringify(catalog.api)},\n${[
    section('enums', catalog.enums),
    section('schemas', catalog.schemas),
    section('resources', catalog.resources),
    section('inlines', catalog.inlines),
    section('operations', catalog.operations),
  ].join(',\n')}}\n`;
}
