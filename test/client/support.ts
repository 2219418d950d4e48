import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type ClientOptions, type ConnectedClient, createClient } from '../../src/client/client.ts';
import type { Clock } from '../../src/client/clock.ts';
import { AscError } from '../../src/client/errors.ts';
import type { Credentials } from '../../src/client/types.ts';
import { portOf } from '../support/port.ts';

export const PRIVATE_KEY = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString();

export const CREDENTIALS: Credentials = {
  keyId: 'ABCDE12345',
  issuerId: '57246542-96fe-1a63-e053-0824d011072a',
  privateKey: PRIVATE_KEY,
};

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Api {
  readonly url: string;
  readonly seen: Seen[];
  readonly server: Server;
  /** How many requests ran at the same time at most. */
  busiest(): number;
  /** Sockets that closed while an answer was still owed. */
  abandoned(): number;
  close(): Promise<void>;
}

export type Answer = (request: Seen, response: ServerResponse, index: number) => void;

export async function startApi(answer: Answer): Promise<Api> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  let running = 0;
  let busiest = 0;
  let abandoned = 0;
  const server = createServer((request, response) => {
    running += 1;
    busiest = Math.max(busiest, running);
    response.on('close', () => {
      running -= 1;
      if (!response.writableFinished) abandoned += 1;
    });
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const entry = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(entry);
      answer(entry, response, seen.length - 1);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    seen,
    server,
    busiest: () => busiest,
    abandoned: () => abandoned,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string | string[]> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export function refusal(status: number, code: string, extra: Record<string, unknown> = {}): unknown {
  return { errors: [{ id: '1', status: String(status), code, title: 'Refused', ...extra }] };
}

/** A client whose pauses between attempts are as short as the rules allow. */
export function clientFor(url: string, options: Partial<ClientOptions> = {}): ConnectedClient {
  return createClient({ credentials: CREDENTIALS, baseUrl: url, random: () => 0, ...options });
}

/** The error of a call that has to fail. */
export async function failureOf(call: Promise<unknown>): Promise<AscError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AscError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
}

/** A clock that only moves when told to; `real` timers still let sockets work. */
export class FakeClock implements Clock {
  #wall: number;
  #mono = 0;
  #timers: { at: number; run: () => void }[] = [];

  constructor(wall = Date.UTC(2026, 10, 22)) {
    this.#wall = wall;
  }

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#mono;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#mono + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  advance(ms: number): void {
    this.#wall += ms;
    this.#mono += ms;
    for (const timer of this.#timers.filter((candidate) => candidate.at <= this.#mono)) {
      this.#timers = this.#timers.filter((other) => other !== timer);
      timer.run();
    }
  }

  setWall(wall: number): void {
    this.#wall = wall;
  }
}

const PROXY = fileURLToPath(new URL('../../../shared/oracle/fault-proxy.cjs', import.meta.url));
export const hasFaultProxy = existsSync(PROXY);

export interface FaultProxy {
  readonly url: string;
  faults(list: readonly unknown[]): Promise<void>;
  close(): Promise<void>;
}

export async function startFaultProxy(upstream: string): Promise<FaultProxy> {
  const spare = createServer();
  await new Promise<void>((resolve) => spare.listen(0, '127.0.0.1', resolve));
  const port = portOf(spare.address());
  await new Promise<void>((resolve) => spare.close(() => resolve()));
  const child: ChildProcess = spawn(process.execPath, [PROXY, String(port), upstream], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', () => reject(new Error('the fault proxy did not start')));
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    async faults(list) {
      await fetch(`${url}/__faults`, { method: 'POST', body: JSON.stringify(list) });
    },
    close: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill();
      }),
  };
}

/** Pauses between attempts (half a second and more) pass at once; what is shorter or longer, the deadlines, is real. */
export const hurried: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms >= 450 && ms <= 5_000 ? 1 : ms);
    return () => clearTimeout(timer);
  },
};
