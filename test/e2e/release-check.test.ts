import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { faults, type Running, startServer } from '../support/server.ts';

/** Is a version ready? Asked of the seeded team through the built server. */
describe('asc_check_release', () => {
  let server: Running;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('finds what Weather Now 3.2 lacks, with the calls that fix it, in at most 15 requests', {
    timeout: 180_000,
  }, async () => {
    server.taken();
    const { text, isError } = await server.call('asc_check_release', { app: 'Weather Now' });
    expect(isError, text).toBe(false);
    const requests = server.taken();
    expect(requests.length).toBeLessThanOrEqual(15);
    expect(requests.every(({ method }) => method === 'GET')).toBe(true);
    expect(faults(requests)).toEqual([]);
    const lines = text.split('\n');
    expect(lines[0]).toMatch(/^ready: no, 4 blockers \(\d+ warnings, \d+ notes\)$/);
    expect(lines[1]).toContain('Weather Now 3.2 IOS · PREPARE_FOR_SUBMISSION · build 3204 · live: 3.1');
    expect(lines[2]).toBe('blockers:');
    const blockers = lines.slice(3, lines.indexOf('warnings:'));
    expect(blockers.map((line) => /^- (\S+?)(?: (\S+))?:/.exec(line)?.slice(1))).toEqual([
      ['text.whats_new_missing', 'de-DE'],
      ['media.screenshots_missing', 'ja'],
      ['age.socialMedia', undefined],
      ['age.socialMediaAgeRestricted', undefined],
    ]);
    const german = server.sandbox.store;
    const localization = [...german.all('AppStoreVersionLocalization')].find(
      (one) => blockers[0]?.includes(one.id) === true,
    );
    expect(localization?.attributes['locale']).toBe('de-DE');
    expect(text).not.toContain('Tr0mbone-Harbour-42');
  });

  it('says what Apple will require, in the words of its announcement', async () => {
    const { text } = await server.call('asc_check_release', { app: 'Weather Now' });
    expect(text).toMatch(
      /media\.screenshots_(soon|due) en-US: .*April 2027.*iPhone Duo.*"display_type":"APP_IPHONE_DUO"/s,
    );
  });

  it('offers calls that the tools take as they are', async () => {
    const { text } = await server.call('asc_check_release', { app: 'Weather Now', only: 'blocker' });
    const call = /asc_update (\{.*"whatsNew".*\})/.exec(text)?.[1] ?? '{}';
    const preview = await server.call('asc_update', { ...JSON.parse(call), dry_run: true });
    expect(preview.isError, preview.text).toBe(false);
    const media = /asc_sync_media (\{.*\})/.exec(text)?.[1] ?? '{}';
    expect(JSON.parse(media)).toEqual({
      app: '1500000101',
      version: '3.2',
      platform: 'IOS',
      files: [{ path: '<file.png>', locale: 'ja', display_type: 'APP_IPAD_PRO_3GEN_129' }],
      keep_others: true,
    });
    const synced = await server.call('asc_sync_media', { ...JSON.parse(media), dry_run: true });
    expect(synced.text).not.toContain('illegal_arguments');
    expect(text).not.toContain('warnings:');
  });

  it('says that a rejected version is held by its submission', async () => {
    const { text } = await server.call('asc_check_release', { app: 'Trail Mate', only: 'blocker' });
    expect(text).toMatch(/^ready: no, 1 blocker /);
    expect(text).toContain('Trail Mate 2.5 IOS · REJECTED');
    const call = /asc_update (\{.*\})/.exec(text)?.[1] ?? '{}';
    expect(JSON.parse(call)).toMatchObject({
      operation: 'reviewSubmissionItems_updateInstance',
      attributes: { resolved: true },
    });
    expect(loadCatalog().operation('reviewSubmissionItems_updateInstance')).toBeDefined();
  });

  it('does not ask for what Apple has already', async () => {
    const { text } = await server.call('asc_check_release', { app: 'com.example.ledger' });
    expect(text).toMatch(/^ready: it is WAITING_FOR_REVIEW already .*Apple must act\); 0 blockers/);
    const live = await server.call('asc_check_release', {
      app: 'Weather Now',
      version: '3.1',
      platform: 'IOS',
    });
    expect(live.text).toMatch(
      /^ready: it is READY_FOR_DISTRIBUTION already .*; 0 blockers, 0 warnings, 0 notes/,
    );
  });

  it('names the versions when none or several fit', async () => {
    const none = await server.call('asc_check_release', { app: 'Weather Now', platform: 'MAC_OS' });
    expect(none.isError).toBe(true);
    expect(none.text).toContain('no version in preparation on MAC_OS');
    expect(none.text).toContain('3.1 MAC_OS (READY_FOR_DISTRIBUTION)');
    expect(none.text).toContain('appStoreVersions_createInstance');
    const several = await server.call('asc_check_release', { app: 'Trail Mate', version: '2.4' });
    expect(several.isError).toBe(true);
    expect(several.text).toContain('ambiguous_name');
    const unknown = await server.call('asc_check_release', { app: 'Weather Now', severity: 'blocker' });
    expect(unknown.isError).toBe(true);
    expect(unknown.text).toContain('only');
  });
});
