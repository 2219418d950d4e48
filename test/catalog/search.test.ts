import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { limits } from '../../src/catalog/limits.ts';
import { createSearch } from '../../src/catalog/search.ts';
import { isFiller, isGeneric, tokens } from '../../src/catalog/search-words.ts';
import { synonyms } from '../../src/catalog/synonyms.ts';
import { type Phrasing, phrasings } from './phrasings.ts';

const catalog = loadCatalog();
const search = createSearch(catalog);
const ids = new Set(catalog.operationIds());
const groups = new Set([...ids].map((id) => id.split('_')[0]));

/**
 * The right resource: one of the accepted ones is among the first eight groups. The right operation: one of the
 * accepted ones is among `best`, the three operations an answer shows first, over all groups.
 */
function measure(rows: readonly Phrasing[]) {
  const answers = rows.map((row) => ({ row, found: search.find(row.say) }));
  const resource = answers.filter(({ row, found }) =>
    found.groups.slice(0, 8).some((group) => row.resources.includes(group.resource)),
  );
  const operation = answers.filter(({ row, found }) =>
    found.best.some(({ id }) => row.operations.includes(id)),
  );
  return { resource: resource.length / rows.length, operation: operation.length / rows.length };
}

describe('the phrasings', () => {
  it('are at least 250, a third of them held out, and name only what exists', () => {
    expect(phrasings.length).toBeGreaterThanOrEqual(250);
    const held = phrasings.filter(({ heldOut }) => heldOut).length;
    expect(Math.abs(held / phrasings.length - 1 / 3)).toBeLessThan(0.01);
    expect(phrasings.flatMap(({ operations }) => operations).filter((id) => !ids.has(id))).toEqual([]);
    expect(phrasings.flatMap(({ resources }) => resources).filter((name) => !groups.has(name))).toEqual([]);
    expect(new Set(phrasings.map(({ say }) => say)).size).toBe(phrasings.length);
  });

  it.each([
    { side: 'tuned', heldOut: false },
    { side: 'held out', heldOut: true },
  ])(
    '$side: the resource among eight in 95, the operation among three in 80 of a hundred',
    ({ side, heldOut }) => {
      const share = measure(phrasings.filter((row) => row.heldOut === heldOut));
      console.log(
        `search, ${side}: resource in 8 ${(share.resource * 100).toFixed(1)} %, operation in 3 ${(share.operation * 100).toFixed(1)} %`,
      );
      expect(share.resource).toBeGreaterThanOrEqual(0.95);
      expect(share.operation).toBeGreaterThanOrEqual(0.8);
    },
  );
});

describe('the tables', () => {
  it('have synonyms that mean what exists and are more than a word everybody uses', () => {
    expect(synonyms.length).toBeGreaterThanOrEqual(120);
    const means = synonyms.flatMap((row) => row.means);
    expect(means.filter((name) => !ids.has(name) && !groups.has(name))).toEqual([]);
    const empty = synonyms
      .flatMap((row) => row.say.split(', '))
      .filter((say) => {
        const [only, ...rest] = tokens(say);
        return only === undefined || (rest.length === 0 && (isFiller(only) || isGeneric(only)));
      });
    expect(empty).toEqual([]);
  });

  it('have limits whose nearest operations exist, and that are found by each of their phrases', () => {
    expect(limits.length).toBeGreaterThanOrEqual(25);
    expect(limits.flatMap((row) => row.nearest ?? []).filter((id) => !ids.has(id))).toEqual([]);
    const missed = limits.flatMap((row) =>
      row.asked.split(', ').filter((asked) => search.find(asked).limit === undefined),
    );
    expect(missed).toEqual([]);
  });
});

describe('limits', () => {
  it.each([
    ['create a new app', 'create an app record'],
    ['how do I fill in the app privacy answers', 'privacy label'],
    ['why was my app rejected', "reviewer's message"],
    ['answer in the Resolution Center', "reviewer's message"],
    ['revoke an API key', 'API keys'],
    ['accept the paid apps agreement', 'agreements'],
    ['declare our EU trader status', 'trader status'],
    ['delete a device', 'disabled but not deleted'],
    ['create a sandbox tester', 'not created or deleted'],
    ['refund a customer', 'Nobody but Apple'],
    ['transfer the app to another account', 'transfer an app'],
    ['change the SKU', 'never be changed'],
    ['symbolicate a crash', 'symbolicates'],
    ['roll back to the previous version', 'cannot be rolled back'],
    ['who has access and who never signed in', 'last signed in'],
    ['download the receipt of a customer', 'App Store Server API'],
    ['why was 2.5 rejected', "reviewer's message"],
    ['change the app icon', 'comes with its build'],
  ])('%s', (say, says) => {
    expect(search.find(say).limit?.says).toContain(says);
  });

  it('stay silent where the question only begins alike', () => {
    const said = [
      'create an app clip experience',
      'create an app store version',
      'create an in-app event',
      'show our end user license agreement',
      'reply to a customer review',
    ].filter((say) => search.find(say).limit !== undefined);
    expect(said).toEqual([]);
    expect(phrasings.filter(({ say }) => search.find(say).limit !== undefined)).toEqual([]);
  });
});

