import type { Catalog } from '../catalog/index.ts';
import { filterPaths, filtersWithoutEffect, matchedInPart, usualOrder } from './quirks.ts';
import { positionOf } from './rules-assets.ts';
import type { Store, Stored } from './store.ts';

/** Query parameters as they travel: lists comma-joined. */
export type Query = Readonly<Record<string, string>>;

type Test = (object: Stored) => boolean;

/** The objects that pass every `filter[...]` and `exists[...]`, in the order that `sort` asks for. */
export function select(
  store: Store,
  resource: string,
  objects: readonly Stored[],
  query: Query,
): readonly Stored[] {
  const tests: Test[] = [];
  for (const [name, value] of Object.entries(query)) {
    const match = /^(filter|exists)\[(.+)\]$/.exec(name);
    if (match === null) continue;
    const [, kind, path = ''] = match;
    const test =
      kind === 'exists' ? existsTest(store, resource, path, value) : filterTest(store, resource, path, value);
    if (test !== undefined) tests.push(test);
  }
  const chosen =
    tests.length === 0 ? objects : objects.filter((object) => tests.every((test) => test(object)));
  const order = query['sort'] ?? usualOrder[resource];
  return order === undefined ? chosen : sorted(store, chosen, order);
}

function filterTest(store: Store, resource: string, path: string, value: string): Test | undefined {
  const wanted = value.split(',');
  const key = `${resource}.${path}`;
  if (filtersWithoutEffect.has(key)) return undefined;
  if (path === 'createdDateGreaterThanOrEqualTo')
    return (object) => time(object.attributes['createdDate']) >= time(value);
  if (path === 'createdDateLessThan') return (object) => time(object.attributes['createdDate']) < time(value);
  if (key === 'InAppPurchase.canBeSubmitted')
    return (object) => wanted.includes(String(object.attributes['state'] === 'READY_TO_SUBMIT'));
  const parts = (filterPaths[key] ?? path).split('.');
  const attribute = parts.at(-1) ?? '';
  const free = matchedInPart.has(attribute) && isText(store.catalog, resource, parts);
  const lower = wanted.map((text) => text.toLowerCase());
  const matches = (text: string): boolean =>
    free
      ? lower.some((part) => text.toLowerCase().includes(part))
      : wanted.includes(text) || lower.includes(text.toLowerCase());
  return (object) => valuesAt(store, object, parts).some(matches);
}

function existsTest(store: Store, resource: string, path: string, value: string): Test {
  const wanted = value === 'true';
  const key = `${resource}.${path}`;
  if (key === 'AlternativeDistributionKey.app')
    return (object) => store.pointing('App', 'alternativeDistributionKey', object.id).size > 0 === wanted;
  // By its name it asks for an answer that is on the store; one that waits to be published does not count.
  if (key === 'CustomerReview.publishedResponse')
    return (object) => valuesAt(store, object, ['response', 'state']).includes('PUBLISHED') === wanted;
  const parts = (filterPaths[key] ?? path).split('.');
  return (object) => valuesAt(store, object, parts).length > 0 === wanted;
}

/** Attribute values or ids of linked objects at the end of a dotted path, as texts. */
function valuesAt(store: Store, object: Stored, parts: readonly string[]): readonly string[] {
  const [first = '', ...rest] = parts;
  if (first === 'id') return [object.id];
  const relationship = store.relationship(object.resource, first);
  if (relationship === undefined)
    return texts(Object.hasOwn(object.attributes, first) ? object.attributes[first] : undefined);
  const ids = store.linked(object, first);
  if (rest.length === 0) return ids;
  return ids.flatMap((id) => {
    const target = store.get(relationship.to ?? '', id);
    return target === undefined ? [] : valuesAt(store, target, rest);
  });
}

function texts(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map(String);
  return [String(value)];
}

/** Free text, as opposed to an enum. */
function isText(catalog: Catalog, resource: string, parts: readonly string[]): boolean {
  if (parts.length > 1) return true;
  const node = catalog.resource(resource)?.attributes?.[parts[0] ?? ''];
  return typeof node === 'string' && node.startsWith('string');
}

function time(value: unknown): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

const moment = /^\d{4}-\d\d-\d\dT/;
const numeric = new Intl.Collator('en', { numeric: true });

function sorted(store: Store, objects: readonly Stored[], order: string): readonly Stored[] {
  const keys = order.split(',').map((text) => ({
    name: text.replace(/^-/, ''),
    factor: text.startsWith('-') ? -1 : 1,
  }));
  const rows = objects.map((object) => ({
    object,
    values: keys.map(({ name }) => sortValue(store, object, name)),
  }));
  rows.sort((left, right) => {
    for (const [index, { factor }] of keys.entries()) {
      const difference = compare(left.values[index], right.values[index]);
      if (difference !== 0) return difference * factor;
    }
    return left.object.order - right.object.order;
  });
  return rows.map((row) => row.object);
}

function sortValue(store: Store, object: Stored, name: string): unknown {
  if (name === 'id') return object.id;
  if (name === 'placementGroupPosition') return positionOf(store, object);
  // Builds sort by their train's version.
  if (store.relationship(object.resource, name) !== undefined) {
    const [value] = valuesAt(store, object, [name, 'version']);
    return value;
  }
  return object.attributes[name];
}

/** Missing values first; versions by number, not by letter. */
function compare(left: unknown, right: unknown): number {
  if (left === right) return 0;
  if (left === undefined || left === null) return -1;
  if (right === undefined || right === null) return 1;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const texts = [String(left), String(right)] as const;
  // Moments are many and sort by letter.
  if (moment.test(texts[0])) return texts[0] < texts[1] ? -1 : 1;
  return numeric.compare(...texts);
}
