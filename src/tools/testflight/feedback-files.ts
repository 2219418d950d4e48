import { basename } from 'node:path';
import { imageHeader } from '../../catalog/image-header.ts';
import { arrayAt, stringAt } from '../../catalog/json.ts';
import { AscError } from '../../client/errors.ts';
import type { SignedDownloads } from '../../client/signed-download.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readOne, type Thing, text } from '../document.ts';

/** Longest log that is kept, in characters, and largest picture, in bytes. */
const longestLog = 5_000_000;
const largestPicture = 30_000_000;

/** Files that could not be had, by why. */
export type Missed = Map<string, number>;

/** The log of a crash as a file; none where Apple has deleted it. */
export async function saveLog(
  context: ToolContext,
  stem: string,
  { id }: Thing,
  missed: Missed,
): Promise<readonly string[]> {
  const name = `${stem}-${plain(id)}.crash`;
  if ((await context.files.existing(name)) !== undefined) return [name];
  const answer = await readOne(context, `/v1/betaFeedbackCrashSubmissions/${id}/crashLog`, {});
  const log = text(answer.data[0], 'logText');
  if (log === undefined) {
    count(missed, 'Apple has no log of it');
    return [];
  }
  const file = await context.files.create(name, true);
  try {
    await file.write(cleanText(log, longestLog));
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.finish();
  return [basename(file.path)];
}

/** The pictures of a comment as files. One that cannot be had is counted, and stops nothing. */
export async function savePictures(
  context: ToolContext,
  downloads: SignedDownloads,
  stem: string,
  one: Thing,
  missed: Missed,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const [index, shot] of arrayAt(one.attributes, 'screenshots').entries()) {
    const bare = `${stem}-${plain(one.id)}${index === 0 ? '' : `-${index + 1}`}`;
    const there =
      (await context.files.existing(`${bare}.png`)) ?? (await context.files.existing(`${bare}.jpg`));
    if (there !== undefined) {
      names.push(basename(there));
      continue;
    }
    try {
      const bytes = await download(downloads, stringAt(shot, 'url') ?? '', context.signal);
      const picture = imageHeader(bytes);
      if (picture === undefined) throw new AscError({ code: 'no_picture', message: 'It is no picture.' });
      const file = await context.files.create(`${bare}.${picture.format === 'png' ? 'png' : 'jpg'}`, true);
      await file.write(bytes);
      await file.finish();
      names.push(basename(file.path));
    } catch (error) {
      if (!(error instanceof AscError) || error.code === 'cancelled' || error.code === 'cannot_write')
        throw error;
      count(missed, missingWords[error.code] ?? 'it could not be read');
    }
  }
  return names;
}

const missingWords: Readonly<Record<string, string>> = {
  download_expired: 'its address had run out; call again',
  download_refused: 'its address was not used',
  no_picture: 'it is neither a PNG nor a JPEG',
  picture_too_large: 'it is too large',
};

async function download(
  downloads: SignedDownloads,
  address: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  await downloads.read(
    address,
    (chunk) => {
      size += chunk.byteLength;
      if (size > largestPicture)
        throw new AscError({ code: 'picture_too_large', message: 'The picture is too large.' });
      chunks.push(chunk);
    },
    signal,
  );
  return Buffer.concat(chunks);
}

/** An id as part of a file name. */
function plain(id: string): string {
  return id.replaceAll(/[^\w-]/g, '').slice(0, 60);
}

function count(missed: Missed, why: string): void {
  missed.set(why, (missed.get(why) ?? 0) + 1);
}
