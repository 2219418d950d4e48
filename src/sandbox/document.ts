import type { Catalog } from '../catalog/index.ts';
import { enumValues, keyOf, parseScalar } from '../catalog/schema.ts';
import type { SchemaNode } from '../catalog/types.ts';
import type { Query } from './query.ts';

/** How many periods and how long each, for answers made of `dataPoints`. */
const periods = 4;
const week = 7 * 86_400_000;

/**
 * A metrics document, made up from its schema: the same question gets the same numbers, and the points cover the last
 * four weeks. `url` is where the document was asked for.
 */
export function metricsDocument(
  catalog: Catalog,
  schema: string,
  query: Query,
  now: number,
  url: string,
): string {
  const node = catalog.data.schemas[schema];
  if (node === undefined) throw new Error(`The catalogue has no schema ${schema}.`);
  const limit = Number(query['limit'] ?? 50);
  const maker: Maker = { catalog, seed: hash(url), now, period: 0, url };
  const whole = made(maker, node, '');
  const document = typeof whole === 'object' && whole !== null ? { ...whole } : {};
  return JSON.stringify({
    ...document,
    links: { self: url },
    meta: { paging: { total: 1, limit } },
  });
}

interface Maker {
  readonly catalog: Catalog;
  seed: number;
  readonly now: number;
  /** Index of the data point that is being made. */
  period: number;
  readonly url: string;
}

function made(maker: Maker, node: SchemaNode, name: string): unknown {
  if (typeof node === 'string') return scalar(maker, node, name);
  if (isList(node)) {
    const items: unknown[] = [];
    for (let index = 0; index < (name === 'dataPoints' ? periods : 1); index++) {
      if (name === 'dataPoints') maker.period = index;
      items.push(made(maker, node[0], ''));
    }
    return items;
  }
  const object: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    const { name: member } = keyOf(key);
    // Included objects, and what a grouping would name, only exist where something was asked for.
    if (key === '...' || member === 'included' || member === 'dimensions') continue;
    object[member] = made(maker, value, member);
  }
  return object;
}

function scalar(maker: Maker, node: string, name: string): unknown {
  const parsed = parseScalar(node);
  const one = value(maker, parsed.kind, parsed.name, parsed.format, name);
  return parsed.list ? [one] : one;
}

function value(
  maker: Maker,
  kind: ReturnType<typeof parseScalar>['kind'],
  type: string,
  format: string | undefined,
  name: string,
): unknown {
  switch (kind) {
    case 'enum':
      return enumValues(maker.catalog.data, type)[0];
    case 'schema':
      return made(maker, maker.catalog.data.schemas[type] ?? {}, name);
    case 'integer':
      return Math.floor(random(maker) * 400);
    case 'number':
      return Math.round(random(maker) * 1000) / 1000;
    case 'boolean':
      return true;
    default:
      if (format === 'date-time' || format === 'date') {
        const back = periods - maker.period - (name === 'end' ? 1 : 0);
        const moment = new Date(Math.floor(maker.now / 86_400_000) * 86_400_000 - back * week).toISOString();
        return format === 'date' ? moment.slice(0, 10) : moment;
      }
      return format?.startsWith('uri') ? maker.url : name || 'text';
  }
}

function isList(node: SchemaNode): node is readonly [SchemaNode] {
  return Array.isArray(node);
}

/** Lehmer's generator: repeatable numbers from 0 to 1. */
function random(maker: Maker): number {
  maker.seed = (maker.seed * 48_271) % 2_147_483_647;
  return maker.seed / 2_147_483_647;
}

function hash(text: string): number {
  let sum = 7;
  for (const letter of text.replace(/^https?:\/\/[^/]+/, ''))
    sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 2_147_483_647;
  return sum || 1;
}
