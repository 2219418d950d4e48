import type { Catalog, Operation } from './index.ts';
import { isObject } from './json.ts';
import { keyOf, parseLink } from './schema.ts';
import type { BodyData } from './types.ts';

/** A new object that is created together with the main one; `id` is a name like `${price-1}` that links refer to. */
export interface FriendlyInline {
  readonly type: string;
  readonly id?: string | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly relationships?: Readonly<Record<string, unknown>> | undefined;
}

/** A body as an assistant writes it: attributes and links by name, ids instead of `{type, id}`. */
export interface FriendlyBody {
  readonly id?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Name → id, ids, or null to clear. */
  readonly relationships?: Readonly<Record<string, unknown>>;
  readonly included?: readonly FriendlyInline[];
  /** For operations on one relationship: what it links to. */
  readonly to?: string | readonly string[] | null;
}

/** The JSON:API body of an operation. Names are not checked here: `checkRequest` judges the result. */
export function buildBody(catalog: Catalog, operation: Operation, friendly: FriendlyBody): unknown {
  const shape = operation.body;
  if (shape === undefined) return undefined;
  if (shape.linkage === true) return { data: linkage(shape.type, friendly.to) };
  const data = dataOf(shape, friendly);
  if (friendly.included === undefined || friendly.included.length === 0) return { data };
  const inlines = (shape.included ?? '').split(' ').flatMap((name) => catalog.data.inlines[name] ?? []);
  const included = friendly.included.map((inline) => {
    const known = inlines.find((candidate) => candidate.type === inline.type);
    return dataOf(known ?? { type: inline.type, hasId: true }, inline);
  });
  return { data, included };
}

function dataOf(shape: BodyData, friendly: FriendlyInline | FriendlyBody): unknown {
  const links = Object.entries(friendly.relationships ?? {});
  const targets = new Map(
    Object.entries(shape.relationships ?? {}).map(([key, link]) => [keyOf(key).name, link] as const),
  );
  return {
    type: shape.type,
    ...(friendly.id !== undefined && shape.hasId === true ? { id: friendly.id } : {}),
    ...(friendly.attributes === undefined ? {} : { attributes: friendly.attributes }),
    ...(links.length === 0
      ? {}
      : {
          relationships: Object.fromEntries(
            links.map(([name, value]) => {
              const target = targets.get(name);
              return [name, { data: target === undefined ? value : linkage(target, value) }];
            }),
          ),
        }),
  };
}

function linkage(target: string, value: unknown): unknown {
  const { to: type, many } = parseLink(target);
  if (value === null) return null;
  const one = (id: unknown): unknown => (typeof id === 'string' ? { type, id } : id);
  if (Array.isArray(value)) return value.map(one);
  return many && value !== undefined ? [one(value)] : one(value);
}

/** The reverse: a JSON:API body of an operation as an assistant would write it. */
export function friendlyBody(operation: Operation, body: unknown): FriendlyBody {
  if (!isObject(body)) return {};
  const data = body['data'];
  if (operation.body?.linkage === true) return { to: Array.isArray(data) ? data.map(idOf) : idOf(data) };
  if (!isObject(data)) return {};
  const included = Array.isArray(body['included']) ? body['included'].filter(isObject) : [];
  return {
    ...friendlyData(data),
    ...(included.length === 0
      ? {}
      : { included: included.map((inline) => ({ type: String(inline['type']), ...friendlyData(inline) })) }),
  };
}

function friendlyData(data: { readonly [key: string]: unknown }): FriendlyBody {
  const links = isObject(data['relationships']) ? Object.entries(data['relationships']) : [];
  return {
    ...(typeof data['id'] === 'string' ? { id: data['id'] } : {}),
    ...(isObject(data['attributes']) ? { attributes: data['attributes'] } : {}),
    ...(links.length === 0
      ? {}
      : {
          relationships: Object.fromEntries(
            links.map(([name, value]) => {
              const target = isObject(value) ? value['data'] : undefined;
              return [name, Array.isArray(target) ? target.map(idOf) : target === null ? null : idOf(target)];
            }),
          ),
        }),
  };
}

function idOf(link: unknown): string {
  return isObject(link) && typeof link['id'] === 'string' ? link['id'] : '';
}
