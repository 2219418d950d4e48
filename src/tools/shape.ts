import { secretAttributes } from '../catalog/foreign.ts';
import { arrayAt, isObject, type JsonObject, objectAt, stringAt } from '../catalog/json.ts';
import { cleanText } from './clean.ts';

/** A JSON:API object as an assistant sees it: id, attributes and relationships side by side, nothing empty. */
export type Shaped = { [name: string]: unknown };

/** Objects of `included`, by type and id. */
export type Included = ReadonlyMap<string, JsonObject>;

export function indexIncluded(included: readonly unknown[]): Included {
  const index = new Map<string, JsonObject>();
  for (const item of included)
    if (isObject(item)) index.set(`${String(item['type'])}/${String(item['id'])}`, item);
  return index;
}

/** How deep related objects are joined in: version → localizations → screenshot sets. */
const joinDepth = 3;

/**
 * Flattens a JSON:API object: links and empty values go, related objects that came along are joined in, others stay
 * ids, strings are cleaned, secrets withheld. Numbers beyond 2^53 arrive as Apple wrote them in the text.
 */
export function shapeResource(resource: unknown, included: Included, depth = 0): Shaped {
  const out: Shaped = {};
  const id = stringAt(resource, 'id');
  if (id !== undefined) out['id'] = id;
  const type = stringAt(resource, 'type') ?? '';
  for (const [name, value] of Object.entries(objectAt(resource, 'attributes'))) {
    const shaped = isSecret(type, name) ? withheld(value) : shapeValue(value);
    if (shaped !== undefined) out[name] = shaped;
  }
  for (const [name, relationship] of Object.entries(objectAt(resource, 'relationships'))) {
    const data = isObject(relationship) ? relationship['data'] : undefined;
    if (Array.isArray(data)) {
      const items = data.map((link) => joined(link, included, depth));
      if (items.length > 0) out[name] = items;
      const total = objectAt(objectAt(relationship, 'meta'), 'paging')['total'];
      if (typeof total === 'number' && total > items.length) out[`${name}Total`] = total;
    } else if (isObject(data)) out[name] = joined(data, included, depth);
  }
  return out;
}

/** Signed addresses are secrets only on the resource that has them; the rest goes by the attribute's name. */
function isSecret(type: string, name: string): boolean {
  return secretAttributes.has(name) || (type === 'analyticsReportSegments' && name === 'url');
}

function withheld(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : '[withheld]';
}

function joined(link: unknown, included: Included, depth: number): unknown {
  const id = stringAt(link, 'id') ?? '';
  const target = included.get(`${stringAt(link, 'type') ?? ''}/${id}`);
  return target === undefined || depth >= joinDepth ? id : shapeResource(target, included, depth + 1);
}

/** Drops nulls, empty lists and links from any value and cleans its strings. */
export function shapeValue(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) {
    const items = value.map(shapeValue).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (!isObject(value)) return value;
  const out: Shaped = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === 'links') continue;
    const shaped = secretAttributes.has(key) ? withheld(item) : shapeValue(item);
    if (shaped !== undefined) out[key] = shaped;
  }
  return Object.keys(out).length > 0 ? out : undefined;
}

/** The list and its companions of a JSON:API document. */
export function documentParts(body: unknown): { data: readonly unknown[]; included: Included } {
  return { data: arrayAt(body, 'data'), included: indexIncluded(arrayAt(body, 'included')) };
}
