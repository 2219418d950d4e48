import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Catalog, Operation } from '../../src/catalog/index.ts';
import { AscError } from '../../src/client/errors.ts';
import {
  baseOf,
  canInclude,
  givenAttributes,
  givenLinks,
  hasParameter,
  inFours,
  instanceOf,
  instancesOfType,
  isRealId,
  linkage,
  ownerOf,
  type Reader,
  readByType,
  readLinks,
  readObject,
  relationshipName,
  sameIds,
  sameValue,
  severalOf,
  tolerated,
} from '../../src/guard/objects.ts';
import { smallCatalog } from './small-catalog.ts';
import { list, object, one, startWorld, type World } from './world.ts';
import { never } from './writes.ts';

/** As often as it is made: what is derived from a catalogue is remembered for it. */
const fresh = (): Catalog =>
  smallCatalog(
    {
      App: { type: 'apps', relationships: { groups: 'Group[]', info: 'Info' } },
      Group: { type: 'groups' },
      Info: { type: 'infos' },
      PurchaseV0: { type: 'purchases' },
      Purchase: { type: 'purchases' },
      PurchaseV2: { type: 'purchases' },
      PurchaseV3: { type: 'purchases' },
      Note: { type: 'notes' },
      NoteV12: { type: 'notes' },
      Ping: { type: 'pings' },
      Order: { type: 'orders' },
      Odd: { type: 'odd' },
    },
    {
      'GET /v1/apps': { returns: 'App[]', query: { 'filter[id]': 'string[]' } },
      'POST /v1/groups': { returns: 'Group' },
      'GET /v1/apps/{id}': { returns: 'App', query: { 'filter[x]': 'string[]' }, include: 'groups info' },
      'GET /v1/apps/{id}/info': { returns: 'Info', query: { 'filter[id]': 'string[]' } },
      'GET /v1/apps/{id}/groups': { returns: 'Group[]', query: { 'filter[id]': 'string[]' } },
      'GET /v1/apps/{id}/relationships/info': { returns: '~infos' },
      'GET /v1/apps/{id}/relationships/groups': { returns: '~groups[]', query: { limit: 'integer' } },
      'GET /v1/apps/{id}/notes': { returns: 'Note[]' },
      'GET /v1/apps/{id}/note': { returns: 'Note' },
      'GET /v1/groups': { returns: 'Group[]', query: { 'filter[name]': 'string[]' } },
      'PATCH /v1/groups/{id}': { returns: 'Info' },
      'GET /v3/purchases/{id}': { returns: 'PurchaseV3', deprecated: true },
      'GET /v1/purchases/{id}': { returns: 'Purchase' },
      'GET /v0/purchases/{id}': { returns: 'PurchaseV0' },
      'GET /v2/purchases/{id}': { returns: 'PurchaseV2' },
      'PATCH /v1/notes/{id}': { returns: 'Note' },
      'POST /v1/pingRequests': { returns: 'Ping' },
      'GET /v12/notes/{id}': { returns: 'NoteV12' },
      'GET /v1/apps/{id}/relationships/info/more': { returns: 'Info' },
      'DELETE /v1/orders/{id}': {},
      'DELETE /v1/strangers/{id}': {},
      'GET /v1/odd': { returns: 'Odd' },
      'GET /v1/odd/{id}': { returns: '=Table' },
      'GET /v1/things/{id}/x': { returns: '=Table' },
    },
  );
const catalog = fresh();
function op(id: string): Operation {
  const operation = catalog.operation(id);
  if (operation === undefined) throw new Error(`No ${id}.`);
  return operation;
}

let world: World;
let reader: Reader;
beforeAll(async () => {
  world = await startWorld();
  reader = { client: world.client, catalog, signal: never, verification: false };
});
afterAll(() => world.close());

describe('an id of Apple’s', () => {
  it.each(['1', 'AZaz09-_.~=', '...', 'x'.repeat(255)])('is %j', (id) => expect(isRealId(id)).toBe(true));
  it.each(['', '.', '..', 'a/b', 'a b', '?', `\${price}`, 'ö', 'x'.repeat(256), 'a\n'])('is not %j', (id) =>
    expect(isRealId(id)).toBe(false),
  );
});

