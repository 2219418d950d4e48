/** What became of a write whose answer was lost: read until it shows, or say honestly that nobody knows. */
import { secretAttributes } from '../catalog/foreign.ts';
import type { Catalog, Operation, Resource } from '../catalog/index.ts';
import { isObject, type JsonObject, objectAt, stringAt } from '../catalog/json.ts';
import { keyOf } from '../catalog/schema.ts';
import { AscError } from '../client/errors.ts';
import type { AscClient } from '../client/types.ts';
import { fitsKey, linked, readSiblings, type Siblings, siblingsOf } from './existing.ts';
import { untraceable } from './natural-keys.ts';
import {
  baseOf,
  givenAttributes,
  givenLinks,
  instanceOf,
  instancesOfType,
  isRealId,
  linkage,
  ownerOf,
  type Reader,
  type Reference,
  readLinks,
  relationshipName,
  sameIds,
  sameValue,
} from './objects.ts';
import { orderOf } from './orders.ts';
import type { Present } from './present.ts';
import { readTarget } from './target.ts';
import type { StepResult, Write } from './types.ts';

/** Waiting as the read-back sees it; tests pass their own. */
export interface Pauses {
  /** Resolves after `ms` milliseconds, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** When it is read, milliseconds after the answer was lost: a late request may still land. */
const readAt: readonly number[] = [0, 2_000, 5_000, 10_000];

/** What one look says. */
type Finding =
  /** The effect is there: no further look. */
  | {
      readonly says: 'applied';
      readonly evidence: string;
      readonly id?: string;
      readonly object?: JsonObject;
    }
  /** Everything is as before: it may still come. */
  | { readonly says: 'as before'; readonly evidence: string }
  /** Neither the one nor the other. */
  | { readonly says: 'unclear'; readonly evidence: string; readonly id?: string }
  /** Nothing will ever tell. */
  | { readonly says: 'untraceable'; readonly evidence: string };

/**
 * Settles a write whose outcome is unknown, by reading only. `before` is the state read before sending. `applied` is
 * said only when the object has the values that were sent; `not_sent` when four looks over ten seconds showed
 * everything as before; all else stays `unknown`, with the read that would tell in `check`.
 */
export async function settle(
  client: AscClient,
  catalog: Catalog,
  write: Write,
  before: Present | undefined,
  signal: AbortSignal,
  pauses: Pauses = realPauses,
): Promise<StepResult> {
  const reader: Reader = { client, catalog, signal, verification: true };
  const check = checkOf(catalog, write);
  const unknown = (evidence: string, id?: string): StepResult => ({
    outcome: 'unknown',
    evidence,
    ...(id === undefined ? {} : { id }),
    ...(check === undefined ? {} : { check }),
  });
  let last: Finding = { says: 'unclear', evidence: 'It could not be read back.' };
  let slept = 0;
  for (const moment of readAt) {
    if (moment > slept) await pauses.sleep(moment - slept, signal);
    slept = moment;
    if (signal.aborted) return unknown('Reading back was cancelled.');
    try {
      last = await look(reader, write, before);
    } catch (error) {
      if (!(error instanceof AscError)) throw error;
      last = { says: 'unclear', evidence: `Reading back failed: ${error.message}` };
    }
    if (last.says === 'untraceable') return unknown(last.evidence);
    if (last.says === 'applied')
      return {
        outcome: 'applied',
        evidence: last.evidence,
        ...(last.id === undefined ? {} : { id: last.id }),
        ...(last.object === undefined ? {} : { body: { data: last.object } }),
      };
  }
  if (last.says === 'as before')
    return {
      outcome: 'not_sent',
      evidence: `${last.evidence} Read four times in ${(readAt.at(-1) ?? 0) / 1000} s.`,
      ...(check === undefined ? {} : { check }),
    };
  return unknown(last.evidence, last.says === 'unclear' ? last.id : undefined);
}

const realPauses: Pauses = {
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    }),
};

async function look(reader: Reader, write: Write, before: Present | undefined): Promise<Finding> {
  if (relationshipName(write.operation) !== undefined) return lookAtLinks(reader, write, before);
  if (write.method === 'POST') return lookForNew(reader, write, before);
  return lookAtObject(reader, write, before);
}

