import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../src/catalog/json.ts';
import type { Reader } from '../../src/guard/objects.ts';
import { placeOf, stepsToApp } from '../../src/guard/parents.ts';
import { smallCatalog } from './small-catalog.ts';
import { type Links, object, one, startWorld, type World } from './world.ts';
import { never } from './writes.ts';

const catalog = smallCatalog(
  {
    Text: { type: 'texts', relationships: { editor: 'Editor', version: 'Version' } },
    Version: { type: 'versions', relationships: { app: 'App' } },
    // Both ways lead to the app; the second is the shorter one.
    Build: { type: 'builds', relationships: { version: 'Version', app: 'App' } },
    Shot: { type: 'shots', relationships: { set: 'Set' } },
    Set: { type: 'sets', relationships: { text: 'Text' } },
    Editor: { type: 'editors', relationships: { apps: 'App[]', odd: '?odd' } },
    Lost: { type: 'losts', relationships: { app: 'App' } },
    Hidden: { type: 'hiddens', relationships: { app: 'App' } },
    App: { type: 'apps' },
  },
  {
    'GET /v1/texts/{id}': { returns: 'Text', include: 'editor version' },
    'GET /v1/versions/{id}': { returns: 'Version', include: 'app' },
    'GET /v1/builds/{id}': { returns: 'Build', include: 'version app' },
    'GET /v1/shots/{id}': { returns: 'Shot', include: 'set' },
    'GET /v1/sets/{id}': { returns: 'Set', include: 'text' },
    'GET /v1/editors/{id}': { returns: 'Editor', include: 'apps odd' },
    'GET /v1/losts/{id}': { returns: 'Lost', include: 'nothing' },
    'GET /v1/apps/{id}': { returns: 'App' },
  },
);

describe('the way up to the app', () => {
  const way = (name: string): string =>
    stepsToApp(catalog, name)
      .map(({ relationship, to, operation }) => `${operation.path} ${relationship} ${to}`)
      .join(', ');

  it('is the shortest of what reads can join in', () => {
    expect(way('Version')).toBe('/v1/versions/{id} app App');
    expect(way('Build')).toBe('/v1/builds/{id} app App');
    expect(way('Text')).toBe('/v1/texts/{id} version Version, /v1/versions/{id} app App');
    expect(way('Shot')).toBe(
      '/v1/shots/{id} set Set, /v1/sets/{id} text Text, /v1/texts/{id} version Version, /v1/versions/{id} app App',
    );
  });

  it('is none for the app, and where nothing leads up', () => {
    for (const name of ['App', 'Editor', 'Lost', 'Hidden', 'Unheard']) expect(way(name)).toBe('');
  });
});