describe('the read of an object', () => {
  it('by its id is the one at its own address', () => {
    expect(instanceOf(fresh(), 'NoteV12')?.id).toBe('GET /v12/notes/{id}');
    expect(instanceOf(catalog, 'App')?.id).toBe('GET /v1/apps/{id}');
    expect(instanceOf(catalog, 'PurchaseV2')?.id).toBe('GET /v2/purchases/{id}');
    for (const name of ['Group', 'Info', 'Note', 'Odd', 'Unheard'])
      expect(instanceOf(catalog, name)).toBeUndefined();
  });

  it('by its type is the newest first, and a retired one last', () => {
    expect(instancesOfType(fresh(), 'purchases').map(({ path }) => path)).toEqual([
      '/v2/purchases/{id}',
      '/v1/purchases/{id}',
      '/v0/purchases/{id}',
      '/v3/purchases/{id}',
    ]);
    expect(instancesOfType(catalog, 'groups')).toEqual([]);
    expect(instancesOfType(catalog, 'odd')).toEqual([]);
  });

  it('of several at once takes their ids, and no parent', () => {
    expect(severalOf(fresh(), 'apps')?.id).toBe('GET /v1/apps');
    expect([severalOf(fresh(), 'groups'), severalOf(fresh(), 'infos')]).toEqual([undefined, undefined]);
  });

  it('says what it takes and joins in', () => {
    expect(hasParameter(catalog, op('GET /v1/apps'), 'filter[id]')).toBe(true);
    expect(hasParameter(catalog, op('GET /v1/apps'), 'limit')).toBe(false);
    expect(canInclude(catalog, op('GET /v1/apps/{id}'), 'info')).toBe(true);
    expect(canInclude(catalog, op('GET /v1/apps/{id}'), 'notes')).toBe(false);
    expect(canInclude(catalog, op('GET /v1/apps'), 'info')).toBe(false);
  });
});

describe('what a write is about', () => {
  it('stands at the base of its path', () => {
    expect(baseOf('/v1/apps/{id}/builds')).toBe('/v1/apps');
    expect(baseOf('/v12/apps')).toBe('/v12/apps');
    expect(baseOf('/elsewhere')).toBe('/elsewhere');
    expect(baseOf('/sandbox/v1/apps')).toBe('/sandbox/v1/apps');
    expect(relationshipName(op('GET /v1/apps/{id}/relationships/info'))).toBe('info');
    expect(relationshipName(op('GET /v1/apps/{id}/info'))).toBeUndefined();
    expect(relationshipName(op('GET /v1/apps/{id}/relationships/info/more'))).toBeUndefined();
  });

  it.each([
    ['GET /v1/apps/{id}/relationships/info', 'App'],
    ['POST /v1/groups', 'Info'],
    ['PATCH /v1/notes/{id}', 'Note'],
    ['POST /v1/pingRequests', 'Ping'],
    ['DELETE /v1/orders/{id}', 'Order'],
    ['GET /v1/odd/{id}', 'Odd'],
  ])('is of %s %s', (id, resource) => {
    expect(ownerOf(catalog, op(id))?.name).toBe(resource);
  });

  it('is unknown where nothing tells', () => {
    expect(ownerOf(catalog, op('DELETE /v1/strangers/{id}'))).toBeUndefined();
  });
});

describe('one object', () => {
  const instance = op('GET /v1/apps/{id}');

  it('is read with what the read can join in, each once', async () => {
    const app = object('apps', '7');
    world.answers({ '/v1/apps/7': { ...one(app), included: [object('infos', 'i'), null, 'x'] } });
    expect(await readObject(reader, instance, '7', ['info', 'notes', 'groups', 'info'])).toEqual({
      kind: 'object',
      object: app,
      included: [object('infos', 'i')],
    });
    world.answers({ '/v1/apps/7': one(app) });
    expect(await readObject(reader, instance, '7', ['notes'])).toMatchObject({ included: [] });
    expect(world.asked()).toEqual(['/v1/apps/7']);
    await readObject(reader, instance, '7', ['info', 'groups', 'info']);
    expect(world.asked()).toEqual(['/v1/apps/7?include=info,groups']);
  });

  it('is missing or hidden where Apple says so, and is not asked for by what is no id', async () => {
    world.answers({ '/v1/apps/1': 403, '/v1/apps/2': { data: null }, '/v1/apps/3': { meta: {} } });
    expect(await readObject(reader, instance, '1')).toEqual({ kind: 'hidden' });
    expect(await readObject(reader, instance, '2')).toEqual({ kind: 'missing' });
    expect(await readObject(reader, instance, '3')).toEqual({ kind: 'missing' });
    expect(await readObject(reader, instance, '4')).toEqual({ kind: 'missing' });
    world.asked();
    expect(await readObject(reader, instance, `\${app}`)).toEqual({ kind: 'hidden' });
    expect(world.asked()).toEqual([]);
    world.answers({ '/v1/odd': one(object('odd', 'o')) });
    expect(await readObject(reader, op('GET /v1/odd'), '')).toMatchObject({ kind: 'object' });
  });

  it('is not found out by a failure that may pass or that concerns the whole key', () => {
    const refused = (status?: number): AscError =>
      new AscError({ code: 'x', message: 'x', ...(status === undefined ? {} : { status }) });
    const verdict = (error: unknown): unknown => {
      try {
        return tolerated(error).kind;
      } catch (thrown) {
        return thrown === error ? 'goes on' : thrown;
      }
    };
    for (const status of [401, 408, 429, 500, 503]) expect(verdict(refused(status))).toBe('goes on');
    for (const status of [400, 403, 409, 422, 499]) expect(verdict(refused(status))).toBe('hidden');
    expect(verdict(refused(404))).toBe('missing');
    expect(verdict(refused())).toBe('goes on');
    expect(verdict(new Error('x'))).toBe('goes on');
  });
});

