/** A pattern that a reviewer stumbles over, and why. */
export interface Stumble {
  readonly pattern: RegExp;
  readonly source: string;
}

const complete = 'App Review Guidelines 2.1 and 2.3: metadata must be complete (2026-11-22)';
const others = 'App Review Guidelines 2.3.10: no names of other mobile platforms (2026-11-22)';
const beta = 'App Review Guidelines 2.2: betas and demos belong in TestFlight (2026-11-22)';

/** Texts that somebody meant to replace. */
export const placeholders: readonly Stumble[] = [
  { pattern: /\blorem ipsum\b/iu, source: complete },
  { pattern: /\b(?:TODO|FIXME|TBD|TBA)\b/u, source: complete },
  { pattern: /\bplace\s?holder\b/iu, source: complete },
  { pattern: /\bcoming soon\b/iu, source: complete },
  { pattern: /\b(?:asdf|qwerty|xxx+)\b/iu, source: complete },
  {
    pattern: /\b(?:insert|your|enter) (?:text|description|release notes|app name)\b(?: here)?/iu,
    source: complete,
  },
  { pattern: /\{\{[^}]*\}\}|<(?:insert|your|todo)[^>]*>|\$\{[^}]*\}/iu, source: complete },
  { pattern: /^\W*(?:test(?:ing)?[\s\d.!]*)+$/iu, source: complete },
];

export const otherPlatforms: readonly Stumble[] = [
  { pattern: /\bandroid\b/iu, source: others },
  { pattern: /\bgoogle play\b|\bplay store\b/iu, source: others },
  { pattern: /\bgalaxy store\b|\bapp\s?gallery\b|\bamazon appstore\b/iu, source: others },
  { pattern: /\bwindows phone\b|\bblackberry\b|\bharmonyos\b/iu, source: others },
];

export const unfinished: readonly Stumble[] = [
  { pattern: /\b(?:beta|alpha) (?:version|release|build|test)\b/iu, source: beta },
  { pattern: /\b(?:demo|trial|test|preview) version\b/iu, source: beta },
  { pattern: /\bwork in progress\b|\bpre-?release\b/iu, source: beta },
];

/** Prices belong to the product page's own fields (App Review Guidelines 2.3.7, 2026-11-22). */
export const prices: readonly Stumble[] = [
  {
    pattern: /(?:[$€£¥]\s?\d|\d\s?[€£¥]|\b\d+% off\b|\bfor free\b|\bfree download\b)/iu,
    source: 'App Review Guidelines 2.3.7: no prices in name, subtitle and keywords (2026-11-22)',
  },
];

/** The first words that one of the patterns takes offence at. */
export function stumble(rows: readonly Stumble[], text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  for (const { pattern } of rows) {
    const match = pattern.exec(text);
    if (match !== null) return match[0].slice(0, 40);
  }
  return undefined;
}
