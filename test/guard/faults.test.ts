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
import { type Fault, type FaultyApi, type Passed, startFaultyApi } from '../support/fault-proxy.ts';
import { legalWrite } from '../support/writes.ts';
import { carryOut, makeRig, type Rig, roomy, toWrite } from './rig.ts';
import { catalog } from './writes.ts';

/** `npm run test:faults` tries every fault on every write; the short form one fault on each. */
const everything = process.env['MODE'] === 'faults';

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
const deadline = 150;

/** Pauses between attempts and for the limiter pass at once; what is short (deadlines of this test) is real. */
const hurried: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms > deadline && ms <= 5_000 ? 5 : ms);
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

async function world(): Promise<World> {
  const sandbox = await startSandbox({ catalog, rate: { hourLimit: 100_000_000 } });
  const api = await startFaultyApi(sandbox.url);
  const client = createClient({
    credentials: sandbox.credentials,
    baseUrl: api.url,
    random: () => 0,
    clock: hurried,
  });
  // What is still on its way when the deadline strikes lands while the guard waits to look again.
  const pauses: Pauses = {
    sleep: async () => {
      await pause(1);
      await api.quiet();
    },
  };
  const rig = makeRig({ client, policy: { limits: roomy }, writeDeadlineMs: deadline, pauses });
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
  expect(lines).toEqual(
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
