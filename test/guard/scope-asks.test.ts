import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/catalog/json.ts';
import { type Scope, type ScopeOptions, Scopes } from '../../src/guard/scope.ts';
import type { Write } from '../../src/guard/types.ts';
import { startWorld } from './world.ts';
import { catalog } from './writes.ts';

/** What an API that knows nothing else answers, by path; a number is a status. */
type World = Readonly<Record<string, JsonObject | number>>;
/** An object with links to one or several others. */
const object = (
  type: string,
  id: string,
  links: Record<string, string | readonly string[]> = {},
): JsonObject => ({
  type,
  id,
  relationships: Object.fromEntries(
    Object.entries(links).map(([name, to]) => [
      name,
      { data: typeof to === 'string' ? { type: 'x', id: to } : to.map((one) => ({ type: 'x', id: one })) },
    ]),
  ),
});
const one = (...given: Parameters<typeof object>): JsonObject => ({ data: object(...given) });
const list = (type: string, ...ids: readonly string[]): JsonObject => ({
  data: ids.map((id) => object(type, id)),
  links: {},
  meta: { paging: { total: ids.length, limit: 200 } },
});
const app = (id: string, name: string): JsonObject => ({ data: { type: 'apps', id, attributes: { name } } });

interface Asking {
  readonly scopes: Scopes;
  /** What was asked since the last look. */
  asked(): string[];
  advance(ms: number): void;
}
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function asking(answers: World): Promise<Asking> {
  const world = await startWorld();
  open.push(world.close);
  world.answers(answers);
  let now = Date.UTC(2026, 10, 22);
  return {
    scopes: new Scopes(world.client, catalog, () => now),
    asked: world.asked,
    advance: (ms) => {
      now += ms;
    },
  };
}

function write(operationId: string, more: Partial<Write> = {}): Write {
  const operation = catalog.operation(operationId);
  if (operation === undefined || operation.method === 'GET') throw new Error(`${operationId} is no write.`);
  return { operation, method: operation.method, path: operation.path, ...more };
}
/** A create with these links: `{ app: ['apps', '1'] }`. */
function linking(
  links: Record<string, readonly [string, string] | readonly (readonly [string, string])[]>,
): unknown {
  const of = ([type, id]: readonly [string, string]) => ({ type, id });
  const isOne = (link: (typeof links)[string]): link is readonly [string, string] =>
    typeof link[0] === 'string';
  return {
    data: {
      type: 'x',
      relationships: Object.fromEntries(
        Object.entries(links).map(([name, link]) => [name, { data: isOne(link) ? of(link) : link.map(of) }]),
      ),
    },
  };
}
/** How a body calls what is made along with it. */
const local = (name: string): string => `\${${name}}`;
const untold = (why: string): Scope => ({ kind: 'unresolvable', why });

const localization = write('appStoreVersionLocalizations_updateInstance', { id: 'loc' });
const climbing: World = {
  '/v1/appStoreVersionLocalizations/loc': one('appStoreVersionLocalizations', 'loc', {
    appStoreVersion: 'ver',
  }),
  '/v1/appStoreVersions/ver': one('appStoreVersions', 'ver', { app: '7' }),
  '/v1/apps/7': app('7', 'Weather Now'),
};
const climbed = [
  '/v1/appStoreVersionLocalizations/loc?include=appStoreVersion',
  '/v1/appStoreVersions/ver?include=app,build',
  '/v1/apps/7?fields[apps]=name',
];
const group = write('subscriptionGroups_updateInstance', { id: 'grp' });
const searching: World = {
  '/v1/apps': list('apps', '5', '6', '7'),
  '/v1/apps/5/relationships/subscriptionGroups': list('subscriptionGroups', 'other'),
  '/v1/apps/6/relationships/subscriptionGroups': list('subscriptionGroups', 'grp', 'grp2'),
  '/v1/apps/5': app('5', 'Five'),
  '/v1/apps/6': app('6', 'Six'),
};
const searched = [
  '/v1/apps?fields[apps]=name&limit=200',
  '/v1/apps/5/relationships/subscriptionGroups?limit=200',
  '/v1/apps/6/relationships/subscriptionGroups?limit=200',
  '/v1/apps/6?fields[apps]=name',
];

