import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { objectAt } from '../../src/catalog/json.ts';
import { items } from './items.ts';

const source = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whether a test of this title stands in the file and is run: not skipped for good, not set aside. */
function has(file: string, title: string): boolean {
  // What a table or a loop puts in stands as %s here, and figures that grow as ….
  const quoted = escaped(title)
    .replaceAll("'", "\\\\?'")
    .replaceAll('…', '.*?')
    .replaceAll('%s', '(?:%s|\\$\\{.*?\\})');
  return new RegExp(`(?<!\\.skip|\\.todo)\\(\\s*(['"\`])${quoted}\\1\\s*,`).test(source(file));
}

it('are the 66 faults, the frames, and the 10, 9 and 13 requirements, each once', () => {
  const ids = items.map(({ id }) => id);
  const numbered = (prefix: string, most: number): string[] =>
    Array.from({ length: most }, (_, n) => `${prefix}${n + 1}`);
  expect(ids).toEqual([
    ...numbered('fault ', 66),
    'frames',
    ...numbered('R-SEC-', 10),
    ...numbered('R-GRD-', 9),
    ...numbered('R-REL-', 13),
  ]);
});

it('each names tests that exist', () => {
  const missing = items.flatMap(({ id, tests }) =>
    tests.flatMap(([file, ...titles]) =>
      titles.filter((title) => !has(file, title)).map((title) => `${id}: ${file}: ${title}`),
    ),
  );
  expect(missing).toEqual([]);
  expect(items.filter(({ tests }) => tests.every(([, ...titles]) => titles.length === 0))).toEqual([]);
});

it('each names scripts that exist', () => {
  const scripts = objectAt(JSON.parse(readFileSync('package.json', 'utf8')), 'scripts');
  const named = items.flatMap(({ scripts: own = [] }) => own);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
