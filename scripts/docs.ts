/** Writes what is made from the code and package.json: package files, and the marked parts of README.md. `npm run docs`. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { madeFiles } from './generated-files.ts';

for (const { file, fresh } of madeFiles) {
  const url = new URL(`../${file}`, import.meta.url);
  mkdirSync(new URL('.', url), { recursive: true });
  writeFileSync(url, await fresh(existsSync(url) ? readFileSync(url, 'utf8') : ''));
}
