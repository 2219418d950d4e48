import { arrayAt, objectAt, stringAt } from '../../catalog/json.ts';
import { type AssetKind, assetKindOf } from '../../catalog/uploads.ts';
import type { ToolContext } from '../context.ts';
import { deliveryOf } from './delivery.ts';

/** The two kinds of media of a version, each in sets by display type. */
export interface MediaKind {
  readonly name: 'screenshot' | 'preview';
  readonly asset: AssetKind;
  /** Operations of the set begin with it; also its type and the relationship of the localization. */
  readonly sets: string;
  /** Attribute of the set that names the display. */
  readonly display: string;
  /** Relationship from the set to its files; also their type. */
  readonly files: string;
  /** Relationship from a file to its set. */
  readonly set: string;
  /** Apple's limit for one set (help pages, read 2026-11-22). */
  readonly most: number;
}

export const screenshots: MediaKind = {
  name: 'screenshot',
  asset: assetKindOf('AppScreenshot'),
  sets: 'appScreenshotSets',
  display: 'screenshotDisplayType',
  files: 'appScreenshots',
  set: 'appScreenshotSet',
  most: 10,
};

export const previews: MediaKind = {
  name: 'preview',
  asset: assetKindOf('AppPreview'),
  sets: 'appPreviewSets',
  display: 'previewType',
  files: 'appPreviews',
  set: 'appPreviewSet',
  most: 3,
};

/** A file in a set, as far as comparing needs it. */
export interface RemoteFile {
  readonly id: string;
  readonly fileName: string;
  readonly fileSize: number;
  /** MD5; absent until it is committed. */
  readonly md5?: string;
  readonly state: string;
}

export interface RemoteSet {
  readonly id: string;
  readonly display: string;
  /** In the order in which customers see them. */
  readonly files: readonly RemoteFile[];
}

/** The sets of a localization with their files: one request. */
export async function readSets(
  context: ToolContext,
  kind: MediaKind,
  localization: string,
): Promise<readonly RemoteSet[]> {
  const page = await context.client.pages({
    method: 'GET',
    path: `/v1/appStoreVersionLocalizations/${localization}/${kind.sets}`,
    query: {
      include: kind.files,
      [`fields[${kind.sets}]`]: `${kind.display},${kind.files}`,
      [`fields[${kind.files}]`]: fieldsOf(kind),
      [`limit[${kind.files}]`]: '50',
      limit: '50',
    },
    maxItems: 100,
    signal: context.signal,
  });
  const files = new Map(page.included.map((file) => [stringAt(file, 'id') ?? '', remoteFile(kind, file)]));
  return page.data.map((set) => ({
    id: stringAt(set, 'id') ?? '',
    display: stringAt(objectAt(set, 'attributes'), kind.display) ?? '',
    files: arrayAt(objectAt(objectAt(set, 'relationships'), kind.files), 'data').flatMap(
      (link) => files.get(stringAt(link, 'id') ?? '') ?? [],
    ),
  }));
}

/** The files of one set in their order, as Apple answers them, by id. */
export async function readFiles(
  context: ToolContext,
  kind: MediaKind,
  set: string,
): Promise<ReadonlyMap<string, unknown>> {
  const page = await context.client.pages({
    method: 'GET',
    path: `/v1/${kind.sets}/${set}/${kind.files}`,
    query: { [`fields[${kind.files}]`]: fieldsOf(kind), limit: '50' },
    maxItems: 50,
    signal: context.signal,
    verification: true,
  });
  return new Map(page.data.map((file) => [stringAt(file, 'id') ?? '', file]));
}

function fieldsOf(kind: MediaKind): string {
  const states = kind.name === 'preview' ? 'assetDeliveryState,videoDeliveryState' : 'assetDeliveryState';
  return `fileName,fileSize,sourceFileChecksum,${states}`;
}

function remoteFile(kind: MediaKind, file: unknown): RemoteFile {
  const attributes = objectAt(file, 'attributes');
  const md5 = stringAt(attributes, 'sourceFileChecksum');
  const { fileSize } = attributes;
  return {
    id: stringAt(file, 'id') ?? '',
    fileName: stringAt(attributes, 'fileName') ?? '',
    fileSize: typeof fileSize === 'number' ? fileSize : 0,
    ...(md5 === undefined ? {} : { md5: md5.toLowerCase() }),
    state: deliveryOf(kind.asset, file).state,
  };
}
