import { createHash } from 'node:crypto';
import { codingOf } from './body.ts';
import { CallScope } from './call-scope.ts';
import { type Clock, systemClock } from './clock.ts';
import { downloadAddress } from './download-hosts.ts';
import { AscError } from './errors.ts';
import { pour } from './inflate-stream.ts';
import { Transport, WireFault } from './transport.ts';
import type { Sink } from './types.ts';

/** Milliseconds for one file. */
const DEADLINE_MS = 300_000;
/** The signature has run out (after five minutes, Apple's documentation says), or the file is gone. */
const expiredStatus: ReadonlySet<number> = new Set([400, 401, 403, 404, 410]);

/** What came from a signed address. */
export interface Downloaded {
  readonly bytes: number;
  /** Of the bytes as they came, in hex: Apple tells the checksum of a segment in this form. */
  readonly md5: string;
}

/**
 * Reads files from addresses that Apple signed. No token goes there and no header of ours; redirects are not followed.
 * The addresses are secrets and appear in no error.
 */
export class Downloads {
  readonly #apiOrigin: string;
  readonly #clock: Clock;
  readonly #transports = new Map<string, Transport>();

  constructor(apiOrigin: string, clock: Clock = systemClock) {
    this.#apiOrigin = apiOrigin;
    this.#clock = clock;
  }

  /**
   * Hands the bytes to `sink` as they came. Throws `download_refused` for an address that is not Apple's,
   * `download_expired` when it has to be asked for anew, `download_failed` (retryable), `cancelled`.
   */
  async read(address: string, sink: Sink, signal: AbortSignal): Promise<Downloaded> {
    const url = downloadAddress(address, this.#apiOrigin);
    if (typeof url === 'string') throw refused(url);
    const scope = new CallScope(this.#clock, signal, DEADLINE_MS);
    try {
      const { status, headers, body } = await this.#transport(url.origin).open(
        { method: 'GET', target: `${url.pathname}${url.search}`, headers: [], body: undefined },
        scope,
      );
      if (status !== 200) {
        body.destroy();
        throw expiredStatus.has(status) ? expired(status) : failed(`it was answered with ${status}`, status);
      }
      const hash = createHash('md5');
      const take: Sink = (chunk) => {
        hash.update(chunk);
        return sink(chunk);
      };
      const bytes = await pour(body, codingOf(headers), take, true);
      return { bytes, md5: hash.digest('hex') };
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      if (error.kind === 'cancelled')
        throw new AscError({ code: 'cancelled', message: 'The download was cancelled.' });
      throw failed(error.system === '' ? error.kind : error.system);
    } finally {
      scope.dispose();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#transports.values()].map((transport) => transport.close()));
    this.#transports.clear();
  }

  #transport(origin: string): Transport {
    const known = this.#transports.get(origin);
    if (known !== undefined) return known;
    const made = new Transport(origin, 2, this.#clock);
    this.#transports.set(origin, made);
    return made;
  }
}

function refused(why: string): AscError {
  return new AscError({
    code: 'download_refused',
    message: `The address of a report was not used: ${why}.`,
    meaning: 'Reports come from Apple’s hosts over https and from nowhere else.',
    next: 'Check for a proxy between here and App Store Connect.',
    outcome: 'not_sent',
  });
}

function expired(status: number): AscError {
  return new AscError({
    code: 'download_expired',
    message: `A part of the report was refused with ${status}: its address is not valid any more, or the part is gone.`,
    meaning: 'Addresses of report segments live five minutes.',
    next: 'Call again: the addresses are read anew.',
    status,
    outcome: 'rejected',
  });
}

function failed(why: string, status?: number): AscError {
  return new AscError({
    code: 'download_failed',
    message: `A part of the report could not be read (${why}).`,
    next: 'Call again: what is there already is not fetched twice.',
    retryable: true,
    outcome: 'failed',
    ...(status === undefined ? {} : { status }),
  });
}
