/** Files that only their owner may read, written whole or not at all. */
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

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
  const file = await open(draft, writeNew, 0o600);
  try {
    try {
      await file.writeFile(text);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw error;
  }
}

/** Flags for a file that did not exist before. What is new is no link either, so none is followed. */
export const writeNew = 'wx';

/** The same for a file that is only ever added to. */
export const appendNew = 'ax';
