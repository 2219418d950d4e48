/**
 * Hours of a team's work in one server: `npm run test:soak -- --minutes 10`. Callers read, draft and change at the same
 * time while two of a hundred requests to the API go wrong; at the end nothing may have happened twice, nothing may have
 * been left unhandled, memory may not have grown, and the log must verify. Prints what it found; ends with 1 when a bar
 * is missed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { verifyAudit } from '../../src/guard/audit-verify.ts';
import { auditFolder } from '../../src/guard/index.ts';
import { type Fault, startFaultyApi } from '../support/fault-proxy.ts';
import { agreeing, startServer, startWorld } from '../support/server.ts';
import { newTally, runCaller } from './callers.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    callers: { type: 'string', default: '8' },
    faults: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const minutes = Number(values.minutes);
const callers = Number(values.callers);
const percent = Number(values.faults);
/** No policy allows more than 10,000 writes an hour: callers rest between calls so that the hour is enough. */
const rest = minutes > 30 ? 1_000 : 200;
/** Bar of a run at full pace: growth from minute three to the last, in MB. */
const mostGrowth = 10;
/**
 * Bar of a long run, MB an hour, once it is warm: limits remember an hour of writes and requests, so that much memory
 * is taken bit by bit in the first one.
 */
const steepest = 1;
const warmAfter = 60;
/** Bar: open files and connections in the last minute beside minute three: a pool and a log of the hour come and go. */
const mostFiles = 10;

/** What goes wrong, the usual more often than what holds a caller up for half a minute. */
const usual: readonly Fault[] = [
  { kind: 'reset_before' },
  { kind: 'reset_after' },
  { kind: 'truncate' },
  { kind: 'garbage_json' },
  { kind: 'empty_200' },
  { kind: 'html' },
  { kind: 'html', first: true },
  { kind: 'bad_content_length' },
  { kind: 'redirect_out' },
  { kind: 'latency', ms: 500 },
  { kind: 'status', status: 429 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 500, first: true },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 504, first: true },
];
const rare: readonly Fault[] = [{ kind: 'hang' }, { kind: 'stall_body' }, { kind: 'gzip_bomb' }];

/** A small generator of our own, so that a seed means the same run. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(Number(values.seed));
const arrived = new Map<string, number>();
let requests = 0;
const world = await startWorld({
  rate: { hourLimit: 1_000_000_000 },
  onRequest: ({ method, path, status, body }) => {
    requests += 1;
    if (method === 'GET' || status >= 400) return;
    const what = `${method} ${path} ${JSON.stringify(body)}`;
    arrived.set(what, (arrived.get(what) ?? 0) + 1);
  },
});
const api = await startFaultyApi(world.sandbox.url);
let broken = 0;
/**
 * Each of them twice in the first minute: what an answer of 20 MB once took is kept by the allocator for the next one,
 * and must not look like growth because it came in the fifth minute.
 */
const opening = [...rare, ...rare];
let seen = 0;
api.often(() => {
  seen += 1;
  if (seen % 40 === 0 && opening.length > 0) {
    broken += 1;
    return opening.shift();
  }
  if (random() * 100 >= percent) return undefined;
  broken += 1;
  const from = random() < 0.03 ? rare : usual;
  return from[Math.floor(random() * from.length)];
});
const server = await startServer({
  world,
  person: agreeing,
  environment: { ASC_BASE_URL: api.url },
  policy: {
    version: 1,
    mode: 'read-write',
    limits: { writesPerHour: 10_000, deletesPerHour: 10_000, pendingPlans: 1_000 },
  },
});

const began = performance.now();
const passed = (): number => (performance.now() - began) / 60_000;
const tally = newTally();
/** Resident memory in MB and open files, with the minute. */
const memory: { at: number; rss: number; files: number }[] = [];
const watch = setInterval(() => {
  // Nobody asks the logs of requests here; they would be memory of this process.
  world.taken();
  api.taken();
  const rss = residentMemory();
  if (rss !== undefined) memory.push({ at: passed(), rss, files: openFiles() });
}, 2_000);

console.info(`soak: ${minutes} minutes, ${callers} callers, ${percent} % faults, seed ${values.seed}`);
const failures: string[] = [];
await Promise.all(
  Array.from({ length: callers }, (_, which) =>
    runCaller(which, server, tally, random, () => passed() < minutes, rest).catch((error: unknown) => {
      failures.push(`caller ${which} ended: ${String(error)}`);
    }),
  ),
);
clearInterval(watch);
await pause(500);
const stderr = server.stderr();
await server.close();
await pause(500);

