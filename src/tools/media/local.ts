import { join } from 'node:path';
import { imageHeader } from '../../catalog/image-header.ts';
import type { AscError } from '../../client/errors.ts';
import type { UploadFile } from '../../guard/upload-file.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { notSent } from '../refused.ts';
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

/** Where in a locale a file goes: a set of one display, or a group of the library. */
export interface Place {
  /** One for each place of a locale, in words a person understands. */
  readonly key: string;
  /** Apple's limit for one place. */
  readonly most: number;
}

/** A picture or video on this computer, looked at. */
export interface LocalMedia<P extends Place = Place> {
  readonly path: string;
  readonly name: string;
  readonly locale: string;
  readonly place: P;
  readonly size: number;
  readonly md5: string;
  readonly sha256: string;
}

/** Tells where a file goes, or what is wrong with it. */
export type PlaceOf<P extends Place> = (
  wanted: MediaPath,
  file: UploadFile,
) => P | { readonly fault: string };

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

/** Looks at every file: hashes, pixels, place. Throws one error that lists all faults. */
export async function lookAt<P extends Place>(
  context: ToolContext,
  uploads: Uploads,
  paths: readonly MediaPath[],
  placeOf: PlaceOf<P>,
): Promise<readonly LocalMedia<P>[]> {
  if (paths.length > mostFiles)
    throw bad([`${paths.length} files are too many.`], 'Sync a few locales at a time.');
  const faults: string[] = [];
  const found: LocalMedia<P>[] = [];
  for (const wanted of paths) {
    const file = await uploads.files.copy(wanted.path, context.signal);
    await file.dispose();
    const place = placeOf(wanted, file);
    if ('fault' in place) faults.push(`${wanted.locale}/${cleanText(file.name, 80)}: ${place.fault}`);
    else {
      const { name, size, md5, sha256 } = file;
      found.push({ path: wanted.path, locale: wanted.locale, name, size, md5, sha256, place });
    }
  }
  for (const [set, files] of byPlace(found)) {
    const most = files[0]?.place.most ?? 0;
    if (files.length > most) faults.push(`${set}: ${files.length} files, and a set takes at most ${most}.`);
    // Two reservations for the same bytes could not be told apart after a crash.
    const twice = files.find((file, index) => files.findIndex(({ md5 }) => md5 === file.md5) < index);
    if (twice !== undefined) faults.push(`${set}: ${cleanText(twice.name, 80)} is there twice.`);
  }
  if (faults.length > 0) throw bad(faults, 'Correct the files and call again.');
  return found;
}

/** Files by `locale/place`, in their order. */
export function byPlace<P extends Place>(
  files: readonly LocalMedia<P>[],
): ReadonlyMap<string, readonly LocalMedia<P>[]> {
  const groups = new Map<string, LocalMedia<P>[]>();
  for (const file of files) {
    const key = `${file.locale}/${file.place.key}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [file]);
    else group.push(file);
  }
  return groups;
}

/** How fastlane names a file for the older of two iPads with the same pixels. */
export const secondGeneration = /2nd generation|ipadPro129/i;

/** Size of a picture that Apple would take; what is wrong with it otherwise. */
export function pictureOf(
  file: UploadFile,
): { readonly width: number; readonly height: number } | { readonly fault: string } {
  const picture = imageHeader(file.head);
  if (picture === undefined) return { fault: 'neither a PNG nor a JPEG.' };
  if (picture.alpha) return { fault: 'it has an alpha channel, which Apple refuses.' };
  return picture;
}

const faultsShown = 10;

function bad(faults: readonly string[], next: string): AscError {
  const more = faults.length > faultsShown ? ` … and ${faults.length - faultsShown} more.` : '';
  return notSent('bad_media', faults.slice(0, faultsShown).join(' ') + more, next);
}
