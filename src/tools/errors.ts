import type { ApiErrorEntry, AscError } from '../client/errors.ts';
import { cleanText } from './clean.ts';

/** Apple's entries that one error shows; the rest is counted. */
const entriesShown = 12;

/** Sentences that say what became of a change. They are no reason, and have a line of their own. */
const effects =
  /^(?:Nothing (?:of this )?was [^:]*|It was not [^:]*|What (?:was|had) [^:]*|Everything before it is done)\.$/;
/** Names that one can choose from are no reason either. */
const candidates = /^(?:Nearest|Candidates|There are|Those are|It has|The team has|Its groups|Their ids): /;

/** What a meaning gives as the reason, and what it says of the effect. */
function apart(meaning: string): { readonly reason: string; readonly effect: string } {
  const sentences = meaning.split(/(?<=[.!?]) (?=[A-Z“"])/);
  const isEffect = (sentence: string): boolean => effects.test(sentence);
  return {
    reason: sentences.filter((sentence) => !isEffect(sentence)).join(' '),
    effect: sentences.filter(isEffect).join(' '),
  };
}

/**
 * The text of a failure: what failed, why, the next step, and for writes what became of it. Every entry of Apple's
 * is named; its words are quoted as theirs.
 */
export function errorText(error: AscError): string {
  const lines = [`${error.code}: ${error.message}`];
  for (const entry of error.entries.slice(0, entriesShown)) lines.push(entryText(entry));
  if (error.entries.length > entriesShown)
    lines.push(`…and ${error.entries.length - entriesShown} more of Apple's errors.`);
  const { reason, effect } = apart(error.meaning ?? '');
  if (reason !== '') lines.push(candidates.test(reason) ? reason : `Why: ${reason}`);
  const said = error.retryAfterSeconds === undefined || error.next?.includes('Ask again in') === true;
  const wait = said ? '' : ` Ask again in ${Math.ceil(error.retryAfterSeconds ?? 0)} s.`;
  if (error.next !== undefined || wait !== '') lines.push(`Next: ${error.next ?? ''}${wait}`.trim());
  if (error.outcome === 'unknown')
    lines.push('Outcome unknown: the answer was lost. Read the object before you try again.');
  if (error.outcome === 'applied_unverified')
    lines.push('Apple accepted it, but the answer could not be read. Read the object to see what it is now.');
  if (effect !== '' && !error.message.includes(effect)) lines.push(effect);
  if (error.requestId !== undefined) lines.push(`Apple's request id: ${error.requestId}`);
  return lines.join('\n');
}

function entryText(entry: ApiErrorEntry): string {
  const where = [entry.path, entry.field].filter((part) => part !== undefined).join(' ');
  const said = cleanText(entry.detail ?? entry.title ?? '', 500).replaceAll(/\s+/g, ' ');
  return `- ${entry.code}${where === '' ? '' : ` at ${where}`}${said === '' ? '' : `: "${said}"`}`;
}

/** Ours went wrong: no message of an unknown exception ever leaves, it may hold a path or a secret. */
export function unexpectedText(reference: string): string {
  return [
    'internal_error: The server failed in a way that it does not know.',
    `Why: a fault of this server, not of your call; its log on stderr has the reference ${reference}.`,
    'Next: try the call in another form, or report the reference.',
  ].join('\n');
}
