import { describe, expect, it } from 'vitest';
import type { Stored } from '../../src/sandbox/store.ts';
import { teamIds } from '../../src/sandbox/team.ts';
import { bench } from './rules.ts';

const { ask, find, patch, post, remove, store } = bench();

const group = 'IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE';

function image(name: string): Stored {
  return find('AppAssetLibraryImage', ({ attributes }) => attributes['fileName'] === name);
}

/** Texts of a version of Weather Now in English. */
function texts(version: string): Stored {
  return find(
    'AppStoreVersionLocalization',
    (one) => one.attributes['locale'] === 'en-US' && store().linked(one, 'appStoreVersion').includes(version),
  );
}

function place(
  asset: Stored,
  { type = 'APP_SCREENSHOT', at = group, on = texts(teamIds.versions.weatherNext) } = {},
) {
  return post(
    'appAssetLibraryPlacements',
    { placementType: type, placementGroup: at },
    {
      image: ['appAssetLibraryImages', asset.id],
      appStoreVersionLocalization: ['appStoreVersionLocalizations', on.id],
    },
  );
}

describe('the App Asset Library', () => {
  it('belongs to some apps; others answer 404', async () => {
    const weather = await ask('GET', `/v1/apps/${teamIds.weather.app}/assetLibrary`);
    expect([weather.status, weather.json]).toMatchObject([200, { data: { id: teamIds.weather.app } }]);
    expect((await ask('GET', `/v1/apps/${teamIds.trail.app}/assetLibrary`)).status).toBe(404);
  });

  it('places an asset where type, group, category and size agree', async () => {
    expect((await place(image('radar.png'))).status).toBe(201);
    const unsupported = ['409 ENTITY_ERROR.ATTRIBUTE.INVALID /data/attributes/placementType'];
    expect((await place(image('radar.png'), { at: 'IPAD_13_PROFILE' })).faults).toEqual(unsupported);
    expect((await place(image('radar.png'), { at: 'IPHONE_67' })).faults).toEqual(unsupported);
    expect((await place(image('radar.png'), { type: 'APP_PREVIEW' })).faults).toEqual(unsupported);
    expect((await place(image('storm-card.png'))).faults).toEqual(unsupported);
    const event = { type: 'EVENT_CARD_ASSET', at: 'DEFAULT_PROFILE' };
    expect((await place(image('storm-card.png'), event)).faults).toEqual(unsupported);
    expect((await place(image('too-small.png'))).faults).toEqual(['409 STATE_ERROR.INVALID_ASSET_STATE']);
  });

  it('places one asset on one surface, and that of the same app', async () => {
    const text = texts(teamIds.versions.weatherNext);
    const nowhere = await post(
      'appAssetLibraryPlacements',
      { placementType: 'APP_SCREENSHOT', placementGroup: group },
      { image: ['appAssetLibraryImages', image('radar.png').id] },
    );
    expect(nowhere.status).toBeGreaterThanOrEqual(400);
    const foreign = find(
      'AppStoreVersionLocalization',
      (one) => store().linked(one, 'appStoreVersion')[0] === teamIds.versions.trailRejected,
    );
    expect((await place(image('radar.png'), { on: foreign })).faults).toEqual([
      '409 ENTITY_ERROR.RELATIONSHIP.INVALID /data/relationships/image',
    ]);
    expect(store().linked(text, 'placements')).toEqual([]);
  });

  it('takes placements only while the surface is editable', async () => {
    const live = texts(teamIds.versions.weatherLive);
    expect((await place(image('radar.png'), { on: live })).faults).toEqual(['409 STATE_ERROR.INVALID_STATE']);
    const [placement = ''] = store().linked(live, 'placements');
    expect((await remove('appAssetLibraryPlacements', placement)).faults).toEqual([
      '409 STATE_ERROR.ENTITY_STATE_INVALID',
    ]);
  });

  it('holds at most as many as the reference data say', async () => {
    for (let number = 0; number < 10; number++) expect((await place(image('radar.png'))).status).toBe(201);
    expect((await place(image('radar.png'))).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID /data/attributes/placementGroup',
    ]);
  });

  it('orders all placements of a group in one request, and shows it by sorting only', async () => {
    const text = texts(teamIds.versions.weatherNext);
    await place(image('radar.png'));
    await place(image('ten-days.png'));
    const ids = store().linked(text, 'placements');
    const [first = '', second = ''] = ids;
    const order = (list: readonly string[]) =>
      post(
        'appAssetLibraryPlacementOrderingRequests',
        { placementGroup: group },
        {
          orderedPlacements: list.map((id) => ({ type: 'appAssetLibraryPlacements', id })),
          appStoreVersionLocalization: ['appStoreVersionLocalizations', text.id],
        },
      );
    expect((await order([second])).faults).toEqual([
      '409 ENTITY_ERROR.RELATIONSHIP.INVALID /data/relationships/orderedPlacements',
    ]);
    expect((await order([second, first])).status).toBe(201);
    const read = async (sort: string) => {
      const { json } = await ask(
        'GET',
        `/v1/appStoreVersionLocalizations/${text.id}/placements?sort=${sort}`,
      );
      return JSON.stringify(json).match(/"type":"appAssetLibraryPlacements","id":"[^"]+"/g);
    };
    const named = (id: string): string => `"type":"appAssetLibraryPlacements","id":"${id}"`;
    expect(await read('placementGroupPosition')).toEqual([named(second), named(first)]);
    expect(await read('-placementGroupPosition')).toEqual([named(first), named(second)]);
  });

  it('takes neither a commit without bytes nor a placement of what has not come', async () => {
    const asset = await post(
      'appAssetLibraryImages',
      { fileName: 'a.png', fileSize: 4, category: 'APP_SCREENSHOTS_AND_PREVIEWS' },
      { assetLibrary: ['appAssetLibraries', teamIds.weather.app] },
    );
    expect(asset.status).toBe(201);
    const stored = image('a.png');
    expect(stored.attributes['state']).toBe('AWAITING_UPLOAD');
    expect((await place(stored)).faults).toEqual(['409 STATE_ERROR.INVALID_ASSET_STATE']);
    // No byte has come.
    expect((await patch('appAssetLibraryImages', stored.id, { uploaded: true })).faults).toEqual([
      '409 ENTITY_ERROR.ATTRIBUTE.INVALID /data/attributes/uploaded',
    ]);
  });

  it('archives only what is approved, and deletes only what is placed nowhere', async () => {
    expect(
      (await patch('appAssetLibraryImages', image('rain-alert.png').id, { archived: true })).faults,
    ).toEqual(['409 STATE_ERROR.INVALID_ASSET_STATE']);
    expect((await patch('appAssetLibraryImages', image('radar.png').id, { archived: true })).status).toBe(
      200,
    );
    expect(image('radar.png').attributes['state']).toBe('ARCHIVED');
    expect((await remove('appAssetLibraryImages', image('ten-days.png').id)).faults).toEqual([
      '409 STATE_ERROR.ASSET_HAS_PLACEMENTS',
    ]);
    expect((await remove('appAssetLibraryImages', image('rain-alert.png').id)).status).toBe(204);
  });
});
