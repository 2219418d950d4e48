import { describe, expect, it } from 'vitest';
import { objectAt } from '../../src/catalog/json.ts';
import type { Stored } from '../../src/sandbox/store.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import { bench } from './rules.ts';

const { ask, find, patch, post, store } = bench();
const { builds, groups, weather } = teamIds;

function detailOf(build: Stored | undefined): Readonly<Record<string, unknown>> {
  const [id] = build === undefined ? [] : store().linked(build, 'buildBetaDetail');
  return store().get('BuildBetaDetail', id ?? '')?.attributes ?? {};
}

describe('builds', () => {
  it('leave missing compliance when the question is answered', async () => {
    const answer = () => patch('builds', builds.missingCompliance, { usesNonExemptEncryption: false });
    expect((await answer()).status).toBe(200);
    expect(detailOf(store().get('Build', builds.missingCompliance))).toMatchObject({
      internalBuildState: 'READY_FOR_BETA_TESTING',
      externalBuildState: 'READY_FOR_BETA_SUBMISSION',
    });
    expect((await answer()).status).toBe(409);
  });

  it('expire for good', async () => {
    expect((await patch('builds', builds.weatherNext, { expired: true })).status).toBe(200);
    expect(detailOf(store().get('Build', builds.weatherNext))).toMatchObject({
      internalBuildState: 'EXPIRED',
    });
    expect((await patch('builds', builds.weatherNext, { expired: false })).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID /data/attributes/expired',
    ]);
    const group = `/v1/betaGroups/${groups.weatherExternal}/relationships/builds`;
    expect((await ask('POST', group, { data: [{ type: 'builds', id: builds.weatherNext }] })).faults).toEqual(
      ['409 ENTITY_ERROR.RELATIONSHIP.INVALID /data'],
    );
  });

  it('are reviewed once, one of a version at a time', async () => {
    const submit = (id: string) => post('betaAppReviewSubmissions', {}, { build: ['builds', id] });
    expect((await submit(builds.stuck)).faults).toEqual(['422 ENTITY_UNPROCESSABLE.INVALID_QC_STATE']);
    const done = find('BetaAppReviewSubmission', (one) => one.attributes['betaReviewState'] === 'APPROVED');
    expect((await submit(store().linked(done, 'build')[0] ?? '')).faults).toEqual([
      '422 ENTITY_UNPROCESSABLE.INVALID_QC_STATE',
    ]);
    const free = find(
      'Build',
      (one) =>
        one.attributes['processingState'] === 'VALID' &&
        one.attributes['expired'] === false &&
        detailOf(one)['externalBuildState'] === 'READY_FOR_BETA_SUBMISSION',
    );
    const reply = await submit(free.id);
    expect([201, 422]).toContain(reply.status);
    if (reply.status === 201) expect(detailOf(free)['externalBuildState']).toBe('WAITING_FOR_BETA_REVIEW');
    else expect(reply.faults).toEqual(['422 ENTITY_UNPROCESSABLE.ANOTHER_BUILD_IN_REVIEW']);
  });

  it('notify by themselves where that is on', async () => {
    const auto = find('BuildBetaDetail', (one) => one.attributes['autoNotifyEnabled'] === true);
    const build = store().linked(auto, 'build')[0] ?? '';
    const refused = await post('buildBetaNotifications', {}, { build: ['builds', build] });
    expect(refused.faults).toEqual(['409 STATE_ERROR.ENTITY_STATE_INVALID']);
    expect(refused.errors[0]?.['detail']).toContain('Auto-notify already enabled');
  });
});

describe('groups and testers', () => {
  it('have links only outside the team', async () => {
    expect((await patch('betaGroups', groups.weatherInternal, { publicLinkEnabled: true })).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID /data/attributes/publicLinkEnabled',
    ]);
    expect((await patch('betaGroups', groups.weatherExternal, { publicLinkLimit: 10_001 })).status).toBe(409);
    const on = await patch('betaGroups', groups.weatherExternal, { publicLinkEnabled: true });
    expect(objectAt(on.data, 'attributes')['publicLink']).toMatch(/^https:/);
    const off = await patch('betaGroups', groups.weatherExternal, { publicLinkEnabled: false });
    expect(objectAt(off.data, 'attributes')['publicLink']).toBeUndefined();
  });

  it('begin with an internal group, and only that has all builds', async () => {
    store().put('App', '1700000001', { name: 'New', bundleId: 'com.example.new', primaryLocale: 'en-US' });
    const group = (attributes: object) =>
      post('betaGroups', { name: 'Friends', ...attributes }, { app: ['apps', '1700000001'] });
    expect((await group({})).faults).toEqual(['409 STATE_ERROR']);
    expect((await group({ hasAccessToAllBuilds: true })).status).toBe(409);
    expect((await group({ isInternalGroup: true, hasAccessToAllBuilds: true })).status).toBe(201);
    expect((await group({ name: 'Others' })).status).toBe(201);
  });

  it('take strangers outside only, and nobody twice', async () => {
    const add = (group: string, tester: string) =>
      ask('POST', `/v1/betaGroups/${group}/relationships/betaTesters`, {
        data: [{ type: 'betaTesters', id: tester }],
      });
    const member = store().linked(
      find('BetaGroup', (one) => one.id === groups.weatherExternal),
      'betaTesters',
    )[0];
    expect((await add(groups.weatherInternal, member ?? '')).faults).toEqual([
      '409 STATE_ERROR.ENTITY_STATE_INVALID /data',
    ]);
    expect((await add(groups.weatherExternal, member ?? '')).errors[0]?.['detail']).toContain(
      'Tester(s) cannot be assigned',
    );
    const twin = store().get('BetaTester', member ?? '')?.attributes['email'];
    expect((await post('betaTesters', { email: twin })).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE /data/attributes/email',
    ]);
    const fresh = await post(
      'betaTesters',
      { email: 'new@example.com', firstName: 'New', lastName: 'One' },
      { betaGroups: [{ type: 'betaGroups', id: groups.weatherExternal }] },
    );
    expect(fresh.data).toMatchObject({ attributes: { state: 'INVITED', inviteType: 'EMAIL' } });
    const invite = (app: string) =>
      post(
        'betaTesterInvitations',
        {},
        { betaTester: ['betaTesters', String(fresh.data['id'])], app: ['apps', app] },
      );
    expect((await invite(weather.app)).status).toBe(201);
    expect((await invite(teamIds.ledger.app)).status).toBe(409);
  });
});
