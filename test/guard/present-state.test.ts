import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FriendlyBody } from '../../src/catalog/body.ts';
import type { JsonObject } from '../../src/catalog/json.ts';
import type { ConnectedClient } from '../../src/client/client.ts';
import { hasMoved } from '../../src/guard/moved.ts';
import { type Present, presentState } from '../../src/guard/present.ts';
import type { Write } from '../../src/guard/types.ts';
import { type Links, list, object, one, startWorld, type World } from './world.ts';
import { catalog, never, writeOf } from './writes.ts';

let world: World;
let client: ConnectedClient;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  client = world.another();
});

type Answers = Readonly<Record<string, JsonObject | number>>;
type Options = Parameters<typeof presentState>[4];
function present(write: Write, answers: Answers, options?: Options): Promise<Present> {
  world.answers(answers);
  return presentState(client, catalog, write, never, options);
}

const app = object('apps', '7', { name: 'Weather Now' });
const version = object(
  'appStoreVersions',
  'v',
  { versionString: '3.2', platform: 'IOS' },
  { app: ['apps', '7'] },
);
const text = (attributes: JsonObject = {}): JsonObject =>
  object(
    'appStoreVersionLocalizations',
    'x',
    { locale: 'de-DE', ...attributes },
    {
      appStoreVersion: ['appStoreVersions', 'v'],
    },
  );
const textAnswers = (attributes: JsonObject = {}): Answers => ({
  '/v1/appStoreVersionLocalizations/x': one(text(attributes), version),
  '/v1/appStoreVersions/v': one(version, app),
});
const changeText = (attributes: JsonObject): Write =>
  writeOf('appStoreVersionLocalizations_updateInstance', { id: 'x', attributes });
const group = (
  links: Links = { app: ['apps', '7'] },
  attributes: JsonObject = { name: 'Friends' },
): JsonObject => object('betaGroups', 'g', attributes, links);
const groupAnswers: Answers = { '/v1/betaGroups/g': one(group(), app) };
const testers = '/v1/betaGroups/g/relationships/betaTesters';

describe('what a change meets', () => {
  it('is the object with its place, and each value before and after', async () => {
    const write = changeText({ description: 'Neu', keywords: null });
    const { owner, digest, ...found } = await present(
      write,
      textAnswers({ description: 'Alt', keywords: 'a' }),
    );
    expect(owner?.name).toBe('AppStoreVersionLocalization');
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(found).toEqual({
      target: {
        id: 'x',
        title: 'de-DE',
        attributes: { locale: 'de-DE', description: 'Alt', keywords: 'a' },
      },
      targetMissing: false,
      parent: { words: 'App Store version', title: '3.2 IOS' },
      app: { id: '7', name: 'Weather Now' },
      names: new Map(),
      changes: [
        { field: 'description', before: 'Alt', after: 'Neu' },
        { field: 'keywords', before: 'a', after: '(cleared)' },
      ],
      notes: [],
      links: new Map(),
      twins: [],
    });
    expect(world.asked()).toEqual([
      '/v1/appStoreVersionLocalizations/x?include=appStoreVersion',
      '/v1/appStoreVersions/v?include=app',
    ]);
  });

  it('is noted where it is missing, and unknown where it may not be read', async () => {
    const missing = await present(changeText({ keywords: 'n' }), {});
    expect([missing.targetMissing, missing.target, missing.notes, missing.app]).toEqual([
      true,
      undefined,
      ['App Store version localization x was not found'],
      undefined,
    ]);
    const hidden = await present(changeText({ keywords: 'n' }), {
      '/v1/appStoreVersionLocalizations/x': 403,
    });
    expect([hidden.targetMissing, hidden.target, hidden.notes]).toEqual([false, undefined, []]);
    expect(hidden.changes).toEqual([{ field: 'keywords', after: 'n' }]);
  });

  it('shows every kind of value in one short cell, and of secrets only that they are there', async () => {
    const cells = async (attributes: JsonObject): Promise<unknown> => {
      const { changes } = await present(changeText(attributes), textAnswers());
      return changes.map(({ after }) => after);
    };
    expect(await cells({ a: '', b: [], c: ['x', 2, true], d: false, e: 0, f: { g: [1] } })).toEqual([
      '(empty)',
      '(empty)',
      'x, 2, true',
      'false',
      '0',
      '{"g":[1]}',
    ]);
    expect(
      await cells({ secret: 's3cret', deep: { secret: 's3cret', name: 'n' }, list: [{ secret: 's' }] }),
    ).toEqual(['(hidden)', '{"secret":"(hidden)","name":"n"}', '[{"secret":"(hidden)"}]']);
    expect(
      await cells({ a: '🌧'.repeat(200), b: '🌧'.repeat(201), c: ' a\n\u200bb https://e.example ' }),
    ).toEqual(['🌧'.repeat(200), `${'🌧'.repeat(199)}…`, 'a b https://e.example']);
    expect(await cells({ secret: null })).toEqual(['(cleared)']);
  });

  it('shows of a delete what tells the object, as far as it has it', async () => {
    const { changes } = await present(writeOf('betaGroups_deleteInstance', { id: 'g' }), {
      '/v1/betaGroups/g': one(
        group({}, { name: 'Friends', isInternalGroup: false, publicLinkEnabled: null }),
      ),
    });
    expect(changes).toEqual([
      { field: 'name', before: 'Friends' },
      { field: 'isInternalGroup', before: 'false' },
    ]);
  });
});

