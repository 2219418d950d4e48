import { mkdtempSync, readdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RequestLog, Sandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import { killedAtEveryWrite, succeeded } from '../support/killed.ts';
import { long } from '../support/long.ts';
import { counted, judgeable, localizationOf, MediaTree, placed } from '../support/media-tree.ts';
import { png } from '../support/picture.ts';
import { agreeing, faults, type Running, startServer } from '../support/server.ts';

let server: Running | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Ten languages with three screenshots each. */
const locales = ['en-US', 'de-DE', 'ja', 'fr-FR', 'es-ES', 'it', 'nl-NL', 'pt-BR', 'ko', 'sv'];

function thirty(): MediaTree {
  const tree = new MediaTree();
  for (const locale of locales) tree.shots(locale, 3);
  return tree;
}

function call(tree: MediaTree, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { app: 'Weather Now', platform: 'IOS', folder: tree.folder, ...more };
}

function policy(tree: MediaTree): unknown {
  return { version: 1, roots: { upload: [tree.root] } };
}

/** Apple's processing takes a second; here it passes faster. */
const began = Date.now();
const clock = (): number => began + (Date.now() - began) * 5;

/** Changes since the last look; every request was legal. */
function changes(running: Running): Record<string, number> {
  const taken = running.taken();
  expect(faults(taken.filter(judgeable))).toEqual([]);
  return counted(taken);
}

describe('asc_sync_media, over MCP', () => {
  it('with an asset library: 30 screenshots in 10 languages, then only what differs, then nothing', async () => {
    const tree = thirty();
    server = await startServer({ policy: policy(tree), person: agreeing, sandbox: { clock } });
    for (const locale of locales) localizationOf(server.sandbox, locale);
    const planned = await server.call('asc_sync_media', call(tree, { dry_run: true }));
    expect(planned.text).toContain('would upload 30, place 30, remove 0');
    expect(changes(server)).toEqual({});
    const first = await server.call('asc_sync_media', call(tree));
    expect(first).toMatchObject({ isError: false });
    expect(first.text).toContain('synced: uploaded 30, placed 30, removed 0, kept 0 in 10 places');
    expect(changes(server)).toEqual({
      'POST /v1/appAssetLibraryImages 201': 30,
      'PUT /upload/… 200': 30,
      'PATCH /v1/appAssetLibraryImages/… 200': 30,
      'POST /v1/appAssetLibraryPlacements 201': 30,
    });
    expect(readdirSync(join(server.downloads, 'state', 'uploads'))).toEqual([]);
    const again = await server.call('asc_sync_media', call(tree));
    expect(again.text).toContain('nothing to do: all 30 files are placed');
    expect(changes(server)).toEqual({});

    tree.put('ja', '2.png', png(1320, 2868, 'another'));
    const changed = await server.call('asc_sync_media', call(tree));
    expect(changed.text).toContain('uploaded 1, placed 1, removed 1, kept 29');
    expect(changes(server)).toEqual({
      'POST /v1/appAssetLibraryImages 201': 1,
      'PUT /upload/… 200': 1,
      'PATCH /v1/appAssetLibraryImages/… 200': 1,
      'DELETE /v1/appAssetLibraryPlacements/… 204': 1,
      'POST /v1/appAssetLibraryPlacements 201': 1,
      'POST /v1/appAssetLibraryPlacementOrderingRequests 201': 1,
    });
    for (const locale of locales) expect(placed(server.sandbox, locale)).toEqual(['1.png', '2.png', '3.png']);
    // What is used nowhere goes only when asked for, in one plan that a person agrees to.
    const cleared = await server.call('asc_sync_media', call(tree, { delete_unplaced: true }));
    expect(cleared).toMatchObject({ isError: false });
    expect(changes(server)).toEqual({ 'DELETE /v1/appAssetLibraryImages/… 204': 3 });
    // No signed address in what the model sees.
    expect(first.text + again.text + changed.text + cleared.text).not.toMatch(/Signature|\/upload\//);
  }, 60_000);

  it('without an asset library: the older sets, by the same tree', async () => {
    const tree = thirty();
    server = await startServer({ policy: policy(tree), sandbox: { assetLibrary: false, clock } });
    for (const locale of locales) localizationOf(server.sandbox, locale);
    const first = await server.call('asc_sync_media', call(tree));
    expect(first).toMatchObject({ isError: false });
    expect(first.text).toContain('synced: uploaded 30');
    expect(changes(server)).toMatchObject({
      'POST /v1/appScreenshots 201': 30,
      'PUT /upload/… 200': 30,
      'PATCH /v1/appScreenshots/… 200': 30,
    });
    const again = await server.call('asc_sync_media', call(tree));
    expect(again.text).toContain('nothing to do: all 30 files are there');
    expect(changes(server)).toEqual({});
    tree.put('ja', '3.png', png(1320, 2868, 'another'));
    expect((await server.call('asc_sync_media', call(tree))).text).toContain(
      'uploaded 1, removed 1, kept 29',
    );
    // iPhone Duo has no set.
    tree.put('ja', 'duo.png', png(1398, 2034, 'duo'));
    const duo = await server.call('asc_sync_media', call(tree));
    expect(duo.text).toContain('a display that only the App Asset Library has');
  }, 60_000);

  it('sends nothing from folders that no policy opens', async () => {
    server = await startServer();
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'asc-shots-')));
    const refused = await server.call('asc_sync_media', { app: 'Weather Now', folder });
    expect(refused).toMatchObject({ isError: true });
    expect(refused.text).toContain('No folder is open for uploads.');
    expect(server.taken()).toEqual([]);
  });
});

