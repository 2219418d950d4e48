import { AscError } from '../client/errors.ts';
import { cleanText } from './clean.ts';

/** A question that was not asked: a code of ours, what is in the way, and the next step. */
export function notAsked(code: string, message: string, next: string): AscError {
  return new AscError({ code, message, next, outcome: 'not_sent' });
}

/** A change that was not begun: a code of ours, what is in the way, and the next step. */
export function notSent(code: string, message: string, next: string): AscError {
  return new AscError({ code, message, meaning: 'Nothing was changed.', next, outcome: 'not_sent' });
}

/** Arguments or files that cannot be used; said before anything is sent. */
export function refused(message: string, next = 'Correct the arguments and call again.'): AscError {
  return notSent('illegal_arguments', message, next);
}

/** Throws `illegal_arguments` when there is any problem; all of them are said at once. */
export function assertArguments(problems: readonly string[]): void {
  if (problems.length > 0) throw refused(`${cleanText(problems.join('; '), 1_000)}.`);
}
