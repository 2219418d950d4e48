import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises';
import { systemCode } from '../client/system-code.ts';

/** A pipe without a writer must not make us wait. */
const noWait = constants.O_NONBLOCK ?? 0;

/**
 * Opens the file of a real path, as `realpath` gives it. `undefined` when what was opened is not there: some folder of
 * the path became a link in between, even for a moment. Comparing paths or numbers of files cannot tell that, since each
 * look at the path may be led elsewhere than the one before; so the system is asked where the open file itself is.
 * Throws what `open` throws. `platform` is another one for tests alone.
 */
export async function openReal(
  real: string,
  flags: number,
  mode?: number,
  platform: NodeJS.Platform = process.platform,
): Promise<FileHandle | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(real, flags | noLinks(platform) | noWait, mode);
  } catch (cause) {
    if (systemCode(cause) === 'ELOOP') return undefined;
    throw cause;
  }
  try {
    if (await isThere(handle, real, platform)) return handle;
  } catch {
    // Not to be told is no better than a no.
  }
  await handle.close();
  return undefined;
}

/**
 * No part of the path may be a link: `O_NOFOLLOW_ANY` of macOS 11 and later (its open(2), read 2026-11-22), which Node
 * does not name. Elsewhere the flag speaks of the last part alone, and the rest is looked at after the opening.
 */
function noLinks(platform: NodeJS.Platform): number {
  return platform === 'darwin' ? 0x2000_0000 : (constants.O_NOFOLLOW ?? 0);
}

async function isThere(handle: FileHandle, real: string, platform: NodeJS.Platform): Promise<boolean> {
  if (platform === 'linux') return (await readlink(`/proc/self/fd/${handle.fd}`)) === real;
  const [opened, now] = [await handle.stat(), await lstat(real)];
  return opened.ino === now.ino && opened.dev === now.dev && (await realpath(real)) === real;
}
