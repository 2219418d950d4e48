import type { FriendlyInline } from './body.ts';
import type { Catalog, Operation, Parameter } from './index.ts';
import { isObject } from './json.ts';
import { bodySchema, type JsonSchema, jsonSchema, keyOf, parseLink } from './schema.ts';

/** A legal request: query values as they travel, and a JSON:API body. */
export interface Example {
  readonly id?: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What a person would write, by the name of the attribute or the end of it; first match wins. */
const samples: readonly (readonly [RegExp, string])[] = [
  [/locale$/i, 'en-US'],
  [/versionString$|ShortVersionString$/, '3.2'],
  [/^version$|cfBundleVersion/i, '412'],
  [/^vendorNumber$/, '87654321'],
  [/email$/i, 'ana@example.com'],
  [/firstName$/, 'Ana'],
  [/lastName$/, 'Silva'],
  [/phone$/i, '+15551234567'],
  [/bundleId(entifier)?$|^identifier$/i, 'com.example.weather'],
  [/productId$/, 'com.example.weather.pro.yearly'],
  [/territory/i, 'USA'],
  [/regionCode$/, 'ZZ'],
  [/udid$/i, '00008110-000A1C2E3F40001E'],
  [/fileName$/, 'picture.png'],
  [/checksum$/i, 'd41d8cd98f00b204e9800998ecf8427e'],
  [/copyright$/, '2026 Example Ltd.'],
  [/whatsNew$/, 'Bug fixes and faster maps.'],
  [/reportDate$/, '2026-11-01'],
  [/name$/i, 'Example'],
];

/** Parameters whose form depends on the operation: finance reports go by fiscal month. */
const ofOperation: { readonly [operation: string]: Readonly<Record<string, string>> } = {
  financeReports_getCollection: { 'filter[reportDate]': '2026-10' },
};

/**
 * A request that the catalogue calls legal. `minimal` has only what is required; otherwise every part is present
 * once. Deterministic.
 */
export function exampleRequest(catalog: Catalog, operation: Operation, minimal = true): Example {
  const query: Record<string, string> = {};
  for (const parameter of catalog.parameters(operation))
    if (!minimal || parameter.required)
      query[parameter.name] = ofOperation[operation.id]?.[parameter.name] ?? parameterExample(parameter);
  const body = operation.body;
  return {
    ...(operation.hasId ? { id: '1234567890' } : {}),
    query,
    ...(body === undefined ? {} : { body: bodyExample(catalog, operation, minimal) }),
  };
}

/**
 * New objects that a create needs and can make in the same request, by the name of the relationship: links to
 * `${versions-1}`, and the objects themselves.
 */
export function newObjects(
  catalog: Catalog,
  operation: Operation,
): readonly { readonly relationship: string; readonly object: FriendlyInline & { readonly id: string } }[] {
  const { body } = operation;
  if (operation.method !== 'POST' || body === undefined) return [];
  const inlines = (body.included ?? '').split(' ').flatMap((name) => catalog.data.inlines[name] ?? []);
  return Object.entries(body.relationships ?? {}).flatMap(([key, link]) => {
    const { name, required } = keyOf(key);
    const { to, many } = parseLink(link);
    const inline = inlines.find(({ type }) => type === to);
    if (!required || !many || inline === undefined) return [];
    const links = Object.entries(inline.relationships ?? {})
      .map(([linked, target]) => [keyOf(linked).name, parseLink(target).to] as const)
      .filter(([, target]) => target !== body.type);
    const attributes =
      inline.attributes === undefined
        ? undefined
        : schemaExample(jsonSchema(catalog.data, inline.attributes, true), '', links.length > 0);
    return [
      {
        relationship: name,
        object: {
          type: to,
          id: `\${${name}-1}`,
          ...(isObject(attributes) && Object.keys(attributes).length > 0 ? { attributes } : {}),
          ...(links.length === 0
            ? {}
            : { relationships: Object.fromEntries(links.map(([linked]) => [linked, sample(linked)])) }),
        },
      },
    ];
  });
}

function bodyExample(catalog: Catalog, operation: Operation, minimal: boolean): unknown {
  if (operation.body === undefined) return undefined;
  const body = schemaExample(bodySchema(catalog.data, operation.body), '', minimal);
  // An update that changes nothing is legal and useless: show one attribute.
  if (minimal && operation.method === 'PATCH' && operation.body.linkage !== true)
    return addOneAttribute(catalog, operation, body);
  return body;
}

function addOneAttribute(catalog: Catalog, operation: Operation, body: unknown): unknown {
  const schema = operation.body === undefined ? undefined : bodySchema(catalog.data, operation.body);
  const data = schema?.properties?.['data'];
  const first = Object.entries(data?.properties?.['attributes']?.properties ?? {}).find(
    ([, value]) => value.deprecated !== true,
  );
  if (first === undefined || typeof body !== 'object' || body === null || !('data' in body)) return body;
  const [name, value] = first;
  const attributes = { [name]: schemaExample(value, name, true) };
  return { ...body, data: { ...(typeof body.data === 'object' ? body.data : {}), attributes } };
}

function parameterExample(parameter: Parameter): string {
  if (parameter.enum !== undefined) return parameter.enum[0] ?? '';
  if (parameter.type === 'integer') return String(Math.min(parameter.maximum ?? 10, 10));
  if (parameter.type === 'boolean') return 'true';
  return sample(parameter.name.replace(/^filter\[|\]$/g, '').replace(/^.*\./, ''));
}

function sample(name: string): string {
  return samples.find(([pattern]) => pattern.test(name))?.[1] ?? '1234567890';
}

/** A value of the schema. With `minimal`, optional members are left out. */
function schemaExample(schema: JsonSchema, name: string, minimal: boolean): unknown {
  if (schema.oneOf !== undefined) return schemaExample(schema.oneOf[0] ?? {}, name, minimal);
  if (schema.enum !== undefined) return schema.enum.find((value) => value !== null);
  switch (schema.type) {
    case 'array':
      return [schemaExample(schema.items ?? {}, name.replace(/s$/, ''), minimal)];
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, Math.min(schema.maximum ?? 10, 10));
    case 'boolean':
      return true;
    case 'string':
      return formatted(schema.format, name);
    default:
      return objectExample(schema, name, minimal);
  }
}

function formatted(format: string | undefined, name: string): string {
  switch (format) {
    case 'date-time':
      return '2026-12-01T09:00:00Z';
    case 'date':
      return '2026-12-01';
    case 'uri':
    case 'uri-reference':
      return 'https://example.com/page';
    case 'email':
      return 'ana@example.com';
    case 'duration':
      return 'P30D';
    default:
      return sample(name);
  }
}

function objectExample(schema: JsonSchema, name: string, minimal: boolean): unknown {
  if (schema.properties === undefined)
    return schema.additionalProperties !== undefined && typeof schema.additionalProperties === 'object'
      ? { key: schemaExample(schema.additionalProperties, name, minimal) }
      : {};
  const required = new Set(schema.required ?? []);
  const alternative = schema.anyOf?.[0];
  for (const key of alternative?.required ?? []) required.add(key);
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema.properties)) {
    const narrowed = alternative?.properties?.[key];
    const merged =
      narrowed === undefined
        ? value
        : { ...value, required: [...(value.required ?? []), ...(narrowed.required ?? [])] };
    if (!minimal || required.has(key)) out[key] = schemaExample(merged, key, minimal);
  }
  return out;
}
