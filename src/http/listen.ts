import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostHeaderValidation, originValidation, toNodeHandler } from '@modelcontextprotocol/node';
import {
  type AuthInfo,
  createMcpHandler,
  localhostAllowedHostnames,
  type McpServer,
  type OAuthTokenVerifier,
  requireBearerAuth,
} from '@modelcontextprotocol/server';
import type { OAuthConfig } from '../config.ts';
import { invalidRequest, repeatedKey } from '../frame.ts';
import { scopes } from './admission.ts';
import type { Metrics } from './metrics.ts';
import { endpoint, isGuarded, json, metadataUrl, pageAt, placeOf } from './pages.ts';
import { UnderWay } from './under-way.ts';

export interface HttpOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Names beside those of this machine that may stand in `Host` and `Origin`. */
  readonly hosts: readonly string[];
  readonly version: string;
  readonly verifier: OAuthTokenVerifier;
  /** Present when tokens come from an authorization server: clients learn from us where it is. */
  readonly oauth: OAuthConfig | undefined;
  /** A server instance for one request of this client. */
  readonly serverFor: (auth: AuthInfo) => McpServer;
  readonly metrics: Metrics;
  /** What every change needs and is away, by name: `{ redis: "does not answer" }`; empty when all is there. */
  readonly missing: () => Promise<Readonly<Record<string, string>>>;
  /** One line an answered request; no header and no body of it. */
  readonly log: (entry: { method: string; path: string; status: number; ms: number }) => void;
  readonly onError: (error: Error) => void;
  /** The usual one when absent. */
  readonly patience?: Patience;
}

export interface Listening {
  /** `http://127.0.0.1:8321/mcp` */
  readonly url: string;
  /** Takes no more requests, lets those under way end, at most so long, milliseconds; then cuts off the rest. */
  close(grace: number): Promise<void>;
}

/** Bytes of a request; the longest legal call is a batch of long texts, far below. */
const largestBody = 4 * 1024 * 1024;

/** How long clients may take, milliseconds. */
export interface Patience {
  /** For a request's head, and for all of it: slow senders do not hold places. */
  readonly head: number;
  readonly request: number;
  /** For the next request on a connection. Longer than balancers and clients: whoever is asked must not hang up first. */
  readonly idle: number;
  /** With nothing moving in either direction: a client that does not take its answer. No call is silent for so long. */
  readonly still: number;
}

const usual: Patience = { head: 10_000, request: 60_000, idle: 75_000, still: 2 * 3_600_000 };

/**
 * Serves MCP over Streamable HTTP, both protocol eras, without sessions: any of several servers may get any request.
 * `Host` and `Origin` are held against a list before anything else, so that no page in a browser gets through by
 * another name; then the bearer token decides who it is.
 */
export async function listen(options: HttpOptions): Promise<Listening> {
  const names = [...localhostAllowedHostnames(), ...options.hosts];
  const hostAllowed = hostHeaderValidation(names);
  const originAllowed = originValidation(names);
  const resourceMetadataUrl = metadataUrl(options);
  const gate = requireBearerAuth({
    verifier: options.verifier,
    requiredScopes: [scopes.read],
    ...(options.oauth === undefined ? {} : { expectedResource: new URL(options.oauth.resource) }),
    ...(resourceMetadataUrl === undefined ? {} : { resourceMetadataUrl }),
  });
  const mcp = createMcpHandler(
    ({ authInfo }) => {
      if (authInfo === undefined) throw new Error('A request without a client came through.');
      return options.serverFor(authInfo);
    },
    { onerror: options.onError },
  );
  const handle = toNodeHandler(
    {
      fetch: async (request, about) =>
        new URL(request.url).pathname === endpoint
          ? ((await refusedFrame(request)) ?? mcp.fetch(request, about))
          : pageAt(request, options),
    },
    { onerror: options.onError, maxRequestBodySize: largestBody },
  );
  const underWay = new UnderWay();
  /** `mayGoOn` tells a client that asked before it sent its body. */
  const take = async (
    request: IncomingMessage,
    response: ServerResponse,
    mayGoOn: () => void = () => undefined,
  ): Promise<void> => {
    const began = performance.now();
    const { method = 'GET', url = '/' } = request;
    // What is no address is refused here: an error further in would quote it.
    const address = `http://${request.headers.host}${url}`;
    const { pathname } =
      url.startsWith('/') && URL.canParse(address) ? new URL(address) : { pathname: undefined };
    response.once('close', () => {
      const { statusCode: status } = response;
      const path = placeOf(pathname ?? '');
      options.metrics.request(status);
      options.log({ method, path, status, ms: Math.round(performance.now() - began) });
    });
    if (!hostAllowed(request, response) || !originAllowed(request, response)) return;
    if (pathname === undefined) return refuse(response, 400);
    // Another server, or this one when it is back, takes the same request.
    if (underWay.stopping) return refuse(response, 503);
    underWay.began(request, response);
    let auth: AuthInfo | undefined;
    if (isGuarded(pathname)) {
      // Before a byte of the body is read: nobody fills our memory who may not come in.
      const { authorization } = request.headers;
      const admitted = await gate(
        new Request(address, { headers: authorization === undefined ? {} : { authorization } }),
      );
      if (admitted instanceof Response) return refuse(response, admitted.status, admitted);
      auth = admitted;
    }
    mayGoOn();
    await handle(Object.assign(request, { method, url, ...(auth === undefined ? {} : { auth }) }), response);
  };
  const { head, request, idle, still } = options.patience ?? usual;
  const server = createServer(
    { connectionsCheckingInterval: head / 2 },
    (request, response) => void take(request, response).catch(options.onError),
  );
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const fits = Number(request.headers['content-length'] ?? 0) <= largestBody;
    take(request, response, () => {
      if (fits) response.writeContinue();
    }).catch(options.onError);
  });
  server.headersTimeout = head;
  server.requestTimeout = request;
  server.keepAliveTimeout = idle;
  server.setTimeout(still);
  await started(server, options.port, options.host);
  const { port } = addressOf(server);
  const shown = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${shown}:${port}${endpoint}`,
    close: async (grace) => {
      server.close();
      server.closeIdleConnections();
      await underWay.drain(grace);
      await mcp.close();
      server.closeAllConnections();
    },
  };
}

/** Refuses a frame that can be read in two ways. All else that is none, the SDK refuses. */
async function refusedFrame(request: Request): Promise<Response | undefined> {
  if (request.method !== 'POST') return undefined;
  const twice = repeatedKey(await request.clone().text());
  if (twice === undefined) return undefined;
  const message = `Invalid request: ${JSON.stringify(twice.slice(0, 80))} stands twice in one object.`;
  return json(400, { jsonrpc: '2.0', id: null, error: { code: invalidRequest, message } });
}

/** Answers before the body is read; Node throws the body away, or hangs up where nothing more is wanted. */
async function refuse(response: ServerResponse, status: number, why?: Response): Promise<void> {
  if (why === undefined) response.setHeader('connection', 'close');
  if (status === 503) response.setHeader('retry-after', '1');
  response.writeHead(status, Object.fromEntries(why?.headers ?? []));
  response.end((await why?.text()) ?? '');
}

function started(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  return address;
}
