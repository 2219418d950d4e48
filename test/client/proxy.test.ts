import { createServer, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CallScope } from '../../src/client/call-scope.ts';
import { systemClock } from '../../src/client/clock.ts';
import { explainFault } from '../../src/client/faults.ts';
import { proxyFor, useProxy } from '../../src/client/proxy.ts';
import { Transport, type WireRequest } from '../../src/client/transport.ts';
import { UploadTransport } from '../../src/client/upload-transport.ts';
import { readConfig } from '../../src/config.ts';
import { portOf } from '../support/port.ts';
import { type LocalProxy, startProxy } from '../support/proxy.ts';

let far: Server;
let proxy: LocalProxy;
let asked: string[] = [];
beforeAll(async () => {
  far = createServer((request, response) => {
    request.resume().on('end', () => {
      asked.push(
        `${request.method} ${request.headers.host}${request.url} ${request.headers['proxy-authorization']}`,
      );
      response.end('{"data":[]}');
    });
  });
  await new Promise<void>((resolve) => far.listen(0, '127.0.0.1', resolve));
  proxy = await startProxy(portOf(far.address()), 'me:p@ss');
});
afterEach(() => {
  useProxy(undefined);
  asked = [];
  proxy.asked.splice(0);
});
afterAll(async () => {
  await proxy.close();
  far.close();
});

const environment = (more: Record<string, string> = {}) => ({
  HTTPS_PROXY: proxy.url.replace('//', '//me:p%40ss@'),
  ...more,
});
const get = (): WireRequest => ({ method: 'GET', target: '/v1/apps', headers: [], body: undefined });
const scope = () => new CallScope(systemClock, undefined, 5_000);

describe('the proxy of the environment', () => {
  it('is read in both cases, small letters first, HTTP_PROXY where there is no HTTPS_PROXY', () => {
    const origin = (given: NodeJS.ProcessEnv) => readConfig({}, given).proxy?.origin;
    expect(origin({})).toBeUndefined();
    expect(origin({ HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2' })).toBe('http://b:2');
    expect(origin({ HTTP_PROXY: 'http://c:3' })).toBe('http://c:3');
    expect(origin({ https_proxy: 'proxy.example.com:8080' })).toBe('http://proxy.example.com:8080');
    expect(readConfig({}, { HTTPS_PROXY: 'http://me:p%40ss@a:1' }).proxy).toEqual({
      origin: 'http://a:1',
      authorization: 'Basic bWU6cEBzcw==',
      except: [],
    });
  });

  it('is refused without being shown when it is none', () => {
    expect(() => readConfig({}, { HTTPS_PROXY: 'socks5://me:secret@a:1' })).toThrow(
      'HTTPS_PROXY is not an address such as http://proxy.example.com:8080.',
    );
    expect(() => readConfig({}, { HTTPS_PROXY: 'http://me:100%@a:1' })).toThrow(
      'The user or password in HTTPS_PROXY is not written as addresses have it (%40 for @).',
    );
  });

  it.each([
    ['', 'https://api.appstoreconnect.apple.com', true],
    ['', 'http://127.0.0.1:8700', false],
    ['', 'http://localhost:8700', false],
    ['*', 'https://api.appstoreconnect.apple.com', false],
    ['apple.com', 'https://api.appstoreconnect.apple.com', false],
    ['.apple.com', 'https://api.appstoreconnect.apple.com', false],
    ['*.apple.com', 'https://api.appstoreconnect.apple.com', false],
    ['pineapple.com, ple.com', 'https://api.appstoreconnect.apple.com', true],
    ['APPLE.com:443', 'https://api.appstoreconnect.apple.com', false],
    ['apple.com:8443', 'https://api.appstoreconnect.apple.com', true],
  ])('NO_PROXY=%s %s → proxied: %s', (except, origin, proxied) => {
    useProxy(readConfig({}, environment({ NO_PROXY: except })).proxy);
    expect(proxyFor(origin) !== undefined).toBe(proxied);
  });
});

describe('through the proxy', () => {
  it('go requests of the API, and the proxy’s password goes no further', async () => {
    useProxy(readConfig({}, environment()).proxy);
    const transport = new Transport('http://api.example.test', 2, systemClock);
    const reply = await transport.send(get(), scope());
    await transport.close();
    expect(reply.body.toString()).toBe('{"data":[]}');
    expect(proxy.asked).toEqual(['api.example.test:80']);
    expect(asked).toEqual(['GET api.example.test/v1/apps undefined']);
  });

  it('go files and their parts', async () => {
    useProxy(readConfig({}, environment()).proxy);
    const uploads = new UploadTransport();
    const part = {
      index: 0,
      offset: 0,
      length: 4,
      origin: 'http://store.example.test',
      target: '/part?1',
      headers: ['content-length', '4'],
    };
    expect(await uploads.put(part, Readable.from([Buffer.from('four')]), scope())).toMatchObject({
      status: 200,
    });
    await uploads.close();
    expect(proxy.asked).toEqual(['store.example.test:80']);
    expect(asked).toEqual(['PUT store.example.test/part?1 undefined']);
  });

  it('nothing of this computer goes', async () => {
    useProxy(readConfig({}, environment()).proxy);
    const transport = new Transport(`http://127.0.0.1:${portOf(far.address())}`, 1, systemClock);
    expect((await transport.send(get(), scope())).status).toBe(200);
    await transport.close();
    expect(proxy.asked).toEqual([]);
  });

  it.each([
    ['wants to know who asks', () => proxy.url, 'PROXY_407'],
    ['is not there', () => 'http://127.0.0.1:9', 'ECONNREFUSED'],
  ])('a proxy that %s is named as what failed', async (_title, url, system) => {
    useProxy({ origin: url(), except: [] });
    const transport = new Transport('http://api.example.test', 1, systemClock);
    const fault: unknown = await transport.send(get(), scope()).catch((error: unknown) => error);
    await transport.close();
    expect(fault).toMatchObject({ kind: 'proxy', sent: false, system });
    expect(explainFault(fault, { method: 'GET', path: '/v1/apps' })).toMatchObject({
      code: 'proxy_refused',
      outcome: 'not_sent',
    });
    expect(asked).toEqual([]);
  });
});
