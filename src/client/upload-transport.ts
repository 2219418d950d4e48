import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { CallScope } from './call-scope.ts';
import { proxyFor } from './proxy.ts';
import { systemCode } from './system-code.ts';
import { faultOf, WireFault } from './transport.ts';
import type { UploadPart } from './upload-operations.ts';

/** Parts that travel at a time; the same number of connections to each store. */
export const PARALLEL_PARTS = 5;
/** A part on a slow line takes minutes before its answer begins; the scope ends it after five. */
const HEADERS_MS = 300_000;
const BODY_IDLE_MS = 30_000;

/**
 * Sends parts to the addresses that Apple signed. Beside the API's transport, because nothing of that may come along: no
 * token, no header of ours, no limiter, no address but the checked one. Redirects are not followed.
 */
export class UploadTransport {
  readonly #pools = new Map<string, Dispatcher>();
  #closed = false;

  /** The status of the answer; its body is thrown away. Rejects with `WireFault`. */
  async put(part: UploadPart, body: Readable, scope: CallScope): Promise<PartReply> {
    const pool = await this.#pool(part.origin);
    return new Promise((resolve, reject) => {
      const exchange = new PartExchange(resolve, reject, scope, proxyFor(part.origin) !== undefined);
      scope.onEnd = (reason) => exchange.stop(reason === 'timeout' ? 'deadline' : 'cancelled');
      if (scope.ended !== undefined) {
        exchange.stop(scope.ended === 'timeout' ? 'deadline' : 'cancelled');
        return;
      }
      pool.dispatch(
        { origin: part.origin, method: 'PUT', path: part.target, headers: [...part.headers], body },
        exchange,
      );
    });
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
    this.#pools.clear();
  }

  async #pool(origin: string): Promise<Dispatcher> {
    const { openPool } = await import('./pool.ts');
    if (this.#closed) throw new WireFault('unusable', false, 'CLOSED');
    const known = this.#pools.get(origin);
    if (known !== undefined) return known;
    const made = openPool(origin, {
      connections: PARALLEL_PARTS,
      headersTimeout: HEADERS_MS,
      bodyTimeout: BODY_IDLE_MS,
      keepAliveTimeout: 4_000,
    });
    this.#pools.set(origin, made);
    return made;
  }
}

export interface PartReply {
  readonly status: number;
  /** `Retry-After` as it came. */
  readonly retryAfter: string | undefined;
}

class PartExchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (reply: PartReply) => void;
  readonly #reject: (fault: WireFault) => void;
  readonly #scope: CallScope;
  #controller: Dispatcher.DispatchController | undefined;
  #reply: PartReply = { status: 0, retryAfter: undefined };
  #sent = false;
  #over: WireFault | undefined;

  readonly #proxied: boolean;

  constructor(
    resolve: (reply: PartReply) => void,
    reject: (fault: WireFault) => void,
    scope: CallScope,
    proxied: boolean,
  ) {
    this.#proxied = proxied;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#scope = scope;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over !== undefined) controller.abort(this.#over);
    else this.#sent = true;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    const wait = headers['retry-after'];
    this.#reply = { status, retryAfter: typeof wait === 'string' ? wait : undefined };
  }

  onResponseData(): void {
    // What a store says beside its status may quote the signed address.
  }

  onResponseEnd(): void {
    this.#end(() => this.#resolve(this.#reply));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const code = systemCode(error) ?? '';
    const { status } = this.#reply;
    // A store that refuses early closes while the rest is still being written: its status says more.
    if (status >= 300) this.#end(() => this.#resolve(this.#reply));
    else if (/TIMEOUT/u.test(code)) this.stop('timeout', code);
    else if (this.#sent) this.stop('lost', code);
    else {
      const { kind, system } = faultOf(error, false, this.#proxied);
      this.stop(kind === 'unusable' ? 'unreachable' : kind, system);
    }
  }

  stop(kind: WireFault['kind'], system = ''): void {
    if (this.#over !== undefined) return;
    const fault = new WireFault(kind, this.#sent, system);
    this.#end(() => this.#reject(fault));
    this.#over = fault;
    this.#controller?.abort(fault);
  }

  #settled = false;

  #end(tell: () => void): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#scope.onEnd = undefined;
    tell();
  }
}
