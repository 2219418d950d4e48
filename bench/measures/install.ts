import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, objectAt } from '../../src/catalog/json.ts';
import type { Row } from '../row.ts';

const mostMegabytes = 20;
const mostPackages = 20;

/** What a user gets: the packed files and every package that is installed along with them. */
export function measureInstall(): readonly Row[] {
  const packages = runtimePackages();
  const own = packedSize();
  const others = packages.reduce((sum, folder) => sum + sizeOf(folder), 0);
  const megabytes = (own + others) / 1e6;
  const total = packages.length + 1;
  return [
    {
      what: 'install size',
      ours: `${megabytes.toFixed(1)} MB`,
      result: `own files ${(own / 1e6).toFixed(1)} MB`,
      bar: `≤ ${mostMegabytes} MB`,
      met: megabytes <= mostMegabytes,
    },
    {
      what: 'packages installed',
      ours: String(total),
      bar: `≤ ${mostPackages}`,
      met: total <= mostPackages,
    },
  ];
}

/** Bytes of what `npm pack` would publish, unpacked. */
function packedSize(): number {
  const listing: unknown = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const first: unknown = Array.isArray(listing) ? listing[0] : undefined;
  return isObject(first) ? Number(first['unpackedSize']) : Number.NaN;
}

/** Folders of the packages that the lock file has for users, not only for developers. */
function runtimePackages(): readonly string[] {
  const lock: unknown = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  return Object.entries(objectAt(lock, 'packages'))
    .filter(([folder, entry]) => folder !== '' && isObject(entry) && entry['dev'] !== true)
    .filter(([, entry]) => isObject(entry) && entry['devOptional'] !== true && entry['optional'] !== true)
    .map(([folder]) => folder);
}

/** Bytes of a package's files; packages inside it count for themselves. */
function sizeOf(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? sizeOf(path) : lstatSync(path).size;
  }
  return bytes;
}
