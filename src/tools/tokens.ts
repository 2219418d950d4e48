/** Tokens in an answer, estimated without a tokenizer: good enough to decide between text, page and file. */

/** Most tokens that one answer may cost. */
export const answerBudget = 10_000;

const pieces = /[A-Za-z]+|\d+|\s+|[!-/:-@[-`{-~]+|[^\sA-Za-z\d]/gu;

/**
 * An upper estimate for the o200k vocabulary: words of eight letters or less are one token, longer ones one for each
 * five letters, digits one for each three, punctuation one for each two, everything else one.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(pieces)) {
    const first = piece.charCodeAt(0);
    if (first >= 48 && first <= 57) tokens += Math.ceil(piece.length / 3);
    else if ((first >= 65 && first <= 90) || (first >= 97 && first <= 122))
      tokens += piece.length <= 8 ? 1 : Math.ceil(piece.length / 5);
    else if (first > 32) tokens += first < 127 ? Math.ceil(piece.length / 2) : 1;
    else if (piece !== ' ') tokens += 1;
  }
  return tokens;
}
