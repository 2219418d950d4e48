import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ConnectedClient } from '../../src/client/client.ts';
import type { AscClient } from '../../src/client/types.ts';
import { sharedReads } from '../../src/guard/shared-reads.ts';
import { type Api, clientFor, json, startApi } from '../client/support.ts';

let api: Api;
let client: ConnectedClient;
let shared: AscClient;
beforeAll(async () => {
  let serial = 0;
  api = await startApi((_, response) => {
    serial += 1;
    json(response, { data: [{ type: 'apps', id: `${serial}` }], links: {} }, 200, {
      'x-rate-limit': 'user-hour-lim:3600;user-hour-rem:3000;',
    });
  });
  client = clientFor(api.url);
});
afterAll(async () => {
  await client.close();
  await api.close();
});
beforeEach(() => {
  shared = sharedReads(client);
  api.seen.length = 0;
});
const sent = (): string[] => api.seen.map(({ method, url }) => `${method} ${url}`);
const read = { method: 'GET', path: '/v1/apps' } as const;

it('one read of an object serves all who ask for the same, also at once', async () => {
  const [first, second] = await Promise.all([shared.request(read), shared.request(read)]);
  expect(second).toBe(first);
  expect(await shared.request({ ...read, query: {} })).toBe(first);
  expect(sent()).toEqual(['GET /v1/apps']);
});

it('what is asked otherwise is read on its own', async () => {
  const [first] = await Promise.all([
    shared.request(read),
    shared.request({ ...read, path: '/v1/builds' }),
    shared.request({ ...read, query: { limit: '1' } }),
    shared.request({ ...read, query: { limit: '2' } }),
    shared.request({ ...read, accept: 'application/vnd.apple.x+json' }),
  ]);
  expect(api.seen).toHaveLength(5);
  expect(await sharedReads(client).request(read)).not.toEqual(first);
});

it('a change is sent as often as it is asked for', async () => {
  const change = { method: 'POST', path: '/v1/apps', body: {} } as const;
  await shared.request(change);
  await shared.request(change);
  expect(sent()).toEqual(['POST /v1/apps', 'POST /v1/apps']);
});

it('one read of a list serves all who want as much of it', async () => {
  const list = { ...read, maxItems: 200 };
  const [first, second] = await Promise.all([shared.pages(list), shared.pages(list)]);
  expect(second).toBe(first);
  expect(api.seen).toHaveLength(1);
  await shared.pages({ ...list, maxItems: 100 });
  expect(api.seen).toHaveLength(2);
});

it('who takes a list page by page, or goes on in it, reads it for themselves', async () => {
  const pages: unknown[] = [];
  const list = { ...read, maxItems: 200, onPage: (page: unknown) => void pages.push(page) };
  await shared.pages(list);
  await shared.pages(list);
  expect(pages).toHaveLength(2);
  const more = { ...read, maxItems: 200, cursor: 'no cursor' };
  const errors = await Promise.allSettled([shared.pages(more), shared.pages(more)]);
  const [one, other] = errors.map((result) => result.status === 'rejected' && result.reason);
  expect(one).not.toBe(other);
});

it('all else is the client itself', async () => {
  const chunks: Uint8Array[] = [];
  await shared.stream({ ...read, accept: 'application/a-gzip' }, (chunk) => void chunks.push(chunk));
  expect(Buffer.concat(chunks).toString()).toContain('apps');
  expect(shared.requestCount()).toBe(client.requestCount());
  expect(shared.requestCount()).toBeGreaterThan(0);
  expect(shared.rate()).toEqual(client.rate());
  expect(shared.rate()).toMatchObject([{ name: 'user-hour', remaining: 3_000 }]);
  const own = clientFor(api.url);
  await sharedReads(own).close();
  await expect(own.request(read)).rejects.toThrow();
});
