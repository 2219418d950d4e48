import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/catalog/json.ts';
import type { Reader, Reference } from '../../src/guard/objects.ts';
import { inlineReferences, keyOf, readReferences } from '../../src/guard/references.ts';
import { smallCatalog } from './small-catalog.ts';
import { list, object, one, startWorld, type World } from './world.ts';
import { never } from './writes.ts';

const catalog = smallCatalog(
  {
    Sale: {
      type: 'sales',
      relationships: {
        build: 'Build',
        old: 'Purchase',
        purchase: 'PurchaseV2',
        country: 'Country',
        odd: '?odd',
        lost: 'Unheard',
      },
    },
    Build: { type: 'builds', relationships: { app: 'App' } },
    Purchase: { type: 'purchases', relationships: { app: 'App' } },
    PurchaseV2: { type: 'purchases' },
    Country: { type: 'countries' },
    // Nothing reads one alone; its name is the price.
    SubscriptionPricePoint: { type: 'points' },
    App: { type: 'apps' },
  },
  {
    'GET /v1/apps/{id}': { returns: 'App' },
    'GET /v1/builds': { returns: 'Build[]', query: { 'filter[id]': 'string[]' } },
    'GET /v1/builds/{id}': { returns: 'Build', include: 'app' },
    'GET /v1/purchases/{id}': { returns: 'Purchase', include: 'app' },
    'GET /v2/purchases/{id}': { returns: 'PurchaseV2' },
    'GET /v1/countries/{id}': { returns: 'Country' },
  },
);

let world: World;
let reader: Reader;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  reader = { client: world.another(), catalog, signal: never, verification: false };
});

const sale = catalog.resource('Sale');
const to = (type: string, id: string, relationship?: string): Reference => ({
  type,
  id,
  ...(relationship === undefined ? {} : { relationship }),
});
const build = (id: string): JsonObject => object('builds', id, { version: `v${id}` });

/** What is known of them afterwards: title, what was found, and as what. */
async function read(
  references: readonly Reference[],
  answers: Readonly<Record<string, JsonObject | number>>,
  known?: ReadonlyMap<string, JsonObject>,
): Promise<Readonly<Record<string, readonly unknown[]>>> {
  world.answers(answers);
  const results = await readReferences(reader, sale, references, known);
  return Object.fromEntries(
    [...results].map(([key, { found, resource, title }]) => [key, [title, found, resource?.name]]),
  );
}
const found = (what: JsonObject, ...included: JsonObject[]): JsonObject => ({
  kind: 'object',
  object: what,
  included,
});

describe('one that is referred to', () => {
  it('is read alone, with what leads to its app', async () => {
    const app = object('apps', '7');
    expect(await read([to('builds', 'a', 'build')], { '/v1/builds/a': one(build('a'), app) })).toEqual({
      'builds/a': ['va', found(build('a'), app), 'Build'],
    });
    expect(world.asked()).toEqual(['/v1/builds/a?include=app']);
  });

  it('is read as what its relationship leads to', async () => {
    const old = object('purchases', 'p', { name: 'Old' });
    const answers = {
      '/v1/purchases/p': one(old),
      '/v2/purchases/p': one(object('purchases', 'p', { name: 'New' })),
    };
    expect(await read([to('purchases', 'p', 'old')], answers)).toEqual({
      'purchases/p': ['Old', found(old), 'Purchase'],
    });
    expect(world.asked()).toEqual(['/v1/purchases/p?include=app']);
  });

  it('is read as its type says, where the relationship does not', async () => {
    const fresh = object('purchases', 'p', { name: 'New' });
    const answers = {
      '/v1/purchases/p': one(object('purchases', 'p', { name: 'Old' })),
      '/v2/purchases/p': one(fresh),
    };
    for (const relationship of [undefined, 'build', 'odd', 'lost', 'unheard']) {
      expect(await read([to('purchases', 'p', relationship)], answers)).toEqual({
        'purchases/p': ['New', found(fresh), 'PurchaseV2'],
      });
      expect(world.asked()).toEqual(['/v2/purchases/p']);
    }
    world.answers(answers);
    const unowned = await readReferences(reader, undefined, [to('purchases', 'p', 'old')]);
    expect(unowned.get('purchases/p')?.title).toBe('New');
  });

  it('twice is read once, as the first says', async () => {
    const old = object('purchases', 'p', { name: 'Old' });
    const answers = {
      '/v1/purchases/p': one(old),
      '/v2/purchases/p': one(object('purchases', 'p', { name: 'New' })),
    };
    const twice = [to('purchases', 'p', 'old'), to('purchases', 'p'), to('countries', 'p')];
    expect(await read(twice, answers)).toEqual({
      'purchases/p': ['Old', found(old), 'Purchase'],
      'countries/p': ['p (not found)', { kind: 'missing' }, 'Country'],
    });
    expect(world.asked()).toEqual(['/v1/purchases/p?include=app', '/v1/countries/p']);
  });

  it('is told by its id where it is missing or may not be read', async () => {
    expect(await read([to('builds', 'a')], {})).toEqual({
      'builds/a': ['a (not found)', { kind: 'missing' }, 'Build'],
    });
    expect(await read([to('builds', 'a')], { '/v1/builds/a': 403 })).toEqual({
      'builds/a': ['a', { kind: 'hidden' }, 'Build'],
    });
  });

  it('is not asked for where a step has yet to make it', async () => {
    expect(await read([to('builds', `\${step-1}`)], {})).toEqual({});
    expect(world.asked()).toEqual([]);
  });

  it('is read alone for twenty-five, the rest is not named', async () => {
    const many = Array.from({ length: 27 }, (_, n) => to('countries', `c${n}`));
    const names = Object.keys(await read(many, {}));
    expect([names.length, names.at(-1)]).toEqual([25, 'countries/c24']);
  });
});

