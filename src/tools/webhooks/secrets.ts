import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Files } from '../files.ts';
import { type Folder, ownFolder, readTextAt } from '../folders.ts';
import { refused } from '../refused.ts';

/** A secret, and the file (below the download folder) in which its owner finds it. It never goes into an answer. */
export interface Secret {
  readonly value: string;
  readonly file: string;
  /** Puts it into that file, once the webhook has it; does nothing for a person's own file. */
  readonly keep: () => Promise<void>;
}

/** Bytes of a secret that is made here. */
const secretBytes = 32;
const fewest = 8;

/** The secret of a file that a person wrote: its first line, of so many characters at least. */
export async function givenSecret(files: Files, path: string, least = fewest): Promise<Secret> {
  const [value = ''] = (await readTextAt(files, path)).split(/\r?\n/, 1);
  if (value.length >= least) return { value, file: path, keep: async () => undefined };
  throw refused(
    `The secret in the file has fewer than ${least} characters.`,
    'A person writes a longer one into its first line, or leave secret_file out: then one is made.',
  );
}

/** The file of the newest secret that was made here for a webhook of this name; `undefined` when there is none. */
export async function keptFile(files: Files, app: string, name: string): Promise<string | undefined> {
  const folder = await ownFolder(files, 'webhooks');
  const last = (await numbersOf(folder, app, name)).at(-1);
  return last === undefined ? undefined : `webhooks/${fileOf(app, name, last)}`;
}

/**
 * A secret that is made here. Before it is sent it is saved (0600) as a pending one, and a call that was cut off goes
 * on with that: so whatever Apple has taken is here. Older secrets stay in their files.
 */
export async function madeSecret(files: Files, app: string, name: string): Promise<Secret> {
  const waiting = await waitingSecret(files, app, name);
  if (waiting !== undefined) return waiting;
  const folder = await ownFolder(files, 'webhooks');
  await folder.write(pendingOf(app, name), `${randomBytes(secretBytes).toString('base64url')}\n`);
  const made = await waitingSecret(files, app, name);
  if (made === undefined) throw new Error('A secret that was saved cannot be read.');
  return made;
}

/** The pending secret of a call that was cut off or refused; `undefined` when the webhook is known to have it. */
export async function waitingSecret(files: Files, app: string, name: string): Promise<Secret | undefined> {
  const folder = await ownFolder(files, 'webhooks');
  const value = (await folder.read(pendingOf(app, name)))?.trim();
  const last = (await numbersOf(folder, app, name)).at(-1) ?? 0;
  const newest = last === 0 ? undefined : (await folder.read(fileOf(app, name, last)))?.trim();
  if (value === undefined || value.length < fewest || value === newest) return undefined;
  const file = fileOf(app, name, last + 1);
  return { value, file: `webhooks/${file}`, keep: () => folder.write(file, `${value}\n`) };
}

async function numbersOf(folder: Folder, app: string, name: string): Promise<readonly number[]> {
  const { files } = await folder.list();
  const start = stemOf(app, name);
  return files
    .flatMap((file) => {
      const number = file.startsWith(start)
        ? /^-(\d{1,4})\.secret$/.exec(file.slice(start.length))?.[1]
        : undefined;
      return number === undefined ? [] : [Number(number)];
    })
    .sort((a, b) => a - b);
}

function stemOf(app: string, name: string): string {
  return `${app.replaceAll(/[^\w-]/g, '')}-${name.replaceAll(/[^\w-]+/g, '_').slice(0, 60)}`;
}

function pendingOf(app: string, name: string): string {
  return `${stemOf(app, name)}.pending`;
}

function fileOf(app: string, name: string, number: number): string {
  return `${stemOf(app, name)}-${number}.secret`;
}

/** `hmacsha256=` and 64 digits, as the header `x-apple-signature` has it (facts of 2026-11-22); the word may be left out. */
const header = /^\s*(?:x-apple-signature\s*:)?\s*(?:hmacsha256\s*=\s*)?([0-9a-f]{64})\s*$/i;

/** Whether a body was signed with a secret; takes as long for a wrong signature as for a right one. */
export function isSigned(body: Uint8Array, signature: string, secret: string): boolean {
  const given = header.exec(signature)?.[1];
  if (given === undefined)
    throw refused(
      'That is no signature: the header x-apple-signature is "hmacsha256=" and 64 hexadecimal digits.',
      'Give the value of the header as it was received.',
    );
  const expected = createHmac('sha256', secret).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(given, 'hex'));
}
