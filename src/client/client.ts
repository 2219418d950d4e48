import { BodyError, codingOf, decodeBody, headerText, isJsonType, parseJson } from './body.ts';
import { CallScope, ScopeEnded } from './call-scope.ts';
import { type Clock, systemClock } from './clock.ts';
import { AscError } from './errors.ts';
import { explainRefusal } from './explain.ts';
import { type Asked, attemptOf, cancelled, explainFault } from './faults.ts';
import { pour } from './inflate-stream.ts';
import { Limiter } from './limiter.ts';
import { collectPages } from './paging.ts';
import { parseRateHeader } from './rate-headers.ts';
import { type Attempt, MAX_ATTEMPTS, mayRepeat, nextPause, parseRetryAfter, RetryBudget } from './retry.ts';
import { ScopedReads, type ScopedState, scopeOf } from './scoped-reads.ts';
import { bookedTicket, type SharedRate } from './shared-rate.ts';
import { apiOrigin, requestTarget } from './target.ts';
import { TokenSource } from './token.ts';
import {
  Transport,
  WireFault,
  type WireHeaders,
  type WireReply,
  type WireRequest,
  type WireStream,
} from './transport.ts';
import type {
  ApiRequest,
  ApiResponse,
  AscClient,
  Collected,
  Credentials,
  PageRequest,
  RateBudget,
  Sink,
  StreamedResponse,
} from './types.ts';

export interface ClientOptions {
  /** An `AscError` when the key could not be read: the server starts all the same, and every call says why. */
  readonly credentials: Credentials | AscError;
  /** A loopback address; Apple when absent. Anything else makes `createClient` throw `base_url_refused`. */
  readonly baseUrl?: string;
  readonly clock?: Clock;
  /** In [0, 1); spreads pauses between attempts. */
  readonly random?: () => number;
  /** Requests at a time, and connections. */
  readonly concurrency?: number;
  /** Where several servers of one key agree on the rate. */
  readonly sharedRate?: SharedRate;
  /**
   * Present when nothing may be changed: each token then allows one read and nothing else, so that Apple refuses changes
   * as well. Called once when Apple does not take such tokens; from then on they are the usual ones.
   */
  readonly onScopeRefused?: () => void;
}

/** The client as it is made here: also tells what the doctor wants to know. */
export interface ConnectedClient extends AscClient {
  /** Milliseconds by which the clock of this computer is behind Apple's; 0 while it is within 30 s. */
  clockCorrection(): number;
  /** Tokens signed since the start. */
  signatures(): number;
  /** Requests that may run at a time now; fewer after a 429. */
  allowedConcurrency(): number;
  /** Whether Apple takes tokens for one read each; `undefined` where they are not wanted. */
  scopedReads(): ScopedState | undefined;
}

const READ_DEADLINE_MS = 60_000;
const WRITE_DEADLINE_MS = 90_000;
const STREAM_DEADLINE_MS = 600_000;
const ERROR_TEXT_BYTES = 64 * 1024;
const AGENT = 'app-store-connect-mcp';

/** Makes the one client of a key. Nothing is loaded or opened before the first call. */
export function createClient(options: ClientOptions): ConnectedClient {
  return new Client(options);
}

/** What one attempt left behind when it did not succeed. */
interface Failure {
  readonly attempt: Attempt | undefined;
  readonly error: unknown;
  /** From `Retry-After`. */
  readonly waitMs?: number | undefined;
}

class Client implements ConnectedClient {
  readonly #origin: string;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #credentials: Credentials | AscError;
  readonly #tokens: TokenSource | undefined;
  readonly #limiter: Limiter;
  readonly #transport: Transport;
  readonly #retries = new RetryBudget();
  readonly #shared: SharedRate | undefined;
  readonly #scoped: ScopedReads | undefined;

