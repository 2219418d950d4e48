import { type Readable, Transform, type TransformCallback, type Writable } from 'node:stream';
import type { JSONRPCMessage, RequestId, Transport } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { type FrameFault, frameFault, invalidRequest } from '../frame.ts';

/** The longest line, bytes: that of the SDK, which closes the connection when there is more. */
const longestLine = 10 * 1024 * 1024;
const newline = 0x0a;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * The SDK's transport over stdin and stdout, behind a check of each line. The SDK drops what is no frame without a word,
 * takes frames that can be read in two ways, and runs two requests of one id at once; here the client is told, and the
 * connection goes on. Refusals are written to the same stream as the SDK's frames, each whole.
 */
export class CheckedStdio implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #stdin: Readable;
  readonly #stdout: Writable;
  readonly #lines: Transform;
  readonly #wire: StdioServerTransport;
  /** Requests that have no answer yet. */
  readonly #open = new Set<RequestId>();

  constructor(stdin: Readable, stdout: Writable) {
    this.#stdin = stdin;
    this.#stdout = stdout;
    this.#lines = new CheckedLines((fault) => this.#refuse(fault));
    this.#wire = new StdioServerTransport(this.#lines, stdout);
  }

  async start(): Promise<void> {
    this.#wire.onclose = () => this.onclose?.();
    this.#wire.onerror = (error) => this.onerror?.(error);
    this.#wire.onmessage = (message) => this.#take(message);
    await this.#wire.start();
    // A pipe passes on the end, but no error.
    this.#stdin.once('error', (error) => this.#lines.destroy(error));
    this.#stdin.pipe(this.#lines);
  }

  send(message: JSONRPCMessage): Promise<void> {
    if (!('method' in message) && message.id !== undefined) this.#open.delete(message.id);
    return this.#wire.send(message);
  }

  close(): Promise<void> {
    return this.#wire.close();
  }

  #take(message: JSONRPCMessage): void {
    if ('method' in message && 'id' in message) {
      const { id } = message;
      if (this.#open.has(id)) {
        // Under this id, the client would take it for the answer of the request that runs.
        const text = `Invalid request: a request with the id ${JSON.stringify(id).slice(0, 80)} is still running.`;
        this.#refuse({ code: invalidRequest, message: text, id: null });
        return;
      }
      this.#open.add(id);
    } else if ('method' in message && message.method === 'notifications/cancelled') {
      // What was cancelled gets no answer that could close it.
      const id = message.params?.['requestId'];
      if (typeof id === 'string' || typeof id === 'number') this.#open.delete(id);
    }
    this.onmessage?.(message);
  }

  #refuse({ code, message, id }: FrameFault): void {
    this.onerror?.(new Error(`A line was not taken. ${message}`));
    if (id === undefined || !this.#stdout.writable) return;
    // Another request of this id is running; see #take.
    const shown = id !== null && this.#open.has(id) ? null : id;
    this.#stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: shown, error: { code, message } })}\n`);
  }
}

/** Takes bytes, gives whole lines that hold one frame each; tells of every other. Keeps one line at most. */
class CheckedLines extends Transform {
  readonly #refuse: (fault: FrameFault) => void;
  #kept: Buffer[] = [];
  #length = 0;

  constructor(refuse: (fault: FrameFault) => void) {
    super();
    this.#refuse = refuse;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      this.#keep(chunk.subarray(from, end + 1));
      this.#line();
      from = end + 1;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
    done();
  }

  /** Of a line that is too long, only its length is kept. */
  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > longestLine) this.#kept = [];
    else this.#kept.push(part);
  }

  #line(): void {
    const tooLong = this.#length > longestLine;
    const [only = Buffer.alloc(0), ...rest] = this.#kept;
    const whole = rest.length === 0 ? only : Buffer.concat(this.#kept);
    this.#kept = [];
    this.#length = 0;
    if (tooLong) {
      const message = `Invalid request: a line holds ${longestLine / 1024 / 1024} MB at most. Name a file instead of sending its content.`;
      this.#refuse({ code: invalidRequest, message, id: null });
      return;
    }
    const line = whole.indexOf(byteOrderMark) === 0 ? whole.subarray(byteOrderMark.length) : whole;
    if (isBlank(line)) return;
    const fault = frameFault(line);
    if (fault === undefined) this.push(line);
    else this.#refuse(fault);
  }
}

/** White space of JSON, and nothing else. */
function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === newline);
}
