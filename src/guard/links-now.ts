/** The object that a write is about, and the links that it has now where the write gives others. */
import type { Catalog, Resource } from '../catalog/index.ts';
import { isObject, type JsonObject, objectAt } from '../catalog/json.ts';
import { besideRelationship } from './beside.ts';
import { linked } from './existing.ts';
import {
  baseOf,
  type Found,
  givenLinks,
  inFours,
  linkage,
  type Reader,
  type Reference,
  readLinks,
  relationshipName,
} from './objects.ts';
import { stepsToApp } from './parents.ts';
import { readTarget } from './target.ts';
import type { Write } from './types.ts';

/** Relationship and what a write gives it. */
export type Links = readonly (readonly [string, readonly Reference[]])[];

/** The links that a write gives: of its body, or the one relationship that it is about. */
export function linksSent(write: Write): Links {
  const relationship = relationshipName(write.operation);
  if (relationship === undefined) return givenLinks(write.body);
  const data = isObject(write.body) ? write.body['data'] : undefined;
  return [[relationship, linkage(data).map((one) => ({ ...one, relationship }))]];
}

/** The object in the path, with its parent and what the write would link otherwise. */
export async function readOwn(
  reader: Reader,
  owner: Resource | undefined,
  write: Write,
  sent: Links,
): Promise<Found> {
  if (owner === undefined) return { kind: 'hidden' };
  const along = [
    stepsToApp(reader.catalog, owner.name)[0]?.relationship,
    ...sent.map(([name]) => name).filter((name) => isToOne(owner, name)),
    besideRelationship(write.operation.id),
  ];
  const include = along.filter((name) => name !== undefined);
  return readTarget(reader, write, owner, include);
}

function isToOne(owner: Resource | undefined, relationship: string): boolean {
  return owner?.relationships.some(({ name, many }) => name === relationship && !many) === true;
}

/** Relationship → ids now, of those that the write gives; left out where they cannot be read. */
export async function linksNow(
  reader: Reader,
  owner: Resource | undefined,
  write: Write,
  target: Found,
  sent: Links,
): Promise<Map<string, readonly string[]>> {
  const links = new Map<string, readonly string[]>();
  const { id } = write;
  if (id === undefined || target.kind === 'missing') return links;
  await inFours(sent, async ([name]) => {
    const ids =
      target.kind === 'object' && isToOne(owner, name) && showsLink(target.object, name)
        ? linked(target.object, name)
        : await readLinks(reader, baseOf(write.operation.path), id, name);
    if (ids !== undefined) links.set(name, ids);
  });
  return links;
}

function showsLink(object: JsonObject, relationship: string): boolean {
  return 'data' in objectAt(objectAt(object, 'relationships'), relationship);
}

/** The JSON:API type of what a relationship leads to: as the write says, else as the API does. */
export function typeOfLink(
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
