import { exampleRequest } from '../../src/catalog/example.ts';
import type { BodyData, Operation } from '../../src/catalog/index.ts';
import { type JsonObject, objectAt } from '../../src/catalog/json.ts';
import { enumValues, keyOf, parseLink, parseScalar } from '../../src/catalog/schema.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { type Place, Places } from '../../src/sandbox/places.ts';
import type { Store } from '../../src/sandbox/store.ts';
import { rehearse } from '../../src/sandbox/write.ts';
import { type Recipe, recipes } from './write-recipes.ts';

/** What a write needs beside its operation: the id of its path and its body. */
export interface LegalWrite {
  readonly id?: string;
  readonly body?: unknown;
}

/** Rehearsals before giving up; most operations need one. */
const patience = 6_000;

const locales = ['en-US', 'fr-FR', 'ja', 'ko', 'nl-NL', 'sv', 'da', 'fi', 'it', 'pl', 'tr', 'uk', 'cs', 'el'];

let serial = 0;

/**
 * A request that the sandbox carries out in the state it is in: legal by the API document, with ids of objects that
 * are there, in states that allow it. Made from the catalogue's example; `write-recipes.ts` says what an example
 * cannot know. The sandbox's own rules choose among the candidates, without changing anything.
 */
export function legalWrite(operation: Operation, sandbox: Sandbox, now = Date.now()): LegalWrite {
  const { store } = sandbox;
  const place = new Places(store.catalog).place(operation);
  if (place === undefined) throw new Error(`${operation.id} has no place.`);
  serial += 1;
  let tries = 0;
  const refusals = new Map<string, number>();
  for (const { id, body } of candidates(store, operation, place, now)) {
    const errors = rehearse({ store, operation, place, id, body, now });
    if (errors.length === 0)
      return { ...(id === undefined ? {} : { id }), ...(body === undefined ? {} : { body }) };
    for (const { code, detail } of errors)
      refusals.set(`${code} ${detail}`, (refusals.get(`${code} ${detail}`) ?? 0) + 1);
    if (++tries > patience) break;
  }
  throw new Error(
    `${operation.id}: none of ${tries} requests is legal: ${[...refusals.keys()].slice(0, 5).join(' | ')}`,
  );
}

interface Candidate {
  readonly id: string | undefined;
  readonly body: unknown;
}

function* candidates(store: Store, operation: Operation, place: Place, now: number): Generator<Candidate> {
  const all = operation.hasId ? [...store.all(place.owner.name)].map(({ id }) => id) : [undefined];
  // What was made last is the least entangled with the rest.
  if (operation.kind === 'delete') all.reverse();
  const recipe = recipes[operation.id] ?? {};
  const shape = operation.body;
  if (shape === undefined) for (const id of all) yield { id, body: undefined };
  else if (shape.linkage === true)
    for (const id of all)
      for (const data of linkages(store, operation, place, id)) yield { id, body: { data } };
  else {
    const { body } = exampleRequest(store.catalog, operation, true);
    const attributes = {
      ...(recipe.attributes !== undefined && operation.method === 'PATCH'
        ? {}
        : fresh(objectAt(objectAt(body, 'data'), 'attributes'), now)),
      ...recipe.attributes?.({ now, serial }),
    };
    for (const id of all)
      for (const values of choices(store, shape, attributes, recipe))
        for (const links of linksOf(store, place, shape, recipe, new Map()))
          yield { id, body: bodyOf(shape, id, values, links, recipe, { store }) };
  }
}

function bodyOf(
  shape: BodyData,
  id: string | undefined,
  attributes: JsonObject,
  links: ReadonlyMap<string, string>,
  recipe: Recipe,
  context: { readonly store: Store },
): unknown {
  const relationships: Record<string, unknown> = {};
  for (const [key, link] of Object.entries(shape.relationships ?? {})) {
    const { name } = keyOf(key);
    const chosen = links.get(name);
    const { to, many } = parseLink(link);
    if (chosen === undefined) continue;
    const one = { type: to, id: chosen };
    relationships[name] = { data: many ? [one] : one };
  }
  const inline = recipe.inline?.({ ...context, links });
  for (const [name, data] of Object.entries(inline?.relationships ?? {})) relationships[name] = { data };
  return {
    data: {
      type: shape.type,
      ...(shape.hasId === true && id !== undefined ? { id } : {}),
      ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
      ...(Object.keys(relationships).length > 0 ? { relationships } : {}),
    },
    ...(inline?.included === undefined ? {} : { included: inline.included }),
  };
}

