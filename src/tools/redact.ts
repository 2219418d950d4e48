/** The last look at every text on its way out. Each pattern runs over a text once, however it was made up. */

/** A space as texts and addresses have it. */
const gap = '(?:[ +]|%20)';
const fence = (word: string): string =>
  `-----${word}${gap}(?:[A-Z0-9]{1,20}${gap}){0,4}PRIVATE${gap}KEY-----`;

const patterns: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`${fence('BEGIN')}[\\s\\S]*?(?:${fence('END')}|$)`, 'g'), '[private key withheld]'],
  [/(?<![\w-])([\w-]{0,64}?)eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g, '$1[token withheld]'],
  [/Bearer(?:\s|\+|%20){1,8}[\w.~+/%-]{16,}=*/gi, 'Bearer [withheld]'],
];

/** An address as it stands in plain text, in JSON (`\/`, `\u0026`) or within another address. */
const address = /https?(?::|%3A)(?:[^\s"'<>\\]|\\\/|\\u00[0-9a-f]{2})+/gi;
/** Signed addresses: the query is the key to the file. */
const signature = /(?:Signature|X-Amz-|Expires|token|sig)[\w-]{0,40}(?:=|%3D|%253D)/i;

/**
 * Removes key text, tokens and signatures of addresses. `known` are this process's own secrets (lines of the key, its
 * path), replaced wherever they stand, also escaped as JSON or addresses do.
 */
export function redact(text: string, known: readonly string[] = []): string {
  let out = text;
  for (const [pattern, replacement] of patterns) out = out.replace(pattern, replacement);
  out = out.replace(address, unsigned);
  for (const secret of known)
    if (secret.length >= 8) for (const form of formsOf(secret)) out = out.replaceAll(form, '[withheld]');
  return out;
}

function unsigned(url: string): string {
  const start = url.search(/\?|%3F|%253F/i);
  return start < 0 || !signature.test(url.slice(start)) ? url : `${url.slice(0, start)}?[signature withheld]`;
}

function formsOf(secret: string): ReadonlySet<string> {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const inAddress = encodeURIComponent(secret);
  return new Set([
    secret,
    inJson,
    inJson.replaceAll('/', '\\/'),
    JSON.stringify(inJson).slice(1, -1),
    inAddress,
    inAddress.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    encodeURI(secret),
  ]);
}
