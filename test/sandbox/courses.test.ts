import { describe, expect, it } from 'vitest';
import { objectAt } from '../../src/catalog/json.ts';
import type { Stored } from '../../src/sandbox/store.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import { bench } from './rules.ts';

const { ask, find, patch, post, sandbox, store } = bench();
const { versions, submissions, builds } = teamIds;
const hour = 3_600_000;
const day = 24 * hour;

const get = (resource: string, id: string): Stored => find(resource, (one) => one.id === id);
const versionState = (): unknown => get('AppStoreVersion', versions.ledgerNext).attributes['appVersionState'];
const submissionState = (): unknown => get('ReviewSubmission', submissions.ledgerWaiting).attributes['state'];
const pass = (ms: number): void => sandbox().advance(ms);

/** The version of the seeded submission, with a release type of its own. */
function releaseType(type: string, earliestReleaseDate?: string): void {
  Object.assign(get('AppStoreVersion', versions.ledgerNext).attributes, {
    releaseType: type,
    ...(earliestReleaseDate === undefined ? {} : { earliestReleaseDate }),
  });
}

describe('App Review', () => {
  it('waits, reviews, and leaves a manual release to the developer', async () => {
    releaseType('MANUAL');
    pass(17 * hour);
    expect([versionState(), submissionState()]).toEqual(['WAITING_FOR_REVIEW', 'WAITING_FOR_REVIEW']);
    pass(hour);
    expect([versionState(), submissionState()]).toEqual(['IN_REVIEW', 'IN_REVIEW']);
    expect((await patch('reviewSubmissions', submissions.ledgerWaiting, { canceled: true })).faults).toEqual([
      '409 STATE_ERROR.ENTITY_STATE_INVALID /data/attributes/canceled',
    ]);
    pass(4 * hour);
    expect([versionState(), submissionState()]).toEqual(['PENDING_DEVELOPER_RELEASE', 'COMPLETING']);
    pass(5_000);
    expect(submissionState()).toBe('COMPLETE');
    pass(30 * day);
    expect(versionState()).toBe('PENDING_DEVELOPER_RELEASE');
  });

  it('releases after approval at once', () => {
    releaseType('AFTER_APPROVAL');
    pass(22 * hour);
    expect(versionState()).toBe('PROCESSING_FOR_DISTRIBUTION');
    pass(5_000);
    expect(versionState()).toBe('READY_FOR_DISTRIBUTION');
    expect(get('AppStoreVersion', versions.ledgerLive).attributes['appVersionState']).toBe(
      'REPLACED_WITH_NEW_VERSION',
    );
  });

  it('keeps a scheduled one until its date, and does not wait for a date that is over', () => {
    releaseType('SCHEDULED', '2026-12-01T09:00:00Z');
    pass(7 * day);
    expect(versionState()).toBe('PENDING_APPLE_RELEASE');
    pass(2 * day);
    expect(versionState()).toBe('READY_FOR_DISTRIBUTION');
  });

  it('does not wait for a date that is over', () => {
    releaseType('SCHEDULED', '2026-11-22T13:00:00Z');
    pass(day);
    expect(versionState()).toBe('READY_FOR_DISTRIBUTION');
  });

  it('does nothing with what was withdrawn', async () => {
    expect((await patch('reviewSubmissions', submissions.ledgerWaiting, { canceled: true })).status).toBe(
      200,
    );
    pass(10 * day);
    expect([versionState(), submissionState()]).toEqual(['DEVELOPER_REJECTED', 'COMPLETE']);
  });

  it('rejects for the texts, and reviews again what was handed in again', async () => {
    releaseType('MANUAL');
    sandbox().foretell('review', { outcome: 'metadata_rejected' });
    pass(day);
    expect([versionState(), submissionState()]).toEqual(['METADATA_REJECTED', 'UNRESOLVED_ISSUES']);
    const item = find(
      'ReviewSubmissionItem',
      (one) => store().linked(one, 'appStoreVersion')[0] === versions.ledgerNext,
    );
    expect(item.attributes['state']).toBe('REJECTED');
    expect((await patch('reviewSubmissionItems', item.id, { resolved: true })).status).toBe(200);
    expect((await patch('reviewSubmissions', submissions.ledgerWaiting, { submitted: true })).status).toBe(
      200,
    );
    expect([versionState(), submissionState()]).toEqual(['WAITING_FOR_REVIEW', 'WAITING_FOR_REVIEW']);
    pass(day);
    expect([versionState(), submissionState()]).toEqual(['PENDING_DEVELOPER_RELEASE', 'COMPLETE']);
  });
});

