import { createHash, randomBytes } from 'node:crypto';
import type { Change } from './change.ts';
import { isoDate } from './change.ts';
import { type ApiError, attributeError } from './errors.ts';
import { later } from './later.ts';
import { hasAttribute } from './relations.ts';
import type { Store, Stored } from './store.ts';

/** Bytes of one part; Apple's parts are about this large. */
const partSize = 5 * 1024 * 1024;
/** A reservation is good for a week (facts §5). */
const lifetime = 7 * 86_400_000;
const processing = 1_000;

const contentType = 'application/octet-stream';

interface Reservation {
  readonly object: Stored;
  readonly secret: string;
  readonly size: number;
  readonly expires: number;
  readonly parts: Map<number, Uint8Array>;
}

const reservations = new WeakMap<Store, Map<string, Reservation>>();

/** First of the four steps (facts §5): the new object says where its bytes go. */
export function reserve(change: Change, object: Stored): void {
  const { resource, operation, store, now, origin } = change;
  const { fileSize } = object.attributes;
  if (operation.method !== 'POST' || !hasAttribute(resource, 'uploadOperations')) return;
  if (typeof fileSize !== 'number') return;
  const secret = randomBytes(12).toString('hex');
  const all = reservations.get(store) ?? new Map<string, Reservation>();
  all.set(object.id, { object, secret, size: fileSize, expires: now + lifetime, parts: new Map() });
  reservations.set(store, all);
  const delivery = ['BuildUploadFile', 'BackgroundAssetUploadFile'].includes(resource.name);
  const operations = [];
  for (let part = 0; part * partSize < Math.max(fileSize, 1); part++)
    operations.push({
      method: 'PUT',
      url: `${origin}/upload/${object.id}/${part}?Expires=${Math.floor((now + lifetime) / 1000)}&Signature=${secret}`,
      offset: part * partSize,
      length: Math.min(partSize, fileSize - part * partSize),
      requestHeaders: [{ name: 'Content-Type', value: contentType }],
      ...(delivery ? { partNumber: part + 1, expiration: isoDate(now + lifetime) } : {}),
    });
  object.attributes = { ...object.attributes, uploadOperations: operations };
  setDelivery(change.resource.name, object, 'AWAITING_UPLOAD');
}

/**
 * Second step: one part, with exactly the headers that were given and no token; again at will before the commit.
 *
 * @returns the HTTP status
 */
export function receive(
  store: Store,
  path: string,
  query: URLSearchParams,
  type: string | undefined,
  bytes: Uint8Array,
  now: number,
): number {
  const [, id = '', part = ''] = /^\/upload\/([^/]+)\/(\d+)$/.exec(path) ?? [];
  const reservation = reservations.get(store)?.get(id);
  if (reservation === undefined) return 404;
  if (query.get('Signature') !== reservation.secret || now > reservation.expires || type !== contentType)
    return 403;
  const expected = Math.min(partSize, reservation.size - Number(part) * partSize);
  if (bytes.length !== expected) return 400;
  reservation.parts.set(Number(part), bytes);
  return 200;
}

/** Third step: refused while bytes are missing (facts §5: a size that does not match fails the commit). */
export function commitErrors(change: Change): readonly ApiError[] {
  const { store, object, attributes } = change;
  const reservation = reservations.get(store)?.get(object?.id ?? '');
  if (attributes['uploaded'] !== true || reservation === undefined) return [];
  const arrived = [...reservation.parts.values()].reduce((sum, part) => sum + part.length, 0);
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

/** UPLOAD_COMPLETE, and shortly after COMPLETE, or FAILED when the bytes are not those of the checksum. */
export function commit(change: Change, object: Stored): void {
  const { store, now, attributes, resource } = change;
  const reservation = reservations.get(store)?.get(object.id);
  if (attributes['uploaded'] !== true || reservation === undefined) return;
  reservations.get(store)?.delete(object.id);
  const hash = createHash('md5');
  for (const [, part] of [...reservation.parts].sort(([left], [right]) => left - right)) hash.update(part);
  const expected = attributes['sourceFileChecksum'];
  const good = typeof expected !== 'string' || expected === hash.digest('hex');
  const { uploadOperations: _done, ...rest } = object.attributes;
  object.attributes = rest;
  setDelivery(resource.name, object, 'UPLOAD_COMPLETE');
  later(store, now + processing, () => {
    if (good) setDelivery(resource.name, object, 'COMPLETE');
    else
      setDelivery(resource.name, object, 'FAILED', [
        { code: 'CHECKSUM_MISMATCH', description: 'The bytes are not those of the checksum.' },
      ]);
  });
}

/** Product images of the first generation and library assets keep their state in one word, with other ends. */
const words: Readonly<Record<string, string>> = {
  InAppPurchaseImage: 'PREPARE_FOR_SUBMISSION',
  SubscriptionImage: 'PREPARE_FOR_SUBMISSION',
  AppAssetLibraryImage: 'COMPLETE',
  AppAssetLibraryVideo: 'COMPLETE',
};

function setDelivery(
  resource: string,
  object: Stored,
  state: string,
  errors: readonly Readonly<Record<string, string>>[] = [],
): void {
  const end = words[resource];
  if (end !== undefined) {
    object.attributes = { ...object.attributes, state: state === 'COMPLETE' ? end : state };
    return;
  }
  const value = { state, errors, warnings: [] };
  const video = 'videoDeliveryState' in object.attributes;
  object.attributes = {
    ...object.attributes,
    assetDeliveryState: value,
    ...(video ? { videoDeliveryState: value } : {}),
  };
}
