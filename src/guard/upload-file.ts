/** Which local files may be sent, and private copies of them, so that what was checked is what leaves. */
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, realpath, stat, statfs, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { AscError } from '../client/errors.ts';
import { systemCode } from '../client/system-code.ts';
import { openReal } from './open-real.ts';
import { privateFolder } from './private-file.ts';
import { isAlive } from './process-alive.ts';

export interface UploadRules {
  /** Folders that a person allowed in the policy (`roots.upload`); none when empty. */
  readonly roots: readonly string[];
  /** Folder of the copies. */
  readonly folder: string;
  /** Files and folders of this server itself: policy, key, audit log. */
  readonly own: readonly string[];
}

/** A private copy: whatever happens to the original, these bytes are sent. */
export interface UploadFile {
  /** Without folders, as Apple gets to see it. */
  readonly name: string;
  readonly size: number;
  /** Hexadecimal, of the whole file. */
  readonly md5: string;
  readonly sha256: string;
  /** Up to 256 KB of the beginning. */
  readonly head: Uint8Array;
  /** Open for reading. */
  readonly handle: FileHandle;
  /** Closes and removes the copy. */
  dispose(): Promise<void>;
}

const copyBytes = 1024 * 1024;
const headBytes = 256 * 1024;
/** What stays free on the disk beside a copy. */
const spareBytes = 64 * 1024 * 1024;
const noFollow = constants.O_NOFOLLOW ?? 0;

export class UploadFiles {
  readonly #rules: UploadRules;
  #ready: Promise<void> | undefined;

  constructor(rules: UploadRules) {
    this.#rules = rules;
  }

  /**
   * Copies a file that may be sent into a private place, hashing it on the way. Throws `upload_not_allowed` for what
   * lies outside the roots, is reached through a link, or is no regular file; `file_changed` when it changed meanwhile.
   */
  async copy(path: string, signal: AbortSignal): Promise<UploadFile> {
    const real = await this.#allowed(path);
    this.#ready ??= this.#prepare();
    await this.#ready;
    const source = await openReal(real, constants.O_RDONLY).catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
    // A folder that was exchanged for a link between the check and the opening would lead elsewhere now.
    if (source === undefined) throw notAllowed(path, 'it was exchanged while it was looked at');
    try {
      const facts = await source.stat();
      if (!facts.isFile()) throw notAllowed(path, 'it is no regular file');
      if (facts.size === 0) throw notAllowed(path, 'it is empty');
      await this.#assertRoom(facts.size);
      return await this.#snapshot(path, source, facts.size, facts.mtimeMs, signal);
    } finally {
      await source.close();
    }
  }

  /** Names of the entries of an allowed folder, sorted; hidden ones and links are left out. */
  async list(path: string): Promise<readonly { readonly name: string; readonly folder: boolean }[]> {
    const real = await this.#allowed(path);
    const entries = await readdir(real, { withFileTypes: true }).catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
    return entries
      .filter((entry) => !entry.name.startsWith('.') && (entry.isFile() || entry.isDirectory()))
      .map((entry) => ({ name: entry.name, folder: entry.isDirectory() }))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** The real path, when it lies in a root and no link leads to it. */
  async #allowed(path: string): Promise<string> {
    const { roots, own } = this.#rules;
    if (roots.length === 0) throw noRoots();
    if (/\p{Cc}/u.test(path) || path.length > 4000 || /["' ]$/.test(path))
      throw notAllowed(path, 'its name ends or continues in a way that file names should not');
    const asked = absolute(path, roots);
    for (const root of roots) {
      const realRoot = await realpath(root).catch(() => undefined);
      if (realRoot === undefined) continue;
      const inside = [relative(resolve(root), asked), relative(realRoot, asked)].find(isInside);
      if (inside === undefined) continue;
      const expected = join(realRoot, inside);
      const real = await realpath(asked).catch((cause: unknown) => {
        throw unreadable(path, cause);
      });
      if (real !== expected) throw notAllowed(path, 'a link leads to it, or it is written otherwise');
      if (inside.split(sep).some((part) => part.startsWith('.')))
        throw notAllowed(path, 'hidden files are not sent');
      if (/\.(p8|p12|pem|key|keychain(-db)?)$/i.test(real)) throw notAllowed(path, 'it looks like a key');
      if (await isWithin(real, own)) throw notAllowed(path, 'it belongs to this server');
      return real;
    }
    throw notAllowed(path, `it lies outside of ${roots.join(', ')}`);
  }

  async #snapshot(
    path: string,
    source: FileHandle,
    size: number,
    modified: number,
    signal: AbortSignal,
  ): Promise<UploadFile> {
    const copyPath = join(this.#rules.folder, `${process.pid}-${randomBytes(8).toString('hex')}.part`);
    const copy = await open(
      copyPath,
      constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | noFollow,
      0o600,
    );
    const dispose = async (): Promise<void> => {
      await copy.close().catch(() => undefined);
      await unlink(copyPath).catch(() => undefined);
    };
    try {
      const md5 = createHash('md5');
      const sha256 = createHash('sha256');
      const buffer = Buffer.allocUnsafe(copyBytes);
      let head = new Uint8Array();
      let at = 0;
      for (;;) {
        signal.throwIfAborted();
        const { bytesRead } = await source.read(buffer, 0, buffer.length, at);
        if (bytesRead === 0) break;
        const chunk = buffer.subarray(0, bytesRead);
        if (at === 0) head = Uint8Array.from(chunk.subarray(0, headBytes));
        md5.update(chunk);
        sha256.update(chunk);
        await copy.writeFile(chunk);
        at += bytesRead;
        if (at > size) break;
      }
      const after = await source.stat();
      if (at !== size || after.size !== size || after.mtimeMs !== modified) throw changed(path);
      if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(Buffer.from(head).toString('latin1')))
        throw notAllowed(path, 'it holds a private key');
      const hashes = { md5: md5.digest('hex'), sha256: sha256.digest('hex') };
      return { name: basename(path), size, ...hashes, head, handle: copy, dispose };
    } catch (error) {
      await dispose();
      throw error;
    }
  }

  async #assertRoom(size: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#rules.folder);
    if (bavail * bsize > size + spareBytes) return;
    throw new AscError({
      code: 'disk_full',
      message: `There is no room for a private copy of ${Math.ceil(size / 1_000_000)} MB.`,
      meaning: 'Files are copied before they are sent, so that what was checked is what leaves.',
      next: 'Free the disk of the state folder and call again.',
      outcome: 'not_sent',
    });
  }

