import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../src/guard/policy.ts';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import { type Answer, answerText } from '../../src/tools/answer.ts';
import { ApprovalRequest } from '../../src/tools/approval-request.ts';
import { type SyncCall, syncMedia } from '../../src/tools/media/sync.ts';
import { failureOf } from '../client/support.ts';
import { jpegHead, png } from '../support/picture.ts';
import { faults } from '../support/server.ts';
import { type UploadWorld, uploadWorld } from './upload-context.ts';

let sandbox: Sandbox;
let world: UploadWorld;
let requests: RequestLog[];
let root: string;
let turn: number;

beforeEach(async () => {
  turn = 0;
  requests = [];
  sandbox = await startSandbox({
    assetLibrary: false,
    clock: () => Date.now() + turn,
    onRequest: (request) => requests.push(request),
  });
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'asc-media-')));
  root = join(parent, 'fastlane');
  mkdirSync(join(root, 'screenshots'), { recursive: true });
  world = await uploadWorld({
    origin: sandbox.url,
    credentials: sandbox.credentials,
    root,
    stateDir: join(parent, 'state'),
  });
});
afterEach(async () => {
  expect(faults(requests.filter(({ method }) => method !== 'PUT'))).toEqual([]);
  await world.close();
  await sandbox.close();
});

const pause = async (): Promise<void> => {
  turn += 2_000;
};

async function sync(call: Partial<SyncCall> = {}): Promise<string> {
  const { context } = world;
  const folder = call.files === undefined ? { folder: join(root, 'screenshots') } : {};
  return textOf(
    await syncMedia({ app: 'Weather Now', platform: 'IOS', ...folder, ...call }, context, { pause }),
  );
}

/** The older sets never need a plan. */
function textOf(answer: Answer | ApprovalRequest): string {
  if (answer instanceof ApprovalRequest) throw new Error('A plan nobody expected.');
  return answerText(answer);
}

function shot(locale: string, name: string, bytes: Buffer): string {
  const folder = join(root, 'screenshots', locale);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

/** Methods and paths of the changes since the last look, ids left out. */
function changes(): string[] {
  return requests
    .splice(0)
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path, status }) => `${method} ${path.replace(/\/[0-9a-f-]{36}.*$/, '/…')} ${status}`);
}

function counted(list: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of list) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}

/** File names of a set in their order, as the store has them. */
function setOf(locale: string, display: string): string[] {
  for (const set of sandbox.store.all('AppScreenshotSet')) {
    const [text = ''] = sandbox.store.linked(set, 'appStoreVersionLocalization');
    const localization = sandbox.store.get('AppStoreVersionLocalization', text);
    if (localization === undefined || set.attributes['screenshotDisplayType'] !== display) continue;
    if (localization.attributes['locale'] !== locale) continue;
    if (sandbox.store.linked(localization, 'appStoreVersion')[0] !== teamIds.versions.weatherNext) continue;
    return sandbox.store
      .linked(set, 'appScreenshots')
      .map((id) => String(sandbox.store.get('AppScreenshot', id)?.attributes['fileName']));
  }
  return [];
}

const locales = ['en-US', 'de-DE', 'ja'];

function thirty(): void {
  for (const locale of locales)
    for (let number = 1; number <= 10; number++)
      shot(locale, `${String(number).padStart(2, '0')}.png`, png(1290, 2796, `${locale} ${number}`));
}

