import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, realpath, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AscError } from '../client/errors.ts';
import { systemCode } from '../client/system-code.ts';

/** A file that is being written: nothing is at its final name before `finish`. */
export interface SavedFile {
  readonly path: string;
  write(chunk: string | Uint8Array): Promise<void>;
  /** Makes it appear under its name; its size in bytes. */
  finish(): Promise<number>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/** Letters, digits and a few marks; no separators, no leading dot. Everything else is refused, nothing is trimmed. */
const legalName = /^[\p{L}\p{N}_][\p{L}\p{N} ._+@=-]{0,118}$/u;
/** Names that Windows keeps for devices. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Whether a file or folder may be called so: no separators, nothing hidden, nothing that a system keeps for itself. */
export function isPlainName(name: string): boolean {
  return legalName.test(name) && !reserved.test(name) && !name.endsWith('.') && !name.endsWith(' ');
}

/**
 * The one place where downloads may land: a folder, files in it with 0600, never an existing one replaced, no links
 * followed.
 */
export class Files {
  readonly root: string;
  /** Further folders that may be read, never written: the policy's `roots.upload`. */
  readonly uploadRoots: readonly string[];

  constructor(root: string, uploadRoots: readonly string[] = []) {
    this.root = root;
    this.uploadRoots = uploadRoots;
  }

  /** Opens a new file. `name` comes from a caller and is checked; with `unique` a number is added where it is taken. */
  async create(name: string, unique = false): Promise<SavedFile> {
    if (!isPlainName(name)) throw badName(name);
    const root = await this.realRoot();
    const temporary = join(root, `.asc-${randomBytes(8).toString('hex')}.part`);
    let handle: FileHandle;
    try {
      handle = await open(
        temporary,
        constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0),
        0o600,
      );
    } catch (cause) {
      throw cannotWrite(this.root, cause);
    }
    let bytes = 0;
    const saved = {
      path: join(root, name),
      write: async (chunk: string | Uint8Array): Promise<void> => {
        const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
        bytes += buffer.byteLength;
        // A disk that is full shows here, and not when the file was opened.
        await handle.writeFile(buffer).catch((cause: unknown) => {
          throw cannotWrite(this.root, cause);
        });
      },
      finish: async (): Promise<number> => {
        await handle.close();
        try {
          saved.path = await place(temporary, root, name, unique);
        } finally {
          await unlink(temporary);
        }
        return bytes;
      },
      discard: async (): Promise<void> => {
        await handle.close();
        await unlink(temporary);
      },
    };
    return saved;
  }

  /** Path of a file that is there already under this name. */
  async existing(name: string): Promise<string | undefined> {
    if (!isPlainName(name)) throw badName(name);
    const path = join(await this.realRoot(), name);
    const facts = await lstat(path).catch(() => undefined);
    return facts?.isFile() === true ? path : undefined;
  }

  /** Throws what `create` and `finish` would, before a long piece of work: a bad name, or one that is taken. */
  async assertNew(name: string): Promise<void> {
    if (!isPlainName(name)) throw badName(name);
    const there = await lstat(join(await this.realRoot(), name)).catch(() => undefined);
    if (there !== undefined) throw taken(name);
  }

  /** The real folder, made on first use. A link in its place is refused. */
  async realRoot(): Promise<string> {
    try {
      await mkdir(this.root, { recursive: true, mode: 0o700 });
      if ((await lstat(this.root)).isSymbolicLink()) throw new Error('it is a symbolic link');
      return await realpath(this.root);
    } catch (cause) {
      throw cannotWrite(this.root, cause);
    }
  }
}

/** Gives the finished file its name; a hard link fails where the name is taken, so nothing is ever replaced. */
async function place(temporary: string, root: string, name: string, unique: boolean): Promise<string> {
  for (let n = 1; n <= 1_000; n++) {
    const path = join(root, n === 1 ? name : name.replace(/(\.[^.]*)?$/, `-${n}$1`));
    try {
      await link(temporary, path);
      return path;
    } catch (cause) {
      if (systemCode(cause) !== 'EEXIST') throw cannotWrite(root, cause);
      if (!unique) throw taken(name);
    }
  }
  throw cannotWrite(root, undefined);
}

function taken(name: string): AscError {
  return new AscError({
    code: 'file_exists',
    message: `${name} is there already; files are never replaced.`,
    next: 'Choose another name for save_to.',
  });
}

function badName(name: string): AscError {
  return new AscError({
    code: 'bad_file_name',
    message: `${JSON.stringify(name.slice(0, 80))} cannot be the name of a saved file.`,
    meaning:
      'Files land in one download folder: a name without folders, of letters, digits, spaces and . _ - + @ =.',
    next: 'Give a plain name such as "builds.csv".',
    outcome: 'not_sent',
  });
}

export function cannotWrite(root: string, cause: unknown): AscError {
  const code = systemCode(cause) ?? 'unknown';
  return new AscError({
    code: 'cannot_write',
    message: `Nothing can be saved in the download folder (${code}).`,
    meaning: `The folder is ${root}.`,
    next: 'Make it writable, make room on the disk, or start the server with --download-dir FOLDER.',
    cause,
  });
}
