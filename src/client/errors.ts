/** One entry of Apple's `errors[]`, or of its `meta.associatedErrors` (then `path` names the resource it is about). */
export interface ApiErrorEntry {
  readonly id?: string;
  readonly status?: string;
  readonly code: string;
  readonly title?: string;
  readonly detail?: string;
  /** JSON pointer into the body, or the query parameter's name. */
  readonly field?: string;
  /** For an associated error: the path of the resource it concerns. */
  readonly path?: string;
}

/**
 * What became of a request. Reads are `not_sent`, `rejected` or `failed`; a write whose answer was lost is
 * `unknown`; one whose 2xx could not be read is `applied_unverified`.
 */
export type Outcome = 'not_sent' | 'rejected' | 'failed' | 'unknown' | 'applied_unverified';

/** Everything a caller may want to know of a failure; all texts are ours, never Apple's HTML and never a secret. */
export interface AscErrorInit {
  /** Stable, ours when Apple gave none: `network_unreachable`, `timeout`, `cancelled`, `rate_limited`, … */
  readonly code: string;
  /** One sentence: what failed. */
  readonly message: string;
  /** Why, and what it means here. */
  readonly meaning?: string;
  /** The next step, with tool and values where there is one. */
  readonly next?: string;
  readonly status?: number;
  readonly entries?: readonly ApiErrorEntry[];
  readonly outcome?: Outcome;
  readonly retryable?: boolean;
  /** Seconds until it makes sense to ask again. */
  readonly retryAfterSeconds?: number;
  readonly requestId?: string;
  readonly cause?: unknown;
}

/** The only error type that leaves the client, the catalogue and the tools; `tools/errors.ts` turns it into text. */
export class AscError extends Error {
  readonly code: string;
  readonly meaning: string | undefined;
  readonly next: string | undefined;
  readonly status: number | undefined;
  readonly entries: readonly ApiErrorEntry[];
  readonly outcome: Outcome | undefined;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly requestId: string | undefined;

  constructor(init: AscErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'AscError';
    this.code = init.code;
    this.meaning = init.meaning;
    this.next = init.next;
    this.status = init.status;
    this.entries = init.entries ?? [];
    this.outcome = init.outcome;
    this.retryable = init.retryable ?? false;
    this.retryAfterSeconds = init.retryAfterSeconds;
    this.requestId = init.requestId;
  }
}
