import { groupSizes, placementGroups } from '../../catalog/placement-groups.ts';
import { displayTypesFor, fitsDisplay, sizesOf } from '../../catalog/screenshot-sizes.ts';
import type { UploadFile } from '../../guard/upload-file.ts';
import { type MediaPath, type Place, pictureOf, secondGeneration, videoType } from './local.ts';
import { type MediaKind, previews, screenshots } from './sets.ts';

/** A set of the older world: kind and display type. */
export interface SetPlace extends Place {
  readonly kind: MediaKind;
}

type Told = SetPlace | { readonly fault: string };

function placed(kind: MediaKind, display: string): SetPlace {
  return { key: display, most: kind.most, kind };
}

/** The set that a file goes into, told from the pixels, the name, or what is given. */
export function setOf(wanted: MediaPath, file: UploadFile, platform: string): Told {
  if (videoType(file.name) !== undefined) return previewOf(wanted, file);
  const picture = pictureOf(file);
  if ('fault' in picture) return picture;
  const { width, height } = picture;
  const given = wanted.display;
  if (given !== undefined)
    return fitsDisplay(given, width, height)
      ? placed(screenshots, given)
      : { fault: `${width}×${height} pixels do not fit ${given}. It takes ${sizesText(given)}.` };
  const candidates = displayTypesFor(width, height).filter((type) => onPlatform(type, platform));
  // An older set only where the name says so.
  const named = candidates.find((type) => file.name.toUpperCase().includes(type.replace('APP_', '')));
  const second = secondGeneration.test(file.name) ? 'APP_IPAD_PRO_129' : undefined;
  const display = candidates.find((type) => type === second) ?? named ?? candidates[0];
  if (display === undefined)
    return {
      fault: onlyInLibrary(width, height)
        ? `${width}×${height} pixels are for a display that only the App Asset Library has, and this app has none.`
        : `${width}×${height} pixels fit no display of ${platform}.`,
    };
  if (wanted.messages !== true) return placed(screenshots, display);
  return sizesOf(`IMESSAGE_${display}`) === undefined
    ? { fault: `${display} has no set for Messages.` }
    : placed(screenshots, `IMESSAGE_${display}`);
}

/** Displays without a set of their own, such as iPhone Duo. */
function onlyInLibrary(width: number, height: number): boolean {
  return placementGroups.some(
    (row) => row.displayType === undefined && groupSizes(row).some(([w, h]) => w === width && h === height),
  );
}

const previewTypes = [
  'IPHONE_67',
  'IPHONE_65',
  'IPHONE_61',
  'IPHONE_58',
  'IPHONE_55',
  'IPHONE_47',
  'IPHONE_40',
  'IPHONE_35',
  'IPAD_PRO_3GEN_129',
  'IPAD_PRO_3GEN_11',
  'IPAD_PRO_129',
  'IPAD_105',
  'IPAD_97',
  'DESKTOP',
  'APPLE_TV',
  'APPLE_VISION_PRO',
];

/** One size of video serves several displays, so its pixels cannot tell which is meant. */
function previewOf(wanted: MediaPath, file: UploadFile): Told {
  const given = wanted.display?.replace(/^APP_/, '');
  const name = file.name.toUpperCase();
  const display = given ?? previewTypes.find((type) => name.includes(type));
  if (display === undefined || !previewTypes.includes(display))
    return { fault: `which display? Put one into the name or display_type: ${previewTypes.join(', ')}.` };
  return placed(previews, display);
}

const ofPlatform: Readonly<Record<string, RegExp>> = {
  IOS: /^APP_(IPHONE|IPAD|WATCH)/,
  MAC_OS: /^APP_DESKTOP$/,
  TV_OS: /^APP_APPLE_TV$/,
  VISION_OS: /^APP_APPLE_VISION_PRO$/,
};

function onPlatform(type: string, platform: string): boolean {
  return ofPlatform[platform]?.test(type) ?? true;
}

function sizesText(display: string): string {
  const sizes = sizesOf(display)?.sizes.map(([width, height]) => `${width}×${height}`) ?? [];
  return sizes.length === 0 ? 'nothing: there is no such display type' : sizes.join(', ');
}
