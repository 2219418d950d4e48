import { imageHeader } from '../../catalog/image-header.ts';
import { assetKindOf } from '../../catalog/uploads.ts';
import { AscError } from '../../client/errors.ts';
import type { UploadFile } from '../../guard/upload-file.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readOne } from '../document.ts';
import { settledOne } from '../media/delivery.ts';
import { upload } from '../media/upload.ts';
import { notSent } from '../refused.ts';
import type { Waiting } from '../until.ts';
import { change } from '../write/change.ts';
import { screenshotOf } from './gather.ts';
import type { Kind } from './kinds.ts';
import { reviewScreenshotSizes } from './limits.ts';

/** A review screenshot that was looked at and may be sent. */
export interface Picture {
  readonly path: string;
  readonly name: string;
  readonly pixels: string;
  readonly sha256: string;
  /** Nobody reported how Apple takes this size. */
  readonly unsure: boolean;
}

/** Looks at the file before anything is sent. Throws `bad_picture` for what Apple refuses. */
export async function lookAt(context: ToolContext, path: string): Promise<Picture> {
  const { files } = await context.uploads();
  const file = await files.copy(path, context.signal);
  try {
    return checked(path, file);
  } finally {
    await file.dispose();
  }
}

function checked(path: string, file: UploadFile): Picture {
  const header = imageHeader(file.head);
  if (header === undefined) throw badPicture(file.name, 'it is neither PNG nor JPEG');
  if (header.alpha) throw badPicture(file.name, 'it has transparency, which Apple refuses');
  const pixels = `${header.width}x${header.height}`;
  const accepted: readonly string[] = reviewScreenshotSizes.accepted;
  const refused: readonly string[] = reviewScreenshotSizes.refused;
  if (refused.includes(pixels)) throw badPicture(file.name, `Apple refuses ${pixels} pixels`);
  return { path, name: file.name, pixels, sha256: file.sha256, unsure: !accepted.includes(pixels) };
}

function badPicture(name: string, why: string): AscError {
  return notSent(
    'bad_picture',
    `${JSON.stringify(cleanText(name, 120))} cannot be a review screenshot: ${why}.`,
    `Give a PNG or JPEG without transparency; ${reviewScreenshotSizes.accepted.join(', ')} are known to be accepted.`,
  );
}

/** How long Apple may take to look at it before the call goes on. */
const patience: Waiting = { atMost: 45_000 };

/**
 * The product has this screenshot: sent, or there already. Goes on with a reservation of an earlier run; one that
 * failed is deleted first, because Apple takes a new one only then. What was done, in words.
 */
export async function giveScreenshot(
  context: ToolContext,
  kind: Kind,
  product: string,
  picture: Picture,
  waiting: Waiting = patience,
): Promise<string> {
  const asset = assetKindOf(kind.screenshot.resource);
  const uploads = await context.uploads();
  const file = await uploads.files.copy(picture.path, context.signal);
  try {
    if (file.sha256 !== picture.sha256) throw badPicture(file.name, 'it changed since it was looked at');
    const answer = await readOne(context, `${kind.path}/${product}/appStoreReviewScreenshot`, {});
    const there = screenshotOf(kind.screenshot.resource, answer.data[0]);
    if (there !== undefined && asset.state.failed.includes(there.state))
      await change(context, 'delete', {
        operation: `${kind.screenshot.operations}_deleteInstance`,
        id: there.id,
      });
    else if (there !== undefined && there.state !== asset.state.awaiting)
      return there.md5 === file.md5 || there.md5 === undefined
        ? 'review screenshot: there already'
        : `review screenshot: left alone, there is another (${cleanText(there.fileName, 80)})`;
    const adopt =
      there?.state === asset.state.awaiting && there.fileName === file.name && there.fileSize === file.size
        ? there.id
        : undefined;
    const id = await upload(context, uploads, {
      kind: asset,
      parent: { relationship: kind.screenshot.parent, id: product },
      file,
      adopt,
    });
    const { state, reasons } = await settledOne(context, asset, id, waiting);
    if (asset.state.failed.includes(state))
      throw new AscError({
        code: 'picture_refused',
        message: `Apple refused the review screenshot ${JSON.stringify(cleanText(file.name, 120))}: ${reasons.join('; ')}.`,
        meaning: 'Everything before it is done.',
        next: 'Call again with another picture; the refused one is replaced.',
      });
    return `review screenshot: sent, ${state}`;
  } finally {
    await file.dispose();
  }
}
