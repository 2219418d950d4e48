/** Files that only their owner may read, written whole or not at all. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Windows has no such flag; a link in a folder that only its owner may write is the owner's. */
const noFollow = constants.O_NOFOLLOW ?? 0;

/** Makes the folder for the owner only. Throws when it is a link, not a folder, or others may write there. */
export async function privateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const facts = await lstat(folder);
  if (!facts.isDirectory()) throw new Error(`${folder} is not a folder.`);
  if (process.platform !== 'win32' && (facts.mode & 0o022) !== 0)
    throw new Error(`Others may write to ${folder}. Run: chmod 700 "${folder}"`);
}

/** Puts `text` in place of the file in one move, flushed, 0600. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = join(dirname(path), `.${randomBytes(8).toString('hex')}.tmp`);
  const file = await open(draft, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | noFollow, 0o600);
  try {
    await file.writeFile(text);
    await file.datasync();
  } catch (error) {
    await file.close();
    await unlink(draft).catch(() => undefined);
    throw error;
  }
  await file.close();
  await rename(draft, path);
}

/** Flags for a file that is only ever added to, and did not exist before. */
export const appendNew =
  constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | constants.O_WRONLY | noFollow;