  constructor(options: ClientOptions) {
    const concurrency = options.concurrency ?? 16;
    this.#origin = apiOrigin(options.baseUrl);
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#credentials = options.credentials;
    this.#tokens =
      options.credentials instanceof AscError ? undefined : new TokenSource(options.credentials, this.#clock);
    this.#limiter = new Limiter(this.#clock, concurrency);
    this.#shared = options.sharedRate;
    this.#scoped = options.onScopeRefused === undefined ? undefined : new ScopedReads(options.onScopeRefused);
    this.#transport = new Transport(this.#origin, concurrency, this.#clock);
  }

  request(request: ApiRequest): Promise<ApiResponse> {
    const wanted = request.accept ?? 'application/json';
    return this.#call(request, request.method === 'GET' ? READ_DEADLINE_MS : WRITE_DEADLINE_MS, {
      send: (wire, scope) => this.#transport.send(wire, scope),
      text: replyText,
      read: (reply) => readReply(reply, request, wanted),
    });
  }

  stream(request: ApiRequest, sink: Sink): Promise<StreamedResponse> {
    let started = false;
    return this.#call(request, STREAM_DEADLINE_MS, {
      send: (wire, scope) => this.#transport.open(wire, scope),
      text: streamText,
      read: async (reply) => {
        const contentType = headerText(reply.headers, 'content-type');
        try {
          const take: Sink = (chunk) => {
            started = true;
            return sink(chunk);
          };
          const bytes = await pour(reply.body, codingOf(reply.headers), take, {
            asItCame: request.asItCame,
          });
          return { status: reply.status, contentType, bytes, ...requestIdOf(reply.headers) };
        } catch (error) {
          // What the sink got cannot be taken back, so a repeat would double it.
          throw started ? (explainFault(error, request) ?? error) : error;
        }
      },
    });
  }

  async pages(request: PageRequest): Promise<Collected> {
    if (request.signal?.aborted) throw cancelled(request, false);
    return collectPages((page) => this.request(page), this.#origin, request);
  }

  rate(): readonly RateBudget[] {
    return this.#limiter.budgets();
  }

  requestCount(): number {
    return this.#transport.sent();
  }

  clockCorrection(): number {
    return this.#tokens?.correction() ?? 0;
  }

  signatures(): number {
    return this.#tokens?.signatures() ?? 0;
  }

  allowedConcurrency(): number {
    return this.#limiter.allowed();
  }

  scopedReads(): ScopedState | undefined {
    return this.#scoped?.state;
  }

  async close(): Promise<void> {
    this.#limiter.close();
    await this.#transport.close();
  }

  async #call<R extends Head, T>(request: ApiRequest, usual: number, way: Way<R, T>): Promise<T> {
    if (request.signal?.aborted) throw cancelled(request, false);
    if (this.#credentials instanceof AscError) throw this.#credentials;
    if (this.#tokens === undefined) throw new TypeError('no token source');
    const target = requestTarget(this.#origin, request.path, request.query);
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const scope = new CallScope(this.#clock, request.signal, request.deadlineMs ?? usual);
    try {
      return await this.#attempts(request, target, body, this.#tokens, scope, way);
    } catch (error) {
      throw explainFault(error, request);
    } finally {
      scope.dispose();
    }
  }

  async #attempts<R extends Head, T>(
    request: ApiRequest,
    target: string,
    body: string | undefined,
    tokens: TokenSource,
    scope: CallScope,
    way: Way<R, T>,
  ): Promise<T> {
    let resigned = false;
    // A change is signed for the read of its path, too: where nothing may be changed, Apple is to refuse it.
    let scoped = this.#scoped?.active === true;
    let pause = 0;
    for (let attempt = 1; ; attempt += 1) {
      const token = scoped
        ? await scope.join(tokens.scoped(scopeOf(request.path, request.query)))
        : (tokens.current() ?? (await scope.join(tokens.fresh())));
      const verification = request.verification === true;
      const entered = this.#limiter.enter(scope, verification);
      const ticket = typeof entered === 'number' ? entered : await entered;
      let failure: Failure;
      let rateHeader: string | readonly string[] | undefined;
      let booked: string | undefined;
      try {
        const reading = request.method === 'GET';
        if (this.#shared !== undefined)
          booked = await bookedTicket(this.#shared, scope, { verification, reading });
        const reply = await way.send(wireRequest(request, target, body, token), scope);
        const { status, headers } = reply;
        rateHeader = headers['x-rate-limit'];
        tokens.observeDate(headerText(headers, 'date') || undefined);
        if (status !== 429) this.#limiter.calm();
        if (status >= 200 && status < 300) {
          const result = await way.read(reply);
          this.#retries.earn();
          if (this.#scoped !== undefined && request.method === 'GET') this.#scoped.succeeded(scoped);
          return result;
        }
        failure = await this.#refused(request, reply, way);
        if (status === 429) this.#limiter.slowDown(ticket, failure.waitMs ?? 0);
      } catch (error) {
        failure = { attempt: attemptOf(error), error };
      } finally {
        this.#limiter.leave(ticket, rateHeader);
        if (booked !== undefined) await this.#shared?.settle(booked, parseRateHeader(rateHeader));
      }

      if (failure.attempt === undefined) throw failure.error;
      if (scope.ended !== undefined) throw whenEnded(failure, request, scope);
      if (failure.attempt === 401 && !resigned) {
        // The token may have run out, or the clock may be wrong: one new signature, and only one.
        resigned = true;
        tokens.invalidate(scoped ? undefined : token);
        attempt -= 1;
        continue;
      }
      if (scoped && request.method === 'GET' && this.#scoped?.mayBeScope(failure.attempt) === true) {
        scoped = false;
        attempt -= 1;
        continue;
      }
      if (attempt >= MAX_ATTEMPTS || !mayRepeat(request.method, failure.attempt)) throw failure.error;
      pause = nextPause(pause, this.#random);
      const wait = failure.waitMs || pause;
      // A pause that outlives the call is no use: the caller learns at once, and when to come back.
      if (wait >= scope.remaining() || !this.#retries.pay(failure.attempt)) throw failure.error;
      await this.#rest(wait, scope, failure, request);
    }
  }

  async #rest(wait: number, scope: CallScope, failure: Failure, asked: Asked): Promise<void> {
    try {
      await scope.pause(wait);
    } catch (error) {
      throw error instanceof ScopeEnded ? whenEnded(failure, asked, scope) : error;
    }
  }

  async #refused<R extends Head, T>(request: ApiRequest, reply: R, way: Way<R, T>): Promise<Failure> {
    const { status, headers } = reply;
    const waitMs = parseRetryAfter(headerText(headers, 'retry-after') || undefined, this.#clock.now());
    const error = explainRefusal({
      method: request.method,
      path: request.path,
      status,
      contentType: headerText(headers, 'content-type'),
      text: await way.text(reply),
      retryAfterMs: waitMs,
      ...requestIdOf(headers),
    });
    return { attempt: status, error, waitMs };
  }
}

interface Head {
  readonly status: number;
  readonly headers: WireHeaders;
}

/** How an answer is fetched and read: whole, or as a stream. */
interface Way<R extends Head, T> {
  readonly send: (wire: WireRequest, scope: CallScope) => Promise<R>;
  /** The text of a refusal; never fails. */
  readonly text: (reply: R) => string | Promise<string>;
  readonly read: (reply: R) => T | Promise<T>;
}

/** The call ended between two attempts: nothing is on its way, so the last attempt tells the outcome. */
function whenEnded(failure: Failure, asked: Asked, scope: CallScope): unknown {
  if (scope.ended !== 'cancelled') return failure.error;
  return cancelled(asked, failure.error instanceof WireFault && failure.error.sent);
}

function wireRequest(
  request: ApiRequest,
  target: string,
  body: string | undefined,
  token: string,
): WireRequest {
  const headers = [
    'authorization',
    `Bearer ${token}`,
    'accept',
    request.accept ?? 'application/json',
    'accept-encoding',
    'gzip',
    'user-agent',
    AGENT,
  ];
  if (body !== undefined) headers.push('content-type', 'application/json');
  return { method: request.method, target, headers, body };
}

async function readReply(reply: WireReply, request: ApiRequest, wanted: string): Promise<ApiResponse> {
  const { status, headers } = reply;
  const contentType = headerText(headers, 'content-type');
  const id = requestIdOf(headers);
  if (reply.body.length === 0) {
    if (status === 204 || needsNoBody(request)) return { status, contentType, body: undefined, ...id };
    throw new BodyError('garbage');
  }
  const decoded = decodeBody(reply.body, headers);
  const text = typeof decoded === 'string' ? decoded : await decoded;
  const json = contentType === '' ? isJsonType(wanted) : isJsonType(contentType);
  if (json) return { status, contentType, body: parseJson(text), ...id };
  if (isJsonType(wanted)) throw otherMediaType(request, contentType);
  return { status, contentType, body: text, ...id };
}

/**
 * A web page is what a broken proxy or web tier sends with 200: after a write it does not even say that Apple saw it. A
 * report was merely asked for in the wrong way.
 */
function otherMediaType(request: ApiRequest, contentType: string): Error {
  const [type] = /^[\w.+-]{1,60}\/[\w.+-]{1,60}/u.exec(contentType) ?? [];
  const page = type === 'text/html';
  if (request.method !== 'GET' && page)
    return new AscError({
      code: 'bad_response',
      message: `The answer to ${request.method} ${request.path} is a web page.`,
      meaning:
        'Something between here and App Store Connect may have sent it; whether the change was made is unknown.',
      next: 'Check for a proxy or a captive portal; read the object before doing it again.',
      outcome: 'unknown',
    });
  if (request.method !== 'GET' || type === undefined || page) return new BodyError('garbage');
  return new AscError({
    code: 'unexpected_media_type',
    message: `The answer to GET ${request.path} is not JSON.`,
    next: `Ask for it with accept: ${type}.`,
    outcome: 'failed',
  });
}

/** Deletions and changes of relationships answer without a body; any other 2xx has to have one. */
function needsNoBody({ method, path }: ApiRequest): boolean {
  return method === 'DELETE' || (method !== 'GET' && path.includes('/relationships/'));
}

async function replyText(reply: WireReply): Promise<string> {
  try {
    return await decodeBody(reply.body, reply.headers, true);
  } catch {
    return '';
  }
}

async function streamText(reply: WireStream): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    await pour(reply.body, codingOf(reply.headers), (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > ERROR_TEXT_BYTES) throw new BodyError('too_large');
    });
  } catch {
    // What came so far has to do.
  }
  return Buffer.concat(chunks).toString('utf8', 0, ERROR_TEXT_BYTES);
}

function requestIdOf(headers: WireHeaders): { readonly requestId?: string } {
  const id = headerText(headers, 'x-apple-request-uuid') || headerText(headers, 'x-request-id');
  return /^[\w.:-]{1,100}$/u.test(id) ? { requestId: id } : {};
}
