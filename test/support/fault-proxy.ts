import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { portOf } from './port.ts';

/**
 * What goes wrong with one request. The kinds and what they do are those of the shared fault proxy (a test compares
 * the two); `first: true` is ours: the API carries the request out before the fault hides it.
 */
export type Fault =
  | { readonly kind: Wire; readonly first?: boolean }
  | { readonly kind: 'status'; readonly status: number; readonly first?: boolean }
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'date'; readonly offset_s: number };

type Wire =
  | 'ok'
  | 'reset_before'
  | 'reset_after'
  | 'hang'
  | 'stall_body'
  | 'truncate'
  | 'slow'
  | 'garbage_json'
  | 'html'
  | 'html_200'
  | 'empty_200'
  | 'huge'
  | 'gzip_bomb'
  | 'redirect_out'
  | 'bad_content_length';

/** A write as it went through. */
export interface Passed {
  readonly method: string;
  readonly path: string;
  readonly fault: string;
  /** Status of the API's own answer; absent when it never saw the request. */
  status?: number;
}

export interface FaultyApi {
  readonly url: string;
  /** The next write meets this, the ones after it nothing. Reads pass. */
  next(fault: Fault): void;
  /** Reads are cut off, too, from the next write on. */
  cutReads(wanted: boolean): void;
  /** From now on, what is not the next fault's turn meets one of these by chance, reads too: `draw` says which, or none. */
  often(draw: () => Fault | undefined): void;
  /** Reads meet the faults as well. */
  breakReads(wanted: boolean): void;
  /** Writes since the last look. */
  taken(): Passed[];
  /** Resolves when nothing is on its way to the API any more. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** 256 MB of nothing in 256 kB; made once. */
let bomb: Buffer | undefined;

/** Stands between client and sandbox on the loopback and breaks writes in every way that wires and servers know. */
export async function startFaultyApi(upstream: string): Promise<FaultyApi> {
  const up = new URL(upstream);
  const queue: Fault[] = [];
  let cut = false;
  let cutNext = false;
  let readsToo = false;
  let draw: () => Fault | undefined = () => undefined;
  let passed: Passed[] = [];
  const busy = new Set<Promise<unknown>>();

  const forward = (asked: IncomingMessage, body: Buffer, entry: Passed | undefined): Promise<Reply> => {
    const reply = new Promise<Reply>((resolve, reject) => {
      const sent = request(
        {
          host: up.hostname,
          port: up.port,
          method: asked.method,
          path: asked.url,
          headers: { ...asked.headers, host: up.host },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            const status = answer.statusCode ?? 0;
            if (entry !== undefined) entry.status = status;
            resolve({ status, headers: answer.headers, body: Buffer.concat(chunks) });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
    return reply;
  };

  const handle = async (asked: IncomingMessage, answer: ServerResponse, body: Buffer): Promise<void> => {
    const method = asked.method ?? 'GET';
    if (method === 'GET' && !readsToo) {
      if (cut) asked.socket.resetAndDestroy();
      else whole(answer, await forward(asked, body, undefined));
      return;
    }
    const fault: Fault = queue.shift() ?? draw() ?? { kind: 'ok' };
    const entry: Passed = { method, path: asked.url ?? '', fault: fault.kind };
    passed.push(entry);
    cut = cutNext;
    const go = (): Promise<Reply> => forward(asked, body, entry);
    if ('first' in fault && fault.first === true) await go();
    const json = { 'content-type': 'application/json' };
    switch (fault.kind) {
      case 'reset_before':
        asked.socket.resetAndDestroy();
        return;
      case 'reset_after':
        await go();
        asked.socket.resetAndDestroy();
        return;
      case 'hang':
        return;
      case 'status':
        answer.writeHead(fault.status, json);
        answer.end(JSON.stringify(injected(fault.status)));
        return;
      case 'garbage_json':
        await go();
        answer.writeHead(200, json).end('{"data":[{"type":"apps"');
        return;
      case 'html':
      case 'html_200':
        answer.writeHead(fault.kind === 'html' ? 502 : 200, { 'content-type': 'text/html' });
        answer.end('<html>Bad gateway</html>');
        return;
      case 'empty_200':
        await go();
        answer.writeHead(200, json).end();
        return;
      case 'huge':
        await flood(answer);
        return;
      case 'gzip_bomb':
        bomb ??= gzipSync(Buffer.alloc(256 << 20));
        answer.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(bomb);
        return;
      case 'redirect_out':
        answer.writeHead(302, { location: 'http://127.0.0.1:9/steal' }).end();
        return;
      case 'latency':
        await pause(fault.ms);
        whole(answer, await go());
        return;
      case 'date': {
        const reply = await go();
        const date = new Date(Date.now() + fault.offset_s * 1000).toUTCString();
        whole(answer, { ...reply, headers: { ...reply.headers, date } });
        return;
      }
      case 'truncate':
      case 'bad_content_length': {
        const { status, headers, body: full } = await go();
        const length = fault.kind === 'truncate' ? full.length : full.length + 50;
        answer.writeHead(status, { ...clean(headers), 'content-length': length });
        answer.write(fault.kind === 'truncate' ? full.subarray(0, full.length >> 1) : full);
        setTimeout(() => answer.destroy(), 5);
        return;
      }
      case 'stall_body': {
        const { status, headers, body: full } = await go();
        answer.writeHead(status, { ...clean(headers), 'content-length': full.length });
        answer.write(full.subarray(0, 1));
        return;
      }
      case 'slow': {
        const { status, headers, body: full } = await go();
        answer.writeHead(status, { ...clean(headers), 'content-length': full.length });
        for (const byte of full) {
          if (answer.destroyed) return;
          answer.write(Buffer.from([byte]));
          await pause(50);
        }
        answer.end();
        return;
      }
      default:
        whole(answer, await go());
    }
  };

  const server = createServer((asked, answer) => {
    const chunks: Buffer[] = [];
    asked.on('data', (chunk: Buffer) => chunks.push(chunk));
    asked.on('end', () => {
      const handled = handle(asked, answer, Buffer.concat(chunks)).catch(() => {
        answer.destroy();
      });
      busy.add(handled);
      void handled.finally(() => busy.delete(handled));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    next: (fault) => {
      queue.length = 0;
      queue.push(fault);
    },
    cutReads: (wanted) => {
      cutNext = wanted;
      cut = false;
    },
    often: (chosen) => {
      draw = chosen;
      readsToo = true;
    },
    breakReads: (wanted) => {
      readsToo = wanted;
    },
    taken: () => {
      const list = passed;
      passed = [];
      return list;
    },
    quiet: async () => {
      await Promise.allSettled([...busy]);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function whole(answer: ServerResponse, { status, headers, body }: Reply): void {
  answer.writeHead(status, { ...clean(headers), 'content-length': body.length }).end(body);
}

function clean(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { 'transfer-encoding': _coding, connection: _connection, ...rest } = headers;
  return rest;
}

async function flood(answer: ServerResponse): Promise<void> {
  answer.writeHead(200, { 'content-type': 'application/json' });
  const blank = Buffer.alloc(1 << 20, 0x20);
  for (let megabyte = 0; megabyte < 200 && !answer.destroyed; megabyte++)
    if (!answer.write(blank))
      await new Promise<void>((resolve) => {
        const done = (): void => {
          answer.off('drain', done).off('close', done);
          resolve();
        };
        answer.on('drain', done).on('close', done);
      });
  answer.end('{}');
}

function injected(status: number): unknown {
  return { errors: [{ status: String(status), code: 'INJECTED', title: 'injected', detail: 'injected' }] };
}
