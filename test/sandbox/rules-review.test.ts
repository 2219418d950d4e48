import { describe, expect, it } from 'vitest';
import { isObject, objectAt } from '../../src/catalog/json.ts';
import { decideReview } from '../../src/sandbox/review-course.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import type { Reply } from './client.ts';
import { bench } from './rules.ts';

const { ask, find, patch, post, remove, store, wait } = bench();
const { versions, submissions, builds, weather, trail } = teamIds;

const state = async (type: string, id: string, name = 'state'): Promise<unknown> =>
  objectAt((await ask('GET', `/v1/${type}/${id}`)).data, 'attributes')[name];

async function draft(): Promise<string> {
  const made = await post('reviewSubmissions', { platform: 'IOS' }, { app: ['apps', weather.app] });
  return String(made.data['id']);
}

const item = (submission: string, name: string, type: string, id: string): Promise<Reply> =>
  post(
    'reviewSubmissionItems',
    {},
    { reviewSubmission: ['reviewSubmissions', submission], [name]: [type, id] },
  );

/** Paths and codes of what stands against a submission. */
function associated(reply: Reply): readonly string[] {
  const [error] = reply.errors;
  const paths = objectAt(objectAt(error, 'meta'), 'associatedErrors');
  return Object.entries(paths).flatMap(([path, errors]) =>
    (Array.isArray(errors) ? errors : []).map((one) =>
      isObject(one)
        ? `${path.split('/')[2]} ${String(one['code'])} ${String(objectAt(one, 'source')['pointer'] ?? '')}`.trim()
        : '',
    ),
  );
}

