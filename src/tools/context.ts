import type { Catalog } from '../catalog/index.ts';
import type { AscClient } from '../client/types.ts';
import type { Executor } from '../guard/executor.ts';
import type { AnyTool } from './define.ts';
import type { Files } from './files.ts';
import type { Uploads } from './media/uploads.ts';
import type { Names } from './names.ts';
import type { KeptReports } from './reports/kept.ts';

/** What the server knows of itself, for `asc_status`. */
export interface ServerFacts {
  readonly version: string;
  readonly sandbox: boolean;
  readonly readOnly: boolean;
  /** Address of the API, without secrets. */
  readonly origin: string;
  readonly keyId?: string;
  readonly keyKind?: 'team' | 'individual';
  /** Why there is no usable key. */
  readonly keyProblem?: string;
  readonly vendorNumber?: string;
  /** The name that its owner gave the account, and the other accounts that this server speaks for. */
  readonly account?: string;
  readonly otherAccounts?: readonly string[];
}

/** The world of a tool call. Nothing else is reachable from a tool. */
export interface ToolContext {
  readonly catalog: Catalog;
  readonly client: AscClient;
  readonly names: Names;
  readonly files: Files;
  /** Made with the first file that is sent. */
  readonly uploads: () => Promise<Uploads>;
  /** Reports that were fetched; made with the first one. */
  readonly reports: () => Promise<KeptReports>;
  readonly facts: ServerFacts;
  /** The tools that do whole pieces of work, listed or not, as far as this configuration may use them. */
  readonly jobs: readonly AnyTool[];
  /** The only way to change anything. */
  readonly executor: Executor;
  readonly signal: AbortSignal;
  /** Tells the client how far a long call is. Cheap when nobody listens. */
  readonly progress: (done: number, total?: number, message?: string) => void;
}
