import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { Files } from '../files.ts';
import { Folder, ownFolder, walk } from '../folders.ts';
import { notSent } from '../refused.ts';

/** A key of ours, kept beside its request until there is a certificate for it, and with it from then on. */
export interface OwnKey {
  /** Number of the pair in its folder: `1` for `1.key.pem`, `1.csr.pem`, `1.cer`. */
  readonly name: string;
  /** The kind of certificate that it is for. */
  readonly type: string;
  readonly folder: Folder;
  readonly privateKey: KeyObject;
}

const keyFile = /^(\d{1,4})\.key\.pem$/;
/** Apple takes RSA keys of this length only. */
const bits = 2048;

/** Where keys of a kind of certificate lie, below the download folder. */
export function keyFolder(certificateType: string): readonly string[] {
  return ['signing', certificateType];
}

/** Our keys for one kind of certificate, oldest first. Throws `bad_key` for a file that is none. */
export async function ownKeys(files: Files, certificateType: string): Promise<readonly OwnKey[]> {
  const folder = await walk(new Folder(await files.realRoot(), true), keyFolder(certificateType));
  if (folder === undefined) return [];
  const { files: names } = await folder.list();
  const keys: OwnKey[] = [];
  for (const file of names) {
    const name = keyFile.exec(file)?.[1];
    if (name === undefined) continue;
    keys.push({
      name,
      type: certificateType,
      folder,
      privateKey: parsed((await folder.read(file)) ?? '', file, certificateType),
    });
  }
  return keys.sort((a, b) => Number(a.name) - Number(b.name));
}

function parsed(pem: string, file: string, certificateType: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw notSent(
      'bad_key',
      `signing/${certificateType}/${file} is no private key.`,
      'A person moves it away or restores it from a copy; then call again.',
    );
  }
}

/** Makes a key pair in this process and puts the private half into a file of its owner (0600) before it is used. */
export async function newKey(
  files: Files,
  certificateType: string,
  taken: readonly OwnKey[],
): Promise<OwnKey> {
  const folder = await ownFolder(files, ...keyFolder(certificateType));
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: bits });
  const name = String(Math.max(0, ...taken.map((key) => Number(key.name))) + 1);
  await folder.write(`${name}.key.pem`, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  return { name, type: certificateType, folder, privateKey };
}

/** The request for a key: the one in its file, or one that is made and kept there. */
export async function requestFor(key: OwnKey): Promise<string> {
  const file = `${key.name}.csr.pem`;
  const kept = await key.folder.read(file);
  if (kept !== undefined) return kept;
  const { signingRequest } = await import('./csr.ts');
  const made = await signingRequest(key.privateKey, createPublicKey(key.privateKey));
  await key.folder.write(file, made);
  return made;
}

/** Whether a certificate as Apple sends it (DER in base64) was made for a key. */
export function isFor(content: string | undefined, key: OwnKey): boolean {
  if (content === undefined) return false;
  try {
    return new X509Certificate(Buffer.from(content, 'base64')).checkPrivateKey(key.privateKey);
  } catch {
    return false;
  }
}
