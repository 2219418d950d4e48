import { setTimeout as pause } from 'node:timers/promises';
import { McpServer } from '@modelcontextprotocol/server';
import { afterEach, describe, expect, it } from 'vitest';
import { oneToken } from '../../src/http/admission.ts';
import { type Listening, listen, type Patience } from '../../src/http/listen.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { wire } from './raw.ts';

const token = 'a-token-of-these-tests-alone';
const log: unknown[] = [];
const errors: Error[] = [];
let listening: Listening | undefined;
/** What the one tool does; it waits for ever unless a test says otherwise. */
let work = (_signal: AbortSignal): Promise<void> => new Promise(() => {});
let stopped = 0;

/** A server with one tool; quick to lose patience. */
async function start(patience?: Patience): Promise<string> {
  listening = await listen({
    host: '127.0.0.1',
    port: 0,
    hosts: [],
    version: '1',
    verifier: oneToken(token),
    oauth: undefined,
    serverFor: () => {
      const mcp = new McpServer({ name: 'test', version: '1' }, { capabilities: { tools: {} } });
      mcp.server.setRequestHandler('tools/call', async (_request, { mcpReq }) => {
        mcpReq.signal.addEventListener('abort', () => {
          stopped += 1;
        });
        await work(mcpReq.signal);
        return { content: [{ type: 'text', text: 'worked' }] };
      });
      return mcp;
    },
    metrics: createMetrics({ budgets: () => [], sent: () => 0 }),
    missing: async () => ({}),
    log: (entry) => log.push(entry),
    onError: (error) => errors.push(error),
    ...(patience === undefined ? {} : { patience }),
  });
  return listening.url;
}
afterEach(async () => {
  await listening?.close(0);
  listening = undefined;
  log.length = 0;
  errors.length = 0;
  stopped = 0;
  work = () => new Promise(() => {});
});

const head = (length: number, more = ''): string =>
  `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: ${length}\r\n${more}\r\n`;
const call = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{}}}';
const quick: Patience = { head: 200, request: 400, idle: 300, still: 600 };

describe('a slow client', () => {
  it('that does not finish its head, or its body, is hung up on', async () => {
    const url = await start(quick);
    expect(await wire(url, 'GET /healthz HTTP/1.1\r\nHost: ').ended).toMatch(/^HTTP\/1\.1 408 /);
    expect(await wire(url, head(100), '{"jsonrpc"').ended).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('that sends nothing more, or takes nothing, loses its connection', async () => {
    const url = await start(quick);
    const idle = wire(url, 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    expect(await idle.ended).toContain('{"status":"ok"');
    const still = wire(url, head(call.length), call);
    await still.ended;
    // What it asked for is given up.
    for (let tries = 0; tries < 40 && stopped === 0; tries += 1) await pause(25);
    expect(stopped).toBe(1);
  });

  it('does not keep the others waiting', async () => {
    const url = await start();
    const slow = Array.from({ length: 100 }, (_, index) =>
      index % 2 === 0 ? wire(url, head(100), '{') : wire(url, 'GET /he'),
    );
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => (await fetch(`${new URL(url).origin}/healthz`)).status),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    for (const { socket } of slow) socket.destroy();
  });
});

describe('a server that is told to stop', () => {
  it('ends what was begun, takes nothing new, and is gone', async () => {
    const url = await start();
    let finish = (): void => {};
    const begun = new Promise<void>((begin) => {
      work = () => {
        begin();
        return new Promise((resolve) => {
          finish = resolve;
        });
      };
    });
    const kept = wire(url, 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await kept.until('"ok"');
    const busy = wire(url, head(call.length), call);
    await begun;
    const closed = listening?.close(5_000);
    await kept.ended;
    await expect(fetch(url)).rejects.toThrow();
    finish();
    expect(await busy.ended).toContain('worked');
    await closed;
  });

  it('cuts off what does not end in time', async () => {
    const url = await start();
    const busy = wire(url, head(call.length), call);
    await pause(200);
    const began = performance.now();
    await listening?.close(300);
    expect(performance.now() - began).toBeLessThan(3_000);
    await busy.ended;
    expect(busy.said()).not.toContain('worked');
  });
});

describe('an address', () => {
  it.each([
    ['with an empty host', '//', 404],
    ['that goes up', '/x/../healthz', 200],
    ['that names another host', 'http://[::not/', 400],
    ['of the server itself', '*', 400],
    ['of bytes that are no text', '/%00%ff', 404],
    ['of 4,000 letters', `/${'a'.repeat(4_000)}`, 404],
    ['that is a token', `/${token}`, 404],
    ['that holds a token', `/metrics?access_token=${token}`, 401],
    ['that is none', `http://[${token}/`, 400],
  ])('%s is answered, and no word of it is logged', async (_what, address, status) => {
    const url = await start();
    const { socket, until } = wire(url, `GET ${address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    expect(await until('\r\n\r\n')).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    socket.destroy();
    for (let tries = 0; tries < 40 && log.length === 0; tries += 1) await pause(10);
    expect(log).toHaveLength(1);
    expect(JSON.stringify(log)).toMatch(/"path":"(\/metrics|\/healthz|elsewhere)"/);
    expect(JSON.stringify([log, errors.map(String)])).not.toContain(token);
    expect((await fetch(`${new URL(url).origin}/healthz`)).status).toBe(200);
  });
});

describe('a request', () => {
  it('with a head beyond 16 KB is refused', async () => {
    const url = await start();
    const said = await wire(url, head(2, `X-Long: ${'x'.repeat(17_000)}\r\n`), '{}').ended;
    expect(said).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('with a body beyond 4 MB is refused before it is sent, or as soon as it is more', async () => {
    const url = await start();
    expect(await wire(url, head(4_194_305)).ended).toMatch(/^HTTP\/1\.1 413 /);
    const asking = await wire(url, head(4_194_305, 'Expect: 100-continue\r\n')).ended;
    expect(asking).toMatch(/^HTTP\/1\.1 413 /);
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
    const chunked = head(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked');
    const said = await wire(url, chunked, chunk, chunk, chunk, chunk, chunk).ended;
    expect(said).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('of somebody who may not come in is refused before its body is read', async () => {
    const url = await start();
    const stranger = head(4_000_000, 'Expect: 100-continue\r\n').replace(token, 'somebody-elses');
    const { socket, until } = wire(url, stranger);
    expect(await until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 401 /);
    socket.destroy();
  });

  it('that asks first may go on; one that expects something else may not', async () => {
    const url = await start();
    work = async () => {};
    const polite = wire(url, head(call.length, 'Expect: 100-continue\r\n'));
    expect(await polite.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 100 Continue\r\n/);
    polite.socket.write(call);
    expect(await polite.until('worked')).toContain('HTTP/1.1 200 OK');
    // The connection stays open for the next.
    polite.socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    expect(await polite.until('"status":"ok"')).toContain('"status":"ok"');
    polite.socket.destroy();
    const odd = wire(url, head(2, 'Expect: 200-nonsense\r\n'), '{}');
    expect(await odd.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 417 /);
    odd.socket.destroy();
  });
});
