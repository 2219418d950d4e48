import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { CallScope, ScopeEnded } from './call-scope.ts';
import { type Clock, systemClock } from './clock.ts';
import { AscError } from './errors.ts';
import { MAX_ATTEMPTS, nextPause, parseRetryAfter } from './retry.ts';
import { WireFault } from './transport.ts';
import { type UploadPart, uploadParts } from './upload-operations.ts';
import { PARALLEL_PARTS, UploadTransport } from './upload-transport.ts';

/** Milliseconds for one try of one part. */
const PART_DEADLINE_MS = 300_000;
const CHUNK_BYTES = 256 * 1024;
/** As for reads of the API: sending a part again before the commit changes nothing. */
const againStatus: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
/** The signature is not valid any more, or the reservation is gone. */
const expiredStatus: ReadonlySet<number> = new Set([401, 403, 404, 410]);

export interface UploadEngineOptions {
  /** Where the API is: only a loopback one has loopback uploads. */
  readonly apiOrigin: string;
  readonly clock?: Clock;
  /** In [0, 1); spreads pauses between tries. */
  readonly random?: () => number;
  /** Parts at a time; five when absent. */
  readonly parallel?: number;
}

/** What is sent of which file. */
export interface Sending {
  readonly parts: readonly UploadPart[];
  /** Open for reading, and private: its bytes are those that were hashed. */
  readonly file: FileHandle;
  /** Parts that were accepted earlier and are not sent again. */
  readonly accepted?: ReadonlySet<number>;
  readonly signal: AbortSignal;
  /** Called when the store has taken a part; returns before the next one begins. */
  readonly onAccepted?: (part: UploadPart) => void;
}

/** Sends the bytes of reservations, several parts at a time, each tried up to three times. */
export class UploadEngine {
  readonly #origin: string;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #parallel: number;
  readonly #transport = new UploadTransport();

  constructor(options: UploadEngineOptions) {
    this.#origin = options.apiOrigin;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#parallel = options.parallel ?? PARALLEL_PARTS;
  }

  /** Checks what Apple answered to a reservation. Throws `upload_refused`. */
  parts(operations: unknown, size: number): readonly UploadPart[] {
    return uploadParts(operations, size, this.#origin);
  }

  /**
   * Sends every part that was not accepted yet. Throws `upload_expired` when the addresses are not valid any more,
   * `upload_failed` when a part was refused or could not be sent, `cancelled`; what was accepted stays accepted.
   */
  async send(sending: Sending): Promise<void> {
    const waiting = sending.parts.filter(({ index }) => sending.accepted?.has(index) !== true);
    // The first failure ends the others: their parts are sent again when somebody tries anew.
    const stop = new AbortController();
    const signal = AbortSignal.any([sending.signal, stop.signal]);
    let failure: unknown;
    const worker = async (): Promise<void> => {
      for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
        if (failure !== undefined) return;
        try {
          await this.#part(part, sending.file, sending.parts.length, signal);
          sending.onAccepted?.(part);
        } catch (error) {
          failure ??= error;
          stop.abort();
        }
      }
    };
    await Promise.all(Array.from({ length: this.#parallel }, worker));
    if (failure !== undefined) throw failure;
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }

  async #part(part: UploadPart, file: FileHandle, of: number, signal: AbortSignal): Promise<void> {
    let pause = 0;
    for (let attempt = 1; ; attempt += 1) {
      const scope = new CallScope(this.#clock, signal, PART_DEADLINE_MS);
      try {
        const failed = await this.#try(part, file, of, scope);
        if (failed === undefined) return;
        if (!failed.again || attempt >= MAX_ATTEMPTS) throw failed.error;
        pause = nextPause(pause, this.#random);
        await scope.pause(failed.waitMs ?? pause);
      } catch (error) {
        throw error instanceof ScopeEnded ? ended(error.reason === 'timeout') : error;
      } finally {
        scope.dispose();
      }
    }
  }

  async #try(part: UploadPart, file: FileHandle, of: number, scope: CallScope): Promise<Failed | undefined> {
    const what = `Part ${part.index + 1} of ${of}`;
    const body = Readable.from(bytesOf(file, part), { objectMode: false, highWaterMark: CHUNK_BYTES });
    // Listened to always: a body that ends because its request did is no error of its own.
    body.on('error', () => undefined);
    try {
      const { status, retryAfter } = await this.#transport.put(part, body, scope);
      if (status >= 200 && status < 300) return undefined;
      const waitMs = parseRetryAfter(retryAfter, this.#clock.now());
      return {
        again: againStatus.has(status),
        error: expiredStatus.has(status) ? expired(what, status) : refusedPart(what, status),
        ...(waitMs === undefined ? {} : { waitMs }),
      };
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      if (error.kind === 'cancelled') throw ended(false);
      const again = ['lost', 'timeout', 'unreachable', 'proxy'].includes(error.kind);
      return { again, error: lost(what, error) };
    } finally {
      body.destroy();
    }
  }
}

interface Failed {
  readonly again: boolean;
  readonly error: AscError;
  readonly waitMs?: number;
}

/** Reads a part in small pieces, so that five parts of any size cost little memory. */
async function* bytesOf(file: FileHandle, part: UploadPart): AsyncGenerator<Buffer> {
  for (let at = 0; at < part.length; ) {
    const wanted = Math.min(CHUNK_BYTES, part.length - at);
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, part.offset + at);
    if (bytesRead === 0) throw new Error('The file is shorter than it was.');
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function ended(late: boolean): AscError {
  return new AscError({
    code: late ? 'timeout' : 'cancelled',
    message: late ? 'A part was not taken within five minutes.' : 'The upload was cancelled.',
    meaning: 'What was accepted stays; the file is not committed.',
    next: 'Call again: it goes on where it stopped.',
  });
}

function expired(what: string, status: number): AscError {
  return new AscError({
    code: 'upload_expired',
    message: `${what} was refused with ${status}: its address is not valid any more.`,
    meaning: 'Addresses of uploads live about a week.',
    next: 'Call again: the file is reserved anew.',
    status,
    outcome: 'rejected',
  });
}

function refusedPart(what: string, status: number): AscError {
  return new AscError({
    code: 'upload_failed',
    message: `${what} was refused with ${status}.`,
    meaning: 'What was accepted stays; the file is not committed.',
    next: 'Call again: it goes on where it stopped.',
    status,
    outcome: 'rejected',
  });
}

function lost(what: string, fault: WireFault): AscError {
  return new AscError({
    code: 'upload_failed',
    message: `${what} could not be sent (${fault.system === '' ? fault.kind : fault.system}).`,
    meaning: 'What was accepted stays; the file is not committed.',
    next: 'Check the connection and call again: it goes on where it stopped.',
    retryable: true,
    outcome: 'failed',
  });
}
