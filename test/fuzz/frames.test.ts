import fc from 'fast-check';
import { expect, it } from 'vitest';
import { resultText, ServerProcess } from '../e2e/process.ts';
import { long } from '../support/long.ts';
import { fuzzed, oddText, oddValue } from './seed.ts';

const method = fc.oneof(
  fc.constantFrom(
    'initialize',
    'ping',
    'tools/list',
    'tools/call',
    'resources/list',
    'resources/read',
    'resources/templates/list',
    'prompts/list',
    'prompts/get',
    'completion/complete',
    'logging/setLevel',
    'server/discover',
    'notifications/cancelled',
    'notifications/initialized',
    'notifications/progress',
    'elicitation/create',
    'sampling/createMessage',
  ),
  oddText,
);
const id = fc.oneof(fc.integer(), oddText, fc.constantFrom(null, 1.5, true, {}, []));

/** A frame that is nearly one: each member is right, wrong or absent. */
const frame = fc.record(
  {
    jsonrpc: fc.oneof({ weight: 8, arbitrary: fc.constant('2.0') }, oddValue),
    id,
    method,
    params: fc.oneof(
      oddValue,
      fc.record(
        {
          name: fc.oneof(fc.constantFrom('asc_read', 'asc_status', 'asc_delete'), oddText),
          arguments: oddValue,
          uri: oddText,
          cursor: oddText,
          requestId: id,
          _meta: oddValue,
        },
        { requiredKeys: [] },
      ),
    ),
    result: oddValue,
    error: oddValue,
  },
  { requiredKeys: [] },
);

/** Bytes of a line: a frame, a frame that was damaged, a list of frames, or anything without a line break. */
const line = fc.oneof(
  frame.map((value) => Buffer.from(JSON.stringify(value))),
  fc.tuple(frame, fc.nat(), fc.uint8Array({ maxLength: 4 })).map(([value, at, bytes]) => {
    const whole = Buffer.from(JSON.stringify(value));
    const cut = at % (whole.length + 1);
    return Buffer.concat([whole.subarray(0, cut), Buffer.from(bytes), whole.subarray(cut + 1)]);
  }),
  fc.array(frame, { maxLength: 4 }).map((frames) => Buffer.from(JSON.stringify(frames))),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
);

/** A line break would make two lines of it; that is covered by there being many lines. */
const withoutBreaks = (bytes: Buffer): Buffer => Buffer.from(bytes.filter((byte) => byte !== 10));

it(
  'R-REL-11: any frames: it answers, or ends cleanly, and stdout is the protocol',
  async () => {
    let server: ServerProcess | undefined;
    let asked = 5_000_000;
    let slowest = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lines) => {
        if (server === undefined || server.child.exitCode !== null) {
          server = new ServerProcess({ args: ['--sandbox'] });
          await server.initialize();
        }
        for (const bytes of lines) server.write(Buffer.concat([withoutBreaks(bytes), Buffer.from('\n')]));
        asked += 1;
        const began = performance.now();
        const { isError } = resultText(
          await server.request(asked, 'tools/call', { name: 'asc_status', arguments: {} }),
        );
        slowest = Math.max(slowest, performance.now() - began);
        expect(isError).toBe(false);
        for (const message of server.messages.splice(0)) expect(message).toMatchObject({ jsonrpc: '2.0' });
        expect(server.stderr).not.toMatch(/^\s+at |Unhandled|Uncaught/m);
      }),
      fuzzed('frames', 60, 3_000),
    );
    const { code } = (await server?.close()) ?? {};
    expect(code).toBe(0);
    expect(slowest).toBeLessThan(8_000);
  },
  long ? 600_000 : 60_000,
);