  /** Makes the folder, and clears away what processes that ended abruptly left behind. */
  async #prepare(): Promise<void> {
    const { folder } = this.#rules;
    await privateFolder(folder);
    for (const name of await readdir(folder)) {
      const owner = /^(\d+)-[0-9a-f]{16}\.part$/.exec(name)?.[1];
      if (owner !== undefined && !isAlive(Number(owner)))
        await unlink(join(folder, name)).catch(() => undefined);
    }
  }
}

/** `~` is the home folder; what is relative is so to the first root. */
function absolute(path: string, roots: readonly string[]): string {
  if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1));
  return isAbsolute(path) ? resolve(path) : resolve(roots[0] ?? sep, path);
}

/** A relative path that does not climb. `''` is the folder itself. */
function isInside(path: string): boolean {
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/**
 * Whether a file is one of these or lies in one of them: by its path, and by what the disk itself calls it. The latter
 * holds whatever way it is written: macOS takes other letter case and decomposed letters for the same name, and
 * a hard link is another name altogether.
 */
async function isWithin(real: string, kept: readonly string[]): Promise<boolean> {
  const identities = new Set<string | undefined>();
  for (const path of kept) {
    if (isInside(relative(await realpath(path).catch(() => resolve(path)), real))) return true;
    identities.add(await identityOf(path));
  }
  identities.delete(undefined);
  for (let at = real; ; at = dirname(at)) {
    if (identities.has(await identityOf(at))) return true;
    if (at === dirname(at)) return false;
  }
}

/** Disk and number of a file there; `undefined` for what is not there. */
async function identityOf(path: string): Promise<string | undefined> {
  const facts = await stat(path, { bigint: true }).catch(() => undefined);
  return facts === undefined ? undefined : `${facts.dev} ${facts.ino}`;
}

function shown(path: string): string {
  return JSON.stringify(basename(path).slice(0, 120));
}

function noRoots(): AscError {
  return new AscError({
    code: 'upload_not_allowed',
    message: 'No folder is open for uploads.',
    meaning: 'A person names the folders that files may be sent from; the assistant cannot.',
    next: 'In the policy file: {"roots":{"upload":["~/Releases"]}}. Then restart the server.',
    outcome: 'not_sent',
  });
}

function notAllowed(path: string, why: string): AscError {
  return new AscError({
    code: 'upload_not_allowed',
    message: `${shown(path)} is not sent: ${why}.`,
    meaning: 'Only plain files in the folders of the policy (roots.upload) are sent.',
    next: 'Give the real path of a file in one of these folders.',
    outcome: 'not_sent',
  });
}

function unreadable(path: string, cause: unknown): AscError {
  const code = systemCode(cause) ?? 'unknown';
  return new AscError({
    code: 'cannot_read_file',
    message: `${shown(path)} cannot be read (${code}).`,
    next:
      code === 'ENOENT' ? 'Correct the path; there is no such file.' : 'Give the path of a readable file.',
    outcome: 'not_sent',
    cause,
  });
}

function changed(path: string): AscError {
  return new AscError({
    code: 'file_changed',
    message: `${shown(path)} changed while it was read.`,
    meaning: 'Nothing was sent.',
    next: 'Wait until whatever writes it is done, and call again.',
    outcome: 'not_sent',
  });
}
