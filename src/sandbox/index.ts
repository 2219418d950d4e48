import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Catalog, loadCatalog, type Operation, type Relationship } from '../catalog/index.ts';
import { checkRequest, type Problem } from '../catalog/validate.ts';
import { Answers } from './answer.ts';
import { bodyErrors } from './body.ts';
import { parseClock, SandboxClock } from './clock.ts';
import { Control, controlPath } from './control.ts';
import { metricsDocument } from './document.ts';
import { download } from './downloads.ts';
import { type ApiError, apiError, errorDocument, notFound, Refusal } from './errors.ts';
import { isPicture, pictureAt, withPictures } from './feedback-pictures.ts';
import { settle } from './later.ts';
import { mediaAnswer } from './media.ts';
import { foretell, type Outcome, type OutcomeKind } from './outcomes.ts';
import { type Place, Places, verb } from './places.ts';
import type { Query } from './query.ts';
import { mayBeLeftOut, missingIs404, teamKeysOnly } from './quirks.ts';
import { RateLimit, type RateOptions } from './rate.ts';
import { baseOf } from './relations.ts';
import { segmentFile, signSegments } from './report-analytics.ts';
import { isGone } from './rules-people.ts';
import { Store, type Stored } from './store.ts';
import { seedTeam } from './team.ts';
import { equalizationsOf } from './team-prices.ts';
import { type Credentials, type IndividualCredentials, TokenCheck } from './token.ts';
import type { ScopedRequest } from './token-scope.ts';
import { goOn } from './under-way.ts';
import { cutUploads, receive } from './uploads.ts';
import { tellWebhooks } from './webhook-events.ts';
import { write } from './write.ts';

export interface SandboxOptions {
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  readonly catalog?: Catalog;
  /** What is there at the start: the demo team (default), nothing, or what a function puts there. */
  readonly team?: 'demo' | 'empty' | ((store: Store) => void);
  /** `false`: an account that has no App Asset Library yet. In the demo team only Weather Now has one. */
  readonly assetLibrary?: false;
  /** Further plain apps of the demo team, to make lists long. */
  readonly apps?: number;
  readonly rate?: RateOptions;
  /** The clock on the wall, milliseconds since 1970: what clients and tokens go by. */
  readonly clock?: () => number;
  /** The sandbox's own time, where it is not the wall's: `2026-12-01T09:00:00Z`, `fast:1440`, or both. */
  readonly sandboxClock?: string;
  /** Milliseconds before each answer. */
  readonly latencyMs?: number;
  /** Size of the parts that uploads are cut into; 5 MB when absent. */
  readonly uploadPartBytes?: number;
  /** Rows that a day of sales has at least, for reports of teams that sell more than the demo team. */
  readonly salesRows?: number;
  readonly onRequest?: (request: RequestLog) => void;
}

/** One request as it was answered; the token is left out. */
export interface RequestLog {
  readonly method: string;
  readonly path: string;
  readonly query: Query;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly status: number;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly credentials: Credentials;
  readonly individualCredentials: IndividualCredentials;
  readonly store: Store;
  /** Opens the control addresses under `/sandbox/` to whoever sends it in `x-sandbox-key`. */
  readonly controlKey: string;
  /** Milliseconds since 1970, by the sandbox's clock. */
  now(): number;
  /** Lets milliseconds pass, and happen what is due by then. */
  advance(milliseconds: number): void;
  /** Says how the next review, beta review, build or delivery of an asset ends. */
  foretell(kind: OutcomeKind, outcome: Outcome): void;
  /** The last 10,000 requests, oldest first. */
  readonly requests: readonly RequestLog[];
  close(): Promise<void>;
}

const loggedRequests = 10_000;
const largestBody = 16 * 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request whose way is known. */
interface Call {
  readonly operation: Operation;
  readonly id: string | undefined;
  readonly query: Query;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  readonly now: number;
  /** `http://127.0.0.1:8080` as the client named it. */
  readonly origin: string;
  /** Path and query as they came. */
  readonly url: string;
}

