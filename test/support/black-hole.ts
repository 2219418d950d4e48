import { type ChildProcess, spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';

/** A port of this machine where every further attempt to connect is swallowed, as by a network that drops IPv6. */
export interface BlackHole {
  /** Whether an attempt is still without any answer after so long, milliseconds. */
  swallows(ms: number): Promise<boolean>;
  close(): void;
}

/**
 * Opens `[::1]:port` as a black hole: a process listens there, is stopped, and its queue is filled, after which Linux
 * drops the packets that open a connection. Nothing is refused, nothing is reset. `undefined` without IPv6 on loopback.
 */
export async function startBlackHole(port: number): Promise<BlackHole | undefined> {
  const listener = `require('node:net').createServer().on('error',()=>process.exit(1)).listen({port:${port},host:'::1',backlog:1},()=>console.log('there'))`;
  const child = spawn(process.execPath, ['-e', listener], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!(await isThere(child))) return undefined;
  child.kill('SIGSTOP');
  const queued: Socket[] = [];
  const attempt = (ms: number): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(port, '::1');
      queued.push(socket);
      const timer = setTimeout(() => resolve(true), ms);
      const answered = (): void => {
        clearTimeout(timer);
        resolve(false);
      };
      socket.once('connect', answered).on('error', answered);
    });
  for (let tries = 0; tries < 50; tries += 1) if (await attempt(200)) break;
  return {
    swallows: attempt,
    close: () => {
      for (const socket of queued) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}

function isThere(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.stdout?.once('data', () => resolve(true));
    child.once('exit', () => resolve(false));
  });
}
