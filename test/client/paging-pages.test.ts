import { describe, expect, it } from 'vitest';
import { AscError } from '../../src/client/errors.ts';
import { collectPages } from '../../src/client/paging.ts';
import type { ApiRequest, Collected, Page, PageRequest } from '../../src/client/types.ts';

const LIST = { method: 'GET', path: '/v1/apps' } as const;

function ids(from: number, to: number) {
  return Array.from({ length: to - from }, (_, n) => ({ type: 'apps', id: String(from + n) }));
}

/** Answers as they are given, without a wire: for what the list makes of them. */
async function listOf(
  bodies: readonly unknown[],
  request: Partial<PageRequest> = {},
): Promise<{ answer: Collected; asked: ApiRequest[] }> {
  const asked: ApiRequest[] = [];
  const answer = await collectPages(
    (sent) => {
      asked.push(sent);
      const body = bodies[Math.min(asked.length, bodies.length) - 1];
      if (body instanceof Error) return Promise.reject(body);
      return Promise.resolve({ status: 200, contentType: 'application/json', body });
    },
    'http://api.test',
    { ...LIST, maxItems: 100, ...request },
  );
  return { answer, asked };
}

const page = (from: number, to: number, next?: string, more: Record<string, unknown> = {}) => ({
  data: ids(from, to),
  ...(next === undefined ? {} : { links: { next: `http://api.test/v1/apps?${next}` } }),
  ...more,
});

describe('what a list asks', () => {
  it('hands on media type, signal, purpose and what is left of the time', async () => {
    const { signal } = new AbortController();
    const { asked } = await listOf([page(0, 1, 'cursor=a'), page(1, 2)], {
      accept: 'text/csv',
      signal,
      verification: true,
      deadlineMs: 5_000,
    });
    expect(asked).toHaveLength(2);
    for (const sent of asked) {
      expect(sent).toMatchObject({ method: 'GET', accept: 'text/csv', verification: true });
      expect(sent.signal).toBe(signal);
      expect(sent.deadlineMs).toBeGreaterThan(4_000);
      expect(sent.deadlineMs).toBeLessThanOrEqual(5_000);
    }
  });

  it('and nothing that it was not given', async () => {
    const { asked } = await listOf([page(0, 1)]);
    expect(Object.keys(asked[0] ?? {}).sort()).toEqual(['method', 'path', 'query']);
  });

  it('at least one and at most 200 a page', async () => {
    for (const [maxItems, limit] of [
      [0.5, '1'],
      [7.9, '7'],
      [200, '200'],
      [201, '200'],
    ] as const)
      expect((await listOf([page(0, 0)], { maxItems })).asked[0]?.query).toEqual({ limit });
  });
});

