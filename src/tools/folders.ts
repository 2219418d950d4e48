import { randomBytes } from 'node:crypto';
import { constants, type Dirent, type Stats } from 'node:fs';
import { lstat, mkdir, readdir, realpath, rename, unlink } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, sep } from 'node:path';
import { AscError } from '../client/errors.ts';
import { systemCode } from '../client/system-code.ts';
import { openReal } from '../guard/open-real.ts';
import { cannotWrite, type Files, isPlainName } from './files.ts';
import { notSent } from './refused.ts';

/** Largest file that is read as text, bytes. */
const largest = 8 << 20;
/** Files of our own beside a user's: hidden, and never named by a caller. */
const ownName = /^\.asc-[a-z][\w.-]{0,60}\.json$/;

/** Why a folder is not used any more. */
const replaced = 'it was moved or replaced';

/** A folder that was walked to without following a link. Files in it are plain names. */
export class Folder {
  /** Real path. */
  readonly path: string;
  readonly writable: boolean;

  constructor(path: string, writable: boolean) {
    this.path = path;
    this.writable = writable;
  }

  /** What is in it, hidden things left out. */
  async list(): Promise<{ readonly files: readonly string[]; readonly folders: readonly string[] }> {
    await this.#assertStill();
    const entries = (await readdir(this.path, { withFileTypes: true })).filter(
      ({ name }) => !name.startsWith('.'),
    );
    const link = entries.find((entry) => entry.isSymbolicLink());
    if (link !== undefined) throw isLink(link.name);
    return {
      files: namesOf(entries.filter((entry) => entry.isFile())),
      folders: namesOf(entries.filter((entry) => entry.isDirectory())),
    };
  }

  /** A folder in it; `undefined` when it is not there. */
  async child(name: string): Promise<Folder | undefined> {
    if (!isPlainName(name)) throw badPath(name);
    const there = await this.#look(name);
    if (there === undefined) return undefined;
    if (!there.isDirectory()) throw badPath(name, 'it is no folder');
    return new Folder(join(this.path, name), this.writable);
  }

  /** A folder in it, made for its owner alone where there is none. */
  async make(name: string): Promise<Folder> {
    const there = await this.child(name);
    if (there !== undefined) return there;
    this.#assertWritable();
    try {
      await mkdir(join(this.path, name), { mode: 0o700 });
    } catch (cause) {
      // Another call was faster: what it made is looked at like any other.
      if (systemCode(cause) !== 'EEXIST') throw cannotWrite(this.path, cause);
    }
    const made = await this.child(name);
    if (made === undefined) throw badPath(name, replaced);
    return made;
  }

  /** Text of a file, byte order mark removed; `undefined` when it is not there. Throws `bad_path` or `bad_file`. */
  async read(name: string): Promise<string | undefined> {
    const bytes = await this.readBytes(name);
    try {
      return bytes === undefined ? undefined : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw badFile(name, 'it is not UTF-8 text');
    }
  }

  /** A file as it is; `undefined` when it is not there. Throws `bad_path` or `bad_file`. */
  async readBytes(name: string): Promise<Uint8Array | undefined> {
    this.#assertName(name);
    const there = await this.#look(name);
    if (there === undefined) return undefined;
    if (!there.isFile()) throw badPath(name, 'it is no file');
    const handle = await openReal(join(this.path, name), constants.O_RDONLY);
    if (handle === undefined) throw badPath(name, 'it changed while it was opened');
    try {
      const now = await handle.stat();
      if (!now.isFile()) throw badPath(name, 'it changed while it was opened');
      if (now.size > largest) throw badFile(name, `it is larger than ${largest} bytes`);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  }

  /** Puts a file there at once and whole, for its owner alone; one that is there is replaced, a link is refused. */
  async write(name: string, content: string | Uint8Array): Promise<void> {
    this.#assertName(name);
    this.#assertWritable();
    const there = await this.#look(name);
    if (there !== undefined && !there.isFile()) throw badPath(name, 'it is no file');
    const temporary = join(this.path, `.asc-${randomBytes(8).toString('hex')}.part`);
    try {
      const handle = await openReal(
        temporary,
        constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
        0o600,
      );
      if (handle === undefined) throw new Error('the folder was exchanged');
      try {
        await handle.writeFile(content);
      } finally {
        await handle.close();
      }
      await rename(temporary, join(this.path, name));
    } catch (cause) {
      await unlink(temporary).catch(() => undefined);
      throw cannotWrite(this.path, cause);
    }
  }

  #assertName(name: string): void {
    if (!isPlainName(name) && !ownName.test(name)) throw badPath(name);
  }

  #assertWritable(): void {
    if (!this.writable)
      throw new AscError({
        code: 'cannot_write',
        message: 'Files are written below the download folder only.',
        next: 'Give a relative path; it is taken below the download folder.',
        outcome: 'not_sent',
      });
  }

  async #look(name: string): Promise<Stats | undefined> {
    await this.#assertStill();
    const there = await lookAt(this.path, name);
    if (there?.isSymbolicLink() === true) throw isLink(name);
    return there;
  }

  /** The folder is still where it was, and no link took the place of any part of its path. */
  async #assertStill(): Promise<void> {
    const real = await realpath(this.path).catch(() => undefined);
    if (real !== this.path) throw badPath(basename(this.path), replaced);
  }
}

