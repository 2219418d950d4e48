/** What a write touches, as it is now: for the person who decides, and to notice when it has moved since. */
import type { Catalog, Resource } from '../catalog/index.ts';
import { type JsonObject, objectAt } from '../catalog/json.ts';
import type { AscClient } from '../client/types.ts';
import { besideOf } from './beside.ts';
import { changesOf, mostListed } from './changes.ts';
import { fitsKey, hasKey, readHeld, readSiblings, type Siblings } from './existing.ts';
import { type Links, linksNow, linksSent, readOwn, typeOfLink } from './links-now.ts';
import { digestOfMet } from './moved.ts';
import { idsOf, ownerOf, type Reader, type Reference, relationshipName } from './objects.ts';
import { findPlace } from './place.ts';
import { inlineReferences, keyOf, type Referenced, readReferences } from './references.ts';
import { resourceInWords, titleOf } from './titles.ts';
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
  const brief = options.brief === true;
  const owner = ownerOf(catalog, write.operation);
  const sent = linksSent(write);
  const create = write.method === 'POST' && relationshipName(write.operation) === undefined;

  const [target, references, siblings] = await Promise.all([
    create ? undefined : readOwn(reader, owner, write, sent),
    brief
      ? new Map<string, Referenced>()
      : readReferences(
          reader,
          owner,
          [...sent.flatMap(([, given]) => given), ...inlineReferences(write.body)],
          options.known,
        ),
    create ? readSiblings(reader, write) : undefined,
  ]);
  const held =
    siblings === undefined || (brief && options.held !== true) ? undefined : await readHeld(reader, siblings);
  const place = brief ? {} : await findPlace(reader, owner, write, target, references);
  const links =
    target === undefined
      ? new Map<string, readonly string[]>()
      : await linksNow(reader, owner, write, target, sent);
  const others = brief
    ? []
    : linkedNow(catalog, owner, links, sent).filter((one) => !references.has(keyOf(one)));
  const more = await readReferences(reader, owner, others);
  const names = new Map([...references, ...more].map(([key, { title }]) => [key, title]));

  const { existingIds, twins, replaced } = standing(write, siblings);
  const object = target?.kind === 'object' ? target.object : undefined;
  const { id = '' } = write;
  // What a create takes the place of is what it changes.
  const before = objectAt(object ?? replaced, 'attributes');
  const beside = besideOf(write, object, (key) => {
    const known = references.get(key)?.found;
    if (known?.kind === 'object') return known.object;
    return target?.kind === 'object' ? target.included.find((one) => keyOf(one) === key) : undefined;
  });
  const watched = siblings?.key.watched === true ? existingIds : undefined;
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(object === undefined ? {} : { target: { id, title: titleOf(owner, object), attributes: before } }),
    targetMissing: target?.kind === 'missing',
    ...place,
    names,
    changes: withBeside(beside, changesOf({ write, owner, before, links, names, sent, catalog })),
    notes: [
      ...(target?.kind === 'missing' ? [`${resourceInWords(owner)} ${id} was not found`] : []),
      ...[...references].flatMap(([key, { found }]) =>
        found.kind === 'missing' ? [`${key.replace('/', ' ')} was not found`] : [],
      ),
    ],
    links,
    ...(existingIds === undefined ? {} : { existingIds }),
    twins,
    digest: digestOfMet({ write, target, links, references, twins, replaced, beside: watched, held }),
  };
}

/** What is linked now and would be taken away or replaced, as far as a cell lists it. */
function linkedNow(
  catalog: Catalog,
  owner: Resource | undefined,
  links: ReadonlyMap<string, readonly string[]>,
  sent: Links,
): readonly Reference[] {
  return [...links].flatMap(([relationship, ids]) => {
    const type = typeOfLink(catalog, owner, relationship, sent);
    return type === undefined ? [] : ids.slice(0, mostListed).map((id) => ({ type, id, relationship }));
  });
}

/** What stands where a create wants to put something. */
function standing(
  write: Write,
  siblings: Siblings | undefined,
): {
  readonly existingIds?: readonly string[];
  readonly twins: readonly JsonObject[];
  /** What the new object takes the place of. */
  readonly replaced?: JsonObject | undefined;
} {
  if (siblings === undefined) return { twins: [] };
  const { key, objects } = siblings;
  const twins = hasKey(key, write) ? objects.filter((one) => fitsKey(key, write, one)) : [];
  return { existingIds: idsOf(objects), twins, replaced: key.replaces === true ? twins[0] : undefined };
}

/** What is shown at length need not be shown by its title as well. */
function withBeside(beside: readonly Change[], changes: readonly Change[]): readonly Change[] {
  return [...beside, ...changes.filter(({ field }) => beside.every((one) => one.field !== field))];
}
