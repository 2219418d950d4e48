import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { succeeded } from '../support/killed.ts';
import { png } from '../support/picture.ts';
import { faults, noting, type Running, startServer } from '../support/server.ts';
import { completeWeather, releaseState } from '../support/weather.ts';

/*
 * Released by hand, paused on day 3 and resumed; meanwhile the same version goes out on a second platform.
 */

const oneDay = 86_400_000;
const app = 'Weather Now';
const { weather } = teamIds;
const macBuild = 'b0000000-0000-4000-8000-000000003211';
const asked: string[] = [];
let server: Running;
/** A picture of the Mac app. */
let shot = '';

const person = noting((message) => asked.push(message));

/** A build of 3.2 for the Mac, as it is after processing. */
function putMacBuild(): void {
  const { store } = server.sandbox;
  const train = [...store.all('PrereleaseVersion')].find(
    (one) => one.attributes['platform'] === 'MAC_OS' && one.attributes['version'] === '3.2',
  );
  store.put(
    'Build',
    macBuild,
    {
      version: '3211',
      uploadedDate: new Date(server.sandbox.now()).toISOString(),
      expired: false,
      processingState: 'VALID',
      buildAudienceType: 'APP_STORE_ELIGIBLE',
      minOsVersion: '13.0',
      usesNonExemptEncryption: false,
    },
    { app: weather.app, preReleaseVersion: train?.id ?? '' },
  );
}

beforeAll(async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'asc-story-')));
  shot = join(folder, 'mac.png');
  writeFileSync(shot, png(1280, 800));
  server = await startServer({ person, policy: { version: 1, roots: { upload: [folder] } } });
  completeWeather(server.sandbox.store);
  putMacBuild();
});
afterAll(() => server.close());

const call = async (tool: string, args: Record<string, unknown>): Promise<string> =>
  succeeded(await server.call(tool, args));
const control = (action: string, platform = 'IOS'): Promise<string> =>
  call('asc_control_release', { app, action, platform });
const on = (platform: string, build: string): unknown =>
  releaseState(server.sandbox, { app: weather.app, platform, version: '3.2', build });

/** How many writes there were; every request has to be legal. */
function writes(): number {
  const taken = server.taken().filter(({ method }) => method !== 'PUT');
  // The oracle closes each variant of a placement and refuses them all (test/catalog/oracle.test.ts).
  expect(faults(taken.filter(({ path }) => path !== '/v1/appAssetLibraryPlacements'))).toEqual([]);
  return taken.filter(({ method }) => method !== 'GET').length;
}

describe('a release', () => {
  it('by hand goes out in phases, which stand still from day 3 until they are resumed', {
    timeout: 180_000,
  }, async () => {
    const { sandbox } = server;
    await call('asc_prepare_release', {
      app,
      version: '3.2',
      platform: 'IOS',
      notes: 'Rain.',
      same_for_all: true,
      phased: true,
    });
    await call('asc_submit_for_review', { app, version: '3.2', platform: 'IOS', release: 'manual' });
    sandbox.advance(oneDay);
    expect(await control('release_now')).toContain('released, in phases over 7 days');
    sandbox.advance(2 * oneDay + 60_000);
    expect(await control('pause')).toContain('paused on day 3 of 7 (5 % of customers)');
    sandbox.advance(4 * oneDay);
    expect(on('IOS', '3204')).toMatchObject({ versions: [{ phased: ['PAUSED 3'] }] });
    expect(asked).toHaveLength(3);
  });

  it('goes out on a second platform beside it, with the pictures of its version before and one more', {
    timeout: 180_000,
  }, async () => {
    const { sandbox } = server;
    writes();
    const mac = { app, version: '3.2', platform: 'MAC_OS' };
    await call('asc_prepare_release', {
      ...mac,
      build: 'latest valid',
      notes: 'Rain.',
      same_for_all: true,
      copyright: '2026 Example Ltd',
    });
    const submission = { ...mac, release: 'after_approval' };
    const refused = await server.call('asc_submit_for_review', submission);
    expect(refused).toMatchObject({ isError: true });
    expect(refused.text).toContain('3.2 has 1 blocker:\n- review.detail: ');
    await call('asc_sync_media', {
      ...mac,
      files: [{ path: shot, locale: 'en-US', display_type: 'APP_DESKTOP' }],
      keep_others: true,
    });
    await call('asc_prepare_release', {
      ...mac,
      review: {
        contactFirstName: 'Mara',
        contactLastName: 'Lindqvist',
        contactPhone: '+46 8 555 010 20',
        contactEmail: 'mara@example.com',
        demoAccountRequired: false,
      },
    });
    await call('asc_submit_for_review', submission);
    expect(asked).toHaveLength(4);
    sandbox.advance(oneDay);
    expect(on('MAC_OS', '3211')).toMatchObject({
      versions: [{ state: 'READY_FOR_DISTRIBUTION', build: '3211', phased: [] }],
      submissions: [['COMPLETE', 'APPROVED']],
    });
    // The first platform has not moved.
    expect(on('IOS', '3204')).toMatchObject({
      versions: [{ state: 'READY_FOR_DISTRIBUTION', build: '3204', phased: ['PAUSED 3'] }],
    });
    writes();
  });

  it('goes on when it is resumed, and everybody has it after the seventh day', {
    timeout: 180_000,
  }, async () => {
    const { sandbox } = server;
    expect(await control('resume')).toContain('resumed on day 3 of 7');
    sandbox.advance(oneDay);
    expect(await call('asc_release_status', { app, platform: 'IOS' })).toContain(
      'live: 3.2 (3204), phased release day 4 of 7, 10 %',
    );
    sandbox.advance(4 * oneDay);
    expect(on('IOS', '3204')).toMatchObject({ versions: [{ phased: ['COMPLETE 7'] }] });
    expect(await call('asc_release_status', { app, platform: 'IOS' })).toContain(
      'live: 3.2 (3204), for everybody',
    );
    expect(asked).toHaveLength(5);
    writes();
  });
});