describe('asc_sync_media', () => {
  it('puts 30 screenshots in 3 locales; again changes nothing; one changed file is one upload', async () => {
    thirty();
    const first = await sync();
    expect(first).toContain('synced: uploaded 30');
    expect(counted(changes())).toMatchObject({
      'POST /v1/appScreenshots 201': 30,
      'PUT /upload/… 200': 30,
      'PATCH /v1/appScreenshots/… 200': 30,
    });
    const names = Array.from({ length: 10 }, (_, index) => `${String(index + 1).padStart(2, '0')}.png`);
    for (const locale of locales) expect(setOf(locale, 'APP_IPHONE_67')).toEqual(names);

    const second = await sync();
    expect(second).toContain('nothing to do: all 30 files are there in 3 sets of version 3.2 (IOS).');
    expect(changes()).toEqual([]);

    shot('de-DE', '04.png', png(1290, 2796, 'a new one'));
    expect(await sync()).toContain('synced: uploaded 1, removed 1, kept 29');
    expect(counted(changes())).toEqual({
      'DELETE /v1/appScreenshots/… 204': 1,
      'POST /v1/appScreenshots 201': 1,
      'PUT /upload/… 200': 1,
      'PATCH /v1/appScreenshots/… 200': 1,
      'PATCH /v1/appScreenshotSets/… 204': 1,
    });
    expect(setOf('de-DE', 'APP_IPHONE_67')).toEqual(names);
  }, 60_000);

  it('only orders when only the order changed', async () => {
    for (const number of [1, 2, 3]) shot('en-US', `${number}.png`, png(1320, 2868, String(number)));
    await sync();
    changes();
    renameSync(join(root, 'screenshots/en-US/1.png'), join(root, 'screenshots/en-US/9.png'));
    expect(await sync()).toContain('uploaded 0, removed 0, kept 3');
    expect(changes()).toEqual(['PATCH /v1/appScreenshotSets/… 204']);
    expect(setOf('en-US', 'APP_IPHONE_67')).toEqual(['2.png', '3.png', '1.png']);
    await sync();
    expect(changes()).toEqual([]);
  });

  it('tells displays by pixels, makes sets that are missing, and leaves other sets alone', async () => {
    const before = setOf('de-DE', 'APP_IPHONE_67');
    shot('de-DE', 'pad.png', png(2752, 2064, 'pad'));
    shot('de-DE', 'old (2nd generation).png', png(2048, 2732, 'old'));
    shot('de-DE', 'watch.jpg', jpegHead(410, 502));
    const text = await sync({ dry_run: true });
    expect(text).toContain('dry run, nothing was changed: would upload 3');
    expect(changes()).toEqual([]);
    await sync();
    expect(setOf('de-DE', 'APP_IPAD_PRO_3GEN_129')).toEqual(['pad.png']);
    expect(setOf('de-DE', 'APP_IPAD_PRO_129')).toEqual(['old (2nd generation).png']);
    expect(setOf('de-DE', 'APP_WATCH_ULTRA')).toEqual(['watch.jpg']);
    expect(setOf('de-DE', 'APP_IPHONE_67')).toEqual(before);
  });

  it('keeps others on request, behind the given ones', async () => {
    const before = setOf('de-DE', 'APP_IPHONE_67');
    expect(before.length).toBeGreaterThan(0);
    shot('de-DE', 'first.png', png(1290, 2796, 'first'));
    await sync({ keep_others: true });
    expect(setOf('de-DE', 'APP_IPHONE_67')).toEqual(['first.png', ...before]);
  });

  it('takes a list, with the display where pixels fit several', async () => {
    const path = shot('de-DE', 'a.png', png(2048, 2732, 'a'));
    await sync({ files: [{ path, locale: 'de-DE', display_type: 'APP_IPAD_PRO_129' }] });
    expect(setOf('de-DE', 'APP_IPAD_PRO_129')).toEqual(['a.png']);
  });

  it('uploads previews, told by their names', async () => {
    shot('en-US', 'IPHONE_67 tour.mp4', Buffer.from('a video'));
    expect(await sync()).toContain('en-US,IPHONE_67,1,0,0');
    const [preview] = [...sandbox.store.all('AppPreview')].filter(
      ({ attributes }) => attributes['fileName'] === 'IPHONE_67 tour.mp4',
    );
    expect(preview?.attributes).toMatchObject({
      mimeType: 'video/mp4',
      videoDeliveryState: { state: 'COMPLETE' },
    });
    changes();
    await sync();
    expect(changes()).toEqual([]);
  });

  it('refuses what Apple would refuse, all at once, before anything is changed', async () => {
    shot('de-DE', '1.png', png(1000, 1000, 'odd'));
    shot('de-DE', '2.png', png(1290, 2796, 'alpha', true));
    shot('de-DE', '3.png', Buffer.from('no picture'));
    shot('de-DE', '4.mp4', Buffer.from('a video'));
    const error = await failureOf(sync());
    expect(error.code).toBe('bad_media');
    expect(error.message).toContain('1.png: 1000×1000 pixels fit no display of IOS.');
    expect(error.message).toContain('2.png: it has an alpha channel');
    expect(error.message).toContain('3.png: neither a PNG nor a JPEG.');
    expect(error.message).toContain('4.mp4: which display?');
    expect(changes()).toEqual([]);
    rmSync(join(root, 'screenshots', 'de-DE'), { recursive: true });
    for (let number = 0; number < 11; number++) shot('de-DE', `${number}.png`, png(1290, 2796, `${number}`));
    expect((await failureOf(sync())).message).toContain('11 files, and a set takes at most 10');
    rmSync(join(root, 'screenshots', 'de-DE'), { recursive: true });
    for (const name of ['1.png', 'copy.png']) shot('de-DE', name, png(1290, 2796, 'same'));
    expect((await failureOf(sync())).message).toContain('de-DE/APP_IPHONE_67: copy.png is there twice.');
    rmSync(join(root, 'screenshots', 'de-DE'), { recursive: true });
    shot('xx-XX', '1.png', png(1290, 2796, 'x'));
    expect((await failureOf(sync())).code).toBe('unknown_locale');
    expect((await failureOf(sync({ version: '3.1' }))).code).toBe('not_editable');
    expect(changes()).toEqual([]);
  });

  it('replaces what Apple refused, and fills a reservation that waits', async () => {
    const wanted = png(1290, 2796, 'good');
    shot('de-DE', '1.png', wanted);
    await sync();
    const [set] = [...sandbox.store.all('AppScreenshot')].filter(
      ({ attributes }) => attributes['fileName'] === '1.png' && attributes['fileSize'] === wanted.length,
    );
    if (set === undefined) throw new Error('not uploaded');
    set.attributes = {
      ...set.attributes,
      assetDeliveryState: { state: 'FAILED', errors: [{ code: 'X', description: 'y' }], warnings: [] },
    };
    changes();
    expect(await sync()).toContain('uploaded 1, removed 1');
    expect(sandbox.store.get('AppScreenshot', set.id)).toBeUndefined();
    // Somebody reserved and went away.
    rmSync(join(root, 'screenshots', 'de-DE'), { recursive: true });
    shot('de-DE', '2.png', png(1290, 2796, 'two'));
    const { context } = world;
    const stop = new AbortController();
    const progress = () => stop.abort();
    await failureOf(
      syncMedia(
        { app: 'Weather Now', platform: 'IOS', folder: join(root, 'screenshots') },
        { ...context, signal: stop.signal, progress },
        { pause },
      ),
    );
    changes();
    await sync();
    const again = counted(changes());
    expect(again['POST /v1/appScreenshots 201']).toBeUndefined();
    expect(again['PATCH /v1/appScreenshots/… 200']).toBe(1);
  });

  it('that runs out of its hourly deletes leaves whole sets, and says how to go on', async () => {
    for (const locale of ['de-DE', 'en-US']) shot(locale, '1.png', png(1290, 2796, locale));
    const before = setOf('en-US', 'APP_IPHONE_67');
    const { facts } = world;
    const limits = { ...defaultPolicy.limits, deletesPerHour: setOf('de-DE', 'APP_IPHONE_67').length };
    const tight = await uploadWorld(facts, { ...defaultPolicy, limits });
    const call = { app: 'Weather Now', platform: 'IOS', folder: join(root, 'screenshots') };
    const error = await failureOf(syncMedia(call, tight.context, { pause }));
    await tight.close();
    expect(error.code).toBe('write_budget');
    expect(error.message).toContain('Stopped after 1 of 2 uploads');
    expect(error.next).toContain('Call asc_sync_media again');
    expect(setOf('de-DE', 'APP_IPHONE_67')).toEqual(['1.png']);
    expect(setOf('en-US', 'APP_IPHONE_67')).toEqual(before);
    expect(await sync()).toContain('uploaded 1, removed 3, kept 1');
  });

  it('tells Apple’s reasons for what fails after the commit', async () => {
    shot('de-DE', '1.png', png(1290, 2796, 'good'));
    const failing = sandbox.store.all('AppScreenshot');
    // Apple finds the fault before this sandbox would find none.
    const fail = async () => {
      for (const one of failing)
        if (one.attributes['fileName'] === '1.png')
          one.attributes = {
            ...one.attributes,
            assetDeliveryState: {
              state: 'FAILED',
              errors: [{ code: 'IMAGE_INCORRECT_DIMENSIONS', description: 'wrong' }],
              warnings: [],
            },
          };
    };
    const { context } = world;
    const answer = await syncMedia(
      { app: 'Weather Now', platform: 'IOS', folder: join(root, 'screenshots') },
      context,
      { pause: fail },
    );
    expect(textOf(answer)).toContain(
      'Apple refused 1: de-DE/1.png (APP_IPHONE_67): IMAGE_INCORRECT_DIMENSIONS: wrong',
    );
  });
});
