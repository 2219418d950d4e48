import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBody, type FriendlyBody } from '../../src/catalog/body.ts';
import { loadCatalog } from '../../src/catalog/index.ts';
import { isObject } from '../../src/catalog/json.ts';
import { checkRequest } from '../../src/catalog/validate.ts';
import { toQuery } from '../../src/tools/params.ts';
import { phrasings } from '../catalog/phrasings.ts';
import { startServer } from '../support/server.ts';
import { type Direct, direct, noKey } from './pipeline.ts';

/** What clients see of the server, and what it costs them. */
describe('the tool list', () => {
  it('is the one that was reviewed', async () => {
    const server = await startServer();
    const { tools } = await server.client.listTools();
    await server.close();
    await expect(`${JSON.stringify(tools, null, 2)}\n`).toMatchFileSnapshot('snapshots/tools.txt');
  });

  it('costs at most 8,000 tokens and is the same from start to start', async () => {
    const lists: string[] = [];
    for (const generation of ['new', 'new', 'old'] as const) {
      const server = await startServer({ generation });
      lists.push(JSON.stringify((await server.client.listTools()).tools));
      await server.close();
    }
    expect(lists[1]).toBe(lists[0]);
    expect(lists[2]).toBe(lists[0]);
    const cost = encode(lists[0] ?? '').length;
    console.info(`tools/list: ${cost} tokens`);
    expect(cost).toBeLessThanOrEqual(8_000);
  });
});

describe('a server that may only read', () => {
  it('lists no tool that changes anything, and does not know one when it is called', async () => {
    const server = await startServer({ flags: ['--read-only'] });
    const { tools } = await server.client.listTools();
    expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true)).toEqual([]);
    expect(tools.map(({ name }) => name)).toContain('asc_read');
    const refused = await server.call('asc_create', { operation: 'betaGroups_createInstance' });
    expect(refused.isError).toBe(true);
    expect(refused.text).toMatch(
      /^tool_not_enabled: asc_create changes something, and this server only reads\./,
    );
    expect(server.taken()).toEqual([]);
    await server.close();
  });
});

describe('describing and finding', () => {
  const catalog = loadCatalog();
  const ids = catalog.operationIds();
  let server: Direct;

  beforeAll(async () => {
    server = await direct(noKey, 'http://127.0.0.1:9');
  });
  afterAll(() => server.close());

  it('describes all 1,303 operations in at most 700 tokens (median) and 2,500 (largest)', async () => {
    const costs: [number, string][] = [];
    for (const operation of ids) {
      const { text, isError } = await server.call('asc_describe_operation', { operation });
      expect(isError, text).toBe(false);
      expect(text.startsWith(`${operation} · `)).toBe(true);
      costs.push([encode(text).length, operation]);
    }
    costs.sort(([a], [b]) => a - b);
    const median = costs[Math.floor(costs.length / 2)]?.[0];
    const [largest, where] = costs.at(-1) ?? [];
    console.info(
      `describe: ${costs.length} operations, median ${median} tokens, largest ${largest} (${where})`,
    );
    expect(costs).toHaveLength(1_303);
    expect(median).toBeLessThanOrEqual(700);
    expect(largest).toBeLessThanOrEqual(2_500);
  });

  it('gives an example with each that the catalogue calls legal', async () => {
    const wrong: string[] = [];
    for (const id of ids) {
      const { text } = await server.call('asc_describe_operation', { operation: id });
      const line = /^Example: (asc_[a-z]+) (\{.*\})$/m.exec(text);
      const operation = catalog.operation(id);
      const example: unknown = JSON.parse(line?.[2] ?? 'null');
      if (operation === undefined || !isObject(example)) {
        wrong.push(`${id}: no example`);
        continue;
      }
      if (line?.[1] !== `asc_${operation.kind}` || example['operation'] !== id)
        wrong.push(`${id}: ${line?.[0]}`);
      const problems = checkRequest(catalog, operation, {
        query: toQuery(queryOf(example)),
        ...(operation.body === undefined ? {} : { body: buildBody(catalog, operation, bodyOf(example)) }),
      });
      if (problems.length > 0) wrong.push(`${id}: ${problems.map(({ message }) => message).join(' ')}`);
      if (operation.hasId !== (typeof example['id'] === 'string')) wrong.push(`${id}: id`);
    }
    expect(wrong).toEqual([]);
  });

  it('finds each operation by its id', async () => {
    const lost: string[] = [];
    for (const query of ids) {
      const { text } = await server.call('asc_find_operations', { query });
      if (!new RegExp(`\\b${query}\\b`).test(text)) lost.push(query);
    }
    expect(lost).toEqual([]);
  }, 60_000);

  it('answers every phrasing in at most 500 tokens', async () => {
    const costs: [number, string][] = [];
    for (const { say } of phrasings) {
      const { text, isError } = await server.call('asc_find_operations', { query: say });
      expect(isError, text).toBe(false);
      costs.push([encode(text).length, say]);
    }
    costs.sort(([a], [b]) => a - b);
    const median = costs[Math.floor(costs.length / 2)]?.[0];
    const [largest, where] = costs.at(-1) ?? [];
    console.info(`find: ${costs.length} phrasings, median ${median} tokens, largest ${largest} ("${where}")`);
    expect(costs.length).toBeGreaterThanOrEqual(250);
    expect(largest).toBeLessThanOrEqual(500);
  });
});

/** The part of an example call that becomes the query. */
function queryOf(example: { readonly [key: string]: unknown }): Parameters<typeof toQuery>[0] {
  const group = (name: string): { [key: string]: string } =>
    Object.fromEntries(
      Object.entries(isObject(example[name]) ? example[name] : {}).map(([key, value]) => [
        key,
        String(value),
      ]),
    );
  return {
    filter: group('filter'),
    exists: group('exists'),
    fields: group('fields'),
    limits: group('limits'),
    params: group('params'),
  };
}

/** The part of an example call that becomes the body. */
function bodyOf(example: { readonly [key: string]: unknown }): FriendlyBody {
  const { id, attributes, relationships, included, to } = example;
  return {
    ...(typeof id === 'string' ? { id } : {}),
    ...(isObject(attributes) ? { attributes } : {}),
    ...(isObject(relationships) ? { relationships } : {}),
    ...(Array.isArray(included)
      ? { included: included.filter(isObject).map((inline) => ({ ...inline, type: String(inline['type']) })) }
      : {}),
    ...(typeof to === 'string' || to === null ? { to } : Array.isArray(to) ? { to: to.map(String) } : {}),
  };
}
