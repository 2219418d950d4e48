import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { objectAt } from '../../src/catalog/json.ts';
import { acceptInvitation } from '../../src/sandbox/rules-people.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import { png } from '../support/picture.ts';
import { signingRequest } from '../support/signing-request.ts';
import { bench } from './rules.ts';

const { ask, find, patch, post, remove, sandbox, store, wait } = bench();
const { ledger, subscriptions, weather } = teamIds;
const local = '$' + '{price-1}';

/** The price point of a product in a storefront. */
function point(resource: string, product: string, territory: string): string {
  const begin = `{"s":"${product}","t":"${territory}"`;
  return find(resource, (one) => Buffer.from(one.id, 'base64url').toString().startsWith(begin)).id;
}

describe('prices', () => {
  const schedule = (product: string, base: string, territory: string, startDate: string | null = null) =>
    post(
      'appPriceSchedules',
      {},
      {
        app: ['apps', product],
        baseTerritory: ['territories', base],
        manualPrices: [{ type: 'appPrices', id: local }],
      },
      [
        {
          type: 'appPrices',
          id: local,
          attributes: { startDate },
          relationships: {
            appPricePoint: {
              data: { type: 'appPricePoints', id: point('AppPricePointV3', weather.app, territory) },
            },
          },
        },
      ],
    );

  it('cover the base territory from now on, with points of the same app', async () => {
    expect((await schedule(weather.app, 'USA', 'USA')).status).toBe(201);
    expect((await schedule(weather.app, 'DEU', 'USA')).faults).toEqual([
      '409 ENTITY_ERROR.BASE_TERRITORY_INTERVAL_REQUIRED /data/relationships/manualPrices',
    ]);
    expect((await schedule(ledger.app, 'USA', 'USA')).faults).toEqual([
      '409 ENTITY_ERROR.NOT_FOUND /included/0/relationships/appPricePoint',
    ]);
    expect((await schedule(weather.app, 'USA', 'USA', '2026-01-01')).faults).toEqual([
      '409 ENTITY_ERROR.INVALID_START_DATE /included/0/attributes/startDate',
    ]);
    expect((await schedule(weather.app, 'USA', 'USA', '2027-01-01')).faults).toEqual([
      '409 ENTITY_ERROR.INVALID_START_DATE /data/relationships/manualPrices',
    ]);
  });

  it('of an approved subscription change tomorrow at the earliest', async () => {
    const price = (attributes: object) =>
      post('subscriptionPrices', attributes, {
        subscription: ['subscriptions', subscriptions.yearly],
        subscriptionPricePoint: [
          'subscriptionPricePoints',
          point('SubscriptionPricePoint', subscriptions.yearly, 'USA'),
        ],
      });
    expect((await price({})).errors[0]?.['detail']).toContain('Initial price cannot be created again');
    expect((await price({ startDate: '2026-11-22' })).faults).toEqual([
      '409 ENTITY_ERROR.INVALID_START_DATE /data/attributes/startDate',
    ]);
    const made = await price({ startDate: '2026-11-25', preserveCurrentPrice: true });
    expect(made.status).toBe(201);
    expect((await remove('subscriptionPrices', String(made.data['id']))).status).toBe(204);
    const current = find('SubscriptionPrice', (one) =>
      store().pointing('Subscription', 'prices', one.id).has(subscriptions.yearly),
    );
    expect((await remove('subscriptionPrices', current.id)).status).toBe(409);
  });
});