const within = (from: number, to: number, what: 'rss' | 'files' = 'rss'): number =>
  mean(memory.filter(({ at }) => at >= from && at < to).map((sample) => sample[what]));
const third = within(2, 3);
const last = within(minutes - 1, minutes);
const slope = slopeAnHour(memory.filter(({ at }) => at >= warmAfter));
const files = { third: within(2, 3, 'files'), last: within(minutes - 1, minutes, 'files') };
const twice = [...arrived].filter(([, times]) => times > 1);
const names = [...world.sandbox.store.all('BetaGroup')].map(({ attributes }) => String(attributes['name']));
const groupsTwice = names.filter((name, index) => name.startsWith('soak') && names.indexOf(name) !== index);
const { problems } = await verifyAudit(auditFolder(join(world.downloads, 'state')));
const unhandled = stderr.split('\n').filter((line) => /unhandled|uncaught|^\s+at /i.test(line));

if (twice.length + groupsTwice.length > 0) failures.push(`${twice.length} writes arrived twice`);
if (unhandled.length > 0) failures.push(`${unhandled.length} unhandled rejections: ${unhandled[0]}`);
if (problems.length > 0) failures.push(`the audit log does not verify: ${JSON.stringify(problems[0])}`);
if (minutes >= 4 && minutes <= 30 && !(last - third <= mostGrowth))
  failures.push(`memory grew by ${(last - third).toFixed(1)} MB from minute three to the last`);
if (minutes >= 1.5 * warmAfter && !(slope < steepest))
  failures.push(`memory grows by ${slope.toFixed(2)} MB an hour once warm`);
if (minutes >= 4 && !(files.last - files.third <= mostFiles))
  failures.push(`${files.last.toFixed(0)} files are open, ${files.third.toFixed(0)} were in minute three`);
if (tally.codes.has('internal_error')) failures.push('the server met faults of its own');

console.info(`calls ${tally.calls} (errors ${tally.errors}, outcome unknown ${tally.unknown}), drafts ${tally.writes.drafts}, plans ${tally.writes.plans}
requests that reached the API ${requests}, broken on the way ${broken}, writes that took effect ${arrived.size}
writes that arrived twice ${twice.length}, groups made twice ${groupsTwice.length}, unhandled rejections ${unhandled.length}
memory: minute three ${third.toFixed(1)} MB, last minute ${last.toFixed(1)} MB, most ${Math.max(...memory.map(({ rss }) => rss)).toFixed(1)} MB
memory after minute ${warmAfter}: ${minutes > warmAfter ? `${slope.toFixed(2)} MB an hour` : 'not reached'}; open files: minute three ${files.third.toFixed(1)}, last minute ${files.last.toFixed(1)}
audit log: ${problems.length === 0 ? 'verifies' : JSON.stringify(problems)}
errors by code: ${JSON.stringify(Object.fromEntries([...tally.codes].sort(([, a], [, b]) => b - a)))}
memory by minute: ${Array.from({ length: Math.ceil(minutes) }, (_, minute) => within(minute, minute + 1).toFixed(0)).join(' ')}`);
for (const [what, times] of twice.slice(0, 5)) console.info(`${times} × ${what}`);
console.info(failures.length === 0 ? 'Every bar is met.' : `MISSED: ${failures.join('; ')}`);
await api.close();
await world.sandbox.close();
process.exitCode = failures.length === 0 ? 0 : 1;

function residentMemory(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const status = readFileSync(`/proc/${server.pid ?? 0}/status`, 'utf8');
    const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

/** How many files, pipes and connections the server has open; 0 where the system does not tell. */
function openFiles(): number {
  try {
    return readdirSync(`/proc/${server.pid ?? 0}/fd`).length;
  } catch {
    return 0;
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The slope of the line that lies nearest to the samples (least squares), in MB an hour. */
function slopeAnHour(samples: readonly { at: number; rss: number }[]): number {
  const middle = { at: mean(samples.map(({ at }) => at)), rss: mean(samples.map(({ rss }) => rss)) };
  let together = 0;
  let apart = 0;
  for (const { at, rss } of samples) {
    together += (at - middle.at) * (rss - middle.rss);
    apart += (at - middle.at) ** 2;
  }
  return (together / apart) * 60;
}
