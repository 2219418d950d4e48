/** Writes into README.md what is generated there, the table of tools: `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { withToolsTable } from './tools-table.ts';

const file = new URL('../README.md', import.meta.url);
writeFileSync(file, withToolsTable(readFileSync(file, 'utf8')));