describe('the way up from an object', () => {
  it('is one read for each step, then the name; and is remembered with all that lay on it', async () => {
    const { scopes, asked } = await asking(climbing);
    expect(await scopes.of(localization)).toEqual({ kind: 'app', id: '7', name: 'Weather Now' });
    expect(asked()).toEqual(climbed);
    expect(await scopes.of(localization)).toEqual({ kind: 'app', id: '7', name: 'Weather Now' });
    expect(await scopes.of(write('appStoreVersions_updateInstance', { id: 'ver' }))).toMatchObject({
      id: '7',
    });
    expect(asked()).toEqual([]);
  });

  it('is forgotten after five minutes, the name as well', async () => {
    const { scopes, asked, advance } = await asking(climbing);
    await scopes.of(localization);
    asked();
    advance(299_999);
    await scopes.of(localization);
    expect(asked()).toEqual([]);
    advance(1);
    await scopes.of(localization);
    expect(asked()).toEqual(climbed);
  });

  it('of the app itself is no way; its name is read', async () => {
    const { scopes, asked } = await asking(climbing);
    expect(await scopes.of(write('apps_updateInstance', { id: '7' }))).toEqual({
      kind: 'app',
      id: '7',
      name: 'Weather Now',
    });
    expect(await scopes.of(write('apps_updateInstance', { id: '8' }))).toStrictEqual({
      kind: 'app',
      id: '8',
    });
    expect(asked()).toEqual(['/v1/apps/7?fields[apps]=name', '/v1/apps/8?fields[apps]=name']);
    // That there is no name is remembered, too.
    await scopes.of(write('apps_updateInstance', { id: '8' }));
    expect(asked()).toEqual([]);
  });

  it('ends where an object is not there, or links to nothing', async () => {
    const { scopes, asked } = await asking({
      '/v1/appStoreVersionLocalizations/bare': one('appStoreVersionLocalizations', 'bare'),
      '/v1/appStoreVersionLocalizations/lost': one('appStoreVersionLocalizations', 'lost', {
        appStoreVersion: 'nowhere',
      }),
    });
    const of = (id: string): Promise<Scope> => scopes.of({ ...localization, id });
    expect(await of('bare')).toEqual(untold('appStoreVersionLocalizations bare leads to no app.'));
    expect(await of('lost')).toEqual(untold('appStoreVersionLocalizations lost leads to no app.'));
    expect(asked()).toEqual([
      '/v1/appStoreVersionLocalizations/bare?include=appStoreVersion',
      '/v1/appStoreVersionLocalizations/lost?include=appStoreVersion',
      '/v1/appStoreVersions/nowhere?include=app,build',
    ]);
    expect((await of('none')).kind).toBe('unresolvable');
  });

  it('is asked for by itself where the object cannot say it along with the rest', async () => {
    const { scopes, asked } = await asking({
      '/v1/gameCenterLeaderboardSetMemberLocalizations/m/relationships/gameCenterLeaderboardSet': one(
        'gameCenterLeaderboardSets',
        's',
      ),
      '/v1/gameCenterLeaderboardSets/s': one('gameCenterLeaderboardSets', 's', { gameCenterDetail: 'd' }),
      '/v1/gameCenterDetails/d': one('gameCenterDetails', 'd', { app: '7' }),
    });
    const member = write('gameCenterLeaderboardSetMemberLocalizations_updateInstance', { id: 'm' });
    expect(await scopes.of(member)).toEqual({ kind: 'app', id: '7' });
    expect(asked()).toEqual([
      '/v1/gameCenterLeaderboardSetMemberLocalizations/m/relationships/gameCenterLeaderboardSet',
      '/v1/gameCenterLeaderboardSets/s?include=gameCenterDetail',
      '/v1/gameCenterDetails/d?include=app',
      '/v1/apps/7?fields[apps]=name',
    ]);
  });

  it('goes by the next link where the first leads nowhere', async () => {
    const { scopes } = await asking({
      '/v1/gameCenterLeaderboardSetMemberLocalizations/m/relationships/gameCenterLeaderboard': one(
        'gameCenterLeaderboards',
        'l',
      ),
      '/v1/gameCenterLeaderboards/l': one('gameCenterLeaderboards', 'l', { gameCenterDetail: 'd' }),
      '/v1/gameCenterDetails/d': one('gameCenterDetails', 'd', { app: '7' }),
    });
    const member = write('gameCenterLeaderboardSetMemberLocalizations_updateInstance', { id: 'm' });
    expect(await scopes.of(member)).toMatchObject({ id: '7' });
  });

  it('is tried for each of two kinds of objects that bear one name', async () => {
    const detail = { '/v1/gameCenterDetails/d': one('gameCenterDetails', 'd', { app: '7' }) };
    const localize = write('gameCenterAchievementReleases_createInstance', {
      body: linking({ gameCenterAchievement: ['gameCenterAchievements', 'a'] }),
    });
    for (const base of ['/v1/gameCenterAchievements/a', '/v2/gameCenterAchievements/a']) {
      const { scopes } = await asking({
        ...detail,
        [base]: one('gameCenterAchievements', 'a', { gameCenterDetail: 'd' }),
      });
      expect([base, await scopes.of(localize)]).toEqual([base, { kind: 'app', id: '7' }]);
    }
  });

  it('never leads elsewhere, whatever an id says', async () => {
    const { scopes, asked } = await asking({});
    await scopes.of(write('betaGroups_updateInstance', { id: 'a/b?c' }));
    await scopes.of(write('betaTesters_deleteInstance', { id: 'a/b' }));
    await scopes.of(write('apps_updateInstance', { id: '7/..' }));
    expect(asked().filter((url) => /\/(a\/b|7\/\.\.)/.test(url))).toEqual([]);
  });

  it('that cannot be asked says why; a caller who stops is not told a scope', async () => {
    const { scopes } = await asking({ '/v1/betaGroups/g': 403, '/v1/apps/7': 403 });
    expect(await scopes.of(write('betaGroups_updateInstance', { id: 'g' }))).toEqual({
      kind: 'unresolvable',
      why: expect.stringMatching(/^Asking for its app failed: ./),
    });
    await expect(
      scopes.of(write('betaGroups_updateInstance', { id: 'g' }), { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'cancelled' });
    // Nor where nothing but the name is left to ask for.
    await expect(
      scopes.of(write('apps_updateInstance', { id: '7' }), { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the search through the apps', () => {
  it('reads one list for each app until the object is seen', async () => {
    const { scopes, asked } = await asking(searching);
    expect(await scopes.of(group)).toEqual({ kind: 'app', id: '6', name: 'Six' });
    expect(asked()).toEqual(searched);
    // What was seen on the way is known now.
    expect(await scopes.of({ ...group, id: 'grp2' })).toMatchObject({ id: '6' });
    expect(await scopes.of({ ...group, id: 'other' })).toMatchObject({ id: '5' });
    expect(asked()).toEqual(['/v1/apps/5?fields[apps]=name']);
  });

  it('asks for the apps once in five minutes', async () => {
    const { scopes, asked, advance } = await asking(searching);
    await scopes.of(group);
    asked();
    expect(await scopes.of({ ...group, id: 'new' })).toEqual(
      untold('subscriptionGroups new leads to no app.'),
    );
    expect(asked()).toEqual(
      [5, 6, 7].map((id) => `/v1/apps/${id}/relationships/subscriptionGroups?limit=200`),
    );
    advance(299_999);
    await scopes.of({ ...group, id: 'new' });
    expect(asked()[0]).toContain('/v1/apps/5/');
    advance(1);
    await scopes.of({ ...group, id: 'new' });
    expect(asked()[0]).toBe('/v1/apps?fields[apps]=name&limit=200');
  });

  it('looks nowhere but in the apps that matter', async () => {
    const { scopes, asked } = await asking(searching);
    expect(await scopes.of(group, { among: ['5'] })).toEqual(
      untold('subscriptionGroups grp leads to no app, or to none of those that the policy names.'),
    );
    expect(asked()).toEqual(['/v1/apps/5/relationships/subscriptionGroups?limit=200']);
    expect(await scopes.of(group, { among: ['6'] })).toMatchObject({ id: '6' });
  });

  it('is left out where only a name is wanted', async () => {
    const { scopes, asked } = await asking(searching);
    const no = untold('subscriptionGroups grp can only be found by a search through the apps.');
    expect(await scopes.of(group, { search: false })).toEqual(no);
    expect(await scopes.of(group, { search: false, among: ['6'] })).toEqual(no);
    expect(asked()).toEqual([]);
    // A climb needs none.
    const other = await asking(climbing);
    expect(await other.scopes.of(localization, { search: false })).toMatchObject({ id: '7' });
    // Nor is a step taken that leads to nothing but a search.
    expect(
      (await scopes.of(write('subscriptions_updateInstance', { id: 's' }), { search: false })).kind,
    ).toBe('unresolvable');
    expect(asked()).toEqual([]);
    const crash = await asking({
      '/v1/betaFeedbackCrashSubmissions/f': one('betaFeedbackCrashSubmissions', 'f'),
    });
    const feedback = write('betaFeedbackCrashSubmissions_deleteInstance', { id: 'f' });
    expect((await crash.scopes.of(feedback, { search: false })).kind).toBe('unresolvable');
    expect(crash.asked()).toEqual(['/v1/betaFeedbackCrashSubmissions/f?include=build']);
  });

  it('goes down several lists', async () => {
    const { scopes, asked } = await asking({
      '/v1/apps': list('apps', '5', '6'),
      '/v1/apps/6': app('6', 'Six'),
      '/v1/apps/5/relationships/reviewSubmissions': list('reviewSubmissions'),
      '/v1/apps/6/relationships/reviewSubmissions': list('reviewSubmissions', 's1', 's2'),
      '/v1/reviewSubmissions/s1/relationships/items': list('reviewSubmissionItems', 'i1'),
      '/v1/reviewSubmissions/s2/relationships/items': list('reviewSubmissionItems', 'i2'),
    });
    expect(await scopes.of(write('reviewSubmissionItems_updateInstance', { id: 'i2' }))).toMatchObject({
      id: '6',
    });
    expect(asked()).toEqual([
      '/v1/apps?fields[apps]=name&limit=200',
      '/v1/apps/5/relationships/reviewSubmissions?limit=200',
      '/v1/apps/6/relationships/reviewSubmissions?limit=200',
      '/v1/reviewSubmissions/s1/relationships/items?limit=200',
      '/v1/reviewSubmissions/s2/relationships/items?limit=200',
      '/v1/apps/6?fields[apps]=name',
    ]);
    expect(await scopes.of(write('reviewSubmissionItems_updateInstance', { id: 'i1' }))).toMatchObject({
      id: '6',
    });
    expect(asked()).toEqual([]);
  });

  it('asks for what each item links to along with the list', async () => {
    const { scopes, asked } = await asking({
      '/v1/apps': list('apps', '5'),
      '/v1/apps/5': app('5', 'Five'),
      '/v1/apps/5/appStoreVersions': {
        data: [
          object('appStoreVersions', 'v1', { appStoreVersionPhasedRelease: 'p1' }),
          object('appStoreVersions', 'v2'),
        ],
        links: {},
      },
    });
    const phased = write('appStoreVersionPhasedReleases_updateInstance', { id: 'p1' });
    expect(await scopes.of(phased)).toMatchObject({ id: '5' });
    expect(asked()).toEqual([
      '/v1/apps?fields[apps]=name&limit=200',
      '/v1/apps/5/appStoreVersions?include=appStoreVersionPhasedRelease&limit=200',
      '/v1/apps/5?fields[apps]=name',
    ]);
    expect((await scopes.of({ ...phased, id: 'v1' })).kind).toBe('unresolvable');
  });

  it('goes through an object that an app has one of', async () => {
    const { scopes, asked } = await asking({
      '/v1/apps': list('apps', '5', '6'),
      '/v1/apps/6': app('6', 'Six'),
      '/v1/apps/6/relationships/alternativeDistributionKey': one('alternativeDistributionKeys', 'key'),
    });
    expect(await scopes.of(write('alternativeDistributionKeys_deleteInstance', { id: 'key' }))).toMatchObject(
      {
        id: '6',
      },
    );
    expect(asked()).toEqual([
      '/v1/apps?fields[apps]=name&limit=200',
      '/v1/apps/5/relationships/alternativeDistributionKey',
      '/v1/apps/6/relationships/alternativeDistributionKey',
      '/v1/apps/6?fields[apps]=name',
    ]);
  });

  it('goes down through objects of which there is one', async () => {
    const { scopes, asked } = await asking({
      '/v1/apps': list('apps', '5', '6'),
      '/v1/apps/6/relationships/gameCenterDetail': one('gameCenterDetails', 'd'),
      '/v1/gameCenterDetails/d/relationships/gameCenterActivities': list('gameCenterActivities', 'a', 'b'),
      '/v1/gameCenterActivities/b/versions': {
        data: [object('gameCenterActivityVersions', 'v', { defaultImage: 'image' })],
        links: {},
      },
    });
    const image = write('gameCenterActivityImages_updateInstance', { id: 'image' });
    expect(await scopes.of(image)).toEqual({ kind: 'app', id: '6' });
    expect(asked()).toEqual([
      '/v1/apps?fields[apps]=name&limit=200',
      '/v1/apps/5/relationships/gameCenterDetail',
      '/v1/apps/6/relationships/gameCenterDetail',
      '/v1/gameCenterDetails/d/relationships/gameCenterActivities?limit=200',
      '/v1/gameCenterActivities/a/versions?include=defaultImage&limit=200',
      '/v1/gameCenterActivities/b/versions?include=defaultImage&limit=200',
      '/v1/apps/6?fields[apps]=name',
    ]);
  });

  it('gives up after a hundred and fifty requests', async () => {
    const ids = Array.from({ length: 160 }, (_, index) => `a${index}`);
    const lists = Object.fromEntries(
      ids.map((id) => [
        `/v1/apps/${id}/relationships/subscriptionGroups`,
        list('subscriptionGroups', `of-${id}`),
      ]),
    );
    const { scopes, asked } = await asking({ '/v1/apps': list('apps', ...ids), ...lists });
    const tooMany = untold('Telling its app would take more than 150 requests.');
    expect(await scopes.of(group)).toEqual(tooMany);
    expect(asked().length).toBe(150);
    // The 150th is the last that may be asked for; the name is free of that.
    const last = await asking({ '/v1/apps': list('apps', ...ids), ...lists });
    expect(await last.scopes.of({ ...group, id: 'of-a148' })).toEqual({ kind: 'app', id: 'a148' });
    expect(last.asked().length).toBe(151);
  });
});

describe('what a request links to', () => {
  const world: World = {
    ...climbing,
    '/v1/betaGroups/g7': one('betaGroups', 'g7', { app: '7' }),
    '/v1/betaGroups/h7': one('betaGroups', 'h7', { app: '7' }),
    '/v1/betaGroups/g8': one('betaGroups', 'g8', { app: '8' }),
    '/v1/builds/b7': one('builds', 'b7', { app: '7' }),
    '/v1/builds/b8': one('builds', 'b8', { app: '8' }),
    '/v1/apps/8': app('8', 'Trail Mate'),
  };
  const ofWorld = async (given: Write, options: ScopeOptions = {}): Promise<Scope> =>
    (await asking(world)).scopes.of(given, options);
  const tester = (body: unknown): Write => write('betaTesters_createInstance', { body });
  const seven = { kind: 'app', id: '7', name: 'Weather Now' };

  it('tells the app of a create', async () => {
    expect(
      await ofWorld(
        write('appStoreVersionLocalizations_createInstance', {
          body: linking({ appStoreVersion: ['appStoreVersions', 'ver'] }),
        }),
      ),
    ).toEqual(seven);
    expect(
      await ofWorld(
        tester(
          linking({
            betaGroups: [
              ['betaGroups', 'g7'],
              ['betaGroups', 'h7'],
            ],
          }),
        ),
      ),
    ).toEqual(seven);
  });

  it('must not lie in two apps', async () => {
    const other = (type: string, id: string): Scope =>
      untold(`It links objects of more than one app: ${type} ${id} belongs to another one.`);
    expect(
      await ofWorld(
        tester(
          linking({
            betaGroups: [
              ['betaGroups', 'g7'],
              ['betaGroups', 'h7'],
              ['betaGroups', 'g8'],
            ],
          }),
        ),
      ),
    ).toEqual(other('betaGroups', 'g8'));
    expect(
      await ofWorld(tester(linking({ betaGroups: [['betaGroups', 'g7']], builds: [['builds', 'b8']] }))),
    ).toEqual(other('builds', 'b8'));
    expect(
      await ofWorld(tester(linking({ betaGroups: [['betaGroups', 'g7']], builds: [['builds', 'b7']] }))),
    ).toEqual(seven);
    // A link that leads nowhere is Apple's to refuse, unless it is of the kind that decides.
    expect(
      await ofWorld(tester(linking({ betaGroups: [['betaGroups', 'g7']], builds: [['builds', 'none']] }))),
    ).toEqual(seven);
    expect(
      await ofWorld(
        tester(
          linking({
            betaGroups: [
              ['betaGroups', 'g7'],
              ['betaGroups', 'none'],
            ],
          }),
        ),
      ),
    ).toEqual(other('betaGroups', 'none'));
    expect(await ofWorld(tester(linking({ betaGroups: [['betaGroups', 'none']] })))).toEqual(
      untold('betaGroups none leads to no app.'),
    );
  });

  it('is asked about without a search where another link tells the app', async () => {
    const { scopes, asked } = await asking(world);
    const both = linking({ appEvent: ['appEvents', 'e'], app: ['apps', '7'] });
    expect(await scopes.of(write('betaGroups_createInstance', { body: both }))).toEqual(seven);
    expect(await scopes.of(write('apps_updateInstance', { id: '7', body: both }))).toEqual(seven);
    expect(asked()).toEqual(['/v1/apps/7?fields[apps]=name']);
  });

  it('tells nothing where it is what all apps use, or no link at all', async () => {
    for (const body of [
      linking({ territory: ['territories', 'USA'] }),
      { data: { type: 'x', relationships: { app: { data: { type: 'apps' } } } } },
      { data: { type: 'x', relationships: { app: { data: { id: '7' } } } } },
    ]) {
      expect(await ofWorld(write('betaGroups_createInstance', { body }))).toEqual(
        untold('Nothing in the request tells the app.'),
      );
      expect(await ofWorld(tester(body))).toEqual({ kind: 'team' });
    }
  });

  it('must be told: what cannot be asked is not taken for nothing', async () => {
    const { scopes } = await asking({ ...world, '/v1/builds/secret': 403 });
    const why = expect.stringMatching(/^Asking for its app failed: ./);
    const builds = { data: [{ type: 'builds', id: 'secret' }] };
    for (const given of [
      write('betaGroups_builds_createToManyRelationship', { id: 'g7', body: builds }),
      tester(linking({ builds: [['builds', 'secret']] })),
    ])
      expect(await scopes.of(given)).toEqual({ kind: 'unresolvable', why });
  });

  it('is held against the object in the path', async () => {
    const build = (id: string): Write =>
      write('appStoreVersions_build_updateToOneRelationship', {
        id: 'ver',
        body: { data: { type: 'builds', id } },
      });
    expect(await ofWorld(build('b7'))).toEqual(seven);
    expect(await ofWorld(build('b8'))).toEqual(
      untold('It links objects of more than one app: builds b8 belongs to another one.'),
    );

    const builds = (...ids: string[]): Write =>
      write('betaGroups_builds_createToManyRelationship', {
        id: 'g7',
        body: { data: ids.map((id) => ({ type: 'builds', id })) },
      });
    expect(await ofWorld(builds('b7'))).toEqual(seven);
    const mixed = untold('It links objects of more than one app: builds b8 belongs to another one.');
    expect(await ofWorld(builds('b7', 'b8'))).toEqual(mixed);
    expect(await ofWorld(builds('b8'), { checkLinks: true })).toEqual(mixed);
    expect(await ofWorld(builds('b8'), { checkLinks: false })).toEqual(seven);
    expect(await ofWorld(builds('none'))).toEqual(seven);
    // Links to what all apps use say nothing.
    expect(
      await ofWorld({
        ...builds('b7'),
        body: linking({ territory: ['territories', 'USA'], app: ['apps', '7'] }),
      }),
    ).toEqual(seven);
    expect(await ofWorld({ ...builds('b7'), body: linking({ app: ['apps', '8'] }) })).toEqual(
      untold('It links objects of more than one app: apps 8 belongs to another one.'),
    );
  });

  it('counts in what is made along with it, but for names that stand for what is not there yet', async () => {
    const made = (id: string): unknown => ({
      data: { type: 'x', relationships: { app: { data: { type: 'apps', id: '7' } } } },
      included: [
        { type: 'y', id: local('y'), relationships: { build: { data: { type: 'builds', id } } } },
        { type: 'z', id: 'ignored' },
      ],
    });
    const create = (body: unknown): Write => write('betaGroups_createInstance', { body });
    expect(await ofWorld(create(made('b7')))).toEqual(seven);
    expect(await ofWorld(create(made(local('b8'))))).toEqual(seven);
    expect((await ofWorld(create(made('b8')))).kind).toBe('unresolvable');
    expect(await ofWorld(create(linking({ app: ['apps', local('later')] })))).toEqual(
      untold('Nothing in the request tells the app.'),
    );
    expect(await ofWorld(create(undefined))).toEqual(untold('Nothing in the request tells the app.'));
    expect(await ofWorld(create({ data: { type: 'apps', id: '7', attributes: {} } }))).toEqual(
      untold('Nothing in the request tells the app.'),
    );
    expect(await ofWorld(create({ data: { type: 'apps', id: '7', relationships: {} } }))).toEqual(
      untold('Nothing in the request tells the app.'),
    );
  });

  it('may be nothing where the team is meant then', async () => {
    expect(await ofWorld(tester(linking({})))).toEqual({ kind: 'team' });
    expect(await ofWorld(write('alternativeDistributionKeys_createInstance', { body: linking({}) }))).toEqual(
      {
        kind: 'team',
      },
    );
    expect(await ofWorld(write('users_updateInstance', { id: 'u' }))).toEqual({ kind: 'team' });
    expect(await ofWorld(write('betaAppClipInvocations_deleteInstance', { id: 'x' }))).toEqual(
      untold('An invocation has no link back to its build bundle.'),
    );
  });
});

describe('what several apps share', () => {
  const remove = write('betaTesters_deleteInstance', { id: 't' });
  it('is of the one app that it is in now', async () => {
    const { scopes, asked } = await asking({
      '/v1/betaTesters/t': one('betaTesters', 't', { apps: ['7', '7'] }),
      '/v1/apps/7': app('7', 'Weather Now'),
    });
    expect(await scopes.of(remove)).toEqual({ kind: 'app', id: '7', name: 'Weather Now' });
    expect(asked()).toEqual([
      '/v1/betaTesters/t?include=apps&limit[apps]=50',
      '/v1/apps/7?fields[apps]=name',
    ]);
  });

  it('is of none where it is in none, or in two', async () => {
    const { scopes } = await asking({
      '/v1/betaTesters/none': one('betaTesters', 'none'),
      '/v1/betaTesters/two': one('betaTesters', 'two', { apps: ['7', '8'] }),
    });
    expect(await scopes.of({ ...remove, id: 'none' })).toEqual(untold('It belongs to no app.'));
    expect(await scopes.of({ ...remove, id: 'two' })).toEqual(untold('It concerns 2 apps at once.'));
    expect((await scopes.of({ ...remove, id: 'gone' })).kind).toBe('unresolvable');
  });

  it('links to its own app only', async () => {
    const { scopes } = await asking({
      '/v1/nominations/n': one('nominations', 'n', { relatedApps: ['7'] }),
    });
    const change = (id: string): Promise<Scope> =>
      scopes.of(
        write('nominations_updateInstance', { id: 'n', body: linking({ relatedApps: [['apps', id]] }) }),
      );
    expect(await change('7')).toMatchObject({ kind: 'app', id: '7' });
    expect(await change('8')).toEqual(
      untold('It links objects of more than one app: apps 8 belongs to another one.'),
    );
  });

  it('is told by the other ends where a relationship of it changes', async () => {
    const { scopes, asked } = await asking({ '/v1/betaGroups/g7': one('betaGroups', 'g7', { app: '7' }) });
    const join = write('betaTesters_betaGroups_createToManyRelationship', {
      id: 't',
      body: { data: [{ type: 'betaGroups', id: 'g7' }] },
    });
    expect(await scopes.of(join)).toEqual({ kind: 'app', id: '7' });
    expect(asked()).toEqual(['/v1/betaGroups/g7?include=app', '/v1/apps/7?fields[apps]=name']);
  });
});

describe('an app that is named by its bundle id', () => {
  const submit = (attributes: JsonObject): Write =>
    write('gameCenterPlayerAchievementSubmissions_createInstance', {
      body: { data: { type: 'x', attributes } },
    });
  const apps = (...pairs: readonly (readonly [string, string])[]): World => ({
    '/v1/apps': {
      data: pairs.map(([id, bundleId]) => ({ type: 'apps', id, attributes: { bundleId } })),
      links: {},
    },
  });

  it('is the one that has just this', async () => {
    const { scopes, asked } = await asking(
      apps(['6', 'com.example.weather.beta'], ['7', 'com.example.weather']),
    );
    expect(await scopes.of(submit({ bundleId: 'com.example.weather' }))).toEqual({ kind: 'app', id: '7' });
    expect(asked()[0]).toBe('/v1/apps?filter[bundleId]=com.example.weather&limit=200');
  });

  it('is none where none has it, two have it, or it is not said', async () => {
    const { scopes } = await asking(apps(['6', 'com.example.two'], ['7', 'com.example.two']));
    expect(await scopes.of(submit({ bundleId: 'com.example.one' }))).toEqual(
      untold('No app of this key has the bundle id com.example.one.'),
    );
    expect(await scopes.of(submit({ bundleId: 'com.example.two' }))).toEqual(
      untold('No app of this key has the bundle id com.example.two.'),
    );
    expect(await scopes.of(submit({ bundleId: 'x'.repeat(100) }))).toEqual(
      untold(`No app of this key has the bundle id ${'x'.repeat(80)}.`),
    );
    expect(await scopes.of(submit({}))).toEqual(untold('The request has no bundleId.'));
  });
});
