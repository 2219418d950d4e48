/** Words: how a question and a name of the API become the same tokens. */

/** A word as typed (`testers`), and the form under which it is compared (`tester`). */
export interface Token {
  readonly word: string;
  readonly stem: string;
}

/** Left out everywhere; they never tell two things apart. */
const articles = new Set([
  'a',
  'an',
  'the',
  'my',
  'our',
  'your',
  'their',
  'its',
  'this',
  'that',
  'these',
  'please',
]);

/** Kept in phrases ("tester from group"), ignored on their own. */
const fillers = new Set(
  (
    'of for in on to from with by at as into out off up and or not no it be is are was were been being am we you i me they them ' +
    'do does did has have had can could will would should may might must what which who whom whose how why when where ' +
    'there here all any some each every other another one only just also still already yet now then than so if about ' +
    'us per via between after before during through over under again more most many much us want need like let tell ' +
    "show list get give find see view fetch look read check display us apple apple's connect api using use used thing things " +
    'create add make new set change update edit delete remove turn put certain existing several completely possible filter filtered sort sorted parameter field include'
  ).split(/\s+/),
);

/** Known to everybody, so they say nothing about what is meant. */
const generic = new Set(
  'app application store data id name info information account item value type state status detail setting option'.split(
    ' ',
  ),
);

const british: readonly (readonly [RegExp, string])[] = [
  [/isation/g, 'ization'],
  [/(local|summar|equal|optim|organ|author)is(e|ed|es|ing)\b/g, '$1iz$2'],
  [/licence/g, 'license'],
  [/colour/g, 'color'],
  [/catalogue/g, 'catalog'],
];

/** `appStoreVersions` → `app store versions`; digits stay with their letters, trailing `V2` goes. */
export function splitName(name: string): string {
  return name
    .replace(/V\d+$/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/[^A-Za-z\d]+/g, ' ')
    .toLowerCase();
}

/** The tokens of a question, articles left out. */
export function tokens(text: string): Token[] {
  let plain = text
    .replace(/\b([a-z]+[A-Z][A-Za-z]*)\b/g, (name) => splitName(name))
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\S+@\S+\.\S+/g, ' ')
    .replace(/\b\d+[.,]\d[059]\b|[$€£¥]/g, ' price ')
    // A version ("why was 2.5 rejected") is the value of something, not what is asked for.
    .replace(/\b\d+(\.\d+)+\b/g, ' ')
    .replace(/%/g, ' percent ')
    .replace(/\ba\s?\/\s?b\b/g, 'ab')
    .replace(/\be-mail/g, 'email')
    .replace(/[’`]/g, "'")
    .replace(/\bwhat's/g, 'whats')
    .replace(/'s\b/g, '')
    .replace(/'/g, '');
  for (const [from, to] of british) plain = plain.replace(from, to);
  const words = plain.match(/[\p{L}\d]+/gu) ?? [];
  return words.filter((word) => !articles.has(word)).map((word) => ({ word, stem: stem(word) }));
}

/** The stems of a name of the API. */
export function nameStems(name: string): string[] {
  return splitName(name).split(' ').filter(Boolean).map(stem);
}

/** A light stemmer: plurals, -ing, -ed and a last e; wrong forms do no harm, since both sides go through it. */
export function stem(word: string): string {
  let out = word;
  if (/^(listing|setting|rating)s?$/.test(out)) return out.replace(/s$/, '');
  if (out.length > 4 && out.endsWith('ies')) out = `${out.slice(0, -3)}y`;
  else if (out.length > 4 && /(s|x|ch|sh|z)es$/.test(out)) out = out.slice(0, -2);
  else if (out.length > 3 && out.endsWith('s') && !/(ss|us|is)$/.test(out)) out = out.slice(0, -1);
  if (out.length > 6 && out.endsWith('ing')) out = undouble(out.slice(0, -3));
  else if (out.length > 5 && out.endsWith('ed')) out = undouble(out.slice(0, -2));
  if (out.length > 4 && out.endsWith('e')) out = out.slice(0, -1);
  return out;
}

function undouble(text: string): string {
  return /([bdgmnprt])\1$/.test(text) ? text.slice(0, -1) : text;
}

export function isFiller(token: Token): boolean {
  return fillers.has(token.word);
}

export function isGeneric(token: Token): boolean {
  return generic.has(token.stem) || generic.has(token.word);
}

/** Number of single-letter changes between two words, swaps counted once; `limit + 1` when there are more. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let value = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, (before[j - 2] ?? 0) + 1);
      row.push(value);
      least = Math.min(least, value);
    }
    if (least > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? limit + 1;
}
