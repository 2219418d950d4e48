import { AscError } from '../client/errors.ts';

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
