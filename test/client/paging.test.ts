import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { readCursor, writeCursor } from '../../src/client/cursor.ts';
import { AscError } from '../../src/client/errors.ts';
import { collectPages } from '../../src/client/paging.ts';
import type { ApiResponse } from '../../src/client/types.ts';
import { type Api, clientFor, failureOf, json, refusal, startApi } from './support.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

/** A list of `size` apps that pages as Apple does; `odd` may answer instead. */
async function listApi(
  size: number,
  odd?: (url: URL, base: string) => { status?: number; body: unknown } | undefined,
): Promise<Api> {
  const api: Api = await startApi((request, response) => {
    const url = new URL(request.url, api.url);
    const special = odd?.(url, api.url);
    if (special !== undefined) {
      json(response, special.body, special.status ?? 200);
      return;
    }
    const limit = Number(url.searchParams.get('limit') ?? 50);
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const data = ids(from, Math.min(size, from + limit));
    url.searchParams.set('cursor', String(from + limit));
    const links = from + limit < size ? { self: request.url, next: url.href } : { self: request.url };
    json(response, { data, links, meta: { paging: { total: size, limit } } });
  });
  open.push(api);
  return api;
}

function ids(from: number, to: number) {
  return Array.from({ length: Math.max(0, to - from) }, (_, n) => ({ type: 'apps', id: String(from + n) }));
}

function client(api: Api) {
  const asc = clientFor(api.url);
  open.push(asc);
  return asc;
}

const LIST = { method: 'GET', path: '/v1/apps' } as const;

describe('a list', () => {
  it('of 2,000 is complete in 10 requests, with progress', async () => {
    const api = await listApi(2000);
    const steps: [number, number | undefined][] = [];
    const answer = await client(api).pages({
      ...LIST,
      query: { 'fields[apps]': 'name,sku' },
      maxItems: 5000,
      onProgress: (done, total) => steps.push([done, total]),
    });
    expect([answer.count, answer.total, answer.complete, answer.requests]).toEqual([2000, 2000, true, 10]);
    expect(answer.nextCursor).toBeUndefined();
    expect(answer.data).toEqual(ids(0, 2000));
    expect(steps.at(0)).toEqual([200, 2000]);
    expect(steps.length).toBe(10);
    expect(api.seen.every((seen) => seen.url.includes('fields%5Bapps%5D=name,sku&limit=200'))).toBe(true);
  });

  it('cut in the middle of a page goes on where it stopped', async () => {
    const asc = client(await listApi(500));
    const first = await asc.pages({ ...LIST, query: { limit: '200' }, maxItems: 250 });
    expect([first.count, first.complete, first.stopped]).toEqual([250, false, undefined]);
    const rest = await asc.pages({ ...LIST, maxItems: 1000, cursor: first.nextCursor ?? '' });
    expect(rest.data).toEqual(ids(250, 500));
    expect(rest.complete).toBe(true);
  });

  it('cut at the end of a page goes on with the next', async () => {
    const asc = client(await listApi(30));
    const first = await asc.pages({ ...LIST, maxItems: 10 });
    expect([first.count, first.complete]).toEqual([10, false]);
    const rest = await asc.pages({ ...LIST, maxItems: 100, cursor: first.nextCursor ?? '' });
    expect(rest.data).toEqual(ids(10, 30));
  });

  it('hands over pages one by one and waits', async () => {
    const api = await listApi(600);
    const asked: number[] = [];
    const answer = await client(api).pages({
      ...LIST,
      maxItems: 1000,
      onPage: async (page) => {
        await Promise.resolve();
        asked.push(api.seen.length);
        expect(page.data.length).toBe(200);
      },
    });
    expect(asked).toEqual([1, 2, 3]);
    expect([answer.count, answer.data.length]).toEqual([600, 0]);
  });

  it('sends no limit when it is empty', async () => {
    const api = await listApi(20);
    await client(api).pages({ ...LIST, query: { limit: '' }, maxItems: 100 });
    expect(api.seen[0]?.url).toBe('/v1/apps');
  });

  it.each([429, 500])('keeps what it has when a later page answers %d', async (status) => {
    let broken = true;
    const api = await listApi(600, (url) =>
      broken && url.searchParams.get('cursor') === '400' ? { status, body: refusal(status, 'X') } : undefined,
    );
    const asc = client(api);
    const answer = await asc.pages({ ...LIST, maxItems: 1000, deadlineMs: 450 });
    expect([answer.count, answer.complete, answer.requests]).toEqual([400, false, 3]);
    expect(answer.stopped).toContain(`Page 3 failed: App Store Connect answered ${status}`);
    broken = false;
    const rest = await asc.pages({ ...LIST, maxItems: 1000, cursor: answer.nextCursor ?? '' });
    expect(rest.data).toEqual(ids(400, 600));
  });

  it('throws when the first page fails', async () => {
    const api = await listApi(1, () => ({ status: 404, body: refusal(404, 'NOT_FOUND') }));
    const error = await failureOf(client(api).pages({ ...LIST, maxItems: 10 }));
    expect(error.code).toBe('NOT_FOUND');
  });

  it('counts an item once that moved to the next page', async () => {
    const api = await listApi(1, (url, base) =>
      url.searchParams.has('cursor')
        ? { body: { data: ids(1, 4), links: {} } }
        : { body: { data: ids(0, 2), links: { next: `${base}/v1/apps?cursor=a` } } },
    );
    const answer = await client(api).pages({ ...LIST, maxItems: 10 });
    expect(answer.data).toEqual(ids(0, 4));
    expect(answer.duplicates).toBe(1);
  });

  it('takes a single or missing object as it is', async () => {
    for (const [data, count] of [
      [null, 0],
      [{ type: 'apps', id: '1' }, 1],
      [undefined, 0],
    ] as const) {
      const api = await listApi(1, () => ({ body: { data } }));
      const answer = await client(api).pages({ ...LIST, maxItems: 10 });
      expect([answer.count, answer.complete]).toEqual([count, true]);
    }
  });
});

