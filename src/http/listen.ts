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
}

export interface Listening {
  /** `http://127.0.0.1:8321/mcp` */
  readonly url: string;
  /** Takes no more requests, lets those under way end, at most so long, milliseconds; then cuts off the rest. */
  close(grace: number): Promise<void>;
}

/** Bytes of a request; the longest legal call is a batch of long texts, far below. */
const largestBody = 4 * 1024 * 1024;
const endpoint = '/mcp';
const metadataPath = '/.well-known/oauth-protected-resource';
const places: readonly string[] = [endpoint, '/healthz', '/readyz', '/metrics'];

/**
 * Serves MCP over Streamable HTTP, both protocol eras, without sessions: any of several servers may get any request.
 * `Host` and `Origin` are held against a list before anything else, so that no page in a browser gets through by
 * another name; then the bearer token decides who it is.
 */
export async function listen(options: HttpOptions): Promise<Listening> {
  const names = [...localhostAllowedHostnames(), ...options.hosts];
  const hostAllowed = hostHeaderValidation(names);
  const originAllowed = originValidation(names);
  const gate = requireBearerAuth({
    verifier: options.verifier,
    requiredScopes: [scopes.read],
    ...(options.oauth === undefined
      ? {}
      : {
          expectedResource: new URL(options.oauth.resource),
          resourceMetadataUrl: `${new URL(options.oauth.resource).origin}${metadataPath}${new URL(options.oauth.resource).pathname}`,
        }),
  });
  const mcp = createMcpHandler(
    ({ authInfo }) => {
      if (authInfo === undefined) throw new Error('A request without a client came through.');
      return options.serverFor(authInfo);
    },
    { onerror: options.onError },
  );
  const admitted = async (
    request: Request,
    serve: (auth: AuthInfo) => Promise<Response>,
  ): Promise<Response> => {
    const auth = await gate(request);
    return auth instanceof Response ? auth : serve(auth);
  };
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname === endpoint)
      return admitted(
        request,
        async (authInfo) => (await refusedFrame(request)) ?? mcp.fetch(request, { authInfo }),
      );
    if (request.method !== 'GET') return plain(404, 'Not found');
    if (pathname === '/healthz') return json(200, { status: 'ok', version: options.version });
    if (pathname === '/readyz') {
      const missing = await options.missing();
      return Object.keys(missing).length === 0
        ? json(200, { status: 'ready' })
        : json(503, { status: 'not ready', ...missing });
    }
    if (pathname.startsWith(metadataPath) && options.oauth !== undefined)
      return json(200, {
        resource: options.oauth.resource,
        authorization_servers: [options.oauth.issuer],
        scopes_supported: Object.values(scopes),
        bearer_methods_supported: ['header'],
        resource_name: 'App Store Connect',
      });
    if (pathname === '/metrics')
      return admitted(request, async () => {
        const { type, text } = await options.metrics.page();
        return new Response(text, { headers: { 'content-type': type } });
      });
    return plain(404, 'Not found');
  };
  const handle = toNodeHandler(
    { fetch: answer },
    { onerror: options.onError, maxRequestBodySize: largestBody },
  );
  const underWay = new UnderWay();
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    const began = performance.now();
    const { method = 'GET', url = '/' } = request;
    response.once('close', () => {
      const { statusCode: status } = response;
      options.metrics.request(status);
      options.log({ method, path: placeOf(url), status, ms: Math.round(performance.now() - began) });
    });
    if (!hostAllowed(request, response) || !originAllowed(request, response)) return;
    // What is no address is refused here: an error further in would quote it, and tokens have been put into addresses.
    if (!URL.canParse(`http://${request.headers.host}${url}`)) {
      response.writeHead(400, { connection: 'close' }).end();
      return;
    }
    if (underWay.stopping) {
      // Another server, or this one when it is back, takes the same request.
      response.writeHead(503, { connection: 'close', 'retry-after': '1' }).end();
      return;
    }
    underWay.began(request, response);
    handle(Object.assign(request, { method, url }), response).catch(options.onError);
  };
  const server = createServer(take);
  // A client that asks before it sends hears at once that it is too much.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (Number(request.headers['content-length']) <= largestBody) response.writeContinue();
    take(request, response);
  });
  // A request's head in 10 s, all of it in a minute: slow senders do not hold places.
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;
  // Longer than balancers and clients keep an idle connection: whoever closes first must not be the one who is asked.
  server.keepAliveTimeout = 75_000;
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

/** What the log calls an address: ours by name. The rest is anybody's text, and tokens have been put into addresses. */
function placeOf(url: string): string {
  const [path = ''] = url.split('?');
  if (places.includes(path)) return path;
  return path.startsWith(metadataPath) ? metadataPath : 'elsewhere';
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

function json(status: number, value: unknown): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}

function plain(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'content-type': 'text/plain' } });
}
