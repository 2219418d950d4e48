import { displayOf } from '../../../catalog/placement-groups.ts';
import { fitsDisplay, sizesOf } from '../../../catalog/screenshot-sizes.ts';
import type { Shot, ShotSet, TextFacts } from '../snapshot.ts';
import { type Check, type Finding, ok, read, remove, sources } from './check.ts';
import { device } from './displays.ts';
import { mostPreviews, mostShots } from './limits.ts';

/** A check of each set of screenshots. */
function perSet(test: (set: ShotSet, text: TextFacts) => readonly Finding[]): Check['test'] {
  return ({ texts }) => texts.flatMap((text) => text.shots.flatMap((set) => test(set, text)));
}

/** A check of each screenshot: says what is wrong with it. */
function perShot(wrong: (shot: Shot, set: ShotSet) => string | undefined): Check['test'] {
  return perSet((set, text) =>
    set.shots.flatMap((shot): readonly Finding[] => {
      const says = wrong(shot, set);
      return says === undefined
        ? ok
        : [
            {
              subject: `${text.locale} ${device(set.type)} ${shot.fileName}`,
              says,
              fix: remove('appScreenshots_deleteInstance', shot.id),
            },
          ];
    }),
  );
}

/** `UPLOAD_COMPLETE` still has to become `COMPLETE`: Apple looks at the pixels in between. */
const arriving = new Set(['AWAITING_UPLOAD', 'UPLOAD_COMPLETE', 'PROCESSING']);

export const mediaChecks: readonly Check[] = [
  {
    id: 'media.set_empty',
    severity: 'warning',
    title: 'A set of screenshots is empty',
    field: 'appScreenshotSets.appScreenshots',
    where: 'appScreenshotSets_deleteInstance',
    source: sources.help,
    test: perSet((set, text) =>
      set.shots.length > 0
        ? ok
        : [
            {
              subject: `${text.locale} ${device(set.type)}`,
              fix: remove('appScreenshotSets_deleteInstance', set.id),
            },
          ],
    ),
  },
  {
    id: 'media.screenshots_many',
    severity: 'blocker',
    title: 'A set has too many screenshots',
    field: 'appScreenshotSets.appScreenshots',
    where: 'appScreenshots_deleteInstance',
    source: sources.help,
    test: perSet((set, text) =>
      set.shots.length <= mostShots
        ? ok
        : [
            {
              subject: `${text.locale} ${device(set.type)}`,
              says: `${set.shots.length}, ${mostShots} allowed`,
              fix: remove('appScreenshots_deleteInstance', set.shots.at(-1)?.id ?? ''),
            },
          ],
    ),
  },
  {
    id: 'media.screenshots_arriving',
    severity: 'blocker',
    title: 'A screenshot has not arrived yet',
    field: 'appScreenshots.assetDeliveryState',
    where: 'appScreenshots_getInstance',
    source: sources.reports,
    test: perSet((set, text) =>
      set.shots
        .filter(({ state }) => arriving.has(state))
        .map((shot) => ({
          subject: `${text.locale} ${device(set.type)} ${shot.fileName}`,
          says: shot.state,
          fix: read('appScreenshots_getInstance', { id: shot.id }),
        })),
    ),
  },
  {
    id: 'media.screenshots_failed',
    severity: 'blocker',
    title: 'Apple refused a screenshot',
    field: 'appScreenshots.assetDeliveryState',
    where: 'appScreenshots_deleteInstance',
    source: sources.reports,
    test: perShot(({ state, errors }) =>
      state === 'FAILED'
        ? `FAILED ${errors.join(', ')}; delete it and upload it anew`.replace('  ', ' ')
        : undefined,
    ),
  },
  {
    id: 'media.screenshots_size',
    severity: 'blocker',
    title: 'A screenshot does not have the pixels of its display',
    field: 'appScreenshots.imageAsset',
    where: 'appScreenshots_deleteInstance',
    source: sources.reports,
    test: perShot(({ width, height }, { type }) => {
      if (width === undefined || height === undefined || sizesOf(type) === undefined) return undefined;
      return fitsDisplay(type, width, height) ? undefined : `${width}×${height}; ${expected(type)} expected`;
    }),
  },
  {
    id: 'media.screenshots_format',
    severity: 'warning',
    title: 'A screenshot is neither PNG nor JPEG',
    field: 'appScreenshots.fileName',
    where: 'appScreenshots_deleteInstance',
    source: sources.help,
    test: perShot(({ fileName }) => (/\.(?:png|jpe?g)$/i.test(fileName) ? undefined : fileName)),
  },
  {
    id: 'media.screenshots_twice',
    severity: 'warning',
    title: 'The same picture stands twice in a set',
    field: 'appScreenshots.sourceFileChecksum',
    where: 'appScreenshots_deleteInstance',
    source: sources.help,
    test: perSet((set, text) => {
      const seen = new Set<string>();
      return set.shots.flatMap((shot): readonly Finding[] => {
        if (shot.checksum === undefined) return ok;
        const again = seen.has(shot.checksum);
        seen.add(shot.checksum);
        return again
          ? [
              {
                subject: `${text.locale} ${device(set.type)} ${shot.fileName}`,
                fix: remove('appScreenshots_deleteInstance', shot.id),
              },
            ]
          : ok;
      });
    }),
  },
  {
    id: 'media.previews_many',
    severity: 'blocker',
    title: 'A set has too many previews',
    field: 'appPreviewSets.appPreviews',
    where: 'appPreviews_deleteInstance',
    source: sources.help,
    test: ({ texts }) =>
      texts.flatMap((text) =>
        text.previews
          .filter(({ previews }) => previews.length > mostPreviews)
          .map((set) => ({
            subject: `${text.locale} ${set.type}`,
            says: `${set.previews.length}, ${mostPreviews} allowed`,
            fix: remove('appPreviews_deleteInstance', set.previews.at(-1)?.id ?? ''),
          })),
      ),
  },
  placement('placements_arriving', 'A placed picture or film is still being processed', 'ASSET_PROCESSING'),
  placement('placements_failed', 'Apple refused a placed picture or film', 'FAILED'),
  preview(
    'previews_arriving',
    'A preview has not arrived yet',
    (state) => arriving.has(state),
    'appPreviews_getInstance',
  ),
  preview(
    'previews_failed',
    'Apple refused a preview',
    (state) => state === 'FAILED',
    'appPreviews_deleteInstance',
  ),
];

