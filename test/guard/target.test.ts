import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Catalog } from '../../src/catalog/index.ts';
import { type Found, instanceOf, ownerOf } from '../../src/guard/objects.ts';
import { readTarget, scopeOf } from '../../src/guard/target.ts';
import type { Write } from '../../src/guard/types.ts';
import { list, object, one, startWorld, type World } from './world.ts';
import { catalog as api, never, writeOf } from './writes.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** What is found of the object `x`, by a client that knows nothing yet. */
function target(operationId: string, include: readonly string[] = [], catalog = api): Promise<Found> {
  const write = writeOf(operationId, { id: 'x' }, catalog);
  const owner = ownerOf(catalog, write.operation);
  if (owner === undefined) throw new Error(`${operationId} is about nothing.`);
  const reader = { client: world.another(), catalog, signal: never, verification: false };
  return readTarget(reader, write, owner, include);
}

const app = object('apps', '7', { name: 'Weather Now' });
const apps = { '/v1/apps': list([app]), '/v1/apps/7': one(app) };
/** The way to the app of something that only lists of apps show. */
const search = (path: string): readonly string[] => ['/v1/apps?fields[apps]=name&limit=200', path];
const named = '/v1/apps/7?fields[apps]=name';

describe('the object that a write is about', () => {
  it('is read by its id, with what its read can join in', async () => {
    const version = object('appStoreVersions', 'x');
    world.answers({ '/v1/appStoreVersions/x': one(version) });
    expect(await target('appStoreVersions_updateInstance', ['app', 'nothing'])).toEqual({
      kind: 'object',
      object: version,
      included: [],
    });
    expect(world.asked()).toEqual(['/v1/appStoreVersions/x?include=app']);
  });

  it('is not looked for where the write names none, or nothing reads it', async () => {
    const { id: _, ...nameless }: Write = writeOf('appStoreVersions_updateInstance', { id: 'x' });
    const owner = ownerOf(api, nameless.operation);
    if (owner === undefined) throw new Error('There is no such resource.');
    world.answers({});
    const reader = { client: world.client, catalog: api, signal: never, verification: false };
    expect(await readTarget(reader, nameless, owner, [])).toEqual({ kind: 'hidden' });
    expect(await target('subscriptionPrices_deleteInstance')).toEqual({ kind: 'hidden' });
    expect(world.asked()).toEqual([]);
  });
});

