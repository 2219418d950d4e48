import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject, objectAt } from '../../src/catalog/json.ts';
import { type ProcessOptions, resultText, ServerProcess } from '../e2e/process.ts';

/** The frames that MCP servers are known to stumble over, each sent to a real process through real pipes. */
let server: ServerProcess;
beforeAll(async () => {
  server = await start();
});
afterAll(() => {
  server.child.kill('SIGKILL');
});

async function start(options: ProcessOptions = {}): Promise<ServerProcess> {
  const started = new ServerProcess({ args: ['--sandbox'], ...options });
  await started.initialize();
  return started;
}

let last = 9_000;
/** It still answers, and has answered nothing but frames of the protocol. */
async function expectServing(asked = server): Promise<void> {
  last += 1;
  const { isError } = resultText(
    await asked.request(last, 'tools/call', { name: 'asc_status', arguments: {} }),
  );
  expect(isError).toBe(false);
  for (const message of asked.messages) expect(message).toMatchObject({ jsonrpc: '2.0' });
  expect(asked.stderr).not.toMatch(/^\s+at |Unhandled|Uncaught/m);
}

const call = (id: unknown, name: string, args: unknown): JsonObject => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
});

/** Kilobytes that a process holds now; `undefined` where the system does not tell (not Linux). */
function memoryOf({ child }: ServerProcess): number | undefined {
  const file = `/proc/${child.pid ?? 0}/status`;
  const held = existsSync(file) ? /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return held === undefined ? undefined : Number(held);
}

/** The answer to this frame, whatever was said under its id before. */
async function nextAnswer(id: number, frame: JsonObject): Promise<JsonObject> {
  const from = server.messages.length;
  server.send(frame);
  return server.until((m) => m['id'] === id && server.messages.indexOf(m) >= from, 'an answer');
}

/** What answers these bytes, up to the next answer to a ping of ours; without the words of the error. */
async function answersTo(bytes: string | Uint8Array): Promise<unknown[]> {
  const from = server.messages.length;
  server.write(bytes);
  last += 1;
  const ping = last;
  await server.request(ping, 'ping');
  return server.messages
    .slice(from)
    .filter(({ id }) => id !== ping)
    .map(({ id, error }) => (isObject(error) ? { id, code: error['code'] } : { id }));
}

