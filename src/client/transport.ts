import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { CallScope, EndReason } from './call-scope.ts';
import type { Clock } from './clock.ts';
import { proxyFor } from './proxy.ts';
import { systemCode } from './system-code.ts';
import type { Method } from './types.ts';

/** How an exchange failed. `sent` tells whether Apple may have seen the request. */
export type WireFaultKind =
  /** DNS, refused, unreachable, connect timeout. */
  | 'unreachable'
  /** The proxy of this machine cannot be reached, or does not let the connection through. */
  | 'proxy'
  /** The certificate or the TLS handshake. */
  | 'tls'
  /** Reset, closed early, wrong content-length, not HTTP. */
  | 'lost'
  /** 30 s without headers or without more body. */
  | 'timeout'
  | 'too_large'
  | 'cancelled'
  | 'deadline'
  /** The client has been closed, or undici refused the request as malformed. */
  | 'unusable';

/** Thrown by the transport; carries nothing of the request. */
export class WireFault extends Error {
  readonly kind: WireFaultKind;
  readonly sent: boolean;
  /** System or undici code, such as `ECONNREFUSED`. */
  readonly system: string;

  constructor(kind: WireFaultKind, sent: boolean, system = '') {
    super(system === '' ? kind : `${kind} (${system})`);
    this.name = 'WireFault';
    this.kind = kind;
    this.sent = sent;
    this.system = system;
  }
}

export type WireHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface WireRequest {
  readonly method: Method;
  /** Path and query, checked by `requestTarget`. */
  readonly target: string;
  /** Name, value, name, value… */
  readonly headers: string[];
  readonly body: string | undefined;
}

/** A whole answer; `body` is still in its content encoding. */
export interface WireReply {
  readonly status: number;
  readonly headers: WireHeaders;
  readonly body: Buffer;
  /** The body of an error was longer than what is kept. */
  readonly cut: boolean;
}

/** An answer whose body is still coming. */
export interface WireStream {
  readonly status: number;
  readonly headers: WireHeaders;
  readonly body: Readable;
}

/** Cap on a body that is held in memory, before and after decompression. */
export const MAX_BODY_BYTES = 20 * 1024 * 1024;
/** Error texts are short; a JSON one may list hundreds of associated errors and is useless when cut. */
const MAX_ERROR_BYTES = 64 * 1024;
const MAX_JSON_ERROR_BYTES = 1024 * 1024;
const HEADERS_MS = 30_000;
const BODY_IDLE_MS = 30_000;
/** Longer, and Apple's side may have closed the socket that the next write would use. */
const KEEP_ALIVE_MS = 4_000;
/** How long a cancelled write that is on its way may still answer, so that its outcome is known. */
const SETTLE_MS = 10_000;

/** The one place that opens connections: one origin, one pool, redirects never followed. */
export class Transport {
  readonly #origin: string;
  readonly #connections: number;
  readonly #clock: Clock;
  #pool: Dispatcher | undefined;
  #opening: Promise<Dispatcher> | undefined;
  #proxied = false;
  #sent = 0;
  #closed = false;

  constructor(origin: string, connections: number, clock: Clock) {
    this.#origin = origin;
    this.#connections = connections;
    this.#clock = clock;
  }

  /** Requests handed to a socket since the start. */
  sent(): number {
    return this.#sent;
  }

  /** Sends and reads the whole answer. Rejects with `WireFault`. */
  async send(request: WireRequest, scope: CallScope): Promise<WireReply> {
    const pool = this.#pool ?? (await this.#open());
    return new Promise((resolve, reject) => {
      this.#start(pool, request, scope, new WholeExchange(resolve, reject));
    });
  }

  /** Sends and answers with the head; the body stops when the scope ends. Rejects with `WireFault`. */
  async open(request: WireRequest, scope: CallScope): Promise<WireStream> {
    const pool = this.#pool ?? (await this.#open());
    return new Promise((resolve, reject) => {
      this.#start(pool, request, scope, new StreamExchange(resolve, reject));
    });
  }

  /** Ends all connections; what is under way fails. */
  async close(): Promise<void> {
    this.#closed = true;
    const pool = this.#pool ?? (this.#opening === undefined ? undefined : await this.#opening);
    await pool?.destroy();
  }

  #open(): Promise<Dispatcher> {
    if (this.#closed) return Promise.reject(new WireFault('unusable', false, 'CLOSED'));
    // Loaded with the first request, so that starting the server does not wait for it.
    this.#opening ??= import('./pool.ts').then(({ openPool }) => {
      this.#proxied = proxyFor(this.#origin) !== undefined;
      this.#pool = openPool(this.#origin, {
        connections: this.#connections,
        headersTimeout: HEADERS_MS,
        bodyTimeout: BODY_IDLE_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
      });
      return this.#pool;
    });
    return this.#opening;
  }

  #start(pool: Dispatcher, request: WireRequest, scope: CallScope, exchange: Exchange): void {
    if (scope.ended !== undefined) {
      exchange.stop(endOf(scope.ended, false));
      return;
    }
    const write = request.method !== 'GET';
    scope.onEnd = (reason) => {
      if (reason === 'cancelled' && write && exchange.sent) {
        // A write that is on its way is not dropped: its answer tells what became of it.
        const patience = Math.min(SETTLE_MS, scope.remaining());
        exchange.onSettled = this.#clock.after(patience, () => exchange.stop(endOf(reason, true)));
      } else {
        exchange.stop(endOf(reason, exchange.sent));
      }
    };
    exchange.scope = scope;
    exchange.proxied = this.#proxied;
    exchange.onSent = this.#count;
    pool.dispatch(
      {
        origin: this.#origin,
        method: request.method,
        path: request.target,
        headers: request.headers,
        body: request.body ?? null,
      },
      exchange,
    );
  }

  readonly #count = (): void => {
    this.#sent += 1;
  };
}

