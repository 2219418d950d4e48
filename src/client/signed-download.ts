import { CallScope, ScopeEnded } from './call-scope.ts';
import { type Clock, systemClock } from './clock.ts';
import { AscError } from './errors.ts';
import { signedAddress } from './signed-hosts.ts';
import { Transport, WireFault } from './transport.ts';
import type { Sink } from './types.ts';

/** Milliseconds for one file, however large. */
const DEADLINE_MS = 1_800_000;
/** The largest file that is fetched; an archive of a large app has some GB. */
const MOST_BYTES = 8 * 1024 ** 3;

export interface SignedDownload {
  /** As Apple's answer gave it. A secret: it never stands in an error. */
  readonly url: string;
  /** Where the API is: only a loopback one has loopback downloads. */
  readonly apiOrigin: string;
  /** Gets the bytes as they are, in order; a busy one is waited for. */
  readonly sink: Sink;
  readonly signal: AbortSignal;
  /** Called with the bytes so far. */
  readonly onProgress?: (bytes: number) => void;
  readonly clock?: Clock;
}

/**
 * Fetches a file from an address that Apple signed, in bounded memory: no token goes along, redirects are not followed.
 * Answers the number of bytes. Throws `download_refused` (the address, or a status that is not 200), `download_expired`,
 * `download_failed`, `too_large`, `cancelled` or `timeout`; what the sink has had by then is no whole file.
 */
export async function downloadSigned(download: SignedDownload): Promise<number> {
  const { clock = systemClock } = download;
  const url = signedAddress(download.url, download.apiOrigin);
  if (typeof url === 'string')
    throw failed(
      'download_refused',
      `Nothing was fetched: ${url}.`,
      'Check for a proxy between here and Apple.',
    );
  const transport = new Transport(url.origin, 1, clock);
  const scope = new CallScope(clock, download.signal, DEADLINE_MS);
  try {
    const reply = await transport.open(
      {
        method: 'GET',
        target: url.pathname + url.search,
        headers: ['accept', '*/*', 'accept-encoding', 'identity'],
        body: undefined,
      },
      scope,
    );
    if (reply.status !== 200) {
      reply.body.destroy();
      throw refused(reply.status);
    }
    let bytes = 0;
    for await (const chunk of reply.body) {
      if (!Buffer.isBuffer(chunk)) continue;
      bytes += chunk.length;
      if (bytes > MOST_BYTES)
        throw failed(
          'too_large',
          'The file is larger than 8 GB.',
          'Fetch it from App Store Connect in a browser.',
        );
      const busy = download.sink(chunk);
      if (busy !== undefined) await busy;
      download.onProgress?.(bytes);
    }
    return bytes;
  } catch (error) {
    throw explained(error);
  } finally {
    scope.dispose();
    await transport.close();
  }
}

function refused(status: number): AscError {
  if (status === 401 || status === 403 || status === 404 || status === 410)
    return failed(
      'download_expired',
      `The file was refused with ${status}: its address is not valid any more, or the file is gone.`,
      'Call again for a fresh address.',
      status,
    );
  return failed(
    'download_refused',
    `The file was refused with ${status}.`,
    'Call again in a minute.',
    status,
  );
}

function explained(error: unknown): unknown {
  if (error instanceof ScopeEnded) return ended(error.reason === 'timeout');
  if (!(error instanceof WireFault)) return error;
  if (error.kind === 'cancelled' || error.kind === 'deadline') return ended(error.kind === 'deadline');
  return failed(
    'download_failed',
    `The file did not arrive whole (${error.system === '' ? error.kind : error.system}).`,
    'Check the connection and call again.',
  );
}

function ended(late: boolean): AscError {
  return late
    ? failed(
        'timeout',
        'The file did not arrive within half an hour.',
        'Check the connection and call again.',
      )
    : failed('cancelled', 'The download was cancelled.', 'Call again to fetch it.');
}

function failed(code: string, message: string, next: string, status?: number): AscError {
  return new AscError({
    code,
    message,
    meaning: 'Nothing of it was kept.',
    next,
    outcome: 'failed',
    ...(status === undefined ? {} : { status }),
  });
}
