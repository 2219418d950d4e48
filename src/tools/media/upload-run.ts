import { AscError } from '../../client/errors.ts';
import type { ToolContext } from '../context.ts';
import type { LocalMedia } from './local.ts';
import { type Asset, upload } from './upload.ts';
import type { Uploads } from './uploads.ts';

/** Uploads at a time; each of them may send several parts. */
const parallelFiles = 4;

/** One file to send, and what it becomes. */
export interface UploadJob {
  readonly file: LocalMedia;
  /** Asked for when its turn comes: the place may be made just before. */
  readonly asset: () => Omit<Asset, 'file' | 'adopt'>;
  readonly adopt?: string | undefined;
  /** Called with the id of the committed object. */
  readonly done: (id: string) => void;
}

/** All uploads of one call, and how far they are. */
export class UploadRun {
  readonly #context: ToolContext;
  readonly #uploads: Uploads;
  readonly #files: number;
  readonly #total: number;
  #done = 0;
  #bytes = 0;

  /** `sizes` of all files that this call will send, in bytes. */
  constructor(context: ToolContext, uploads: Uploads, sizes: readonly number[]) {
    this.#context = context;
    this.#uploads = uploads;
    this.#files = sizes.length;
    this.#total = sizes.reduce((a, b) => a + b, 0);
  }

  /** Bytes of all its files. */
  get bytes(): number {
    return this.#total;
  }

  /** Sends some of them, a few at a time. The first failure lets those under way end and stops the rest. */
  async send(jobs: readonly UploadJob[]): Promise<void> {
    const waiting = [...jobs];
    let failure: unknown;
    const worker = async (): Promise<void> => {
      for (let job = waiting.shift(); job !== undefined && failure === undefined; job = waiting.shift()) {
        try {
          job.done(await this.#one(job));
          this.#done += 1;
        } catch (error) {
          failure ??= error;
        }
      }
    };
    await Promise.all(Array.from({ length: parallelFiles }, worker));
    if (failure !== undefined) throw failure;
  }

  /** What stops the work says how far it got. `open` names what was not done yet. */
  async guarded(open: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw this.#stopped(error, open);
    }
  }

  async #one({ file: wanted, asset, adopt }: UploadJob): Promise<string> {
    const { signal, progress } = this.#context;
    const file = await this.#uploads.files.copy(wanted.path, signal);
    try {
      if (file.sha256 !== wanted.sha256)
        throw new AscError({
          code: 'file_changed',
          message: `${wanted.locale}/${wanted.name} changed since it was looked at.`,
          next: 'Wait until whatever writes it is done, and call again.',
        });
      return await upload(this.#context, this.#uploads, { ...asset(), file, adopt }, (more) => {
        this.#bytes += more;
        progress(this.#bytes, this.#total, `${this.#done} of ${this.#files} files`);
      });
    } finally {
      await file.dispose();
    }
  }

  #stopped(failure: unknown, open: string): unknown {
    if (!(failure instanceof AscError)) return failure;
    return new AscError({
      code: failure.code,
      message: `Stopped after ${this.#done} of ${this.#files} uploads: ${failure.message}`,
      meaning: `What was uploaded stays; ${open}.`,
      next: `${failure.next ?? ''} Call asc_sync_media again with the same arguments: it does the rest.`.trim(),
      entries: failure.entries,
      ...(failure.status === undefined ? {} : { status: failure.status }),
      ...(failure.outcome === undefined ? {} : { outcome: failure.outcome }),
    });
  }
}
