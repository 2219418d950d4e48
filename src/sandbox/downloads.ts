import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';
import type { Store, Stored } from './store.ts';

/** Attributes that hold a signed address, made anew with every answer, by resource. */
const addresses: Readonly<Record<string, string>> = { CiArtifact: 'downloadUrl' };

/** How long an address is good, milliseconds. Apple's are short-lived; how short is not documented. */
const lifetime = 15 * 60_000;

const secrets = new WeakMap<Store, Buffer>();

/** The object with its signed address, where it has one; else the object itself. */
export function withAddress(store: Store, object: Stored, origin: string, now: number): Stored {
  const attribute = addresses[object.resource];
  if (attribute === undefined) return object;
  const expires = String(Math.floor((now + lifetime) / 1000));
  const path = pathOf(object);
  const address = `${origin}${path}?Expires=${expires}&Signature=${signature(store, path, expires)}`;
  return { ...object, attributes: { ...object.attributes, [attribute]: address } };
}

function pathOf({ resource, id, attributes }: Stored): string {
  const { fileName = 'file' } = attributes;
  return `/download/${resource}/${id}/${encodeURIComponent(String(fileName))}`;
}

function signature(store: Store, path: string, expires: string): string {
  const secret = secrets.get(store) ?? randomBytes(32);
  secrets.set(store, secret);
  return createHmac('sha256', secret).update(`${path} ${expires}`).digest('hex').slice(0, 40);
}

/** What an object store answers to a signed address: the bytes, or a refusal that is no JSON. */
export interface Download {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** Answers `GET /download/…`: without a token (with one it is 400), in time and with the right signature, else 403. */
export function download(
  store: Store,
  path: string,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
  now: number,
): Download {
  if (headers.authorization !== undefined) return refused(400, 'InvalidArgument');
  const expires = query.get('Expires') ?? '';
  const given = Buffer.from(query.get('Signature') ?? '');
  const right = Buffer.from(signature(store, path, expires));
  if (given.length !== right.length || !timingSafeEqual(given, right))
    return refused(403, 'SignatureDoesNotMatch');
  if (!(now < Number(expires) * 1000)) return refused(403, 'AccessDenied');
  const [, resource = '', id = ''] = /^\/download\/([^/]+)\/([^/]+)\//.exec(path) ?? [];
  const object = store.get(resource, id);
  if (object === undefined) return refused(404, 'NoSuchKey');
  const { fileType, fileName } = object.attributes;
  return {
    status: 200,
    type: 'application/zip',
    body: artifactBytes(id, String(fileType), String(fileName)),
  };
}

function refused(status: number, code: string): Download {
  return {
    status,
    type: 'application/xml',
    body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`,
  };
}

/** The bytes of an artifact, the same every time: a real ZIP with one file in it. */
export function artifactBytes(id: string, fileType: string, fileName: string): Uint8Array {
  const lines = Array.from({ length: 200 }, (_, index) => `${fileType} of ${id}, line ${index + 1}`);
  return zip(fileName.replace(/\.zip$/, '.txt'), Buffer.from(`${lines.join('\n')}\n`));
}

/** A ZIP archive with one stored file (PKWARE APPNOTE 6.3.9: local header, central directory, its end). */
function zip(name: string, bytes: Buffer): Uint8Array {
  const title = Buffer.from(name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(crc32(bytes), 10);
  common.writeUInt32LE(bytes.length, 14);
  common.writeUInt32LE(bytes.length, 18);
  common.writeUInt16LE(title.length, 22);
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, title, bytes]);
  const central = Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), common, Buffer.alloc(14), title]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\u0005\u0006'), end]);
}
