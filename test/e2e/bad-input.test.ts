import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrayAt, objectAt } from '../../src/catalog/json.ts';
import { type Running, startServer } from '../support/server.ts';
import { type ProcessOptions, resultText, ServerProcess } from './process.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'asc-bad-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
  return path;
}

describe('a command line or configuration that cannot work', () => {
  const refused = async (options: ProcessOptions, says: RegExp): Promise<void> => {
    const { code, stdout, stderr } = await new ServerProcess(options).close();
    expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }, stderr).toEqual({
      code: 2,
      stdout: '',
      lines: 1,
    });
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/^\s+at |node:internal/m);
  };

  it('unknown flag', () =>
    refused({ args: ['--reed-only'] }, /unknown option '--reed-only'.*--read-only.*--help/));
  it('unknown command', () =>
    refused({ args: ['serv'] }, /there is no command "serv"\. Run "asc-mcp --help"/));
  it('flag without its value', () => refused({ args: ['--config'] }, /--config <file>/));
  it('absent configuration file', () =>
    refused(
      { args: ['--config', join(folder, 'none.json')] },
      /Cannot read .*none\.json \(ENOENT\)\. Correct --config/,
    ));
  it('configuration file that is a folder', () => refused({ args: ['--config', folder] }, /EISDIR/));
  it('configuration file that is no JSON', () =>
    refused({ args: ['--config', file('bad.json', 'keyId: 1')] }, /bad\.json is not JSON/));
  it('configuration file with an unknown key', () =>
    refused(
      { args: ['--config', file('typo.json', '{"keyID":"ABCDE12345"}')] },
      /keyID.*Known keys: keyId, issuerId/,
    ));
  it('configuration file with a wrong type', () =>
    refused({ args: ['--config', file('type.json', '{"readOnly":"yes"}')] }, /readOnly/));
  it('switch that is neither on nor off', () =>
    refused({ environment: { ASC_READ_ONLY: 'maybe' } }, /"maybe" is neither true nor false/));
  it('address of another host', () =>
    refused(
      { args: ['--base-url', 'https://api.example.com'] },
      /base URL is not one of this computer.*127\.0\.0\.1/,
    ));
  it('catalogue that is not there', () =>
    refused(
      { environment: { ASC_CATALOG: join(folder, 'no-catalog.json') } },
      /no-catalog\.json cannot be used \(ENOENT\)/,
    ));
  it('catalogue that is something else', () =>
    refused(
      { environment: { ASC_CATALOG: file('other.json', '{"openapi":"3.0"}') } },
      /other\.json cannot be used\. Make it anew/,
    ));

  it('Node that is too old', () => {
    const preload = file(
      'old-node.cjs',
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.19.1' } });",
    );
    return refused(
      { nodeArgs: ['--require', preload] },
      /needs Node 20\.18\.1 or newer and runs on 18\.19\.1\. Install/,
    );
  });
  it('Node that is nearly new enough', () => {
    const preload = file(
      'nearly.cjs',
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.0' } });",
    );
    return refused({ nodeArgs: ['--require', preload] }, /20\.18\.0/);
  });
});

