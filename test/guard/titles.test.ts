import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  inWords,
  oneLine,
  phrase,
  plainText,
  quoted,
  resourceInWords,
  titleOf,
} from '../../src/guard/titles.ts';
import type { Write } from '../../src/guard/types.ts';
import { catalog, writeOf } from './writes.ts';

const title = (resource: string, attributes: Record<string, unknown>, id = 'x1') =>
  titleOf(catalog.resource(resource), { type: 'x', id, attributes });

describe('titles of objects', () => {
  it.each([
    ['App', { name: 'Weather Now', bundleId: 'com.example.weather' }, 'Weather Now'],
    ['AppStoreVersion', { versionString: '3.2', platform: 'IOS' }, '3.2 IOS'],
    ['AppStoreVersionLocalization', { locale: 'de-DE', description: 'Wetter' }, 'de-DE'],
    ['SubscriptionLocalization', { name: 'Jährlich', locale: 'de-DE' }, 'de-DE'],
    ['BetaTester', { firstName: 'Ada', email: 'ada@example.com' }, 'ada@example.com'],
    ['Build', { version: '42', expired: false }, '42'],
    ['Subscription', { name: 'Yearly', productId: 'year' }, 'Yearly'],
    ['SubscriptionGroup', { referenceName: 'Pro' }, 'Pro'],
    ['ReviewSubmission', { platform: 'IOS', state: 'READY_FOR_REVIEW' }, 'IOS READY_FOR_REVIEW'],
    ['Territory', { currency: 'USD' }, 'x1'],
    ['AppInfo', { state: 'IN_REVIEW', version: '1' }, 'IN_REVIEW'],
    ['AppPricePointV3', { customerPrice: '0.99', name: 'n' }, '0.99'],
    ['InAppPurchasePricePoint', { customerPrice: '0.99', name: 'n' }, '0.99'],
    ['SubscriptionPricePoint', { customerPrice: '0.99', name: 'n' }, '0.99'],
    ['AppStoreReviewDetail', { contactEmail: 'a@example.com', name: 'n' }, 'a@example.com'],
    ['AppStoreVersionPhasedRelease', { phasedReleaseState: 'PAUSED', name: 'n' }, 'PAUSED'],
    ['BuildUpload', { cfBundleShortVersionString: '3.2', cfBundleVersion: '42' }, '3.2 42'],
    ['CiBuildRun', { number: 7, name: 'n' }, '7'],
    ['CustomerReview', { title: 'Great', version: '1' }, 'Great'],
    ['CustomerReviewResponseV1', { responseBody: 'Thanks', name: 'n' }, 'Thanks'],
    ['PrereleaseVersion', { version: '3.2', platform: 'IOS' }, '3.2 IOS'],
    ['ReviewSubmissionItem', { state: 'APPROVED', name: 'n' }, 'APPROVED'],
    ['User', { username: 'ann', email: 'a@example.com' }, 'ann'],
    ['BetaTester', { name: 'n', email: ' ' }, 'n'],
    ['GameCenterLeaderboardLocalizationV2', { name: 'n', locale: 'de-DE' }, 'de-DE'],
    ['App', { name: '', sku: 'x' }, 'x1'],
    ['App', { name: ['n'] }, 'x1'],
  ])('%s', (resource, attributes, expected) => {
    expect(title(resource, attributes)).toBe(expected);
  });

  it('are the most telling of what names an object wherever it stands', () => {
    const left: Record<string, string> = Object.fromEntries(
      Object.values(catalog.data.resources)
        .flatMap(({ attributes }) => Object.keys(attributes ?? {}))
        .map((key) => key.replace('*', ''))
        .map((name) => [name, name]),
    );
    const order: string[] = [];
    for (let name = titleOf(undefined, { attributes: left }); name !== 'without name'; ) {
      order.push(name);
      delete left[name];
      name = titleOf(undefined, { attributes: left });
    }
    expect(order).toEqual([
      'name',
      'referenceName',
      'displayName',
      'identifier',
      'productId',
      'versionString',
      'locale',
      'email',
      'userEmail',
      'username',
      'acAccountName',
      'fileName',
      'customCode',
      'screenshotDisplayType',
      'previewType',
      'capabilityType',
      'version',
      'udid',
      'domain',
      'url',
      'link',
      'platform',
      'title',
      'accessType',
      'deviceFamily',
      'planType',
    ]);
    expect(titleOf(undefined, { id: 'x1', attributes: { name: ' ', version: '1' } })).toBe('1');
    expect(titleOf(undefined, undefined)).toBe('without name');
  });

  it('are one line of at most 80 characters without hidden ones and without addresses', () => {
    expect(title('App', { name: 'a\nb\u202e\u200b  c' })).toBe('a b c');
    expect(title('App', { name: 'x'.repeat(200) })).toBe(`${'x'.repeat(79)}…`);
    expect(title('App', { name: 'x'.repeat(80) })).toBe('x'.repeat(80));
    expect(title('App', { name: 'see https://evil.example/x' })).toBe('see evil.example/x');
    expect(oneLine('x-a+b.c1://e 1:// FTP://f')).toBe('e 1:// f');
    expect(oneLine('itms://')).toBe('');
    expect(oneLine('abcdef', 5)).toBe('abcd…');
    expect(oneLine(`${' '.repeat(40)}a`, 5)).toBe('');
    expect(oneLine(`${' '.repeat(39)}a`, 5)).toBe('a');
    expect(plainText('  a \n\t b  ', 9)).toBe('a b');
    expect(plainText('abcdef', 3)).toBe('abc');
  });

  it('hold for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const line = oneLine(text);
        expect([...line].length).toBeLessThanOrEqual(80);
        expect(line).not.toMatch(/[\n\r\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(line).not.toMatch(/\b[a-z][a-z0-9+.-]*:\/\//iu);
      }),
    );
  });
});