describe('fault 61: frames', () => {
  it.each<[string, string | Uint8Array, unknown[]]>([
    ['malformed JSON', '{"jsonrpc":"2.0","id":1,\n', [{ id: null, code: -32700 }]],
    ['a non-object', '17\n', [{ id: null, code: -32600 }]],
    [
      'a batch',
      '[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]\n',
      [{ id: null, code: -32600 }],
    ],
    ['no jsonrpc', '{"id":1,"method":"ping"}\n', [{ id: null, code: -32600 }]],
    ['jsonrpc 1.0', '{"jsonrpc":"1.0","id":1,"method":"ping"}\n', [{ id: null, code: -32600 }]],
    ['no method', '{"jsonrpc":"2.0","id":1}\n', [{ id: null, code: -32600 }]],
    ['a member of its own', '{"jsonrpc":"2.0","id":1,"method":"ping","x":1}\n', [{ id: null, code: -32600 }]],
    [
      'params in a list',
      '{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}\n',
      [{ id: null, code: -32600 }],
    ],
    ['id null', '{"jsonrpc":"2.0","id":null,"method":"ping"}\n', [{ id: null, code: -32600 }]],
    ['id 1.5', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}\n', [{ id: null, code: -32600 }]],
    ['id object', '{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}\n', [{ id: null, code: -32600 }]],
    ['a byte order mark', '\ufeff{"jsonrpc":"2.0","id":77,"method":"ping"}\n', [{ id: 77 }]],
    [
      'a second byte order mark',
      '\ufeff\ufeff{"jsonrpc":"2.0","id":78,"method":"ping"}\n',
      [{ id: null, code: -32700 }],
    ],
    ['NUL bytes', '\u0000\u0000\n', [{ id: null, code: -32700 }]],
    ['blank lines and CR', '\r\n \r\n\n', []],
    [
      'a key that stands twice',
      '{"jsonrpc":"2.0","id":79,"method":"ping","method":"ping"}\n',
      [{ id: 79, code: -32600 }],
    ],
    [
      'a key that stands twice, written in two ways',
      '{"jsonrpc":"2.0","id":80,"method":"ping","params":{"a":1,"\\u0061":2}}\n',
      [{ id: 80, code: -32600 }],
    ],
    [
      'bytes that are no UTF-8',
      Buffer.concat([
        Buffer.from('{"jsonrpc":"2.0","id":81,"method":"ping","params":{"a":"'),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('"}}\n'),
      ]),
      [{ id: 81, code: -32700 }],
    ],
    // An answer is never answered: the other side would answer that.
    ['an answer that is none', '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"x"}}\n', []],
    [
      'an answer whose result stands twice',
      '{"jsonrpc":"2.0","id":1,"result":{"action":"decline"},"result":{"action":"accept"}}\n',
      [],
    ],
  ])('frame: %s is answered as JSON-RPC says, and leaves it serving', async (_, bytes, expected) => {
    expect(await answersTo(bytes)).toEqual(expected);
    await expectServing();
  });

  it('frame: an unknown method is −32601', async () => {
    expect(objectAt(await server.request(1, 'tools/nothing'), 'error')['code']).toBe(-32601);
    await expectServing();
  });

  it.each([
    ['invalid UTF-8', Buffer.from([0xff, 0xfe, 0xc3])],
    ['a lone surrogate', Buffer.from('\\ud800')],
    ['NUL', Buffer.from('\\u0000')],
  ])('frame: %s in the text of a write sends nothing', async (_, bytes) => {
    server.write(
      Buffer.concat([
        Buffer.from(
          '{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"asc_update","arguments":{"operation":"appStoreVersionLocalizations_updateInstance","id":"Weather Now/3.2/en-US","attributes":{"promotionalText":"a',
        ),
        bytes,
        Buffer.from('b"}}}}\n'),
      ]),
    );
    const answer = await server.until((message) => message['id'] === 5, 'an answer');
    const text = JSON.stringify(answer);
    expect(answer['error'] !== undefined || resultText(answer).isError, text).toBe(true);
    await expectServing();
  });

  it('frame: an unknown argument is refused by name', async () => {
    server.send(call(6, 'asc_delete', { operation: 'betaGroups_deleteInstance', id: '1', confirmed: true }));
    const { text, isError } = resultText(await server.until((m) => m['id'] === 6, 'an answer'));
    expect([isError, text.includes('"confirmed"')]).toEqual([true, true]);
    await expectServing();
  });

  it('frame: 100,000 levels are an error', async () => {
    server.write(
      `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"asc_create","arguments":{"operation":"apps","attributes":{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}}}}\n`,
    );
    const answer = await server.until((m) => m['id'] === 7, 'an answer');
    expect(answer['error'] !== undefined || resultText(answer).isError).toBe(true);
    await expectServing();
  });

  it('frame: an argument of 9 MB is an error of a few lines', async () => {
    server.send(call(8, 'asc_find_operations', { query: 'x'.repeat(9_000_000) }));
    const { text, isError } = resultText(await server.until((m) => m['id'] === 8, 'an answer', 20_000));
    expect([isError, text.length < 2_000]).toEqual([true, true]);
    await expectServing();
  });

  it('frame: a line of 11 MB is refused, kept nowhere, and leaves it serving', async () => {
    const own = await start();
    await expectServing(own);
    const before = memoryOf(own);
    own.write(`{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"`);
    for (let megabytes = 0; megabytes < 200; megabytes += 10) own.write('x'.repeat(10_000_000));
    own.write('"}}\n');
    const answer = await own.until((m) => m['id'] === null, 'a refusal', 20_000);
    expect(objectAt(answer, 'error')).toEqual({
      code: -32600,
      message: 'Invalid request: a line holds 10 MB at most. Name a file instead of sending its content.',
    });
    await expectServing(own);
    // Half of what came: chunks that wait for the garbage collector are some 60 MB on Node 24.
    if (before !== undefined) expect((memoryOf(own) ?? 0) - before).toBeLessThan(100_000);
    expect((await own.close()).code).toBe(0);
  });

  it('frame: a second request with the id of one that runs is refused, and the first is answered', async () => {
    const read = call(9, 'asc_read', { operation: 'apps_getCollection' });
    const again = call(9, 'asc_status', {});
    const from = server.messages.length;
    server.write(`${JSON.stringify(read)}\n${JSON.stringify(again)}\n`);
    await server.until((m) => m['id'] === 9, 'an answer');
    await expectServing();
    const said = server.messages.slice(from).filter(({ id }) => id === 9 || id === null);
    expect(said).toMatchObject([
      { id: null, error: { code: -32600, message: expect.stringContaining('id 9 is still running') } },
      { id: 9, result: {} },
    ]);
    // Once answered, and once cancelled, an id is free.
    expect(resultText(await nextAnswer(9, call(9, 'asc_status', {}))).isError).toBe(false);
  });

  it('frame: call and cancel in one chunk: the call does not run', async () => {
    const write = call(11, 'asc_update', {
      operation: 'appStoreVersionLocalizations_updateInstance',
      id: 'Weather Now/3.2/en-US',
      attributes: { promotionalText: 'Cancelled before it began' },
    });
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 11 } };
    server.write(`${JSON.stringify(write)}\n${JSON.stringify(cancel)}\n`);
    const after = resultText(
      await server.request(12, 'tools/call', {
        name: 'asc_read',
        arguments: {
          operation: 'appStoreVersionLocalizations_getInstance',
          id: 'Weather Now/3.2/en-US',
        },
      }),
    );
    expect(after.isError, after.text).toBe(false);
    expect(after.text).not.toContain('Cancelled before it began');
    expect(server.messages.some((m) => m['id'] === 11 && isObject(m['result']))).toBe(false);
    await expectServing();
  });

  it('frame: a character cut between two chunks arrives whole', async () => {
    const bytes = Buffer.from(
      `${JSON.stringify(call(13, 'asc_read', { operation: 'apps_getInstance', id: '天気 ünd 🌦' }))}\n`,
    );
    const middle = bytes.indexOf(Buffer.from('🌦')) + 2;
    server.write(bytes.subarray(0, middle));
    await new Promise((resolve) => setTimeout(resolve, 30));
    server.write(bytes.subarray(middle));
    const { text } = resultText(await server.until((m) => m['id'] === 13, 'an answer'));
    expect(text).toContain('天気 ünd 🌦');
    await expectServing();
  });

  it('R-REL-11: stdin ends: exit 0 within 2 s', async () => {
    const own = await start();
    const began = performance.now();
    expect((await own.close()).code).toBe(0);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('frame: closed stdout is a clean end', async () => {
    const own = await start();
    own.child.stdout.destroy();
    own.send(call(14, 'asc_status', {}));
    own.child.stdin.end();
    const { code, stderr } = await own.ended;
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/^\s+at |Unhandled|Uncaught|EPIPE/m);
  });

  it('frame: what a package prints with console.log does not reach stdout', async () => {
    // A package that talks from the first frame on.
    const chatty = `data:text/javascript,${encodeURIComponent('const write=process.stdout.write;process.stdout.write=function(...a){globalThis.talk??=setInterval(()=>{console.log("chatty");console.info("chatty")},20).unref();return write.apply(this,a)}')}`;
    const own = await start({ nodeArgs: ['--import', chatty] });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await own.request(15, 'ping');
    expect(own.stderr).toContain('chatty');
    await expectServing(own);
    await own.close();
  });

  it('frame: the text of an unexpected exception stays inside', async () => {
    // An attribute whose getter throws cannot come over JSON; the least expected that can is a prototype's name.
    for (const [index, name] of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'].entries()) {
      server.write(
        `{"jsonrpc":"2.0","id":${20 + index},"method":"tools/call","params":{"name":"asc_create","arguments":{"operation":"${name}","attributes":{"${name}":{"x":1}},"relationships":{"${name}":"1"}}}}\n`,
      );
      const answer = await server.until((m) => m['id'] === 20 + index, 'an answer');
      expect(JSON.stringify(answer)).not.toMatch(/TypeError|undefined \(reading|\bat [\w.]+ \(/);
    }
    await expectServing();
  });
});