describe('where an object stands', () => {
  let world: World;
  let reader: Reader;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    // Parents are remembered for each client.
    reader = { client: world.another(), catalog, signal: never, verification: false };
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const app = object('apps', '7', { name: 'Weather Now' });
  const version = (links: Links = { app: ['apps', '7'] }) =>
    object('versions', 'v', { versionString: '3.2' }, links);
  const text = object('texts', 't', { locale: 'de-DE' }, { version: ['versions', 'v'] });
  const place = (
    name: string,
    found: JsonObject,
    included: readonly JsonObject[] = [],
    by: Partial<Reader> = {},
  ) => {
    const resource = catalog.resource(name);
    if (resource === undefined) throw new Error(`No ${name}.`);
    return placeOf({ ...reader, ...by }, resource, String(found['id']), {
      kind: 'object',
      object: found,
      included,
    });
  };
  const whole = {
    parent: { words: 'version', title: '3.2' },
    app: { id: '7', name: 'Weather Now' },
  };

  it('of the app is the app', async () => {
    expect(await place('App', app)).toStrictEqual({ app: { id: '7', name: 'Weather Now' } });
  });

  it('is the app alone where that is one step up', async () => {
    world.answers({});
    expect(
      await place('Version', version(), [
        object('builds', '7', { name: 'No app' }),
        object('apps', '8', { name: 'Other' }),
        app,
      ]),
    ).toStrictEqual({
      app: { id: '7', name: 'Weather Now' },
    });
    expect(await place('Version', version())).toStrictEqual({ app: { id: '7', name: '7' } });
    expect(world.asked()).toEqual([]);
  });

  it('is what it is part of, and the app; the reads join in the next step', async () => {
    world.answers({ '/v1/versions/v': one(version(), app) });
    expect(await place('Text', text, [version()])).toStrictEqual(whole);
    expect(world.asked()).toEqual(['/v1/versions/v?include=app']);
  });

  it('is the app further up as well, but no parent that is further up', async () => {
    world.answers({
      '/v1/sets/s': one(object('sets', 's', {}, { text: ['texts', 't'] }), text),
      '/v1/texts/t': one(text, version()),
      '/v1/versions/v': one(version(), app),
    });
    const shot = object('shots', 'p', {}, { set: ['sets', 's'] });
    // A set has no name of its own.
    expect(await place('Shot', shot, [object('sets', 's')])).toStrictEqual({ app: whole.app });
    expect(world.asked()).toEqual([
      '/v1/sets/s?include=text',
      '/v1/texts/t?include=version',
      '/v1/versions/v?include=app',
    ]);
  });

  it('is known as far as links and reads lead', async () => {
    world.answers({ '/v1/versions/v': one(version({ app: null })) });
    expect(await place('Text', text, [version()])).toStrictEqual({ parent: whole.parent });
    expect(await place('Text', object('texts', 't'))).toStrictEqual({});
    reader = { ...reader, client: world.another() };
    world.answers({ '/v1/versions/v': 403 });
    expect(await place('Text', text, [version()])).toStrictEqual({ parent: whole.parent });
    expect(await place('Text', text)).toStrictEqual({});
    expect(await place('Editor', object('editors', 'e'))).toStrictEqual({});
  });

  it('is read once for many objects, also for those looked at together, and anew for another client', async () => {
    world.answers({ '/v1/versions/v': one(version(), app) });
    const places = [place('Text', text, [version()]), place('Text', text, [version()])];
    expect(await Promise.all(places)).toEqual([whole, whole]);
    expect(await place('Text', text, [version()])).toStrictEqual(whole);
    expect(world.asked()).toHaveLength(1);
    await place('Text', object('texts', 'u', {}, { version: ['versions', 'w'] }));
    await place('Text', text, [version()]);
    expect(world.asked()).toEqual(['/v1/versions/w?include=app']);
    reader = { ...reader, client: world.another() };
    await place('Text', text, [version()]);
    expect(world.asked()).toHaveLength(1);
  });

  it('is remembered for a minute', async () => {
    world.answers({ '/v1/versions/v': one(version(), app) });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 22) });
    await place('Text', text, [version()]);
    vi.setSystemTime(Date.UTC(2026, 10, 22) + 59_999);
    await place('Text', text, [version()]);
    expect(world.asked()).toHaveLength(1);
    vi.setSystemTime(Date.UTC(2026, 10, 22) + 60_000);
    await place('Text', text, [version()]);
    expect(world.asked()).toHaveLength(1);
  });

  it('that could not be read is asked for again', async () => {
    world.answers({ '/v1/versions/v': 401 });
    await expect(place('Text', text, [version()])).rejects.toThrow();
    world.answers({ '/v1/versions/v': one(version(), app) });
    expect(await place('Text', text, [version()])).toStrictEqual(whole);
  });

  it('is read by itself where the one who asked first gave up', async () => {
    world.answers({ '/v1/versions/v': one(version(), app) });
    const mine = new AbortController();
    const first = place('Text', text, [version()], { signal: mine.signal });
    const second = place('Text', text, [version()]);
    const third = place('Text', text, [version()], { signal: mine.signal });
    mine.abort();
    const ends = await Promise.allSettled([first, second, third]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  });
});
