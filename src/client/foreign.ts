/**
 * Apple's own words may carry what users typed; before they are shown they lose what an eye cannot see. The list follows
 * the sanitisers of well-kept MCP servers (read 2026-11-22). U+200D stays, and one variation selector after an emoji.
 */

const ESCAPES = /(?![\t\n\r])\p{Cc}(?:\[[0-?]*[ -/]*[@-~]|\][^\p{Cc}]*)/gu;
const CONTROLS = /(?![\t\n])\p{Cc}/gu;
const INVISIBLE = /(?!\u200d)[\p{Cf}\p{Zl}\p{Zp}]/gu;
const ORPHANED_SELECTORS = /(?<![\p{Extended_Pictographic}0-9#*])\p{Variation_Selector}+/gu;
/** A zero-width joiner joins two pictographs; anywhere else it hides something. */
const ORPHANED_JOINERS =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Variation_Selector})\u200d|\u200d(?!\p{Extended_Pictographic})/gu;
const LONE_SURROGATES = /\p{Cs}/gu;

/** The common case: letters of Europe, digits, signs, tabs and line ends, with nothing to take out. */
const PLAIN = /^[\t\n\x20-\x7e\u00a1-\u00ac\u00ae-\u024f]*$/u;

/** `text` without escapes, control and invisible characters; lone surrogates are replaced. */
export function visibleText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(ESCAPES, '')
    .replace(CONTROLS, '')
    .replace(INVISIBLE, '')
    .replace(ORPHANED_SELECTORS, '')
    .replace(ORPHANED_JOINERS, '')
    .replace(LONE_SURROGATES, '\ufffd');
}

/** Longest piece of foreign text that goes into an error. */
const MAX_DETAIL = 500;

/** Visible text, cut at `max` characters. */
export function cleanForeign(text: string, max: number = MAX_DETAIL): string {
  const clean = visibleText(text.slice(0, max * 8)).trim();
  return clean.length <= max ? clean : `${clean.slice(0, max - 1).replace(LONE_SURROGATES, '')}…`;
}

const MARKUP = /<[a-z!/][^>]{0,2000}>/iu;

/** A body that is meant for a browser. Nothing of it is worth showing. */
export function looksLikeMarkup(text: string): boolean {
  return MARKUP.test(text);
}
