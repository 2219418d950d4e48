import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/catalog/index.ts';
import { isObject, objectAt } from '../../src/catalog/json.ts';
import { type ConnectedClient, createClient } from '../../src/client/client.ts';
import type { Clock } from '../../src/client/clock.ts';
import { readAudit, verifyAudit } from '../../src/guard/audit-verify.ts';
import {
  givenAttributes,
  givenLinks,
  linkage,
  ownerOf,
  relationshipName,
  sameValue,
} from '../../src/guard/objects.ts';
import type { Pauses } from '../../src/guard/read-back.ts';
import type { StepResult, Write } from '../../src/guard/types.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { hasFaultProxy, startFaultProxy } from '../client/support.ts';
import { type Fault, type FaultyApi, type Passed, startFaultyApi } from '../support/fault-proxy.ts';
import { long } from '../support/long.ts';
import { legalWrite } from '../support/writes.ts';
import { carryOut, makeRig, type Rig, roomy, toWrite } from './rig.ts';
import { catalog, writeOf } from './writes.ts';

/** `npm run test:faults` tries every fault on every write; the short form one fault on each. */
const everything = long;

const faults: readonly Fault[] = [
  { kind: 'reset_before' },
  { kind: 'reset_after' },
  { kind: 'hang' },
  { kind: 'stall_body' },
  { kind: 'truncate' },
  { kind: 'slow' },
  { kind: 'garbage_json' },
  { kind: 'html' },
  { kind: 'html', first: true },
  { kind: 'html_200' },
  { kind: 'empty_200' },
  { kind: 'huge' },
  { kind: 'huge', first: true },
  { kind: 'gzip_bomb' },
  { kind: 'gzip_bomb', first: true },
  { kind: 'redirect_out' },
  { kind: 'bad_content_length' },
  { kind: 'latency', ms: 20 },
  // Lands when the client has given up already.
  { kind: 'latency', ms: 140 },
  { kind: 'date', offset_s: 7200 },
  { kind: 'status', status: 408 },
  { kind: 'status', status: 408, first: true },
  { kind: 'status', status: 409 },
  { kind: 'status', status: 429 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 500, first: true },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 504 },
  { kind: 'status', status: 504, first: true },
];
/** Shared with nobody's patience: the answers of the sandbox take a few milliseconds. */
const deadline = 100;

/** Pauses between attempts (half a second and more) pass at once; what is shorter, the deadlines of this test, is real. */
const hurried: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms >= 450 && ms <= 5_000 ? 5 : ms);
    return () => clearTimeout(timer);
  },
};

interface World {
  readonly sandbox: Sandbox;
  readonly api: FaultyApi;
  readonly client: ConnectedClient;
  readonly rig: Rig;
  close(): Promise<void>;
}

async function world(writeDeadlineMs = deadline): Promise<World> {
  const sandbox = await startSandbox({ catalog, rate: { hourLimit: 100_000_000 } });
  const api = await startFaultyApi(sandbox.url);
  const client = createClient({
    credentials: sandbox.credentials,
    baseUrl: api.url,
    random: () => 0,
    clock: hurried,
  });
  // The first request signs a token and compiles much; it must not be the one under a deadline.
  await client.request({ method: 'GET', path: '/v1/apps' });
  // What is still on its way when the deadline strikes lands while the guard waits to look again.
  const pauses: Pauses = {
    sleep: async () => {
      await pause(1);
      await api.quiet();
    },
  };
  const rig = makeRig({ client, policy: { limits: roomy }, writeDeadlineMs, pauses });
  return {
    sandbox,
    api,
    client,
    rig,
    close: async () => {
      await client.close();
      await rig.close();
      await api.close();
      await sandbox.close();
    },
  };
}

const open: World[] = [];
afterAll(async () => {
  for (const each of open) await each.close();
});

/** Deletes last, so that there is something left to change. */
const writes: readonly Operation[] = catalog
  .operationIds()
  .flatMap((id) => catalog.operation(id) ?? [])
  .filter((operation) => operation.kind !== 'read')
  .sort((a, b) => Number(a.kind === 'delete') - Number(b.kind === 'delete'));

interface Tried {
  readonly write: Write;
  readonly fault: Fault;
  readonly result: StepResult;
  readonly passed: readonly Passed[];
  /** What was sent stands in the sandbox's store, whoever put it there. */
  readonly stands: boolean;
}

