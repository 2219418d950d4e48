import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { placeOf } from '../metadata/place.ts';
import { lengthOf, normal } from '../metadata/texts.ts';
import { notSent, refused } from '../refused.ts';

/** What somebody gave as release notes: one of the three. */
export interface NotesGiven {
  readonly notes?: string | undefined;
  readonly notes_by_locale?: Readonly<Record<string, string>> | undefined;
  readonly notes_folder?: string | undefined;
  readonly same_for_all?: boolean | undefined;
}

/** A locale of the version and the text that Apple has for it. */
export interface LocaleNotes {
  readonly locale: string;
  readonly whatsNew?: string | undefined;
}

/** Characters of `whatsNew` (App Store Connect help, 2026-11-22). */
const longest = 4_000;

/**
 * The text for each locale, by locale; those that Apple has already stay out of it. Throws `notes_incomplete` when a
 * locale would be left without, and for texts that cannot be sent: then nothing is changed.
 */
export async function notesFor(
  context: ToolContext,
  given: NotesGiven,
  version: { readonly locales: readonly LocaleNotes[]; readonly primary: string; readonly first: boolean },
): Promise<ReadonlyMap<string, string>> {
  const texts = await textsOf(context, given, version.primary);
  if (texts === undefined) return new Map();
  if (version.first)
    throw notSent(
      'notes_not_allowed',
      'The first version of a platform has no release notes: Apple refuses them.',
      'Leave the notes out.',
    );
  const known = version.locales.map(({ locale }) => locale);
  const strange = [...texts.keys()].filter((locale) => !known.includes(locale));
  if (strange.length > 0 && given.notes_by_locale !== undefined)
    throw notSent(
      'unknown_locale',
      `The version has no texts in ${strange.map((locale) => cleanText(locale, 20)).join(', ')}. It has ${known.join(', ')}.`,
      'Add the locale with asc_push_metadata first, or leave it out.',
    );
  const long = [...texts].filter(([, text]) => lengthOf(text) > longest);
  if (long.length > 0)
    throw notSent(
      'notes_too_long',
      long
        .map(
          ([locale, text]) =>
            `The text in ${locale} has ${lengthOf(text)} characters; ${longest} are allowed.`,
        )
        .join(' '),
      'Shorten it.',
    );
  const common =
    given.same_for_all === true ? (texts.get(version.primary) ?? [...texts.values()][0]) : undefined;
  const without = version.locales.filter(
    ({ locale, whatsNew }) =>
      texts.get(locale) === undefined && common === undefined && whatsNew === undefined,
  );
  if (without.length > 0)
    throw notSent(
      'notes_incomplete',
      `No release notes for ${without.map(({ locale }) => locale).join(', ')}.`,
      'Apple wants them in every locale of an update: give the texts with notes_by_locale, or "same_for_all":true.',
    );
  return new Map(
    version.locales.flatMap(({ locale, whatsNew }): readonly [string, string][] => {
      const text =
        texts.get(locale) ?? (whatsNew === undefined ? common : undefined) ?? sameText(given, common);
      return text === undefined || text === normal(whatsNew ?? '') ? [] : [[locale, text]];
    }),
  );
}

/** One text for all replaces what is there; filling the gaps of several does not. */
function sameText(given: NotesGiven, common: string | undefined): string | undefined {
  return given.notes === undefined ? undefined : common;
}

async function textsOf(
  context: ToolContext,
  given: NotesGiven,
  primary: string,
): Promise<ReadonlyMap<string, string> | undefined> {
  const { notes, notes_by_locale: byLocale, notes_folder: folder } = given;
  const ways = [notes, byLocale, folder].filter((way) => way !== undefined);
  if (ways.length > 1)
    throw refused('Give notes, notes_by_locale or notes_folder, one of them.', 'Leave the others out.');
  if (ways.length === 0) return undefined;
  const texts =
    notes !== undefined
      ? new Map([[primary, normal(notes)]])
      : byLocale !== undefined
        ? new Map(Object.entries(byLocale).map(([locale, text]) => [locale, normal(text)]))
        : await textsIn(context, folder ?? '');
  const empty = [...texts].filter(([, text]) => text === '').map(([locale]) => locale);
  if (empty.length > 0 || texts.size === 0)
    throw notSent(
      'notes_incomplete',
      texts.size === 0
        ? `There are no release notes in ${JSON.stringify(cleanText(folder ?? '', 120))}.`
        : `The release notes in ${empty.map((locale) => cleanText(locale, 20)).join(', ')} are empty.`,
      'Write them: <folder>/<locale>/release_notes.txt.',
    );
  return texts;
}

/** fastlane's tree: `de-DE/release_notes.txt`. */
async function textsIn(context: ToolContext, path: string): Promise<ReadonlyMap<string, string>> {
  const tree = await (await placeOf(context.files, path)).read();
  return new Map(
    [...(tree?.texts ?? [])].flatMap(([key, text]): readonly [string, string][] => {
      const locale = /^([^/]+)\/release_notes$/.exec(key)?.[1];
      return locale === undefined || text === '' ? [] : [[locale, text]];
    }),
  );
}
