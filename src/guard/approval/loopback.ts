/**
 * HTTP on this machine only: the listener that approval page and terminal share, and the call of the terminal to it.
 * The listener runs while a plan waits. Whoever does not name it as 127.0.0.1 or localhost with its port is refused
 * before anything else is looked at: that is what a rebound DNS name cannot do.
 */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { secret } from './desk.ts';

/** A request as the routes see it. */
export interface LoopbackRequest {
  readonly method: string;
  /** Path without query; a query is refused. */
  readonly path: string;
  /** `http://127.0.0.1:port` or `http://localhost:port`, as the request named us. */
  readonly origin: string;
  header(name: string): string | undefined;
  readonly body: string;
  /** For the style and the script of a page. */
  readonly nonce: string;
}

export interface LoopbackAnswer {
  readonly status: number;
  readonly html?: string;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers a request, or `undefined` when the path is not its own. */
export type Route = (request: LoopbackRequest) => Promise<LoopbackAnswer | undefined>;

/** A form with the longest PIN is under 2 KB. */
const bodyLimit = 8_192;

interface Running {
  readonly server: Server;
  /** Rejects when it cannot listen. */
  readonly port: Promise<number>;
}

export class Loopback {
  readonly #routes: readonly Route[];
  readonly #lingerMs: number;
  readonly #onStopped: () => void;
  #running: Running | undefined;
  #stopTimer: NodeJS.Timeout | undefined;

  constructor(routes: readonly Route[], options: { lingerMs: number; onStopped: () => void }) {
    this.#routes = routes;
    this.#lingerMs = options.lingerMs;
    this.#onStopped = options.onStopped;
  }

  /** Listens, when it does not already. The answer is the port. */
  start(): Promise<number> {
    clearTimeout(this.#stopTimer);
    this.#running ??= this.#listen();
    return this.#running.port;
  }

  /** Nothing waits any more: stops once a browser has had time to fetch its last page. */
  rest(): void {
    clearTimeout(this.#stopTimer);
    this.#stopTimer = setTimeout(() => void this.stop(), this.#lingerMs);
    this.#stopTimer.unref();
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    // From here on a new start makes a new listener.
    this.#running = undefined;
    this.#onStopped();
    await running.port.catch(() => undefined);
    await new Promise<void>((resolve) => {
      running.server.close(() => resolve());
      setTimeout(() => running.server.closeAllConnections(), 1_000).unref();
    });
  }

  #listen(): Running {
    const server = createServer(
      { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 1_000 },
      (incoming, response) => void this.#serve(incoming, response),
    );
    server.maxConnections = 32;
    // A server that only waits for an answer does not keep the process alive.
    server.unref();
    const listening = new Promise<number>((resolve, reject) => {
      // Errors after it listens find a promise that is settled, and end there.
      server.on('error', reject);
      server.listen(0, '127.0.0.1', () => resolve(portOf(server)));
    });
    const port = listening.catch((error: unknown) => {
      if (this.#running === running) this.#running = undefined;
      throw error;
    });
    const running: Running = { server, port };
    return running;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const nonce = secret();
    let answer: LoopbackAnswer;
    try {
      answer = await this.#answer(incoming, nonce);
    } catch {
      // What went wrong may name files; a page that anybody on the machine can fetch does not.
      answer = { status: 500, json: { error: 'failed' } };
    }
    const text = answer.html ?? `${JSON.stringify(answer.json ?? {})}\n`;
    response.writeHead(answer.status, {
      'content-type': answer.html === undefined ? 'application/json' : 'text/html; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      // "no-referrer" would make browsers send "Origin: null" with the form.
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
      connection: 'close',
      ...answer.headers,
    });
    response.end(text);
  }

  async #answer(incoming: IncomingMessage, nonce: string): Promise<LoopbackAnswer> {
    const { host } = incoming.headers;
    const port = incoming.socket.localPort;
    if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`)
      return { status: 403, json: { error: 'host' } };
    const path = incoming.url ?? '';
    if (!/^\/[A-Za-z0-9_/-]{1,200}$/.test(path)) return { status: 404, json: { error: 'not found' } };
    const body = await bodyOf(incoming);
    if (body === undefined) return { status: 413, json: { error: 'too large' } };
    const read: LoopbackRequest = {
      method: incoming.method ?? '',
      path,
      origin: `http://${host}`,
      header: (name) => {
        const value = incoming.headers[name];
        return Array.isArray(value) ? value.join(', ') : value;
      },
      body,
      nonce,
    };
    for (const route of this.#routes) {
      const answer = await route(read);
      if (answer !== undefined) return answer;
    }
    return { status: 404, json: { error: 'not found' } };
  }
}

/** Calls a listener of this machine: what `asc-mcp approve` does. Rejects when nobody is there. */
export function callLoopback(call: {
  readonly port: number;
  readonly path: string;
  readonly json?: unknown;
  readonly timeoutMs?: number;
}): Promise<{ readonly status: number; readonly text: string }> {
  const body = call.json === undefined ? undefined : JSON.stringify(call.json);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: call.port,
        path: call.path,
        method: body === undefined ? 'GET' : 'POST',
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        timeout: call.timeoutMs ?? 10_000,
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > 4_000_000) outgoing.destroy(new Error('The answer is too long.'));
          else chunks.push(chunk);
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
        response.on('error', reject);
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('No answer in time.')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function bodyOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > bodyLimit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