/** One write under one fault; `undefined` when the state of the sandbox allows none any more. */
async function attempt(where: World, operation: Operation, fault: Fault): Promise<Tried | undefined> {
  const legal = legalNow(where, operation);
  if (legal === undefined) return undefined;
  const write = toWrite(operation, legal);
  where.api.taken();
  where.api.next(fault);
  const result = await carryOut(where.rig.executor, write);
  await where.api.quiet();
  return { write, fault, result, passed: where.api.taken(), stands: stands(where.sandbox, write) };
}

function legalNow({ sandbox }: World, operation: Operation) {
  try {
    return legalWrite(operation, sandbox);
  } catch {
    return undefined;
  }
}

/** Looks into the store, independently of everything that reads over HTTP. */
function stands({ store }: Sandbox, write: Write): boolean {
  const owner = ownerOf(catalog, write.operation)?.name ?? '';
  const object = store.get(owner, write.id ?? '');
  if (write.method === 'DELETE' && relationshipName(write.operation) === undefined)
    return object === undefined;
  if (object === undefined) return false;
  const name = relationshipName(write.operation);
  const data = isObject(write.body) ? write.body['data'] : undefined;
  if (name !== undefined) {
    const now = store.linked(object, name);
    const wanted = linkage(data).map(({ id }) => id);
    if (write.method === 'POST') return wanted.every((id) => now.includes(id));
    if (write.method === 'DELETE') return wanted.every((id) => !now.includes(id));
    return [...now].sort().join() === [...wanted].sort().join();
  }
  const attributes = objectAt({ attributes: object.attributes }, 'attributes');
  return (
    Object.entries(givenAttributes(write.body)).every(([key, value]) => sameValue(attributes[key], value)) &&
    givenLinks(write.body).every(
      ([key, references]) =>
        [...store.linked(object, key)].sort().join() ===
        references
          .map(({ id }) => id)
          .sort()
          .join(),
    )
  );
}

/** What is wrong with the outcome that was told; empty when it is true or says that nobody knows. */
function lies({ write, fault, result, passed, stands: isThere }: Tried): string[] {
  const about = `${write.operation.id} under ${JSON.stringify(fault)}: ${result.outcome} (${result.evidence ?? result.error?.message ?? ''})`;
  const effects = passed.filter(({ status = 0 }) => status >= 200 && status < 300).length;
  // A second sending is for what was certainly refused: 429 before it got there, 401 for a token.
  const arrivals = passed.filter(({ status }) => status !== undefined && status !== 401 && status !== 429);
  const found: string[] = [];
  if (effects > 1 || arrivals.length > 1) found.push(`${about}: ${arrivals.length} arrived`);
  const { outcome } = result;
  const saysDone = outcome === 'applied' || outcome === 'applied_unverified';
  if (saysDone && effects === 0 && !isThere) found.push(`${about}: it did not happen`);
  if ((outcome === 'rejected' || outcome === 'not_sent') && effects > 0) found.push(`${about}: it happened`);
  return found;
}

