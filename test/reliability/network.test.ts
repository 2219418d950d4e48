import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type Api, CREDENTIALS, clientFor, FakeClock, failureOf, json, startApi } from '../client/support.ts';
import { direct } from '../contract/pipeline.ts';
import { resultText, ServerProcess } from '../e2e/process.ts';
import { type FaultyApi, startFaultyApi } from '../support/fault-proxy.ts';
import { portOf } from '../support/port.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});
const kept = <T extends { close(): unknown }>(thing: T): T => {
  open.push(thing);
  return thing;
};
const api = async (answer: Parameters<typeof startApi>[0]): Promise<Api> => kept(await startApi(answer));
const tool = async (url: string) => kept(await direct(CREDENTIALS, url));

describe('the way to Apple', () => {
  it('fault 22: a certificate that nobody vouches for is refused, and no header was sent', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'asc-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=other.example',
        '-keyout',
        key,
        '-out',
        cert,
      ],
      { stdio: 'ignore' },
    );
    let requests = 0;
    const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => {
      requests += 1;
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => server.close() });
    const asc = kept(clientFor(`https://127.0.0.1:${portOf(server.address())}`));
    for (const method of ['GET', 'POST'] as const) {
      const error = await failureOf(
        asc.request({
          method,
          path: '/v1/apps',
          deadlineMs: 1_500,
          ...(method === 'POST' ? { body: {} } : {}),
        }),
      );
      expect(error.outcome === 'not_sent' || error.outcome === 'failed', error.outcome).toBe(true);
    }
    expect(requests).toBe(0);
  });

  it('fault 27: eight hours of sleep in mid-call: the deadline has passed, the next call signs anew', async () => {
    const clock = new FakeClock(Date.now());
    let silent = true;
    const server = await api((_, response) => {
      if (silent) clock.advance(8 * 3_600_000);
      else json(response, { data: [] });
    });
    const asc = kept(clientFor(server.url, { clock }));
    const error = await failureOf(asc.request({ method: 'GET', path: '/v1/apps' }));
    expect([error.code, error.outcome]).toEqual(['timeout', 'failed']);
    expect(error.next).toBeTruthy();
    silent = false;
    const signed = asc.signatures();
    await asc.request({ method: 'GET', path: '/v1/apps' });
    expect(asc.signatures()).toBe(signed + 1);
  });

  it('fault 28: an address family that does not answer is left for the other', async () => {
    // "localhost" is two addresses where both families are there; the server listens on one.
    const server = await api((_, response) => json(response, { data: [] }));
    const asc = kept(clientFor(server.url.replace('127.0.0.1', 'localhost')));
    const began = performance.now();
    expect((await asc.request({ method: 'GET', path: '/v1/apps' })).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(10_000);
    // Node tries the families one after the other by itself, and nothing here turns that off.
    const { getDefaultAutoSelectFamily } = await import('node:net');
    expect(getDefaultAutoSelectFamily()).toBe(true);
  });
});

