import { describe, expect, it } from 'vitest';
import { assess, higher } from '../../src/guard/tier.ts';
import type { Assessment, Write } from '../../src/guard/types.ts';
import { catalog } from './writes.ts';

type Values = Readonly<Record<string, unknown>>;

function write(id: string, body: unknown): Write {
  const operation = catalog.operation(id);
  if (operation === undefined || operation.method === 'GET') throw new Error(id);
  return { operation, method: operation.method, path: operation.path, body };
}

const of = (id: string, attributes?: Values, before?: Values, tainted = false): Assessment =>
  assess(write(id, attributes === undefined ? undefined : { data: { type: 'x', attributes } }), {
    tainted,
    ...(before === undefined ? {} : { before }),
  });

/** What the classification says of a body, row by row: operation, what is sent, what stands there, level and tier. */
describe('a body decides', () => {
  it.each<[string, Values | undefined, Values | undefined, string, string]>([
    ['accessibilityDeclarations_updateInstance', { publish: true }, undefined, 'customer', 'R2'],
    ['accessibilityDeclarations_updateInstance', { publish: false }, undefined, 'draft', 'R1'],
    ['accessibilityDeclarations_updateInstance', { supportsCaptions: true }, undefined, 'draft', 'R1'],
    ['accessibilityDeclarations_updateInstance', {}, undefined, 'customer', 'R2'],
    [
      'ageRatingDeclarations_updateInstance',
      { kidsAgeBand: 'FIVE_AND_UNDER' },
      undefined,
      'irreversible',
      'R3',
    ],
    ['ageRatingDeclarations_updateInstance', { gambling: false }, undefined, 'customer', 'R2'],
    ['appStoreVersionExperiments_updateInstance', { started: true }, undefined, 'customer', 'R2'],
    ['appStoreVersionExperiments_updateInstance', { started: false }, undefined, 'irreversible', 'R3'],
    ['appStoreVersionExperiments_updateInstance', { name: 'x' }, undefined, 'customer', 'R2'],
    ['appStoreVersionLocalizations_updateInstance', { promotionalText: 'x' }, undefined, 'customer', 'R2'],
    ['appStoreVersionLocalizations_updateInstance', { keywords: 'x' }, undefined, 'draft', 'R1'],
    // Clearing is setting, too, and is raised for clearing.
    ['appStoreVersionLocalizations_updateInstance', { promotionalText: null }, undefined, 'customer', 'R3'],
    // What is sent decides, not what stands there.
    [
      'appStoreVersionLocalizations_updateInstance',
      { keywords: 'x' },
      { promotionalText: 'y' },
      'draft',
      'R1',
    ],
    // A delete sends nothing: what stands there decides, and what nobody knows counts as there.
    ['appStoreVersionLocalizations_deleteInstance', undefined, { promotionalText: 'y' }, 'customer', 'R2'],
    ['appStoreVersionLocalizations_deleteInstance', undefined, { promotionalText: null }, 'draft', 'R1'],
    ['appStoreVersionLocalizations_deleteInstance', undefined, { keywords: 'y' }, 'draft', 'R1'],
    ['appStoreVersionLocalizations_deleteInstance', undefined, undefined, 'customer', 'R2'],
    ['nominations_deleteInstance', undefined, { submitted: true }, 'team', 'R2'],
    ['nominations_deleteInstance', undefined, { submitted: false }, 'team', 'R2'],
    ['nominations_deleteInstance', undefined, undefined, 'team', 'R2'],
    ['nominations_createInstance', { submitted: true }, undefined, 'team', 'R2'],
    ['nominations_createInstance', { submitted: false }, undefined, 'draft', 'R1'],
    [
      'appStoreVersionPhasedReleases_updateInstance',
      { phasedReleaseState: 'COMPLETE' },
      undefined,
      'irreversible',
      'R3',
    ],
    [
      'appStoreVersionPhasedReleases_updateInstance',
      { phasedReleaseState: 'PAUSED' },
      undefined,
      'customer',
      'R2',
    ],
    ['apps_updateInstance', { bundleId: 'a.b' }, undefined, 'irreversible', 'R3'],
    ['apps_updateInstance', { subscriptionStatusUrl: 'https://a.example' }, undefined, 'money', 'R3'],
    // The worst of what fits, wherever it stands.
    ['apps_updateInstance', { subscriptionStatusUrl: 'x', bundleId: 'a.b' }, undefined, 'irreversible', 'R3'],
    ['apps_updateInstance', { primaryLocale: 'de-DE' }, undefined, 'customer', 'R2'],
    ['betaGroups_updateInstance', { publicLinkEnabled: false }, undefined, 'customer', 'R2'],
    ['betaGroups_updateInstance', { name: 'x' }, undefined, 'team', 'R2'],
    ['gameCenterLeaderboards_updateInstance', { archived: true }, undefined, 'irreversible', 'R3'],
    ['gameCenterLeaderboards_updateInstance', { archived: false }, undefined, 'customer', 'R2'],
    ['subscriptions_updateInstance', { familySharable: true }, undefined, 'irreversible', 'R3'],
    ['subscriptions_updateInstance', { familySharable: false }, undefined, 'money', 'R3'],
    ['appStoreVersions_updateInstance', { releaseType: 'MANUAL' }, undefined, 'customer', 'R2'],
    ['appStoreVersions_updateInstance', { copyright: '2026' }, undefined, 'draft', 'R1'],
  ])('%s %j, was %j: %s, %s', (id, attributes, before, level, tier) => {
    const made = of(id, attributes, before);
    expect([made.level, made.tier]).toEqual([level, tier]);
  });

  it('says so in its reasons, only when it does', () => {
    const [, why, ...more] = of('apps_updateInstance', { bundleId: 'a.b' }).reasons;
    expect([why, more]).toEqual(['What this request sets makes it irreversible.', []]);
    expect(of('apps_updateInstance', { primaryLocale: 'de-DE' }).reasons).toHaveLength(1);
  });

  it('and tells mail and what cannot be undone', () => {
    // Further effects beside the worst do not make it final.
    expect(of('alternativeDistributionDomains_createInstance', {}).irreversible).toBe(false);
    // The product id is taken for good, though it is the money that makes the level.
    expect(of('subscriptions_createInstance', {})).toMatchObject({ level: 'money', irreversible: true });
    expect([
      of('apps_updateInstance', { bundleId: 'a' }).irreversible,
      of('apps_updateInstance', { primaryLocale: 'de' }).irreversible,
    ]).toEqual([true, false]);
    expect([
      of('userInvitations_createInstance', {}).sendsEmail,
      of('devices_createInstance', {}).sendsEmail,
    ]).toEqual([true, false]);
  });
});