function totals(tried: readonly Tried[]): string {
  const counts = new Map<string, number>();
  for (const { result, passed } of tried) {
    const happened = passed.some(({ status = 0 }) => status >= 200 && status < 300);
    const key = `${happened ? 'happened' : 'did not happen'}: ${result.outcome}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, count]) => `${key} ${count}`)
    .join(', ');
}

/** Intent before and outcome after, for each write, in a chain that holds. */
async function expectLogged({ rig }: World, tried: readonly Tried[]): Promise<void> {
  expect((await verifyAudit(rig.auditFolder)).problems).toEqual([]);
  const lines = (await readAudit(rig.auditFolder)).flatMap((record) =>
    record.kind === 'intent'
      ? [`intent ${String(record['operation'])}`]
      : record.kind === 'outcome'
        ? [`${String(record['outcome'])} ${String(record['operation'])}`]
        : [],
  );
  // A price that a passing 500 kept out is sent once more, and logged once more.
  const once = lines.filter(
    (line, index) =>
      !(line.startsWith('not_sent') && lines[index + 1] === line.replace('not_sent', 'intent')) &&
      !(line.startsWith('intent') && lines[index - 1] === line.replace('intent', 'not_sent')),
  );
  expect(once).toEqual(
    tried.flatMap(({ write, result }) => [
      `intent ${write.operation.id}`,
      `${result.outcome} ${write.operation.id}`,
    ]),
  );
}

describe('under a fault, no write has two effects, and what is said of it is true or unknown', () => {
  if (everything)
    it.each(faults)(
      'every write under %j',
      async (fault) => {
        const where = await world();
        open.push(where);
        const tried: Tried[] = [];
        for (const operation of writes) {
          const one = await attempt(where, operation, fault);
          if (one !== undefined) tried.push(one);
        }
        process.stdout.write(`${JSON.stringify(fault)} on ${tried.length} writes: ${totals(tried)}\n`);
        expect(tried.flatMap(lies)).toEqual([]);
        expect(tried.length).toBeGreaterThan(440);
        await expectLogged(where, tried);
      },
      600_000,
    );
  else
    it('every write under one of them', async () => {
      const where = await world();
      open.push(where);
      const tried: Tried[] = [];
      for (const [index, operation] of writes.entries()) {
        const fault = faults[index % faults.length];
        const one = fault === undefined ? undefined : await attempt(where, operation, fault);
        if (one !== undefined) tried.push(one);
      }
      process.stdout.write(`${tried.length} writes: ${totals(tried)}\n`);
      expect(tried.flatMap(lies)).toEqual([]);
      expect(tried.length).toBeGreaterThan(440);
      await expectLogged(where, tried);
    }, 120_000);
});

/** A few writes stand for all where the way is the same for each. */
const sample = writes.filter((_, index) => index % (everything ? 6 : 24) === 5);

describe('the commit of an upload that never arrived', () => {
  it('is not taken for done because of the state that was there before', async () => {
    const where = await world(20_000);
    open.push(where);
    const [shot] = where.sandbox.store.all('AppScreenshot');
    if (shot === undefined) throw new Error('no screenshot');
    const commit = writeOf('appScreenshots_updateInstance', { id: shot.id, attributes: { uploaded: true } });
    where.api.next({ kind: 'reset_before' });
    const done = await carryOut(where.rig.executor, commit);
    expect(done.outcome).toBe('unknown');
    shot.attributes = { ...shot.attributes, assetDeliveryState: { state: 'AWAITING_UPLOAD' } };
    where.api.next({ kind: 'reset_before' });
    const awaiting = await carryOut(where.rig.executor, commit);
    expect(awaiting.outcome).toBe('unknown');
  });
});

describe('when reading back fails, too', () => {
  it.each<Fault>([
    { kind: 'reset_before' },
    { kind: 'reset_after' },
    { kind: 'status', status: 500, first: true },
    { kind: 'html_200' },
  ])('nobody knows what became of a write under %j', async (fault) => {
    const where = await world(20_000);
    open.push(where);
    const told = new Set<string>();
    for (const operation of sample) {
      const legal = legalNow(where, operation);
      if (legal === undefined) continue;
      where.api.next(fault);
      where.api.cutReads(true);
      const { outcome, evidence } = await carryOut(where.rig.executor, toWrite(operation, legal));
      where.api.cutReads(false);
      expect(evidence).toBeTruthy();
      told.add(outcome);
    }
    expect([...told]).toEqual(['unknown']);
  });
});

describe.runIf(everything && hasFaultProxy)('the shared fault proxy', () => {
  /** What it knows, by its own file. Writes without a read before, for it breaks whatever comes first. */
  const shared = faults.filter(
    (fault) =>
      !('first' in fault) && fault.kind !== 'html_200' && !(fault.kind === 'latency' && fault.ms > 20),
  );
  const drafts = ['betaAppReviewDetails_updateInstance', 'appStoreVersionLocalizations_createInstance'];

  it('leads to the same outcomes', async () => {
    const ours = await world();
    const theirs = await world();
    open.push(ours, theirs);
    const proxy = await startFaultProxy(theirs.sandbox.url);
    const client = createClient({
      credentials: theirs.sandbox.credentials,
      baseUrl: proxy.url,
      random: () => 0,
      clock: hurried,
    });
    await client.request({ method: 'GET', path: '/v1/apps' });
    const rig = makeRig({ client, policy: { limits: roomy }, writeDeadlineMs: 440 });
    const rows: [string, string, string, string][] = [];
    for (const fault of shared)
      for (const id of drafts) {
        const operation = catalog.operation(id);
        if (operation === undefined) throw new Error(id);
        const one = await attempt(ours, operation, fault);
        await proxy.faults([
          fault.kind === 'status' || 'offset_s' in fault || 'ms' in fault ? fault : fault.kind,
        ]);
        const other = await carryOut(rig.executor, toWrite(operation, legalWrite(operation, theirs.sandbox)));
        rows.push([id, JSON.stringify(fault), one?.result.outcome ?? 'none', other.outcome]);
      }
    await client.close();
    await rig.close();
    await proxy.close();
    expect(rows.filter(([, , one, other]) => one !== other)).toEqual([]);
    expect(rows.length).toBeGreaterThan(40);
  }, 120_000);
});
