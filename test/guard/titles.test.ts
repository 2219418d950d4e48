import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inWords, oneLine, phrase, quoted, titleOf } from '../../src/guard/titles.ts';
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
  ])('%s', (resource, attributes, expected) => {
    expect(title(resource, attributes)).toBe(expected);
  });

  it('are one line of at most 80 characters without hidden ones and without addresses', () => {
    expect(title('App', { name: 'a\nb\u202e\u200b  c' })).toBe('a b c');
    expect(title('App', { name: 'x'.repeat(200) })).toBe(`${'x'.repeat(79)}…`);
    expect(title('App', { name: 'see https://evil.example/x' })).toBe('see evil.example/x');
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

function fail(): never {
  throw new Error('The catalogue has no such resource.');
}
