import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type Ask, clientOf, smallTeam } from './client.ts';

let sandbox: Sandbox;
let ask: Ask;

beforeEach(async () => {
  sandbox = await startSandbox({
    team: smallTeam,
    clock: () => Date.UTC(2026, 10, 22),
    rate: { hourLimit: 10_000 },
  });
  ask = await clientOf(sandbox, Date.UTC(2026, 10, 22));
});
afterEach(() => sandbox.close());

const to = (type: string, id: string) => ({ data: { type, id } });
/** The id of an inline create. */
const local = (name: string) => `\${${name}}`;
const version = (app: string, platform: string, versionString: string) => ({
  data: {
    type: 'appStoreVersions',
    attributes: { platform, versionString },
    relationships: { app: to('apps', app) },
  },
});

describe('creating', () => {
  it('stores an object, adds what the server sets, and shows it from both sides', async () => {
    const made = await ask('POST', '/v1/betaGroups', {
      data: {
        type: 'betaGroups',
        attributes: { name: 'Crew', isInternalGroup: true },
        relationships: {
          app: to('apps', '1002'),
          betaTesters: { data: [{ type: 'betaTesters', id: 'p1' }] },
        },
      },
    });
    expect(made.status).toBe(201);
    expect(made.data).toMatchObject({
      type: 'betaGroups',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      attributes: { name: 'Crew', createdDate: '2026-11-22T00:00:00.000Z', hasAccessToAllBuilds: false },
    });
    const id = String(made.data['id']);
    expect((await ask('GET', '/v1/apps/1002/betaGroups')).list).toMatchObject([{ id }]);
    expect((await ask('GET', '/v1/betaTesters/p1/betaGroups')).list).toMatchObject([{ id: 'g1' }, { id }]);
    expect((await ask('GET', `/v1/betaGroups/${id}`)).status).toBe(200);
  });

  it('links a parent that the new object cannot name itself', async () => {
    const made = await ask('POST', '/v1/appStoreVersionPhasedReleases', {
      data: {
        type: 'appStoreVersionPhasedReleases',
        attributes: { phasedReleaseState: 'INACTIVE' },
        relationships: { appStoreVersion: to('appStoreVersions', 'v2') },
      },
    });
    expect(made.status).toBe(201);
    const found = await ask('GET', '/v1/appStoreVersions/v2/appStoreVersionPhasedRelease');
    expect(found.data['id']).toBe(made.data['id']);
  });

  const schedule = (points: readonly string[], included: readonly object[]) => ({
    data: {
      type: 'appPriceSchedules',
      relationships: {
        app: to('apps', '1001'),
        baseTerritory: to('territories', 'USA'),
        manualPrices: { data: points.map((id) => ({ type: 'appPrices', id })) },
      },
    },
    included,
  });

  it('creates what is inline, and replaces the schedule of the same app', async () => {
    sandbox.store.put('AppPricePointV3', 'pp', { customerPrice: '0.99' }, { territory: 'USA' });
    const price = (id: string) => ({
      type: 'appPrices',
      id,
      attributes: { startDate: null },
      relationships: { appPricePoint: to('appPricePoints', 'pp') },
    });
    const made = await ask('POST', '/v1/appPriceSchedules', schedule([local('p1')], [price(local('p1'))]));
    expect(made.faults).toEqual([]);
    expect(made.data['id']).toBe('1001');
    const prices = await ask('GET', '/v1/appPriceSchedules/1001/manualPrices?include=appPricePoint');
    expect(prices.list).toMatchObject([{ relationships: { appPricePoint: { data: { id: 'pp' } } } }]);
    expect((await ask('GET', '/v1/apps/1001/appPriceSchedule')).data['id']).toBe('1001');
    const again = await ask(
      'POST',
      '/v1/appPriceSchedules',
      schedule([local('a'), local('b')], [price(local('b')), price(local('a'))]),
    );
    expect(again.status).toBe(201);
    expect((await ask('GET', '/v1/appPriceSchedules/1001/manualPrices')).list).toHaveLength(2);
  });

  it('refuses local ids that name nothing', async () => {
    expect((await ask('POST', '/v1/appPriceSchedules', schedule([local('x')], []))).faults).toEqual([
      '409 ENTITY_ERROR.INCLUDED.INVALID_ID /data/relationships/manualPrices',
    ]);
    const wrong = { type: 'appPrices', id: 'x', attributes: { startDate: 'soon', colour: 1 } };
    expect((await ask('POST', '/v1/appPriceSchedules', schedule([], [wrong]))).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.UNKNOWN /included/0/attributes/colour',
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID /included/0/attributes/startDate',
    ]);
  });

  it('names every fault of a body', async () => {
    const create = async (data: object) => (await ask('POST', '/v1/appStoreVersions', { data })).faults;
    expect(await create({ type: 'appStoreVersions' })).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.REQUIRED /data/attributes/platform',
      '409 ENTITY_ERROR.ATTRIBUTE.REQUIRED /data/attributes/versionString',
      '409 ENTITY_ERROR.RELATIONSHIP.REQUIRED /data/relationships/app',
    ]);
    expect(
      await create({
        type: 'appStoreVersions',
        attributes: { platform: 'WINDOWS', versionString: 3, appStoreState: 'ACCEPTED', colour: 'red' },
        relationships: { app: to('apps', '77'), friend: to('apps', '1001') },
      }),
    ).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.NOT_ALLOWED /data/attributes/appStoreState',
      '409 ENTITY_ERROR.ATTRIBUTE.UNKNOWN /data/attributes/colour',
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID /data/attributes/platform',
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID /data/attributes/versionString',
      '409 ENTITY_ERROR.RELATIONSHIP.UNKNOWN /data/relationships/friend',
    ]);
    expect((await ask('POST', '/v1/appStoreVersions', version('77', 'IOS', '2.0'))).faults).toEqual([
      '409 ENTITY_ERROR.RELATIONSHIP.INVALID /data/relationships/app',
    ]);
  });

  it('refuses what exists already', async () => {
    const bundle = (identifier: string) => ({
      data: { type: 'bundleIds', attributes: { identifier, name: 'Tides', platform: 'IOS' } },
    });
    expect((await ask('POST', '/v1/bundleIds', bundle('com.example.tides'))).status).toBe(201);
    expect((await ask('POST', '/v1/bundleIds', bundle('com.example.tides'))).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE /data/attributes/identifier',
    ]);
    const text = (appStoreVersion: string) => ({
      data: {
        type: 'appStoreVersionLocalizations',
        attributes: { locale: 'en-US' },
        relationships: { appStoreVersion: to('appStoreVersions', appStoreVersion) },
      },
    });
    expect((await ask('POST', '/v1/appStoreVersionLocalizations', text('v1'))).status).toBe(409);
    expect((await ask('POST', '/v1/appStoreVersionLocalizations', text('v2'))).status).toBe(201);
  });
});