describe('several of a kind', () => {
  const all = (length: number): readonly string[] => Array.from({ length }, (_, n) => `b${n}`);
  const builds = (ids: readonly string[]): readonly Reference[] => ids.map((id) => to('builds', id, 'build'));

  it('are read in one request where Apple can', async () => {
    expect(await read(builds(['a', 'b']), { '/v1/builds': list([build('b')]) })).toEqual({
      'builds/a': ['a (not found)', { kind: 'missing' }, 'Build'],
      'builds/b': ['vb', found(build('b')), 'Build'],
    });
    expect(world.asked()).toEqual(['/v1/builds?filter[id]=a,b&limit=200']);
  });

  it('are read a hundred at a time', async () => {
    await read(builds(all(100)), { '/v1/builds': list([]) });
    expect(world.asked()).toHaveLength(1);
    const found = await read(builds(all(101)), { '/v1/builds': list(all(101).map(build)) });
    expect([found['builds/b0']?.[0], found['builds/b100']?.[0]]).toEqual(['vb0', 'vb100']);
    expect(world.asked()).toEqual([
      `/v1/builds?filter[id]=${all(100).join()}&limit=200`,
      '/v1/builds?filter[id]=b100&limit=200',
    ]);
  });

  it('are told by their ids where this key may not read them', async () => {
    expect(await read(builds(['a', 'b']), { '/v1/builds': 403 })).toEqual({
      'builds/a': ['a', { kind: 'hidden' }, 'Build'],
      'builds/b': ['b', { kind: 'hidden' }, 'Build'],
    });
  });

  it('are an error where nothing can be read', async () => {
    await expect(read(builds(['a', 'b']), { '/v1/builds': 401 })).rejects.toThrow();
  });

  it('are read one by one where Apple cannot otherwise', async () => {
    await read([to('countries', 'USA'), to('builds', 'a', 'build'), to('countries', 'DEU')], {});
    expect(world.asked().sort()).toEqual([
      '/v1/builds/a?include=app',
      '/v1/countries/DEU',
      '/v1/countries/USA',
    ]);
  });
});

describe('what the job has just read', () => {
  it('is named from there, and not read again', async () => {
    const point = object('points', 'p', { name: 'Point', customerPrice: '0.99' });
    const purchase = object('purchases', 'q', { name: 'New' });
    const stranger = object('strangers', 's', { name: 'Who' });
    const known = new Map([
      ['points/p', point],
      ['purchases/q', purchase],
      ['strangers/s', stranger],
    ]);
    const references = [
      to('points', 'p'),
      to('purchases', 'q', 'old'),
      to('strangers', 's'),
      to('builds', 'a', 'build'),
    ];
    expect(await read(references, { '/v1/builds/a': one(build('a')) }, known)).toEqual({
      'points/p': ['0.99', found(point), 'SubscriptionPricePoint'],
      'purchases/q': ['New', found(purchase), 'PurchaseV2'],
      'strangers/s': ['Who', found(stranger), undefined],
      'builds/a': ['va', found(build('a')), 'Build'],
    });
    expect(world.asked()).toEqual(['/v1/builds/a?include=app']);
  });
});

describe('what inline objects refer to', () => {
  it('is all that they link to, one or many', () => {
    const body = {
      data: { relationships: { app: { data: { type: 'apps', id: '7' } } } },
      included: [
        { relationships: { point: { data: { type: 'points', id: 'p' } }, none: { data: null }, odd: 'odd' } },
        {
          relationships: {
            builds: {
              data: [
                { type: 'builds', id: 'a' },
                { type: 'builds', id: 'b' },
              ],
            },
          },
        },
        {},
      ],
    };
    expect(inlineReferences(body)).toEqual([
      { type: 'points', id: 'p' },
      { type: 'builds', id: 'a' },
      { type: 'builds', id: 'b' },
    ]);
    expect(inlineReferences(undefined)).toEqual([]);
  });
});

describe('an object', () => {
  it('is known by its type and its id', () => expect(keyOf(build('a'))).toBe('builds/a'));
});