describe('products', () => {
  it('burn their ids', async () => {
    const make = (productId: string) =>
      post(
        'v2/inAppPurchases',
        { name: 'Coins', productId, inAppPurchaseType: 'CONSUMABLE' },
        { app: ['apps', ledger.app] },
      );
    const made = await make('com.example.coins');
    expect(made.data).toMatchObject({ attributes: { state: 'MISSING_METADATA' } });
    expect((await make('com.example.coins')).status).toBe(409);
    expect((await remove('v2/inAppPurchases', String(made.data['id']))).status).toBe(204);
    expect((await make('com.example.coins')).errors[0]?.['detail']).toContain('cannot be used again');
    expect((await make('com example')).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_CHARACTERS /data/attributes/productId',
    ]);
  });

  it('have short texts, each language once, in a version that is not live', async () => {
    const version = find(
      'InAppPurchaseVersion',
      (one) =>
        one.attributes['state'] === 'PREPARE_FOR_SUBMISSION' &&
        store().linked(one, 'localizations').length > 0,
    );
    const text = (attributes: object, id = version.id) =>
      post('v2/inAppPurchaseLocalizations', attributes, { version: ['inAppPurchaseVersions', id] });
    expect((await text({ locale: 'fi', name: 'X', description: 'd'.repeat(56) })).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_SHORT /data/attributes/name',
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG /data/attributes/description',
    ]);
    expect((await text({ locale: 'fi', name: 'Teemat' })).status).toBe(201);
    expect((await text({ locale: 'fi', name: 'Teemat' })).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE /data/attributes/locale',
    ]);
    const live = find('InAppPurchaseVersion', (one) => one.attributes['state'] === 'APPROVED');
    expect((await text({ locale: 'sv', name: 'Teman' }, live.id)).status).toBe(409);
  });
});

describe('signing', () => {
  it('has a limit for certificates, and kinds that only the website makes', async () => {
    const request = (certificateType: string) =>
      post('certificates', { csrContent: signingRequest, certificateType });
    const made = [];
    for (let number = 0; number < 4; number++) made.push((await request('DISTRIBUTION')).status);
    expect(made.at(-1)).toBe(409);
    expect((await request('DEVELOPER_ID_APPLICATION')).status).toBe(403);
    expect((await request('PASS_TYPE_ID')).faults).toEqual([
      '409 ENTITY_ERROR.RELATIONSHIP.REQUIRED /data/relationships/passTypeId',
    ]);
  });

  it('knows devices and bundle IDs once, and keeps what is used', async () => {
    const device = find('Device', () => true);
    const twin = await post('devices', { name: 'Twin', platform: 'IOS', udid: device.attributes['udid'] });
    expect(twin.errors[0]?.['detail']).toMatch(/^A device with number '.*' already exists on this team\.$/);
    const bundle = find('BundleId', (one) => store().linked(one, 'profiles').length > 0);
    expect((await remove('bundleIds', bundle.id)).faults).toEqual(['409 CONFLICT']);
    const twice = await post('bundleIds', {
      name: 'Twice',
      platform: 'IOS',
      identifier: bundle.attributes['identifier'],
    });
    expect(twice.faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE /data/attributes/identifier',
    ]);
  });

  it('puts devices into development and ad hoc profiles only', async () => {
    const bundle = find('BundleId', () => true).id;
    const device = find('Device', (one) => one.attributes['status'] === 'ENABLED').id;
    const profile = (profileType: string, certificate: string, devices: readonly string[]) =>
      post(
        'profiles',
        { name: `Made ${profileType} ${certificate}`, profileType },
        {
          bundleId: ['bundleIds', bundle],
          certificates: [{ type: 'certificates', id: certificate }],
          devices: devices.map((id) => ({ type: 'devices', id })),
        },
      );
    const { expired, expiring } = teamIds.certificates;
    expect((await profile('IOS_APP_STORE', expiring, [device])).faults).toEqual([
      '409 ENTITY_ERROR.RELATIONSHIP.INVALID /data/relationships/devices',
    ]);
    expect((await profile('IOS_APP_ADHOC', expired, [device])).errors[0]?.['detail']).toContain('expired');
    expect((await profile('IOS_APP_ADHOC', expiring, [device])).status).toBe(201);
    expect((await profile('IOS_APP_ADHOC', expiring, [device])).errors[0]?.['detail']).toContain(
      'Multiple profiles found with the name',
    );
  });
});