describe('what ends a list', () => {
  it('an empty link, as none', async () => {
    const { answer } = await listOf([{ data: ids(0, 1), links: { next: '' } }]);
    expect(answer).toMatchObject({ complete: true, requests: 1 });
    expect('stopped' in answer).toBe(false);
  });

  it('enough: at the end of a page with where to go on, and no reason', async () => {
    const { answer } = await listOf([page(0, 5, 'cursor=a'), page(5, 10, 'cursor=b')], { maxItems: 10 });
    expect(answer).toMatchObject({ count: 10, complete: false, requests: 2 });
    expect(answer.nextCursor).toBeDefined();
    expect(['stopped', 'duplicates', 'total'].filter((key) => key in answer)).toEqual([]);
  });

  it('three pages without anything new', async () => {
    const same = (n: number) => page(0, 2, `cursor=${n}`);
    const { answer } = await listOf([same(1), same(2), same(3), same(4), same(5)]);
    expect(answer).toMatchObject({
      count: 2,
      duplicates: 6,
      requests: 4,
      complete: false,
      stopped: 'Several pages in a row held nothing new.',
    });
    expect(answer.nextCursor).toBeDefined();
  });

  it('10,000 pages', async () => {
    let sent = 0;
    const answer = await collectPages(
      () => {
        sent += 1;
        return Promise.resolve({
          status: 200,
          contentType: 'application/json',
          body: page(sent, sent + 1, `cursor=${sent}`),
        });
      },
      'http://api.test',
      { ...LIST, maxItems: 100_000 },
    );
    expect([sent, answer.count, answer.complete]).toEqual([10_000, 10_000, false]);
  });

  it.each([
    ['a user', 'http://a@api.test/v1/apps?cursor=1', 'another server'],
    ['a password', 'http://:b@api.test/v1/apps?cursor=1', 'another server'],
    ['an empty cursor', 'http://api.test/v1/apps?cursor=', 'no cursor'],
    ['a filter that nobody asked for', 'http://api.test/v1/apps?cursor=1&filter%5Bx%5D=1', 'something else'],
    ['other values', 'http://api.test/v1/apps?cursor=1&fields%5Bapps%5D=name,price', 'something else'],
    ['more values', 'http://api.test/v1/apps?cursor=1&fields%5Bapps%5D=name,sku,price', 'something else'],
  ])('a link with %s', async (_, next, why) => {
    const { answer, asked } = await listOf([{ data: ids(0, 1), links: { next } }], {
      query: { 'fields[apps]': 'name,sku' },
    });
    expect(answer.stopped).toContain(why);
    expect([answer.complete, answer.nextCursor, asked.length]).toEqual([false, undefined, 1]);
  });

  it.each(['sku,name', 'name,sku'])(
    'not a link whose values stand in the order %s, nor one with another limit',
    async (fields) => {
      const next = `cursor=1&limit=7&fields%5Bapps%5D=${fields}`;
      const { answer } = await listOf([page(0, 1, next), page(1, 2)], {
        query: { 'fields[apps]': 'name,sku' },
      });
      expect(answer).toMatchObject({ count: 2, complete: true });
    },
  );

  it('a cancelled call, and a fault of ours, at any page', async () => {
    const cancelled = new AscError({ code: 'cancelled', message: 'x' });
    await expect(listOf([page(0, 1, 'cursor=1'), cancelled])).rejects.toBe(cancelled);
    const fault = new TypeError('x');
    await expect(listOf([page(0, 1, 'cursor=1'), fault])).rejects.toBe(fault);
  });
});

describe('what a list holds', () => {
  it('what is included, each once, and nothing where it is handed over by page', async () => {
    const included = [
      { type: 'builds', id: '1' },
      { type: 'builds', id: '2' },
    ];
    const bodies = [
      page(0, 1, 'cursor=1', { included: included.slice(0, 1) }),
      page(1, 2, undefined, { included }),
    ];
    expect((await listOf(bodies)).answer.included).toEqual(included);
    const pages: Page[] = [];
    const { answer } = await listOf(bodies, { onPage: (one) => void pages.push(one) });
    expect(pages.map((one) => one.included.length)).toEqual([1, 2]);
    expect([answer.included, answer.data]).toEqual([[], []]);
  });

  it('things without type or id, each as new', async () => {
    const data = [{ type: 'x' }, { type: 'x' }, { id: '1' }, { id: '1' }, 5, 5];
    const { answer } = await listOf([{ data }]);
    expect([answer.count, 'duplicates' in answer]).toEqual([6, false]);
  });

  it('a total only where it is a number', async () => {
    const total = async (value: unknown) =>
      (await listOf([page(0, 1, undefined, { meta: { paging: { total: value } } })])).answer;
    expect((await total(5)).total).toBe(5);
    for (const value of ['5', null, undefined, {}]) expect('total' in (await total(value))).toBe(false);
  });

  it.each(['hello', 5, [], null, undefined])('nothing of %j, which is no list', async (body) => {
    await expect(listOf([body])).rejects.toMatchObject({
      code: 'bad_response',
      message: 'The answer is not a list of the API.',
      next: 'Read this path without paging.',
      outcome: 'failed',
    });
  });
});
