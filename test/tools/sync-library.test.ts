import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arrayAt, stringAt } from '../../src/catalog/json.ts';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import type { Stored } from '../../src/sandbox/store.ts';
import { answerText } from '../../src/tools/answer.ts';
import { ApprovalRequest, notesOf } from '../../src/tools/approval-request.ts';
import { type SyncCall, syncMedia } from '../../src/tools/media/sync.ts';
import { failureOf } from '../client/support.ts';
import { counted, judgeable, localizationOf, MediaTree, placed } from '../support/media-tree.ts';
import { png } from '../support/picture.ts';
import { faults } from '../support/server.ts';
import { type UploadWorld, uploadWorld } from './upload-context.ts';

let sandbox: Sandbox;
let world: UploadWorld;
let requests: RequestLog[];
let tree: MediaTree;
let turn: number;
/** Called with each reservation. */
let onUpload: (() => void) | undefined;

beforeEach(async () => {
  turn = 0;
  onUpload = undefined;
  requests = [];
  tree = new MediaTree();
  sandbox = await startSandbox({
    clock: () => Date.now() + turn,
    onRequest: (request) => {
      requests.push(request);
      if (request.method === 'POST' && request.path === '/v1/appAssetLibraryImages') onUpload?.();
    },
  });
  world = await uploadWorld({
    origin: sandbox.url,
    credentials: sandbox.credentials,
    root: tree.root,
    stateDir: join(tree.root, '..', `${tree.root.slice(-6)}-state`),
  });
});
afterEach(async () => {
  expect(faults(requests.filter(judgeable))).toEqual([]);
  await world.close();
  await sandbox.close();
});

const pause = async (): Promise<void> => {
  turn += 2_000;
};

async function run(call: Partial<SyncCall> = {}): Promise<string | ApprovalRequest> {
  const folder = call.files === undefined ? { folder: tree.folder } : {};
  const answer = await syncMedia({ app: 'Weather Now', platform: 'IOS', ...folder, ...call }, world.context, {
    pause,
  });
  return answer instanceof ApprovalRequest ? answer : answerText(answer);
}

async function sync(call: Partial<SyncCall> = {}): Promise<string> {
  const answer = await run(call);
  if (typeof answer !== 'string') throw new Error('A plan nobody expected.');
  return answer;
}

/** Changes since the last look; all requests must have been legal. */
function changes(): Record<string, number> {
  const taken = requests.splice(0);
  expect(faults(taken.filter(judgeable))).toEqual([]);
  return counted(taken);
}

function image(name: string): Stored {
  for (const one of sandbox.store.all('AppAssetLibraryImage'))
    if (one.attributes['fileName'] === name) return one;
  throw new Error(`no ${name}`);
}

