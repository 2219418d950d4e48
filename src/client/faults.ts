import { BodyError } from './body.ts';
import { ScopeEnded } from './call-scope.ts';
import { AscError, type Outcome } from './errors.ts';
import type { Attempt } from './retry.ts';
import { WireFault } from './transport.ts';
import type { Method } from './types.ts';

/** The request that failed, as far as an error may name it. */
export interface Asked {
  readonly method: Method;
  readonly path: string;
}

const REPEAT_READ = 'Try again; nothing was changed.';

/** What a fault means for trying again; undefined when it never helps. */
export function attemptOf(fault: unknown): Attempt | undefined {
  if (fault instanceof BodyError) return fault.kind === 'garbage' ? 'bad_response' : undefined;
  if (!(fault instanceof WireFault)) return undefined;
  if (fault.kind === 'unreachable') return 'not_sent';
  // A proxy that answers has decided; one that does not may be there again in a moment.
  if (fault.kind === 'proxy') return /^PROXY_[34]/u.test(fault.system) ? undefined : 'not_sent';
  if (fault.kind === 'lost') return 'lost';
  return fault.kind === 'timeout' ? 'timeout' : undefined;
}

/** Whatever stopped a call, as an error for the caller. Errors that are ready already, and foreign ones, stay as they are. */
export function explainFault(fault: unknown, asked: Asked): unknown {
  if (fault instanceof ScopeEnded) {
    return fault.reason === 'timeout' ? timedOut(asked, false) : cancelled(asked, false);
  }
  if (fault instanceof BodyError) {
    return fault.kind === 'too_large' ? tooLarge(asked) : badResponse(asked);
  }
  if (!(fault instanceof WireFault)) return fault;
  switch (fault.kind) {
    case 'cancelled':
      return cancelled(asked, fault.sent);
    case 'deadline':
    case 'timeout':
      return timedOut(asked, fault.sent);
    case 'too_large':
      return tooLarge(asked);
    case 'lost':
      return lost(asked);
    case 'tls':
      return new AscError({
        code: 'tls_failed',
        message: `No trusted connection to App Store Connect (${fault.system}).`,
        meaning: 'The certificate was not the expected one; a proxy may be reading along.',
        next: 'Check the network. For a proxy with its own certificate set NODE_EXTRA_CA_CERTS to its file.',
        outcome: 'not_sent',
      });
    case 'proxy':
      return new AscError({
        code: 'proxy_refused',
        message: `The proxy of this computer did not let the connection to App Store Connect through (${fault.system === '' ? 'no answer' : fault.system}).`,
        meaning:
          fault.system === 'PROXY_407'
            ? 'It wants to know who uses it. The request never left this computer.'
            : 'The request never left this computer.',
        next: 'Check HTTPS_PROXY (http://user:password@host:port), or name the hosts to ask directly in NO_PROXY, then restart.',
        outcome: 'not_sent',
      });
    case 'unusable':
      return new AscError({
        code: 'client_unusable',
        message: `${asked.method} ${asked.path} could not be sent (${fault.system}).`,
        next: 'The connection to App Store Connect has been closed, or the request was malformed.',
        outcome: 'not_sent',
      });
    case 'unreachable':
      return new AscError({
        code: 'network_unreachable',
        message: `App Store Connect cannot be reached (${fault.system === '' ? 'no connection' : fault.system}).`,
        meaning: 'The request never left this computer.',
        next: 'Check the network connection, then try again.',
        outcome: 'not_sent',
        retryable: true,
      });
  }
}

export function cancelled(asked: Asked, sent: boolean): AscError {
  return new AscError({
    code: 'cancelled',
    message: `${asked.method} ${asked.path} was cancelled.`,
    outcome: interrupted(asked.method, sent),
    ...doubt(asked.method, sent),
  });
}

function timedOut(asked: Asked, sent: boolean): AscError {
  return new AscError({
    code: 'timeout',
    message: `${asked.method} ${asked.path} got no answer in time.`,
    outcome: interrupted(asked.method, sent),
    retryable: asked.method === 'GET' || !sent,
    next: 'Try again; if it lasts, look at developer.apple.com/system-status.',
    ...doubt(asked.method, sent),
  });
}

function lost(asked: Asked): AscError {
  return new AscError({
    code: 'connection_lost',
    message: `The connection broke before the answer to ${asked.method} ${asked.path} was complete.`,
    outcome: interrupted(asked.method, true),
    retryable: asked.method === 'GET',
    next: REPEAT_READ,
    ...doubt(asked.method, true),
  });
}

/** No answer to a write is that large: something in between may have made it, so it says nothing of the change. */
function tooLarge(asked: Asked): AscError {
  const read = asked.method === 'GET';
  return new AscError({
    code: 'too_large',
    message: `The answer to ${asked.method} ${asked.path} is larger than this client takes.`,
    outcome: interrupted(asked.method, true),
    ...(read
      ? { next: 'Ask for less: a smaller limit, fewer fields or includes.' }
      : doubt(asked.method, true)),
  });
}

function badResponse(asked: Asked): AscError {
  const read = asked.method === 'GET';
  return new AscError({
    code: 'bad_response',
    message: `The answer to ${asked.method} ${asked.path} could not be read.`,
    meaning: read
      ? 'It was cut off or was not what the API sends.'
      : 'App Store Connect accepted the change, but its answer could not be read.',
    outcome: read ? 'failed' : 'applied_unverified',
    retryable: read,
    next: read ? REPEAT_READ : 'Read the object to verify the change. Do not repeat it before.',
  });
}

function interrupted(method: Method, sent: boolean): Outcome {
  if (!sent) return 'not_sent';
  return method === 'GET' ? 'failed' : 'unknown';
}

/** For a write that may have arrived: what nobody knows, and how to find out. */
function doubt(method: Method, sent: boolean): { meaning: string; next: string } | undefined {
  if (method === 'GET' || !sent) return undefined;
  return {
    meaning: 'The request had been sent, so whether the change was made is unknown.',
    next:
      method === 'POST'
        ? 'Read the list it would appear in before doing it again.'
        : 'Read the object again before repeating the change.',
  };
}