describe('a link that is not followed', () => {
  it.each([
    ['another server', 'https://api.example.com/v1/apps?cursor=1', 'another server'],
    ['another path', '/v1/users?cursor=1', 'another path'],
    ['a path in disguise', '/v1/apps/../users?cursor=1', 'another path'],
    ['another filter', '/v1/apps?cursor=1&filter[name]=x', 'something else'],
    ['no cursor', '/v1/apps?limit=200', 'no cursor'],
    ['two cursors', '/v1/apps?cursor=1&cursor=2', 'no cursor'],
    ['nonsense', 'http://[', 'malformed'],
  ])('leads to %s', async (_, link, reason) => {
    const api = await listApi(1, () => ({ body: { data: ids(0, 2), links: { next: link } } }));
    const answer = await client(api).pages({ ...LIST, maxItems: 10 });
    expect([answer.count, answer.complete, api.seen.length]).toEqual([2, false, 1]);
    expect(answer.stopped).toContain(reason);
  });

  it('has user information', async () => {
    const api = await listApi(1, (_, base) => ({
      body: { data: [], links: { next: `${base.replace('http://', 'http://a:b@')}/v1/apps?cursor=1` } },
    }));
    expect((await client(api).pages({ ...LIST, maxItems: 10 })).stopped).toContain('another server');
  });

  it.each([1, 3])('goes round in a circle of %d', async (length) => {
    const api = await listApi(1, (url) => {
      const at = Number(url.searchParams.get('cursor') ?? 0);
      return {
        body: { data: ids(at * 2, at * 2 + 2), links: { next: `/v1/apps?cursor=${(at % length) + 1}` } },
      };
    });
    const answer = await client(api).pages({ ...LIST, maxItems: 1000 });
    expect(answer.stopped).toContain('earlier page');
    expect(api.seen.length).toBe(length + 1);
  });
});

describe('the paginator', () => {
  it('ends for any graph of links', async () => {
    const page = fc.record({
      next: fc.option(fc.nat(12)),
      size: fc.nat(4),
      base: fc.nat(6),
      style: fc.constantFrom('good', 'good', 'good', 'foreign', 'fresh', 'fails'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 10 }), fc.nat(30), async (graph, max) => {
        let sent = 0;
        const answer = await collectPages(
          async ({ query }): Promise<ApiResponse> => {
            sent += 1;
            const at = Number.parseInt(query?.['cursor'] ?? '0', 10) % graph.length;
            const node = graph[at] ?? { next: null, size: 0, base: 0, style: 'good' };
            if (node.style === 'fails' && sent > 1) throw new AscError({ code: 'x', message: 'broken' });
            const origin = node.style === 'foreign' ? 'http://evil.test' : 'http://api.test';
            const cursor = node.style === 'fresh' ? `${node.next}.${sent}` : `${node.next}`;
            const links = node.next === null ? {} : { next: `${origin}/v1/apps?cursor=${cursor}` };
            const body = { data: ids(node.base, node.base + node.size), links };
            return { status: 200, contentType: 'application/json', body };
          },
          'http://api.test',
          { ...LIST, maxItems: max },
        );
        expect(answer.count).toBeLessThanOrEqual(max);
        expect(answer.data.length).toBe(answer.count);
        expect(answer.requests).toBe(sent);
        expect(sent).toBeLessThan(200);
        expect(new Set(answer.data.map((item) => JSON.stringify(item))).size).toBe(answer.count);
        if (!answer.complete) expect(answer.stopped ?? answer.nextCursor).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });
});

describe('a cursor', () => {
  const position = { path: '/v1/apps', query: { 'filter[name]': 'x', cursor: 'Mg.AK' }, skip: 3 };

  it('comes back as it was', () => {
    expect(readCursor(writeCursor(position), '/v1/apps', { 'filter[name]': 'x' })).toEqual(position);
  });

  it.each([
    ['garbage', 'hello world', '/v1/apps', undefined],
    ['cut off', writeCursor(position).slice(0, 10), '/v1/apps', undefined],
    ['of another path', writeCursor(position), '/v1/users', undefined],
    ['of another query', writeCursor(position), '/v1/apps', { 'filter[name]': 'y' }],
    ['with a foreign parameter', writeCursor({ ...position, query: { 'a&b': '1' } }), '/v1/apps', undefined],
    ['with a negative offset', writeCursor({ ...position, skip: -1 }), '/v1/apps', undefined],
    ['too long', 'A'.repeat(20_000), '/v1/apps', undefined],
    ['empty', '', '/v1/apps', undefined],
  ])('that is %s is refused', (_, cursor, path, query) => {
    expect(() => readCursor(cursor, path, query)).toThrow(
      expect.objectContaining({ code: 'bad_cursor', outcome: 'not_sent' }),
    );
  });
});
