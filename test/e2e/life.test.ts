import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { arrayAt, isObject, objectAt } from '../../src/catalog/json.ts';
import { createClient } from '../../src/client/client.ts';
import { AscError } from '../../src/client/errors.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { portOf } from '../support/port.ts';
import { startServer } from '../support/server.ts';
import { resultText, ServerProcess } from './process.ts';

const privateKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString();
const credentials = {
  keyId: 'ABCDE12345',
  issuerId: '57246542-96fe-1a63-e053-0824d011072a',
  privateKey,
};

/** An API that takes requests and never answers; it notes when a caller goes. */
interface Silent {
  readonly url: string;
  readonly server: Server;
  /** Resolves at the next request. */
  arrival(): Promise<void>;
  /** Resolves with the time at which the next socket with an open request closes. */
  departure(): Promise<number>;
}

async function startSilent(): Promise<Silent> {
  const arrivals: (() => void)[] = [];
  const departures: ((at: number) => void)[] = [];
  const server = createServer((request, _response) => {
    for (const wake of arrivals.splice(0)) wake();
    request.socket.once('close', () => {
      for (const wake of departures.splice(0)) wake(performance.now());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    server,
    arrival: () => new Promise((resolve) => arrivals.push(resolve)),
    departure: () => new Promise((resolve) => departures.push(resolve)),
  };
}

let silent: Silent;
let sandbox: Sandbox;
const running = new Set<ServerProcess>();

beforeAll(async () => {
  silent = await startSilent();
  sandbox = await startSandbox();
});
afterEach(() => {
  for (const server of running) server.child.kill('SIGKILL');
  running.clear();
});
afterAll(async () => {
  silent.server.closeAllConnections();
  silent.server.close();
  await sandbox.close();
});

function start(
  baseUrl: string,
  own: { keyId: string; issuerId?: string; privateKey: string } = credentials,
): ServerProcess {
  const server = new ServerProcess({
    environment: {
      ASC_KEY_ID: own.keyId,
      ASC_ISSUER_ID: own.issuerId ?? '',
      ASC_PRIVATE_KEY: own.privateKey,
      ASC_BASE_URL: baseUrl,
    },
  });
  running.add(server);
  return server;
}

const readApps = { name: 'asc_read', arguments: { operation: 'apps_getCollection' } };

describe('a call that the API never answers', () => {
  it('is aborted at the socket when the client cancels it', async () => {
    const server = start(silent.url);
    await server.initialize();
    const arrived = silent.arrival();
    server.send({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: readApps });
    await arrived;
    const departed = silent.departure();
    const cancelledAt = performance.now();
    server.send({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 7, reason: 'no need' },
    });
    const took = (await departed) - cancelledAt;
    console.info(`cancelled: upstream aborted after ${took.toFixed(1)} ms`);
    expect(took).toBeLessThan(500);
    const { isError } = resultText(
      await server.request(8, 'tools/call', { name: 'asc_status', arguments: {} }),
    );
    expect(isError).toBe(false);
    expect((await server.close()).code).toBe(0);
  });

  it('ends in an error within its deadline', async () => {
    const client = createClient({ credentials, baseUrl: silent.url, random: () => 0 });
    const began = performance.now();
    const error = await client.request({ method: 'GET', path: '/v1/apps', deadlineMs: 300 }).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    const took = performance.now() - began;
    await client.close();
    expect(error).toBeInstanceOf(AscError);
    expect(error).toMatchObject({ code: 'timeout' });
    expect(took).toBeGreaterThanOrEqual(290);
    expect(took).toBeLessThan(1_500);
  });

  it('does not outlive its client: stdin closes, the process ends with 0', async () => {
    const server = start(silent.url);
    await server.initialize();
    const arrived = silent.arrival();
    server.send({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: readApps });
    await arrived;
    const began = performance.now();
    const { code } = await server.close();
    const took = performance.now() - began;
    console.info(`stdin closed in mid-call: ended after ${took.toFixed(0)} ms`);
    expect(code).toBe(0);
    expect(took).toBeLessThan(2_000);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    it(`ends at ${signal}`, async () => {
      const server = start(silent.url);
      await server.initialize();
      const arrived = silent.arrival();
      server.send({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: readApps });
      await arrived;
      const began = performance.now();
      server.child.kill(signal);
      const { code } = await server.ended;
      expect(code).toBe(0);
      expect(performance.now() - began).toBeLessThan(2_000);
    });

  it('ends too when the client closes the reading end of stdout', async () => {
    const server = start(sandbox.url, sandbox.credentials);
    await server.initialize();
    server.child.stdout.destroy();
    server.send({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: readApps });
    server.child.stdin.end();
    const { stderr } = await server.ended;
    expect(stderr).not.toMatch(/^\s+at |Unhandled|Uncaught/m);
  });
});

describe('malformed frames', () => {
  const frames: readonly (readonly [string, string | Uint8Array])[] = [
    ['broken JSON', '{"jsonrpc":"2.0","id":1,"method":\n'],
    ['an empty line', '\n\r\n'],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]\n'],
    ['a string', '"hello"\n'],
    ['null', 'null\n'],
    ['no version', '{"id":1,"method":"ping"}\n'],
    ['an unknown method', '{"jsonrpc":"2.0","id":41,"method":"tools/nothing"}\n'],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}\n'],
    ['an answer to nothing', '{"jsonrpc":"2.0","id":99,"result":{}}\n'],
    [
      'invalid UTF-8',
      Buffer.concat([
        Buffer.from(
          '{"jsonrpc":"2.0","id":42,"method":"tools/call","params":{"name":"asc_find_operations","arguments":{"query":"',
        ),
        Buffer.from([0xff, 0xfe, 0xc3]),
        Buffer.from('"}}}\n'),
      ]),
    ],
    [
      'a lone surrogate',
      '{"jsonrpc":"2.0","id":43,"method":"tools/call","params":{"name":"asc_find_operations","arguments":{"query":"\\ud800"}}}\n',
    ],
    ['a byte order mark', '\ufeff{"jsonrpc":"2.0","id":44,"method":"ping"}\n'],
    [
      '100,000 brackets',
      `{"jsonrpc":"2.0","id":45,"method":"tools/call","params":{"name":"asc_read","arguments":{"path":${'['.repeat(100_000)}${']'.repeat(100_000)}}}}\n`,
    ],
    [
      'names of JavaScript',
      '{"jsonrpc":"2.0","id":46,"method":"tools/call","params":{"name":"asc_read","arguments":{"operation":"__proto__","__proto__":{"x":1},"constructor":"y"}}}\n',
    ],
  ];

  it('leave it serving, and stdout holds only the protocol', async () => {
    const server = start(sandbox.url, sandbox.credentials);
    await server.initialize();
    for (const [index, [kind, bytes]] of frames.entries()) {
      server.write(bytes);
      const answer = await server.request(500 + index, 'tools/call', { name: 'asc_status', arguments: {} });
      expect(resultText(answer).isError, kind).toBe(false);
    }
    const { code, stdout, stderr } = await server.close();
    expect(code).toBe(0);
    for (const line of stdout.trimEnd().split('\n'))
      expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
    expect(stderr).not.toMatch(/^\s+at |node:internal/m);
  });

  it('a line beyond all bounds ends it with a word on stderr, not with a stack', async () => {
    const server = start(sandbox.url, sandbox.credentials);
    await server.initialize();
    server.write(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"asc_read","arguments":{"path":"${'x'.repeat(11_000_000)}"}}}\n`,
    );
    const { code, stderr } = await server.close();
    expect(code).toBe(0);
    expect(stderr).toMatch(/^asc-mcp: .*(10|size|buffer)/i);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('an argument of 9 MB gets a short error', async () => {
    const server = start(sandbox.url, sandbox.credentials);
    await server.initialize();
    for (const [id, args] of [
      [1, { path: 'x'.repeat(9_000_000) }],
      [2, { operation: 'x'.repeat(9_000_000) }],
      [3, { operation: 'apps_getInstance', id: 'x'.repeat(9_000_000) }],
    ] as const) {
      const { isError, text } = resultText(
        await server.request(id, 'tools/call', { name: 'asc_read', arguments: args }),
      );
      expect(isError).toBe(true);
      expect(text.length).toBeLessThan(2_000);
    }
    const find = resultText(
      await server.request(4, 'tools/call', {
        name: 'asc_find_operations',
        arguments: { query: 'x'.repeat(9_000_000) },
      }),
    );
    expect(find.isError).toBe(true);
    expect(find.text.length).toBeLessThan(2_000);
    await server.close();
  });

  it('an unknown method and an unknown notification are answered as the protocol says', async () => {
    const server = start(sandbox.url, sandbox.credentials);
    await server.initialize();
    expect(objectAt(await server.request(1, 'tools/nothing'), 'error')['code']).toBe(-32601);
    server.send({ jsonrpc: '2.0', method: 'notifications/nothing' });
    expect(objectAt(await server.request(2, 'tools/list', { cursor: 'x' }), 'error')['code']).toBe(-32602);
    await server.close();
  });

  it('a line that was cut by the end of stdin is no call', async () => {
    const server = start(sandbox.url, sandbox.credentials);
    await server.initialize();
    server.write('{"jsonrpc":"2.0","id":1,"method":"tools/call"');
    const { code } = await server.close();
    expect(code).toBe(0);
  });
});

describe('the eras of the protocol', () => {
  for (const version of ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])
    it(`${version}: initialize, list, call`, async () => {
      const server = start(sandbox.url, sandbox.credentials);
      const answer = objectAt(await server.initialize(version), 'result');
      expect(answer['protocolVersion']).toBe(version);
      expect(answer['serverInfo']).toMatchObject({ name: 'asc', title: 'App Store Connect' });
      expect(answer['capabilities']).toMatchObject({ tools: {} });
      expect(String(answer['instructions'])).toContain('asc_find_operations');
      const list = arrayAt((await server.request(1, 'tools/list'))['result'], 'tools');
      expect(list.map((tool) => (isObject(tool) ? tool['name'] : ''))).toEqual(
        expect.arrayContaining(['asc_status', 'asc_find_operations', 'asc_describe_operation', 'asc_read']),
      );
      const read = resultText(await server.request(2, 'tools/call', readApps));
      expect(read.text).toMatch(/^apps: 3 of 3, complete: true/);
      await server.close();
    });

  it('2026-07-28: discover, list, call', async () => {
    const server = start(sandbox.url, sandbox.credentials);
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const discovered = objectAt(await server.request(1, 'server/discover', { _meta }), 'result');
    expect(arrayAt(discovered, 'supportedVersions')).toContain('2026-07-28');
    const list = arrayAt((await server.request(2, 'tools/list', { _meta }))['result'], 'tools');
    expect(list.length).toBeGreaterThanOrEqual(4);
    const read = resultText(await server.request(3, 'tools/call', { ...readApps, _meta }));
    expect(read.text).toMatch(/^apps: 3 of 3, complete: true/);
    await server.close();
  });

  it('answers the list in a millisecond once warm', async () => {
    const server = start(sandbox.url, sandbox.credentials);
    await server.initialize();
    const times: number[] = [];
    for (let id = 1; id <= 60; id++) {
      const began = performance.now();
      await server.request(id, 'tools/list');
      times.push(performance.now() - began);
    }
    const median = times.slice(20).sort((a, b) => a - b)[20] ?? 0;
    console.info(`tools/list: ${median.toFixed(2)} ms there and back (median of 40)`);
    expect(median).toBeLessThan(20);
    await server.close();
  });

  for (const generation of ['old', 'new'] as const)
    it(`the ${generation} client asks for status, finds, describes and reads`, async () => {
      const server = await startServer({ generation });
      const version =
        'getNegotiatedProtocolVersion' in server.client
          ? server.client.getNegotiatedProtocolVersion()
          : undefined;
      expect(version).toBe(generation === 'new' ? '2026-07-28' : undefined);
      const reach = await server.call('asc_status', { reach: true });
      expect(reach.text).toContain('- apps: yes');
      // The budget is told after the probes: Apple has said by then what is left.
      expect(reach.text).toMatch(/^rate: \d+ of \d+ left/m);
      expect((await server.call('asc_find_operations', { query: 'phased rollout' })).text).toContain(
        'appStoreVersionPhasedReleases_',
      );
      expect(
        (await server.call('asc_describe_operation', { operation: 'builds_getCollection' })).text,
      ).toMatch(/^builds_getCollection · GET \/v1\/builds/);
      expect(
        (await server.call('asc_read', { path: '/v1/apps/{id}/builds', id: 'Weather Now', limit: 2 })).text,
      ).toMatch(/^builds: 2 of \d+, complete: false/);
      await server.close();
    });

  it('two clients at once get their own answers', async () => {
    const [first, second] = await Promise.all([
      startServer({ generation: 'new' }),
      startServer({ generation: 'old' }),
    ]);
    const names = ['Weather Now', 'Pocket Ledger', 'Trail Mate'];
    const answers = await Promise.all(
      [first, second].flatMap((server) =>
        Array.from({ length: 30 }, async (_, index) => {
          const name = names[index % 3] ?? '';
          const { text } = await server.call('asc_read', { operation: 'apps_getInstance', id: name });
          return text.includes(`"name":"${name}"`);
        }),
      ),
    );
    expect(answers.filter((right) => !right)).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });
});
