import { connect, Server } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  callLoopback,
  Loopback,
  type LoopbackRequest,
  type Route,
} from '../../src/guard/approval/loopback.ts';
import { say } from './approval-support.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const end of ends.splice(0)) await end();
});

interface Here {
  readonly loopback: Loopback;
  /** How often it said that it has stopped. */
  readonly stopped: string[];
}

function listener(...routes: Route[]): Here {
  const stopped: string[] = [];
  const loopback = new Loopback(routes, { lingerMs: 10_000, onStopped: () => stopped.push('stopped') });
  ends.push(() => loopback.stop());
  return { loopback, stopped };
}

/** Answers everything, and remembers what it was asked. */
function echo(): { heard: LoopbackRequest[]; route: Route } {
  const heard: LoopbackRequest[] = [];
  return {
    heard,
    route: async (request) => {
      heard.push(request);
      return { status: 200, json: { heard: request.path } };
    },
  };
}

const at = (port: number, path = '/x') => `http://127.0.0.1:${port}${path}`;
const isUp = (port: number): Promise<boolean> =>
  say(at(port)).then(
    () => true,
    () => false,
  );

describe('the listener', { timeout: 3_000 }, () => {
  it('is one, on a port of this machine only, that does not keep the process', async () => {
    const listen = vi.spyOn(Server.prototype, 'listen');
    const before = process.getActiveResourcesInfo();
    const { loopback } = listener();
    const [port, again] = await Promise.all([loopback.start(), loopback.start()]);
    expect(again).toBe(port);
    expect(await loopback.start()).toBe(port);
    const servers = listen.mock.contexts.filter((each) => each instanceof Server);
    expect(servers.map((server) => server.address())).toEqual([
      { address: '127.0.0.1', family: 'IPv4', port },
    ]);
    const servings = (names: readonly string[]) => names.filter((name) => name === 'TCPServerWrap').length;
    expect(servings(process.getActiveResourcesInfo())).toBe(servings(before));
    // Nor does it wait long for slow senders, or for many of them.
    expect(servers[0]).toMatchObject({ headersTimeout: 10_000, requestTimeout: 15_000, maxConnections: 32 });
    // An error later on does not end the process.
    expect(servers[0]?.emit('error', new Error('late'))).toBe(true);
    expect(await isUp(port)).toBe(true);
  });

  it('that cannot listen says so, and another start is another try', async () => {
    vi.spyOn(Server.prototype, 'listen').mockImplementationOnce(function (this: Server) {
      queueMicrotask(() => this.emit('error', new Error('no port is left')));
      return this;
    });
    const { loopback, stopped } = listener();
    await expect(loopback.start()).rejects.toThrow('no port is left');
    await loopback.stop();
    expect(stopped).toEqual([]);
    expect(await isUp(await loopback.start())).toBe(true);
  });

  it('that is stopped while it cannot listen leaves the next one alone', async () => {
    vi.spyOn(Server.prototype, 'listen').mockImplementationOnce(function (this: Server) {
      setImmediate(() => this.emit('error', new Error('no port is left')));
      return this;
    });
    const { loopback } = listener();
    const failing = expect(loopback.start()).rejects.toThrow('no port is left');
    const stopping = loopback.stop();
    const port = await loopback.start();
    await stopping;
    await failing;
    expect(await loopback.start()).toBe(port);
  });

  it('stops once, also while it starts, and starts again', async () => {
    const { loopback, stopped } = listener();
    await loopback.stop();
    expect(stopped).toEqual([]);
    const starting = loopback.start();
    await Promise.all([loopback.stop(), loopback.stop()]);
    expect(stopped).toEqual(['stopped']);
    expect(await isUp(await starting)).toBe(false);
    expect(await isUp(await loopback.start())).toBe(true);
  });

  it('rests when nobody has asked it for so long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { loopback, stopped } = listener();
    const port = await loopback.start();
    loopback.rest();
    vi.advanceTimersByTime(6_000);
    loopback.rest();
    vi.advanceTimersByTime(9_999);
    expect(stopped).toEqual([]);
    // A plan that comes now finds it up.
    expect(await loopback.start()).toBe(port);
    vi.advanceTimersByTime(20_000);
    expect(stopped).toEqual([]);
    loopback.rest();
    vi.advanceTimersByTime(10_000);
    expect(stopped).toEqual(['stopped']);
  });

  it('waits a second for who is still asking, and no longer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let come = (): void => {};
    const came = new Promise<void>((resolve) => {
      come = resolve;
    });
    const { loopback } = listener(() => {
      come();
      return new Promise(() => {});
    });
    const asking = expect(say(at(await loopback.start()))).rejects.toThrow('socket hang up');
    await came;
    let over = false;
    const stopping = loopback.stop().then(() => {
      over = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(over).toBe(false);
    vi.advanceTimersByTime(1);
    await Promise.all([stopping, asking]);
  });
});

