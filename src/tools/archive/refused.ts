import { AscError } from '../../client/errors.ts';

/** The file is no app that can be read; nothing has left the computer. `why` is ours, never text of the file. */
export function unreadable(why: string, cause?: unknown): AscError {
  return new AscError({
    code: 'archive_not_readable',
    message: `The file is not sent: ${why}.`,
    meaning: 'Version, build number and bundle id are read from the file itself. Nothing was sent.',
    next: 'Give an .ipa or .pkg as Xcode exports it (Distribute App → App Store Connect → Export).',
    outcome: 'not_sent',
    ...(cause === undefined ? {} : { cause }),
  });
}
