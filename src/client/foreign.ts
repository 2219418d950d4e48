/**
 * Apple's own words may carry what users typed; before they are shown they lose what an eye cannot see. The list follows
 * the sanitisers of well-kept MCP servers (read 2026-11-22). U+200D stays, and one variation selector after an emoji.
 */

const ESCAPES = /(?![\t\n\r])\p{Cc}(?:\[[0-?]*[ -/]*[@-~]|\][^\p{Cc}]*)/gu;
const CONTROLS = /(?![\t\n])\p{Cc}/gu;
const INVISIBLE = /(?!\u200d)[\p{Cf}\p{Zl}\p{Zp}]/gu;
const ORPHANED_SELECTORS = /(?<![\p{Extended_Pictographic}0-9#*])\p{Variation_Selector}+/gu;
const LONE_SURROGATES = /\p{Cs}/gu;

/** Longest piece of foreign text that goes into an error. */
const MAX_DETAIL = 500;

/** `text` without escapes, control and invisible characters, lone surrogates replaced, cut at `max` characters. */
export function cleanForeign(text: string, max: number = MAX_DETAIL): string {
  const clean = text
    .slice(0, max * 8)
    .replace(ESCAPES, '')
    .replace(CONTROLS, '')
    .replace(INVISIBLE, '')
    .replace(ORPHANED_SELECTORS, '')
    .replace(LONE_SURROGATES, '\ufffd')
    .trim();
  return clean.length <= max ? clean : `${clean.slice(0, max - 1).replace(LONE_SURROGATES, '')}…`;
}

const MARKUP = /<[a-z!/][^>]{0,2000}>/iu;

/** A body that is meant for a browser. Nothing of it is worth showing. */
export function looksLikeMarkup(text: string): boolean {
  return MARKUP.test(text);
}
