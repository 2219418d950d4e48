import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectedClient, createClient } from '../../src/client/client.ts';
import { hasMoved } from '../../src/guard/moved.ts';
import { ownerOf } from '../../src/guard/objects.ts';
import { presentState } from '../../src/guard/present.ts';
import { phrase } from '../../src/guard/titles.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { catalog, never, send, writeOf } from './writes.ts';

let sandbox: Sandbox;
let client: ConnectedClient;
let localization = '';
/** Local id of an inline object. */
const one = ['$', '{one}'].join('');

beforeAll(async () => {
  sandbox = await startSandbox({ catalog });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url });
  const version = sandbox.store.get('AppStoreVersion', teamIds.versions.weatherNext);
  const ids = version === undefined ? [] : sandbox.store.linked(version, 'appStoreVersionLocalizations');
  localization =
    ids.find(
      (id) => sandbox.store.get('AppStoreVersionLocalization', id)?.attributes['locale'] === 'de-DE',
    ) ?? '';
  return () => client.close();
});

const look = (...args: Parameters<typeof writeOf>) => presentState(client, catalog, writeOf(...args), never);

describe('the present state of a change', () => {
  it('shows before and after, the app and the version', async () => {
    const stored = sandbox.store.get('AppStoreVersionLocalization', localization);
    if (stored !== undefined) stored.attributes['promotionalText'] = 'Alt';
    const write = writeOf('appStoreVersionLocalizations_updateInstance', {
      id: localization,
      attributes: { promotionalText: 'Neu', marketingUrl: null },
    });
    const present = await presentState(client, catalog, write, never);
    expect(present.target?.title).toBe('de-DE');
    expect(present.app).toEqual({ id: teamIds.weather.app, name: 'Weather Now' });
    expect(present.changes[0]).toEqual({ field: 'promotionalText', before: 'Alt', after: 'Neu' });
    expect(present.changes[1]?.after).toBe('(cleared)');
    expect(present.notes).toEqual([]);
    expect(phrase(write, present)).toBe(
      'Change App Store version localization de-DE of “Weather Now” 3.2 IOS',
    );
  });

  it('has another digest after a change that matters, and the same after none', async () => {
    const args = [
      'appStoreVersionLocalizations_updateInstance',
      { id: localization, attributes: { description: 'x' } },
    ] as const;
    const first = await look(...args);
    expect(hasMoved(first.digest, await look(...args))).toBe(false);
    const stored = sandbox.store.get('AppStoreVersionLocalization', localization);
    if (stored !== undefined) stored.attributes['description'] = 'changed by somebody';
    expect(hasMoved(first.digest, await look(...args))).toBe(true);
  });

  it('masks secrets on both sides', async () => {
    const details = [...sandbox.store.all('AppStoreReviewDetail')][0];
    const present = await look('appStoreReviewDetails_updateInstance', {
      id: details?.id ?? '',
      attributes: { demoAccountPassword: 'hunter2-canary' },
    });
    expect(present.changes[0]?.after).toBe('(hidden)');
    expect(JSON.stringify(present.changes)).not.toContain('canary');
  });

  it('cuts long texts at 200 characters and takes hidden characters out', async () => {
    const present = await look('appStoreVersionLocalizations_updateInstance', {
      id: localization,
      attributes: { description: 'a'.repeat(500), keywords: 'wet\u202eter,\u200bsun' },
    });
    expect(present.changes[0]?.after).toBe(`${'a'.repeat(199)}…`);
    expect(present.changes[1]?.after).toBe('wetter,sun');
  });

  it('says that an object is not there', async () => {
    const present = await look('betaGroups_updateInstance', {
      id: '00000000-0000-4000-8000-00000000ffff',
      attributes: { name: 'x' },
    });
    expect(present.targetMissing).toBe(true);
    expect(present.notes).toEqual(['beta group 00000000-0000-4000-8000-00000000ffff was not found']);
  });

  it('names the build that is attached and the one that would be', async () => {
    const present = await look('appStoreVersions_updateInstance', {
      id: teamIds.versions.weatherNext,
      relationships: { build: teamIds.builds.missingCompliance },
    });
    expect(present.links.get('build')).toEqual([teamIds.builds.weatherNext]);
    const [row] = present.changes;
    const numbers = [teamIds.builds.weatherNext, teamIds.builds.missingCompliance].map(
      (id) => sandbox.store.get('Build', id)?.attributes['version'],
    );
    expect([row?.before, row?.after]).toEqual(numbers);
  });

  it('moves when a build that is referred to expires', async () => {
    const args = [
      'appStoreVersions_updateInstance',
      { id: teamIds.versions.weatherNext, relationships: { build: teamIds.builds.weatherNext } },
    ] as const;
    const first = await look(...args);
    const build = sandbox.store.get('Build', teamIds.builds.weatherNext);
    if (build !== undefined) build.attributes['expired'] = true;
    expect(hasMoved(first.digest, await look(...args))).toBe(true);
    if (build !== undefined) build.attributes['expired'] = false;
    expect(hasMoved(first.digest, await look(...args))).toBe(false);
  });
});

