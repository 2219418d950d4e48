import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

/** What a text costs a model with the o200k vocabulary. */
export function tokensOf(text: string): number {
  return countTokens(text);
}
