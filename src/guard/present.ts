/** What a write touches, as it is now: for the person who decides, and to notice when it has moved since. */
import { defaultColumns } from '../catalog/columns.ts';
import { secretAttributes } from '../catalog/foreign.ts';
import type { Catalog, Operation, Resource } from '../catalog/index.ts';
import { arrayAt, isObject, type JsonObject, objectAt, stringAt } from '../catalog/json.ts';
import { visibleText } from '../client/foreign.ts';
import type { AscClient } from '../client/types.ts';
import { besideOf, besideRelationship, isPublished, wholeText } from './beside.ts';
import { digestOf } from './digest.ts';
import { fitsKey, hasKey, linked, readHeld, readSiblings } from './existing.ts';
import { naturalKeys } from './natural-keys.ts';
import {
  baseOf,
  type Found,
  givenAttributes,
  givenLinks,
  inFours,
  instanceOf,
  instancesOfType,
  isRealId,
  linkage,
  ownerOf,
  type Reader,
  type Reference,
  readByType,
  readLinks,
  relationshipName,
  severalOf,
  tolerated,
} from './objects.ts';
import { type Place, placeOf, stepsToApp } from './parents.ts';
import { referenceInWords } from './step-references.ts';
import { readTarget, scopeOf } from './target.ts';
import { oneLine, plainText, resourceInWords, titleOf } from './titles.ts';
import type { Change, Write } from './types.ts';

/** The state that a write meets. */
export interface Present {
  /** Resource that is created, changed, deleted or linked. */
  readonly owner?: Resource;
  /** The object in the path, where it could be read. */
  readonly target?: { readonly id: string; readonly title: string; readonly attributes: JsonObject };
  /** The object in the path does not exist. */
  readonly targetMissing: boolean;
  /** What it belongs to, one step up, unless that is the app. */
  readonly parent?: { readonly words: string; readonly title: string };
  readonly app?: { readonly id: string; readonly name: string };
  /** `type/id` → title of everything that the body refers to. */
  readonly names: ReadonlyMap<string, string>;
  /** Before → after for every attribute and link that is given. */
  readonly changes: readonly Change[];
  /** What could not be found: "builds 42 was not found". */
  readonly notes: readonly string[];
  /** Relationship → ids now, for those that the write gives. */
  readonly links: ReadonlyMap<string, readonly string[]>;
  /** For creates: ids of the siblings before; `undefined` when nothing lists them. */
  readonly existingIds?: readonly string[];
  /** For creates: siblings with the same natural key. */
  readonly twins: readonly JsonObject[];
  /** SHA-256 of what matters of all this. */
  readonly digest: string;
}

/** Longest value in a table of changes. */
const longestValue = 200;
/** Objects that are read one by one for their names; the rest are shown by id. */
const mostReadAlone = 25;
/** Inline objects that are shown; a price for every territory fits. */
const mostInlines = 200;
/** Linked objects that one cell lists before it counts. */
const mostListed = 12;

interface PresentOptions {
  /** The reads may use the reserve of the rate budget: for the second look, right before sending. */
  readonly verification?: boolean;
  /**
   * Only what settles a lost answer: the object, its links, the siblings of a new one; at most two requests as a rule.
   * No names, no app, and a digest that compares with other brief ones only.
   */
  readonly brief?: true;
  /** Of a brief look: what would be lost with an object that a create replaces is part of the digest all the same. */
  readonly held?: true;
  /** `type/id` → object as Apple sent it, of kinds that never change: named from here. */
  readonly known?: ReadonlyMap<string, JsonObject>;
}

