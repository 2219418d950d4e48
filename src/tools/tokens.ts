/** Tokens in an answer, estimated without a tokenizer: good enough to decide between text, page and file. */

/** Most tokens that one answer may cost. */
export const answerBudget = 10_000;

/** A run that is base64 (Apple's ids of price points are), a word with its capital, capitals, digits, blanks, signs, others. */
const pieces =
  /\b(?=[A-Za-z]*\d)(?=[a-z\d]*[A-Z])(?=[A-Z\d]*[a-z])[A-Za-z\d]{20,}|[A-Z]?[a-z]+|[A-Z]+|\d+|\s+|[!-/:-@[-`{-~]+|[^\sA-Za-z\d]/gu;

/**
 * An estimate for the o200k vocabulary, rather above than below: words of eight letters or less are one token, longer
 * ones one for each five letters, capitals one for each two and a half, digits one for each three, signs one for each
 * two, base64 one for each one and a half characters, everything else one.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(pieces)) tokens += piece === ' ' ? 0 : tokensOf(piece);
  return tokens;
}

function tokensOf(piece: string): number {
  const { length } = piece;
  const first = piece.charCodeAt(0);
  if (first < 33 || first > 126) return 1;
  if (length >= 20 && /\d/.test(piece) && /[A-Za-z]/.test(piece)) return Math.ceil(length / 1.5);
  if (first >= 48 && first <= 57) return Math.ceil(length / 3);
  if (!/[A-Za-z]/.test(piece)) return Math.ceil(length / 2);
  if (length > 1 && piece === piece.toUpperCase()) return Math.ceil(length / 2.5);
  return length <= 8 ? 1 : Math.ceil(length / 5);
}