describe('changing and deleting', () => {
  const localization = (attributes: object) => ({
    data: { type: 'appStoreVersionLocalizations', id: 'l3', attributes },
  });

  it('changes what is sent, null clears, the rest stays', async () => {
    const path = '/v1/appStoreVersionLocalizations/l3';
    const changed = await ask('PATCH', path, localization({ keywords: 'sea', description: null }));
    expect(changed.status).toBe(200);
    expect(changed.data['attributes']).toEqual({ locale: 'en-US', keywords: 'sea' });
    expect((await ask('GET', path)).data['attributes']).toEqual({ locale: 'en-US', keywords: 'sea' });
    expect((await ask('PATCH', '/v1/appStoreVersionLocalizations/l1', localization({}))).faults).toEqual([
      '409 ENTITY_ERROR /data/id',
    ]);
    expect((await ask('PATCH', path, localization({ locale: 'de-DE' }))).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.NOT_ALLOWED /data/attributes/locale',
    ]);
  });

  it('deletes an object and its links', async () => {
    expect((await ask('DELETE', '/v1/betaGroups/g1')).status).toBe(204);
    expect((await ask('GET', '/v1/betaGroups/g1')).faults).toEqual(['404 NOT_FOUND']);
    expect((await ask('GET', '/v1/apps/1001/betaGroups')).list).toEqual([]);
    expect((await ask('DELETE', '/v1/betaGroups/g1')).faults).toEqual(['404 NOT_FOUND']);
  });

  it('adds to, takes from, replaces and sets relationships', async () => {
    const path = '/v1/betaGroups/g1/relationships/builds';
    const builds = (...ids: string[]) => ({ data: ids.map((id) => ({ type: 'builds', id })) });
    const now = async () => (await ask('GET', path)).list.map(({ id }) => id);
    expect((await ask('POST', path, builds('b23', 'b25'))).status).toBe(204);
    expect(await now()).toEqual(['b1', 'b2', 'b23', 'b25']);
    expect((await ask('DELETE', path, builds('b1'))).status).toBe(204);
    expect(await now()).toEqual(['b2', 'b23', 'b25']);
    expect((await ask('GET', '/v1/builds?filter[betaGroups]=g1')).list.map(({ id }) => id)).toEqual([
      'b2',
      'b23',
      'b25',
    ]);
    expect((await ask('POST', path, builds('b999'))).faults).toEqual([
      '409 ENTITY_ERROR.RELATIONSHIP.INVALID /data/0',
    ]);
    expect((await ask('POST', path, { data: [{ type: 'apps', id: '1001' }] })).status).toBe(409);
    sandbox.store.put('PrereleaseVersion', 't1.1', { version: '1.1.0', platform: 'IOS' }, { app: '1001' });
    sandbox.store.put(
      'Build',
      'b9',
      { version: '900', processingState: 'VALID', expired: false },
      { app: '1001', preReleaseVersion: 't1.1' },
    );
    const build = '/v1/appStoreVersions/v2/relationships/build';
    expect((await ask('PATCH', build, to('builds', 'b9'))).status).toBe(204);
    expect((await ask('GET', build)).data).toEqual({ type: 'builds', id: 'b9' });
    expect((await ask('GET', '/v1/builds/b9/appStoreVersion')).data['id']).toBe('v2');
    // The document lets only some to-ones be cleared.
    expect((await ask('PATCH', build, { data: null })).status).toBe(409);
  });
});

