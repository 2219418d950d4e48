import { createPrivateKey, type KeyObject } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { AscError } from './errors.ts';
import { systemCode } from './system-code.ts';
import type { Credentials } from './types.ts';

/** Where a private key comes from: a file, or its text in any form people paste it. */
export type KeySource = { readonly path: string } | { readonly text: string };

const MAX_KEY_BYTES = 16 * 1024;
const GET_A_KEY =
  'Download the .p8 file from App Store Connect › Users and Access › Integrations, and point ASC_PRIVATE_KEY_PATH at it.';

/**
 * Reads a key and returns it as PKCS#8 PEM.
 *
 * Accepted: a path (`~` included), PEM, PEM with literal `\n`, base64 of the PEM or of the DER; CRLF and BOM do not matter.
 * Throws `AscError` (`key_…`) that names the file but never its folder, and never a byte of the key.
 */
export function loadPrivateKey(source: KeySource): string {
  return 'path' in source ? readKeyFile(source.path) : parseKey(source.text, 'the private key');
}

/** Ten letters and digits, as Apple names its keys. */
export function isKeyId(text: string): boolean {
  return /^[A-Za-z0-9]{10}$/u.test(text);
}

/** A UUID, as it stands above the list of team keys. */
export function isIssuerId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu.test(text);
}

/** Credentials whose fields have been checked one by one; throws `AscError` with the field that is wrong. */
export function readCredentials(fields: {
  readonly keyId: string;
  readonly issuerId?: string | undefined;
  readonly key: KeySource;
}): Credentials {
  const keyId = fields.keyId.trim();
  if (!isKeyId(keyId)) {
    throw new AscError({
      code: 'key_id_invalid',
      message: 'The key id (ASC_KEY_ID) is not ten letters and digits.',
      next: 'Copy it from the list of keys in App Store Connect; it is also in the file name AuthKey_<KEYID>.p8.',
    });
  }
  const issuerId = fields.issuerId?.trim() ?? '';
  if (issuerId !== '' && !isIssuerId(issuerId)) {
    throw new AscError({
      code: 'issuer_id_invalid',
      message: 'The issuer id (ASC_ISSUER_ID) is not a UUID.',
      next: 'Copy it from above the list of team keys. An individual key has none: leave it empty then.',
    });
  }
  const privateKey = loadPrivateKey(fields.key);
  return issuerId === '' ? { keyId, privateKey } : { keyId, issuerId, privateKey };
}

function readKeyFile(given: string): string {
  const path = given === '~' || given.startsWith('~/') ? join(homedir(), given.slice(1)) : given;
  const name = basename(path);
  refuseFarLink(path, name);
  let handle: number;
  try {
    // Not blocking, so that a FIFO cannot hold up the start.
    handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw notReadable(name, error);
  }
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) throw notAFile(name);
    if (stat.size > MAX_KEY_BYTES) {
      throw keyError('key_file_too_large', `The key file ${name} is larger than 16 KB, so it is no .p8 key.`);
    }
    if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
      throw new AscError({
        code: 'key_file_permissions',
        message: `The key file ${name} can be read by other users of this computer.`,
        meaning: 'Whoever reads the key can act for your team.',
        next: `Make it private, then start again: chmod 600 ${name}`,
      });
    }
    const buffer = Buffer.alloc(MAX_KEY_BYTES);
    const length = readSync(handle, buffer, 0, MAX_KEY_BYTES, 0);
    return parseKey(
      buffer.subarray(0, length).toString('latin1'),
      `the key file ${name}`,
      buffer.subarray(0, length),
    );
  } finally {
    closeSync(handle);
  }
}

/** A link may lead deeper into its own folder (mounted secrets do), but not out of it. */
function refuseFarLink(path: string, name: string): void {
  let folder: string;
  let target: string;
  try {
    folder = realpathSync(dirname(path));
    target = realpathSync(path);
  } catch (error) {
    throw notReadable(name, error);
  }
  const way = relative(folder, target);
  if (way.startsWith('..') || isAbsolute(way)) {
    throw new AscError({
      code: 'key_file_link',
      message: `The key file ${name} is a link that leads out of its folder.`,
      next: 'Give the path of the file itself.',
    });
  }
}

function notReadable(name: string, error: unknown): AscError {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return keyError('key_file_missing', `There is no key file ${name} at the given path.`);
  }
  if (code === 'ENXIO') return notAFile(name);
  return keyError('key_file_unreadable', `The key file ${name} cannot be read by this user.`);
}

function notAFile(name: string): AscError {
  return keyError('key_file_not_regular', `The key file ${name} is not an ordinary file.`);
}

function keyError(code: string, message: string): AscError {
  return new AscError({ code, message, next: GET_A_KEY });
}

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/u;

/** `raw` is given for files, which may hold the DER itself. */
function parseKey(given: string, what: string, raw?: Buffer): string {
  const text = given
    .replace(/^(?:\ufeff|\u00ef\u00bb\u00bf)/u, '')
    .replaceAll('\\r', '')
    .replaceAll('\\n', '\n')
    .trim();
  const armour = PEM.exec(text);
  if (armour !== null) return fromArmour(armour[1] ?? '', armour[2] ?? '', what);
  if (text.includes('-----BEGIN')) {
    throw keyError('key_incomplete', `The end of ${what} is missing; it was cut off when it was copied.`);
  }
  if (raw !== undefined && raw[0] === 0x30) return fromDer(raw, what);
  const packed = text.replace(/["'\s]/gu, '');
  if (packed !== '' && /^[A-Za-z0-9+/_-]+={0,2}$/u.test(packed)) {
    const bytes = Buffer.from(packed, 'base64');
    const inner = PEM.exec(bytes.toString('latin1').replaceAll('\\n', '\n'));
    return inner === null ? fromDer(bytes, what) : fromArmour(inner[1] ?? '', inner[2] ?? '', what);
  }
  throw keyError('key_not_a_key', `What was given as ${what} is neither PEM nor base64 of a key.`);
}

function fromArmour(label: string, body: string, what: string): string {
  if (label === 'ENCRYPTED PRIVATE KEY' || body.includes('ENCRYPTED')) {
    throw keyError('key_encrypted', `A password protects ${what}; App Store Connect keys have none.`);
  }
  if (!label.endsWith('PRIVATE KEY')) {
    throw keyError('key_not_private', `A private key was expected, but ${what} holds something else.`);
  }
  return fromDer(Buffer.from(body.replace(/\s/gu, ''), 'base64'), what);
}

function fromDer(der: Buffer, what: string): string {
  const key = decode(der, 'pkcs8') ?? decode(der, 'sec1') ?? decode(der, 'pkcs1');
  if (key === undefined) throw keyError('key_not_a_key', `No private key could be read from ${what}.`);
  if (key.asymmetricKeyType !== 'ec') {
    throw keyError(
      'key_wrong_type',
      `An elliptic-curve key was expected, but ${what} is of type ${key.asymmetricKeyType ?? 'unknown'}.`,
    );
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw keyError(
      'key_wrong_curve',
      `App Store Connect keys are on the curve P-256; ${what} is on another.`,
    );
  }
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

function decode(der: Buffer, type: 'pkcs8' | 'sec1' | 'pkcs1'): KeyObject | undefined {
  try {
    return createPrivateKey({ key: der, format: 'der', type });
  } catch {
    // OpenSSL's reason says nothing a person could use, and may quote the input.
    return undefined;
  }
}
