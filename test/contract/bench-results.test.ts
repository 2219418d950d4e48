import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeResults } from '../../bench/results-file.ts';

it('the page of the benchmark has machine, date and a row for each measure', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'asc-bench-')), 'RESULTS.md');
  const rows = [
    { what: 'start', ours: '180 ms', beside: '120 ms', result: '× 1.5', bar: '× 2', met: true },
    { what: 'a | b', ours: '5 MB', met: false },
    { what: 'tokens', ours: '6,000' },
  ];
  writeResults(file, rows, 'Node 20.20.2, linux', new Date(Date.UTC(2026, 10, 22, 12, 30)));
  const page = readFileSync(file, 'utf8');
  expect(page).toMatch(/^Version \d+\.\d+\.\d+, 2026-11-22 12:30 UTC\. Node 20\.20\.2, linux\.$/m);
  expect(page.split('\n').filter((line) => line.startsWith('| '))).toEqual([
    '| | ours | beside it | result | bar | |',
    '| --- | --- | --- | --- | --- | --- |',
    '| start | 180 ms | 120 ms | × 1.5 | × 2 | met |',
    '| a \\| b | 5 MB |  |  |  | **missed** |',
    '| tokens | 6,000 |  |  |  |  |',
  ]);
});