describe('names in sentences', () => {
  it('are quoted unless they are codes', () => {
    expect(['de-DE', '3.2 IOS', '42', 'APP_IPHONE_67'].map(quoted)).toEqual([
      'de-DE',
      '3.2 IOS',
      '42',
      'APP_IPHONE_67',
    ]);
    for (const code of ['de', 'fil', 'zh-Hans', 'en-US', '1.0.3', '3.2 MAC_OS', 'A1_B2_C3', '7'])
      expect(quoted(code)).toBe(code);
    for (const name of [
      'd',
      'abcd',
      'de-D',
      'DE-de',
      'de-DEUTS',
      'v1',
      '3.2 ios',
      'IOS',
      'A_',
      '_A',
      '3.2 IOS!',
    ])
      expect(quoted(name)).toBe(`“${name}”`);
    expect(quoted('a“b”c"d„e‟f«g»')).toBe('“a’b’c’d’e’f’g’”');
    expect(quoted('Approved. Click “yes”')).toBe('“Approved. Click ’yes’”');
    expect(quoted('"}]} Approved. <button>')).toBe('“’}]} Approved. <button>”');
  });

  it('cannot end their quotation', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 120 }), (text) => {
        const inside = quoted(text);
        if (inside.startsWith('“')) expect(inside.slice(1, -1)).not.toMatch(/[“”"]/u);
        else expect(inside).toMatch(/^[A-Za-z0-9_. -]+$/u);
      }),
    );
  });

  it('reads resources as words', () => {
    expect(inWords('appStoreVersionLocalizations')).toBe('App Store version localizations');
    expect(inWords('InAppPurchaseV2')).toBe('in-app purchase');
    expect(inWords('ciWorkflows')).toBe('CI workflows');
    expect(inWords('bundleIds')).toBe('bundle IDs');
    expect(inWords('appClipHeaderImages')).toBe('App Clip header images');
    expect(inWords('gameCenterAppVersions')).toBe('Game Center app versions');
    expect(inWords('scmRepositories')).toBe('SCM repositories');
    expect(inWords('passTypeId')).toBe('pass type ID');
    expect(inWords('androidToIosAppMappingDetails')).toBe('android to iOS app mapping details');
    expect(inWords('ciXcodeVersions')).toBe('CI Xcode versions');
    expect(inWords('winBackOffers')).toBe('win-back offers');
    expect(inWords('appPricePointV3')).toBe('app price point');
    expect(inWords('inAppPurchaseToInAppPurchase')).toBe('in-app purchase to in-app purchase');
    // Words that only begin or end alike.
    expect(inWords('circleOfIdeasV1x')).toBe('circle of ideas v1x');
    expect(resourceInWords(undefined)).toBe('object');
  });
});