/** Starts an App Store Connect on 127.0.0.1. The keys are made anew each time. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const catalog = options.catalog ?? loadCatalog();
  const wall = options.clock ?? Date.now;
  const clock = new SandboxClock(
    wall,
    options.sandboxClock === undefined ? {} : parseClock(options.sandboxClock),
  );
  const store = new Store(catalog);
  if (typeof options.team === 'function') options.team(store);
  else if (options.team !== 'empty')
    seedTeam(store, { now: clock.now(), ...(options.apps === undefined ? {} : { apps: options.apps }) });
  if (options.assetLibrary === false)
    for (const { id } of [...store.all('AppAssetLibrary')]) store.delete('AppAssetLibrary', id);
  if (options.uploadPartBytes !== undefined) cutUploads(store, options.uploadPartBytes);
  const tokens = new TokenCheck();
  goOn(store, clock.now());
  const control = new Control(store, clock);
  const engine = new Engine(store, tokens, options, wall, () => clock.now());
  const requests: RequestLog[] = [];

  const server = createServer((request, response) => {
    if (request.url?.startsWith(controlPath) === true) {
      void controlled(control, request, response);
      return;
    }
    void answer(engine, request, (result, log) => {
      if (requests.length >= loggedRequests) requests.splice(0, loggedRequests / 10);
      requests.push(log);
      options.onRequest?.(log);
      if (options.latencyMs === undefined) send(response, result, wall());
      else setTimeout(send, options.latencyMs, response, result, wall());
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    credentials: tokens.credentials,
    individualCredentials: tokens.individualCredentials,
    store,
    controlKey: control.key,
    now: () => clock.now(),
    advance: (milliseconds) => {
      clock.advance(milliseconds);
      settle(store, clock.now());
    },
    foretell: (kind, outcome) => foretell(store, kind, outcome),
    requests,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The sandbox listens on no port.');
  return address.port;
}

/** Orders to the sandbox itself; they are no requests to Apple and stand in no log of them. */
async function controlled(
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  try {
    const bytes = method === 'GET' ? Buffer.alloc(0) : await read(request);
    const [path = '/'] = split(url);
    const { status, body } = control.answer(method, path, headers, bytes.toString('utf8'));
    send(response, { status, body: `${JSON.stringify(body)}\n` }, Date.now());
  } catch (error) {
    send(response, failure(error), Date.now());
  }
}

/** Reads a request to its end, has it answered, and hands the answer and its log entry on. */
async function answer(
  engine: Engine,
  request: IncomingMessage,
  done: (answer: Answer, log: RequestLog) => void,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  const [path = '/', search] = split(url);
  const asked = queryOf(search);
  let body: unknown;
  let result: Answer;
  let extra: Readonly<Record<string, string>> = {};
  try {
    const bytes = method === 'GET' ? Buffer.alloc(0) : await read(request);
    if (method === 'PUT' && path.startsWith('/upload/')) {
      result = engine.upload(path, search, headers, bytes);
    } else if (method === 'GET' && isPicture(path)) {
      result = engine.picture(url, headers);
    } else if (method === 'GET' && path.startsWith('/download/')) {
      result = engine.download(path, search, headers);
    } else if (method === 'GET' && path.startsWith('/analytics-segments/')) {
      result = engine.segment(path, search, headers);
    } else {
      extra = engine.admit(headers, { method, path, query: asked.values });
      const call = engine.find(method, path, url, asked, headers);
      body = parsed(bytes.toString('utf8'), headers, call.operation);
      result = engine.run({ ...call, body });
      if (typeof result.body === 'string' && path.includes('FeedbackScreenshot'))
        result = { ...result, body: withPictures(result.body, originOf(headers)) };
    }
  } catch (error) {
    result = failure(error);
  }
  const { authorization: _token, ...rest } = headers;
  done(
    { ...result, headers: { ...extra, ...result.headers } },
    {
      method,
      path,
      query: asked.values,
      headers: Object.fromEntries(
        Object.entries(rest).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.join(', ') : (value ?? ''),
        ]),
      ),
      body,
      status: result.status,
    },
  );
}

function failure(error: unknown): Answer {
  if (error instanceof Refusal)
    return { status: error.status, body: errorDocument(error.errors), headers: error.headers };
  const detail = error instanceof Error ? error.message : String(error);
  return {
    status: 500,
    body: errorDocument([apiError(500, 'UNEXPECTED_ERROR', `The sandbox has a fault: ${detail}`)]),
  };
}

function send(response: ServerResponse, result: Answer, now: number): void {
  const { status, body, type = 'application/json', headers } = result;
  response.sendDate = false;
  response.writeHead(status, {
    date: httpDate(now),
    ...(body === undefined ? {} : { 'content-type': type }),
    ...headers,
  });
  if (body === undefined) response.end();
  else response.end(body);
}

let dated = { second: -1, text: '' };

function httpDate(now: number): string {
  const second = Math.floor(now / 1000);
  if (dated.second !== second) dated = { second, text: new Date(now).toUTCString() };
  return dated.text;
}

