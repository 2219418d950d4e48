import { fieldOf } from './fields.ts';

/** Texts by key: `de-DE/description`, `copyright`. An empty text is there and empty; a missing key is nobody's business. */
export type Texts = ReadonlyMap<string, string>;

/** A text as it is compared: line ends of one kind, nothing around it. Editors change these without being asked. */
export function normal(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replaceAll(/\r\n?/g, '\n')
    .trim();
}

/** The locales that texts are in, sorted. */
export function localesOf(texts: Texts): ReadonlySet<string> {
  const found = new Set<string>();
  for (const key of texts.keys()) {
    const locale = fieldOf(key)?.locale;
    if (locale !== undefined) found.add(locale);
  }
  return new Set([...found].sort());
}

/** Characters as a reader counts them, not UTF-16 units: an emoji of one code point is one. */
export function lengthOf(text: string): number {
  return [...text].length;
}
