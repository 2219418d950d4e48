import { join } from 'node:path';
import { imageHeader } from '../../catalog/image-header.ts';
import { displayTypesFor, fitsDisplay, sizesOf } from '../../catalog/screenshot-sizes.ts';
import { AscError } from '../../client/errors.ts';
import type { UploadFile } from '../../guard/upload-file.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { type MediaKind, previews, screenshots } from './sets.ts';
import type { Uploads } from './uploads.ts';

/** A file and where it belongs, before it is known whether it has to be sent. */
export interface MediaPath {
  readonly path: string;
  readonly locale: string;
  /** `APP_IPHONE_67`, `IPHONE_67`; told from the pixels or the name when absent. */
  readonly display?: string | undefined;
  /** Of the app for Messages. */
  readonly messages?: boolean;
}

/** A picture or video on this computer, looked at. */
export interface LocalMedia {
  readonly path: string;
  readonly name: string;
  readonly locale: string;
  readonly kind: MediaKind;
  readonly display: string;
  readonly size: number;
  readonly md5: string;
  readonly sha256: string;
}

const pictures = /\.(png|jpe?g)$/i;
const videos: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  m4v: 'video/x-m4v',
  mov: 'video/quicktime',
};
const mostFiles = 1_000;

/** Media type of a video by its name; `undefined` for what is no video. */
export function videoType(name: string): string | undefined {
  return videos[/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''];
}

/**
 * The files of a tree as fastlane keeps it: `<locale>/…`, `iMessage/<locale>/…`, `appleTV/<locale>/…`. Files of a
 * locale in the order of their names.
 */
export async function filesOfTree(uploads: Uploads, folder: string): Promise<readonly MediaPath[]> {
  const found: MediaPath[] = [];
  const walk = async (path: string, more: Partial<MediaPath>): Promise<void> => {
    for (const locale of await uploads.files.list(path)) {
      if (!locale.folder || special.has(locale.name)) continue;
      for (const { name, folder: isFolder } of await uploads.files.list(join(path, locale.name)))
        if (!isFolder && (pictures.test(name) || videoType(name) !== undefined))
          found.push({ path: join(path, locale.name, name), locale: locale.name, ...more });
    }
  };
  const top = await uploads.files.list(folder);
  await walk(folder, {});
  if (top.some(({ name }) => name === 'iMessage')) await walk(join(folder, 'iMessage'), { messages: true });
  if (top.some(({ name }) => name === 'appleTV'))
    await walk(join(folder, 'appleTV'), { display: 'APP_APPLE_TV' });
  if (found.length === 0)
    throw bad(
      ['The folder holds no pictures or videos.'],
      'It must have folders named as locales: de-DE/1.png.',
    );
  return found;
}

const special: ReadonlySet<string> = new Set(['iMessage', 'appleTV']);

/** Looks at every file: hashes, pixels, display. Throws one error that lists all faults. */
export async function lookAt(
  context: ToolContext,
  uploads: Uploads,
  paths: readonly MediaPath[],
  platform: string,
): Promise<readonly LocalMedia[]> {
  if (paths.length > mostFiles)
    throw bad([`${paths.length} files are too many.`], 'Sync a few locales at a time.');
  const faults: string[] = [];
  const found: LocalMedia[] = [];
  for (const wanted of paths) {
    const file = await uploads.files.copy(wanted.path, context.signal);
    await file.dispose();
    const display = displayOf(wanted, file, platform);
    if ('fault' in display) faults.push(`${wanted.locale}/${cleanText(file.name, 80)}: ${display.fault}`);
    else {
      const { name, size, md5, sha256 } = file;
      found.push({ path: wanted.path, locale: wanted.locale, name, size, md5, sha256, ...display });
    }
  }
  for (const [set, files] of groupBySet(found)) {
    const most = files[0]?.kind.most ?? 0;
    if (files.length > most) faults.push(`${set}: ${files.length} files, and a set takes at most ${most}.`);
    // Two reservations for the same bytes could not be told apart after a crash.
    const twice = files.find((file, index) => files.findIndex(({ md5 }) => md5 === file.md5) < index);
    if (twice !== undefined) faults.push(`${set}: ${cleanText(twice.name, 80)} is there twice.`);
  }
  if (faults.length > 0) throw bad(faults, 'Correct the files and call again.');
  return found;
}

/** Files by `locale/display`, in their order. */
export function groupBySet(files: readonly LocalMedia[]): ReadonlyMap<string, readonly LocalMedia[]> {
  const groups = new Map<string, LocalMedia[]>();
  for (const file of files) {
    const key = `${file.locale}/${file.display}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [file]);
    else group.push(file);
  }
  return groups;
}

type Display = { readonly kind: MediaKind; readonly display: string } | { readonly fault: string };

function displayOf(wanted: MediaPath, file: UploadFile, platform: string): Display {
  if (videoType(file.name) !== undefined) return previewOf(wanted, file);
  const picture = imageHeader(file.head);
  if (picture === undefined) return { fault: 'neither a PNG nor a JPEG.' };
  if (picture.alpha) return { fault: 'it has an alpha channel, which Apple refuses.' };
  const { width, height } = picture;
  const given = wanted.display;
  if (given !== undefined)
    return fitsDisplay(given, width, height)
      ? { kind: screenshots, display: given }
      : { fault: `${width}×${height} pixels do not fit ${given}. It takes ${sizesText(given)}.` };
  const candidates = displayTypesFor(width, height).filter((type) => onPlatform(type, platform));
  // An older set only where the name says so.
  const named = candidates.find((type) => file.name.toUpperCase().includes(type.replace('APP_', '')));
  const second = /2nd generation|ipadPro129/i.test(file.name) ? 'APP_IPAD_PRO_129' : undefined;
  const display = candidates.find((type) => type === second) ?? named ?? candidates[0];
  if (display === undefined) return { fault: `${width}×${height} pixels fit no display of ${platform}.` };
  if (wanted.messages !== true) return { kind: screenshots, display };
  return sizesOf(`IMESSAGE_${display}`) === undefined
    ? { fault: `${display} has no set for Messages.` }
    : { kind: screenshots, display: `IMESSAGE_${display}` };
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
function previewOf(wanted: MediaPath, file: UploadFile): Display {
  const given = wanted.display?.replace(/^APP_/, '');
  const name = file.name.toUpperCase();
  const display = given ?? previewTypes.find((type) => name.includes(type));
  if (display === undefined || !previewTypes.includes(display))
    return { fault: `which display? Put one into the name or display_type: ${previewTypes.join(', ')}.` };
  return { kind: previews, display };
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

const faultsShown = 10;

function bad(faults: readonly string[], next: string): AscError {
  const more = faults.length > faultsShown ? ` … and ${faults.length - faultsShown} more.` : '';
  return new AscError({
    code: 'bad_media',
    message: faults.slice(0, faultsShown).join(' ') + more,
    meaning: 'Nothing was changed.',
    next,
    outcome: 'not_sent',
  });
}
