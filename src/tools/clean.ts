/**
 * Makes text that other people wrote safe to show: no invisible characters, no terminal control, no endless fields.
 * What hides prompt injections in practice: Unicode tags, bidi controls, zero-width characters and orphaned
 * variation selectors (list compared with github-mcp-server's sanitiser, 2026-08-20).
 */

/** Escape sequences of terminals, then every other control character but tab and newline. */
const control = new RegExp(
  '\\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)?|[@-Z\\\\-_])?' +
    '|[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]',
  'g',
);

/** Characters that nobody sees: tags, bidi, zero width, soft hyphen, byte-order mark, lone surrogates. */
const invisible =
  /[\u{E0001}\u{E0020}-\u{E007F}]|[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]|[\u200B\u200C\u00AD\uFEFF\u180E\u2060-\u2064]|\p{Surrogate}/gu;

/** Variation selectors that follow no character which could take them; real emoji sequences stay. */
const orphaned = /(?<![\p{Extended_Pictographic}\p{Script=Han}#*0-9])[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu;

/** A zero-width joiner joins two pictographs; anywhere else it hides something. */
const joiner = /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D|\u200D(?!\p{Extended_Pictographic})/gu;

/** Longest text of one field in an answer, in characters. The rest is in Apple's own web site or a saved file. */
export const fieldLimit = 4_000;

/** Cheap test for the common case of text that needs nothing. */
const plain = /^[\t\n\x20-\x7e\u00a1-\u00ac\u00ae-\u024f]*$/;

/** The text without what hides or controls; cut at `limit` characters with a note. */
export function cleanText(text: string, limit: number = fieldLimit): string {
  const clean = plain.test(text)
    ? text
    : text.replace(control, '').replace(invisible, '').replace(orphaned, '').replace(joiner, '');
  if (clean.length <= limit) return clean;
  const end = clean.charCodeAt(limit - 1) >= 0xd800 && clean.charCodeAt(limit - 1) <= 0xdbff ? limit - 1 : limit;
  return `${clean.slice(0, end)}… [${clean.length - end} more characters]`;
}