describe('many steps on one version', () => {
  it('share what they have in common', async () => {
    const version = sandbox.store.get('AppStoreVersion', teamIds.versions.weatherNext);
    const ids = version === undefined ? [] : sandbox.store.linked(version, 'appStoreVersionLocalizations');
    const looks = await Promise.all(
      ids.map((id) =>
        look('appStoreVersionLocalizations_updateInstance', { id, attributes: { whatsNew: 'x' } }),
      ),
    );
    expect(looks.every(({ app }) => app?.name === 'Weather Now')).toBe(true);
    expect(ids.length).toBeGreaterThan(1);
    expect(client.requestCount()).toBe(ids.length + 1);
  });
});

describe('the present state of what has no read of its own', () => {
  it('is found through the app: a phased release', async () => {
    const write = writeOf('appStoreVersionPhasedReleases_updateInstance', {
      id: teamIds.phasedRelease,
      attributes: { phasedReleaseState: 'PAUSED' },
    });
    const present = await presentState(client, catalog, write, never);
    const stored = sandbox.store.get('AppStoreVersionPhasedRelease', teamIds.phasedRelease);
    expect(present.changes).toEqual([
      {
        field: 'phasedReleaseState',
        before: stored?.attributes['phasedReleaseState'],
        after: 'PAUSED',
      },
    ]);
    expect(present.app?.name).toBe('Trail Mate');
  });

  it('is found through the app: the availability in a country', async () => {
    const [row] = [...sandbox.store.all('TerritoryAvailability')];
    const present = await look('territoryAvailabilities_updateInstance', {
      id: row?.id ?? '',
      attributes: { available: false },
    });
    expect(present.changes).toEqual([
      { field: 'available', before: String(row?.attributes['available']), after: 'false' },
    ]);
    expect(present.app).toBeDefined();
  });
});