describe('a request', { timeout: 3_000 }, () => {
  it('is told as it was made, with a fresh nonce that the header names', async () => {
    const { heard, route } = echo();
    const port = await listener(route).loopback.start();
    const said = await say(at(port, '/a/B_9-'), {
      method: 'POST',
      headers: { 'set-cookie': 'a=1', cookie: 'b=2' },
      body: 'ä',
    });
    expect(said.status).toBe(200);
    expect(said.text).toBe('{"heard":"/a/B_9-"}\n');
    const [request] = heard;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/a/B_9-',
      origin: at(port, ''),
      body: 'ä',
      nonce: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(request?.header('cookie')).toBe('b=2');
    // The one header that comes as a list.
    expect(request?.header('set-cookie')).toBe('a=1');
    expect(request?.header('origin')).toBeUndefined();
    const { nonce } = request ?? {};
    const { date: _date, ...headers } = said.headers;
    expect(headers).toEqual({
      'content-type': 'application/json',
      'content-length': '20',
      'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
      connection: 'close',
    });
    await say(at(port));
    expect(heard[1]?.nonce).not.toBe(nonce);
  });

  it('of two set-cookie headers has both', async () => {
    const { heard, route } = echo();
    const port = await listener(route).loopback.start();
    const socket = connect(port, '127.0.0.1');
    socket.end(`GET /x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n`);
    await new Promise((resolve) => socket.on('close', resolve).resume());
    expect(heard[0]?.header('set-cookie')).toBe('a=1, b=2');
  });

  it('gets a page with its own headers, or only how long it is', async () => {
    const page: Route = async () => ({
      status: 422,
      html: '<p>ä</p>',
      headers: { 'set-cookie': 'c', 'cache-control': 'x' },
    });
    const port = await listener(page).loopback.start();
    const said = await say(at(port));
    expect([said.status, said.text]).toEqual([422, '<p>ä</p>']);
    expect(said.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-length': '9',
      'set-cookie': ['c'],
      'cache-control': 'x',
    });
    const head = await say(at(port), { method: 'HEAD' });
    expect([head.status, head.text, head.headers['content-length']]).toEqual([422, '', '9']);
  });

  it('goes to the first route that knows it', async () => {
    const port = await listener(
      async ({ path }) => (path === '/one' ? { status: 200, json: 1 } : undefined),
      async ({ path }) => (path === '/nobody' ? undefined : { status: 201 }),
    ).loopback.start();
    expect(await say(at(port, '/one'))).toMatchObject({ status: 200, text: '1\n' });
    expect(await say(at(port, '/two'))).toMatchObject({ status: 201, text: '{}\n' });
    expect(await say(at(port, '/nobody'))).toMatchObject({ status: 404, text: '{"error":"not found"}\n' });
  });

  it('hears nothing of what went wrong inside', async () => {
    const port = await listener(() => Promise.reject(new Error('/home/ada/secret'))).loopback.start();
    expect(await say(at(port))).toMatchObject({ status: 500, text: '{"error":"failed"}\n' });
  });

  it.each([
    ['127.0.0.1:PORT', 200],
    ['localhost:PORT', 200],
    ['127.0.0.1', 403],
    ['localhost', 403],
    ['127.0.0.1:1', 403],
    ['127.0.0.1:PORT0', 403],
    ['evil.example:PORT', 403],
    ['[::1]:PORT', 403],
    ['LOCALHOST:PORT', 403],
  ])('that names us %j gets %i', async (host, status) => {
    const { heard, route } = echo();
    const port = await listener(route).loopback.start();
    const named = host.replace('PORT', String(port));
    const said = await say(at(port), { method: 'POST', headers: { host: named }, body: 'x' });
    expect(said.status).toBe(status);
    expect(heard.map(({ origin }) => origin)).toEqual(status === 200 ? [`http://${named}`] : []);
    if (status === 403) expect(said.text).toBe('{"error":"host"}\n');
  });

  it.each([
    ['/', 404],
    ['/x', 200],
    [`/${'x'.repeat(200)}`, 200],
    [`/${'x'.repeat(201)}`, 404],
    ['/x?y', 404],
    ['/x%2f', 404],
    ['/x.json', 404],
    ['http://127.0.0.1/x', 404],
  ])('of %s gets %i', async (path, status) => {
    const { heard, route } = echo();
    const port = await listener(route).loopback.start();
    const answer = await callLoopback({ port, path });
    expect(answer.status).toBe(status);
    expect(heard.length).toBe(status === 200 ? 1 : 0);
    if (status === 404) expect(answer.text).toBe('{"error":"not found"}\n');
  });

  it('brings 8 KB at most', async () => {
    const { heard, route } = echo();
    const port = await listener(route).loopback.start();
    const post = (length: number) => say(at(port, '/x'), { method: 'POST', body: 'x'.repeat(length) });
    expect((await post(8_192)).status).toBe(200);
    expect(heard[0]?.body.length).toBe(8_192);
    expect(await post(8_193)).toMatchObject({ status: 413, text: '{"error":"too large"}\n' });
    expect(heard.length).toBe(1);
  });
});

