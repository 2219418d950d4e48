/**
 * How `asc-mcp approve` finds the servers in which plans wait: each keeps a private file with its port and a secret
 * path while it listens. Knowing the path shows the plans; approving takes the PIN.
 */
import { randomBytes } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { arrayAt, jsonIn, objectAt } from '../../catalog/json.ts';
import { privateFolder, replaceFile } from '../private-file.ts';
import { isAlive } from '../process-alive.ts';
import { type Desk, sameSecret, secret } from './desk.ts';
import { callLoopback, type LoopbackAnswer, type LoopbackRequest } from './loopback.ts';
import type { Offered, TerminalServer } from './terminal.ts';
import { type Announcement, announcementOf, answerOf, isPlanView, pinStateOf, replyOf } from './wire.ts';

/** The server's side: the file, and the two calls behind its secret path. */
export class Rendezvous {
  readonly #folder: string;
  readonly #path: string;
  readonly #token = secret();
  readonly #desk: Desk;
  readonly #remove = (): void => {
    try {
      unlinkSync(this.#path);
    } catch {
      // Never written, or already gone.
    }
  };

  constructor(userFolder: string, desk: Desk) {
    this.#folder = runFolder(userFolder);
    // One process may serve several clients.
    this.#path = join(this.#folder, `${process.pid}-${randomBytes(3).toString('hex')}.json`);
    this.#desk = desk;
  }

  async announce(port: number): Promise<void> {
    await privateFolder(this.#folder);
    process.removeListener('exit', this.#remove);
    process.once('exit', this.#remove);
    const where: Announcement = { port, token: this.#token, pid: process.pid };
    await replaceFile(this.#path, `${JSON.stringify(where)}\n`);
  }

  withdraw(): void {
    process.removeListener('exit', this.#remove);
    this.#remove();
  }

  /** The route of all paths under `/t/`. */
  async answer(request: LoopbackRequest): Promise<LoopbackAnswer | undefined> {
    const [, token, call] = /^\/t\/([^/]+)\/(plans|answer)$/.exec(request.path) ?? [];
    if (call === undefined) return undefined;
    // Browsers say where they come from; a terminal does not.
    if (request.header('origin') !== undefined || request.header('sec-fetch-site') !== undefined)
      return { status: 403, json: { error: 'refused' } };
    if (!sameSecret(token, this.#token)) return { status: 404, json: { error: 'not found' } };
    if (call === 'plans' && request.method === 'GET')
      return { status: 200, json: { plans: this.#desk.waiting(), pin: await this.#desk.pinState() } };
    if (call === 'answer' && request.method === 'POST') {
      const given = answerOf(jsonIn(request.body));
      if (given === undefined) return { status: 400, json: { error: 'form' } };
      const { plan, ...answer } = given;
      return { status: 200, json: await this.#desk.answer(plan, 'terminal', answer) };
    }
    return { status: 405, json: { error: 'method' } };
  }
}

/** The terminal's side: the servers that answer. Files of ended processes are removed. */
export async function findServers(userFolder: string): Promise<TerminalServer[]> {
  const folder = runFolder(userFolder);
  const names = await readdir(folder).catch(() => []);
  const servers = await Promise.all(
    names.filter((name) => /^\d+-\w+\.json$/.test(name)).map((name) => serverOf(join(folder, name))),
  );
  return servers.flat();
}

async function serverOf(path: string): Promise<TerminalServer[]> {
  const file = announcementOf(jsonIn(await readFile(path, 'utf8').catch(() => '')));
  if (file === undefined) return [];
  const { port, token, pid } = file;
  if (!isAlive(pid)) {
    await unlink(path).catch(() => undefined);
    return [];
  }
  const server: TerminalServer = {
    offered: async () => {
      const { status, text } = await callLoopback({ port, path: `/t/${token}/plans` });
      return status === 200 ? offeredOf(jsonIn(text)) : { plans: [], pin: { kind: 'none' } };
    },
    answer: async (plan, answer) => {
      const { text } = await callLoopback({ port, path: `/t/${token}/answer`, json: { plan, ...answer } });
      return replyOf(jsonIn(text));
    },
  };
  return [server];
}

function offeredOf(value: unknown): Offered {
  return { plans: arrayAt(value, 'plans').filter(isPlanView), pin: pinStateOf(objectAt(value, 'pin')) };
}

function runFolder(userFolder: string): string {
  return join(userFolder, 'run');
}
