/** The shapes in which the rest of the server talks to the client. No behaviour here. */

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** A key as Apple hands it out. Team keys have an issuer; individual keys have none (`sub: "user"`). */
export interface Credentials {
  /** Ten characters, the `kid` of every token. */
  readonly keyId: string;
  /** UUID of the team's issuer; absent for an individual key. */
  readonly issuerId?: string;
  /** PKCS#8 PEM of a P-256 key. Never logged, never returned. */
  readonly privateKey: string;
}

/** One request to the API. `path` starts with `/v1/`, `/v2/`…; query values are already comma-joined. */
export interface ApiRequest {
  readonly method: Method;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Media type to ask for; `application/json` when absent. */
  readonly accept?: string;
  /** Aborting it reaches the socket, the queue and every wait. */
  readonly signal?: AbortSignal;
  /** Milliseconds from now after which the call fails whatever happens. Reads 60,000, writes 90,000 by default. */
  readonly deadlineMs?: number;
  /** `true` for reads that verify a write: they may use the reserve of the rate budget. */
  readonly verification?: boolean;
  /** For streams: `true` keeps a body that is a gzip file (reports) as the file that it is. */
  readonly asItCame?: boolean;
}

/** What Apple's rate headers last said, by name (`user-hour`, `user-minute`, or any other). */
export interface RateBudget {
  readonly name: string;
  readonly limit?: number;
  readonly remaining?: number;
  /** When the header was read, milliseconds since 1970. */
  readonly at: number;
}

/** An answer read whole: `body` is the parsed JSON, or text for other media types, or undefined (204). */
export interface ApiResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: unknown;
  readonly requestId?: string;
}

/** An answer that went to a sink instead of memory. */
export interface StreamedResponse {
  readonly status: number;
  readonly contentType: string;
  /** Bytes after decompression. */
  readonly bytes: number;
  readonly requestId?: string;
}

/** Where a streamed body goes: decompressed chunks in order. */
export type Sink = (chunk: Uint8Array) => void | Promise<void>;

export interface PageRequest extends ApiRequest {
  /** Stop after this many items; the rest is reachable through `nextCursor`. */
  readonly maxItems: number;
  /** Continue where an earlier answer stopped. */
  readonly cursor?: string;
  /** Called with every page and awaited before the next is asked for, so at most one page is held. */
  readonly onPage?: (page: Page) => void | Promise<void>;
  /** Progress in items; `total` when Apple says it. */
  readonly onProgress?: (done: number, total: number | undefined) => void;
}

export interface Page {
  readonly data: readonly unknown[];
  readonly included: readonly unknown[];
}

/** The items of one or more pages. With `onPage` given, `data` and `included` stay empty. */
export interface Collected {
  readonly data: readonly unknown[];
  readonly included: readonly unknown[];
  readonly count: number;
  readonly total?: number;
  /** Present when there is more; opaque. */
  readonly nextCursor?: string;
  readonly complete: boolean;
  /** Why it stopped early, when not simply at `maxItems`: a loop, a foreign link, a failed page. */
  readonly stopped?: string;
  /** Items that Apple sent twice (the list changed while it was read) and that are counted once. */
  readonly duplicates?: number;
  readonly requests: number;
}

/** The one way to App Store Connect. Every method throws `AscError` (client/errors.ts). */
export interface AscClient {
  request(request: ApiRequest): Promise<ApiResponse>;
  stream(request: ApiRequest, sink: Sink): Promise<StreamedResponse>;
  pages(request: PageRequest): Promise<Collected>;
  /** What the rate headers said last; empty before the first answer. */
  rate(): readonly RateBudget[];
  /** Requests that went over the wire since the start. */
  requestCount(): number;
  close(): Promise<void>;
}
