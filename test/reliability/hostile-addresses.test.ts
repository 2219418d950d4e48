import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { AscError } from '../../src/client/errors.ts';
import { collectPages } from '../../src/client/paging.ts';
import { signedAddress } from '../../src/client/signed-hosts.ts';
import { APPLE_ORIGIN, requestTarget } from '../../src/client/target.ts';
import { uploadAddress } from '../../src/client/upload-hosts.ts';
import { type Api, CREDENTIALS, json, startApi } from '../client/support.ts';
import { type Direct, direct } from '../contract/pipeline.ts';

/** Addresses that lead a request, or the key of an account, to somebody else. */
const hostileAddresses: readonly string[] = [
  'http://169.254.169.254/latest/meta-data',
  'http://[fd00:ec2::254]/latest',
  'https://metadata.google.internal/',
  'https://evil.example/',
  'https://api.appstoreconnect.apple.com.evil.example/',
  'https://evil.example/api.appstoreconnect.apple.com',
  'https://evil.example?.apple.com',
  'https://evil.example#.apple.com',
  'https://api.appstoreconnect.apple.com@evil.example/',
  'https://user:pass@store.blobstore.apple.com/',
  'https://evilapple.com/',
  'https://apple.com.evil.example/',
  'https://xn--pple-43d.com/',
  'https://аpple.com/',
  'https://apple。com.evil.example/',
  'https://api.appstoreconnect.apple.com.:443/',
  'https://store.blobstore.apple.com:8443/',
  'http://store.blobstore.apple.com/',
  'ftp://store.blobstore.apple.com/',
  'file:///etc/passwd',
  'data:application/json,{}',
  'javascript:fetch(1)',
  'gopher://evil.example/_GET',
  'ws://evil.example/',
  '//evil.example/v1/apps',
  '\\\\evil.example\\share',
  'https:\\\\evil.example\\',
  'https:/evil.example',
  'https:///evil.example',
  'https://evil.example\t.apple.com/',
  'https://evil.example\n.apple.com/',
  'https://store.blobstore.apple.com/\r\nHost: evil.example',
  'https://evil.example%2f.apple.com/',
  'https://evil.example%00.apple.com/',
  'https://127.1/',
  'https://0x7f.1/',
  'https://2130706433/',
  'https://[::ffff:127.0.0.1]/',
  'https://localhost/',
  'https://0/',
  'https://apple.com/',
  'https://store.blobstore.apple.com../',
  ' https://evil.example/',
  'https://evil.example /.apple.com',
];

const thisComputer = /^https:\/\/(localhost|127\.1|0x7f\.1|2130706433)\/$/;

describe('R-SEC-3: 44 hostile addresses', () => {
  it('R-SEC-3: are at least 40, each another', () => {
    expect(new Set(hostileAddresses).size).toBe(hostileAddresses.length);
    expect(hostileAddresses.length).toBeGreaterThanOrEqual(40);
  });

  it.each(hostileAddresses)('R-SEC-3: %j is no base URL, no upload, no download, no path', (address) => {
    // A base URL of this computer is for sandboxes; every other one is refused.
    if (!thisComputer.test(address))
      expect(() => createClient({ credentials: CREDENTIALS, baseUrl: address })).toThrow(
        expect.objectContaining({ code: 'base_url_refused' }),
      );
    expect(uploadAddress(address, APPLE_ORIGIN)).toBeTypeOf('string');
    expect(signedAddress(address, APPLE_ORIGIN)).toBeTypeOf('string');
    // As a path it is refused, or it is nothing but a path on Apple's host.
    for (const path of [address, `/${address}`, `/v1/apps/${address}`]) expect(arrivalOf(path)).toBe(path);
  });

  it.each(hostileAddresses)('R-SEC-3: %j as the next page of a list is not followed', async (next) => {
    const paths: string[] = [];
    const answer = await collectPages(
      ({ path }) => {
        paths.push(path);
        const body = { data: [{ type: 'apps', id: '1' }], links: { next: `${next}?cursor=1` } };
        return Promise.resolve({ status: 200, contentType: 'application/json', body });
      },
      APPLE_ORIGIN,
      { method: 'GET', path: '/v1/apps', maxItems: 10 },
    );
    expect(paths).toEqual(['/v1/apps']);
    expect([answer.count, answer.complete]).toEqual([1, false]);
  });
});

