import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import * as z from 'zod';

/** Licences that may stand in the bundle: free to copy as long as their text comes along. */
const allowed: readonly string[] = [
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '(MIT OR Apache-2.0)',
];

const manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** A package of which something is in the bundle. */
interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Its licence file, as these licences ask of whoever passes the code on. */
  readonly text: string;
}

/**
 * Packages that a build took files from, by name; `copied` are files that stand beside the code. Throws when one has a
 * licence that is not allowed.
 */
export function bundledPackages(metafile: Metafile, copied: readonly string[] = []): readonly Bundled[] {
  const folders = new Set([...foldersOf(metafile), ...copied.flatMap((file) => folderOf(file) ?? [])]);
  const packages = [...folders].sort().map(read);
  const refused = packages.filter(({ license }) => !allowed.includes(license));
  if (refused.length > 0)
    throw new Error(
      `Not allowed in the bundle: ${refused.map(({ name, license }) => `${name} (${license})`).join(', ')}. Allowed: ${allowed.join(', ')}.`,
    );
  return packages;
}

/** dist/licenses.txt: the list first, the texts below. */
export function licenceText(packages: readonly Bundled[]): string {
  const rows = packages.map(({ name, version, license }) => `${name} ${version} (${license})`);
  const texts = packages.map(({ name, version, text }) => `\n--- ${name} ${version}\n\n${text.trim()}\n`);
  return `Packages bundled in this folder, with their licences.\n\n${rows.join('\n')}\n${texts.join('')}`;
}

function foldersOf(metafile: Metafile): ReadonlySet<string> {
  const folders = new Set<string>();
  // Only what reached the output: an input that was shaken off is not passed on.
  for (const output of Object.values(metafile.outputs))
    for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
      const folder = folderOf(file);
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  return folders;
}

function folderOf(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function read(folder: string): Bundled {
  const { name, version, license } = manifest.parse(
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  );
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text =
    file === undefined
      ? `(The package has no licence file; ${license}.)`
      : readFileSync(join(folder, file), 'utf8');
  return { name, version, license, text };
}