describe('a phased release', () => {
  /** The one of the vision version, which waits for the developer. */
  async function begin(): Promise<Stored> {
    const waiting = find(
      'AppStoreVersion',
      (one) => one.attributes['appVersionState'] === 'PENDING_DEVELOPER_RELEASE',
    );
    await post('appStoreVersionReleaseRequests', {}, { appStoreVersion: ['appStoreVersions', waiting.id] });
    pass(5_000);
    const [id = ''] = store().linked(waiting, 'appStoreVersionPhasedRelease');
    return get('AppStoreVersionPhasedRelease', id);
  }
  const phase = (id: string, phasedReleaseState: string) =>
    patch('appStoreVersionPhasedReleases', id, { phasedReleaseState });

  it('goes through seven days and is complete', async () => {
    const phased = await begin();
    const days: unknown[] = [];
    for (let count = 0; count < 7; count++) {
      days.push(phased.attributes['currentDayNumber']);
      pass(day);
    }
    expect(days).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(phased.attributes).toMatchObject({ phasedReleaseState: 'COMPLETE', currentDayNumber: 7 });
  });

  it('stands still while it is paused, for 30 days in all', async () => {
    const phased = await begin();
    pass(2 * day);
    expect((await phase(phased.id, 'PAUSED')).status).toBe(200);
    pass(10 * day);
    expect(phased.attributes).toMatchObject({
      phasedReleaseState: 'PAUSED',
      currentDayNumber: 3,
      totalPauseDuration: 10,
    });
    await phase(phased.id, 'ACTIVE');
    pass(day);
    expect(phased.attributes['currentDayNumber']).toBe(4);
    await phase(phased.id, 'PAUSED');
    pass(20 * day);
    expect(phased.attributes).toMatchObject({ phasedReleaseState: 'ACTIVE', totalPauseDuration: 30 });
    expect((await phase(phased.id, 'PAUSED')).faults).toEqual([
      '409 STATE_ERROR.ENTITY_STATE_INVALID /data/attributes/phasedReleaseState',
    ]);
    pass(4 * day);
    expect(phased.attributes['phasedReleaseState']).toBe('COMPLETE');
  });

  it('that the team has goes on from where it stands', () => {
    const phased = get('AppStoreVersionPhasedRelease', teamIds.phasedRelease);
    expect(phased.attributes).toMatchObject({ phasedReleaseState: 'PAUSED', totalPauseDuration: 9 });
    pass(2 * day);
    expect(phased.attributes).toMatchObject({ phasedReleaseState: 'PAUSED', totalPauseDuration: 11 });
  });
});