describe('links of a write', () => {
  const add = (...to: readonly string[]): Write =>
    writeOf('betaGroups_betaTesters_createToManyRelationship', { id: 'g', to: [...to] });
  const tester = (id: string): JsonObject => object('betaTesters', id, { email: `${id}@example.com` });
  const are = (...ids: readonly string[]): Answers => ({
    ...groupAnswers,
    [testers]: list(ids.map((id) => object('betaTesters', id))),
    ...Object.fromEntries(ids.map((id) => [`/v1/betaTesters/${id}`, one(tester(id))])),
  });

  it('are told by the names of what is there, what comes and what goes', async () => {
    const added = await present(add('b'), { ...are('a'), '/v1/betaTesters/b': one(tester('b')) });
    expect(added.changes).toEqual([
      { field: 'betaTesters', before: 'a@example.com', after: '+ b@example.com' },
    ]);
    expect(added.links).toEqual(new Map([['betaTesters', ['a']]]));
    expect(added.names).toEqual(
      new Map([
        ['betaTesters/b', 'b@example.com'],
        ['betaTesters/a', 'a@example.com'],
      ]),
    );
    const removed = await present(
      writeOf('betaGroups_betaTesters_deleteToManyRelationship', { id: 'g', to: ['a'] }),
      are('a'),
    );
    expect(removed.changes).toEqual([
      { field: 'betaTesters', before: 'a@example.com', after: '− a@example.com' },
    ]);
    const none = await present(add('b'), { ...are(), '/v1/betaTesters/b': one(tester('b')) });
    expect(none.changes).toEqual([{ field: 'betaTesters', after: '+ b@example.com' }]);
  });

  it('are read once for those who are there and those who come', async () => {
    await present(add('a'), are('a'));
    expect(world.asked().filter((url) => url.startsWith('/v1/betaTesters/a'))).toHaveLength(1);
  });

  it('of one are replaced or cleared', async () => {
    const answers = {
      '/v1/appStoreVersions/v': one(
        object('appStoreVersions', 'v', {}, { app: ['apps', '7'], build: ['builds', 'a'] }),
        app,
      ),
      '/v1/builds/a': one(object('builds', 'a', { version: '41' })),
      '/v1/builds/b': one(object('builds', 'b', { version: '42' })),
    };
    const build = async (to: string | null, operation = 'appStoreVersions_build_updateToOneRelationship') =>
      (await present(writeOf(operation, { id: 'v', to }), answers)).changes;
    expect(await build('b')).toEqual([{ field: 'build', before: '41', after: '42' }]);
    expect(world.asked()[0]).toBe('/v1/appStoreVersions/v?include=app,build');
    expect(await build(null)).toEqual([{ field: 'build', before: '41', after: '(cleared)' }]);
    const change = writeOf('appStoreVersions_updateInstance', { id: 'v', relationships: { build: 'b' } });
    expect((await present(change, answers)).changes).toEqual([{ field: 'build', before: '41', after: '42' }]);
  });

  it('to many are counted behind twelve, and only so many are read for their names', async () => {
    const ids = Array.from({ length: 14 }, (_, n) => `t${n}`);
    const { changes } = await present(add('t0'), { ...groupAnswers, [testers]: list(ids.map(tester)) });
    expect(changes[0]?.before).toBe(
      `${ids.slice(0, 12).join(', ')} and 2 more`.replace('t0', 't0 (not found)'),
    );
    const twelve = await present(add(...ids.slice(0, 12)), groupAnswers);
    expect(twelve.changes[0]?.after?.split(', ')).toHaveLength(12);
  });

  it('to what another step makes are told in words, and ids that lead nowhere are noted', async () => {
    const made = `\${step-1}`;
    const capability = writeOf('bundleIdCapabilities_createInstance', {
      attributes: { capabilityType: 'HEALTHKIT' },
      relationships: { bundleId: made },
    });
    expect((await present(capability, {})).changes[1]).toEqual({
      field: 'bundleId',
      after: 'what step 1 makes',
    });
    const lost = await present(add('b'), are());
    expect(lost.notes).toEqual(['betaTesters b was not found']);
    expect(lost.changes[0]?.after).toBe('+ b (not found)');
    const hidden = await present(add('b'), { ...are(), '/v1/betaTesters/b': 403 });
    expect([hidden.notes, hidden.changes[0]?.after]).toEqual([[], '+ b']);
  });

  it('are not asked for of an object that is not there', async () => {
    const gone = await present(add('b'), {});
    expect(gone.links).toEqual(new Map());
    expect(gone.notes).toEqual(['beta group g was not found', 'betaTesters b was not found']);
    expect(world.asked()).not.toContain(`${testers}?limit=200`);
  });
});