function placement(id: string, title: string, wrong: string): Check {
  return {
    id: `media.${id}`,
    severity: 'blocker',
    title,
    field: 'appAssetLibraryPlacements.state',
    where: 'appAssetLibraryPlacements_getInstance',
    source: sources.document,
    test: ({ texts }) =>
      texts.flatMap((text) =>
        text.placements
          .filter(({ state }) => state === wrong)
          .map(({ id: placed, type, group, state }) => ({
            subject: `${text.locale} ${device(displayOf(group) ?? group)} ${type}`,
            says: state,
            fix:
              wrong === 'FAILED'
                ? remove('appAssetLibraryPlacements_deleteInstance', placed)
                : read('appAssetLibraryPlacements_getInstance', { id: placed }),
          })),
      ),
  };
}

function preview(id: string, title: string, wrong: (state: string) => boolean, where: string): Check {
  return {
    id: `media.${id}`,
    severity: 'blocker',
    title,
    field: 'appPreviews.videoDeliveryState',
    where,
    source: sources.document,
    test: ({ texts }) =>
      texts.flatMap((text) =>
        text.previews.flatMap((set) =>
          set.previews
            .filter(({ state }) => wrong(state))
            .map(({ id: previewId, fileName, state, errors }) => ({
              subject: `${text.locale} ${set.type} ${fileName}`,
              says: [state, ...errors].join(' '),
              fix: where.endsWith('_deleteInstance')
                ? remove(where, previewId)
                : read(where, { id: previewId }),
            })),
        ),
      ),
  };
}

function expected(type: string): string {
  return (sizesOf(type)?.sizes ?? []).map(([width, height]) => `${width}×${height}`).join(' or ');
}