/** Reads what a write touches. Missing and hidden objects are noted, not thrown; a failed network is thrown. */
export async function presentState(
  client: AscClient,
  catalog: Catalog,
  write: Write,
  signal: AbortSignal,
  options: PresentOptions = {},
): Promise<Present> {
  const reader: Reader = { client, catalog, signal, verification: options.verification === true };
  const owner = ownerOf(catalog, write.operation);
  const relationship = relationshipName(write.operation);
  const sent = relationship === undefined ? givenLinks(write.body) : linkageSent(write, relationship);
  const create = write.method === 'POST' && relationship === undefined;

  const [target, references, siblings] = await Promise.all([
    create ? undefined : readOwn(reader, owner, write, sent),
    options.brief === true
      ? new Map<string, Referenced>()
      : readReferences(reader, owner, sent, inlineReferences(write.body), options.known),
    create ? readSiblings(reader, write) : undefined,
  ]);
  const held =
    siblings === undefined || (options.brief === true && options.held !== true)
      ? undefined
      : await readHeld(reader, siblings);
  const place = options.brief === true ? {} : await findPlace(reader, owner, write, target, references, sent);
  const links = create
    ? new Map<string, readonly string[]>()
    : await linksNow(reader, owner, write, target, sent);
  // Names of what is linked now and would be taken away or replaced.
  const others = (options.brief === true ? [] : [...links]).flatMap(([name, ids]) =>
    ids.slice(0, mostListed).flatMap((id) => {
      const type = typeOfLink(catalog, owner, name, sent);
      return type === undefined || references.has(`${type}/${id}`) ? [] : [{ type, id, relationship: name }];
    }),
  );
  const more = await readReferences(
    reader,
    owner,
    others.map((one) => [one.relationship, [one]]),
    [],
  );
  const names = new Map([...references, ...more].map(([key, { title }]) => [key, title]));

  const notes = [...references].flatMap(([key, { found }]) =>
    found.kind === 'missing' ? [`${key.replace('/', ' ')} was not found`] : [],
  );
  if (target?.kind === 'missing') notes.unshift(`${resourceInWords(owner)} ${write.id ?? ''} was not found`);
  const object = target?.kind === 'object' ? target.object : undefined;
  const existingIds = siblings?.objects.flatMap((one) => stringAt(one, 'id') ?? []);
  const twins =
    siblings === undefined || !hasKey(siblings.key, write)
      ? []
      : siblings.objects.filter((one) => fitsKey(siblings.key, write, one));
  // What a create takes the place of is what it changes.
  const replaced = siblings?.key.replaces === true ? twins[0] : undefined;
  const before = objectAt(object ?? replaced, 'attributes');
  const along = target?.kind === 'object' ? target.included : [];
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(object === undefined
      ? {}
      : { target: { id: write.id ?? '', title: titleOf(owner, object), attributes: before } }),
    targetMissing: target?.kind === 'missing',
    ...place,
    names,
    changes: withBeside(
      besideOf(write, object, (key) => {
        const known = references.get(key)?.found;
        return known?.kind === 'object' ? known.object : along.find((one) => keyOf(one) === key);
      }),
      changesOf({ write, owner, relationship, before, links, names, sent, catalog }),
    ),
    notes,
    links,
    ...(existingIds === undefined ? {} : { existingIds }),
    twins,
    digest: digestOf({
      target: target === undefined ? null : target.kind === 'object' ? lasting(before) : target.kind,
      links: Object.fromEntries([...links].map(([name, ids]) => [name, [...ids].sort()])),
      references: Object.fromEntries(
        [...references].map(([key, { found }]) => [
          key,
          found.kind === 'object' ? states(objectAt(found.object, 'attributes')) : found.kind,
        ]),
      ),
      twins: twins.flatMap((one) => stringAt(one, 'id') ?? []).sort(),
      replaced:
        replaced === undefined
          ? null
          : Object.keys(givenAttributes(write.body)).map((name) => before[name] ?? null),
      beside: siblings?.key.watched === true ? existingIds?.toSorted() : undefined,
      held: held === undefined ? undefined : [...held].sort(),
    }),
  };
}

/** What is shown at length need not be shown by its title as well. */
function withBeside(beside: readonly Change[], changes: readonly Change[]): readonly Change[] {
  return [...beside, ...changes.filter(({ field }) => beside.every((one) => one.field !== field))];
}

function keyOf(object: JsonObject): string {
  return `${stringAt(object, 'type') ?? ''}/${stringAt(object, 'id') ?? ''}`;
}

/** The same operation on the same state gives the same digest; this tells whether it has moved. */
export function hasMoved(planned: string, now: Pick<Present, 'digest'>): boolean {
  return planned !== now.digest;
}

function linkageSent(write: Write, relationship: string): Links {
  const data = isObject(write.body) ? write.body['data'] : undefined;
  return [[relationship, linkage(data).map((one) => ({ ...one, relationship }))]];
}

type Links = readonly (readonly [string, readonly Reference[]])[];

/** The object in the path, with its parent and what the write would link otherwise. */
async function readOwn(
  reader: Reader,
  owner: Resource | undefined,
  write: Write,
  sent: Links,
): Promise<Found> {
  if (owner === undefined) return { kind: 'hidden' };
  const up = stepsToApp(reader.catalog, owner.name)[0];
  const beside = besideRelationship(write.operation.id);
  const given = [
    ...sent.flatMap(([name]) => (isToOne(owner, name) ? [name] : [])),
    ...(beside === undefined ? [] : [beside]),
  ];
  return readTarget(reader, write, owner, up === undefined ? given : [up.relationship, ...given]);
}