describe('what a body refers to', () => {
  const add = (ids: readonly string[]): Write =>
    writeOf('betaGroups_builds_createToManyRelationship', { id: 'g', to: [...ids] });
  const build = (id: string): JsonObject => object('builds', id, { version: `v${id}` });

  it('is read a hundred at a time where Apple can, each once', async () => {
    const ids = Array.from({ length: 101 }, (_, n) => `b${n}`);
    const found = await present(add([...ids, 'b0']), {
      ...groupAnswers,
      '/v1/builds': list(ids.slice(1).map(build)),
    });
    const asked = world.asked().filter((url) => url.startsWith('/v1/builds'));
    expect(asked).toEqual([
      `/v1/builds?filter[id]=${ids.slice(0, 100).join()}&limit=200`,
      '/v1/builds?filter[id]=b100&limit=200',
    ]);
    expect([
      found.names.get('builds/b0'),
      found.names.get('builds/b1'),
      found.names.get('builds/b100'),
    ]).toEqual(['b0 (not found)', 'vb1', 'vb100']);
    expect(found.notes).toEqual(['builds b0 was not found']);
  });

  it('is shown by its id where this key may not read it', async () => {
    const { names, notes } = await present(add(['a', 'b']), { ...groupAnswers, '/v1/builds': 403 });
    expect(names).toEqual(
      new Map([
        ['builds/a', 'a'],
        ['builds/b', 'b'],
      ]),
    );
    expect(notes).toEqual([]);
    await expect(present(add(['a', 'b']), { ...groupAnswers, '/v1/builds': 401 })).rejects.toThrow();
  });

  it('is read alone where it is one, with what leads to its app', async () => {
    await present(add(['b0']), { ...groupAnswers, '/v1/builds/b0': one(build('b0')) });
    expect(world.asked()).toContain('/v1/builds/b0?include=app');
  });

  it('is read for its name for twenty-five, where each has to be read alone', async () => {
    const territories = Array.from({ length: 30 }, (_, n) => `T${n}`);
    const { names } = await present(
      writeOf('endUserLicenseAgreements_createInstance', {
        attributes: { agreementText: 't' },
        relationships: { app: '7', territories },
      }),
      { '/v1/apps/7': one(app) },
    );
    // The app is one of them.
    expect(names.size).toBeLessThanOrEqual(25);
    expect(names.get('apps/7')).toBe('Weather Now');
  });

  it('is not read again where the job has just read it', async () => {
    const known = new Map([['builds/b0', build('b0')]]);
    const { names, notes } = await present(add(['b0']), groupAnswers, { known });
    expect([names.get('builds/b0'), notes]).toEqual(['vb0', []]);
    expect(world.asked().filter((url) => url.startsWith('/v1/builds'))).toEqual([]);
  });
});

