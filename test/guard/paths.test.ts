import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/catalog/index.ts';
import { type ConnectedClient, createClient } from '../../src/client/client.ts';
import { AscError } from '../../src/client/errors.ts';
import { requestTarget } from '../../src/client/target.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { Files } from '../../src/tools/files.ts';
import { Names } from '../../src/tools/names.ts';
import { prepare } from '../../src/tools/write/prepare.ts';
import { type Api, json, startApi } from '../client/support.ts';
import { makeRig, type Rig } from './rig.ts';
import { catalog, never } from './writes.ts';

const origin = 'https://api.appstoreconnect.apple.com';

/** Pieces that change where a path leads, alone and between harmless ones. */
const piece = fc.constantFrom(
  '..',
  '.',
  '/',
  '//',
  '\\',
  '%2e',
  '%2E%2e',
  '%2f',
  '%5c',
  '%00',
  '%',
  '?',
  '#',
  ';',
  '@',
  ':',
  '$&',
  '$1',
  "$'",
  '{id}',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\u0000',
  '\u200b',
  '\u202e',
  '\ud800',
  'é',
  '％2e',
  '．．',
  'users',
  'v1/users',
  '1500000101',
  'a1b2c3d4-0000-4000-8000-000000000310',
);
const hostile = fc.oneof(
  fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
);

/** Writes whose object has no names, so that what stands in `id` goes into the path as it is, or not at all. */
const byId: readonly Operation[] = catalog
  .operationIds()
  .flatMap((id) => catalog.operation(id) ?? [])
  .filter(({ kind, hasId, body }) => kind === 'delete' && hasId && body === undefined);

let api: Api;
let client: ConnectedClient;
let rig: Rig;
beforeAll(async () => {
  // An API that has nothing: every look-up by name finds no object.
  api = await startApi((_request, response) => json(response, { data: [], links: {}, meta: {} }));
  const sandbox = await startSandbox({ catalog, team: 'empty' });
  const { credentials } = sandbox;
  await sandbox.close();
  client = createClient({ credentials, baseUrl: api.url, random: () => 0 });
  rig = makeRig({ client });
});
afterAll(async () => {
  await client.close();
  await rig.close();
  await api.close();
});

async function pathOf(operation: Operation, id: string): Promise<string | undefined> {
  const context = {
    catalog,
    client,
    names: new Names(catalog, client),
    files: new Files('/nonexistent'),
    uploads: () => Promise.reject(new Error('no uploads here')),
    reports: () => Promise.reject(new Error('no reports here')),
    facts: { version: '1', sandbox: true, readOnly: false, origin },
    executor: rig.executor,
    jobs: [],
    signal: never,
    progress: () => {},
  };
  try {
    return (await prepare(context, 'delete', { operation: operation.id, id })).path;
  } catch (error) {
    if (error instanceof AscError) return undefined;
    throw error;
  }
}

describe('an id', () => {
  it('stands in the path as it was given, in its place, or is refused', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...byId), hostile, async (operation, id) => {
        const path = await pathOf(operation, id);
        if (path === undefined) {
          refused += 1;
          return;
        }
        const [before = '', after = ''] = operation.path.split('{id}');
        expect(path).toBe(`${before}${id}${after}`);
        // What a URL parser, a proxy or a server makes of it is the same.
        expect(new URL(origin + path).pathname).toBe(path);
        expect(decodeURIComponent(path)).toBe(path);
        expect(path.split('/').length).toBe(operation.path.split('/').length);
        expect(catalog.route('DELETE', path)?.operation.id).toBe(operation.id);
      }),
      { numRuns: 2_000 },
    );
    expect(refused).toBeGreaterThan(500);
  });

  it('of a real object is taken', async () => {
    for (const operation of byId.slice(0, 20)) {
      const id = 'a1b2c3d4-0000-4000-8000-000000000310';
      expect(await pathOf(operation, id)).toBe(operation.path.replace('{id}', id));
    }
  });

  it('never reaches an API in another path than the one that was checked', async () => {
    const seen = api.seen.map(({ url }) => url);
    for (const url of seen) expect(url).toMatch(/^\/v\d+\/[A-Za-z]+(\?|$|\/[\w.~=-]+(\/[A-Za-z]+)*(\?|$))/);
  });
});

describe('the target of a request', () => {
  it('is the path that was given, or it is refused', () => {
    let refused = 0;
    fc.assert(
      fc.property(hostile, fc.constantFrom('', '/builds', '/relationships/app'), (id, rest) => {
        const path = `/v1/apps/${id}${rest}`;
        let target: string;
        try {
          target = requestTarget(origin, path, undefined);
        } catch (error) {
          expect(error).toBeInstanceOf(AscError);
          refused += 1;
          return;
        }
        const url = new URL(origin + target);
        expect([url.origin, url.pathname, url.search, url.hash]).toEqual([origin, path, '', '']);
      }),
      { numRuns: 5_000 },
    );
    expect(refused).toBeGreaterThan(1_000);
  });

  it('has the query that was given, whatever is in it', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-zA-Z[\]]{1,20}$/), text, { maxKeys: 4 }), (query) => {
        const target = requestTarget(origin, '/v1/apps', query);
        const url = new URL(origin + target);
        expect(url.pathname).toBe('/v1/apps');
        expect(url.hash).toBe('');
        expect([...url.searchParams]).toEqual(Object.entries(query));
      }),
      { numRuns: 2_000 },
    );
  });
});
