import type { BodyData, CatalogData, SchemaNode } from './types.ts';

/** The part of JSON Schema (2020-12) that the catalogue needs. */
export interface JsonSchema {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';
  readonly nullable?: true;
  readonly enum?: readonly (string | null)[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly deprecated?: true;
}

/** A string node of the notation, taken apart. */
export interface Scalar {
  readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'any' | 'enum' | 'schema';
  /** Name of the enum or schema. */
  readonly name: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly nullable: boolean;
  readonly list: boolean;
  readonly listNullable: boolean;
  readonly deprecated: boolean;
}

const notation =
  /^(?<mark>[@#]?)(?<base>[^ ?!]+?)(?: (?<min>-?\d*)\.\.(?<max>-?\d*))?(?<nullable>\?)?(?<list>\[\])?(?<listNullable>\?)?(?<deprecated>!)?$/;

/** Takes a string node apart. Throws on text that is not in the notation. */
export function parseScalar(node: string): Scalar {
  const groups = notation.exec(node)?.groups;
  if (groups === undefined) throw new Error(`Not in the catalogue's notation: ${node}`);
  const base = groups['base'] ?? '';
  const [name = '', format] = groups['mark'] === '' ? base.split(':') : [base];
  const shared = {
    name,
    nullable: groups['nullable'] !== undefined,
    list: groups['list'] !== undefined,
    listNullable: groups['listNullable'] !== undefined,
    deprecated: groups['deprecated'] !== undefined,
    ...(format === undefined ? {} : { format }),
    ...(groups['min'] ? { minimum: Number(groups['min']) } : {}),
    ...(groups['max'] ? { maximum: Number(groups['max']) } : {}),
  };
  if (groups['mark'] === '@') return { kind: 'enum', ...shared };
  if (groups['mark'] === '#') return { kind: 'schema', ...shared };
  switch (name) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
    case 'any':
      return { kind: name, ...shared };
    default:
      throw new Error(`Unknown scalar in the catalogue: ${node}`);
  }
}

/** Name of a key without its mark, and whether the mark says that it is required. */
export function keyOf(key: string): { readonly name: string; readonly required: boolean } {
  return key.endsWith('*') ? { name: key.slice(0, -1), required: true } : { name: key, required: false };
}

/** A link of the notation taken apart: `~App[]!`. `to` starts with `?` when no resource is known. */
export function parseLink(link: string): {
  readonly to: string;
  readonly many: boolean;
  readonly linkOnly: boolean;
  readonly deprecated: boolean;
} {
  const groups = /^(?<only>~)?(?<to>[^[!]+)(?<many>\[\])?(?<deprecated>!)?$/.exec(link)?.groups ?? {};
  return {
    to: groups['to'] ?? link,
    many: groups['many'] !== undefined,
    linkOnly: groups['only'] !== undefined,
    deprecated: groups['deprecated'] !== undefined,
  };
}

export function enumValues(catalog: CatalogData, name: string): readonly string[] {
  const values = catalog.enums[name];
  if (values === undefined) throw new Error(`The catalogue has no enum ${name}.`);
  return values.split(' ');
}

/**
 * JSON Schema of a node. `closed` refuses unknown members (requests); open is for answers, where Apple may add.
 */
export function jsonSchema(catalog: CatalogData, node: SchemaNode, closed: boolean): JsonSchema {
  if (typeof node === 'string') return scalarSchema(catalog, node, closed);
  if (isList(node)) return { type: 'array', items: jsonSchema(catalog, node[0], closed) };
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  let rest: JsonSchema | undefined;
  for (const [key, value] of Object.entries(node)) {
    if (key === '...') {
      rest = jsonSchema(catalog, value, closed);
      continue;
    }
    const { name, required: needed } = keyOf(key);
    properties[name] = jsonSchema(catalog, value, closed);
    if (needed) required.push(name);
  }
  return {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    ...(rest !== undefined ? { additionalProperties: rest } : closed ? { additionalProperties: false } : {}),
  };
}

function isList(node: SchemaNode): node is readonly [SchemaNode] {
  return Array.isArray(node);
}

function scalarSchema(catalog: CatalogData, node: string, closed: boolean): JsonSchema {
  const scalar = parseScalar(node);
  const one = oneSchema(catalog, scalar, closed);
  const schema: JsonSchema = scalar.list
    ? { type: 'array', items: one, ...(scalar.listNullable ? { nullable: true } : {}) }
    : one;
  return scalar.deprecated ? { ...schema, deprecated: true } : schema;
}

function oneSchema(catalog: CatalogData, scalar: Scalar, closed: boolean): JsonSchema {
  const nullable = scalar.nullable ? { nullable: true as const } : {};
  switch (scalar.kind) {
    case 'any':
      return {};
    case 'enum': {
      const values = enumValues(catalog, scalar.name);
      return { type: 'string', enum: scalar.nullable ? [...values, null] : values, ...nullable };
    }
    case 'schema': {
      const target = catalog.schemas[scalar.name];
      if (target === undefined) throw new Error(`The catalogue has no schema ${scalar.name}.`);
      return { ...jsonSchema(catalog, target, closed), ...nullable };
    }
    default:
      return {
        type: scalar.kind,
        ...(scalar.format === undefined ? {} : { format: scalar.format }),
        ...(scalar.minimum === undefined ? {} : { minimum: scalar.minimum }),
        ...(scalar.maximum === undefined ? {} : { maximum: scalar.maximum }),
        ...nullable,
      };
  }
}

/** Resource linkage `{type, id}`, or a list of it. `link` is `apps` or `apps[]`. */
function linkageSchema(link: string): JsonSchema {
  const { to, many } = parseLink(link);
  const one: JsonSchema = {
    type: 'object',
    properties: { type: { type: 'string', enum: [to] }, id: { type: 'string' } },
    required: ['id', 'type'],
    additionalProperties: false,
  };
  return many ? { type: 'array', items: one } : one;
}

function dataSchema(catalog: CatalogData, body: BodyData): JsonSchema {
  const properties: Record<string, JsonSchema> = { type: { type: 'string', enum: [body.type] } };
  if (body.hasId === true) properties['id'] = { type: 'string' };
  if (body.attributes !== undefined) properties['attributes'] = jsonSchema(catalog, body.attributes, true);
  if (body.relationships !== undefined) {
    const links: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const [key, link] of Object.entries(body.relationships)) {
      const { name, required: needed } = keyOf(key);
      if (needed) required.push(name);
      links[name] = {
        type: 'object',
        properties: { data: linkageSchema(link) },
        ...(needed ? { required: ['data'] } : {}),
        additionalProperties: false,
      };
    }
    properties['relationships'] = {
      type: 'object',
      properties: links,
      ...(required.length > 0 ? { required } : {}),
      additionalProperties: false,
    };
  }
  const alternatives = body.alternatives?.map(
    (alternative): JsonSchema => ({
      type: 'object',
      required: ['attributes', 'relationships'],
      properties: {
        attributes: { type: 'object', required: words(alternative.attributes) },
        relationships: { type: 'object', required: words(alternative.relationships) },
      },
    }),
  );
  return {
    type: 'object',
    properties,
    required: ['type', ...words(body.required)],
    additionalProperties: false,
    ...(alternatives === undefined ? {} : { anyOf: alternatives }),
  };
}

function words(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(' ');
}

/** JSON Schema of a whole request body. */
export function bodySchema(catalog: CatalogData, body: BodyData): JsonSchema {
  const data: JsonSchema =
    body.linkage === true
      ? { ...linkageSchema(body.type), ...(body.nullable === true ? { nullable: true } : {}) }
      : dataSchema(catalog, body);
  const inlines = words(body.included).map((name) => {
    const inline = catalog.inlines[name];
    if (inline === undefined) throw new Error(`The catalogue has no inline create ${name}.`);
    return dataSchema(catalog, inline);
  });
  return {
    type: 'object',
    properties: {
      data,
      ...(inlines.length > 0 ? { included: { type: 'array', items: { oneOf: inlines } } } : {}),
    },
    required: ['data'],
    additionalProperties: false,
  };
}