describe('what is made along', () => {
  const local = (name: string): string => `\${${name}}`;
  const schedule = (included: NonNullable<FriendlyBody['included']>): Write =>
    writeOf('appPriceSchedules_createInstance', {
      relationships: { app: '7', baseTerritory: 'USA', manualPrices: included.map(({ id }) => id) },
      included,
    });
  const answers = {
    '/v1/apps/7': one(app),
    '/v1/territories/USA': 404,
    '/v3/appPricePoints/p': one(object('appPricePoints', 'p', { customerPrice: '0.99' })),
  };

  it('has a row for each, with its links by name and its values', async () => {
    const { changes } = await present(
      schedule([
        {
          type: 'appPrices',
          id: local('one'),
          attributes: { startDate: '2026-12-01', endDate: null },
          relationships: { appPricePoint: 'p' },
        },
        { type: 'appPrices', id: local('two'), relationships: { appPricePoint: local('three') } },
      ]),
      answers,
    );
    expect(changes.filter(({ field }) => field.startsWith('new'))).toEqual([
      { field: 'new appPrices one', after: 'appPricePoint 0.99 · startDate 2026-12-01 · endDate (cleared)' },
      { field: 'new appPrices two', after: '(no values)' },
    ]);
  });

  it('is counted behind two hundred', async () => {
    const prices = Array.from({ length: 202 }, (_, n) => ({ type: 'appPrices', id: local(`p${n}`) }));
    const { changes } = await present(schedule(prices), answers);
    const rows = changes.filter(({ field }) => field.startsWith('new'));
    expect([rows.length, rows.at(-1)]).toEqual([201, { field: 'new objects', after: '2 more' }]);
  });
});

describe('where a new object goes', () => {
  it('is the app that it is made in', async () => {
    const write = writeOf('betaGroups_createInstance', {
      attributes: { name: 'n' },
      relationships: { app: '7' },
    });
    const found = await present(write, {
      '/v1/apps/7': one(app),
      '/v1/apps/7/betaGroups': list([group(), object('betaGroups', 'h', { name: 'n' })]),
    });
    expect([found.app, found.parent]).toEqual([{ id: '7', name: 'Weather Now' }, undefined]);
    expect([found.existingIds, found.twins]).toEqual([
      ['g', 'h'],
      [object('betaGroups', 'h', { name: 'n' })],
    ]);
    expect(found).not.toHaveProperty('target');
  });

  it('is what it is made in and the app of that', async () => {
    const write = writeOf('appStoreVersionLocalizations_createInstance', {
      attributes: { locale: 'fr-FR' },
      relationships: { appStoreVersion: 'v' },
    });
    const { app: of, parent } = await present(write, { '/v1/appStoreVersions/v': one(version, app) });
    expect([of, parent]).toEqual([
      { id: '7', name: 'Weather Now' },
      { words: 'App Store version', title: '3.2 IOS' },
    ]);
  });

  it('is what it belongs to, also where nothing leads on to an app', async () => {
    const write = writeOf('subscriptions_createInstance', {
      attributes: { name: 'n', productId: 'p' },
      relationships: { group: 's' },
    });
    const found = await present(write, {
      '/v1/subscriptionGroups/s': one(object('subscriptionGroups', 's', { referenceName: 'Pro' })),
    });
    expect([found.parent, found.app]).toEqual([{ words: 'subscription group', title: 'Pro' }, undefined]);
  });

  it('is what the tool has told, and is not asked for', async () => {
    const within = { parent: { words: 'p', title: 't' }, app: { id: '8', name: 'Eight' } };
    const { app: of, parent } = await present({ ...changeText({ keywords: 'n' }), within }, textAnswers());
    expect({ app: of, parent }).toEqual(within);
  });

  it('of an object that only its app lists is told by a climb, and not searched for', async () => {
    const write = writeOf('sandboxTestersV2_updateInstance', { id: 'x', attributes: {} });
    const { app: of, target } = await present(write, {
      '/v2/sandboxTesters': list([object('sandboxTesters', 'x', { acAccountName: 'a@example.com' })]),
    });
    expect([of, target?.title]).toEqual([undefined, 'a@example.com']);
    const { app: none } = await present(writeOf('users_deleteInstance', { id: 'u' }), {
      '/v1/users/u': one(object('users', 'u', { username: 'ann' })),
    });
    expect(none).toBeUndefined();
  });
});

