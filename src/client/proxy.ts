import { isLoopback } from './target.ts';

/** The proxy of this machine, and what is reached without it. */
export interface ProxySettings {
  /** `http://proxy.example.com:8080`, without who uses it. */
  readonly origin: string;
  /** What the proxy is told of who uses it (`Basic …`). A secret. */
  readonly authorization?: string;
  /** Hosts, domains and `host:port` that are asked directly; `*` is everything. */
  readonly except: readonly string[];
}

let machine: ProxySettings | undefined;

/**
 * Sets the proxy for every connection that this process opens from now on. It belongs to the machine, as the network
 * does, and is set once when the process starts.
 */
export function useProxy(settings: ProxySettings | undefined): void {
  machine = settings;
}

/** The proxy on the way to this origin; `undefined` where there is none. This computer is never asked through one. */
export function proxyFor(origin: string): ProxySettings | undefined {
  const { hostname, port, protocol } = new URL(origin);
  if (machine === undefined || isLoopback(hostname)) return undefined;
  const number = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return machine.except.some((rule) => excepts(rule, hostname, number)) ? undefined : machine;
}

/** As curl reads NO_PROXY: `example.com` and `.example.com` mean the domain and everything below it. */
function excepts(rule: string, hostname: string, port: string): boolean {
  if (rule === '*') return true;
  const [, name = '', only] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(rule.toLowerCase()) ?? [];
  if (name === '' || (only !== undefined && only !== port)) return false;
  return hostname === name || hostname.endsWith(`.${name}`);
}
