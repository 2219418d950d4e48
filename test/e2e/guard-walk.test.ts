import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { friendlyBody } from '../../src/catalog/body.ts';
import { loadCatalog, type Operation } from '../../src/catalog/index.ts';
import { assess } from '../../src/guard/tier.ts';
import type { Write } from '../../src/guard/types.ts';
import { everyNth } from '../support/long.ts';
import {
  type Asked,
  agreeing,
  type FormAnswer,
  faults,
  type Person,
  type Running,
  startServer,
} from '../support/server.ts';
import { legalWrite } from '../support/writes.ts';

const catalog = loadCatalog();
/** Deletes last, so that there is something left to change. */
const writes: readonly Operation[] = catalog
  .operationIds()
  .flatMap((id) => catalog.operation(id) ?? [])
  .filter((operation) => operation.kind !== 'read')
  .sort((a, b) => Number(a.kind === 'delete') - Number(b.kind === 'delete'));

/** Walks need more room than a person's hour. */
const policy = {
  version: 1,
  mode: 'read-write',
  limits: { writesPerHour: 5_000, deletesPerHour: 5_000, pendingPlans: 1_000 },
};

/** The judge refuses every body of these two (see test/catalog/oracle.test.ts). */
const unjudgeable = /\/v1\/appAssetLibraryPlacement(s|OrderingRequests)$/;

const running: Running[] = [];
afterAll(async () => {
  for (const server of running) await server.close();
});

interface Walked {
  readonly operation: Operation;
  /** The write itself, as often as it reached the sandbox. */
  readonly arrived: number;
  readonly tier: string;
  readonly text: string;
}

/** Calls every write once and counts what reached the sandbox. */
async function walk(options: {
  person?: Person;
  generation?: 'old' | 'new';
  only?: readonly Operation[];
}): Promise<{ walked: Walked[]; wrong: string[] }> {
  const { only = writes, ...rest } = options;
  const server = await startServer({ ...rest, policy });
  running.push(server);
  const walked: Walked[] = [];
  const wrong: string[] = [];
  for (const operation of only) {
    const { id, body } = legalWrite(operation, server.sandbox);
    server.taken();
    const call = {
      operation: operation.id,
      ...friendlyBody(operation, body),
      ...(id === undefined ? {} : { id }),
    };
    if (id === undefined && 'id' in call)
      throw new Error(`${operation.id}: an id that does not belong there`);
    const tier = tierNow(operation, id, body, server);
    const { text } = await server.call(`asc_${operation.kind}`, call);
    const taken = server.taken();
    const sent = taken.filter(({ method }) => method !== 'GET');
    wrong.push(...faults(taken.filter(({ path }) => !unjudgeable.test(path))));
    walked.push({ operation, arrived: sent.length, tier, text });
  }
  return { walked, wrong };
}

/** Some deletes are graver when the object has something that customers see. */
function tierNow(operation: Operation, id: string | undefined, body: unknown, { sandbox }: Running): string {
  const write: Write = { operation, method: writeMethod(operation), path: operation.path, body };
  const read = catalog.route('GET', operation.path)?.operation.returns;
  const before =
    read?.kind === 'object' && id !== undefined
      ? sandbox.store.get(read.resource, id)?.attributes
      : undefined;
  return assess(write, { tainted: false, ...(before === undefined ? {} : { before }) }).tier;
}

function writeMethod({ method }: Operation): Write['method'] {
  if (method === 'GET') throw new Error('not a write');
  return method;
}

const outward = ({ tier }: Walked): boolean => tier === 'R2' || tier === 'R3';
const short = ({ operation, arrived, tier, text }: Walked): string =>
  `${operation.id} ${tier} ×${arrived}: ${text.slice(0, 200)}`;

test('there are 477 writes', () => {
  expect(writes.length).toBe(477);
});

test('nobody to ask: no write of R2 or R3 leaves, every R1 does', async () => {
  const { walked, wrong } = await walk({});
  expect(walked.filter((each) => outward(each) && each.arrived > 0).map(short)).toEqual([]);
  expect(walked.filter((each) => !outward(each) && each.arrived !== 1).map(short)).toEqual([]);
  expect(wrong).toEqual([]);
}, 180_000);

test.each(['new', 'old'] as const)(
  'a person who agrees (%s client): every write arrives, once, legal',
  async (generation) => {
    const prompts: Asked[] = [];
    const { walked, wrong } = await walk({
      generation,
      only: generation === 'new' ? writes : everyNth(writes, 10),
      person: (asked) => {
        prompts.push(asked);
        return agreeing(asked);
      },
    });
    expect(walked.filter(({ arrived }) => arrived !== 1).map(short)).toEqual([]);
    expect(wrong).toEqual([]);
    // One question for each write that needs one, none for the others.
    expect(prompts.length).toBe(walked.filter(outward).length);
  },
  180_000,
);

/** People and programs that must not get anything through. */
const refusals: readonly (readonly [string, Person])[] = [
  [
    'declines after reading',
    async (): Promise<FormAnswer> => {
      await pause(405);
      return { action: 'decline' };
    },
  ],
  ['declines at once', () => ({ action: 'decline' })],
  ['cancels at once', () => ({ action: 'cancel' })],
  ['accepts with {}', () => ({ action: 'accept', content: {} })],
  [
    'accepts with the wrong property',
    () => ({ action: 'accept', content: { confirmed: 'true', confirm: 'yes' } }),
  ],
  ['accepts with a wrong choice', ({ property }) => ({ action: 'accept', content: { [property]: 'yes' } })],
];

/** A few of each tier and kind stand for all: the walk above shows that all go the same way. */
const samples = [
  'betaGroups_createInstance',
  'reviewSubmissions_updateInstance',
  'betaTesters_deleteInstance',
  'certificates_deleteInstance',
  'users_deleteInstance',
  'appPriceSchedules_createInstance',
  'builds_betaGroups_createToManyRelationship',
];

test.each(refusals)(
  'a client that %s: nothing leaves',
  async (_, person) => {
    for (const generation of ['new', 'old'] as const) {
      const server = await startServer({ person, generation, policy });
      for (const id of samples) {
        const operation = catalog.operation(id);
        if (operation === undefined) throw new Error(id);
        const { id: target, body } = legalWrite(operation, server.sandbox);
        server.taken();
        const call = {
          operation: id,
          ...friendlyBody(operation, body),
          ...(target === undefined ? {} : { id: target }),
        };
        const { text, isError } = await server.call(`asc_${operation.kind}`, call);
        expect(
          server
            .taken()
            .filter(({ method }) => method !== 'GET')
            .map(({ path }) => path),
        ).toEqual([]);
        expect(isError, text).toBe(true);
        expect(text).toContain('Nothing was changed');
      }
      await server.close();
    }
  },
  120_000,
);
