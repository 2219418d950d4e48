/**
 * The audit log: one JSON line per event, each bound to the one before by its hash.
 *
 * Every process writes a chain of its own (`audit-<day>-<pid>-<boot>.jsonl`). The alternative, one file and a lock,
 * would have each write of each server wait for the others, and a lock left behind by a crash would stop all writes or,
 * broken by age, let two writers in. Chains of their own cannot interleave. What a single file would give in return,
 * that no log can go missing unseen, the opening line gives: it names the ends of the chains that it found.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../client/clock.ts';
import { chainName, chainsOf, headName, partName } from './audit-files.ts';
import {
  type AuditActor,
  type AuditEvent,
  type AuditHead,
  chainHash,
  genesis,
  permitted,
} from './audit-record.ts';
import { readHead } from './audit-verify.ts';
import { canonical } from './digest.ts';
import { appendNew, privateFolder, replaceFile } from './private-file.ts';

export type { AuditActor, AuditEvent, AuditHead } from './audit-record.ts';

export interface AuditOptions {
  readonly clock?: Clock;
  /** A part that has grown past this many bytes is followed by the next. */
  readonly partBytes?: number;
  /** Told the head every 100 records, so that it stands somewhere else, too. */
  readonly onHead?: (head: AuditHead) => void;
  /** Keeps the head of each record elsewhere, too. Waited for, so that it is known before anything is sent; may fail. */
  readonly keepHead?: (head: AuditHead, chain: string) => Promise<void>;
  readonly pid?: number;
}

/** The log cannot be written. Whoever gets this sends nothing. */
class AuditError extends Error {}

/** Most other chains that an opening line names. */
const seenLimit = 50;
const announceEvery = 100;

interface Part {
  readonly file: FileHandle;
  /** Bytes of whole lines. */
  size: number;
  /** The last write failed: what may stand behind `size` is cut off before the next. */
  torn: boolean;
}

export class AuditLog {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #partBytes: number;
  readonly #onHead: (head: AuditHead) => void;
  readonly #keepHead: AuditOptions['keepHead'];
  readonly #pid: number;
  readonly #boot = randomBytes(8).toString('hex');
  readonly #chain: string;
  #head: AuditHead;
  #part: Part | undefined;
  #parts = 0;
  #last: Promise<void> = Promise.resolve();

  private constructor(folder: string, options: AuditOptions) {
    this.#folder = folder;
    this.#clock = options.clock ?? systemClock;
    this.#partBytes = options.partBytes ?? 8_000_000;
    this.#onHead = options.onHead ?? (() => undefined);
    this.#keepHead = options.keepHead;
    this.#pid = options.pid ?? process.pid;
    this.#chain = chainName(new Date(this.#clock.now()).toISOString().slice(0, 10), this.#pid, this.#boot);
    this.#head = { n: 0, h: genesis(this.#boot) };
  }

  /** Touches nothing yet: clients start servers only to list tools, and reading goes on where the log cannot be written. */
  static open(folder: string, options: AuditOptions = {}): AuditLog {
    return new AuditLog(folder, options);
  }

  get head(): AuditHead {
    return this.#head;
  }

  /**
   * Writes the event and flushes it. Rejects with `AuditError` when that fails; then nothing may be sent. Events are
   * written in the order of the calls.
   */
  append(event: AuditEvent, actor: AuditActor = {}): Promise<void> {
    const written = this.#last.then(() => this.#write(event, actor));
    this.#last = written.catch(() => undefined);
    return written;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#part?.file.close();
    this.#part = undefined;
    this.#parts = Number.POSITIVE_INFINITY;
  }

  async #write(event: AuditEvent, actor: AuditActor): Promise<void> {
    try {
      if (this.#parts === 0) await this.#open();
      else if (this.#part === undefined || this.#part.size > this.#partBytes) await this.#nextPart();
      await this.#add(permitted({ ...event, ...actor }));
    } catch (error) {
      if (error instanceof AuditError) throw error;
      throw new AuditError(
        `The audit log in ${this.#folder} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  async #open(): Promise<void> {
    await privateFolder(this.#folder);
    const seen = await this.#others();
    await this.#nextPart();
    await this.#add({ kind: 'open', seen });
  }

  async #nextPart(): Promise<void> {
    if (this.#parts === Number.POSITIVE_INFINITY) throw new AuditError('The audit log is closed.');
    const file = await open(join(this.#folder, partName(this.#chain, this.#parts + 1)), appendNew, 0o600);
    await this.#part?.file.close();
    this.#part = { file, size: 0, torn: false };
    this.#parts += 1;
  }

  async #add(fields: object): Promise<void> {
    const part = this.#part;
    if (part === undefined) throw new AuditError('The audit log is closed.');
    const { nlink } = await part.file.stat();
    if (nlink === 0)
      throw new AuditError(`The audit log in ${this.#folder} was removed while it was written.`);
    if (part.torn) await part.file.truncate(part.size);
    const record = {
      ...fields,
      n: this.#head.n + 1,
      at: new Date(this.#clock.now()).toISOString(),
      mono: Math.round(this.#clock.monotonic()),
      boot: this.#boot,
      pid: this.#pid,
      prev: this.#head.h,
    };
    const hash = chainHash(this.#head.h, record);
    const line = Buffer.from(`${canonical({ ...record, hash })}\n`);
    part.torn = true;
    await part.file.appendFile(line);
    await part.file.datasync();
    const head = { n: record.n, h: hash };
    // A line whose head could not be written is taken back: the caller will not send, and the log must not say it did.
    await replaceFile(join(this.#folder, headName(this.#chain)), `${canonical(head)}\n`);
    part.torn = false;
    part.size += line.length;
    this.#head = head;
    if (head.n % announceEvery === 0) this.#onHead(head);
    // What can be neither kept elsewhere nor sent is logged all the same: the next record takes its head along.
    await this.#keepHead?.(head, this.#chain).catch(() => undefined);
  }

  /** Ends of the chains that were there before this one. */
  async #others(): Promise<string[]> {
    const chains = chainsOf(await readdir(this.#folder));
    const heads = await Promise.all(
      chains.slice(-seenLimit).map(async ({ name }) => {
        const head = readHead(
          await readFile(join(this.#folder, headName(name)), 'utf8').catch(() => undefined),
        );
        return head === undefined ? [] : [`${name} ${head.n} ${head.h}`];
      }),
    );
    return heads.flat();
  }
}
