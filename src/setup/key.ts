import { chmodSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve, sep } from 'node:path';
import { AscError } from '../client/errors.ts';
import { loadPrivateKey, readCredentials } from '../client/key.ts';
import type { Credentials } from '../client/types.ts';
import { privateFolder, replaceFile } from '../guard/private-file.ts';
import type { Account } from './accounts.ts';
import type { Guide } from './guide.ts';
import { keepInKeychain, keychainName, readFromKeychain } from './keychain.ts';

/** A key as it was given: where it is, and what belongs to it. */
export interface GivenKey {
  readonly keyId: string;
  readonly issuerId: string | undefined;
  readonly key: { readonly path: string } | { readonly text: string } | { readonly keychain: true };
}

/** `AuthKey_ABC123DEFG.p8` tells the key's id. */
export function keyIdIn(path: string): string | undefined {
  return /AuthKey_([A-Za-z0-9]{10})\.p8$/.exec(basename(path))?.[1];
}

/** A path as people type it, or drag it into a terminal. */
export function typedPath(text: string): string {
  const bare = text
    .trim()
    .replace(/^(['"])(.*)\1$/, '$2')
    .replaceAll('\\ ', ' ');
  return bare === '~' || bare.startsWith('~/') ? join(homedir(), bare.slice(1)) : resolve(bare);
}

/** Reads and checks the key; offers to take away others' rights first. Throws `AscError` with what is wrong. */
export async function credentialsOf(given: GivenKey, guide: Guide): Promise<Credentials> {
  const { keyId, issuerId, key } = given;
  if ('keychain' in key)
    return readCredentials({ keyId, issuerId, key: { text: readFromKeychain(keyId) ?? '' } });
  if ('path' in key) await makePrivate(key.path, guide);
  return readCredentials({ keyId, issuerId, key });
}

async function makePrivate(path: string, guide: Guide): Promise<void> {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  if (await guide.agree(`Other users of this computer can read ${path}. Make it private (chmod 600)?`))
    chmodSync(path, 0o600);
}

/**
 * Where the key is from now on: the system's keychain where there is one that works, else its file, or a private copy of
 * it in the state folder. Answers what stands in `accounts.json`.
 */
export async function keepKey(
  given: GivenKey,
  { privateKey }: Credentials,
  stateDir: string,
  guide: Guide,
): Promise<Account['key']> {
  const { keyId, key } = given;
  if ('keychain' in key) return { keychain: true };
  const keychain = keychainName();
  if (keychain !== undefined && (await guide.agree(`Keep the key in ${keychain}?`))) {
    if (keepInKeychain(keyId, privateKey)) {
      guide.say(
        `The key is in ${keychain}${'path' in key ? `; its file is not needed any more: ${key.path}` : ''}.`,
      );
      return { keychain: true };
    }
    guide.say(`${keychain} did not take the key; it stays a file.`);
  }
  if ('path' in key && !(isCasual(key.path) && (await guide.agree(`Keep a private copy in ${stateDir}?`)))) {
    guide.say(`The key stays in its file: ${key.path}`);
    return { path: key.path };
  }
  const folder = join(stateDir, 'keys');
  const copy = join(folder, `AuthKey_${keyId}.p8`);
  await privateFolder(stateDir);
  await privateFolder(folder);
  await replaceFile(copy, privateKey);
  // Only what can be read again was kept.
  if (loadPrivateKey({ path: copy }) !== privateKey) throw notKept(copy);
  guide.say(`The key is in ${copy}, readable by you alone.`);
  return { path: copy };
}

/** Folders that are tidied up, synchronised or shared. */
function isCasual(path: string): boolean {
  return ['Downloads', 'Desktop', 'Documents'].some((name) => path.startsWith(join(homedir(), name) + sep));
}

function notKept(path: string): AscError {
  return new AscError({
    code: 'key_not_kept',
    message: `${path} is not what was written.`,
    next: 'Look at the disk, then run asc-mcp setup again.',
  });
}