async function lookAtObject(reader: Reader, write: Write, before: Present | undefined): Promise<Finding> {
  const owner = ownerOf(reader.catalog, write.operation);
  if (owner === undefined || write.id === undefined)
    return { says: 'untraceable', evidence: 'Nothing is known of this object.' };
  const links = givenLinks(write.body);
  const found = await readTarget(
    reader,
    write,
    owner,
    links.map(([name]) => name),
  );
  if (found.kind === 'hidden')
    return { says: 'untraceable', evidence: 'No operation reads this object, or this key may not.' };
  if (write.method === 'DELETE') {
    if (found.kind === 'object') return { says: 'as before', evidence: 'The object is still there.' };
    return before?.targetMissing === true
      ? { says: 'as before', evidence: 'The object was not there before, and it is not there now.' }
      : { says: 'applied', evidence: 'The object is gone.', id: write.id };
  }
  if (found.kind === 'missing') return { says: 'unclear', evidence: 'The object is not there any more.' };
  const parts = [
    ...attributeParts(write, owner, objectAt(found.object, 'attributes'), before),
    ...(await linkParts(reader, write, owner, found.object, links, before)),
  ];
  return judge(parts, write.id, found.object);
}

/** One thing that was sent, and what can be seen of it. */
type Part = Shown | { readonly name: string; readonly as: 'hidden' };
interface Shown {
  readonly name: string;
  /** As it was sent, as it was before, or neither. */
  readonly as: 'sent' | 'before' | 'other';
  /** It was so before already, and proves nothing. */
  readonly wasSo: boolean;
}

function attributeParts(
  write: Write,
  owner: Resource,
  now: JsonObject,
  before: Present | undefined,
): readonly Part[] {
  const known = new Set(Object.keys(owner.attributes ?? {}).map((key) => keyOf(key).name));
  const then = before?.target?.attributes;
  return Object.entries(givenAttributes(write.body)).map(([name, wanted]): Part => {
    const order = orderOf(write.operation.id, name, wanted);
    if (order !== undefined && !known.has(name)) {
      const stateNow = stateIn(now, order.shownIn);
      // A state that may be as old as the object proves nothing: many orders end where they would begin.
      if (stateNow === undefined || then === undefined) return { name, as: 'hidden' };
      const stateThen = stateIn(then, order.shownIn);
      // An order given again to what has had it leaves no trace at all.
      if (stateThen !== undefined && order.done.includes(stateThen)) return { name, as: 'hidden' };
      if (order.done.includes(stateNow)) return { name, as: 'sent', wasSo: false };
      return { name, as: stateNow === stateThen && order.late !== true ? 'before' : 'other', wasSo: false };
    }
    if (!known.has(name) && !Object.hasOwn(now, name)) return { name, as: 'hidden' };
    return partOf(
      name,
      sameValue(now[name], wanted),
      then === undefined ? undefined : [sameValue(then[name], wanted), sameValue(then[name], now[name])],
    );
  });
}

/** `then`: whether it was as sent before, and whether it is as it was. */
function partOf(name: string, asSent: boolean, then: readonly [boolean, boolean] | undefined): Part {
  const wasSo = then?.[0] === true;
  if (asSent) return { name, as: 'sent', wasSo };
  return { name, as: then?.[1] === true ? 'before' : 'other', wasSo };
}

function stateIn(attributes: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = attributes[name];
    if (typeof value === 'string') return value;
    const state = stringAt(value, 'state');
    if (state !== undefined) return state;
  }
  return undefined;
}

async function linkParts(
  reader: Reader,
  write: Write,
  owner: Resource,
  object: JsonObject,
  links: readonly (readonly [string, readonly Reference[]])[],
  before: Present | undefined,
): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const [name, references] of links) {
    const wanted = references.map(({ id }) => id);
    // Inline objects get their ids from Apple; what they have become cannot be told from here.
    const hidden = { name, as: 'hidden' as const };
    if (!wanted.every(isRealId)) {
      parts.push(hidden);
      continue;
    }
    const many = owner.relationships.find((one) => one.name === name)?.many;
    const shown = objectAt(objectAt(object, 'relationships'), name);
    const now =
      many === false && 'data' in shown
        ? linked(object, name)
        : await readLinks(reader, baseOf(write.operation.path), write.id ?? '', name);
    if (now === undefined) {
      parts.push(hidden);
      continue;
    }
    const then = before?.links.get(name);
    parts.push(
      partOf(
        name,
        sameIds(now, wanted),
        then === undefined ? undefined : [sameIds(then, wanted), sameIds(then, now)],
      ),
    );
  }
  return parts;
}