describe('find', () => {
  it('shows what a limit comes near to rather than weak hits beside it', () => {
    expect(search.find('create a new app').best.map(({ id }) => id)).toEqual([
      'bundleIds_createInstance',
      'apps_getCollection',
    ]);
    expect(search.find('rate limit').best).toEqual([]);
    expect(search.find('notarize my mac app').best.map(({ id }) => id)).toEqual([
      'alternativeDistributionPackages_createInstance',
    ]);
  });

  it('takes words of another language for what they are, not for typing mistakes', () => {
    expect(search.find('Preise in Österreich senken')).toEqual({
      query: 'Preise in Österreich senken',
      best: [],
      groups: [],
      unknown: ['preise', 'österreich', 'senken'],
    });
    expect(search.find('wie viele Abonnenten haben wir').best).toEqual([]);
    // Known words are answered, and the others named where they are more.
    const mixed = search.find('welche Builds hängen fest');
    expect(mixed.unknown).toEqual(['welche', 'hängen', 'fest']);
    expect(mixed.groups[0]?.resource).toBe('builds');
  });

  it.each([
    ['which certificates run out in the next 30 days', 'certificates_getCollection'],
    ['certificates expiring soon', 'certificates_getCollection'],
    ['provisioning profiles that expire', 'profiles_getCollection'],
    ['export compliance', 'builds_updateInstance'],
    ['is 3.2 ready?', 'reviewSubmissions_createInstance'],
    ['how many subscribers do we have', 'salesReports_getCollection'],
    ['app store server notifications url', 'apps_updateInstance'],
    ['which ios versions do our users have', 'analyticsReportRequests_reports_getToManyRelated'],
    ['put the new app up for pre-order in Germany', 'territoryAvailabilities_updateInstance'],
  ])('%s', (say, id) => {
    expect(
      search
        .find(say)
        .best.slice(0, 2)
        .map((hit) => hit.id),
    ).toContain(id);
  });

  it('knows an operation by its id in any case, and by its path', () => {
    expect(search.find('betagroups_getcollection')).toMatchObject({
      exact: true,
      best: [{ id: 'betaGroups_getCollection', method: 'GET', path: '/v1/betaGroups' }],
    });
    expect(search.find('GET /v1/apps/{id}/builds').best.map(({ id }) => id)).toEqual([
      'apps_builds_getToManyRelated',
    ]);
    expect(search.find('/v1/apps/123').best.map(({ id }) => id)).toEqual([
      'apps_getInstance',
      'apps_updateInstance',
    ]);
  });

  it('finds every operation by its id', () => {
    const missed = [...ids].filter((id) => search.find(id).best[0]?.id !== id);
    expect(missed).toEqual([]);
  });

  it('forgives misspellings', () => {
    expect(search.find('subscribtion groups').groups[0]?.resource).toBe('subscriptionGroups');
    expect(search.find('add tester to tesflight group').best[0]?.id).toBe(
      'betaGroups_betaTesters_createToManyRelationship',
    );
    expect(search.find('list achievments').groups[0]?.resource).toBe('gameCenterAchievementsV2');
  });

  it('answers nothing rather than something weak', () => {
    expect(search.find('delete the blockchain of my app')).toEqual({
      query: 'delete the blockchain of my app',
      best: [],
      groups: [],
      unknown: ['blockchain'],
    });
    expect(search.find('').best).toEqual([]);
    expect(search.find('asdf qwer').unknown).toEqual(['asdf', 'qwer']);
  });

  it('shows deprecated operations last, and only beside their successors when both are asked for', () => {
    for (const { say } of phrasings)
      for (const { operations } of search.find(say).groups) {
        const flags = operations.map((hit) => hit.deprecated === true);
        expect(flags).toEqual([...flags].sort((a, b) => Number(a) - Number(b)));
      }
    expect(search.find('create a leaderboard').best.map(({ id }) => id)).not.toContain(
      'gameCenterLeaderboards_createInstance',
    );
  });

  it('keeps to a kind and to a number of groups', () => {
    const { best, groups } = search.find('beta groups', { kind: 'delete', limit: 2 });
    expect(best.every(({ method }) => method === 'DELETE')).toBe(true);
    expect(best[0]?.id).toBe('betaGroups_deleteInstance');
    expect(groups.length).toBeLessThanOrEqual(2);
  });

  it('gives at most six operations a group and counts the others', () => {
    const apps = search.find('list builds').groups.find(({ resource }) => resource === 'builds');
    expect(apps?.operations.length).toBe(6);
    expect(apps?.more).toBeGreaterThan(20);
  });

  it('says which operations Apple deprecated while they are still needed', () => {
    expect(search.find('upload screenshots').best[0]).toMatchObject({
      id: 'appScreenshots_createInstance',
      stillNeeded: true,
    });
  });

  it('takes anything for a question', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), (text) => {
        expect(search.find(text).best.length).toBeLessThanOrEqual(3);
        search.nearest(text);
      }),
      { numRuns: 200 },
    );
    const start = performance.now();
    search.find('wrod anothr '.repeat(20_000));
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('is built and answers without a wait', () => {
    const start = performance.now();
    const fresh = createSearch(catalog);
    fresh.find('anything');
    const built = performance.now() - start;
    const from = performance.now();
    for (const { say } of phrasings) fresh.find(say);
    const each = (performance.now() - from) / phrasings.length;
    expect(built).toBeLessThan(1000);
    expect(each).toBeLessThan(10);
  });
});

describe('nearest', () => {
  it.each([
    ['betagroup_getCollection', 'betaGroups_getCollection'],
    ['BetaGroups_list', 'betaGroups_getCollection'],
    ['listBuilds', 'builds_getCollection'],
    ['inAppPurchases_createInstance', 'inAppPurchasesV2_createInstance'],
    ['customerReviewResponse_create', 'customerReviewResponses_createInstance'],
    ['apps_bulids_getToManyRelated', 'apps_builds_getToManyRelated'],
    ['appStoreVersionLocalisations_updateInstance', 'appStoreVersionLocalizations_updateInstance'],
  ])('%s → %s', (name, id) => {
    expect(search.nearest(name)[0]).toBe(id);
  });

  it('has nothing for what is not near', () => {
    expect(search.nearest('kubernetes_pods')).toEqual([]);
    expect(search.nearest('')).toEqual([]);
  });
});