describe('what no operation reads by its id', () => {
  it('is seen in a list of the app, or nowhere', () => {
    const unread = api.operationIds().flatMap((id) => {
      const operation = api.operation(id);
      if (operation === undefined || operation.method === 'GET' || !operation.hasId) return [];
      const owner = ownerOf(api, operation);
      return owner === undefined || instanceOf(api, owner.name) !== undefined ? [] : [owner.name];
    });
    expect([...new Set(unread)].sort()).toEqual([
      'AgeRatingDeclaration',
      'AppStoreVersionPhasedRelease',
      'AppStoreVersionSubmission',
      'AppTag',
      'BetaAppClipInvocationLocalization',
      'BetaRecruitmentCriterion',
      'BundleIdCapability',
      'GameCenterDetailPlayer',
      'GameCenterEnabledVersion',
      'GameCenterLeaderboardSetMemberLocalization',
      'GameCenterMatchmakingRule',
      'GameCenterMatchmakingTeam',
      'GameCenterScoreModeration',
      'MarketplaceSearchDetail',
      'MarketplaceWebhook',
      'ReviewSubmissionItem',
      'SandboxTesterV2',
      'SubscriptionIntroductoryOffer',
      'SubscriptionPrice',
      'TerritoryAvailability',
    ]);
  });

  const rating = object('ageRatingDeclarations', 'x', { gambling: false });
  const info = object('appInfos', 'i', {}, { ageRatingDeclaration: ['ageRatingDeclarations', 'x'] });
  const release = object('appStoreVersionPhasedReleases', 'x');
  const version = object('appStoreVersions', 'v', {}, { appStoreVersionPhasedRelease: ['x', 'x'] });
  const tag = object('appTags', 'x');
  const detail = object('marketplaceSearchDetails', 'x');
  const availability = object('territoryAvailabilities', 'x', {}, { territory: ['territories', 'DEU'] });
  const germany = object('territories', 'DEU');

  it.each([
    {
      operation: 'ageRatingDeclarations_updateInstance',
      answers: { '/v1/apps/7/appInfos': list([info], object('appCategories', 'x'), rating) },
      object: rating,
      included: [object('appCategories', 'x'), rating],
      asked: [
        ...search('/v1/apps/7/appInfos?include=ageRatingDeclaration&limit=200'),
        named,
        '/v1/apps/7/appInfos?include=ageRatingDeclaration&limit=200',
      ],
    },
    {
      operation: 'appStoreVersionPhasedReleases_updateInstance',
      answers: { '/v1/apps/7/appStoreVersions': list([version], release) },
      object: release,
      included: [release],
      asked: [
        ...search('/v1/apps/7/appStoreVersions?include=appStoreVersionPhasedRelease&limit=200'),
        named,
        '/v1/apps/7/appStoreVersions?include=appStoreVersionPhasedRelease&limit=200',
      ],
    },
    {
      operation: 'appTags_updateInstance',
      answers: {
        '/v1/apps/7/relationships/appTags': list([tag]),
        '/v1/apps/7/appTags': list([object('appTags', 'other'), tag]),
      },
      object: tag,
      included: [],
      asked: [...search('/v1/apps/7/relationships/appTags?limit=200'), named, '/v1/apps/7/appTags?limit=200'],
    },
    {
      operation: 'marketplaceSearchDetails_updateInstance',
      answers: {
        '/v1/apps/7/relationships/marketplaceSearchDetail': one(detail),
        '/v1/apps/7/marketplaceSearchDetail': one(detail),
      },
      object: detail,
      included: [],
      asked: [
        ...search('/v1/apps/7/relationships/marketplaceSearchDetail'),
        named,
        '/v1/apps/7/marketplaceSearchDetail',
      ],
    },
    {
      operation: 'marketplaceWebhooks_updateInstance',
      answers: { '/v1/marketplaceWebhooks': list([object('marketplaceWebhooks', 'x')]) },
      object: object('marketplaceWebhooks', 'x'),
      included: [],
      asked: ['/v1/marketplaceWebhooks?limit=200'],
    },
    {
      operation: 'sandboxTestersV2_updateInstance',
      answers: { '/v2/sandboxTesters': list([object('sandboxTesters', 'x')]) },
      object: object('sandboxTesters', 'x'),
      included: [],
      asked: ['/v2/sandboxTesters?limit=200'],
    },
    {
      operation: 'territoryAvailabilities_updateInstance',
      answers: {
        '/v1/apps/7/relationships/appAvailabilityV2': one(object('appAvailabilities', 'av')),
        '/v2/appAvailabilities/av/relationships/territoryAvailabilities': list([availability]),
        '/v1/apps/7/appAvailabilityV2': one(object('appAvailabilities', 'av')),
        '/v2/appAvailabilities/av/territoryAvailabilities': list([availability], germany),
      },
      object: availability,
      included: [germany],
      asked: [
        ...search('/v1/apps/7/relationships/appAvailabilityV2'),
        '/v2/appAvailabilities/av/relationships/territoryAvailabilities?limit=200',
        named,
        '/v1/apps/7/appAvailabilityV2',
        '/v2/appAvailabilities/av/territoryAvailabilities?include=territory&limit=200',
      ],
    },
  ])('is found by $operation where it is seen', async ({ operation, answers, asked, ...found }) => {
    world.answers({ ...apps, ...answers });
    expect(await target(operation)).toEqual({ kind: 'object', ...found });
    expect(world.asked()).toEqual(asked);
  });

  const testers = 'sandboxTestersV2_updateInstance';
  const detailOf = 'marketplaceSearchDetails_updateInstance';
  const only = { '/v1/apps/7/relationships/marketplaceSearchDetail': one(detail) };

  it('is missing where all there are were seen; another type with its id is not it', async () => {
    world.answers({
      '/v2/sandboxTesters': list([object('betaTesters', 'x'), object('sandboxTesters', 'y')]),
    });
    expect(await target(testers)).toEqual({ kind: 'missing' });
    world.answers({ ...apps, ...only, '/v1/apps/7/marketplaceSearchDetail': { data: null } });
    expect(await target(detailOf)).toEqual({ kind: 'missing' });
    world.answers({ ...apps, ...only });
    expect(await target(detailOf)).toEqual({ kind: 'missing' });
  });

  it('is hidden behind a thousand others, a refusal, and an app that is not known', async () => {
    const many = Array.from({ length: 1_001 }, (_, n) => object('sandboxTesters', `t${n}`));
    world.answers({ '/v2/sandboxTesters': list(many) });
    expect(await target(testers)).toEqual({ kind: 'hidden' });
    world.answers({ '/v2/sandboxTesters': 403 });
    expect(await target(testers)).toEqual({ kind: 'hidden' });
    world.answers({ ...apps, '/v1/apps/7/marketplaceSearchDetail': one(detail) });
    expect(await target(detailOf)).toEqual({ kind: 'hidden' });
    expect(world.asked()).not.toContain('/v1/apps/7/marketplaceSearchDetail');
  });

  it('is hidden where the list hangs on something that the app does not have', async () => {
    world.answers({
      ...apps,
      '/v1/apps/7/relationships/appAvailabilityV2': one(object('appAvailabilities', 'av')),
      '/v2/appAvailabilities/av/relationships/territoryAvailabilities': list([availability]),
    });
    expect(await target('territoryAvailabilities_updateInstance')).toEqual({ kind: 'hidden' });
    expect(world.asked().at(-1)).toBe('/v1/apps/7/appAvailabilityV2');
  });

  it('is hidden where a newer API has no such list any more', async () => {
    const { sandboxTestersV2_getCollection: _, ...operations } = api.data.operations;
    world.answers({ '/v2/sandboxTesters': list([object('sandboxTesters', 'x')]) });
    expect(await target(testers, [], new Catalog({ ...api.data, operations }))).toEqual({ kind: 'hidden' });
    expect(world.asked()).toEqual([]);
  });
});