describe('an object of a type that several resources have', () => {
  it('is looked for where it is likeliest, then elsewhere while it is missing', async () => {
    world.answers({ '/v1/purchases/p': one(object('purchases', 'p')) });
    const { found, resource } = await readByType(reader, 'purchases', 'p', undefined);
    expect([found.kind, resource?.name]).toEqual(['object', 'Purchase']);
    expect(world.asked()).toEqual(['/v2/purchases/p', '/v1/purchases/p']);
    world.answers({ '/v3/purchases/p': one(object('purchases', 'p')) });
    const preferred = await readByType(reader, 'purchases', 'p', 'PurchaseV0');
    expect(preferred.resource?.name).toBe('PurchaseV3');
    expect(world.asked()).toEqual([
      '/v0/purchases/p',
      '/v2/purchases/p',
      '/v1/purchases/p',
      '/v3/purchases/p',
    ]);
  });

  it('is read with what is to be joined in', async () => {
    world.answers({ '/v1/apps/7': one(object('apps', '7')) });
    await readByType(reader, 'apps', '7', 'App', ['info']);
    expect(world.asked()).toEqual(['/v1/apps/7?include=info']);
  });

  it('is no further looked for where Apple hides it', async () => {
    world.answers({ '/v2/purchases/p': 403, '/v1/purchases/p': one(object('purchases', 'p')) });
    const { found, resource } = await readByType(reader, 'purchases', 'p', 'Unheard');
    expect([found, resource?.name]).toEqual([{ kind: 'hidden' }, 'PurchaseV2']);
  });

  it('that is nowhere has the resource that was meant, or the first of its type', async () => {
    world.answers({});
    expect(await readByType(reader, 'apps', '7', undefined)).toMatchObject({
      found: { kind: 'missing' },
      resource: { name: 'App' },
    });
    expect(await readByType(reader, 'groups', 'g', undefined)).toMatchObject({
      found: { kind: 'hidden' },
      resource: { name: 'Group' },
    });
    expect((await readByType(reader, 'purchases', 'p', 'PurchaseV3')).resource?.name).toBe('PurchaseV3');
    expect((await readByType(reader, 'strangers', 's', undefined)).resource).toBeUndefined();
  });
});

describe('what a relationship holds', () => {
  const links = (name: string, id = '7') => readLinks(reader, '/v1/apps', id, name);

  it('is read in the linkage, as many as may come at once', async () => {
    world.answers({
      '/v1/apps/7/relationships/groups': list([object('groups', 'a'), object('groups', 'b')]),
      '/v1/apps/7/relationships/info': one(object('infos', 'i')),
    });
    expect(await links('groups')).toEqual(['a', 'b']);
    expect(await links('info')).toEqual(['i']);
    expect(world.asked()).toEqual([
      '/v1/apps/7/relationships/groups?limit=200',
      '/v1/apps/7/relationships/info',
    ]);
  });

  it('is read in the related objects where there is no linkage, without a limit where they take none', async () => {
    world.answers({
      '/v1/apps/7/notes': list([object('notes', 'n')]),
      '/v1/apps/7/note': one(object('notes', 'n')),
    });
    expect(await links('notes')).toEqual(['n']);
    expect(await links('note')).toEqual(['n']);
    expect(world.asked()).toEqual(['/v1/apps/7/notes', '/v1/apps/7/note']);
  });

  it('of one is nothing where Apple says null or 404', async () => {
    world.answers({ '/v1/apps/7/relationships/info': { data: null } });
    expect(await links('info')).toEqual([]);
    expect(await links('info', '8')).toEqual([]);
    expect(world.asked()).toEqual(['/v1/apps/7/relationships/info', '/v1/apps/8/relationships/info']);
  });

  it('is not known where a list is missing, refused or too long, or nothing reads it', async () => {
    world.answers({
      '/v1/apps/8/relationships/groups': 403,
      '/v1/apps/8/groups': list([object('groups', 'a')]),
      '/v1/apps/9/relationships/info': 403,
      '/v1/apps/9/info': 403,
      '/v1/apps/6/notes': list(Array.from({ length: 2_001 }, (_, n) => object('notes', `n${n}`))),
    });
    expect(await links('groups')).toBeUndefined();
    // The linkage may not be read, the objects may.
    expect(await links('groups', '8')).toEqual(['a']);
    expect(await links('info', '9')).toBeUndefined();
    expect(await links('notes', '6')).toBeUndefined();
    expect(await links('nothing')).toBeUndefined();
    world.asked();
    expect(await links('groups', '..')).toBeUndefined();
    expect(world.asked()).toEqual([]);
  });
});