describe('clearing', () => {
  const localization = 'appStoreVersionLocalizations_updateInstance';

  it('names everything that it clears', () => {
    const { reasons, tier } = of(localization, { keywords: null, supportUrl: null });
    expect([reasons.slice(1), tier]).toEqual([['It clears keywords, supportUrl.'], 'R2']);
  });

  it('is none where nothing stood, or where nothing is known to have stood', () => {
    for (const before of [{ keywords: null }, { other: 1 }])
      expect(of(localization, { keywords: null }, before)).toMatchObject({
        tier: 'R1',
        reasons: { length: 1 },
      });
    expect(of(localization, { keywords: null }, { keywords: 'x' }).tier).toBe('R2');
  });

  it('is not setting a value', () => {
    expect(of(localization, { keywords: '' }, { keywords: 'x' }).tier).toBe('R1');
  });
});

describe('emptying', () => {
  const reasons = (id: string, body: unknown): readonly string[] =>
    assess(write(id, body), { tainted: false }).reasons.slice(1);

  it.each<[string, unknown, readonly string[]]>([
    [
      'betaGroups_betaTesters_deleteToManyRelationship',
      { data: [{ type: 'betaTesters', id: '1' }] },
      ['Taking objects out of the relationship counts as deleting.'],
    ],
    [
      'appStoreVersions_build_updateToOneRelationship',
      { data: null },
      ['Emptying the relationship counts as deleting.'],
    ],
    ['appStoreVersions_build_updateToOneRelationship', { data: { type: 'builds', id: '1' } }, []],
    ['betaGroups_betaTesters_createToManyRelationship', { data: [{ type: 'betaTesters', id: '1' }] }, []],
    [
      'appInfos_updateInstance',
      { data: { type: 'x', id: '1', relationships: { primaryCategory: { data: null } } } },
      ['Emptying primaryCategory counts as deleting.'],
    ],
    [
      'appInfos_updateInstance',
      {
        data: {
          type: 'x',
          id: '1',
          relationships: { primaryCategory: { data: { type: 'builds', id: '1' } } },
        },
      },
      [],
    ],
    [
      'appInfos_updateInstance',
      { data: { type: 'x', id: '1', relationships: { primaryCategory: {}, other: { data: [] } } } },
      ['Emptying other counts as deleting.'],
    ],
    [
      'appInfos_updateInstance',
      { data: { type: 'x', id: '1', relationships: { primaryCategory: 'nonsense' } } },
      [],
    ],
    [
      'appInfos_updateInstance',
      { data: { type: 'x', id: '1', relationships: { some: { data: [{ type: 'x', id: '2' }] } } } },
      [],
    ],
    // A create with an empty list empties nothing.
    ['betaGroups_createInstance', { data: { type: 'x', relationships: { builds: { data: [] } } } }, []],
  ])('%s %j: %j', (id, body, says) => {
    expect(reasons(id, body)).toEqual(says);
  });

  it('of a draft is R2', () => {
    const body = { data: { type: 'x', id: '1', relationships: { primaryCategory: { data: null } } } };
    expect(assess(write('appInfos_updateInstance', body), { tainted: false }).tier).toBe('R2');
  });
});

describe('the taint', () => {
  it('says why, and only for what carries something out', () => {
    const why = 'It can carry data out, and this session has read text of other people.';
    expect(
      of('appStoreVersionLocalizations_updateInstance', { supportUrl: 'x' }, undefined, true).reasons,
    ).toContain(why);
    expect(of('appStoreVersionLocalizations_updateInstance', { supportUrl: 'x' }).reasons).not.toContain(why);
    expect(of('appStoreVersions_updateInstance', { copyright: 'x' }, undefined, true).reasons).not.toContain(
      why,
    );
  });

  it('takes R3 no further', () => {
    expect(of('apps_updateInstance', { subscriptionStatusUrl: 'x' }, undefined, true).tier).toBe('R3');
  });
});

it('the higher of two tiers', () => {
  expect([higher('R1', 'R2'), higher('R3', 'R0'), higher('R2', 'R2'), higher('R0', 'R1')]).toEqual([
    'R2',
    'R3',
    'R2',
    'R1',
  ]);
});