describe('the app of a write', () => {
  const write = writeOf('appTags_updateInstance', { id: 'x' });
  const found = { kind: 'app', id: '7', name: 'Weather Now' };
  const tags = { '/v1/apps/7/relationships/appTags': list([object('appTags', 'x')]) };

  it('is searched through all apps only when that is asked for, and remembered for each client', async () => {
    const reader = { client: world.another(), catalog: api, signal: never, verification: false };
    world.answers({ ...apps, ...tags });
    expect(await scopeOf(reader, write, false)).toMatchObject({ kind: 'unresolvable' });
    expect(world.asked()).toEqual([]);
    expect(await scopeOf(reader, write, true)).toEqual(found);
    expect(world.asked()).toHaveLength(3);
    expect(await scopeOf(reader, write, true)).toEqual(found);
    expect(world.asked()).toEqual([]);
    await scopeOf({ ...reader, client: world.another() }, write, true);
    expect(world.asked()).toHaveLength(3);
  });

  it('is that of its object, whatever else the write links to', async () => {
    const reader = { client: world.another(), catalog: api, signal: never, verification: false };
    world.answers({
      '/v1/betaGroups/g': one(object('betaGroups', 'g', {}, { app: ['apps', '7'] })),
      '/v1/apps/7': one(app),
      '/v1/builds/b': one(object('builds', 'b', {}, { app: ['apps', '8'] })),
    });
    const add = writeOf('betaGroups_builds_createToManyRelationship', { id: 'g', to: ['b'] });
    expect(await scopeOf(reader, add, true)).toEqual(found);
    expect(world.asked()).not.toContain('/v1/builds/b');
  });
});
