import { join } from 'node:path';
import { UploadEngine } from '../../client/upload.ts';
import { UploadFiles } from '../../guard/upload-file.ts';
import { type UploadIdentity, UploadJournal } from '../../guard/upload-journal.ts';

export interface UploadsOptions {
  /** Of the API. */
  readonly origin: string;
  /** Folders of the policy. */
  readonly roots: readonly string[];
  readonly stateDir: string;
  /** Files of this server that are never sent, wherever they lie. */
  readonly own: readonly string[];
}

/** Everything that sending files needs: which may go, how they go, how far they got. */
export class Uploads {
  readonly files: UploadFiles;
  readonly engine: UploadEngine;
  readonly #origin: string;
  readonly #folder: string;

  constructor(options: UploadsOptions) {
    this.#origin = options.origin;
    this.#folder = join(options.stateDir, 'uploads');
    this.files = new UploadFiles({
      roots: options.roots,
      folder: this.#folder,
      own: [options.stateDir, ...options.own],
    });
    this.engine = new UploadEngine({ apiOrigin: options.origin });
  }

  journal(identity: Omit<UploadIdentity, 'origin'>): Promise<UploadJournal> {
    return UploadJournal.open(this.#folder, { origin: this.#origin, ...identity });
  }
}
