import { groupNamed, placementGroups } from '../../../catalog/placement-groups.ts';
import type { UploadFile } from '../../../guard/upload-file.ts';
import { cleanText } from '../../clean.ts';
import { type MediaPath, type Place, pictureOf, secondGeneration, videoType } from '../local.ts';
import { type LibraryMedia, libraryImages, libraryVideos } from './assets.ts';
import { fits, type LibrarySpecs, type PlacementType, sizesText } from './specs.ts';

/** Where a file is placed in a locale: type and group. */
export interface LibraryPlace extends Place {
  readonly media: LibraryMedia;
  readonly type: PlacementType;
  readonly group: string;
}

type Told = LibraryPlace | { readonly fault: string };

/** Platforms of groups that belong to a platform of versions. */
const ofPlatform: Readonly<Record<string, readonly string[]>> = {
  IOS: ['IPHONE_APP_STORE', 'IPAD_APP_STORE', 'WATCH_APP_STORE', 'IMESSAGE_APP_STORE'],
  MAC_OS: ['MAC_APP_STORE'],
  TV_OS: ['TV_APP_STORE'],
  VISION_OS: ['VISION_PRO_APP_STORE'],
};

/** The place that a file goes to, told from the pixels, the name, or what is given, by what Apple takes today. */
export function placeOf(specs: LibrarySpecs, wanted: MediaPath, file: UploadFile, platform: string): Told {
  if (videoType(file.name) !== undefined) return previewOf(specs, wanted, file, platform);
  const picture = pictureOf(file);
  if ('fault' in picture) return picture;
  const { width, height } = picture;
  const given = wanted.display;
  const messages = wanted.messages === true || given?.startsWith('IMESSAGE_') === true;
  const type: PlacementType = messages ? 'IMESSAGE_APP_SCREENSHOT' : 'APP_SCREENSHOT';
  if (given !== undefined) {
    const name = messages && !given.startsWith('IMESSAGE_') ? `IMESSAGE_${given}` : given;
    const spec = known(specs, type, name);
    if (spec === undefined) return unknown(specs, type, given, platform);
    return fits(spec, width, height)
      ? { key: spec.group, most: spec.most ?? 0, media: libraryImages, type, group: spec.group }
      : { fault: `${width}×${height} pixels do not fit ${spec.group}. It takes ${sizesText(spec)}.` };
  }
  const candidates = specs
    .fitting(type, width, height)
    .filter((spec) => ofPlatform[platform]?.includes(spec.platform) ?? true)
    .map((spec) => ({ spec, rank: rankOf(spec.group) }))
    .sort((a, b) => a.rank - b.rank);
  const named = candidates.find(({ spec }) => isNamed(file.name, spec.group));
  const second = secondGeneration.test(file.name)
    ? candidates.find(({ spec }) => own(spec.group) === 'IPAD_129_PROFILE')
    : undefined;
  const [first, next] = candidates;
  if (first === undefined) return { fault: `${width}×${height} pixels fit no display of ${platform}.` };
  // Groups that this version does not know cannot be told apart by it.
  if (named === undefined && next !== undefined && first.rank === placementGroups.length)
    return {
      fault: `which display? Put one into display_type: ${candidates.map(({ spec }) => spec.group).join(', ')}.`,
    };
  const { group, most = 0 } = (second ?? named ?? first).spec;
  return { key: group, most, media: libraryImages, type, group };
}

/** One size of video serves several displays, so its pixels cannot tell which is meant. */
function previewOf(specs: LibrarySpecs, wanted: MediaPath, file: UploadFile, platform: string): Told {
  const type = 'APP_PREVIEW';
  const groups = specs.groups(type).filter((spec) => ofPlatform[platform]?.includes(spec.platform) ?? true);
  const found =
    wanted.display === undefined
      ? [...groups]
          .sort((a, b) => rankOf(a.group) - rankOf(b.group))
          .find(({ group }) => isNamed(file.name, group))
      : known(specs, type, wanted.display);
  if (found === undefined) return unknown(specs, type, wanted.display, platform);
  const { group, most = 0 } = found;
  return { key: `${group} previews`, most, media: libraryVideos, type, group };
}

function known(specs: LibrarySpecs, type: PlacementType, name: string) {
  const groups = specs.groups(type);
  const upper = name.toUpperCase();
  // What Apple calls a group goes before what this table calls it.
  const group = groups.some((spec) => spec.group === upper) ? upper : groupNamed(name);
  return groups.find((spec) => spec.group === group);
}

function unknown(
  specs: LibrarySpecs,
  type: PlacementType,
  given: string | undefined,
  platform: string,
): { readonly fault: string } {
  const groups = specs
    .groups(type)
    .filter((spec) => ofPlatform[platform]?.includes(spec.platform) ?? true)
    .map(({ group }) => group);
  const why = given === undefined ? 'which display?' : `there is no place ${cleanText(given, 60)}.`;
  return { fault: `${why} Put one into the name or display_type: ${groups.join(', ')}.` };
}

function own(group: string): string {
  return group.replace(/^IMESSAGE_/, '');
}

function rankOf(group: string): number {
  const rank = placementGroups.findIndex((row) => row.group === own(group));
  return rank < 0 ? placementGroups.length : rank;
}

/** A file name that says which display it is for: `IPHONE_67`, `IPHONE_DUO`, `IPAD_13`. */
function isNamed(file: string, group: string): boolean {
  const row = placementGroups.find((one) => one.group === own(group));
  const names = [own(group).replace(/_PROFILE$/, ''), row?.displayType?.replace(/^APP_/, '')];
  const upper = file.toUpperCase();
  return names.some((name) => name !== undefined && upper.includes(name));
}
