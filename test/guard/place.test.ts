import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Resource } from '../../src/catalog/index.ts';
import type { JsonObject } from '../../src/catalog/json.ts';
import { type Found, ownerOf, type Reader } from '../../src/guard/objects.ts';
import type { Place } from '../../src/guard/parents.ts';
import { findPlace } from '../../src/guard/place.ts';
import type { Referenced } from '../../src/guard/references.ts';
import { scopeOf } from '../../src/guard/target.ts';
import type { Write } from '../../src/guard/types.ts';
import { list, object, one, startWorld, type World } from './world.ts';
import { catalog, never, writeOf } from './writes.ts';

let world: World;
let reader: Reader;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  reader = { client: world.another(), catalog, signal: never, verification: false };
  world.answers({});
});

function found(what: JsonObject, ...included: JsonObject[]): Found {
  return { kind: 'object', object: what, included };
}

function resource(name: string): Resource {
  const known = catalog.resource(name);
  if (known === undefined) throw new Error(`There is no ${name}.`);
  return known;
}

function placeOf(write: Write, target: Found, owner = ownerOf(catalog, write.operation)): Promise<Place> {
  return findPlace(reader, owner, write, target, new Map());
}

const app = object('apps', '7', { name: 'Weather Now' });
const weather = { id: '7', name: 'Weather Now' };
const version = object('appStoreVersions', 'v', { versionString: '3.2' }, { app: ['apps', '7'] });
const build = object('builds', 'b', { version: '42' }, { app: ['apps', '7'] });

describe('the place of what is there', () => {
  const text = object(
    'appStoreVersionLocalizations',
    'x',
    {},
    { appStoreVersion: ['appStoreVersions', 'v'] },
  );
  const write = writeOf('appStoreVersionLocalizations_updateInstance', { id: 'x', attributes: {} });

  it('is the app that it leads up to, and what is between', async () => {
    world.answers({ '/v1/appStoreVersions/v': one(version, app) });
    expect(await placeOf(write, found(text, version))).toEqual({
      parent: { words: 'App Store version', title: '3.2' },
      app: weather,
    });
  });

  it('is the app itself for an app', async () => {
    expect(await placeOf(writeOf('apps_updateInstance', { id: '7' }), found(app))).toEqual({ app: weather });
  });

  it('is none where nothing leads up', async () => {
    const user = object('users', 'u', { username: 'ann' });
    expect(await placeOf(writeOf('users_deleteInstance', { id: 'u' }), found(user))).toEqual({});
    expect(world.asked()).toEqual([]);
  });

  it('is unknown of what is missing, hidden, without an id or unheard of', async () => {
    world.answers({ '/v1/appStoreVersions/v': one(version, app) });
    expect(await placeOf(write, { kind: 'missing' })).toEqual({});
    expect(await placeOf(write, { kind: 'hidden' })).toEqual({});
    const { id: _, ...nameless } = write;
    expect(await placeOf(nameless, found(text, version))).toEqual({});
    expect(await findPlace(reader, undefined, write, found(text, version), new Map())).toEqual({});
    expect(world.asked()).toEqual([]);
  });

  it('is what the tool has told, and is not asked for', async () => {
    const within = { parent: { words: 'p', title: 't' }, app: { id: '8', name: 'Eight' } };
    expect(await placeOf({ ...write, within }, found(text, version))).toEqual(within);
    expect(world.asked()).toEqual([]);
  });
});