describe('a key that cannot be used', () => {
  const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();
  const p256 = pem(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey);
  const p384 = pem(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey);
  const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
  const ids = { ASC_KEY_ID: 'ABCDE12345', ASC_ISSUER_ID: '57246542-96fe-1a63-e053-0824d011072a' };

  const cases: readonly (readonly [string, () => Record<string, string>, RegExp])[] = [
    ['none at all', () => ({}), /ASC_KEY_ID and ASC_PRIVATE_KEY_PATH are not set.*--sandbox/s],
    ['no private key', () => ids, /ASC_PRIVATE_KEY_PATH is not set/],
    [
      'a broken one',
      () => ({ ...ids, ASC_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\nMIGTAgEA' }),
      /was cut off/,
    ],
    [
      'no key at all in the file',
      () => ({ ...ids, ASC_PRIVATE_KEY_PATH: file('text.p8', 'hello world!') }),
      /text\.p8/,
    ],
    [
      'a file that is not there',
      () => ({ ...ids, ASC_PRIVATE_KEY_PATH: join(folder, 'gone.p8') }),
      /gone\.p8/,
    ],
    ['the wrong curve', () => ({ ...ids, ASC_PRIVATE_KEY: p384 }), /curve P-256/],
    ['RSA', () => ({ ...ids, ASC_PRIVATE_KEY: rsa }), /of type rsa/],
    [
      'a file that others may read',
      () => ({ ...ids, ASC_PRIVATE_KEY_PATH: file('open.p8', p256, 0o644) }),
      /chmod 600 open\.p8/,
    ],
    [
      'a key id that is none',
      () => ({ ...ids, ASC_KEY_ID: 'ABC', ASC_PRIVATE_KEY: p256 }),
      /ten letters and digits/,
    ],
    ['an issuer that is none', () => ({ ...ids, ASC_ISSUER_ID: 'me', ASC_PRIVATE_KEY: p256 }), /not a UUID/],
  ];

  for (const [kind, environment, remedy] of cases)
    it(`${kind}: serves its list, and every call says what to do`, async () => {
      const server = new ServerProcess({ environment: environment() });
      await server.initialize();
      const list = await server.request(1, 'tools/list');
      expect(arrayAt(list['result'], 'tools').length).toBeGreaterThanOrEqual(4);
      const read = resultText(
        await server.request(2, 'tools/call', {
          name: 'asc_read',
          arguments: { operation: 'apps_getCollection' },
        }),
      );
      expect(read.isError).toBe(true);
      expect(read.text).toMatch(remedy);
      expect(read.text).toMatch(/^Next: /m);
      const status = resultText(await server.request(3, 'tools/call', { name: 'asc_status', arguments: {} }));
      expect(status).toMatchObject({ isError: false, text: expect.stringMatching(remedy) });
      const { code, stderr } = await server.close();
      expect(code).toBe(0);
      expect(stderr).toMatch(remedy);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      for (const text of [read.text, status.text, stderr]) {
        expect(text).not.toContain(folder);
        expect(text).not.toMatch(/MIG|MIIE/);
      }
    });

  it('takes a key that is fine in each form', async () => {
    for (const key of [p256, p256.replaceAll('\n', '\\n'), Buffer.from(p256).toString('base64')]) {
      const server = new ServerProcess({ environment: { ...ids, ASC_PRIVATE_KEY: key } });
      await server.initialize();
      const { text } = resultText(
        await server.request(1, 'tools/call', { name: 'asc_status', arguments: {} }),
      );
      expect(text).toContain('key: ABCDE12345 (team key)');
      expect((await server.close()).stderr).toBe('');
    }
  });
});

describe('arguments', () => {
  let server: Running;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const ids = [
    '..',
    '.',
    '%2e%2e',
    '%2E%2E%2Fusers',
    'a/b',
    '1?x=y',
    '1#f',
    '',
    'x'.repeat(10_000),
    '١٢٣٤٥٦٧٨٩٠',
    '../users',
    '..\\users',
    '1500000101/builds',
    '1500000101\n',
    '1500000101\u0000',
    'https://example.com/',
    '1;2',
    '{id}',
    '１５０００００１０１',
  ];
  const operations = [
    'apps_getInstance',
    'apps_builds_getToManyRelated',
    'builds_getInstance',
    'users_getInstance',
    'territories_getInstance',
    'certificates_getInstance',
  ];

  it('never lets a false id become part of a path', async () => {
    server.taken();
    for (const operation of operations.filter(
      (id) => server.sandbox.store.catalog.operation(id) !== undefined,
    ))
      for (const id of ids) {
        const { isError, text } = await server.call('asc_read', { operation, id });
        expect(isError, `${operation} ${JSON.stringify(id)}: ${text}`).toBe(true);
        expect(text.length).toBeLessThan(1_500);
      }
    // A name that could be one is looked up in its list; nothing else may have been asked for.
    const paths = [...new Set(server.taken().map(({ path }) => path))].sort();
    expect(paths.filter((path) => !/^\/v1\/(apps|builds|users|certificates)$/.test(path))).toEqual([]);
  });

  it('sends nothing at all for those that are no name either', async () => {
    server.taken();
    for (const id of [
      '..',
      '%2e%2e',
      'a/b',
      '1?x=y',
      '1#f',
      '',
      'x'.repeat(10_000),
      '../users',
      '1500000101\u0000',
    ])
      for (const operation of [
        'apps_getInstance',
        'apps_builds_getToManyRelated',
        'betaTesters_getInstance',
      ]) {
        const { isError, text } = await server.call('asc_read', { operation, id });
        expect(isError, `${operation} ${JSON.stringify(id).slice(0, 40)}: ${text}`).toBe(true);
      }
    expect(server.taken()).toEqual([]);
  });

  it('refuses paths that are none', async () => {
    server.taken();
    for (const path of [
      '/v1/apps/../users',
      '/v1/apps/%2e%2e/users',
      'v1/apps/../users',
      'v1',
      '//example.com/v1/apps',
      'http://127.0.0.1/v1/apps',
      '/v1/apps?limit=1',
      '/v1/apps#x',
      '/v1/apps/..',
      '/v1/apps/1/',
      '/v1//apps',
      '/etc/passwd',
      '/v1/apps\\..\\users',
      '/v1/apps/1500000101/../../users',
      '',
    ]) {
      const { isError, text } = await server.call('asc_read', { path });
      expect(isError, `${path}: ${text}`).toBe(true);
    }
    expect(server.taken()).toEqual([]);
  });

  it('refuses the same ids in a filter that wants one', async () => {
    server.taken();
    for (const app of ['..', '%2e%2e', 'a/b', '1?x=y', '1#f'])
      expect(
        (await server.call('asc_read', { operation: 'builds_getCollection', filter: { app } })).isError,
      ).toBe(true);
    expect(server.taken()).toEqual([]);
  });

  it('lists the known ones when one is unknown', async () => {
    const { isError, text } = await server.call('asc_read', { operation: 'apps_getCollection', pageSize: 5 });
    expect(isError).toBe(true);
    expect(text).toContain('Unknown argument "pageSize"');
    expect(text).toContain(
      'known: operation, path, id, filter, exists, fields, include, limits, sort, params, columns, limit, all, cursor, save_to.',
    );
  });

  it('takes objects as JSON text, lists with commas, numbers and switches as text', async () => {
    server.taken();
    const call = {
      operation: 'builds_getCollection',
      filter: '{"app":"Weather Now","processingState":["VALID","PROCESSING"]}',
      sort: '-uploadedDate',
      columns: 'version, processingState',
      include: '["app"]',
      limit: '3',
      all: 'false',
    };
    const { isError, text } = await server.call('asc_read', call);
    expect(isError, text).toBe(false);
    expect(text).toMatch(/^builds: 3 of \d+, complete: false/);
    const last = server.taken().at(-1);
    expect(last?.query).toMatchObject({
      'filter[app]': '1500000101',
      'filter[processingState]': 'VALID,PROCESSING',
      sort: '-uploadedDate',
      include: 'app',
      limit: '3',
    });
  });

  it('answers arguments that are no object, and tools that are not there', async () => {
    const raw = new ServerProcess({ args: ['--sandbox'] });
    await raw.initialize();
    const unknown = await raw.request(1, 'tools/call', { name: 'asc_reed', arguments: {} });
    expect(objectAt(unknown, 'error')).toMatchObject({
      code: -32602,
      message: expect.stringContaining('asc_read'),
    });
    const list = await raw.request(2, 'tools/call', { name: 'asc_status', arguments: [1] });
    expect(objectAt(list, 'error')['code']).toBe(-32602);
    const none = resultText(await raw.request(3, 'tools/call', { name: 'asc_status' }));
    expect(none.isError).toBe(false);
    await raw.close();
  });
});
