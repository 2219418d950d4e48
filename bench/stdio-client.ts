import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arrayAt, isObject, stringAt } from '../src/catalog/json.ts';

/** How a server is started: a bundled file, and what its environment has beyond ours. */
export interface Command {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The least that speaks MCP over stdio, so that a measured call is the server's work and hardly the client's. Requests
 * may overlap. A request rejects with the protocol's error, or when the server ends.
 */
export class StdioClient {
  readonly #child: ChildProcess;
  readonly #pending = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (error: Error) => void }
  >();
  #last = 0;
  #rest = '';

  constructor(command: Command) {
    this.#child = spawn(process.execPath, [command.file], {
      env: { ...process.env, ...command.env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    this.#child.on('exit', () => this.#end(new Error('The server ended.')));
    // A server that dies while it is written to also exits; that says it.
    this.#child.stdin?.on('error', () => undefined);
  }

  /** Starts a server and shakes hands with it. */
  static async start(command: Command): Promise<StdioClient> {
    const client = new StdioClient(command);
    await client.initialize();
    return client;
  }

  async initialize(): Promise<void> {
    await this.request('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'bench', version: '1.0.0' },
    });
    this.#write({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  request(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#write({ jsonrpc: '2.0', id, method, params });
    });
  }

  /** The text of a tool's answer. Throws it when the tool failed: a failed call must not be measured. */
  async call(name: string, args: Readonly<Record<string, unknown>>): Promise<string> {
    return textOf(await this.request('tools/call', { name, arguments: args }));
  }

  /** Most memory that the server ever held, in MB; undefined where the system does not tell. */
  peakMemory(): number | undefined {
    if (process.platform !== 'linux') return undefined;
    const status = readFileSync(`/proc/${this.#child.pid ?? 0}/status`, 'utf8');
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => {
      this.#child.once('exit', () => resolve());
    });
    this.#child.kill('SIGKILL');
    await ended;
  }

  #write(message: object): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const message: unknown = JSON.parse(line);
      if (!isObject(message) || typeof message['id'] !== 'number') continue;
      const waiting = this.#pending.get(message['id']);
      this.#pending.delete(message['id']);
      if (message['error'] === undefined) waiting?.resolve(message['result']);
      else waiting?.reject(new Error(JSON.stringify(message['error'])));
    }
  }

  #end(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

/** The text of a tool result of the protocol; throws it when the tool failed. */
export function textOf(result: unknown): string {
  const text = arrayAt(result, 'content')
    .map((part) => stringAt(part, 'text') ?? '')
    .join('\n');
  if (isObject(result) && result['isError'] === true) throw new Error(text);
  return text;
}
