/** The last look at every text on its way out. */

const patterns: readonly (readonly [RegExp, string])[] = [
  [
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    '[private key withheld]',
  ],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g, '[token withheld]'],
  [/\bBearer\s+[\w.~+/-]{16,}=*/gi, 'Bearer [withheld]'],
  // Signed addresses: the query is the key to the file.
  [
    /(https:\/\/[^\s"'<>?]+)\?[^\s"'<>]*(?:Signature|X-Amz-|Expires|token|sig)=[^\s"'<>]*/gi,
    '$1?[signature withheld]',
  ],
];

/**
 * Removes key text, tokens and signatures of addresses. `known` are this process's own secrets (lines of the key, its
 * path), replaced wherever they stand.
 */
export function redact(text: string, known: readonly string[] = []): string {
  let out = text;
  for (const [pattern, replacement] of patterns) out = out.replace(pattern, replacement);
  for (const secret of known) if (secret.length >= 8) out = out.replaceAll(secret, '[withheld]');
  return out;
}