/** Where a request for this path would arrive: the same path of Apple's host, when it is not refused. */
function arrivalOf(path: string): string {
  try {
    const url = new URL(APPLE_ORIGIN + requestTarget(APPLE_ORIGIN, path, undefined));
    return url.origin === APPLE_ORIGIN ? url.pathname + url.search + url.hash : url.href;
  } catch (error) {
    if (error instanceof AscError && error.code === 'bad_path') return path;
    throw error;
  }
}

describe('R-SEC-3: through the tools', () => {
  let api: Api;
  let elsewhere: Api;
  let server: Direct;
  beforeAll(async () => {
    elsewhere = await startApi((_, response) => json(response, {}));
    api = await startApi((request, response) => {
      const status = Number(/\/v1\/apps\/(30\d)/.exec(request.url)?.[1] ?? 0);
      if (status > 0) response.writeHead(status, { location: `${elsewhere.url}/v1/users` }).end();
      else json(response, { data: [] });
    });
    server = await direct(CREDENTIALS, api.url);
  });
  afterAll(async () => {
    await server.close();
    await api.close();
    await elsewhere.close();
  });

  it('R-SEC-3: no hostile address becomes a request, as path, id, cursor or file name', async () => {
    api.seen.length = 0;
    for (const address of hostileAddresses)
      for (const args of [
        { path: address },
        { path: `/v1/apps/${address}` },
        { operation: 'betaTesters_getInstance', id: address },
        { operation: 'apps_getCollection', cursor: address },
        { operation: 'apps_getCollection', save_to: address },
      ]) {
        const { isError, text } = await server.call('asc_read', args);
        expect(isError, `${JSON.stringify(args)}: ${text}`).toBe(true);
      }
    // What could be a name is looked for in the list of its kind, and nowhere else.
    const paths = new Set(api.seen.map(({ url }) => url.split('?')[0]));
    expect([...paths].filter((path) => !/^\/v1\/(apps|betaTesters)$/.test(path ?? ''))).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])(
    'fault 26: %i to another host is an error; nothing goes there',
    async (status) => {
      for (const [tool, args] of [
        ['asc_read', { operation: 'apps_getInstance', id: String(status).padEnd(10, '0') }],
        ['asc_read', { path: `/v1/apps/${String(status).padEnd(10, '0')}` }],
      ] as const) {
        const { isError, text } = await server.call(tool, args);
        expect(isError, text).toBe(true);
        expect(text).toContain('redirect');
        expect(text).not.toContain(elsewhere.url);
      }
      const asc = createClient({ credentials: CREDENTIALS, baseUrl: api.url, random: () => 0 });
      const error: unknown = await asc
        .request({ method: 'PATCH', path: `/v1/apps/${status}`, body: { data: { secret: 'x' } } })
        .catch((reason: unknown) => reason);
      await asc.close();
      expect(error).toMatchObject({ code: 'redirect_refused', outcome: 'rejected' });
      expect(elsewhere.seen).toEqual([]);
    },
  );

  it('R-SEC-3: what is saved stays in the download folder, whatever it is called', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'asc-names-'));
    for (const name of [
      `${folder}/x.csv`,
      '../x.csv',
      '..\\x.csv',
      'CON',
      `${'x'.repeat(300)}.csv`,
      '\u001b[2Jx.csv',
      'x.csv\n',
    ]) {
      const { isError, text } = await server.call('asc_read', {
        operation: 'apps_getCollection',
        all: true,
        save_to: name,
      });
      expect(isError, `${JSON.stringify(name)}: ${text}`).toBe(true);
      expect(text).not.toContain('\u001b');
    }
  });
});
