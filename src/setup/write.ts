import { randomBytes } from 'node:crypto';
import {
  constants,
  copyFileSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../client/system-code.ts';
import { ConfigError } from '../config.ts';

/** A text file as it is now; `undefined` when there is none. Throws `ConfigError` for one that cannot be read. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (code === 'ENOENT') return undefined;
    throw new ConfigError(`${path} cannot be read (${code}); it was left as it is.`);
  }
}

/**
 * Puts a text in place of a client's configuration, in one move, with the rights that the file had; a link to it stays a
 * link. What was there is copied beside it first; answers with the copy's name, or `undefined` when there was nothing.
 *
 * @param stamp goes into the copy's name: a time without colons.
 */
export function replaceWithBackup(path: string, text: string, stamp: string): string | undefined {
  const there = textOf(path) !== undefined;
  // People keep such files elsewhere and put links to them.
  const file = there ? realpathSync(path) : path;
  mkdirSync(dirname(file), { recursive: true });
  const mode = there ? statSync(file).mode & 0o777 : 0o600;
  const backup = `${path}.before-asc-${stamp}`;
  if (there) copyFileSync(file, backup, constants.COPYFILE_EXCL);
  const draft = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  writeFileSync(draft, text, { mode, flag: 'wx' });
  renameSync(draft, file);
  return there ? backup : undefined;
}