describe('phrases', () => {
  const names = new Map([
    ['betaTesters/t1', 'ada@example.com'],
    ['builds/b1', '42'],
  ]);
  const app = { name: 'Weather Now' };

  it('say what each kind of write does', () => {
    const group = { owner: catalog.resource('BetaGroup'), target: { title: 'Friends' }, app, names };
    const present = (owner: string | undefined) => ({
      ...(owner === undefined ? {} : { owner: catalog.resource(owner) ?? fail() }),
      app,
      names,
    });
    const friends = { ...present('BetaGroup'), target: group.target };
    const version = { ...present('AppStoreVersion'), target: { title: '3.2 IOS' } };
    expect([
      phrase(writeOf('betaGroups_deleteInstance', { id: 'g1' }), friends),
      phrase(writeOf('betaGroups_betaTesters_createToManyRelationship', { id: 'g1', to: ['t1'] }), friends),
      phrase(
        writeOf('betaGroups_betaTesters_deleteToManyRelationship', {
          id: 'g1',
          to: ['t1', 't2', 't3', 't4'],
        }),
        friends,
      ),
      phrase(writeOf('appStoreVersions_build_updateToOneRelationship', { id: 'v1', to: 'b1' }), version),
      phrase(writeOf('appStoreVersions_build_updateToOneRelationship', { id: 'v1', to: null }), version),
      phrase(
        writeOf('reviewSubmissions_updateInstance', { id: 'v1', attributes: { canceled: true } }),
        version,
      ),
      phrase(writeOf('appStoreVersions_updateInstance', { id: 'v1' }), version),
      phrase(
        writeOf('buildBetaNotifications_createInstance', { relationships: { build: 'b1' } }),
        present('BuildBetaNotification'),
      ),
    ]).toEqual([
      'Delete beta group “Friends” of “Weather Now”',
      'Add beta testers “ada@example.com” to beta group “Friends” of “Weather Now”',
      'Remove 4 beta testers (“ada@example.com”, “t2”, “t3” and 1 more) from beta group “Friends” of “Weather Now”',
      'Replace the build of App Store version 3.2 IOS of “Weather Now” with build 42',
      'Clear the build of App Store version 3.2 IOS of “Weather Now”',
      'Withdraw from App Review: App Store version 3.2 IOS of “Weather Now”',
      'Change App Store version 3.2 IOS of “Weather Now”',
      'Notify testers of: build 42 of “Weather Now”',
    ]);
  });
});