/** Targets of each relationship that must be sent, those that belong to the ones chosen before first. */
function* linksOf(
  store: Store,
  place: Place,
  shape: BodyData,
  recipe: Recipe,
  chosen: ReadonlyMap<string, string>,
): Generator<ReadonlyMap<string, string>> {
  const names = Object.entries(shape.relationships ?? {}).flatMap(([key, link]) => {
    const { name, required } = keyOf(key);
    return (required && !(recipe.replaced?.includes(name) === true)) || recipe.links?.includes(name) === true
      ? [{ name, type: parseLink(link).to }]
      : [];
  });
  const next = names.find(({ name }) => !chosen.has(name));
  if (next === undefined) {
    yield chosen;
    return;
  }
  const resource = store.relationship(place.owner.name, next.name)?.to ?? resourceOf(store, next.type);
  const near = [...chosen.values()].flatMap((id) => neighbours(store, id, resource));
  const rest = [...store.all(resource)].map(({ id }) => id);
  const ordered = [...new Set([...near, ...rest])].slice(0, chosen.size === 0 ? 600 : 60);
  for (const id of ordered)
    yield* linksOf(store, place, shape, recipe, new Map([...chosen, [next.name, id]]));
}

function neighbours(store: Store, id: string, resource: string): readonly string[] {
  return store.catalog.resourceNames().flatMap((name) => {
    const object = store.get(name, id);
    if (object === undefined) return [];
    return (store.catalog.resource(name)?.relationships ?? [])
      .filter(({ to }) => to === resource)
      .flatMap((relationship) => store.linked(object, relationship.name).slice(0, 20));
  });
}

function resourceOf(store: Store, type: string): string {
  const names = store.catalog.resourceNames().filter((name) => store.catalog.resource(name)?.type === type);
  return names.find((name) => store.count(name) > 0) ?? names[0] ?? '';
}

/** What may stand in a linkage: as it is for a replacement, a linked one to take out, another one to put in. */
function* linkages(store: Store, operation: Operation, place: Place, id = ''): Generator<unknown> {
  const object = store.get(place.owner.name, id);
  const { relationship } = place;
  const { to: type, many } = parseLink(operation.body?.type ?? '');
  if (object === undefined || relationship === undefined) return;
  const linked = store.linked(object, relationship.name);
  const others = [...store.all(relationship.to ?? '')].map((other) => other.id).slice(0, 60);
  const one = (target: string): unknown => ({ type, id: target });
  if (operation.method === 'DELETE') for (const target of linked) yield [one(target)];
  else if (operation.method === 'POST')
    for (const target of others.filter((other) => !linked.includes(other))) yield [one(target)];
  if (operation.method === 'PATCH' && many && linked.length > 0) yield [...linked].reverse().map(one);
  for (const target of others) yield many ? [one(target)] : one(target);
}

/** Every value of each enum and several locales, where one may be taken. */
function* choices(
  store: Store,
  shape: BodyData,
  attributes: JsonObject,
  recipe: Recipe,
): Generator<JsonObject> {
  const fixed = Object.keys(recipe.attributes?.({ now: 0, serial: 0 }) ?? {});
  const [open] = Object.keys(attributes).filter(
    (name) => !fixed.includes(name) && valuesOf(store, shape, name).length > 0,
  );
  if (open === undefined) {
    yield attributes;
    return;
  }
  for (const value of valuesOf(store, shape, open)) yield { ...attributes, [open]: value };
}

function valuesOf(store: Store, shape: BodyData, name: string): readonly unknown[] {
  if (name === 'locale') return locales;
  const node = shape.attributes?.[`${name}*`] ?? shape.attributes?.[name];
  if (typeof node !== 'string') return [];
  const scalar = parseScalar(node);
  if (scalar.kind !== 'enum') return [];
  const values = enumValues(store.catalog.data, scalar.name);
  return scalar.list ? values.map((value) => [value]) : values;
}

/** Values that nobody has used yet, and moments to come. */
function fresh(attributes: JsonObject, now: number): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, freshValue(name, value, now)]),
  );
}

function freshValue(name: string, value: unknown, now: number): unknown {
  if (typeof value !== 'string') return value;
  if (value === '2026-12-01T09:00:00Z') return new Date(now + 10 * 86_400_000).toISOString();
  if (value === '2026-12-01') return new Date(now + 10 * 86_400_000).toISOString().slice(0, 10);
  if (/email$/i.test(name)) return `person${serial}@example.com`;
  if (/udid$/i.test(name)) return `00008110-${String(serial).padStart(16, '0')}`;
  if (/identifier$|productId$|packageName$/i.test(name)) return `com.example.made${serial}`;
  if (/^domain$/.test(name)) return `made${serial}.example.com`;
  if (/customCode$|offerId$|offerCode$/.test(name)) return `MADE${serial}`;
  if (/^(name|referenceName)$/.test(name)) return `Example ${serial}`;
  if (/versionString$/.test(name)) return `9.${serial}`;
  return value;
}
