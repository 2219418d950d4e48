import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConnectedClient, createClient } from '../../../src/client/client.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { readReviews, reviewsOf } from '../../../src/tools/reviews/read.ts';

const day = 86_400_000;
const newest = Date.parse('2026-11-22T12:00:00Z');
let sandbox: Sandbox;
let client: ConnectedClient;

/** An app with 2,500 reviews, four a day. */
beforeAll(async () => {
  sandbox = await startSandbox({
    team: (store) => {
      const ids = Array.from({ length: 2_500 }, (_, index) => {
        const id = `r${index}`;
        store.put('CustomerReview', id, {
          rating: 1 + (index % 5),
          title: 'T',
          body: 'B',
          createdDate: new Date(newest - (index * day) / 4).toISOString(),
          territory: 'USA',
        });
        return id;
      });
      store.link(store.put('App', '1001', { name: 'Much loved' }), 'customerReviews', ids);
    },
  });
  client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url });
});

afterAll(async () => {
  await client.close();
  await sandbox.close();
});

const source = reviewsOf('1001', undefined, { sort: '-createdDate' });
const world = { signal: new AbortController().signal };

it('reads as far back as it was asked, no further', async () => {
  const before = client.requestCount();
  const read = await readReviews({ client, ...world }, source, { most: 2_000, until: newest - 60 * day });
  expect([read.reviews.length, read.total, read.complete, read.cursor]).toEqual([
    241,
    2_500,
    true,
    undefined,
  ]);
  expect(client.requestCount() - before).toBe(2);
});

it('stops at its limit, says that there is more, and goes on from there', async () => {
  const first = await readReviews({ client, ...world }, source, { most: 2_000 });
  expect([first.reviews.length, first.complete]).toEqual([2_000, false]);
  const rest = await readReviews({ client, ...world }, source, { most: 2_000, cursor: first.cursor });
  expect([rest.reviews.length, rest.complete, rest.cursor]).toEqual([500, true, undefined]);
  expect(new Set([...first.reviews, ...rest.reviews].map(({ id }) => id)).size).toBe(2_500);
});

it('has nothing where nobody wrote anything', async () => {
  const query = { sort: '-createdDate', 'filter[territory]': 'JPN' };
  const none = await readReviews({ client, ...world }, reviewsOf('1001', undefined, query), { most: 20 });
  expect(none).toEqual({ reviews: [], total: 0, cursor: undefined, complete: true });
});
