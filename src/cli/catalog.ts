import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareCatalogs } from '../catalog/compare.ts';
import { compileCatalog, printCatalog } from '../catalog/compile.ts';
import { loadCatalog } from '../catalog/index.ts';
import { classified } from '../catalog/risk.ts';
import { systemCode } from '../client/system-code.ts';
import { ConfigError, readConfig, userFolder } from '../config.ts';
import { complain, print } from './print.ts';

/** Names listed for one kind of change. */
const listed = 40;

/** Makes a catalogue from a document of Apple's, says what is new in it, and keeps it where the server looks first. */
export function updateCatalog(file: string): void {
  const before = loadCatalog(readConfig().catalogFile);
  const { catalog, corrections } = compiled(file);
  for (const { name, expected, matched } of corrections)
    if (expected !== matched)
      complain(
        `asc-mcp: correction ${name} fits ${matched} places of this document instead of ${expected}; it may be out of date.`,
      );
  const changes = compareCatalogs(before.data, catalog);
  print(
    `API ${before.api} → ${catalog.api}: ${Object.keys(catalog.operations).length} operations, ${Object.keys(catalog.resources).length} resources.`,
  );
  for (const [title, names] of [
    ['added', changes.added],
    ['changed', changes.changed],
    ['removed', changes.removed],
  ] as const) {
    print(`${names.length} operations ${title}${names.length === 0 ? '.' : ':'}`);
    for (const name of names.slice(0, listed)) print(`  ${name}`);
    if (names.length > listed) print(`  … and ${names.length - listed} more`);
  }
  const known = new Set(classified());
  const unclassified = Object.entries(catalog.operations).filter(
    ([id, { method }]) => method !== 'GET' && !known.has(id),
  );
  if (unclassified.length > 0)
    print(
      `${unclassified.length} writes are not classified yet and count as irreversible (R3): ${unclassified
        .map(([id]) => id)
        .slice(0, listed)
        .join(', ')}`,
    );
  const target = join(userFolder(), 'catalog.json');
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  writeFileSync(target, printCatalog(catalog), { mode: 0o600 });
  print(
    `Kept at ${target}; the server uses it from its next start. Remove the file to go back to API ${loadCatalog().api}.`,
  );
}

function compiled(file: string): ReturnType<typeof compileCatalog> {
  const document = parse(file);
  try {
    return compileCatalog(document);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${file} cannot be made into a catalogue. ${why}`);
  }
}

function parse(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`Cannot read ${file} (${systemCode(error) ?? 'unknown'}).`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError(
      `${file} is not JSON. Download the OpenAPI document from Apple and unpack it first.`,
    );
  }
}
