import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FriendlyBody } from '../../src/catalog/body.ts';
import type { JsonObject } from '../../src/catalog/json.ts';
import type { ConnectedClient } from '../../src/client/client.ts';
import type { AscClient } from '../../src/client/types.ts';
import { hasMoved } from '../../src/guard/moved.ts';
import { type Present, presentState } from '../../src/guard/present.ts';
import type { Write } from '../../src/guard/types.ts';
import { smallCatalog } from './small-catalog.ts';
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
    expect(found).toStrictEqual({
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

  it('that are there are read for their names as far as a cell lists them', async () => {
    const ids = Array.from({ length: 14 }, (_, n) => `t${n}`);
    const { names } = await present(add('new'), { ...groupAnswers, [testers]: list(ids.map(tester)) });
    expect([...names.keys()]).toEqual(['new', ...ids.slice(0, 12)].map((id) => `betaTesters/${id}`));
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

  it('is read alone where it is one, with what leads to its app', async () => {
    await present(add(['b0']), { ...groupAnswers, '/v1/builds/b0': one(build('b0')) });
    expect(world.asked()).toContain('/v1/builds/b0?include=app');
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
});

describe('a public answer', () => {
  const review = object('customerReviews', 'r', { rating: 1, title: 'Bad', body: 'It rains.' });
  const row = {
    field: 'review',
    before: '1★ “Bad” It rains.',
    kept: true,
    long: true,
  };

  it('is shown below the review that it answers, which is not named again', async () => {
    const write = writeOf('customerReviewResponses_createInstance', {
      attributes: { responseBody: 'Sorry' },
      relationships: { review: 'r' },
    });
    const { changes } = await present(write, { '/v1/customerReviews/r': one(review) });
    expect(changes).toEqual([row, { field: 'responseBody', after: 'Sorry', long: true }]);
    const { changes: hidden } = await present(write, { '/v1/customerReviews/r': 403 });
    expect(hidden).toEqual([
      { field: 'responseBody', after: 'Sorry', long: true },
      { field: 'review', after: 'r' },
    ]);
  });

  it('that is deleted is shown below the review that it answered', async () => {
    const write = writeOf('customerReviewResponses_deleteInstance', { id: 'a' });
    const answer = object(
      'customerReviewResponses',
      'a',
      { responseBody: 'Sorry', state: 'PUBLISHED' },
      { review: ['customerReviews', 'r'] },
    );
    const { changes } = await present(write, {
      '/v1/customerReviewResponses/a': one(answer, object('customerReviews', 'q', { title: 'Good' }), review),
    });
    expect(changes).toEqual([
      row,
      { field: 'state', before: 'PUBLISHED' },
      { field: 'responseBody', before: 'Sorry' },
    ]);
    const alone = await present(write, { '/v1/customerReviewResponses/a': one(answer) });
    expect(alone.changes).toEqual([
      { field: 'state', before: 'PUBLISHED' },
      { field: 'responseBody', before: 'Sorry' },
    ]);
    expect((await present(write, { '/v1/customerReviewResponses/a': 403 })).changes).toEqual([]);
  });
});

describe('what the API does not tell', () => {
  const small = smallCatalog(
    { Group: { type: 'groups', relationships: { lead: '?odd' } } },
    {
      'GET /v1/groups/{id}': { returns: 'Group', include: 'lead' },
      'PATCH /v1/groups/{id}/relationships/lead': { body: { type: 'people', linkage: true } },
      'DELETE /v1/strangers/{id}': {},
    },
  );

  it('is not read for its name', async () => {
    const write = writeOf('PATCH /v1/groups/{id}/relationships/lead', { id: 'g' }, small);
    world.answers({ '/v1/groups/g': one(object('groups', 'g', {}, { lead: ['people', 'p'] })) });
    const found = await presentState(client, small, { ...write, body: { data: null } }, never);
    expect(found.changes).toEqual([{ field: 'lead', before: 'p', after: '(cleared)' }]);
    expect(found.names).toEqual(new Map());
  });

  it('has nothing said of it', async () => {
    const write = writeOf('DELETE /v1/strangers/{id}', { id: 'x' }, small);
    world.answers({});
    const { digest, ...found } = await presentState(client, small, write, never);
    expect(found).toStrictEqual({
      targetMissing: false,
      names: new Map(),
      changes: [],
      notes: [],
      links: new Map(),
      twins: [],
    });
  });
});

describe('the look right before sending', () => {
  it('may use what is kept for it, the first one not', async () => {
    const asked: unknown[] = [];
    const listening: AscClient = {
      request: (request) => {
        asked.push(request.verification);
        return client.request(request);
      },
      pages: (request) => client.pages(request),
      stream: (request, sink) => client.stream(request, sink),
      rate: () => client.rate(),
      requestCount: () => client.requestCount(),
      close: () => client.close(),
    };
    world.answers(groupAnswers);
    const write = writeOf('betaGroups_deleteInstance', { id: 'g' });
    await presentState(listening, catalog, write, never);
    await presentState(listening, catalog, write, never, { verification: true });
    expect(asked).toEqual([false, true]);
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
    // A group of the same name stays as it is, so nothing was there before.
    expect(found.changes).toStrictEqual([
      { field: 'name', after: 'n' },
      { field: 'app', after: 'Weather Now' },
    ]);
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
    expect(await moved(choose, is({ processingState: 'a' }), is({ processingState: 'b' }))).toBe(true);
    expect(await moved(choose, is({ version: 'a' }), is({ version: 'b' }))).toBe(false);
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
