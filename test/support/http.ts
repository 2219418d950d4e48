import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { answering, type Called, node, type Person, serverFile, textOf } from './server.ts';

/** The one token of the servers of these tests. */
export const token = 'a-token-of-the-tests-alone';

/** A server over HTTP, as a process of its own. */
export interface HttpServer {
  /** `http://127.0.0.1:PORT/mcp` */
  readonly url: string;
  readonly origin: string;
  log(): string;
  kill(signal?: NodeJS.Signals): void;
  /** Resolves with the exit code, or null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts `serve --http` against this sandbox and waits until it listens. */
export async function startHttp(options: {
  readonly sandbox: Sandbox;
  /** Its state folder; servers may share one. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}): Promise<HttpServer> {
  const { keyId, issuerId, privateKey } = options.sandbox.credentials;
  const child = spawn(node, [serverFile, 'serve', '--http', '--port', '0', ...(options.flags ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      HOME: options.folder,
      PATH: process.env['PATH'] ?? '',
      ASC_KEY_ID: keyId,
      ASC_ISSUER_ID: issuerId ?? '',
      ASC_PRIVATE_KEY: privateKey,
      ASC_BASE_URL: options.sandbox.url,
      ASC_DOWNLOAD_DIR: join(options.folder, 'downloads'),
      ASC_STATE_DIR: options.folder,
      ASC_HTTP_TOKEN: token,
      ...options.environment,
    },
  });
  let log = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const found = /MCP at (http:\/\/[^\s;"]+)/.exec(log)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`The server ended: ${log}`)));
  });
  started.add(child);
  return {
    url,
    origin: new URL(url).origin,
    log: () => log,
    kill: (signal = 'SIGTERM') => void child.kill(signal),
    ended,
  };
}

const started = new Set<ChildProcess>();

/** Ends every server of this file. */
export function endAll(): void {
  for (const child of started) child.kill('SIGKILL');
  started.clear();
}

export interface HttpClient {
  readonly client: Client | OldClient;
  call(name: string, args?: Record<string, unknown>): Promise<Called>;
  close(): Promise<void>;
}

/** A real client of either generation, with its bearer token. */
export async function connectHttp(
  url: string,
  options: {
    readonly generation?: 'old' | 'new';
    readonly bearer?: string;
    readonly person?: Person;
    /** Of servers that take turns with the first, as behind a balancer. */
    readonly others?: readonly string[];
  } = {},
): Promise<HttpClient> {
  const { generation = 'new', bearer = token, person, others = [] } = options;
  const turns = [url, ...others];
  let requests = 0;
  const balanced = (_url: string | URL, init?: RequestInit): Promise<Response> => {
    requests += 1;
    return fetch(turns[requests % turns.length] ?? url, init);
  };
  const requestInit = { headers: { authorization: `Bearer ${bearer}` } };
  const capabilities = person === undefined ? {} : { elicitation: { form: {} } };
  const client =
    generation === 'old'
      ? new OldClient({ name: 'test', version: '1' }, { capabilities })
      : new Client({ name: 'test', version: '1' }, { capabilities, versionNegotiation: { mode: 'auto' } });
  if (person !== undefined) answering(client, person);
  if (client instanceof OldClient) await client.connect(new OldTransport(new URL(url), { requestInit }));
  else
    await client.connect(
      new StreamableHTTPClientTransport(new URL(url), {
        requestInit,
        ...(others.length > 0 ? { fetch: balanced } : {}),
      }),
    );
  return {
    client,
    call: async (name, args = {}) => textOf(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}