describe('beta review', () => {
  const detail = async (build: string): Promise<unknown> =>
    objectAt((await ask('GET', `/v1/builds/${build}/buildBetaDetail`)).data, 'attributes')[
      'externalBuildState'
    ];

  it('takes its time for the first build of a version; testers outside have it then', async () => {
    expect(await detail(builds.ledgerNext)).toBe('WAITING_FOR_BETA_REVIEW');
    pass(8 * hour);
    expect(await detail(builds.ledgerNext)).toBe('IN_BETA_REVIEW');
    const build = get('Build', builds.ledgerNext);
    const outside = store()
      .linked(build, 'betaGroups')
      .some((id) => get('BetaGroup', id).attributes['isInternalGroup'] === false);
    pass(2 * hour);
    expect(await detail(builds.ledgerNext)).toBe(outside ? 'IN_BETA_TESTING' : 'BETA_APPROVED');
    expect(get('BetaAppReviewSubmission', builds.ledgerNext).attributes['betaReviewState']).toBe('APPROVED');
  });

  it('rejects when it is told to', async () => {
    const [first] = [...store().all('BetaAppReviewSubmission')].filter(
      (one) => one.attributes['betaReviewState'] === 'IN_REVIEW',
    );
    sandbox().foretell('betaReview', { outcome: 'rejected' });
    pass(2 * hour);
    const [build = ''] = first === undefined ? [] : store().linked(first, 'build');
    expect(first?.attributes['betaReviewState']).toBe('REJECTED');
    expect(await detail(build)).toBe('BETA_REJECTED');
    // Only the next one.
    pass(day);
    expect(await detail(builds.ledgerNext)).not.toBe('BETA_REJECTED');
  });

  it('of a later build of the version takes minutes', async () => {
    const train = store().linked(get('Build', builds.weatherNext), 'preReleaseVersion')[0];
    const later = find(
      'Build',
      (one) => store().linked(one, 'preReleaseVersion')[0] === train && one.id === builds.missingCompliance,
    );
    expect((await patch('builds', later.id, { usesNonExemptEncryption: false })).status).toBe(200);
    expect((await post('betaAppReviewSubmissions', {}, { build: ['builds', later.id] })).status).toBe(201);
    pass(5 * 60_000);
    expect(await detail(later.id)).toBe('IN_BETA_REVIEW');
    pass(5 * 60_000);
    expect(await detail(later.id)).toMatch(/^(IN_BETA_TESTING|BETA_APPROVED)$/);
  });
});

describe('time', () => {
  it('ends builds after 90 days', async () => {
    const build = get('Build', builds.weatherNext);
    expect(build.attributes['expired']).toBe(false);
    pass(90 * day);
    expect(build.attributes['expired']).toBe(true);
    const attached = await ask('PATCH', `/v1/appStoreVersions/${versions.weatherNext}/relationships/build`, {
      data: { type: 'builds', id: build.id },
    });
    expect(attached.faults).toEqual(['409 ENTITY_ERROR.RELATIONSHIP.INVALID /data']);
    expect(attached.errors[0]?.['detail']).toContain('expired');
  });

  it('has the next delivery of a picture fail as told', async () => {
    sandbox().foretell('asset', {
      outcome: 'failed',
      errors: [{ code: 'IMAGE_TOOL_FAILURE', description: 'The picture cannot be read.' }],
    });
    const set = find(
      'AppScreenshotSet',
      (one) =>
        store().linked(
          get('AppStoreVersionLocalization', store().linked(one, 'appStoreVersionLocalization')[0] ?? ''),
          'appStoreVersion',
        )[0] === versions.weatherNext && store().linked(one, 'appScreenshots').length < 10,
    );
    const bytes = Buffer.from('no picture');
    const made = await post(
      'appScreenshots',
      { fileName: 'a.png', fileSize: bytes.length },
      { appScreenshotSet: ['appScreenshotSets', set.id] },
    );
    const id = String(made.data['id']);
    const operations = objectAt(made.data, 'attributes')['uploadOperations'];
    const [first] = Array.isArray(operations) ? operations : [];
    const sent = await fetch(String(objectAt({ first }, 'first')['url']), {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    });
    expect(sent.status).toBe(200);
    expect((await patch('appScreenshots', id, { uploaded: true })).status).toBe(200);
    pass(2_000);
    expect((await ask('GET', `/v1/appScreenshots/${id}`)).data).toMatchObject({
      attributes: {
        assetDeliveryState: {
          state: 'FAILED',
          errors: [{ code: 'IMAGE_TOOL_FAILURE', description: 'The picture cannot be read.' }],
        },
      },
    });
  });
});
