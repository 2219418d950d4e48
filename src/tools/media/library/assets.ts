import { arrayAt, objectAt, stringAt } from '../../../catalog/json.ts';
import { type AssetKind, assetKindOf } from '../../../catalog/uploads.ts';
import { AscError } from '../../../client/errors.ts';
import { cleanText } from '../../clean.ts';
import type { ToolContext } from '../../context.ts';
import { type Delivery, deliveryOf } from '../delivery.ts';

/** Pictures and videos are two lists of the library. */
export interface LibraryMedia {
  /** Relationship of a placement to its asset. */
  readonly name: 'image' | 'video';
  readonly list: 'images' | 'videos';
  readonly asset: AssetKind;
}

export const libraryImages: LibraryMedia = {
  name: 'image',
  list: 'images',
  asset: assetKindOf('AppAssetLibraryImage'),
};
export const libraryVideos: LibraryMedia = {
  name: 'video',
  list: 'videos',
  asset: assetKindOf('AppAssetLibraryVideo'),
};

/** Screenshots and previews; creative assets are somebody else's business. */
export const category = 'APP_SCREENSHOTS_AND_PREVIEWS';

/** An asset of the library, as far as comparing needs it. */
export interface LibraryAsset {
  readonly id: string;
  readonly media: LibraryMedia;
  readonly fileName: string;
  readonly fileSize: number;
  /** What this tool wrote into the reference name; absent for what others uploaded, or renamed. */
  readonly mark?: string;
  /** As Apple's people see it in the library. */
  readonly title: string;
  readonly delivery: Delivery;
  /** Ids of its placements, on any page of the app. */
  readonly placements: readonly string[];
}

/** Id of the app's library; `undefined` where the app has none, and the older sets are the only way. */
export async function libraryOf(context: ToolContext, app: string): Promise<string | undefined> {
  try {
    const { body } = await context.client.request({
      method: 'GET',
      path: `/v1/apps/${app}/assetLibrary`,
      signal: context.signal,
    });
    return stringAt(objectAt(body, 'data'), 'id');
  } catch (error) {
    if (error instanceof AscError && error.status === 404) return undefined;
    throw error;
  }
}

/** Assets that are compared; a longer library is not understood by halves. */
const mostAssets = 10_000;
/** Placements that come along with an asset; with so many it is surely placed. */
const placementsShown = 50;

/** Everything in the library that could be a screenshot or preview, oldest first. Two requests for most apps. */
export async function readAssets(context: ToolContext, library: string): Promise<readonly LibraryAsset[]> {
  const lists = await Promise.all(
    [libraryImages, libraryVideos].map(async (media) => {
      const { list, asset } = media;
      const page = await context.client.pages({
        method: 'GET',
        path: `/v1/appAssetLibraries/${library}/${list}`,
        query: {
          'filter[category]': category,
          [`fields[${asset.operations}]`]: 'fileName,fileSize,referenceName,state,stateDetails,placements',
          'fields[appAssetLibraryPlacements]': 'state',
          include: 'placements',
          'limit[placements]': String(placementsShown),
          sort: 'createdDate',
          limit: '200',
        },
        maxItems: mostAssets,
        signal: context.signal,
      });
      if (!page.complete)
        throw new AscError({
          code: 'library_incomplete',
          message: `Only ${page.count} ${list} of the App Asset Library could be read.`,
          meaning: 'Nothing was changed: without all of them, files would be uploaded twice.',
          next: 'Call again later.',
          outcome: 'not_sent',
        });
      return page.data.map((object) => assetOf(media, object));
    }),
  );
  return lists.flat();
}

function assetOf(media: LibraryMedia, object: unknown): LibraryAsset {
  const attributes = objectAt(object, 'attributes');
  const { fileSize } = attributes;
  const fileName = stringAt(attributes, 'fileName') ?? '';
  const title = stringAt(attributes, 'referenceName') ?? fileName;
  const mark = markIn(title);
  return {
    id: stringAt(object, 'id') ?? '',
    media,
    fileName,
    fileSize: typeof fileSize === 'number' ? fileSize : 0,
    ...(mark === undefined ? {} : { mark }),
    title: cleanText(title, 80),
    delivery: deliveryOf(media.asset, object),
    placements: arrayAt(objectAt(objectAt(object, 'relationships'), 'placements'), 'data').flatMap(
      (link) => stringAt(link, 'id') ?? [],
    ),
  };
}

/** Ids that one request may ask for; the address has a length. */
const idsAtOnce = 50;

/** Assets as they are now, by id: for waiting until Apple has judged them. */
export async function readStates(
  context: ToolContext,
  library: string,
  { list, asset }: LibraryMedia,
  ids: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  const found = new Map<string, unknown>();
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const some = ids.slice(at, at + idsAtOnce);
    const { data } = await context.client.pages({
      method: 'GET',
      path: `/v1/appAssetLibraries/${library}/${list}`,
      query: {
        'filter[id]': some.join(','),
        [`fields[${asset.operations}]`]: 'state,stateDetails',
        limit: '200',
      },
      maxItems: idsAtOnce,
      signal: context.signal,
      verification: true,
    });
    for (const object of data) found.set(stringAt(object, 'id') ?? '', object);
  }
  return found;
}

/**
 * The library keeps no checksum, so this tool writes one into the reference name, where people see it and every
 * computer can read it: `1.png #3f2a9c41e0b79d21`, the first 16 digits of the SHA-256.
 */
export function referenceName(file: { readonly name: string; readonly sha256: string }): string {
  return `${cleanText(file.name, 60)} #${markOf(file)}`;
}

export function markOf({ sha256 }: { readonly sha256: string }): string {
  return sha256.slice(0, 16);
}

function markIn(title: string): string | undefined {
  return / #([0-9a-f]{16})$/.exec(title)?.[1];
}