describe('work on many things', () => {
  it('is done on four at a time, with the results in their order', async () => {
    let running = 0;
    let most = 0;
    const results = await inFours([5, 1, 4, 2, 3, 0], async (item) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < item; turn++) await Promise.resolve();
      running -= 1;
      return item * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30, 0]);
    expect(most).toBe(4);
    expect(await inFours([], () => Promise.reject(new Error('There is no work.')))).toEqual([]);
  });
});

describe('what a body says', () => {
  it('is read off its main object', () => {
    const body = {
      data: {
        type: 'x',
        attributes: { name: 'n' },
        relationships: {
          app: { data: { type: 'apps', id: '7' } },
          groups: { data: [{ type: 'groups', id: 'a' }, { type: 'groups' }, { id: 'b' }, null] },
          none: { data: null },
          odd: 'x',
        },
      },
    };
    expect(givenAttributes(body)).toEqual({ name: 'n' });
    expect(givenLinks(body)).toEqual([
      ['app', [{ type: 'apps', id: '7', relationship: 'app' }]],
      ['groups', [{ type: 'groups', id: 'a', relationship: 'groups' }]],
      ['none', []],
      ['odd', []],
    ]);
    expect([givenAttributes(undefined), givenLinks({ data: [] })]).toEqual([{}, []]);
    expect(linkage({ type: 'apps', id: '7', meta: {} })).toEqual([{ type: 'apps', id: '7' }]);
    expect(linkage(undefined)).toEqual([]);
  });
});

describe('two values of an attribute', () => {
  it.each([
    ['', null],
    [undefined, ''],
    ['a', 'a'],
    [0, 0],
    ['2026-11-22T10:00:00+01:00', '2026-11-22T09:00:00Z'],
    ['2026-11-22T09:00Z', '2026-11-22T09:00:00.000Z'],
    [
      ['b', 'a'],
      ['a', 'b'],
    ],
    [[], []],
    [
      [{ a: 1 }, { a: '' }],
      [{ a: 1 }, {}],
    ],
    [{ a: 'x', b: '' }, { a: 'x' }],
    [{ a: ['2', '1'] }, { a: ['1', '2'] }],
  ])('%j and %j mean the same', (a, b) => {
    expect([sameValue(a, b), sameValue(b, a)]).toEqual([true, true]);
  });

  it.each([
    ['', 0],
    [false, null],
    ['a', 'A'],
    ['1', 1],
    // Not moments: a version, a day, and a text that goes on.
    ['1.0', '1.00'],
    ['2026-11-22', '2026-11-22T00:00:00Z'],
    ['(a) 2026-11-22T09:00:00Z', '(b) 2026-11-22T09:00:00Z'],
    ['2026-11-22T10:00:00Z', '2026-11-22T09:00:00Z'],
    ['2026-11-22T09:00:00 x', '2026-11-22T09:00:00 y'],
    [['a'], ['a', 'a']],
    [
      ['a', 'b'],
      ['a', 'c'],
    ],
    // The order of anything but words counts.
    [
      [1, 2],
      [2, 1],
    ],
    [
      ['1', 2],
      [2, '1'],
    ],
    [
      [10, 'a'],
      ['a', 10],
    ],
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: 1 }, [1]],
    [['a'], 'a'],
    [{}, 'x'],
    [{ a: 1 }, null],
  ])('%j and %j do not', (a, b) => {
    expect([sameValue(a, b), sameValue(b, a)]).toEqual([false, false]);
  });

  it('are lists of ids that hold the same, in any order and however often', () => {
    expect(sameIds(['a', 'b'], ['b', 'a', 'a'])).toBe(true);
    expect(sameIds([], [])).toBe(true);
    expect(sameIds(['a'], ['a', 'b'])).toBe(false);
    expect(sameIds(['a', 'b'], ['a'])).toBe(false);
    expect(sameIds(['a', 'b'], ['a', 'c'])).toBe(false);
  });
});
