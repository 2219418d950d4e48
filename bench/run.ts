/**
 * Measures the built server beside what it is built on, in one run, and prints a table. Needs `npm run build` first.
 * `--check` ends with 1 when a bar is missed; `--only start,burst` measures a part. All of it is also written to
 * `bench/RESULTS.md`, with the machine and the date.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measureCosts } from './measures/costs.ts';
import { measureInstall } from './measures/install.ts';
import { measurePaging } from './measures/paging.ts';
import { measureBurst, measureFirstCalls, measureSmallRead } from './measures/reads.ts';
import { measureReports } from './measures/reports.ts';
import { measureStart } from './measures/start.ts';
import { measureToolsets } from './measures/toolsets.ts';
import { measureUploads } from './measures/uploads.ts';
import { writeResults } from './results-file.ts';
import { type Row, renderRows } from './row.ts';
import { openWorld } from './world.ts';

const measures = {
  start: measureStart,
  toolsets: measureToolsets,
  read: measureSmallRead,
  burst: measureBurst,
  first: measureFirstCalls,
  paging: measurePaging,
  uploads: measureUploads,
  reports: measureReports,
  costs: measureCosts,
  install: measureInstall,
} as const;

const { values } = parseArgs({ options: { check: { type: 'boolean' }, only: { type: 'string' } } });
const chosen = values.only?.split(',') ?? Object.keys(measures);
const cores = holdToTwoCores();
const world = await openWorld();
const rows: Row[] = [];
try {
  for (const [name, measure] of Object.entries(measures))
    if (chosen.includes(name)) rows.push(...(await measure(world)));
} finally {
  await world.close();
}
const machine = `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cores}, ${(totalmem() / 2 ** 30).toFixed(0)} GB`;
console.log(machine);
console.log(`\n${renderRows(rows)}\n`);
// A part is no result.
if (values.only === undefined) writeResults('bench/RESULTS.md', rows, machine, new Date());
const missed = rows.filter((row) => row.met === false).length;
console.log(missed === 0 ? 'Every bar is met.' : `${missed} of the bars are missed.`);
if (values.check === true && missed > 0) process.exitCode = 1;

/** Client, server and API get two cores together, where the system lets us; says what they got. */
function holdToTwoCores(): string {
  const all = availableParallelism();
  if (all <= 2) return `${all} cores`;
  const { status } = spawnSync('taskset', ['-a', '-c', '-p', '0,1', String(process.pid)]);
  return status === 0 ? `2 of ${all} cores` : `${all} cores`;
}