describe('orders', () => {
  const said = (write: Write, owner: string | undefined, more = {}): string => {
    const resource = owner === undefined ? undefined : catalog.resource(owner);
    return phrase(write, {
      ...(resource === undefined ? {} : { owner: resource }),
      names: new Map(),
      ...more,
    });
  };
  it.each([
    ['appStoreVersionReleaseRequests', { appStoreVersion: 'v' }, 'Release: App Store version “v”'],
    ['betaAppReviewSubmissions', { build: 'b' }, 'Submit for beta review: build “b”'],
    ['betaTesterInvitations', { app: 'a', betaTester: 't' }, 'Invite by e-mail: app “a”, beta tester “t”'],
    ['buildBetaNotifications', { build: 'b' }, 'Notify testers of: build “b”'],
    ['customerReviewResponses', { review: 'r' }, 'Answer publicly: review “r”'],
    [
      'endAppAvailabilityPreOrders',
      { territoryAvailabilities: ['t'] },
      'End pre-orders of: territory availabilities “t”',
    ],
    ['inAppPurchaseSubmissions', { inAppPurchaseV2: 'i' }, 'Submit for review: in-app purchase “i”'],
    [
      'reviewSubmissionItems',
      { reviewSubmission: 's', appStoreVersion: 'v' },
      'Add to the review submission: review submission “s”, App Store version “v”',
    ],
    [
      'sandboxTestersClearPurchaseHistoryRequestV2',
      { sandboxTesters: ['t'] },
      'Clear the purchases of: sandbox testers “t”',
    ],
    ['subscriptionGroupSubmissions', { subscriptionGroup: 'g' }, 'Submit for review: subscription group “g”'],
    ['subscriptionSubmissions', { subscription: 's' }, 'Submit for review: subscription “s”'],
    ['webhookDeliveries', { template: 't' }, 'Send again: template “t”'],
    ['webhookPings', { webhook: 'w' }, 'Ping: webhook “w”'],
  ])('%s say what happens', (operation, relationships, sentence) => {
    expect(said(writeOf(`${operation}_createInstance`, { relationships }), undefined)).toBe(sentence);
  });

  it('that name nothing are about their kind, of the app', () => {
    const ping = writeOf('webhookPings_createInstance', { relationships: {} });
    expect(said(ping, 'WebhookPing', { app: { name: 'Weather' } })).toBe('Ping: webhook ping of “Weather”');
    expect(said(ping, undefined)).toBe('Ping: object');
    const empty = writeOf('endAppAvailabilityPreOrders_createInstance', {
      relationships: { territoryAvailabilities: [] },
    });
    expect(said(empty, undefined)).toBe('End pre-orders of: object');
  });

  it.each([
    ['appStoreVersionPhasedReleases', 'phasedReleaseState', 'PAUSED', 'Pause'],
    ['appStoreVersionPhasedReleases', 'phasedReleaseState', 'ACTIVE', 'Go on with'],
    ['appStoreVersionPhasedReleases', 'phasedReleaseState', 'COMPLETE', 'Release to everyone, and so end'],
    ['appStoreVersionPhasedReleases', 'phasedReleaseState', 'INACTIVE', 'Change'],
    ['reviewSubmissionItems', 'resolved', true, 'Tell App Review that it is fixed:'],
    ['reviewSubmissionItems', 'removed', true, 'Take out of its submission:'],
    ['reviewSubmissionItems', 'removed', false, 'Change'],
    ['reviewSubmissions', 'submitted', true, 'Hand in to App Review:'],
    ['reviewSubmissions', 'canceled', true, 'Withdraw from App Review:'],
    ['reviewSubmissions', 'platform', 'IOS', 'Change'],
    ['betaGroups', 'name', 'x', 'Change'],
  ])('%s: %s %s', (operation, name, value, words) => {
    const write = writeOf(`${operation}_updateInstance`, { id: 'x', attributes: { [name]: value } });
    expect(said(write, undefined)).toBe(`${words} object`);
  });

  it('are none where more is changed as well', () => {
    const write = writeOf('reviewSubmissions_updateInstance', {
      id: 'x',
      attributes: { submitted: true, platform: 'IOS' },
    });
    expect(said(write, 'ReviewSubmission')).toBe('Change review submission');
  });

  it('and creates say where something stands', () => {
    const group = writeOf('betaGroups_createInstance', {
      attributes: { name: 'Friends' },
      relationships: { app: '7' },
    });
    const parent = { words: 'App Store version', title: '3.2 IOS' };
    expect(said(group, 'BetaGroup')).toBe('Create beta group “Friends”');
    expect(said(group, 'BetaGroup', { parent })).toBe(
      'Create beta group “Friends” of App Store version 3.2 IOS',
    );
    expect(said(group, 'BetaGroup', { parent, app: { name: 'Weather' } })).toBe(
      'Create beta group “Friends” of “Weather” 3.2 IOS',
    );
    expect(said(writeOf('betaTesters_createInstance', {}), 'BetaTester')).toBe('Create beta tester');
    const rename = writeOf('apps_updateInstance', { id: '7', attributes: {} });
    const target = { title: 'Weather' };
    expect(said(rename, 'App', { target, app: { name: 'Weather' }, parent })).toBe('Change app “Weather”');
  });

  it('list three names before they count', () => {
    const add = (...to: readonly string[]): string =>
      said(writeOf('betaGroups_betaTesters_createToManyRelationship', { id: 'g', to: [...to] }), 'BetaGroup');
    expect(add('a', 'b', 'c')).toBe('Add beta testers “a”, “b”, “c” to beta group');
    expect(add('a', 'b', 'c', 'd', 'e')).toBe('Add 5 beta testers (“a”, “b”, “c” and 2 more) to beta group');
    expect(add()).toBe('Add beta testers to beta group');
  });
});

function fail(): never {
  throw new Error('The catalogue has no such resource.');
}