describe('the present state of a create', () => {
  it('knows the app, the siblings and what fits already', async () => {
    const write = writeOf('betaGroups_createInstance', {
      attributes: { name: 'Night owls', isInternalGroup: false },
      relationships: { app: teamIds.weather.app },
    });
    const present = await presentState(client, catalog, write, never);
    expect(present.existingIds).toEqual(
      expect.arrayContaining([teamIds.groups.weatherInternal, teamIds.groups.weatherExternal]),
    );
    expect(present.twins).toEqual([]);
    expect(present.app?.name).toBe('Weather Now');
    expect(present.changes).toEqual([
      { field: 'name', after: 'Night owls' },
      { field: 'isInternalGroup', after: 'false' },
      { field: 'app', after: 'Weather Now' },
    ]);
    expect(phrase(write, present)).toBe('Create beta group “Night owls” of “Weather Now”');
  });

  it('finds the app through the version', async () => {
    const write = writeOf('appStoreVersionLocalizations_createInstance', {
      attributes: { locale: 'nl-NL' },
      relationships: { appStoreVersion: teamIds.versions.weatherNext },
    });
    const present = await presentState(client, catalog, write, never);
    expect(present.app?.name).toBe('Weather Now');
    expect(phrase(write, present)).toBe(
      'Create App Store version localization nl-NL of “Weather Now” 3.2 IOS',
    );
  });

  it('shows a row for each inline object, with names instead of ids', async () => {
    const present = await look('appPriceSchedules_createInstance', {
      relationships: { app: teamIds.ledger.app, baseTerritory: 'USA', manualPrices: [one] },
      included: [{ type: 'appPrices', id: one, attributes: { startDate: null }, relationships: {} }],
    });
    expect(present.app?.name).toBe('Pocket Ledger');
    expect(present.changes.at(-1)).toEqual({ field: 'new appPrices one', after: 'startDate (cleared)' });
  });
});

describe('the present state of a relationship', () => {
  it('names who is added and where', async () => {
    const testers = [...sandbox.store.all('BetaTester')].slice(0, 2);
    const write = writeOf('betaGroups_betaTesters_createToManyRelationship', {
      id: teamIds.groups.weatherPublic,
      to: testers.map(({ id }) => id),
    });
    const requests = client.requestCount();
    const present = await presentState(client, catalog, write, never);
    const emails = testers.map(({ attributes }) => attributes['email']);
    expect(present.changes[0]?.after).toBe(`+ ${emails.join(', ')}`);
    expect(phrase(write, present)).toMatch(
      /^Add beta testers “.+”, “.+” to beta group “.+” of “Weather Now”$/,
    );
    expect(client.requestCount() - requests).toBeLessThanOrEqual(4);
  });
});

describe('the present state of a delete', () => {
  it('shows what is lost', async () => {
    const write = writeOf('betaGroups_deleteInstance', { id: teamIds.groups.trailExternal });
    const present = await presentState(client, catalog, write, never);
    expect(present.changes.find(({ field }) => field === 'name')?.before).toBe(present.target?.title);
    expect(present.changes.every(({ after }) => after === undefined)).toBe(true);
    expect(phrase(write, present)).toMatch(/^Delete beta group “.+” of “Trail Mate”$/);
  });

  it('moves when the object is gone', async () => {
    const made = writeOf('betaGroups_createInstance', {
      attributes: { name: 'Short life' },
      relationships: { app: teamIds.weather.app },
    });
    expect(await send(client, made)).toBeUndefined();
    const id = [...sandbox.store.all('BetaGroup')].at(-1)?.id ?? '';
    const write = writeOf('betaGroups_deleteInstance', { id });
    const first = await presentState(client, catalog, write, never);
    sandbox.store.delete('BetaGroup', id);
    expect(hasMoved(first.digest, await presentState(client, catalog, write, never))).toBe(true);
  });
});

describe('every write of the catalogue', () => {
  it('can be looked at without a fault of our own', async () => {
    const owners = new Map<string, string>();
    for (const name of catalog.resourceNames()) {
      const [first] = [...sandbox.store.all(name)];
      if (first !== undefined) owners.set(name, first.id);
    }
    let looked = 0;
    for (const operationId of catalog.operationIds()) {
      const operation = catalog.operation(operationId);
      if (operation === undefined || operation.method === 'GET') continue;
      const owner = ownerOf(catalog, operation);
      const write = writeOf(
        operationId,
        operation.hasId ? { id: owners.get(owner?.name ?? '') ?? 'NOSUCHID42' } : {},
      );
      const present = await presentState(client, catalog, write, never);
      expect(present.digest).toMatch(/^[0-9a-f]{64}$/);
      expect(phrase(write, present)).toMatch(/^[A-Z]/);
      looked += 1;
    }
    expect(looked).toBe(477);
  }, 60_000);
});
