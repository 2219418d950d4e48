import type { IncomingHttpHeaders } from 'node:http';
import { crc32, deflateSync } from 'node:zlib';
import { arrayAt, isObject, stringAt } from '../catalog/json.ts';
import type { Store } from './store.ts';

/**
 * Pictures that testers sent with their comments. Apple gives signed addresses that are read without a token and are
 * valid for a while (`expirationDate`); the team's addresses name a host of nobody, and in answers it becomes this
 * sandbox.
 */
const placeholder = 'https://tf-feedback.example.com/';
const here = '/feedback/';

export function isPicture(path: string): boolean {
  return path.startsWith(here);
}

/** An answer with addresses that lead to this sandbox. */
export function withPictures(body: string, origin: string): string {
  return body.includes(placeholder) ? body.replaceAll(placeholder, origin + here) : body;
}

/** A picture for exactly the address that was given; 400 for a token, 403 for what is not signed or too late. */
export function pictureAt(
  store: Store,
  url: string,
  headers: IncomingHttpHeaders,
  now: number,
): { readonly status: number; readonly type?: string; readonly body?: Uint8Array } {
  if (headers.authorization !== undefined) return { status: 400 };
  const wanted = placeholder + url.slice(here.length);
  for (const { attributes } of store.all('BetaFeedbackScreenshotSubmission'))
    for (const shot of arrayAt(attributes, 'screenshots'))
      if (stringAt(shot, 'url') === wanted) {
        const late = Date.parse(stringAt(shot, 'expirationDate') ?? '') <= now;
        return late ? { status: 403 } : { status: 200, type: 'image/png', body: pictureOf(shot) };
      }
  return { status: 403 };
}

/** A black PNG, one bit a pixel. */
function pictureOf(shot: unknown): Uint8Array {
  const [width, height] = isObject(shot) ? [Number(shot['width']), Number(shot['height'])] : [1, 1];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(1, 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc((1 + Math.ceil(width / 8)) * height), { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
