import { AscError } from '../client/errors.ts';
import { cleanText } from './clean.ts';

/** Arguments or files that cannot be used; said before anything is sent. */
export function refused(message: string, next: string): AscError {
  return new AscError({
    code: 'illegal_arguments',
    message,
    meaning: 'Nothing was changed.',
    next,
    outcome: 'not_sent',
  });
}

/** Throws `illegal_arguments` when there is any problem; all of them are said at once. */
export function assertArguments(problems: readonly string[]): void {
  if (problems.length > 0)
    throw refused(`${cleanText(problems.join('; '), 1_000)}.`, 'Correct the arguments and call again.');
}
