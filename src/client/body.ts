import type { Buffer } from 'node:buffer';
import { promisify } from 'node:util';
import {
  brotliDecompress,
  brotliDecompressSync,
  constants,
  gunzip,
  gunzipSync,
  inflate,
  inflateSync,
} from 'node:zlib';
import { systemCode } from './system-code.ts';
import { MAX_BODY_BYTES, type WireHeaders } from './transport.ts';

/** A body that cannot be read as what it claims to be. */
export class BodyError extends Error {
  readonly kind: 'garbage' | 'too_large';

  constructor(kind: 'garbage' | 'too_large') {
    super(kind);
    this.name = 'BodyError';
    this.kind = kind;
  }
}

/** Below this a thread costs more than the work. */
const INLINE_BYTES = 16 * 1024;

const LATER = {
  gzip: promisify<Buffer, { maxOutputLength: number; finishFlush?: number }, Buffer>(gunzip),
  deflate: promisify<Buffer, { maxOutputLength: number; finishFlush?: number }, Buffer>(inflate),
  br: promisify<Buffer, { maxOutputLength: number; finishFlush?: number }, Buffer>(brotliDecompress),
} as const;
const NOW = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync } as const;

export type Coding = keyof typeof NOW;

/** The coding of a body; undefined for none. Throws `BodyError` for one we never asked for. */
export function codingOf(headers: WireHeaders): Coding | undefined {
  const value = headerText(headers, 'content-encoding').trim().toLowerCase();
  if (value === '' || value === 'identity') return undefined;
  if (value === 'gzip' || value === 'x-gzip') return 'gzip';
  if (value === 'deflate' || value === 'br') return value;
  throw new BodyError('garbage');
}

/** First value of a header, or an empty text. */
export function headerText(headers: WireHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The body as text, decompressed to 20 MB at most; answers at once when there is nothing (or little) to decompress.
 * `lenient` reads as far as a cut body goes. Throws or rejects with `BodyError`.
 */
export function decodeBody(body: Buffer, headers: WireHeaders, lenient = false): string | Promise<string> {
  // Reports come as gzip by media type and not by encoding (fact of 2026-11-22), so the bytes decide.
  const coding = codingOf(headers) ?? (isGzip(body) ? 'gzip' : undefined);
  if (coding === undefined || body.length === 0) return body.toString('utf8');
  const options = {
    maxOutputLength: MAX_BODY_BYTES,
    ...(lenient && coding !== 'br' ? { finishFlush: constants.Z_SYNC_FLUSH } : {}),
  };
  if (body.length > INLINE_BYTES) {
    return LATER[coding](body, options).then(asText, (error: unknown) => {
      throw bodyError(error);
    });
  }
  let plain: Buffer;
  try {
    plain = NOW[coding](body, options);
  } catch (error) {
    throw bodyError(error);
  }
  return asText(plain);
}

function asText(plain: Buffer): string {
  return plain.toString('utf8');
}

function bodyError(error: unknown): BodyError {
  return new BodyError(systemCode(error) === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'garbage');
}

export function isJsonType(contentType: string): boolean {
  return /[/+]json\b/iu.test(contentType);
}

const BIG_NUMBER = /[:[,]\s*-?\d{16,}/u;
const STRING_OR_BIG_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/gu;
/** A hundred closing brackets in a row: no honest answer is nested so deeply, and it would break whoever walks it. */
const TOO_DEEP = /[\]}]{101}/u;

/**
 * Parses JSON. Whole numbers that JavaScript cannot hold exactly become strings of their digits. Throws `BodyError`.
 * Keys such as `__proto__` become plain own properties (JSON.parse never sets a prototype).
 */
export function parseJson(text: string): unknown {
  if (TOO_DEEP.test(text)) throw new BodyError('garbage');
  const exact = BIG_NUMBER.test(text) ? text.replace(STRING_OR_BIG_NUMBER, quoteWhenInexact) : text;
  try {
    return JSON.parse(exact);
  } catch {
    throw new BodyError('garbage');
  }
}

function quoteWhenInexact(token: string): string {
  return token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`;
}