describe('rules', () => {
  it('allows one editable version per platform and copies the texts of the last one', async () => {
    expect((await ask('POST', '/v1/appStoreVersions', version('1001', 'IOS', '1.2'))).faults).toEqual([
      '409 ENTITY_ERROR.RELATIONSHIP.INVALID /data/relationships/app',
    ]);
    sandbox.store.delete('AppStoreVersion', 'v2');
    const made = await ask('POST', '/v1/appStoreVersions', version('1001', 'IOS', '1.2'));
    expect(made.data['attributes']).toMatchObject({ appVersionState: 'PREPARE_FOR_SUBMISSION' });
    const texts = await ask(
      'GET',
      `/v1/appStoreVersions/${String(made.data['id'])}/appStoreVersionLocalizations`,
    );
    expect(texts.list).toMatchObject([{ attributes: { locale: 'en-US', description: 'Tides' } }]);
    expect((await ask('POST', '/v1/appStoreVersions', version('1001', 'MAC_OS', '1.0'))).status).toBe(201);
  });

  it('takes no release notes for a first version', async () => {
    const notes = (id: string) => ({
      data: { type: 'appStoreVersionLocalizations', id, attributes: { whatsNew: 'Fixes' } },
    });
    expect((await ask('PATCH', '/v1/appStoreVersionLocalizations/l3', notes('l3'))).faults).toEqual([
      '409 STATE_ERROR /data/attributes/whatsNew',
    ]);
    sandbox.store.put('AppStoreVersionLocalization', 'l2', { locale: 'en-US' }, { appStoreVersion: 'v2' });
    expect((await ask('PATCH', '/v1/appStoreVersionLocalizations/l2', notes('l2'))).status).toBe(200);
  });

  it('takes the export answer once', async () => {
    const answer = (id: string) => ({
      data: { type: 'builds', id, attributes: { usesNonExemptEncryption: false } },
    });
    expect((await ask('PATCH', '/v1/builds/b100', answer('b100'))).status).toBe(200);
    expect((await ask('PATCH', '/v1/builds/b100', answer('b100'))).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID /data/attributes/usesNonExemptEncryption',
    ]);
  });

  it('replaces the response to a review', async () => {
    const reply = (responseBody: string) => ({
      data: {
        type: 'customerReviewResponses',
        attributes: { responseBody },
        relationships: { review: to('customerReviews', 'r1') },
      },
    });
    const made = await ask('POST', '/v1/customerReviewResponses', reply('Fixed in 1.2'));
    expect(made.data).toMatchObject({
      id: 'a1',
      attributes: { responseBody: 'Fixed in 1.2', state: 'PENDING_PUBLISH' },
    });
    expect((await ask('GET', '/v1/customerReviews/r1/response')).data['id']).toBe('a1');
  });

  it('has one open review submission per platform, whose items are exactly one thing', async () => {
    const submission = {
      data: {
        type: 'reviewSubmissions',
        attributes: { platform: 'IOS' },
        relationships: { app: to('apps', '1001') },
      },
    };
    const made = await ask('POST', '/v1/reviewSubmissions', submission);
    expect(made.data['attributes']).toMatchObject({ state: 'READY_FOR_REVIEW' });
    expect((await ask('POST', '/v1/reviewSubmissions', submission)).faults).toEqual([
      '409 STATE_ERROR.ENTITY_STATE_INVALID /data/attributes/platform',
    ]);
    const item = (relationships: object) => ({
      data: {
        type: 'reviewSubmissionItems',
        relationships: {
          reviewSubmission: to('reviewSubmissions', String(made.data['id'])),
          ...relationships,
        },
      },
    });
    expect((await ask('POST', '/v1/reviewSubmissionItems', item({}))).status).toBe(409);
    const added = await ask(
      'POST',
      '/v1/reviewSubmissionItems',
      item({ appStoreVersion: to('appStoreVersions', 'v2') }),
    );
    expect(added.status).toBe(201);
    const items = await ask(
      'GET',
      `/v1/reviewSubmissions/${String(made.data['id'])}/items?include=appStoreVersion`,
    );
    expect(items.list).toMatchObject([{ relationships: { appStoreVersion: { data: { id: 'v2' } } } }]);
  });

  it('keeps builds away from an internal group that has all', async () => {
    sandbox.store.put('BetaGroup', 'all', {
      name: 'Staff',
      isInternalGroup: true,
      hasAccessToAllBuilds: true,
    });
    const add = await ask('POST', '/v1/builds/b5/relationships/betaGroups', {
      data: [{ type: 'betaGroups', id: 'all' }],
    });
    expect(add.faults).toEqual(['422 ENTITY_UNPROCESSABLE']);
  });
});
