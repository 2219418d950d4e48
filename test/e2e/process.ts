import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { isObject, type JsonObject } from '../../src/catalog/json.ts';
import { node, serverFile } from '../support/server.ts';

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Flags of Node itself, before the file. */
  readonly nodeArgs?: readonly string[];
  /** Limits of the system for this process, as `prlimit` takes them. */
  readonly limits?: readonly string[];
}

/** The built server as a bare process: what it is sent are bytes, what it says are lines. */
export class ServerProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Every line of stdout, parsed; a line that is no JSON becomes `{ notJson: line }`. */
  readonly messages: JsonObject[] = [];
  #stdout = '';
  #stderr = '';
  #partial = '';
  readonly #waiting = new Set<() => void>();

  constructor({ args = [], environment = {}, nodeArgs = [], limits = [] }: ProcessOptions = {}) {
    const command = [...(limits.length > 0 ? ['prlimit', ...limits] : []), node, ...nodeArgs, serverFile];
    this.child = spawn(command[0] ?? node, [...command.slice(1), ...args], {
      env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...environment },
    });
    this.child.stdout.on('data', (chunk: Buffer) => this.#read(chunk.toString()));
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr += chunk.toString();
      this.#wake();
    });
    this.child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code) => {
        resolve({ code, stdout: this.#stdout, stderr: this.#stderr });
        this.#wake();
      });
    });
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Sends one frame. */
  send(message: unknown): void {
    this.write(`${JSON.stringify(message)}\n`);
  }

  /** Sends bytes as they are. */
  write(bytes: string | Uint8Array): void {
    this.child.stdin.write(bytes);
  }

  /** Sends a request and waits for its answer. */
  async request(id: number, method: string, params: unknown = {}): Promise<JsonObject> {
    this.send({ jsonrpc: '2.0', id, method, params });
    return this.until((message) => message['id'] === id, `an answer to ${method}`);
  }

  /** The opening of the protocol up to 2025-11-25. */
  async initialize(protocolVersion = '2025-11-25'): Promise<JsonObject> {
    const answer = await this.request(0, 'initialize', {
      protocolVersion,
      capabilities: {},
      clientInfo: { name: 'raw', version: '1' },
    });
    this.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    return answer;
  }

  /** The first message that fits, also of those that are there already. */
  async until(fits: (message: JsonObject) => boolean, what: string, ms = 10_000): Promise<JsonObject> {
    const end = Date.now() + ms;
    for (;;) {
      const found = this.messages.find(fits);
      if (found !== undefined) return found;
      if (this.child.exitCode !== null || Date.now() > end)
        throw new Error(
          `There was no ${what}. stderr: ${this.#stderr} stdout: ${this.#stdout.slice(-2_000)}`,
        );
      await this.#something(end - Date.now());
    }
  }

  /** Closes stdin and waits for the end. */
  close(): Promise<Ended> {
    this.child.stdin.end();
    return this.ended;
  }

  #something(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(1, ms));
      this.#waiting.add(done);
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #read(text: string): void {
    this.#stdout += text;
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.messages.push(parsed(line));
    this.#wake();
  }
}

function parsed(line: string): JsonObject {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : { notJson: line };
  } catch {
    return { notJson: line };
  }
}

/** The text of a raw answer to tools/call. */
export function resultText(message: JsonObject): { text: string; isError: boolean } {
  const result = message['result'];
  const content = isObject(result) && Array.isArray(result['content']) ? result['content'] : [];
  const texts = content.map((part: unknown) => (isObject(part) ? String(part['text']) : ''));
  return { text: texts.join('\n'), isError: isObject(result) && result['isError'] === true };
}