describe('the call of a listener', { timeout: 3_000 }, () => {
  it('asks, or sends JSON', async () => {
    const { heard, route } = echo();
    const port = await listener(route).loopback.start();
    expect(await callLoopback({ port, path: '/a' })).toEqual({ status: 200, text: '{"heard":"/a"}\n' });
    await callLoopback({ port, path: '/b', json: { yes: true } });
    expect(heard.map(({ method, body, header }) => [method, body, header('content-type')])).toEqual([
      ['GET', '', undefined],
      ['POST', '{"yes":true}', 'application/json'],
    ]);
    expect(heard[1]?.origin).toBe(at(port, ''));
  });

  it('fails when nobody is there, or nobody answers in time', async () => {
    let answer = (): void => {};
    const { loopback } = listener(
      () =>
        new Promise((resolve) => {
          const late = setTimeout(() => answer(), 300);
          answer = () => {
            clearTimeout(late);
            resolve({ status: 200 });
          };
        }),
    );
    const port = await loopback.start();
    await expect(callLoopback({ port, path: '/x', timeoutMs: 20 })).rejects.toThrow('No answer in time.');
    answer();
    await loopback.stop();
    await expect(callLoopback({ port, path: '/x' })).rejects.toThrow('ECONNREFUSED');
  });

  it('takes an answer of 4 MB and no more, and none that breaks off', async () => {
    const { loopback } = listener(async ({ path }) => ({
      status: 200,
      html: 'x'.repeat(path === '/most' ? 4_000_000 : path === '/more' ? 4_000_001 : 3),
      headers: path === '/torn' ? { 'content-length': '9' } : {},
    }));
    const port = await loopback.start();
    expect((await callLoopback({ port, path: '/most' })).text.length).toBe(4_000_000);
    await expect(callLoopback({ port, path: '/more' })).rejects.toThrow('The answer is too long.');
    await expect(callLoopback({ port, path: '/torn' })).rejects.toThrow('aborted');
  });
});
