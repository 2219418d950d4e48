/** Writes what is made from the registry of tools: the table in README.md, and manifest.json. `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { manifest } from './manifest.ts';
import { withToolsTable } from './tools-table.ts';

const file = new URL('../README.md', import.meta.url);
writeFileSync(file, withToolsTable(readFileSync(file, 'utf8')));
writeFileSync(new URL('../manifest.json', import.meta.url), manifest());
