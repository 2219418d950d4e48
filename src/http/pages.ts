import { scopes } from './admission.ts';
import type { HttpOptions } from './listen.ts';

/** Where MCP is served. */
export const endpoint = '/mcp';
const metadataPath = '/.well-known/oauth-protected-resource';
const metricsPage = '/metrics';

/** Addresses for clients with a token alone. */
export function isGuarded(pathname: string): boolean {
  return pathname === endpoint || pathname === metricsPage;
}

/** What the log calls an address: ours by name. The rest is anybody's text, and tokens have been put into addresses. */
export function placeOf(pathname: string): string {
  if (isGuarded(pathname) || pathname === '/healthz' || pathname === '/readyz') return pathname;
  return pathname.startsWith(metadataPath) ? metadataPath : 'elsewhere';
}

/** Where clients without a token learn where to get one; `undefined` where this server has one token for all. */
export function metadataUrl({ oauth }: Pick<HttpOptions, 'oauth'>): string | undefined {
  if (oauth === undefined) return undefined;
  const { origin, pathname } = new URL(oauth.resource);
  return `${origin}${metadataPath}${pathname}`;
}

/** Everything that is served beside MCP. Who may see the metrics has been found out before. */
export async function pageAt(
  { method, url }: Request,
  options: Pick<HttpOptions, 'oauth' | 'version' | 'missing' | 'metrics'>,
): Promise<Response> {
  const { pathname } = new URL(url);
  if (method !== 'GET') return plain(404, 'Not found');
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
  if (pathname === metricsPage) {
    const { type, text } = await options.metrics.page();
    return new Response(text, { headers: { 'content-type': type } });
  }
  return plain(404, 'Not found');
}

/** An answer as JSON that nobody keeps. */
export function json(status: number, value: unknown): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}

function plain(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'content-type': 'text/plain' } });
}
