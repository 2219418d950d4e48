/** What a person has to see beside a change to decide on it, where the change itself does not say. */
import { type JsonObject, objectAt, stringAt } from '../catalog/json.ts';
import { linkage } from './objects.ts';
import { plainText } from './titles.ts';
import type { Change, Write } from './types.ts';

interface Beside {
  /** Relationship of the new object, or of the one that is deleted, that leads to what is shown. */
  readonly relationship: string;
  readonly says: (attributes: JsonObject) => string;
}

/** Characters of the text beside a change. */
const longest = 1_000;
/** Characters of a text that the public will read: all that Apple takes (facts §8c: 5,970). */
export const wholeText = 6_000;

/** A public answer cannot be judged without the review that it answers. */
const review: Beside = {
  relationship: 'review',
  says: (attributes) =>
    [
      `${String(attributes['rating'] ?? '?')}★`,
      stringAt(attributes, 'territory') ?? '',
      (stringAt(attributes, 'createdDate') ?? '').slice(0, 10),
      `“${plainText(stringAt(attributes, 'title') ?? '', 300)}”`,
      plainText(stringAt(attributes, 'body') ?? '', longest * 4),
    ]
      .filter((part) => part !== '')
      .join(' '),
};

const besides: { readonly [operationId: string]: Beside } = {
  customerReviewResponses_createInstance: review,
  customerReviewResponses_deleteInstance: review,
};

/** Attributes whose text the public reads as it is sent: a person sees all of it. */
const published: { readonly [operationId: string]: readonly string[] } = {
  customerReviewResponses_createInstance: ['responseBody'],
};

export function isPublished(operationId: string, field: string): boolean {
  return published[operationId]?.includes(field) === true;
}

/** The relationship that has to be read along for `besideOf`. */
export function besideRelationship(operationId: string): string | undefined {
  return besides[operationId]?.relationship;
}

/** The row that stands before the changes. `found` knows objects by `type/id`. */
export function besideOf(
  write: Write,
  own: JsonObject | undefined,
  found: (key: string) => JsonObject | undefined,
): readonly Change[] {
  const beside = besides[write.operation.id];
  if (beside === undefined) return [];
  const from = own ?? objectAt(write.body, 'data');
  const [link] = linkage(objectAt(objectAt(from, 'relationships'), beside.relationship)['data']);
  const object = link === undefined ? undefined : found(`${link.type}/${link.id}`);
  if (object === undefined) return [];
  const text = [...beside.says(objectAt(object, 'attributes'))];
  const before = text.length <= longest ? text.join('') : `${text.slice(0, longest - 1).join('')}…`;
  return [{ field: beside.relationship, before, kept: true, long: true }];
}
