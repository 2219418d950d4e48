import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { salesReport } from '../../src/sandbox/reports.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { reportKinds } from '../../src/tools/reports/kinds.ts';
import { readRows } from '../../src/tools/reports/rows.ts';
import { Tally } from '../../src/tools/reports/tally.ts';
import { count, median } from '../numbers.ts';
import type { Row } from '../row.ts';

const rounds = 3;
const days = 40;
const rowsADay = 5_500;
/** Rows a second of processor time, all threads together: what one core can do. */
const least = 200_000;

/** Kept sales reports, unpacked, added up by product and territory in exact decimals. */
export async function measureReports(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'asc-bench-'));
  try {
    const now = Date.now();
    const files = Array.from({ length: days }, (_, index) => {
      const date = new Date(now - (index + 3) * 86_400_000).toISOString().slice(0, 10);
      const report = salesReport(queryOf(date), now, rowsADay);
      const path = join(folder, `${date}.gz`);
      writeFileSync(path, gzipSync('body' in report ? report.body : ''));
      return { date, path };
    });
    const speeds: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const tally = new Tally({
        groupBy: ['product', 'territory'],
        measures: reportKinds.sales.measures,
        filter: {},
        appBy: 'sku',
      });
      const before = process.cpuUsage();
      for (const { date, path } of files)
        await readRows(path, { header: (names) => tally.begin(names, date) });
      const { user, system } = process.cpuUsage(before);
      speeds.push((tally.rows * 1e6) / (user + system));
    }
    const speed = median(speeds);
    return [
      {
        what: `${count(days * rowsADay)} rows of sales, unpacked and grouped`,
        ours: `${count(speed)} rows a second of one core`,
        bar: `≥ ${count(least)}`,
        met: speed >= least,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function queryOf(date: string): Readonly<Record<string, string>> {
  return {
    'filter[vendorNumber]': teamIds.vendorNumber,
    'filter[reportType]': 'SALES',
    'filter[reportSubType]': 'SUMMARY',
    'filter[frequency]': 'DAILY',
    'filter[reportDate]': date,
  };
}
