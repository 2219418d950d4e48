/** Whether what a write touches is still what it was planned on. */
import { secretAttributes } from '../catalog/foreign.ts';
import { type JsonObject, objectAt } from '../catalog/json.ts';
import { digestOf } from './digest.ts';
import { type Found, givenAttributes, idsOf } from './objects.ts';
import type { Write } from './types.ts';

/** What was found, as far as it matters for what a write does. */
interface Met {
  readonly write: Write;
  /** The object in the path; `undefined` for a create. */
  readonly target: Found | undefined;
  /** Relationship → ids now. */
  readonly links: ReadonlyMap<string, readonly string[]>;
  /** `type/id` → what the body refers to. */
  readonly references: ReadonlyMap<string, { readonly found: Found }>;
  /** Objects with the natural key of a create. */
  readonly twins: readonly JsonObject[];
  /** The one of them that it takes the place of. */
  readonly replaced: JsonObject | undefined;
  /** Ids of siblings, where any of them matters. */
  readonly beside: readonly string[] | undefined;
  /** Ids of what would be lost with the replaced one. */
  readonly held: readonly string[] | undefined;
}

/** SHA-256 of what matters; lists of ids in any order are the same. */
export function digestOfMet({
  write,
  target,
  links,
  references,
  twins,
  replaced,
  beside,
  held,
}: Met): string {
  const values = objectAt(replaced, 'attributes');
  return digestOf({
    target:
      target?.kind === 'object' ? lasting(objectAt(target.object, 'attributes')) : (target?.kind ?? null),
    links: Object.fromEntries([...links].map(([name, ids]) => [name, ids.toSorted()])),
    references: Object.fromEntries(
      [...references].map(([key, { found }]) => [
        key,
        found.kind === 'object' ? states(objectAt(found.object, 'attributes')) : found.kind,
      ]),
    ),
    twins: idsOf(twins).toSorted(),
    replaced:
      replaced === undefined
        ? null
        : Object.keys(givenAttributes(write.body)).map((name) => values[name] ?? null),
    beside: beside?.toSorted(),
    held: held?.toSorted(),
  });
}

/** The same operation on the same state gives the same digest; this tells whether it has moved. */
export function hasMoved(planned: string, now: { readonly digest: string }): boolean {
  return planned !== now.digest;
}

/** What ticks or is made anew with every answer: no change of the object. */
const ticking = /^(?:lastModifiedDate|lastUpdated|modifiedDate|currentDayNumber|totalPauseDuration)$|Token$/;
/** Addresses of files carry signatures that change with every answer. */
const signed = /^(?:imageAsset|templateUrl|previewImage|videoUrl|imageUrl)$/;

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