describe('people', () => {
  it('cannot touch the Account Holder', async () => {
    const holder = find('User', (one) => String(one.attributes['roles']).includes('ACCOUNT_HOLDER'));
    expect((await patch('users', holder.id, { roles: ['DEVELOPER'] })).status).toBe(403);
    expect((await remove('users', holder.id)).status).toBe(403);
    const other = find('User', (one) => one.id !== holder.id);
    expect((await patch('users', other.id, { roles: ['ACCOUNT_HOLDER'] })).status).toBe(409);
  });

  it('accept an invitation, which is gone then', async () => {
    const invitation = find('UserInvitation', () => true);
    const member = find('User', () => true).attributes['username'];
    const invite = (attributes: object) =>
      post('userInvitations', {
        email: 'new@example.com',
        firstName: 'New',
        lastName: 'One',
        roles: ['DEVELOPER'],
        allAppsVisible: true,
        ...attributes,
      });
    expect((await invite({ email: member })).status).toBe(409);
    expect((await invite({})).status).toBe(201);
    const user = acceptInvitation(store(), invitation.id);
    expect((await ask('GET', `/v1/userInvitations/${invitation.id}`)).faults).toEqual(['410 GONE']);
    expect((await ask('GET', `/v1/users/${user.id}`)).status).toBe(200);
  });

  it('never see the secret of a webhook again', async () => {
    const hook = (url: string) =>
      post(
        'webhooks',
        {
          name: 'Room',
          url,
          secret: 'swordfish',
          enabled: true,
          eventTypes: ['BUILD_UPLOAD_STATE_UPDATED'],
        },
        { app: ['apps', weather.app] },
      );
    expect((await hook('http://example.com/hook')).status).toBe(409);
    const made = await hook('https://example.com/hook');
    expect(made.status).toBe(201);
    expect(JSON.stringify(made.json)).not.toContain('swordfish');
  });
});

describe('the storefront', () => {
  it('publishes a reply a moment later, one for each review', async () => {
    const review = find('CustomerReview', (one) => store().linked(one, 'response').length === 0);
    const reply = (responseBody: string) =>
      post('customerReviewResponses', { responseBody }, { review: ['customerReviews', review.id] });
    const first = await reply('Thank you.');
    expect(objectAt(first.data, 'attributes')['state']).toBe('PENDING_PUBLISH');
    wait(2_500);
    const path = `/v1/customerReviewResponses/${String(first.data['id'])}`;
    expect(objectAt((await ask('GET', path)).data, 'attributes')['state']).toBe('PUBLISHED');
    expect((await reply('Thank you again.')).data['id']).toBe(first.data['id']);
    expect((await reply('x'.repeat(5971))).status).toBe(409);
  });

  it('stops an experiment for good', async () => {
    const experiment = find('AppStoreVersionExperimentV2', (one) => one.attributes['state'] === 'APPROVED');
    const start = (started: boolean) => patch('v2/appStoreVersionExperiments', experiment.id, { started });
    expect((await start(false)).data).toMatchObject({ attributes: { state: 'STOPPED' } });
    expect((await start(true)).status).toBe(409);
  });

  it('replaces a published declaration', async () => {
    const declaration = find('AccessibilityDeclaration', (one) => one.attributes['state'] === 'DRAFT');
    expect((await patch('accessibilityDeclarations', declaration.id, { publish: true })).data).toMatchObject({
      attributes: { state: 'PUBLISHED' },
    });
    expect(
      (await patch('accessibilityDeclarations', declaration.id, { supportsCaptions: true })).status,
    ).toBe(409);
  });

  it('asks for analytics once', async () => {
    const taken = find('AnalyticsReportRequest', (one) => one.attributes['stoppedDueToInactivity'] !== true);
    const app = [...store().all('App')].find((one) =>
      store().linked(one, 'analyticsReportRequests').includes(taken.id),
    );
    const again = await post(
      'analyticsReportRequests',
      { accessType: taken.attributes['accessType'] },
      { app: ['apps', app?.id ?? ''] },
    );
    expect(again.errors[0]).toMatchObject({ code: 'STATE_ERROR', detail: 'You already have such an entity' });
  });

  it('archives what is live in Game Center', async () => {
    const achievement = find('GameCenterAchievementV2', () => true);
    expect((await remove('v2/gameCenterAchievements', achievement.id)).faults).toEqual([
      '409 STATE_ERROR.ENTITY_STATE_INVALID',
    ]);
    expect((await patch('v2/gameCenterAchievements', achievement.id, { archived: true })).status).toBe(200);
  });

  it('keeps assets that are shown somewhere', async () => {
    const image = find('AppAssetLibraryImage', (one) => store().linked(one, 'placements').length > 0);
    expect((await remove('appAssetLibraryImages', image.id)).faults).toEqual([
      '409 STATE_ERROR.ASSET_HAS_PLACEMENTS',
    ]);
  });

  it('takes a workflow with a start condition and a branch of its repository', async () => {
    const workflow = find('CiWorkflow', (one) => one.id === teamIds.workflows.release);
    const [repository] = store().linked(workflow, 'repository');
    const foreign = find('ScmGitReference', (one) => store().linked(one, 'repository')[0] !== repository);
    const run = await post(
      'ciBuildRuns',
      {},
      { workflow: ['ciWorkflows', workflow.id], sourceBranchOrTag: ['scmGitReferences', foreign.id] },
    );
    expect(run.errors[0]?.['detail']).toContain('is not associated with the workflow');
  });
});

