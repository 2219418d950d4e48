import { randomBytes } from 'node:crypto';
import { link, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { systemCode } from '../client/system-code.ts';

/** Older than this, a lock was left behind: what happens under it takes less than a second. */
const staleAfterMs = 10_000;
const waitMs = 25;
const patienceMs = 15_000;

/** Runs `work` while no other process does so under the same path. The folder must be private. */
export async function underLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mark = randomBytes(8).toString('hex');
  const until = performance.now() + patienceMs;
  while (!(await take(path, mark))) {
    if (performance.now() > until) throw new Error(`${path} stays locked. Remove the file if nothing runs.`);
    await breakStale(path);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  try {
    return await work();
  } finally {
    if ((await content(path)) === mark) await unlink(path).catch(() => undefined);
  }
}

async function take(path: string, mark: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(mark);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function breakStale(path: string): Promise<void> {
  try {
    const before = await stat(path);
    if (Date.now() - before.mtimeMs < staleAfterMs) return;
    const aside = `${path}.${randomBytes(8).toString('hex')}`;
    await rename(path, aside);
    // Somebody else may have broken it and taken it anew in between: then it is put back.
    const moved = await stat(aside);
    if (moved.ino !== before.ino) await link(aside, path).catch(() => undefined);
    await unlink(aside);
  } catch {
    // Gone in the meantime: the next try takes it.
  }
}

async function content(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
