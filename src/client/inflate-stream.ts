import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { BodyError, type Coding, isGzip } from './body.ts';
import { systemCode } from './system-code.ts';
import type { Sink } from './types.ts';

/** Limits of a streamed body: total size, and the expansion that only a bomb has. */
const MAX_STREAM_BYTES = 2 * 1024 ** 3;
const RATIO_FROM_BYTES = 64 * 1024 ** 2;
const MAX_RATIO = 200;

export interface PourOptions {
  readonly asItCame?: boolean | undefined;
  readonly mostBytes?: number;
}

/**
 * Feeds a body to `sink`, decompressed: first by its content coding, then, when the bytes are gzip still (reports of
 * type `application/a-gzip`), once more, unless `asItCame`. Several gzip members are legal. Answers the number of
 * bytes given, of which `mostBytes` are taken.
 * Rejects with `BodyError`, with the fault of the body, or with whatever `sink` threw.
 */
export async function pour(
  body: Readable,
  coding: Coding | undefined,
  sink: Sink,
  { asItCame = false, mostBytes = MAX_STREAM_BYTES }: PourOptions = {},
): Promise<number> {
  let received = 0;
  let given = 0;
  const counted = count(body, (bytes) => {
    received += bytes;
  });
  const decoded = coding === undefined ? counted : decompress(counted, coding);
  const plain = asItCame ? decoded : await unpacked(decoded);
  try {
    for await (const chunk of plain) {
      given += chunk.length;
      if (given > mostBytes || (given > RATIO_FROM_BYTES && given > received * MAX_RATIO)) {
        throw new BodyError('too_large');
      }
      const busy = sink(chunk);
      if (busy !== undefined) await busy;
    }
  } catch (error) {
    throw isZlibError(error) ? new BodyError('garbage') : error;
  } finally {
    body.destroy();
  }
  return given;
}

async function* count(body: Readable, add: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue;
    add(chunk.length);
    yield chunk;
  }
}

/** Looks at the first two bytes and puts a gunzip in between when they are gzip's. */
async function unpacked(source: AsyncIterable<Buffer>): Promise<AsyncIterable<Buffer>> {
  const chunks = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await nextOf(chunks);
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = prepend(head, chunks);
  return isGzip(head) ? decompress(whole, 'gzip') : whole;
}

async function nextOf(chunks: AsyncIterator<Buffer>): Promise<IteratorResult<Buffer>> {
  try {
    return await chunks.next();
  } catch (error) {
    throw isZlibError(error) ? new BodyError('garbage') : error;
  }
}

async function* prepend(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

const DECOMPRESSORS = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress } as const;

async function* decompress(source: AsyncIterable<Buffer>, coding: Coding): AsyncGenerator<Buffer> {
  const unzip = DECOMPRESSORS[coding]();
  // `pipeline` hands the source's error on to the decompressor, where the loop below meets it.
  const input = Readable.from(source);
  pipeline(input, unzip, () => undefined);
  for await (const chunk of unzip) {
    if (Buffer.isBuffer(chunk)) yield chunk;
  }
}

function isZlibError(error: unknown): boolean {
  return /^(?:Z_|ERR__|ERR_BROTLI)/u.test(systemCode(error) ?? '');
}
