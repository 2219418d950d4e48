import { readdirSync, readlinkSync } from 'node:fs';

/** Files below a folder that this process holds open. Only Linux tells; elsewhere there are none. */
export function openFilesIn(folder: string): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      // The one that listed the others.
      return [];
    }
  });
}