describe('asc_sync_media with an App Asset Library', () => {
  it('uploads each content once, places it in every locale, and has nothing to do the second time', async () => {
    for (const locale of ['en-US', 'de-DE', 'ja']) tree.shots(locale, 3, 'the same everywhere');
    tree.put('ja', '4.png', png(1320, 2868, 'only here'));
    const planned = await sync({ dry_run: true });
    expect(planned).toContain('dry run, nothing was changed: would upload 4, place 10, remove 0, keep 0');
    expect(changes()).toEqual({});
    expect(await sync()).toContain('synced: uploaded 4, placed 10, removed 0, kept 0 in 3 places');
    expect(changes()).toEqual({
      'POST /v1/appAssetLibraryImages 201': 4,
      'PUT /upload/… 200': 4,
      'PATCH /v1/appAssetLibraryImages/… 200': 4,
      'POST /v1/appAssetLibraryPlacements 201': 10,
    });
    expect(placed(sandbox, 'ja')).toEqual(['1.png', '2.png', '3.png', '4.png']);
    expect(placed(sandbox, 'de-DE')).toEqual(['1.png', '2.png', '3.png']);
    expect(image('4.png').attributes).toMatchObject({
      category: 'APP_SCREENSHOTS_AND_PREVIEWS',
      state: 'PREPARE_FOR_SUBMISSION',
    });
    expect(String(image('4.png').attributes['referenceName'])).toMatch(/^4\.png #[0-9a-f]{16}$/);
    expect(await sync()).toContain('nothing to do: all 10 files are placed in 3 places');
    expect(changes()).toEqual({});
  });

  it('replaces what changed, in its place; names what is left over, and deletes it only with a person', async () => {
    tree.shots('de-DE', 3);
    await sync();
    const old = image('2.png');
    changes();
    tree.put('de-DE', '2.png', png(1320, 2868, 'a new one'));
    const text = await sync();
    expect(text).toContain('synced: uploaded 1, placed 1, removed 1, kept 2');
    expect(text).toContain(`placed nowhere: `);
    expect(text).toContain(`(${old.id}, PREPARE_FOR_SUBMISSION)`);
    expect(changes()).toEqual({
      'POST /v1/appAssetLibraryImages 201': 1,
      'PUT /upload/… 200': 1,
      'PATCH /v1/appAssetLibraryImages/… 200': 1,
      'DELETE /v1/appAssetLibraryPlacements/… 204': 1,
      'POST /v1/appAssetLibraryPlacements 201': 1,
      'POST /v1/appAssetLibraryPlacementOrderingRequests 201': 1,
    });
    expect(placed(sandbox, 'de-DE')).toEqual(['1.png', '2.png', '3.png']);
    const plan = await run({ delete_unplaced: true });
    if (!(plan instanceof ApprovalRequest)) throw new Error(plan);
    expect(plan.plan.view.tier).toBe('R3');
    expect(plan.plan.steps.map(({ write }) => write.path)).toContain(`/v1/appAssetLibraryImages/${old.id}`);
    expect(plan.plan.view.steps.map(({ title }) => title).join('\n')).toContain('2.png');
    expect(notesOf(plan.plan)[0]).toContain('nothing to do');
    expect(changes()).toEqual({});
  });

  it('only orders when only the order changed: one request', async () => {
    tree.shots('en-US', 3);
    await sync();
    changes();
    renameSync(join(tree.folder, 'en-US/1.png'), join(tree.folder, 'en-US/9.png'));
    expect(await sync({ dry_run: true })).toContain('place 0, remove 0, keep 3');
    expect(await sync()).toContain('placed 0, removed 0, kept 3');
    expect(changes()).toEqual({ 'POST /v1/appAssetLibraryPlacementOrderingRequests 201': 1 });
    expect(placed(sandbox, 'en-US')).toEqual(['2.png', '3.png', '1.png']);
    await sync();
    expect(changes()).toEqual({});
  });

  it('knows displays that the older sets have not, messages, and previews by their names', async () => {
    tree.put('de-DE', 'duo outer.png', png(1398, 2034, 'outer'));
    tree.put('de-DE', 'duo inner.png', png(2853, 2007, 'inner'));
    tree.put('de-DE', 'old (2nd generation).png', png(2048, 2732, 'old'));
    tree.put('de-DE', 'pad.png', png(2048, 2732, 'pad'));
    tree.put('de-DE', 'tour IPHONE_67.mp4', Buffer.from('a video'));
    const message = tree.put('iMessage/de-DE', '1.png', png(1320, 2868, 'message'));
    await sync();
    expect(placed(sandbox, 'de-DE', 'IPHONE_DUO_PROFILE')).toEqual(['duo inner.png', 'duo outer.png']);
    expect(placed(sandbox, 'de-DE', 'IPAD_129_PROFILE')).toEqual(['old (2nd generation).png']);
    expect(placed(sandbox, 'de-DE', 'IPAD_13_PROFILE')).toEqual(['pad.png']);
    expect(placed(sandbox, 'de-DE')).toEqual(['tour IPHONE_67.mp4']);
    expect(placed(sandbox, 'de-DE', 'IMESSAGE_IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE')).toEqual(['1.png']);
    changes();
    await sync();
    expect(changes()).toEqual({});
    // The same bytes stand beside the messages as a screenshot: no second upload.
    await sync({ files: [{ path: message, locale: 'en-US', display_type: 'APP_IPHONE_67' }] });
    expect(changes()).toEqual({ 'POST /v1/appAssetLibraryPlacements 201': 1 });
  });

  it('refuses what Apple would refuse, all at once, before anything is changed', async () => {
    tree.put('de-DE', '1.png', png(1000, 1000, 'odd'));
    tree.put('de-DE', '2.png', png(1320, 2868, 'alpha', true));
    tree.put('de-DE', '3.mp4', Buffer.from('a video'));
    const error = await failureOf(sync());
    expect(error.code).toBe('bad_media');
    expect(error.message).toContain('1.png: 1000×1000 pixels fit no display of IOS.');
    expect(error.message).toContain('2.png: it has an alpha channel');
    expect(error.message).toContain('3.mp4: which display?');
    rmSync(join(tree.folder, 'de-DE'), { recursive: true });
    tree.shots('de-DE', 11);
    expect((await failureOf(sync())).message).toContain('11 files, and a set takes at most 10');
    rmSync(join(tree.folder, 'de-DE'), { recursive: true });
    const path = tree.put('de-DE', '1.png', png(1320, 2868, 'x'));
    const files = [{ path, locale: 'de-DE', display_type: 'IPHONE_DUO' }];
    expect((await failureOf(sync({ files }))).message).toContain(
      '1320×2868 pixels do not fit IPHONE_DUO_PROFILE. It takes 1398×2034, 2034×1398, 2007×2853, 2853×2007.',
    );
    expect(changes()).toEqual({});
  });

  it('leaves a page as it was when Apple refuses one of its files, and sends the same bytes only once', async () => {
    tree.shots('de-DE', 2);
    tree.shots('en-US', 1);
    await sync();
    changes();
    tree.put('de-DE', '1.png', png(1320, 2868, 'refused'));
    tree.put('de-DE', '3.png', png(1290, 2796, 'fine'));
    // Apple changes its mind between the look at the reference data and the upload.
    onUpload = () => {
      for (const datum of sandbox.store.all('AppAssetLibraryRefDatum'))
        datum.attributes = {
          ...datum.attributes,
          imageSpecs: arrayAt(datum.attributes, 'imageSpecs').filter(
            (spec) => stringAt(spec, 'shortName') !== 'i1320x2868a0',
          ),
        };
    };
    const specs = [...sandbox.store.all('AppAssetLibraryRefDatum')].map(({ attributes }) => attributes);
    const text = await sync();
    expect(text).toContain('synced: uploaded 2, placed 0, removed 0');
    expect(text).toContain(
      'Apple refused 1: de-DE/1.png (IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE): IMAGE_INCORRECT_DIMENSIONS: 1320 × 2868 pixels meet no specification.',
    );
    expect(text).toContain('left as it was');
    expect(placed(sandbox, 'de-DE')).toEqual(['1.png', '2.png']);
    onUpload = undefined;
    for (const [index, datum] of [...sandbox.store.all('AppAssetLibraryRefDatum')].entries())
      datum.attributes = specs[index] ?? {};
    changes();
    expect(await sync()).toContain('Apple refused 1');
    expect(changes()).toEqual({});
    tree.put('de-DE', '1.png', png(1320, 2868, 'corrected'));
    expect(await sync()).toContain('synced: uploaded 1, placed 2, removed 1');
    expect(placed(sandbox, 'de-DE')).toEqual(['1.png', '2.png', '3.png']);
  });

  it('leaves a page as it was while Apple is still processing, and goes on with it later', async () => {
    tree.shots('de-DE', 1);
    const call = { app: 'Weather Now', platform: 'IOS', folder: tree.folder };
    const answer = await syncMedia(call, world.context, { pause: async () => {}, atMost: 1 });
    if (answer instanceof ApprovalRequest) throw new Error('A plan nobody expected.');
    expect(answerText(answer)).toContain('1 are still being processed by Apple, and their places wait');
    expect(placed(sandbox, 'de-DE')).toEqual([]);
    changes();
    expect(await sync()).toContain('synced: uploaded 0, placed 1');
    expect(changes()).toEqual({ 'POST /v1/appAssetLibraryPlacements 201': 1 });
  });

  it('takes what somebody else uploaded by name and size, where only one fits', async () => {
    const bytes = png(1320, 2868, 'from the website');
    tree.put('de-DE', 'hero.png', bytes);
    const model = image('radar.png');
    model.attributes = { ...model.attributes, fileName: 'hero.png', fileSize: bytes.length };
    expect(await sync()).toContain('Known by name and size only, uploaded by somebody else: de-DE/hero.png');
    expect(changes()).toEqual({ 'POST /v1/appAssetLibraryPlacements 201': 1 });
    // An answer may have states that no document names.
    for (const one of sandbox.store.all('AppAssetLibraryPlacement'))
      one.attributes = { ...one.attributes, state: 'ACTIVE' };
    expect(await sync()).toContain('nothing to do');
    expect(changes()).toEqual({});
  });

  it('keeps others on request, behind the given ones, and says when there is no room', async () => {
    tree.shots('de-DE', 2);
    await sync();
    rmSync(join(tree.folder, 'de-DE'), { recursive: true });
    tree.put('de-DE', 'first.png', png(1320, 2868, 'first'));
    await sync({ keep_others: true });
    expect(placed(sandbox, 'de-DE')).toEqual(['first.png', '1.png', '2.png']);
    rmSync(join(tree.folder, 'de-DE'), { recursive: true });
    for (let number = 0; number < 8; number++)
      tree.put('de-DE', `n${number}.png`, png(1320, 2868, `n${number}`));
    expect((await failureOf(sync({ keep_others: true }))).code).toBe('place_full');
    expect(localizationOf(sandbox, 'de-DE').attributes['locale']).toBe('de-DE');
  });
});
