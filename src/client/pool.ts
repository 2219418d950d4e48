/**
 * What undici gives for one origin, in a module of its own that the transports load with their first request: undici is
 * CommonJS, and only a static import gives its named exports in a bundle.
 */
import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import { proxyFor } from './proxy.ts';

const CONNECT_MS = 10_000;

export interface PoolOptions {
  readonly connections: number;
  /** Milliseconds until an answer begins, and between two pieces of its body. */
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
  readonly keepAliveTimeout: number;
}

/** Connections to one origin, directly or through the proxy of this machine. Redirects are never followed. */
export function openPool(origin: string, options: PoolOptions): Dispatcher {
  const settings = { ...options, pipelining: 1, allowH2: false, maxHeaderSize: 32 * 1024 };
  const proxy = proxyFor(origin);
  if (proxy === undefined) return new Pool(origin, { ...settings, connect: { timeout: CONNECT_MS } });
  return new ProxyAgent({
    ...settings,
    uri: proxy.origin,
    ...(proxy.authorization === undefined ? {} : { token: proxy.authorization }),
    proxyTls: { timeout: CONNECT_MS },
    requestTls: { timeout: CONNECT_MS },
    // A proxy that takes the request for a tunnel and then says nothing is as good as none.
    clientFactory: (address, given) => new Pool(address, { ...given, headersTimeout: CONNECT_MS }),
  });
}