describe('asc_sync_media, killed at a write and run again', () => {
  /** First, one in the middle, last; all in the long form. */
  const sampled = (writes: number) => (write: number) =>
    long || write === 1 || write === Math.ceil(writes / 2) || write === writes;

  it('with an asset library: nothing twice, the same end', async () => {
    const tree = new MediaTree();
    for (const locale of ['de-DE', 'en-US']) tree.shots(locale, 2, 'everywhere');
    const second = png(1320, 2868, 'everywhere 2').length;
    const outcome = await killedAtEveryWrite({
      sandbox: { clock },
      server: { policy: policy(tree) },
      prepare: ({ sandbox }) => seedPlaced(sandbox, second),
      chain: async (running) => {
        succeeded(await running.call('asc_sync_media', call(tree)));
      },
      endState: libraryState,
      at: sampled(8),
    });
    expect(outcome.undisturbed).toEqual({
      'de-DE': ['1.png', '2.png'],
      'en-US': ['1.png', '2.png'],
      library: [
        '1.png PREPARE_FOR_SUBMISSION',
        '2.png APPROVED',
        'film.mp4 APPROVED',
        'film.mp4 APPROVED',
        'radar.png APPROVED',
        'rain-alert.png PREPARE_FOR_SUBMISSION',
        'storm-card.png APPROVED',
        'too-small.png FAILED',
      ],
    });
    expect(outcome.writes).toBe(8);
    for (const { cutOff, endState, requests } of outcome.survived) {
      expect([cutOff, endState]).toEqual([cutOff, outcome.undisturbed]);
      expect(faults(requests.filter(judgeable))).toEqual([]);
      expect(changesOf(requests)).toBe(7);
    }
  }, 120_000);

  // The parts of an upload are killed one by one in test/tools/upload.test.ts.
  it.runIf(long)(
    'without: nothing twice, the same end',
    async () => {
      const tree = new MediaTree();
      tree.shots('de-DE', 1);
      tree.shots('en-US', 1);
      const outcome = await killedAtEveryWrite({
        sandbox: { assetLibrary: false, clock },
        server: { policy: policy(tree) },
        chain: async (running) => {
          succeeded(await running.call('asc_sync_media', call(tree)));
        },
        endState: setsState,
      });
      expect(outcome.undisturbed).toEqual(['de-DE 1.png', 'en-US 1.png']);
      for (const { cutOff, endState } of outcome.survived)
        expect([cutOff, endState]).toEqual([cutOff, outcome.undisturbed]);
    },
    120_000,
  );
});

/** Writes but the parts of files: one whose answer was lost is sent again, which is harmless. */
function changesOf(requests: readonly RequestLog[]): number {
  return requests.filter(({ method, status }) => !['GET', 'PUT'].includes(method) && status < 400).length;
}

/** Somebody placed two pictures by hand: one that goes, and one that is the second of the tree. */
function seedPlaced({ store }: Sandbox, size: number): void {
  for (const one of store.all('AppAssetLibraryImage'))
    if (one.attributes['fileName'] === 'ten-days.png')
      one.attributes = { ...one.attributes, fileName: '2.png', fileSize: size };
  const ids = new Map(
    [...store.all('AppAssetLibraryImage')].map(({ id, attributes }) => [attributes['fileName'], id]),
  );
  const text = [...store.all('AppStoreVersionLocalization')].find(
    (one) =>
      one.attributes['locale'] === 'de-DE' &&
      store.linked(one, 'appStoreVersion').includes(teamIds.versions.weatherNext),
  );
  for (const name of ['radar.png', '2.png'])
    store.put(
      'AppAssetLibraryPlacement',
      `a1b2c3d4-0000-4000-8000-00000000000${name.length}`,
      {
        mediaType: 'IMAGE',
        placementType: 'APP_SCREENSHOT',
        placementGroup: 'IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE',
        state: 'PARENT_PREPARE_FOR_SUBMISSION',
      },
      { image: ids.get(name) ?? '', appStoreVersionLocalization: text?.id ?? '' },
    );
}

function libraryState(sandbox: Sandbox): unknown {
  const assets = ['AppAssetLibraryImage', 'AppAssetLibraryVideo'].flatMap((resource) => [
    ...sandbox.store.all(resource),
  ]);
  return {
    'de-DE': placed(sandbox, 'de-DE'),
    'en-US': placed(sandbox, 'en-US'),
    library: assets.map(({ attributes }) => `${attributes['fileName']} ${attributes['state']}`).sort(),
  };
}

function setsState({ store }: Sandbox): unknown {
  const version = store.get('AppStoreVersion', teamIds.versions.weatherNext);
  const texts = version === undefined ? [] : store.linked(version, 'appStoreVersionLocalizations');
  return [...store.all('AppScreenshotSet')]
    .flatMap((set) => {
      const [id = ''] = store.linked(set, 'appStoreVersionLocalization');
      const locale = store.get('AppStoreVersionLocalization', id)?.attributes['locale'];
      if (!texts.includes(id) || set.attributes['screenshotDisplayType'] !== 'APP_IPHONE_67') return [];
      if (locale !== 'de-DE' && locale !== 'en-US') return [];
      return store
        .linked(set, 'appScreenshots')
        .map((shot) => `${locale} ${store.get('AppScreenshot', shot)?.attributes['fileName']}`);
    })
    .sort();
}
