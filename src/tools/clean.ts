import { visibleText } from '../client/foreign.ts';

/** Longest text of one field in an answer, in characters. The rest is in a saved file or on Apple's web site. */
const fieldLimit = 4_000;

/** Text of other people, made safe to show: nothing hidden in it, cut at `limit` characters with a note. */
export function cleanText(text: string, limit: number = fieldLimit): string {
  const clean = visibleText(text);
  if (clean.length <= limit) return clean;
  const last = clean.charCodeAt(limit - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
  return `${clean.slice(0, end)}… [${clean.length - end} more characters]`;
}