/** A request is carried out as a whole: one visible change proves the hidden ones. */
function judge(parts: readonly Part[], id: string | undefined, object: JsonObject | undefined): Finding {
  const hidden = parts.filter(({ as }) => as === 'hidden');
  const shown = parts.filter((part): part is Shown => part.as !== 'hidden');
  const telling = shown.filter(({ wasSo }) => !wasSo);
  const moved = shown.filter(({ as, wasSo }) => wasSo && as !== 'sent');
  const names = (some: readonly Part[]): string => some.map(({ name }) => name).join(', ');
  if (moved.length > 0)
    return { says: 'unclear', evidence: `Something else changed ${names(moved)} in the meantime.` };
  if (telling.length === 0)
    return hidden.length > 0 || parts.length === 0
      ? { says: 'untraceable', evidence: `Nothing shows ${names(hidden) || 'the effect'}.` }
      : {
          says: 'applied',
          evidence: `Reading it back shows the values that were sent; it had them before.`,
          ...(id === undefined ? {} : { id }),
          ...(object === undefined ? {} : { object }),
        };
  if (telling.every(({ as }) => as === 'sent')) {
    const unseen = hidden.length === 0 ? '' : ` (${names(hidden)} cannot be read)`;
    return {
      says: 'applied',
      evidence: `Reading it back shows what was sent${unseen}.`,
      ...(id === undefined ? {} : { id }),
      ...(object === undefined ? {} : { object }),
    };
  }
  if (telling.every(({ as }) => as === 'before'))
    return { says: 'as before', evidence: 'Reading it back shows that nothing changed.' };
  const other = telling.filter(({ as }) => as !== 'sent');
  return { says: 'unclear', evidence: `Reading it back shows neither the old nor the new ${names(other)}.` };
}

/** Links are sets: added ones are in it, removed ones are not, replaced ones are all there is. */
async function lookAtLinks(reader: Reader, write: Write, before: Present | undefined): Promise<Finding> {
  const name = relationshipName(write.operation) ?? '';
  const now = await readLinks(reader, baseOf(write.operation.path), write.id ?? '', name);
  if (now === undefined) return { says: 'untraceable', evidence: `Nothing reads ${name} of this object.` };
  const wanted = linkage(isObject(write.body) ? write.body['data'] : undefined).map(({ id }) => id);
  const then = before?.links.get(name);
  const id = write.id === undefined ? {} : { id: write.id };
  if (write.method === 'PATCH') {
    const part = partOf(
      name,
      sameIds(now, wanted),
      then === undefined ? undefined : [sameIds(then, wanted), sameIds(then, now)],
    );
    return judge([part], write.id, undefined);
  }
  const isThere = (list: readonly string[], one: string): boolean => list.includes(one);
  const adds = write.method === 'POST';
  const done = wanted.filter((one) => isThere(now, one) === adds);
  if (done.length === wanted.length)
    return {
      says: 'applied',
      evidence: `${adds ? `All of them are in ${name}` : `None of them is in ${name}`}${
        then !== undefined && wanted.every((one) => isThere(then, one) === adds) ? ', as before.' : ' now.'
      }`,
      ...id,
    };
  if (then !== undefined && wanted.every((one) => isThere(now, one) === isThere(then, one)))
    return { says: 'as before', evidence: `${name} is as it was.` };
  return { says: 'unclear', evidence: `${done.length} of ${wanted.length} are as sent in ${name}.` };
}

async function lookForNew(reader: Reader, write: Write, before: Present | undefined): Promise<Finding> {
  if (siblingsOf(reader.catalog, write) === undefined)
    return {
      says: 'untraceable',
      evidence: untraceable[write.operation.id] ?? 'Nothing lists what was created.',
    };
  const siblings = await readSiblings(reader, write);
  if (siblings === undefined)
    return { says: 'unclear', evidence: 'The list in which it would appear cannot be read.' };
  const { key } = siblings;
  if (before?.existingIds === undefined) return judgeUnseen(write, siblings);
  const known = new Set(before.existingIds);
  const fresh = siblings.objects.filter((one) => !known.has(stringAt(one, 'id') ?? ''));
  const fitting = fresh.filter((one) => fitsKey(key, write, one, alike));
  const [only] = fitting;
  if (fitting.length > 1)
    return { says: 'unclear', evidence: `${fitting.length} new objects fit; any of them may be it.` };
  if (only !== undefined) return judgeNew(write, only, 'A new object has appeared that fits.');
  if (key.replaces === true && siblings.objects.length > 0) return lookAtReplaced(write, siblings, before);
  return siblings.complete
    ? { says: 'as before', evidence: 'No new object has appeared.' }
    : { says: 'unclear', evidence: 'The list is too long to see whether it is new in it.' };
}

/** Apple may store a key in its own spelling: e-mail addresses in lower case, names without spaces at the ends. */
function alike(a: unknown, b: unknown): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return sameValue(a, b);
  return sameValue(a.trim().toLowerCase(), b.trim().toLowerCase());
}