describe('uploads', () => {
  it('reserve, take the bytes without a token, commit and complete', async () => {
    const set = find('AppScreenshotSet', (one) => {
      const [text] = store().linked(one, 'appStoreVersionLocalization');
      const version = store().get('AppStoreVersionLocalization', text ?? '');
      return (
        version !== undefined &&
        store().linked(version, 'appStoreVersion')[0] === teamIds.versions.weatherNext
      );
    });
    const picture = png(1290, 2796, 'four');
    const made = await post(
      'appScreenshots',
      { fileName: 'four.png', fileSize: picture.length },
      { appScreenshotSet: ['appScreenshotSets', set.id] },
    );
    const attributes = objectAt(made.data, 'attributes');
    expect(attributes['assetDeliveryState']).toMatchObject({ state: 'AWAITING_UPLOAD' });
    const { uploadOperations } = attributes;
    expect(uploadOperations).toEqual([
      {
        method: 'PUT',
        url: expect.stringContaining(`${sandbox().url}/upload/`),
        offset: 0,
        length: picture.length,
        requestHeaders: [{ name: 'Content-Type', value: 'application/octet-stream' }],
      },
    ]);
    const id = String(made.data['id']);
    const commit = () =>
      patch('appScreenshots', id, {
        uploaded: true,
        sourceFileChecksum: createHash('md5').update(picture).digest('hex'),
      });
    expect((await commit()).faults).toEqual(['409 ENTITY_ERROR.ATTRIBUTE.INVALID /data/attributes/uploaded']);
    const [first] = Array.isArray(uploadOperations) ? uploadOperations : [];
    const url = String(first?.url);
    const put = (address: string, type: string, token: Record<string, string> = {}) =>
      fetch(address, { method: 'PUT', headers: { 'content-type': type, ...token }, body: picture });
    expect((await put(url, 'image/png')).status).toBe(403);
    expect((await put(url.replace(/Signature=.*/, 'Signature=x'), 'application/octet-stream')).status).toBe(
      403,
    );
    const octets = 'application/octet-stream';
    expect((await put(url, octets, { authorization: 'Bearer x' })).status).toBe(400);
    expect((await put(url.replace(/Expires=\d+/, 'Expires=1'), octets)).status).toBe(403);
    expect((await put(url, octets)).status).toBe(200);
    expect((await commit()).data).toMatchObject({
      attributes: { assetDeliveryState: { state: 'UPLOAD_COMPLETE' } },
    });
    wait(1_500);
    expect((await ask('GET', `/v1/appScreenshots/${id}`)).data).toMatchObject({
      attributes: { assetDeliveryState: { state: 'COMPLETE' } },
    });
  });
});