function isToOne(owner: Resource, relationship: string): boolean {
  return owner.relationships.some(({ name, many }) => name === relationship && !many);
}

/** A referenced object as it was found. */
interface Referenced {
  readonly found: Found;
  readonly resource: Resource | undefined;
  readonly title: string;
}

/** Reads what the body refers to: several of a kind in one request where Apple can, else one by one. */
async function readReferences(
  reader: Reader,
  owner: Resource | undefined,
  links: Links,
  inlined: readonly Reference[],
  known: ReadonlyMap<string, JsonObject> = new Map(),
): Promise<Map<string, Referenced>> {
  const wanted = new Map<string, Reference>();
  for (const one of [...links.flatMap(([, references]) => references), ...inlined])
    if (isRealId(one.id) && !wanted.has(`${one.type}/${one.id}`)) wanted.set(`${one.type}/${one.id}`, one);
  const byType = new Map<string, Reference[]>();
  const results = new Map<string, Referenced>();
  for (const [key, one] of wanted) {
    const object = known.get(key);
    if (object === undefined) {
      byType.set(one.type, [...(byType.get(one.type) ?? []), one]);
      continue;
    }
    const resource = resourceOfType(reader.catalog, one.type);
    results.set(key, {
      found: { kind: 'object', object, included: [] },
      resource,
      title: titleOf(resource, object),
    });
  }
  const alone: Reference[] = [];
  for (const [type, references] of byType) {
    const several = references.length > 1 ? severalOf(reader.catalog, type) : undefined;
    if (several?.returns.kind !== 'list') {
      alone.push(...references);
      continue;
    }
    const resource = reader.catalog.resource(several.returns.resource);
    const objects = await readSeveral(
      reader,
      several,
      references.map(({ id }) => id),
    );
    for (const { id } of references) {
      const object = objects?.get(id);
      const lost = { kind: objects === undefined ? 'hidden' : 'missing' } as const;
      results.set(`${type}/${id}`, {
        found: object === undefined ? lost : { kind: 'object', object, included: [] },
        resource,
        title: object === undefined ? untitled(id, lost) : titleOf(resource, object),
      });
    }
  }
  const read = await inFours(alone.slice(0, mostReadAlone), async (one) => {
    const preferred = owner?.relationships.find(({ name }) => name === one.relationship)?.to;
    const same = preferred !== undefined && reader.catalog.resource(preferred)?.type === one.type;
    const up = same ? stepsToApp(reader.catalog, preferred)[0] : undefined;
    const { found, resource } = await readByType(
      reader,
      one.type,
      one.id,
      same ? preferred : undefined,
      up === undefined ? [] : [up.relationship],
    );
    const title = found.kind === 'object' ? titleOf(resource, found.object) : untitled(one.id, found);
    return [`${one.type}/${one.id}`, { found, resource, title }] as const;
  });
  for (const [key, referenced] of read) results.set(key, referenced);
  return results;
}

function untitled(id: string, { kind }: { readonly kind: 'missing' | 'hidden' }): string {
  return `${oneLine(id)}${kind === 'missing' ? ' (not found)' : ''}`;
}

/** Ids of one request. */
const atOnce = 100;

