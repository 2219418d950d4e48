import { createHash, type Hash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';
import { type ImageHeader, imageHeader } from '../catalog/image-header.ts';
import { objectAt, stringAt } from '../catalog/json.ts';
import { fitsDisplay } from '../catalog/screenshot-sizes.ts';
import { type AssetKind, assetKinds } from '../catalog/uploads.ts';
import { specOf } from './asset-specs.ts';
import { processBuild } from './build-uploads.ts';
import type { Change } from './change.ts';
import { isoDate, one } from './change.ts';
import { type ApiError, attributeError } from './errors.ts';
import { later } from './later.ts';
import { type Fault, foretold } from './outcomes.ts';
import { assetJudged } from './rules-assets.ts';
import type { Store, Stored } from './store.ts';

/** Bytes of one part, unless somebody wants another size. */
const usualPart = 5 * 1024 * 1024;
/** Larger files are hashed as their parts come in order, and not kept. */
const keptSize = 64 * 1024 * 1024;
/** Bytes of the beginning that are kept to look at the picture. */
const headSize = 256 * 1024;
/** A reservation is good for a week (facts §5). */
const lifetime = 7 * 86_400_000;
const processing = 1_000;

const contentType = 'application/octet-stream';
interface Part {
  readonly size: number;
  /** Absent once it has been hashed into the whole. */
  bytes?: Uint8Array;
  /** Instead of the bytes, to notice when the part comes again with others. */
  sum?: number;
}

interface Reservation {
  readonly object: Stored;
  readonly secret: string;
  readonly size: number;
  readonly partSize: number;
  readonly expires: number;
  readonly parts: Map<number, Part>;
  readonly hash: Hash;
  /** Parts that are in the hash. */
  hashed: number;
  head: Uint8Array;
  /** A part that was hashed already came again with other bytes. */
  torn: boolean;
}

const reservations = new WeakMap<Store, Map<string, Reservation>>();

const partSizes = new WeakMap<Store, number>();

/** From here on files are cut into parts of so many bytes. */
export function cutUploads(store: Store, bytes: number): void {
  partSizes.set(store, bytes);
}

function reservationOf(store: Store, id: string | undefined): Reservation | undefined {
  return reservations.get(store)?.get(id ?? '');
}

/** First of the four steps (facts §5): the new object says where its bytes go. */
export function reserve(change: Change, object: Stored): void {
  const { resource, operation, store, now, origin } = change;
  const { fileSize } = object.attributes;
  const kind = assetKinds.get(resource.name);
  if (operation.method !== 'POST' || kind === undefined || typeof fileSize !== 'number') return;
  const partSize = partSizes.get(store) ?? usualPart;
  const secret = randomBytes(12).toString('hex');
  const all = reservations.get(store) ?? new Map<string, Reservation>();
  all.set(object.id, {
    object,
    secret,
    size: fileSize,
    partSize,
    expires: now + lifetime,
    parts: new Map(),
    hash: createHash('md5'),
    hashed: 0,
    head: new Uint8Array(),
    torn: false,
  });
  reservations.set(store, all);
  const numbered = kind.checksum === 'sourceFileChecksums';
  const operations = [];
  for (let part = 0; part * partSize < Math.max(fileSize, 1); part++)
    operations.push({
      method: 'PUT',
      url: `${origin}/upload/${object.id}/${part}?Expires=${Math.floor((now + lifetime) / 1000)}&Signature=${secret}`,
      offset: part * partSize,
      length: Math.min(partSize, fileSize - part * partSize),
      requestHeaders: [{ name: 'Content-Type', value: contentType }],
      ...(numbered ? { partNumber: part + 1, expiration: isoDate(now + lifetime) } : {}),
    });
  object.attributes = { ...object.attributes, uploadOperations: operations };
  setState(kind, object, kind.state.awaiting);
}

/**
 * Second step: one part, with exactly the headers that were given and no token; again at will before the commit.
 *
 * @returns the HTTP status: 400 for a token or another length, 403 for what is not signed
 */
export function receive(
  store: Store,
  path: string,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
  bytes: Uint8Array,
  now: number,
): number {
  const [, id, number = ''] = /^\/upload\/([^/]+)\/(\d+)$/.exec(path) ?? [];
  const reservation = reservationOf(store, id);
  if (reservation === undefined) return 404;
  if (headers.authorization !== undefined) return 400;
  if (query.get('Signature') !== reservation.secret || now > reservation.expires) return 403;
  if (query.get('Expires') !== String(Math.floor(reservation.expires / 1000))) return 403;
  if (headers['content-type'] !== contentType) return 403;
  const part = Number(number);
  const { partSize } = reservation;
  if (bytes.length !== Math.min(partSize, reservation.size - part * partSize)) return 400;
  take(reservation, part, bytes);
  return 200;
}

function take(reservation: Reservation, part: number, bytes: Uint8Array): void {
  if (part < reservation.hashed) {
    reservation.torn ||= reservation.parts.get(part)?.sum !== crc32(bytes);
    return;
  }
  reservation.parts.set(part, { size: bytes.length, bytes });
  if (part === 0) reservation.head = bytes.slice(0, headSize);
  if (reservation.size > keptSize) hashInOrder(reservation);
}

function hashInOrder(reservation: Reservation): void {
  for (;;) {
    const next = reservation.parts.get(reservation.hashed);
    if (next?.bytes === undefined) return;
    reservation.hash.update(next.bytes);
    next.sum = crc32(next.bytes);
    delete next.bytes;
    reservation.hashed += 1;
  }
}

/** Third step: refused while bytes are missing (facts §5: a size that does not match fails the commit). */
export function commitErrors(change: Change): readonly ApiError[] {
  const { store, object, attributes } = change;
  const reservation = reservationOf(store, object?.id);
  if (attributes['uploaded'] !== true || reservation === undefined) return [];
  const arrived = [...reservation.parts.values()].reduce((sum, part) => sum + part.size, 0);
  return arrived === reservation.size
    ? []
    : [
        attributeError(
          'INVALID',
          'uploaded',
          `${arrived} of ${reservation.size} bytes have arrived; upload the rest before the commit.`,
        ),
      ];
}

/** UPLOAD_COMPLETE, and shortly after COMPLETE, or FAILED when the bytes or the picture are not as they should be. */
export function commit(change: Change, object: Stored): void {
  const { store, now, attributes, resource } = change;
  const reservation = reservationOf(store, object.id);
  const kind = assetKinds.get(resource.name);
  if (attributes['uploaded'] !== true || reservation === undefined || kind === undefined) return;
  reservations.get(store)?.delete(object.id);
  const whole = wholeOf(reservation);
  hashInOrder(reservation);
  const md5 = reservation.hash.digest('hex');
  const expected = attributes['sourceFileChecksum'] ?? md5Of(attributes['sourceFileChecksums']);
  const torn = reservation.torn || (typeof expected === 'string' && expected !== md5);
  const faults = torn
    ? [{ code: 'CHECKSUM_MISMATCH', description: 'The bytes are not those of the checksum.' }]
    : pictureFaults(store, object, reservation.head);
  const { uploadOperations: _done, ...rest } = object.attributes;
  object.attributes = rest;
  setState(kind, object, 'UPLOAD_COMPLETE');
  if (resource.name === 'BuildUploadFile') {
    // Apple has worked out the checksum even where the commit says none.
    object.attributes = {
      ...object.attributes,
      sourceFileChecksums: { file: { hash: md5, algorithm: 'MD5' } },
    };
    processBuild(change, object, whole, torn);
  }
  later(store, now + processing, (due) => {
    // A file of a build has an end of its own, in its upload.
    const told =
      resource.name === 'BuildUploadFile'
        ? undefined
        : foretold(store, 'asset', { id: object.id, at: due, app: undefined });
    const found = told?.outcome === 'failed' ? (told.errors ?? [unreadable]) : faults;
    if (found.length > 0) setState(kind, object, 'FAILED', found);
    else {
      setState(kind, object, kind.state.done[0] ?? 'COMPLETE');
      describePicture(store, object, reservation.head);
    }
    if (kind.parents.includes('assetLibrary')) assetJudged(store, object);
  });
}

/** What a delivery that was told to fail says where nobody said why. */
const unreadable: Fault = { code: 'IMAGE_TOOL_FAILURE', description: 'The file could not be processed.' };

/** The bytes, where they were kept. */
function wholeOf({ parts, size, hashed }: Reservation): Uint8Array | undefined {
  if (size > keptSize || hashed > 0) return undefined;
  const inOrder = [...parts].sort(([left], [right]) => left - right);
  return Buffer.concat(inOrder.flatMap(([, { bytes }]) => bytes ?? []));
}

function md5Of(checksums: unknown): string | undefined {
  const file = objectAt(checksums, 'file');
  return file['algorithm'] === 'MD5' ? stringAt(file, 'hash') : undefined;
}

/**
 * Faults of a picture show only after the commit (facts §5). IMAGE_INCORRECT_DIMENSIONS and IMAGE_ALPHA_NOT_ALLOWED are
 * codes that clients of the API report (2026-11-22), IMAGE_FORMAT_NOT_SUPPORTED is this sandbox's own word.
 */
function pictureFaults(store: Store, object: Stored, head: Uint8Array): readonly Fault[] {
  if (object.resource !== 'AppScreenshot' && object.resource !== 'AppAssetLibraryImage') return [];
  const picture = imageHeader(head);
  if (picture === undefined)
    return [{ code: 'IMAGE_FORMAT_NOT_SUPPORTED', description: 'The file is neither a PNG nor a JPEG.' }];
  if (object.resource === 'AppAssetLibraryImage') return libraryFaults(store, object, picture);
  const display = one(store, object, 'appScreenshotSet')?.attributes['screenshotDisplayType'];
  if (typeof display === 'string' && !fitsDisplay(display, picture.width, picture.height))
    return [
      {
        code: 'IMAGE_INCORRECT_DIMENSIONS',
        description: `${picture.width} × ${picture.height} pixels do not fit ${display}.`,
      },
    ];
  return picture.alpha ? [alphaFault] : [];
}

const alphaFault: Fault = {
  code: 'IMAGE_ALPHA_NOT_ALLOWED',
  description: 'The image has an alpha channel.',
};

/** A picture of the library must meet one of the specifications of its category. */
function libraryFaults(store: Store, object: Stored, picture: ImageHeader): readonly Fault[] {
  const { width, height, alpha } = picture;
  const spec = specOf(store, String(object.attributes['category']), width, height);
  if (spec === undefined)
    return [
      {
        code: 'IMAGE_INCORRECT_DIMENSIONS',
        description: `${width} × ${height} pixels meet no specification.`,
      },
    ];
  return alpha && !spec.alphaAllowed ? [alphaFault] : [];
}

/** After processing an image of the library tells its size and the specification that it met. */
function describePicture(store: Store, object: Stored, head: Uint8Array): void {
  const picture = object.resource === 'AppAssetLibraryImage' ? imageHeader(head) : undefined;
  if (picture === undefined) return;
  const { width, height } = picture;
  const spec = specOf(store, String(object.attributes['category']), width, height);
  object.attributes = {
    ...object.attributes,
    ...(spec === undefined ? {} : { specId: spec.id }),
    imageAsset: {
      templateUrl: `https://is1-ssl.mzstatic.com/image/thumb/Sandbox/${object.id}/{w}x{h}bb.{f}`,
      width,
      height,
    },
  };
}

function setState(kind: AssetKind, object: Stored, state: string, errors: readonly Fault[] = []): void {
  const { shape, details } = kind.state;
  if (shape === 'word') {
    object.attributes = {
      ...object.attributes,
      state,
      ...(details === undefined || errors.length === 0 ? {} : { [details]: errors }),
    };
    return;
  }
  const value = { state, errors, warnings: [] };
  const video = kind.state.attribute === 'videoDeliveryState';
  object.attributes = {
    ...object.attributes,
    assetDeliveryState: value,
    ...(video ? { videoDeliveryState: value } : {}),
  };
}
