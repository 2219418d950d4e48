import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrayAt, isObject, type JsonObject, objectAt, strings } from '../../src/catalog/json.ts';
import { long } from '../support/long.ts';
import { faults, type Running, startServer } from '../support/server.ts';
import { fuzzed, oddText, oddValue } from './seed.ts';

/** Every listed tool under arguments that are nearly right, wrong, or nonsense. Nobody is there to approve anything. */
let server: Running;
const schemas = new Map<string, JsonObject>();
const said: string[] = [];
beforeAll(async () => {
  server = await startServer({
    policy: {
      version: 1,
      mode: 'read-write',
      limits: { writesPerHour: 5_000, deletesPerHour: 5_000, pendingPlans: 1_000 },
      // Drafts go through a person here as well: whatever arrives was sent without one.
      rules: [{ effect: 'ask', ops: ['*'] }],
    },
    sandbox: { rate: { hourLimit: 100_000_000 } },
  });
  for (const tool of (await server.client.listTools()).tools)
    schemas.set(tool.name, isObject(tool.inputSchema) ? tool.inputSchema : {});
});
afterAll(() => server.close());

/** A value that a schema would take, more often than not. */
function valueFor(schema: unknown): fc.Arbitrary<unknown> {
  const choices = arrayAt(schema, 'enum');
  const kind = isObject(schema) ? schema['type'] : undefined;
  const right: fc.Arbitrary<unknown> =
    choices.length > 0
      ? fc.constantFrom(...choices)
      : kind === 'boolean'
        ? fc.boolean()
        : kind === 'integer' || kind === 'number'
          ? fc.integer({ min: -1, max: 300 })
          : kind === 'array'
            ? fc.array(valueFor(isObject(schema) ? schema['items'] : undefined), { maxLength: 3 })
            : kind === 'object'
              ? objectFor(schema)
              : oddText;
  return fc.oneof({ weight: 5, arbitrary: right }, { weight: 1, arbitrary: oddValue });
}

function objectFor(schema: unknown): fc.Arbitrary<unknown> {
  const properties = Object.entries(objectAt(schema, 'properties'));
  if (properties.length === 0) return fc.dictionary(oddText, oddValue, { maxKeys: 3 });
  const required = new Set(strings(arrayAt(schema, 'required')));
  return fc.record(Object.fromEntries(properties.map(([name, value]) => [name, valueFor(value)])), {
    requiredKeys: properties.map(([name]) => name).filter((name) => required.has(name)),
  });
}

/** With real operations and objects among the nonsense, so that much gets past the first check. */
const seasoned = (args: unknown): fc.Arbitrary<unknown> =>
  fc.constantFrom(
    args,
    isObject(args) ? { ...args, operation: 'betaGroups_updateInstance', id: 'Weather Now' } : args,
    isObject(args) ? { ...args, app: 'Weather Now' } : args,
    isObject(args) ? { ...args, confirmed: true } : args,
  );

describe('every listed tool', () => {
  it(
    'R-GRD-2: any arguments: an answer in bounded time, legal requests, and no write without a plan',
    async () => {
      const names = [...schemas.keys()];
      const runs = fuzzed('arguments of tools', 12, 250);
      for (const name of names) {
        let slowest = 0;
        await fc.assert(
          fc.asyncProperty(objectFor(schemas.get(name)).chain(seasoned), async (args) => {
            server.taken();
            const began = performance.now();
            const { text } = await server.call(name, isObject(args) ? { ...args } : {});
            slowest = Math.max(slowest, performance.now() - began);
            said.push(text);
            expect(text).not.toMatch(/^internal_error/);
            expect(text.length).toBeLessThan(60_000);
            const taken = server.taken();
            expect(
              taken.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`),
            ).toEqual([]);
            // Signed addresses of files are no operations. Ids may end in "=" (base64); the judge knows ids without it.
            const operations = taken.filter(({ path }) => /^\/v\d/.test(path));
            const judged = operations.map((one) => ({ ...one, path: one.path.replaceAll('=', '~') }));
            expect(faults(judged)).toEqual([]);
          }),
          // An example that fails is as small as it needs to be when it is read, not sooner.
          { ...runs, endOnFailure: true },
        );
        expect(slowest, name).toBeLessThan(15_000);
      }
      expect(names.length).toBeGreaterThan(10);
    },
    long ? 1_200_000 : 120_000,
  );

  it('R-SEC-1: no answer and no log line holds the key or a token', () => {
    const { privateKey } = server.sandbox.credentials;
    const lines = privateKey.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'));
    const everything = `${said.join('\n')}\n${server.stderr()}`;
    expect(said.length).toBeGreaterThan(100);
    for (const line of lines) expect(everything).not.toContain(line);
    expect(everything).not.toMatch(/eyJ[\w-]{8,}\.eyJ[\w-]{8,}|BEGIN (EC )?PRIVATE KEY/);
    expect(server.stderr()).not.toMatch(/^\s+at |Unhandled|Uncaught/m);
  });
});