/** Judges and answers requests; knows nothing of sockets. */
class Engine {
  readonly #store: Store;
  readonly #catalog: Catalog;
  readonly #tokens: TokenCheck;
  readonly #rateOptions: RateOptions | undefined;
  readonly #rates = new Map<string, RateLimit>();
  readonly #places: Places;
  readonly #answers: Answers;
  readonly #wall: () => number;
  readonly #now: () => number;
  readonly #salesRows: number | undefined;

  constructor(
    store: Store,
    tokens: TokenCheck,
    { rate, salesRows }: Pick<SandboxOptions, 'rate' | 'salesRows'>,
    wall: () => number,
    now: () => number,
  ) {
    this.#salesRows = salesRows;
    this.#store = store;
    this.#catalog = store.catalog;
    this.#tokens = tokens;
    this.#rateOptions = rate;
    this.#places = new Places(store.catalog);
    this.#answers = new Answers(store, this.#places, now);
    this.#wall = wall;
    this.#now = now;
  }

  /** Token and budgets; the headers that go with any answer from here on. */
  admit(headers: IncomingHttpHeaders, request: ScopedRequest): Readonly<Record<string, string>> {
    const now = this.#wall();
    const { key } = this.#tokens.check(headers.authorization, now, request);
    let rate = this.#rates.get(key);
    if (rate === undefined) {
      rate = new RateLimit(this.#rateOptions);
      this.#rates.set(key, rate);
    }
    return { 'x-rate-limit': rate.take(now) };
  }

  /** A part of a file, sent to the address of its reservation without a token. */
  upload(path: string, search: string | undefined, headers: IncomingHttpHeaders, bytes: Uint8Array): Answer {
    const query = new URLSearchParams(search);
    return {
      status: receive(this.#store, path, query, headers, bytes, this.#now()),
    };
  }

  /** A picture of a tester, read from its signed address without a token. */
  picture(url: string, headers: IncomingHttpHeaders): Answer {
    return pictureAt(this.#store, url, headers, this.#now());
  }

  /** A part of an analytics report, read at its signed address without a token. */
  segment(path: string, search: string | undefined, headers: IncomingHttpHeaders): Answer {
    const { status, bytes } = segmentFile(
      this.#store,
      path,
      new URLSearchParams(search),
      headers,
      this.#now(),
    );
    return bytes === undefined ? { status } : { status, type: 'application/x-gzip', body: bytes };
  }

  /** A file behind a signed address, asked for without a token. */
  download(path: string, search: string | undefined, headers: IncomingHttpHeaders): Answer {
    return download(this.#store, path, new URLSearchParams(search), headers, this.#now());
  }

  /** The operation of a method and path, or the refusal that Apple gives instead. */
  find(
    method: string,
    path: string,
    url: string,
    asked: Asked,
    headers: IncomingHttpHeaders,
  ): Omit<Call, 'body'> {
    if (method !== 'GET' && method !== 'POST' && method !== 'PATCH' && method !== 'DELETE')
      throw new Refusal([
        apiError(
          405,
          'METHOD_NOT_ALLOWED',
          `The method '${method}' is not allowed. Use GET, POST, PATCH or DELETE.`,
        ),
      ]);
    const found = this.#catalog.route(method, path);
    if (found === undefined) throw this.#unknown(method, path);
    const { operation } = found;
    if (
      teamKeysOnly.has(operation.group) &&
      this.#tokens.check(headers.authorization, this.#wall()).individual
    )
      throw new Refusal([
        {
          ...apiError(403, 'FORBIDDEN_ERROR', 'The API key in use does not allow this request'),
          // Its title as public reports of 2026 have it; that of other 403s is about operations.
          title: 'This request is forbidden for security reasons',
        },
      ]);
    const errors = this.#queryErrors(operation, asked);
    if (errors.length > 0) throw new Refusal(errors);
    return {
      operation,
      id: found.id === undefined ? undefined : decoded(found.id, path),
      query: asked.values,
      headers,
      now: this.#now(),
      origin: originOf(headers),
      url,
    };
  }

  #unknown(method: string, path: string): Refusal {
    const base = baseOf(path);
    const type = base.slice(base.lastIndexOf('/') + 1);
    const allowed = this.#places.allowed(path);
    if (allowed.length === 0)
      return new Refusal([apiError(404, 'PATH_ERROR', `The resource '${path.slice(1)}' does not exist`)]);
    const wanted = verb(method, path.slice(base.length).replace(/^\/[^/]+/, '/{id}'));
    return new Refusal([
      apiError(
        403,
        'FORBIDDEN_ERROR',
        `The resource '${type}' does not allow '${wanted}'. Allowed operations are: ${allowed.join(', ')}`,
      ),
    ]);
  }

  #queryErrors(operation: Operation, asked: Asked): readonly ApiError[] {
    const errors = asked.repeated.map((name) =>
      apiError(400, 'PARAMETER_ERROR.INVALID', `The parameter '${name}' can only be used once`, {
        parameter: name,
      }),
    );
    const { cursor, ...query } = asked.values;
    // The document declares no cursor; links.next has one all the same.
    const pages = operation.returns.kind === 'list' || operation.returns.kind === 'linkages';
    const judged = cursor !== undefined && !pages ? asked.values : query;
    for (const problem of checkRequest(this.#catalog, operation, { query: judged }))
      if (problem.kind !== 'missing-body') errors.push(queryError(problem, judged));
    return errors;
  }

  run(call: Call): Answer {
    const { operation, query } = call;
    settle(this.#store, call.now);
    tellWebhooks(this.#store, call.now);
    const media = chosenMedia(operation, call.headers.accept);
    const place = this.#places.place(operation);
    if (operation.method !== 'GET') return this.#write(call, place);
    const owner = call.id === undefined || place === undefined ? undefined : this.#existing(place, call.id);
    if (media !== undefined) return this.#media(call, owner);
    const { origin, url } = call;
    signSegments(this.#store, owner, origin, call.now);
    if (operation.returns.kind === 'document')
      return ok(metricsDocument(this.#catalog, operation.returns.schema, query, call.now, origin + url));
    if (place === undefined) throw new Refusal([apiError(404, 'PATH_ERROR', 'The path has no resource')]);
    const { relationship } = place;
    if (owner === undefined)
      return ok(
        this.#answers.list(place.owner.name, [...this.#store.all(place.owner.name)], query, origin, url),
      );
    if (relationship === undefined) return ok(this.#answers.one(owner, query, origin, url));
    const targets = this.#targets(owner, relationship);
    switch (operation.returns.kind) {
      case 'linkages':
        return ok(this.#answers.linkages(operation.returns.type, targets, query, origin, url));
      case 'linkage': {
        const related = url.replace(/\?.*$/s, '').replace('/relationships/', '/');
        return ok(this.#answers.linkage(operation.returns.type, targets[0]?.id, origin, url, related));
      }
      case 'list':
        return ok(this.#answers.list(operation.returns.resource, targets, query, origin, url));
      default: {
        const [target] = targets;
        if (target !== undefined) return ok(this.#answers.one(target, query, origin, url));
        if (!missingIs404.has(`${place.owner.name}.${relationship.name}`))
          return ok(this.#answers.nothing(origin, url));
        const type = this.#catalog.resource(relationship.to ?? '')?.type ?? relationship.name;
        throw new Refusal([
          apiError(
            404,
            'NOT_FOUND',
            `There is no resource of type '${type}' for the ${place.owner.type} '${owner.id}'`,
          ),
        ]);
      }
    }
  }

  #targets(owner: Stored, relationship: Relationship): readonly Stored[] {
    const ids = /equalizations$/i.test(relationship.name)
      ? equalizationsOf(owner.id)
      : this.#store.linked(owner, relationship.name);
    return ids.flatMap((id) => this.#store.get(relationship.to ?? '', id) ?? []);
  }

  #existing(place: Place, id: string): Stored {
    const object = this.#store.get(place.owner.name, id);
    if (object === undefined && isGone(this.#store, place.owner.name, id))
      throw new Refusal([apiError(410, 'GONE', 'The invitation was accepted and is gone.')]);
    if (object === undefined) throw notFound(place.owner.type, id);
    return object;
  }

  #media(call: Call, owner: Stored | undefined): Answer {
    const made = mediaAnswer(call.operation, {
      ...(owner === undefined ? {} : { id: owner.id }),
      query: call.query,
      store: this.#store,
      now: call.now,
      salesRows: this.#salesRows,
    });
    if ('body' in made) return { status: made.status, type: made.contentType, body: made.body };
    throw new Refusal([made]);
  }

  #write(call: Call, place: Place | undefined): Answer {
    const { operation, id, query, now, body, origin, url } = call;
    if (place === undefined) throw new Refusal([apiError(404, 'PATH_ERROR', 'The path has no resource')]);
    if (id !== undefined) this.#existing(place, id);
    const errors = bodyErrors(this.#catalog, operation, place.owner, body).filter(
      ({ code, source }) =>
        code !== 'ENTITY_ERROR.RELATIONSHIP.REQUIRED' ||
        source === undefined ||
        !('pointer' in source) ||
        source.pointer !== mayBeLeftOut[operation.id],
    );
    if (errors.length > 0) throw new Refusal(errors);
    const object = write({ store: this.#store, operation, place, id, body, now, origin });
    tellWebhooks(this.#store, now);
    if (object === undefined || operation.returns.kind === 'nothing') return { status: 204 };
    const text = this.#answers.one(object, query, origin, url);
    return { status: operation.method === 'POST' ? 201 : 200, body: text };
  }
}

function decoded(id: string, path: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    throw new Refusal([apiError(404, 'PATH_ERROR', `The resource '${path.slice(1)}' does not exist`)]);
  }
}

function ok(body: string): Answer {
  return { status: 200, body };
}

function queryError(problem: Problem, query: Query): ApiError {
  const source = { parameter: problem.field };
  switch (problem.kind) {
    case 'unknown-query':
      return apiError(
        400,
        'PARAMETER_ERROR.ILLEGAL',
        `The parameter '${problem.field}' can not be used with this request`,
        source,
      );
    case 'missing-query':
      return apiError(
        400,
        'PARAMETER_ERROR.REQUIRED',
        `The parameter '${problem.field}' is required`,
        source,
      );
    default: {
      const value = query[problem.field] ?? '';
      const allowed =
        problem.allowed === undefined ? problem.message : `Valid values: ${problem.allowed.join(', ')}`;
      return apiError(
        400,
        'PARAMETER_ERROR.INVALID',
        `'${value}' is not a valid value for the parameter '${problem.field}'. ${allowed}`,
        source,
      );
    }
  }
}

/** Other media than JSON that the answer is to have; refuses with 406 what the operation cannot give. */
function chosenMedia(operation: Operation, accept: string | undefined): string | undefined {
  if (
    operation.json &&
    operation.media.length === 0 &&
    (accept === undefined || accept === 'application/json' || accept === '*/*')
  )
    return undefined;
  const wanted =
    accept === undefined
      ? ['*/*']
      : accept.split(',').map((part) => (part.split(';', 1)[0] ?? '').trim().toLowerCase());
  const offered = operation.json ? ['application/json', ...operation.media] : operation.media;
  for (const type of wanted) {
    const [major] = type.split('/');
    const found = offered.find(
      (media) => type === '*/*' || media === type || (type.endsWith('/*') && media.startsWith(`${major}/`)),
    );
    if (found !== undefined) return found === 'application/json' ? undefined : found;
  }
  throw new Refusal([
    apiError(
      406,
      'NOT_ACCEPTABLE',
      `The answer cannot be given as '${accept}'. Available: ${offered.join(', ')}`,
    ),
  ]);
}

interface Asked {
  readonly values: Readonly<Record<string, string>>;
  readonly repeated: readonly string[];
}

const nothingAsked: Asked = { values: {}, repeated: [] };

function split(url: string): readonly [string, string | undefined] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, undefined] : [url.slice(0, mark), url.slice(mark + 1)];
}

function queryOf(search: string | undefined): Asked {
  if (search === undefined || search === '') return nothingAsked;
  const values: Record<string, string> = {};
  const repeated: string[] = [];
  for (const [name, value] of new URLSearchParams(search)) {
    if (Object.hasOwn(values, name)) repeated.push(name);
    values[name] = value;
  }
  return { values, repeated };
}

/** The host as the client named it, so that links lead back the same way. */
function originOf(headers: IncomingHttpHeaders): string {
  const { host = '127.0.0.1' } = headers;
  return /^[\w.:[\]-]+$/.test(host) ? `http://${host}` : 'http://127.0.0.1';
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    size += bytes.length;
    if (size > largestBody)
      throw new Refusal([apiError(413, 'ENTITY_INVALID', 'The request body is too large.')]);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The JSON of a body. A missing media type is 400, another one 415 (documentation, read 2026-11-22). */
function parsed(text: string, headers: IncomingHttpHeaders, operation: Operation): unknown {
  if (text === '' && operation.body === undefined) return undefined;
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== undefined && type !== 'application/json' && type !== 'application/vnd.api+json')
    throw new Refusal([
      apiError(415, 'UNSUPPORTED_MEDIA_TYPE', `The body must be application/json, not '${type}'.`),
    ]);
  const invalid = (detail: string): Refusal => new Refusal([apiError(400, 'ENTITY_INVALID', detail)]);
  if (type === undefined) throw invalid('The request needs the header Content-Type: application/json.');
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw invalid('The request body is not valid JSON.');
  }
}