/** In an order that is the same on every system. */
function namesOf(entries: readonly Dirent[]): readonly string[] {
  return entries.map(({ name }) => name).sort();
}

/**
 * The parts of a relative path, whichever way its slashes lean. Throws `bad_path` for whatever could lead out of the
 * folder that it starts in.
 */
export function segmentsOf(path: string): readonly string[] {
  const parts = path.split(/[/\\]/);
  if (parts.at(-1) === '' && parts.length > 1) parts.pop();
  if (path.length > 1_000 || parts.length > 12 || !parts.every(isPlainName)) throw badPath(path);
  return parts;
}

/** A path that may be used: the folder it starts in, and the parts below it. */
interface Start {
  readonly folder: Folder;
  readonly parts: readonly string[];
}

/**
 * Where a path starts. Relative ones start in the download folder; absolute ones must lie in it, or, for reading, in a
 * folder that the policy allows (`roots.upload`). Throws `bad_path`.
 */
export async function startOf(files: Files, path: string): Promise<Start> {
  const root = await files.realRoot();
  if (!isAbsolute(path)) return { folder: new Folder(root, true), parts: segmentsOf(path) };
  for (const [index, given] of [files.root, ...files.uploadRoots].entries()) {
    const real = await realpath(given).catch(() => undefined);
    if (real === undefined) continue;
    for (const base of new Set([given, real])) {
      const rest = relative(base, path);
      if (rest === '') return { folder: new Folder(real, index === 0), parts: [] };
      if (rest === '..' || rest.startsWith(`..${sep}`) || isAbsolute(rest)) continue;
      // What `relative` straightened is not what was asked for.
      if (path.split(sep).some((part) => part === '.' || part === '..')) throw badPath(path);
      return { folder: new Folder(real, index === 0), parts: segmentsOf(rest) };
    }
  }
  throw badPath(path, 'it lies in no folder that may be used');
}

/** Walks down; `undefined` when a folder is not there. */
export async function walk(start: Folder, parts: readonly string[]): Promise<Folder | undefined> {
  let at: Folder | undefined = start;
  for (const part of parts) at = await at?.child(part);
  return at;
}

/** Walks down and makes the folders that are missing. */
export async function made(start: Folder, parts: readonly string[]): Promise<Folder> {
  let at = start;
  for (const part of parts) at = await at.make(part);
  return at;
}

/** A folder of our own in the download folder, made when it is missing. */
export async function ownFolder(files: Files, ...parts: readonly string[]): Promise<Folder> {
  return await made(new Folder(await files.realRoot(), true), parts);
}

/** A file by its path, as it is. Throws `bad_path` where it may not be read, `no_file` where there is none. */
export async function readFileAt(files: Files, path: string): Promise<Uint8Array> {
  const { folder, name } = await placeOfFile(files, path);
  const bytes = await folder?.readBytes(name);
  if (bytes === undefined) throw noFile(path);
  return bytes;
}

/** A text file by its path. Throws as `readFileAt`, and `bad_file` where it is not UTF-8. */
export async function readTextAt(files: Files, path: string): Promise<string> {
  const { folder, name } = await placeOfFile(files, path);
  const text = await folder?.read(name);
  if (text === undefined) throw noFile(path);
  return text;
}

async function placeOfFile(
  files: Files,
  path: string,
): Promise<{ readonly folder: Folder | undefined; readonly name: string }> {
  const { folder, parts } = await startOf(files, path);
  const name = parts.at(-1);
  if (name === undefined) throw noFile(path);
  return { folder: await walk(folder, parts.slice(0, -1)), name };
}

function noFile(path: string): AscError {
  return notSent(
    'no_file',
    `There is no file ${JSON.stringify(path.slice(0, 120))}.`,
    'Paths are relative to the download folder, or absolute in a folder of the policy (roots.upload).',
  );
}

async function lookAt(folder: string, name: string): Promise<Stats | undefined> {
  try {
    return await lstat(join(folder, name));
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'ENOENT') return undefined;
    // A name of 119 letters may be too long for a disk that counts bytes.
    throw badPath(name, `the system cannot look at it (${code})`);
  }
}

function isLink(name: string): AscError {
  return badPath(name, 'it is a symbolic link, and links are not followed');
}

function badPath(path: string, why?: string): AscError {
  return new AscError({
    code: 'bad_path',
    message: `${JSON.stringify(path.slice(0, 120))} cannot be used${why === undefined ? '' : `: ${why}`}.`,
    meaning:
      'Paths are relative to the download folder, of plain names; absolute ones must lie in it or, to read, in a folder of the policy (roots.upload).',
    next: 'Give a relative path such as "com.example.app/metadata", or have a person add the folder to roots.upload.',
    outcome: 'not_sent',
  });
}

function badFile(name: string, why: string): AscError {
  return notSent(
    'bad_file',
    `${JSON.stringify(name)} cannot be read: ${why}.`,
    'Save it as UTF-8 text and call again.',
  );
}
