import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, stringAt } from '../../../src/catalog/json.ts';
import { createClient } from '../../../src/client/client.ts';
import { AscError } from '../../../src/client/errors.ts';
import type { AscClient, Method } from '../../../src/client/types.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { teamIds } from '../../../src/sandbox/team-ids.ts';
import { findingsOf } from '../../../src/tools/release/check.ts';
import { explainAssociated } from '../../../src/tools/release/explain-associated.ts';
import { gather } from '../../../src/tools/release/gather.ts';

/** What the checks say beforehand and what the API says to a submission have to agree. */
describe('a version as it is read', () => {
  let sandbox: Sandbox;
  let client: AscClient;
  const { signal } = new AbortController();
  const read = () => gather({ client, signal }, { appId: teamIds.weather.app, platform: 'IOS' });

  beforeAll(async () => {
    sandbox = await startSandbox();
    client = createClient({ credentials: sandbox.credentials, baseUrl: sandbox.url });
  });
  afterAll(async () => {
    await client.close();
    await sandbox.close();
  });

  async function send(method: Method, path: string, data: unknown): Promise<string> {
    const { body } = await client.request({ method, path, body: { data }, signal });
    return stringAt(isObject(body) ? body['data'] : undefined, 'id') ?? '';
  }

  async function submit(): Promise<AscError | undefined> {
    const id = await send('POST', '/v1/reviewSubmissions', {
      type: 'reviewSubmissions',
      attributes: { platform: 'IOS' },
      relationships: { app: { data: { type: 'apps', id: teamIds.weather.app } } },
    });
    await send('POST', '/v1/reviewSubmissionItems', {
      type: 'reviewSubmissionItems',
      relationships: {
        reviewSubmission: { data: { type: 'reviewSubmissions', id } },
        appStoreVersion: { data: { type: 'appStoreVersions', id: teamIds.versions.weatherNext } },
      },
    });
    try {
      await send('PATCH', `/v1/reviewSubmissions/${id}`, {
        type: 'reviewSubmissions',
        id,
        attributes: { submitted: true },
      });
      return undefined;
    } catch (error) {
      if (error instanceof AscError) return error;
      throw error;
    }
  }

  it('has build, texts, pictures, age rating, contact and products', async () => {
    const snapshot = await read();
    expect(snapshot.version).toMatchObject({ versionString: '3.2', state: 'PREPARE_FOR_SUBMISSION' });
    expect(snapshot.live?.versionString).toBe('3.1');
    expect(snapshot.build).toMatchObject({ number: '3204', state: 'VALID', train: '3.2', platform: 'IOS' });
    expect(snapshot.builds[0]?.number).toBe('3205');
    expect(snapshot.texts.map(({ locale, shots }) => [locale, shots.length])).toEqual(
      expect.arrayContaining([
        ['en-US', 2],
        ['ja', 1],
      ]),
    );
    expect(snapshot.texts[0]?.shots[0]?.shots[0]).toMatchObject({
      width: 1290,
      height: 2796,
      state: 'COMPLETE',
    });
    expect(snapshot.info).toMatchObject({
      state: 'PREPARE_FOR_SUBMISSION',
      primary: 'WEATHER',
      secondary: 'TRAVEL',
      primarySubs: [],
    });
    expect(snapshot.review).toMatchObject({ hasDemoPassword: true, demoAccountRequired: true });
    expect(JSON.stringify(snapshot)).not.toContain('Tr0mbone');
    expect(snapshot.territories).toHaveLength(175);
    expect(snapshot.products.length).toBeGreaterThan(2);
  });

  it('is refused for exactly the blockers that the checks find', async () => {
    const snapshot = await read();
    const blockers = findingsOf(snapshot)
      .filter(({ check }) => check.severity === 'blocker')
      .map(({ check }) => check.id);
    expect(blockers).toEqual([
      'text.whats_new_missing',
      'media.screenshots_missing',
      'age.socialMedia',
      'age.socialMediaAgeRestricted',
    ]);
    const refused = await submit();
    expect(refused?.status).toBe(409);
    if (refused === undefined) return;
    const explained = explainAssociated(refused, snapshot);
    expect(explained.map(({ check }) => check).sort()).toEqual([...blockers].sort());
    expect(explained.find(({ check }) => check === 'text.whats_new_missing')?.subject).toBe('de-DE');
    expect(explained.every(({ fix }) => fix !== undefined)).toBe(true);
    const again = findingsOf(await read()).filter(({ check }) => check.id.startsWith('submission.'));
    expect(again.map(({ check }) => check.id)).toEqual(['submission.draft']);
  });

  it('has every product of a shop with more than Apple sends along', async () => {
    const { store } = sandbox;
    const app = store.get('App', teamIds.weather.app);
    if (app === undefined) throw new Error('The team changed.');
    const before = store.linked(app, 'inAppPurchasesV2');
    const more = Array.from({ length: 60 }, (_, at) => {
      const id = String(6_450_900_000 + at);
      store.put('InAppPurchaseV2', id, {
        name: `Hat ${at}`,
        productId: `com.example.hat${at}`,
        state: 'APPROVED',
      });
      return id;
    });
    store.link(app, 'inAppPurchasesV2', [...before, ...more]);
    const { products } = await read();
    expect(products.filter(({ kind }) => kind === 'inAppPurchases')).toHaveLength(before.length + 60);
    store.link(app, 'inAppPurchasesV2', [...before]);
  });

  it('agrees with the API when more is broken', async () => {
    const { store } = sandbox;
    const version = store.get('AppStoreVersion', teamIds.versions.weatherNext);
    const build = store.get('Build', teamIds.builds.weatherNext);
    const app = store.get('App', teamIds.weather.app);
    if (version === undefined || build === undefined || app === undefined)
      throw new Error('The team changed.');
    delete version.attributes['copyright'];
    delete build.attributes['usesNonExemptEncryption'];
    delete app.attributes['contentRightsDeclaration'];
    for (const detail of store.linked(version, 'appStoreReviewDetail')) {
      const stored = store.get('AppStoreReviewDetail', detail);
      if (stored !== undefined) delete stored.attributes['contactPhone'];
    }
    const snapshot = await read();
    const blockers = findingsOf(snapshot)
      .filter(({ check }) => check.severity === 'blocker')
      .map(({ check }) => check.id);
    const open = await client.request({
      method: 'GET',
      path: '/v1/reviewSubmissions',
      query: { 'filter[app]': teamIds.weather.app, 'filter[state]': 'READY_FOR_REVIEW' },
      signal,
    });
    const data = isObject(open.body) && Array.isArray(open.body['data']) ? open.body['data'] : [];
    const id = stringAt(data[0], 'id') ?? '';
    const refused = await send('PATCH', `/v1/reviewSubmissions/${id}`, {
      type: 'reviewSubmissions',
      id,
      attributes: { submitted: true },
    }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AscError);
    if (!(refused instanceof AscError)) return;
    const explained = explainAssociated(refused, snapshot).map(({ check }) => check);
    expect(blockers).toEqual(
      expect.arrayContaining([
        'version.copyright',
        'build.export_answer',
        'app.content_rights',
        'review.phone',
      ]),
    );
    expect(explained.sort()).toEqual([...blockers].sort());
  });
});
