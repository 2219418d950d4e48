import { createHash } from 'node:crypto';
import { BodyError, codingOf } from './body.ts';
import { CallScope, ScopeEnded } from './call-scope.ts';
import { type Clock, systemClock } from './clock.ts';
import { AscError } from './errors.ts';
import { pour } from './inflate-stream.ts';
import { signedAddress } from './signed-hosts.ts';
import { Transport, WireFault } from './transport.ts';
import type { Sink } from './types.ts';

/** Milliseconds for one file, however large; one that stands still is given up by the transport long before. */
const DEADLINE_MS = 1_800_000;
/** The largest file that is fetched; an archive of a large app has some GB. */
const MOST_BYTES = 8 * 1024 ** 3;
/** The signature has run out (S3 says 400 or 403), or the file is gone. */
const expiredStatus: ReadonlySet<number> = new Set([400, 401, 403, 404, 410]);

/** What came from a signed address. */
export interface Downloaded {
  readonly bytes: number;
  /** Of the bytes as they came, in hex: Apple tells the checksum of a segment in this form. */
  readonly md5: string;
}

/**
 * Reads files from addresses that Apple signed (segments of reports, pictures of testers, artifacts of Xcode Cloud) in
 * bounded memory. No token goes there and no header of ours; redirects are not followed. The addresses are secrets and
 * appear in no error.
 */
export class SignedDownloads {
  readonly #apiOrigin: string;
  readonly #clock: Clock;
  readonly #transports = new Map<string, Transport>();

  /** `apiOrigin`: where the API is; only a loopback one has loopback downloads. */
  constructor(apiOrigin: string, clock: Clock = systemClock) {
    this.#apiOrigin = apiOrigin;
    this.#clock = clock;
  }

  /**
   * Hands the bytes to `sink` as they came, in order; a busy one is waited for. Throws `download_refused` for an address
   * that is not used, `download_expired` when it has to be asked for anew, `download_failed` (retryable), `too_large`,
   * `timeout`, `cancelled`, or what `sink` threw; what the sink has had by then is no whole file.
   */
  async read(address: string, sink: Sink, signal: AbortSignal): Promise<Downloaded> {
    const url = signedAddress(address, this.#apiOrigin);
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
      const bytes = await pour(body, codingOf(headers), take, { asItCame: true, mostBytes: MOST_BYTES });
      return { bytes, md5: hash.digest('hex') };
    } catch (error) {
      throw explained(error);
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

function explained(error: unknown): unknown {
  if (error instanceof ScopeEnded) return ended(error.reason === 'timeout');
  if (error instanceof BodyError)
    return error.kind === 'too_large' ? tooLarge() : failed('its coding is damaged');
  if (!(error instanceof WireFault)) return error;
  if (error.kind === 'cancelled' || error.kind === 'deadline') return ended(error.kind === 'deadline');
  return failed(error.system === '' ? error.kind : error.system);
}

function refused(why: string): AscError {
  return new AscError({
    code: 'download_refused',
    message: `The address of the file was not used: ${why}.`,
    meaning: 'Files come over https from the hosts that Apple is known to use, and from nowhere else.',
    next: 'Check for a proxy between here and App Store Connect; a host of Apple’s that is new is worth a report.',
    outcome: 'not_sent',
  });
}

function expired(status: number): AscError {
  return new AscError({
    code: 'download_expired',
    message: `The file was refused with ${status}: its address is not valid any more, or the file is gone.`,
    meaning: 'Signed addresses live some minutes.',
    next: 'Call again: the address is read anew.',
    status,
    outcome: 'rejected',
  });
}

function failed(why: string, status?: number): AscError {
  return new AscError({
    code: 'download_failed',
    message: `The file could not be read whole (${why}).`,
    next: 'Check the connection and call again: what is there already is not fetched twice.',
    retryable: true,
    outcome: 'failed',
    ...(status === undefined ? {} : { status }),
  });
}

function tooLarge(): AscError {
  return new AscError({
    code: 'too_large',
    message: 'The file is larger than 8 GB.',
    next: 'Fetch it from App Store Connect in a browser.',
    outcome: 'failed',
  });
}

function ended(late: boolean): AscError {
  return late
    ? new AscError({
        code: 'timeout',
        message: 'The file did not arrive within half an hour.',
        next: 'Check the connection and call again.',
        outcome: 'failed',
      })
    : new AscError({ code: 'cancelled', message: 'The download was cancelled.', outcome: 'failed' });
}
