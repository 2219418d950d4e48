import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { portOf } from './port.ts';

/** A Redis of a test. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** `redis-cli`, with these words. */
  command(...words: readonly string[]): string;
  /** Everything that is in it, as it would stand on a disk. */
  dump(): Buffer;
  /** Ends it at once. What was in it is lost. */
  kill(): Promise<void>;
  /** Starts it again, at the same address and with nothing in it. */
  again(): Promise<void>;
  close(): void;
}

/** A Redis for this file alone, or `undefined` where there is none on this machine. */
export async function startRedis(flags: readonly string[] = []): Promise<TestRedis | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'asc-redis-'));
  const port = await freePort();
  const password = flags[flags.indexOf('--requirepass') + 1];
  const args = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
    ...['--rdbcompression', 'no', '--loglevel', 'notice', ...flags],
  ];
  let child = await started(args);
  if (child === undefined) return undefined;
  const command = (...words: readonly string[]): string => {
    const auth = flags.includes('--requirepass') ? ['-a', password ?? '', '--no-auth-warning'] : [];
    return spawnSync('redis-cli', ['-p', String(port), ...auth, ...words], { encoding: 'utf8' }).stdout;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    command,
    dump: () => {
      command('SAVE');
      return readFileSync(join(folder, 'dump.rdb'));
    },
    kill: () => ended(child),
    again: async () => {
      await ended(child);
      rmSync(join(folder, 'dump.rdb'), { force: true });
      child = await started(args);
    },
    close: () => {
      child?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A way to a Redis (or anything else on this machine) that can be stopped up, cut, and led elsewhere. */
export interface Pipe {
  readonly port: number;
  /** Nothing comes through any more, and nobody hears of it; `false` lets it flow again, for new connections, too. */
  stall(wanted: boolean): void;
  /** Connections from now on end there; those that are open are cut, or `kept` as they are. */
  lead(port: number, kept?: 'kept'): void;
  /** Ends every connection, and refuses new ones while `wanted`. */
  cut(wanted: boolean): void;
  close(): Promise<void>;
}

export async function startPipe(to: number): Promise<Pipe> {
  let port = to;
  let stalled = false;
  let cutOff = false;
  const pairs = new Set<readonly [Socket, Socket]>();
  const flow = ([one, other]: readonly [Socket, Socket]): void => {
    for (const socket of [one, other])
      if (stalled) socket.pause();
      else socket.resume();
  };
  const server: Server = createServer((from) => {
    if (cutOff) {
      from.destroy();
      return;
    }
    const onward = connect(port, '127.0.0.1');
    const pair = [from, onward] as const;
    pairs.add(pair);
    from.on('data', (chunk) => void onward.write(chunk));
    onward.on('data', (chunk) => void from.write(chunk));
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const both of pair) both.destroy();
        pairs.delete(pair);
      });
    }
    flow(pair);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const drop = (): void => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  return {
    port: portOf(server.address()),
    stall: (wanted) => {
      stalled = wanted;
      for (const pair of pairs) flow(pair);
    },
    lead: (other, kept) => {
      port = other;
      if (kept === undefined) drop();
    },
    cut: (wanted) => {
      cutOff = wanted;
      drop();
    },
    close: async () => {
      drop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** TLS in front of a Redis, with a certificate for `localhost` that nobody trusts unless told of its file. */
export async function startTls(
  to: number,
): Promise<{ readonly url: string; readonly certificate: string; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'asc-redis-tls-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...['-keyout', key, '-out', certificate, '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost'],
  ]);
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (socket) => {
    const onward = connect(to, '127.0.0.1');
    socket.pipe(onward).pipe(socket);
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    url: `rediss://localhost:${portOf(server.address())}`,
    certificate,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function started(args: readonly string[]): Promise<ChildProcess | undefined> {
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((resolve) => {
    child.once('error', () => resolve(undefined));
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Ready to accept connections')) resolve(child);
    });
    child.once('exit', () => resolve(undefined));
  });
}

function ended(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const port = portOf(probe.address());
      probe.close(() => resolve(port));
    });
  });
}
