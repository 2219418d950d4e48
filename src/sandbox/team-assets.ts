import { uuid } from './random.ts';
import { seedAssetSpecs } from './team-asset-specs.ts';
import { teamIds } from './team-ids.ts';
import type { Seeder } from './team-seeder.ts';

/** The asset library of Weather Now: pictures and a film, and the places they are used at. */
export function seedAssets(seeder: Seeder): void {
  seedAssetSpecs(seeder);
  const common = (key: string, fileName: string, state: string) => ({
    category: 'APP_SCREENSHOTS_AND_PREVIEWS',
    createdDate: seeder.ago(50),
    lastModifiedDate: seeder.ago(49),
    fileName,
    fileSize: 840_112,
    referenceName: key,
    specId: uuid(fileName.endsWith('.mp4') ? 'video 886x1920' : 'image 1320x2868'),
    state,
    stateDetails: [],
  });
  const images = (
    [
      ['Radar', 'radar.png', 'APPROVED'],
      ['Ten days', 'ten-days.png', 'APPROVED'],
      ['Rain alert', 'rain-alert.png', 'PREPARE_FOR_SUBMISSION'],
      ['Too small', 'too-small.png', 'FAILED'],
      ['Storm card', 'storm-card.png', 'APPROVED'],
    ] as const
  ).map(([key, fileName, state]) =>
    seeder.put('AppAssetLibraryImage', seeder.id(`asset ${key}`), {
      ...common(key, fileName, state),
      imageAsset: seeder.image(`asset ${key}`, 1320, 2868),
      ...(key === 'Storm card'
        ? {
            category: 'CREATIVE_ASSETS',
            specId: uuid('image 1920x1080'),
            imageAsset: seeder.image(`asset ${key}`, 1920, 1080),
          }
        : {}),
      ...(state === 'FAILED'
        ? { stateDetails: [{ code: 'IMAGE_INCORRECT_DIMENSIONS', description: 'The size fits no display.' }] }
        : {}),
    }),
  );
  const video = seeder.put('AppAssetLibraryVideo', seeder.id('asset film'), {
    ...common('Film', 'film.mp4', 'APPROVED'),
    fileSize: 22_480_004,
    previewFrameTimeCode: '00:00:05:00',
    previewFrameImage: {
      image: seeder.image('asset film', 886, 1920),
      state: { state: 'COMPLETE', errors: [], warnings: [] },
    },
    videoAsset: 'https://video.example.com/film.m3u8',
  });
  const library = seeder.put('AppAssetLibrary', teamIds.weather.app, {}, { images, videos: [video] });
  seeder.link('App', teamIds.weather.app, 'assetLibrary', library);
  const live = seeder.id(`${teamIds.versions.weatherLive} en-US`);
  const placements = (
    [
      ['appStoreVersionLocalization', live, 'APP_SCREENSHOT', 0],
      ['appStoreVersionLocalization', live, 'APP_SCREENSHOT', 1],
      ['appStoreVersionLocalization', live, 'APP_PREVIEW', undefined],
      ['appCustomProductPageLocalization', seeder.id('page For sailors en'), 'APP_SCREENSHOT', 0],
      [
        'appStoreVersionExperimentTreatmentLocalization',
        seeder.id('treatment Radar on top en'),
        'APP_SCREENSHOT',
        1,
      ],
      ['appEventLocalization', seeder.id('event Storm season en'), 'EVENT_CARD_ASSET', 4],
    ] as const
  ).map(([parent, id, placementType, image], index) =>
    seeder.put(
      'AppAssetLibraryPlacement',
      seeder.id(`placement ${index}`),
      {
        mediaType: image === undefined ? 'VIDEO' : 'IMAGE',
        placementType,
        placementGroup:
          placementType === 'EVENT_CARD_ASSET' ? 'DEFAULT_PROFILE' : 'IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE',
        createdDate: seeder.ago(48),
        lastModifiedDate: seeder.ago(48),
        state: 'PARENT_APPROVED',
        stateDetails: [],
      },
      { [parent]: id, ...(image === undefined ? { video } : { image: images[image] ?? '' }) },
    ),
  );
  seeder.put(
    'AppAssetLibraryPlacementOrderingRequest',
    seeder.id('placement order'),
    {},
    { orderedPlacements: placements.slice(0, 2) },
  );
}