describe('whether it has moved', () => {
  const moved = async (write: Write, then: Answers, now: Answers, options?: Options): Promise<boolean> => {
    const { digest } = await present(write, then, options);
    client = world.another();
    return hasMoved(digest, await present(write, now, options));
  };
  const write = changeText({ keywords: 'n' });

  it('is told by any lasting value of the object, and by its being there', async () => {
    expect(await moved(write, textAnswers({ description: 'a' }), textAnswers({ description: 'a' }))).toBe(
      false,
    );
    expect(await moved(write, textAnswers({ description: 'a' }), textAnswers({ description: 'b' }))).toBe(
      true,
    );
    expect(await moved(write, textAnswers({}), textAnswers({ description: null }))).toBe(false);
    expect(await moved(write, textAnswers(), {})).toBe(true);
    expect(await moved(write, {}, { '/v1/appStoreVersionLocalizations/x': 403 })).toBe(true);
  });

  it.each([
    'lastModifiedDate',
    'lastUpdated',
    'modifiedDate',
    'currentDayNumber',
    'totalPauseDuration',
    'iconAssetToken',
    'someToken',
    'imageAsset',
    'templateUrl',
    'previewImage',
    'videoUrl',
    'imageUrl',
    'uploadOperations',
  ])('is not told by %s, which changes with every answer or by itself', async (name) => {
    expect(await moved(write, textAnswers({ [name]: 'a' }), textAnswers({ [name]: 'b' }))).toBe(false);
    for (const other of [`${name}X`, `x${name}`])
      if (!other.endsWith('Token'))
        expect(await moved(write, textAnswers({ [other]: 'a' }), textAnswers({ [other]: 'b' }))).toBe(true);
  });

  it('is told by links, in any order', async () => {
    const add = writeOf('betaGroups_betaTesters_createToManyRelationship', { id: 'g', to: ['t'] });
    const are = (...ids: readonly string[]): Answers => ({
      ...groupAnswers,
      '/v1/betaTesters': list(ids.map((id) => object('betaTesters', id))),
      [testers]: list(ids.map((id) => object('betaTesters', id))),
    });
    expect(await moved(add, are('a', 'b'), are('b', 'a'))).toBe(false);
    expect(await moved(add, are('a', 'b'), are('a'))).toBe(true);
  });

  it('is told by the state of what is referred to, and by nothing else of it', async () => {
    const choose = writeOf('appStoreVersions_build_updateToOneRelationship', { id: 'v', to: 'b' });
    const is = (attributes: JsonObject): Answers => ({
      '/v1/appStoreVersions/v': one(version, app),
      '/v1/builds/b': one(object('builds', 'b', attributes)),
    });
    for (const name of ['expired', 'enabled', 'processingState', 'state', 'status', 'audienceStatus'])
      expect(await moved(choose, is({ [name]: 'a' }), is({ [name]: 'b' }))).toBe(true);
    for (const name of ['version', 'expiredX', 'isEnabled', 'stateX', 'statusText'])
      expect(await moved(choose, is({ [name]: 'a' }), is({ [name]: 'b' }))).toBe(false);
    expect(await moved(choose, is({ state: { a: 1 } }), is({ state: { a: 2 } }))).toBe(false);
    expect(await moved(choose, is({}), { '/v1/appStoreVersions/v': one(version, app) })).toBe(true);
  });

  it('is told by another object with the same key, not by other siblings', async () => {
    const create = writeOf('betaGroups_createInstance', {
      attributes: { name: 'n' },
      relationships: { app: '7' },
    });
    const are = (...names: readonly string[]): Answers => ({
      '/v1/apps/7': one(app),
      '/v1/apps/7/betaGroups': list(names.map((name, n) => object('betaGroups', `g${n}`, { name }))),
    });
    expect(await moved(create, are('a'), are('a', 'b'))).toBe(false);
    expect(await moved(create, are('a'), are('a', 'n'))).toBe(true);
    const again = { '/v1/apps/7/betaGroups': list([object('betaGroups', 'g1', { name: 'n' }), group()]) };
    expect(await moved(create, are('x', 'n'), { ...are(), ...again })).toBe(false);
  });

  it('is told by any price that somebody else sets beside the one that is made', async () => {
    const price = writeOf('subscriptionPrices_createInstance', {
      attributes: { startDate: '2026-12-01' },
      relationships: { subscription: 's', subscriptionPricePoint: 'p' },
    });
    const are = (...ids: readonly string[]): Answers => ({
      '/v1/subscriptions/s/prices': list(ids.map((id) => object('subscriptionPrices', id))),
    });
    expect(await moved(price, are('a', 'b'), are('b', 'a'))).toBe(false);
    expect(await moved(price, are('a'), are('a', 'b'))).toBe(true);
    expect(await moved(price, are('a'), are('a', 'b'), { brief: true })).toBe(true);
  });

  const schedule = writeOf('appPriceSchedules_createInstance', {
    relationships: { app: '7', baseTerritory: 'USA', manualPrices: [] },
  });
  const holds = (...ids: readonly string[]): Answers => ({
    '/v1/apps/7': one(app),
    '/v1/apps/7/appPriceSchedule': one(object('appPriceSchedules', 's')),
    '/v1/appPriceSchedules/s/manualPrices': list(ids.map((id) => object('appPrices', id))),
  });

  it('is told by what would be lost with a replaced object; a brief look looks there when told to', async () => {
    expect(await moved(schedule, holds('a', 'b'), holds('b', 'a'))).toBe(false);
    expect(await moved(schedule, holds('a'), holds('a', 'b'))).toBe(true);
    expect(await moved(schedule, holds('a'), holds('a', 'b'), { brief: true })).toBe(false);
    expect(await moved(schedule, holds('a'), holds('a', 'b'), { brief: true, held: true })).toBe(true);
  });

  it('is told by the values that a create would replace', async () => {
    const answer = writeOf('customerReviewResponses_createInstance', {
      attributes: { responseBody: 'New' },
      relationships: { review: 'r' },
    });
    const is = (attributes: JsonObject): Answers => ({
      '/v1/customerReviews/r/response': one(object('customerReviewResponses', 'a', attributes)),
    });
    expect(await moved(answer, is({ responseBody: 'a' }), is({ responseBody: 'a', state: 'b' }))).toBe(false);
    expect(await moved(answer, is({ responseBody: 'a' }), is({ responseBody: 'b' }))).toBe(true);
    expect(await moved(answer, is({}), is({ responseBody: null }))).toBe(false);
    expect((await present(answer, is({ responseBody: 'a' }))).changes).toContainEqual({
      field: 'responseBody',
      before: 'a',
      after: 'New',
      long: true,
    });
  });
});

describe('a brief look', () => {
  it('costs one read, and names nothing', async () => {
    const write = changeText({ keywords: 'n' });
    const found = await present(write, textAnswers({ keywords: 'a' }), { brief: true });
    expect(world.asked()).toEqual(['/v1/appStoreVersionLocalizations/x?include=appStoreVersion']);
    expect([found.app, found.parent, found.target?.attributes['keywords']]).toEqual([
      undefined,
      undefined,
      'a',
    ]);
    const add = writeOf('betaGroups_betaTesters_createToManyRelationship', { id: 'g', to: ['b'] });
    const links = await present(
      add,
      { ...groupAnswers, [testers]: list([object('betaTesters', 'a')]) },
      { brief: true },
    );
    expect(world.asked()).toEqual(['/v1/betaGroups/g?include=app', `${testers}?limit=200`]);
    expect([links.links, links.names]).toEqual([new Map([['betaTesters', ['a']]]), new Map()]);
  });
});