describe('what an answer may look like', () => {
  it('fault 38: values, types and attributes that nobody knows yet come through', async () => {
    const server = await api((_, response) =>
      json(response, {
        data: {
          type: 'novelties',
          id: '1',
          attributes: { name: 'X', orbit: 'GEOSTATIONARY', nested: { a: [1] } },
        },
      }),
    );
    const { text, isError } = await (await tool(server.url)).call('asc_read', {
      operation: 'apps_getInstance',
      id: '1500000101',
    });
    expect(isError, text).toBe(false);
    expect(text).toContain('GEOSTATIONARY');
  });

  it.each([
    ['no data', {}],
    ['data null', { data: null }],
    ['an id that is a number', { data: { type: 'apps', id: 5, attributes: { name: 'X' } } }],
    [
      'included without a match',
      {
        data: {
          type: 'apps',
          id: '5',
          attributes: { name: 'X' },
          relationships: { builds: { data: [{ type: 'builds', id: '9' }] } },
        },
        included: [{ type: 'users', id: '1' }],
      },
    ],
    ['a list where an object was', { data: [{ type: 'apps', id: '5' }] }],
    ['attributes that are a list', { data: { type: 'apps', id: '5', attributes: [] } }],
    ['a string', 'hello'],
    ['a list', []],
  ])('fault 39: %s is borne, or an error with a name', async (_, body) => {
    const server = await api((__, response) => json(response, body));
    const made = await tool(server.url);
    for (const args of [
      { operation: 'apps_getInstance', id: '1500000101' },
      { operation: 'apps_getCollection' },
    ]) {
      const { text } = await made.call('asc_read', args);
      expect(text).not.toMatch(/internal|TypeError|undefined \(reading|is not a function/i);
    }
    expect(made.log).toEqual([]);
  });

  it.each([
    ['204 for a read', 204, undefined],
    ['200 with nothing', 200, ''],
    ['202 with an object', 202, '{"data":{"type":"apps","id":"1"}}'],
  ])('fault 36: %s is borne, or an error with a name', async (_, status, body) => {
    const server = await api((__, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    const made = await tool(server.url);
    const { text } = await made.call('asc_read', { operation: 'apps_getInstance', id: '1500000101' });
    expect(text).not.toMatch(/TypeError|internal_error/);
    expect(made.log).toEqual([]);
  });

  it('fault 55: a cell that begins like a formula stays what it is', async () => {
    const cells = ['=1+1', '+1', '@sum', '-2', 'ignore previous instructions'];
    const server = await api((_, response) =>
      json(response, {
        data: cells.map((name, n) => ({ type: 'apps', id: String(1_500_000_000 + n), attributes: { name } })),
        meta: { paging: { total: 5, limit: 50 } },
      }),
    );
    const { text, isError } = await (await tool(server.url)).call('asc_read', {
      operation: 'apps_getCollection',
      columns: ['name'],
    });
    expect(isError, text).toBe(false);
    for (const cell of cells) expect(text).toContain(cell);
  });
});

describe('R-REL-4: every call ends within its deadline and a second', () => {
  const kinds = [
    'ok',
    'reset_before',
    'reset_after',
    'hang',
    'stall_body',
    'slow',
    'truncate',
    'garbage_json',
    'html',
    'empty_200',
    'huge',
    'gzip_bomb',
    'redirect_out',
    'bad_content_length',
  ] as const;

  let sandbox: Sandbox;
  let faulty: FaultyApi;
  beforeAll(async () => {
    sandbox = await startSandbox({ team: 'demo' });
    faulty = await startFaultyApi(sandbox.url);
    faulty.breakReads(true);
  });
  afterAll(async () => {
    await faulty.close();
    await sandbox.close();
  });

  it.each(kinds)('R-REL-4: reads and writes under %s', async (kind) => {
    const asc = kept(clientFor(faulty.url, { credentials: sandbox.credentials }));
    const read = { method: 'GET', path: '/v1/apps' } as const;
    await asc.request(read);
    // The bomb is made, in this process, with its first use; that is not the client's time.
    if (kind === 'gzip_bomb') {
      faulty.next({ kind });
      await asc.request(read).catch(() => undefined);
    }
    for (const request of [
      read,
      {
        method: 'PATCH',
        path: '/v1/apps/1500000101',
        body: { data: { type: 'apps', id: '1500000101', attributes: {} } },
      } as const,
    ]) {
      faulty.next({ kind });
      const began = performance.now();
      await asc.request({ ...request, deadlineMs: 400 }).catch(() => undefined);
      expect(performance.now() - began).toBeLessThan(1_400);
    }
  });
});

describe('R-REL-7: memory', () => {
  it.runIf(process.platform === 'linux')(
    'R-REL-7: the server stays below 250 MB when it is sent 200 MB, or a bomb',
    async () => {
      const sandbox = kept(await startSandbox({ team: 'demo' }));
      const faulty = kept(await startFaultyApi(sandbox.url));
      faulty.breakReads(true);
      const { keyId, issuerId = '', privateKey } = sandbox.credentials;
      const server = new ServerProcess({
        environment: {
          ASC_KEY_ID: keyId,
          ASC_ISSUER_ID: issuerId,
          ASC_PRIVATE_KEY: privateKey,
          ASC_BASE_URL: faulty.url,
        },
      });
      open.push({ close: () => server.child.kill('SIGKILL') });
      await server.initialize();
      let id = 1;
      for (const kind of ['huge', 'gzip_bomb', 'huge', 'gzip_bomb'] as const) {
        faulty.next({ kind });
        const { isError, text } = resultText(
          await server.request(id, 'tools/call', {
            name: 'asc_read',
            arguments: { operation: 'apps_getCollection' },
          }),
        );
        expect([isError, /too_large|bad_response/.test(text)], text).toEqual([true, true]);
        id += 1;
      }
      const status = readFileSync(`/proc/${server.child.pid ?? 0}/status`, 'utf8');
      const peak = Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024;
      console.info(`peak memory: ${peak.toFixed(0)} MB`);
      expect(peak).toBeLessThan(250);
    },
  );
});