function endOf(reason: EndReason, sent: boolean): WireFault {
  return new WireFault(reason === 'timeout' ? 'deadline' : 'cancelled', sent);
}

/** One request on undici's dispatcher: cheaper than `request()`, and it tells the moment the socket is handed over. */
abstract class Exchange implements Dispatcher.DispatchHandler {
  sent = false;
  proxied = false;
  scope: CallScope | undefined;
  onSent: (() => void) | undefined;
  onSettled: (() => void) | undefined;
  protected controller: Dispatcher.DispatchController | undefined;
  #over: WireFault | undefined;

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.#over !== undefined) {
      // Ended while it waited for a connection: nothing is written.
      controller.abort(this.#over);
      return;
    }
    this.sent = true;
    this.onSent?.();
  }

  abstract onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: WireHeaders,
  ): void;
  abstract onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void;
  abstract onResponseEnd(): void;

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.stop(error instanceof WireFault ? error : faultOf(error, this.sent, this.proxied));
  }

  /** Ends the exchange with `fault` and closes its socket; does nothing when it is over already. */
  stop(fault: WireFault): void {
    if (this.#over !== undefined || !this.settle()) return;
    this.#over = fault;
    this.failed(fault);
    this.controller?.abort(fault);
  }

  protected abstract failed(fault: WireFault): void;

  #settled = false;

  /** True the first time. */
  protected settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    if (this.scope !== undefined) this.scope.onEnd = undefined;
    this.onSettled?.();
    return true;
  }
}

class WholeExchange extends Exchange {
  readonly #resolve: (reply: WireReply) => void;
  readonly #reject: (fault: WireFault) => void;
  #status = 0;
  #headers: WireHeaders = {};
  #chunks: Buffer[] = [];
  #size = 0;
  #cap = MAX_BODY_BYTES;

  constructor(resolve: (reply: WireReply) => void, reject: (fault: WireFault) => void) {
    super();
    this.#resolve = resolve;
    this.#reject = reject;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: WireHeaders): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    if (status >= 300) {
      this.#cap = /[/+]json/u.test(text(headers['content-type'])) ? MAX_JSON_ERROR_BYTES : MAX_ERROR_BYTES;
    } else if (Number(headers['content-length']) > MAX_BODY_BYTES) {
      this.stop(new WireFault('too_large', true));
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size <= this.#cap) {
      this.#chunks.push(chunk);
    } else if (this.#status < 300) {
      this.stop(new WireFault('too_large', true));
    } else {
      this.#chunks.push(chunk.subarray(0, chunk.length - (this.#size - this.#cap)));
      this.#finish(true);
      controller.abort(new WireFault('too_large', true));
    }
  }

  onResponseEnd(): void {
    this.#finish(false);
  }

  protected failed(fault: WireFault): void {
    this.#chunks = [];
    this.#reject(fault);
  }

  #finish(cut: boolean): void {
    if (!this.settle()) return;
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, headers: this.#headers, body, cut });
  }
}

class StreamExchange extends Exchange {
  readonly #resolve: (stream: WireStream) => void;
  readonly #reject: (fault: WireFault) => void;
  readonly #body: Readable;

  constructor(resolve: (stream: WireStream) => void, reject: (fault: WireFault) => void) {
    super();
    this.#resolve = resolve;
    this.#reject = reject;
    this.#body = new Readable({
      highWaterMark: 256 * 1024,
      read: () => this.controller?.resume(),
      destroy: (error, done) => {
        // Whoever read the body gave up: the socket goes with it.
        this.stop(new WireFault('lost', true, 'ABANDONED'));
        done(error);
      },
    });
    // Always listened to, so that an abandoned body never becomes an uncaught error.
    this.#body.on('error', () => undefined);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: WireHeaders): void {
    if (status >= 200) this.#resolve({ status, headers, body: this.#body });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#body.push(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.settle()) this.#body.push(null);
  }

  protected failed(fault: WireFault): void {
    // Rejecting after the head was delivered does nothing; then the body carries the fault.
    this.#reject(fault);
    this.#body.destroy(fault);
  }
}

function text(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** Sorts what undici and Node throw. Their messages may quote headers, so only the code is kept. */
export function faultOf(error: Error, sent: boolean, proxied: boolean): WireFault {
  const system = systemCode(error) ?? '';
  if (system === 'UND_ERR_HEADERS_TIMEOUT' || system === 'UND_ERR_BODY_TIMEOUT') {
    return new WireFault('timeout', sent, system);
  }
  if (sent) return new WireFault('lost', true, system);
  if (/TLS|CERT|SSL|SELF_SIGNED|UNABLE_TO|ALTNAME/u.test(system)) return new WireFault('tls', false, system);
  if (proxied) return new WireFault('proxy', false, proxyAnswer(error) ?? system);
  if (/^UND_ERR_(?:INVALID|NOT_SUPPORTED|DESTROYED|CLOSED|ABORTED)/u.test(system)) {
    return new WireFault('unusable', false, system);
  }
  return new WireFault('unreachable', false, system);
}

/** The status with which a proxy refused the tunnel: undici tells it in words only. */
function proxyAnswer(error: Error): string | undefined {
  const [, status] = /^Proxy response \((\d{3})\)/u.exec(error.message) ?? [];
  return status === undefined ? undefined : `PROXY_${status}`;
}
