import { readFileSync, writeFileSync } from 'node:fs';
import type { Row } from './row.ts';

/**
 * Writes what was measured, with machine and date, as a page. Figures of one machine on one day: what stands side by
 * side was measured in the same run, and only that may be compared.
 */
export function writeResults(file: string, rows: readonly Row[], machine: string, now: Date): void {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const cell = (text = ''): string => text.replaceAll('|', '\\|');
  const lines = rows.map((row) =>
    [
      row.what,
      row.ours,
      row.beside,
      row.result,
      row.bar,
      row.met === undefined ? '' : row.met ? 'met' : '**missed**',
    ].map(cell),
  );
  writeFileSync(
    file,
    `# Results of \`npm run bench\`

Version ${String(version)}, ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC. ${machine}.

These are figures of one machine on one day and promise nothing for another. What stands side by side was measured in
the same run, on the same machine: the ratios are what can be compared. This file is written by the benchmark; do not
edit it.

| | ours | beside it | result | bar | |
| --- | --- | --- | --- | --- | --- |
${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}
`,
  );
}
