/** How far an upload got, so that it goes on after the process was killed. No addresses, no bytes, no names. */
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { open, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, jsonIn, stringAt } from '../catalog/json.ts';
import { privateFolder, writeNew } from './private-file.ts';

/** Addresses live about a week; what is older than a month is nobody's any more. */
const forgottenAfterMs = 30 * 86_400_000;

/** What tells one upload from every other. */
export interface UploadIdentity {
  /** Of the API, so that a sandbox's reservations are not looked for at Apple. */
  readonly origin: string;
  readonly resource: string;
  readonly parent: string;
  readonly fileName: string;
  readonly sha256: string;
}

/** Offset and length of each part: what was accepted counts only while the parts are the same. */
export type Layout = readonly { readonly offset: number; readonly length: number }[];

/** A file of lines, 0600: which reservation, then each part that the store has taken. */
export class UploadJournal {
  readonly #path: string;
  #reservation: string | undefined;
  #layout: string | undefined;
  #accepted = new Set<number>();

  private constructor(path: string) {
    this.#path = path;
  }

  /** What an earlier run wrote, or an empty one. */
  static async open(folder: string, identity: UploadIdentity): Promise<UploadJournal> {
    await privateFolder(folder);
    await forgetOld(folder);
    const name = digest([
      identity.origin,
      identity.resource,
      identity.parent,
      identity.fileName,
      identity.sha256,
    ]);
    const journal = new UploadJournal(join(folder, `${name}.jsonl`));
    await journal.#read();
    return journal;
  }

  /** Id of the reservation that an earlier run made. */
  get reservation(): string | undefined {
    return this.#reservation;
  }

  /** Writes down a new reservation before its first byte leaves. */
  async begin(reservation: string): Promise<void> {
    await this.end();
    const file = await open(this.#path, writeNew, 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ reservation })}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
    this.#reservation = reservation;
  }

  /** Parts that need not be sent again, given how the file is cut now. */
  accepted(layout: Layout): ReadonlySet<number> {
    const now = layoutDigest(layout);
    if (this.#layout !== now) {
      this.#accepted = new Set();
      this.#layout = now;
      this.#append({ layout: now });
    }
    return this.#accepted;
  }

  /** Written at once, before another part begins: a process may be killed at any moment. */
  accept(part: number): void {
    this.#accepted.add(part);
    this.#append({ part });
  }

  /** Nothing is left to do. */
  async end(): Promise<void> {
    this.#reservation = undefined;
    this.#layout = undefined;
    this.#accepted = new Set();
    await unlink(this.#path).catch(() => undefined);
  }

  #append(line: object): void {
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  }

  async #read(): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      const entry = jsonIn(line);
      if (!isObject(entry)) continue;
      this.#reservation = stringAt(entry, 'reservation') ?? this.#reservation;
      const layout = stringAt(entry, 'layout');
      if (layout !== undefined) {
        this.#layout = layout;
        this.#accepted = new Set();
      }
      const { part } = entry;
      if (typeof part === 'number') this.#accepted.add(part);
    }
  }
}

function layoutDigest(layout: Layout): string {
  return digest(layout.map(({ offset, length }) => `${offset}+${length}`));
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

async function forgetOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^[0-9a-f]{32}\.jsonl$/.test(name)) continue;
    const path = join(folder, name);
    const facts = await stat(path).catch(() => undefined);
    if (facts !== undefined && Date.now() - facts.mtimeMs > forgottenAfterMs)
      await unlink(path).catch(() => undefined);
  }
}