describe('versions', () => {
  it('lock their texts when live, but for the promotional text', async () => {
    const text = find(
      'AppStoreVersionLocalization',
      (one) => store().linked(one, 'appStoreVersion')[0] === versions.weatherLive,
    );
    expect(
      (await patch('appStoreVersionLocalizations', text.id, { description: 'New', promotionalText: 'New' }))
        .faults,
    ).toEqual(['409 STATE_ERROR.ENTITY_STATE_INVALID /data/attributes/description']);
    expect((await patch('appStoreVersionLocalizations', text.id, { promotionalText: 'New' })).status).toBe(
      200,
    );
    expect((await remove('appStoreVersionLocalizations', text.id)).status).toBe(409);
    expect((await patch('appStoreVersions', versions.weatherLive, { copyright: '2027' })).status).toBe(409);
    expect((await patch('appStoreVersions', versions.weatherLive, { downloadable: false })).status).toBe(200);
  });

  it('lock the app information that is live', async () => {
    const info = find(
      'AppInfo',
      (one) =>
        one.attributes['state'] === 'READY_FOR_DISTRIBUTION' && store().linked(one, 'app')[0] === weather.app,
    );
    const [text] = store().linked(info, 'appInfoLocalizations');
    expect((await patch('appInfoLocalizations', text ?? '', { subtitle: 'New' })).faults).toEqual([
      '409 STATE_ERROR.ENTITY_STATE_INVALID /data/attributes/subtitle',
    ]);
  });

  it('hold texts to their lengths', async () => {
    const text = find(
      'AppStoreVersionLocalization',
      (one) => store().linked(one, 'appStoreVersion')[0] === versions.weatherNext,
    );
    const long = {
      promotionalText: 'x'.repeat(171),
      keywords: 'k'.repeat(101),
      description: 'd'.repeat(4000),
    };
    expect((await patch('appStoreVersionLocalizations', text.id, long)).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG /data/attributes/promotionalText',
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG /data/attributes/keywords',
    ]);
  });

  it('take only a valid, fresh build of their own train', async () => {
    const build = (id: string) =>
      ask('PATCH', `/v1/appStoreVersions/${versions.weatherNext}/relationships/build`, {
        data: { type: 'builds', id },
      });
    expect((await build(builds.stuck)).faults).toEqual(['409 ENTITY_ERROR.RELATIONSHIP.INVALID /data']);
    expect((await build(builds.ledgerNext)).errors[0]?.['detail']).toContain('another app');
    const expired = find('Build', (one) => one.attributes['expired'] === true);
    expect((await build(expired.id)).status).toBe(409);
    expect((await build(builds.weatherNext)).status).toBe(204);
  });

  it('go back to preparation when a rejected one gets another build', async () => {
    const path = `/v1/appStoreVersions/${versions.trailRejected}/relationships/build`;
    expect((await ask('PATCH', path, { data: { type: 'builds', id: builds.trailRejected } })).status).toBe(
      204,
    );
    expect(await state('appStoreVersions', versions.trailRejected, 'appVersionState')).toBe(
      'PREPARE_FOR_SUBMISSION',
    );
  });

  it('are released on request only while they wait for it, and take the place of the one before', async () => {
    const request = (id: string) =>
      post('appStoreVersionReleaseRequests', {}, { appStoreVersion: ['appStoreVersions', id] });
    expect((await request(versions.weatherNext)).faults).toEqual([
      '409 STATE_ERROR.ENTITY_STATE_INVALID /data/relationships/appStoreVersion',
    ]);
    const waiting = find(
      'AppStoreVersion',
      (one) => one.attributes['appVersionState'] === 'PENDING_DEVELOPER_RELEASE',
    );
    expect((await request(waiting.id)).status).toBe(201);
    expect(waiting.attributes['appVersionState']).toBe('PROCESSING_FOR_DISTRIBUTION');
    wait(3_000);
    expect(await state('appStoreVersions', waiting.id, 'appVersionState')).toBe('READY_FOR_DISTRIBUTION');
    const vision = [...store().all('AppStoreVersion')]
      .filter((one) => one.attributes['platform'] === 'VISION_OS')
      .map((one) => one.attributes['appVersionState']);
    expect(vision.sort()).toEqual(['READY_FOR_DISTRIBUTION', 'REPLACED_WITH_NEW_VERSION']);
    const phased = await ask('GET', `/v1/appStoreVersions/${waiting.id}/appStoreVersionPhasedRelease`);
    expect(phased.data).toMatchObject({ attributes: { phasedReleaseState: 'ACTIVE', currentDayNumber: 1 } });
  });

  it('let a phased release pause, go on and end, but not begin again', async () => {
    const phase = (phasedReleaseState: string) =>
      patch('appStoreVersionPhasedReleases', teamIds.phasedRelease, { phasedReleaseState });
    expect((await remove('appStoreVersionPhasedReleases', teamIds.phasedRelease)).status).toBe(409);
    expect((await phase('INACTIVE')).status).toBe(409);
    expect((await phase('ACTIVE')).status).toBe(200);
    expect((await phase('COMPLETE')).status).toBe(200);
    expect((await phase('ACTIVE')).faults).toEqual([
      '409 STATE_ERROR.ENTITY_STATE_INVALID /data/attributes/phasedReleaseState',
    ]);
  });

  it('bring an editable appInfo with them', async () => {
    const made = await post(
      'appStoreVersions',
      { platform: 'MAC_OS', versionString: '3.2' },
      { app: ['apps', weather.app] },
    );
    expect(made.status).toBe(201);
    const infos = await ask('GET', `/v1/apps/${weather.app}/appInfos`);
    expect(infos.list).toHaveLength(2);
  });
});