/** Nobody looked before sending, so an object that fits may be an older one; that none fits is just as telling. */
function judgeUnseen(write: Write, { key, objects, complete }: Siblings): Finding {
  const fitting = objects.filter((one) => fitsKey(key, write, one, alike));
  const id = stringAt(fitting[0], 'id');
  if (fitting.length === 0 && complete)
    return { says: 'as before', evidence: 'No object is there that fits.' };
  return {
    says: 'unclear',
    evidence: 'What was there before is not known, so nothing shows what is new.',
    ...(fitting.length === 1 && id !== undefined ? { id } : {}),
  };
}

/** The new object counts only with the values that were sent: somebody else may have made one like it. */
function judgeNew(write: Write, object: JsonObject, evidence: string): Finding {
  const attributes = objectAt(object, 'attributes');
  const id = stringAt(object, 'id');
  const different = Object.entries(givenAttributes(write.body)).filter(
    ([name, wanted]) =>
      Object.hasOwn(attributes, name) && !secretAttributes.has(name) && !sameValue(attributes[name], wanted),
  );
  if (different.length > 0)
    return {
      says: 'unclear',
      evidence: `A new object has appeared, but with another ${different.map(([name]) => name).join(', ')}.`,
      ...(id === undefined ? {} : { id }),
    };
  return { says: 'applied', evidence, ...(id === undefined ? {} : { id }), object };
}

/** What takes the place of an older object keeps its id; only values tell. */
function lookAtReplaced(write: Write, siblings: Siblings, before: Present): Finding {
  const [object] = siblings.objects;
  const [twin] = before.twins;
  const now = objectAt(object, 'attributes');
  const then = objectAt(twin, 'attributes');
  const parts = [
    ...Object.entries(givenAttributes(write.body)).map(([name, wanted]): Part => {
      if (!Object.hasOwn(now, name)) return { name, as: 'hidden' };
      return partOf(name, sameValue(now[name], wanted), [
        sameValue(then[name], wanted),
        sameValue(then[name], now[name]),
      ]);
    }),
    // Lists of prices and territories stand in operations of their own.
    ...givenLinks(write.body)
      .filter(([name]) => siblings.key.within?.[name] === undefined)
      .map(([name]): Part => ({ name, as: 'hidden' })),
  ];
  return judge(parts, stringAt(object, 'id'), object);
}

/** The call of `asc_read` that shows whether a write was carried out; `undefined` when no read would. */
export function checkOf(catalog: Catalog, write: Write): string | undefined {
  const relationship = relationshipName(write.operation);
  if (relationship !== undefined) {
    const base = `${baseOf(write.operation.path)}/${write.id ?? ''}`;
    const list = ['/relationships', ''].flatMap(
      (middle) => catalog.route('GET', `${base}${middle}/${relationship}`)?.operation ?? [],
    )[0];
    return list === undefined ? undefined : call(list, write.id);
  }
  if (write.method !== 'POST') {
    const owner = ownerOf(catalog, write.operation);
    const operation = owner === undefined ? undefined : instanceOf(catalog, owner.name);
    return operation === undefined ? undefined : call(operation, write.id);
  }
  const place = siblingsOf(catalog, write);
  if (place !== undefined) return call(place.operation, place.parentId, filterOf(write, place.key.narrow));
  // An order shows in the object that it is about.
  for (const [name, references] of givenLinks(write.body)) {
    const [only] = references;
    if (only === undefined || !isRealId(only.id)) continue;
    const owner = ownerOf(catalog, write.operation);
    const to = owner?.relationships.find((one) => one.name === name)?.to;
    const operation = to === undefined ? instancesOfType(catalog, only.type)[0] : instanceOf(catalog, to);
    if (operation !== undefined) return call(operation, only.id);
  }
  return undefined;
}

function filterOf(
  write: Write,
  narrow: Readonly<Record<string, string>> | undefined,
): Record<string, unknown> | undefined {
  const attributes = givenAttributes(write.body);
  const filters = Object.entries(narrow ?? {}).flatMap(([attribute, parameter]) => {
    const value = attributes[attribute];
    if (typeof value !== 'string' || value.includes(',')) return [];
    return [[parameter.slice('filter['.length, -1), value] as const];
  });
  return filters.length === 0 ? undefined : Object.fromEntries(filters);
}

function call(operation: Operation, id: string | undefined, filter?: Record<string, unknown>): string {
  // What is undefined is left out.
  return `asc_read ${JSON.stringify({ operation: operation.id, id, filter })}`;
}