describe('the place of a new object', () => {
  type Given = Readonly<Record<string, Referenced>>;
  const referenced = (name: string, what: Found): Referenced => ({
    found: what,
    resource: resource(name),
    title: '',
  });
  const is = (write: Write, given: Given, owner = ownerOf(catalog, write.operation)): Promise<Place> =>
    findPlace(reader, owner, write, undefined, new Map(Object.entries(given)));
  const create = (operationId: string, relationships: Readonly<Record<string, string | string[]>>): Write =>
    writeOf(operationId, { attributes: {}, relationships });

  it('is the app that it is made in', async () => {
    const group = create('betaGroups_createInstance', { app: '7' });
    expect(await is(group, { 'apps/7': referenced('App', found(app)) })).toEqual({ app: weather });
  });

  it('is what it is made in, and the app of that', async () => {
    const text = create('appStoreVersionLocalizations_createInstance', { appStoreVersion: 'v' });
    const given = { 'appStoreVersions/v': referenced('AppStoreVersion', found(version, app)) };
    expect(await is(text, given)).toEqual({
      parent: { words: 'App Store version', title: '3.2' },
      app: weather,
    });
  });

  it('is what it is made in alone, where that leads to no app', async () => {
    const text = create('appStoreVersionLocalizations_createInstance', { appStoreVersion: 'v' });
    const lost = object('appStoreVersions', 'v', { versionString: '3.2' });
    expect(
      await is(text, { 'appStoreVersions/v': referenced('AppStoreVersion', found(lost)) }),
    ).toStrictEqual({ parent: { words: 'App Store version', title: '3.2' } });
  });

  it('is the app alone, where what is between has no name', async () => {
    const text = create('appStoreVersionLocalizations_createInstance', { appStoreVersion: 'v' });
    const bare = object('appStoreVersions', 'v', {}, { app: ['apps', '7'] });
    expect(
      await is(text, { 'appStoreVersions/v': referenced('AppStoreVersion', found(bare, app)) }),
    ).toStrictEqual({ app: weather });
  });

  it('is what it belongs to, also where nothing leads on to an app', async () => {
    const given = {
      'subscriptionGroups/s': referenced(
        'SubscriptionGroup',
        found(object('subscriptionGroups', 's', { referenceName: 'Pro' })),
      ),
    };
    expect(await is(create('subscriptions_createInstance', { group: 's' }), given)).toEqual({
      parent: { words: 'subscription group', title: 'Pro' },
    });
  });

  it('is not what it only uses, where nothing leads on from that', async () => {
    const person = { 'users/u': referenced('User', found(object('users', 'u', { username: 'ann' }))) };
    const body = (...relationships: readonly [string, string, string][]): unknown => ({
      data: {
        relationships: Object.fromEntries(
          relationships.map(([name, type, id]) => [name, { data: { type, id } }]),
        ),
      },
    });
    const group = create('betaGroups_createInstance', { app: '7' });
    expect(await is({ ...group, body: body(['lead', 'users', 'u']) }, person)).toEqual({});
    const both = { ...group, body: body(['lead', 'users', 'u'], ['app', 'apps', '7']) };
    expect(await is(both, { ...person, 'apps/7': referenced('App', found(app)) })).toEqual({ app: weather });
    const ping = { ...create('webhookPings_createInstance', {}), body: body(['lead', 'users', 'u']) };
    expect(await is(ping, person)).toEqual({});
    const unkeyed = { ...create('nominations_createInstance', {}), body: body(['lead', 'users', 'u']) };
    expect(await is(unkeyed, person)).toEqual({});
  });

  it('is not one of many that it links to', async () => {
    const builds = create('betaGroups_createInstance', { app: '7', builds: ['b'] });
    const given = { 'builds/b': referenced('Build', found(build, app)) };
    expect(await is(builds, given)).toEqual({});
    const two = {
      data: {
        relationships: {
          build: {
            data: [
              { type: 'builds', id: 'b' },
              { type: 'builds', id: 'c' },
            ],
          },
        },
      },
    };
    expect(await is({ ...builds, body: two }, given)).toEqual({});
    const none = {
      data: { relationships: { build: { data: null }, next: { data: { type: 'builds', id: 'b' } } } },
    };
    expect(await is({ ...builds, body: none }, given)).toEqual({
      parent: { words: 'build', title: '42' },
      app: weather,
    });
    expect(
      await findPlace(
        reader,
        undefined,
        { ...builds, body: none },
        undefined,
        new Map(Object.entries(given)),
      ),
    ).toEqual({
      parent: { words: 'build', title: '42' },
      app: weather,
    });
  });

  it('is not what was not found, or what the API does not know', async () => {
    const group = create('betaGroups_createInstance', { app: '7' });
    expect(await is(group, {})).toEqual({});
    expect(await is(group, { 'apps/7': referenced('App', { kind: 'missing' }) })).toEqual({});
    expect(await is(group, { 'apps/7': { found: found(app), resource: undefined, title: '' } })).toEqual({});
  });
});

describe('the place of what only a list shows', () => {
  const tag = writeOf('appTags_updateInstance', { id: 't' });
  const seen = found(object('appTags', 't'));
  const answers = (name?: string): void =>
    world.answers({
      '/v1/apps': list([app]),
      '/v1/apps/7': one(object('apps', '7', name === undefined ? {} : { name })),
      '/v1/apps/7/relationships/appTags': list([object('appTags', 't')]),
    });

  it('is not searched for', async () => {
    answers('Weather Now');
    expect(await placeOf(tag, seen)).toEqual({});
    expect(world.asked()).toEqual([]);
  });

  it('is the app of that list, once a look through the apps has told it', async () => {
    answers(' Weather\nNow ');
    await scopeOf(reader, tag, true);
    expect(await placeOf(tag, seen)).toEqual({ app: weather });
  });

  it('is told by the id of the app where that has no name', async () => {
    answers();
    await scopeOf(reader, tag, true);
    expect(await placeOf(tag, seen)).toEqual({ app: { id: '7', name: '7' } });
  });
});
