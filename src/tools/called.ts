import { nearestNames } from '../catalog/search-nearest.ts';
import { cleanText } from './clean.ts';
import { refused } from './refused.ts';

/** A value of one of Apple's enums, and what people call it beside that: small letters and digits, no blanks, no marks. */
export type CalledValue = readonly [value: string, called: readonly string[]];

/**
 * Apple's value for what somebody wrote. Throws `illegal_arguments` with the nearest ones: `unknown` begins its sentence
 * ("There is no role"), `known` is what there is.
 */
export function valueCalled(
  values: readonly CalledValue[],
  given: string,
  unknown: string,
  known: readonly string[] = values.map(([value]) => value),
): string {
  const word = plain(given);
  const found = values.find(([value, called]) => plain(value) === word || called.includes(word));
  if (found !== undefined) return found[0];
  const near = nearestNames(known, given.toUpperCase().replaceAll(/\W+/g, '_')).slice(0, 3);
  throw refused(
    `${unknown} ${JSON.stringify(cleanText(given, 60))}.`,
    `${near.length > 0 ? `Nearest: ${near.join(', ')}. ` : ''}Known: ${known.join(', ')}.`,
  );
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
