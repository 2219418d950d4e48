import { createHash, randomBytes } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { type FileHandle, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isObject, jsonIn } from '../../catalog/json.ts';
import { BodyError } from '../../client/body.ts';
import { AscError } from '../../client/errors.ts';
import { pour } from '../../client/inflate-stream.ts';
import { SignedDownloads } from '../../client/signed-download.ts';
import type { Sink } from '../../client/types.ts';
import { privateFolder, replaceFile } from '../../guard/private-file.ts';
import { dayMs } from '../days.ts';

export interface ReportsOptions {
  /** Of the API: a sandbox's reports are not Apple's. */
  readonly origin: string;
  readonly keyId: string;
  readonly stateDir: string;
}

/** What a kept report is about: values in a fixed order, such as kind, vendor, date. */
export type ReportIdentity = readonly string[];

/** A report that is here: its file, or the word of Apple that there is nothing in it. */
export interface KeptReport {
  /** Absent: Apple said that nothing was sold. */
  readonly path?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Longest time that reports are kept after they were read last, milliseconds: Apple keeps them about as long. */
const forgottenAfterMs = 400 * dayMs;

/**
 * Reports that were fetched, as gzip files as they came, 0600, in a folder of the state: none is fetched twice, and a year
 * that was interrupted goes on where it stopped. A file stands under its name only once it is whole.
 */
export class KeptReports {
  readonly downloads: SignedDownloads;
  readonly #folder: string;
  readonly #salt: string;
  #ready: Promise<void> | undefined;

  constructor(options: ReportsOptions) {
    this.#folder = join(options.stateDir, 'reports');
    this.#salt = `${options.origin} ${options.keyId}`;
    this.downloads = new SignedDownloads(options.origin);
  }

  /** What was kept of a report; `undefined` when it was not fetched yet. */
  async find(identity: ReportIdentity): Promise<KeptReport | undefined> {
    await this.#open();
    const stem = this.#stem(identity);
    const [file, none] = await Promise.all([facts(`${stem}.gz`), facts(`${stem}.none`)]);
    if (file !== undefined && (none === undefined || file >= none)) return { path: `${stem}.gz`, at: file };
    return none === undefined ? undefined : { at: none };
  }

  /** Keeps what `write` hands to its sink, once it is done; nothing when it throws. */
  async keep(identity: ReportIdentity, write: (sink: Sink) => Promise<void>): Promise<KeptReport> {
    await this.#open();
    const path = `${this.#stem(identity)}.gz`;
    const draft = join(this.#folder, `.${randomBytes(8).toString('hex')}.part`);
    const file: FileHandle = await open(
      draft,
      constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0),
      0o600,
    );
    try {
      await write((chunk) => file.writeFile(chunk));
      await file.datasync();
    } catch (error) {
      await file.close();
      await unlink(draft).catch(() => undefined);
      throw error;
    }
    await file.close();
    await rename(draft, path);
    return { path, at: Date.now() };
  }

  /** Keeps Apple's word that there is nothing. */
  async keepNone(identity: ReportIdentity): Promise<KeptReport> {
    await this.#open();
    await replaceFile(`${this.#stem(identity)}.none`, '');
    return { at: Date.now() };
  }

  /** A short note that belongs to reports, such as which parts one has. */
  async note(identity: ReportIdentity): Promise<readonly string[] | undefined> {
    await this.#open();
    const text = await readFile(`${this.#stem(identity)}.json`, 'utf8').catch(() => '{}');
    const value: unknown = jsonIn(text);
    const parts = isObject(value) ? value['parts'] : undefined;
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : undefined;
  }

  async keepNote(identity: ReportIdentity, parts: readonly string[]): Promise<void> {
    await this.#open();
    await replaceFile(`${this.#stem(identity)}.json`, JSON.stringify({ parts }));
  }

  #stem(identity: ReportIdentity): string {
    const digest = createHash('sha256')
      .update(JSON.stringify([this.#salt, ...identity]))
      .digest('hex')
      .slice(0, 16);
    const words = identity
      .join('-')
      .replaceAll(/[^\w.-]+/g, '_')
      .slice(0, 80);
    return join(this.#folder, `${words}-${digest}`);
  }

  #open(): Promise<void> {
    this.#ready ??= privateFolder(this.#folder).then(() => forgetOld(this.#folder));
    return this.#ready;
  }
}

/** Feeds a kept file to a sink, decompressed, within the bounds of every stream. */
export async function unzip(path: string, sink: Sink): Promise<number> {
  try {
    return await pour(createReadStream(path, { highWaterMark: 256 * 1024 }), undefined, sink);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    if (error.kind === 'too_large') throw tooLarge(path);
    // What is broken is not kept: the next call fetches it anew.
    await unlink(path).catch(() => undefined);
    throw damaged(path);
  }
}

function damaged(path: string): AscError {
  return new AscError({
    code: 'report_damaged',
    message: `The file of a report is no whole gzip file (${basename(path)}).`,
    meaning: 'It was cut off or changed; it is not kept any longer.',
    next: 'Call again: it is fetched anew, the others are not.',
    outcome: 'failed',
  });
}

function tooLarge(path: string): AscError {
  return new AscError({
    code: 'response_too_large',
    message: `A report is larger than 2 GB, or expands as no report does (${basename(path)}).`,
    next: 'Ask for it in smaller parts: a shorter period, or another frequency.',
    outcome: 'failed',
  });
}

async function facts(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true ? found.mtimeMs : undefined;
}

/** Files that nobody will ask for again, and drafts of a process that was killed. */
async function forgetOld(folder: string): Promise<void> {
  const now = Date.now();
  for (const name of await readdir(folder)) {
    const draft = name.endsWith('.part');
    if (!draft && !/\.(?:gz|none|json)$/.test(name)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && now - found.mtimeMs > (draft ? dayMs : forgottenAfterMs))
      await unlink(path).catch(() => undefined);
  }
}
