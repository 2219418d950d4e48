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

describe('fault 61: frames', () => {
  it.each([
    ['malformed JSON', '{"jsonrpc":"2.0","id":1,\n'],
    ['a non-object', '17\n'],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]\n'],
    ['no jsonrpc', '{"id":1,"method":"ping"}\n'],
    ['id null', '{"jsonrpc":"2.0","id":null,"method":"ping"}\n'],
    ['id 1.5', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}\n'],
    ['id object', '{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}\n'],
    ['a byte order mark', '\ufeff{"jsonrpc":"2.0","id":77,"method":"ping"}\n'],
    ['NUL bytes', '\u0000\u0000\n'],
    ['blank lines and CR', '\r\n \r\n\n'],
  ])('frame: %s leaves it serving', async (_, bytes) => {
    server.write(bytes);
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

  it('frame: a line of 11 MB is a clean end with a word', async () => {
    const own = await start();
    own.write(`{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"${'x'.repeat(11_000_000)}"}}\n`);
    const { code, stderr } = await own.close();
    expect(code).toBe(0);
    expect(stderr).toMatch(/^asc-mcp: \S/m);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('frame: the same id twice is answered, twice at most, and leaves it serving', async () => {
    const read = call(9, 'asc_status', {});
    server.write(`${JSON.stringify(read)}\n${JSON.stringify(read)}\n`);
    await server.until((m) => m['id'] === 9, 'an answer');
    await server.request(10, 'ping');
    expect(server.messages.filter((m) => m['id'] === 9).length).toBeLessThanOrEqual(2);
    await expectServing();
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