describe('review submissions', () => {
  it('say all that is missing', async () => {
    const id = await draft();
    expect((await patch('reviewSubmissions', id, { submitted: true })).faults).toEqual([
      '409 STATE_ERROR.ENTITY_STATE_INVALID',
    ]);
    expect((await item(id, 'appStoreVersion', 'appStoreVersions', versions.weatherNext)).status).toBe(201);
    const refused = await patch('reviewSubmissions', id, { submitted: true });
    expect(refused.faults).toEqual(['409 STATE_ERROR']);
    expect(associated(refused)).toEqual(
      expect.arrayContaining([
        'appStoreVersionLocalizations ENTITY_ERROR.ATTRIBUTE.REQUIRED /data/attributes/whatsNew',
        'appStoreVersionLocalizations STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPAD_PRO_3GEN_129',
      ]),
    );
    expect(associated(refused).filter((one) => one.startsWith('ageRatingDeclarations'))).toHaveLength(2);
  });

  it('wait for review once complete, can be canceled, and are COMPLETE a moment later', async () => {
    const { ledgerWaiting } = submissions;
    expect((await patch('reviewSubmissions', ledgerWaiting, { canceled: false })).status).toBe(409);
    expect((await patch('reviewSubmissions', ledgerWaiting, { canceled: true })).data).toMatchObject({
      attributes: { state: 'CANCELING' },
    });
    expect(await state('appStoreVersions', versions.ledgerNext, 'appVersionState')).toBe(
      'DEVELOPER_REJECTED',
    );
    wait(2_500);
    expect(await state('reviewSubmissions', ledgerWaiting)).toBe('COMPLETE');
    expect((await patch('reviewSubmissions', ledgerWaiting, { canceled: true })).status).toBe(409);
    const again = await post('reviewSubmissions', { platform: 'IOS' }, { app: ['apps', teamIds.ledger.app] });
    const id = String(again.data['id']);
    expect((await item(id, 'appStoreVersion', 'appStoreVersions', versions.ledgerNext)).status).toBe(201);
    const sent = await patch('reviewSubmissions', id, { submitted: true });
    expect(associated(sent)).toEqual([]);
    expect(sent.data).toMatchObject({ attributes: { state: 'WAITING_FOR_REVIEW' } });
    expect((await item(id, 'appStoreVersion', 'appStoreVersions', versions.ledgerNext)).status).toBe(409);
    decideReview(store(), id, 'APPROVED', Date.parse('2026-11-22T12:00:03Z'));
    wait(5_000);
    expect(await state('appStoreVersions', versions.ledgerNext, 'appVersionState')).toBe(
      'READY_FOR_DISTRIBUTION',
    );
    expect(await state('appStoreVersions', versions.ledgerLive, 'appVersionState')).toBe(
      'REPLACED_WITH_NEW_VERSION',
    );
  });

  it('hold a thing once', async () => {
    const made = await post('reviewSubmissions', { platform: 'TV_OS' }, { app: ['apps', trail.app] });
    const refused = await item(
      String(made.data['id']),
      'appStoreVersion',
      'appStoreVersions',
      versions.trailRejected,
    );
    expect(refused.faults).toEqual([
      '409 STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION /data/relationships/appStoreVersion',
    ]);
    expect(refused.errors[0]?.['detail']).toContain(submissions.trailUnresolved);
  });

  it('have rejected items resolved', async () => {
    const rejected = find('ReviewSubmissionItem', (one) => one.attributes['state'] === 'REJECTED');
    expect((await patch('reviewSubmissions', submissions.trailUnresolved, { submitted: true })).status).toBe(
      409,
    );
    expect((await patch('reviewSubmissionItems', rejected.id, { resolved: true })).data).toMatchObject({
      attributes: { state: 'READY_FOR_REVIEW' },
    });
    expect((await patch('reviewSubmissionItems', rejected.id, { resolved: true })).status).toBe(409);
  });

  it('leave the first product of an app to the website', async () => {
    const product = find('InAppPurchaseV2', (one) => one.id === '6440000304');
    const refused = await post(
      'inAppPurchaseSubmissions',
      {},
      { inAppPurchaseV2: ['inAppPurchases', product.id] },
    );
    expect(refused.faults).toEqual(['409 STATE_ERROR.FIRST_IAP_MUST_BE_SUBMITTED_ON_VERSION']);
  });
});