/** Those of the ids that are there; `undefined` where this key may not read them. */
async function readSeveral(
  reader: Reader,
  operation: Operation,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JsonObject> | undefined> {
  const found = new Map<string, JsonObject>();
  try {
    for (let start = 0; start < ids.length; start += atOnce) {
      const page = await reader.client.pages({
        method: 'GET',
        path: operation.path,
        query: { 'filter[id]': ids.slice(start, start + atOnce).join(',') },
        maxItems: 200,
        signal: reader.signal,
        verification: reader.verification,
      });
      for (const object of page.data.filter(isObject)) found.set(stringAt(object, 'id') ?? '', object);
    }
  } catch (error) {
    tolerated(error);
    return undefined;
  }
  return found;
}

/** The resource of a JSON:API type: the one that can be read by its id, else any. */
function resourceOfType(catalog: Catalog, type: string): Resource | undefined {
  const returns = instancesOfType(catalog, type)[0]?.returns;
  if (returns?.kind === 'object') return catalog.resource(returns.resource);
  const name = catalog.resourceNames().find((one) => catalog.resource(one)?.type === type);
  return name === undefined ? undefined : catalog.resource(name);
}

/** What inline objects refer to, their own local names left out. */
function inlineReferences(body: unknown): readonly Reference[] {
  return arrayAt(body, 'included').flatMap((inline) =>
    Object.values(objectAt(inline, 'relationships')).flatMap((link) =>
      linkage(isObject(link) ? link['data'] : undefined),
    ),
  );
}

async function findPlace(
  reader: Reader,
  owner: Resource | undefined,
  write: Write,
  target: Found | undefined,
  references: ReadonlyMap<string, Referenced>,
  sent: Links,
): Promise<Place> {
  if (write.within !== undefined) return write.within;
  if (owner !== undefined && target?.kind === 'object' && write.id !== undefined) {
    if (stepsToApp(reader.catalog, owner.name).length > 0 || owner.name === 'App')
      return placeOf(reader, owner, write.id, target);
    // What has no way up that can be joined in may still have an app that a look through the apps tells.
    if (instanceOf(reader.catalog, owner.name) !== undefined) return {};
    const scope = await scopeOf(reader, write, false);
    return scope.kind === 'app' ? { app: { id: scope.id, name: oneLine(scope.name ?? scope.id) } } : {};
  }
  if (target !== undefined) return {};
  for (const [name, links] of sent) {
    const [only] = links;
    if (
      only === undefined ||
      links.length !== 1 ||
      owner?.relationships.some((one) => one.name === name && one.many)
    )
      continue;
    const { found, resource } = references.get(`${only.type}/${only.id}`) ?? {};
    if (found?.kind !== 'object' || resource === undefined) continue;
    const own = { words: resourceInWords(resource), title: titleOf(resource, found.object) };
    if (resource.name === 'App') return { app: { id: only.id, name: own.title } };
    if (stepsToApp(reader.catalog, resource.name).length === 0) {
      // No way up can be joined in, but it is what the new object belongs to.
      if (naturalKeys[write.operation.id]?.within?.[name] !== undefined) return { parent: own };
      continue;
    }
    const { app } = await placeOf(reader, resource, only.id, found);
    return { ...(own.title === only.id ? {} : { parent: own }), ...(app === undefined ? {} : { app }) };
  }
  return {};
}

async function linksNow(
  reader: Reader,
  owner: Resource | undefined,
  write: Write,
  target: Found | undefined,
  sent: Links,
): Promise<Map<string, readonly string[]>> {
  const links = new Map<string, readonly string[]>();
  const { id } = write;
  if (owner === undefined || id === undefined || target?.kind === 'missing') return links;
  await inFours(sent, async ([name]) => {
    const shown = target?.kind === 'object' ? objectAt(objectAt(target.object, 'relationships'), name) : {};
    if (isToOne(owner, name) && target?.kind === 'object' && 'data' in shown)
      return links.set(name, linked(target.object, name));
    const ids = await readLinks(reader, baseOf(write.operation.path), id, name);
    return ids === undefined ? links : links.set(name, ids);
  });
  return links;
}

function typeOfLink(
  catalog: Catalog,
  owner: Resource | undefined,
  relationship: string,
  sent: Links,
): string | undefined {
  const given = sent.find(([name]) => name === relationship)?.[1][0]?.type;
  if (given !== undefined) return given;
  const to = owner?.relationships.find(({ name }) => name === relationship)?.to;
  return to === undefined ? undefined : catalog.resource(to)?.type;
}

interface Table {
  readonly write: Write;
  readonly owner: Resource | undefined;
  readonly relationship: string | undefined;
  readonly before: JsonObject;
  readonly links: ReadonlyMap<string, readonly string[]>;
  readonly names: ReadonlyMap<string, string>;
  readonly sent: Links;
  readonly catalog: Catalog;
}

function changesOf(table: Table): readonly Change[] {
  const { write, owner, relationship, before, names } = table;
  if (relationship !== undefined) return [linkChange(table, relationship, table.sent[0]?.[1] ?? [])];
  if (write.method === 'DELETE')
    return owner === undefined
      ? []
      : defaultColumns(owner).flatMap((field) => {
          const text = valueText(field, before[field]);
          return text === undefined ? [] : [{ field, before: text }];
        });
  return [
    ...Object.entries(givenAttributes(write.body)).map(([field, value]) =>
      change(field, before[field], value, isPublished(write.operation.id, field)),
    ),
    ...table.sent.map(([name, references]) => linkChange(table, name, references)),
    ...inlineChanges(write.body, names),
  ];
}

function change(field: string, before: unknown, after: unknown, long: boolean): Change {
  const textOf = (value: unknown): string | undefined =>
    long && typeof value === 'string' && value !== ''
      ? visibleText(value.slice(0, wholeText))
      : valueText(field, value);
  const was = textOf(before);
  return {
    field,
    ...(was === undefined ? {} : { before: was }),
    after: textOf(after) ?? '(cleared)',
    ...(long ? { long } : {}),
  };
}

/** A value in one cell; `undefined` where there is none. Secrets are only said to be there. */
function valueText(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (secretAttributes.has(field)) return '(hidden)';
  if (typeof value === 'string') return value === '' ? '(empty)' : cut(value);
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    return value.length === 0 ? '(empty)' : cut(value.map(String).join(', '));
  if (typeof value === 'object')
    return cut(JSON.stringify(value, (key, inner) => (secretAttributes.has(key) ? '(hidden)' : inner)));
  return String(value);
}

/** Texts may keep an address in a value: a new support page is what the person has to see. It is text, not a link. */
function cut(text: string): string {
  const characters = [...plainText(text, longestValue * 8)];
  return characters.length <= longestValue
    ? characters.join('')
    : `${characters.slice(0, longestValue - 1).join('')}…`;
}

function linkChange(table: Table, name: string, references: readonly Reference[]): Change {
  const { links, names, write, owner, catalog, sent } = table;
  const type = typeOfLink(catalog, owner, name, sent) ?? '';
  const now = links.get(name);
  const before =
    now === undefined || now.length === 0
      ? undefined
      : listed(now.map((id) => names.get(`${type}/${id}`) ?? oneLine(id)));
  const after = listed(
    references.map(
      (one) => names.get(`${one.type}/${one.id}`) ?? referenceInWords(one.id) ?? oneLine(one.id),
    ),
  );
  const said = { field: name, ...(before === undefined ? {} : { before }) };
  if (table.relationship !== undefined && write.method === 'POST') return { ...said, after: `+ ${after}` };
  if (table.relationship !== undefined && write.method === 'DELETE') return { ...said, after: `− ${after}` };
  return { ...said, after: references.length === 0 ? '(cleared)' : after };
}

function listed(titles: readonly string[]): string {
  const shown = titles.slice(0, mostListed).join(', ');
  return titles.length > mostListed ? `${shown} and ${titles.length - mostListed} more` : shown;
}

/** One row for each object that is created along. */
function inlineChanges(body: unknown, names: ReadonlyMap<string, string>): readonly Change[] {
  const inlines = arrayAt(body, 'included').filter(isObject);
  const rows = inlines.slice(0, mostInlines).map((inline): Change => {
    const attributes = Object.entries(objectAt(inline, 'attributes')).map(
      ([name, value]) => `${name} ${valueText(name, value) ?? '(cleared)'}`,
    );
    const links = Object.entries(objectAt(inline, 'relationships')).flatMap(([name, link]) => {
      const given = linkage(isObject(link) ? link['data'] : undefined).filter(({ id }) => isRealId(id));
      return given.length === 0
        ? []
        : [`${name} ${listed(given.map((one) => names.get(`${one.type}/${one.id}`) ?? oneLine(one.id)))}`];
    });
    const local = oneLine((stringAt(inline, 'id') ?? '').replace(/^\$\{(.*)\}$/, '$1'), 40);
    return {
      field: `new ${stringAt(inline, 'type') ?? 'object'} ${local}`.trim(),
      after: cut([...links, ...attributes].join(' · ')) || '(no values)',
    };
  });
  const rest = inlines.length - rows.length;
  return rest > 0 ? [...rows, { field: 'new objects', after: `${rest} more` }] : rows;
}

/** What ticks or is made anew with every answer: no change of the object. */
const ticking = /^(?:lastModifiedDate|lastUpdated|modifiedDate|currentDayNumber|totalPauseDuration)$|Token$/;
/** Addresses of files carry signatures that change with every answer. */
const signed = /^(?:imageAsset|templateUrl|iconAssetToken|previewImage|videoUrl|imageUrl)$/;

/** The attributes that matter for "has it moved": without secrets, ticking ones and signed addresses. */
function lasting(attributes: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([name, value]) =>
        value !== null && !ticking.test(name) && !signed.test(name) && !secretAttributes.has(name),
    ),
  );
}

/** Of an object that is only referred to, its state matters: a build that expired, a version that was submitted. */
function states(attributes: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([name, value]) => /state$|status$|^expired$|^enabled$/i.test(name) && typeof value !== 'object',
    ),
  );
}
