import type { LocalMedia } from '../local.ts';
import { type LibraryAsset, markOf } from './assets.ts';
import type { LibraryPlace } from './place-of.ts';

/** What becomes of a file of this computer: one for all the places that it has. */
export interface LibraryFile {
  readonly file: LocalMedia<LibraryPlace>;
  /** The asset; absent until it is uploaded. */
  asset?: string;
  /** A reservation of an earlier run that waits for these bytes. */
  readonly adopt?: string;
  /** It was not there before this call. */
  readonly isNew: boolean;
  /** Known only by its name and size: somebody else uploaded it. */
  readonly byName: boolean;
  /** Apple has not judged it yet. */
  processing: boolean;
  /** Why Apple refused it. */
  refused?: readonly string[];
}

/** By media and content, so that the same bytes are one file wherever they are placed. */
export type LibraryFiles = ReadonlyMap<string, LibraryFile>;

export function contentOf({ place, sha256 }: LocalMedia<LibraryPlace>): string {
  return `${place.media.name} ${sha256}`;
}

/**
 * Finds each file in the library: by the mark that this tool leaves, else by name and size where only one file and one
 * asset fit. Bytes that Apple refused once are not sent again; the same bytes would be refused again.
 */
export function matchFiles(
  files: readonly LocalMedia<LibraryPlace>[],
  assets: readonly LibraryAsset[],
): LibraryFiles {
  const contents = new Map(files.map((file) => [contentOf(file), file]));
  const found = new Map<string, LibraryFile>();
  for (const [content, file] of contents) {
    const marked = assets.filter((asset) => isOf(asset, file) && asset.mark === markOf(file));
    const byMark = marked.find(isUsable);
    const failed = marked.find(isFailed);
    const adopt = marked.find(isAwaiting);
    const named = nameless(file, contents, assets);
    const asset = byMark ?? (failed === undefined ? named : undefined);
    found.set(content, {
      file,
      ...(asset === undefined ? {} : { asset: asset.id }),
      ...(adopt === undefined ? {} : { adopt: adopt.id }),
      isNew: asset === undefined,
      byName: asset !== undefined && byMark === undefined,
      processing: asset !== undefined && !isDone(asset),
      ...(asset === undefined && failed !== undefined ? { refused: failed.delivery.reasons } : {}),
    });
  }
  return found;
}

/** The only asset without a mark that has name and size of a file, when no other file has them. */
function nameless(
  file: LocalMedia<LibraryPlace>,
  contents: ReadonlyMap<string, LocalMedia<LibraryPlace>>,
  assets: readonly LibraryAsset[],
): LibraryAsset | undefined {
  const alike = [...contents.values()].filter(
    (one) => one.name === file.name && one.size === file.size && one.place.media === file.place.media,
  );
  const fitting = assets.filter(
    (asset) =>
      isOf(asset, file) &&
      asset.mark === undefined &&
      isUsable(asset) &&
      asset.fileName === file.name &&
      asset.fileSize === file.size,
  );
  return alike.length === 1 && fitting.length === 1 ? fitting[0] : undefined;
}

function isOf(asset: LibraryAsset, file: LocalMedia<LibraryPlace>): boolean {
  return asset.media === file.place.media;
}

function isAwaiting({ media, delivery }: LibraryAsset): boolean {
  return delivery.state === media.asset.state.awaiting;
}

function isFailed({ media, delivery }: LibraryAsset): boolean {
  return media.asset.state.failed.includes(delivery.state);
}

function isDone({ media, delivery }: LibraryAsset): boolean {
  return media.asset.state.done.includes(delivery.state);
}

/** It can be placed, now or when Apple is done with it. Archived assets are out of use. */
function isUsable(asset: LibraryAsset): boolean {
  return !isAwaiting(asset) && !isFailed(asset) && asset.delivery.state !== 'ARCHIVED';
}
