import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { isObject, objectAt, stringAt } from '../../src/catalog/json.ts';
import { type RequestLog, type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { hasDocument, loadOracle, type OracleRequest } from './document.ts';

/** The built server; `npm test` builds it first. */
export const serverFile = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
/** The Node that runs it: the one of the tests, or the one that CI names. */
export const node = process.env['ASC_TEST_NODE'] ?? process.execPath;

/** A file that gets each request as a line of JSON, for a judge that comes later (`npm run test:prism`). */
const record = process.env['ASC_TEST_RECORD'];

/** What a tool call came back with. */
export interface Called {
  readonly text: string;
  readonly isError: boolean;
}

export interface Running {
  readonly client: Client | OldClient;
  readonly sandbox: Sandbox;
  readonly downloads: string;
  /** Calls a tool and takes its text. */
  call(name: string, args?: Record<string, unknown>): Promise<Called>;
  /** Requests that reached the sandbox since the last look. */
  taken(): RequestLog[];
  /** What the server wrote to stderr. */
  stderr(): string;
  /** Most memory that the server had so far, bytes; `undefined` where the system does not tell (not Linux). */
  peakMemory(): number | undefined;
  /** Process id of the server. */
  readonly pid: number | null;
  /** Ends the server as a power cut would (SIGKILL). The sandbox goes on. */
  kill(): void;
  close(): Promise<void>;
}

export interface RunningOptions {
  readonly sandbox?: SandboxOptions;
  /** A sandbox and a folder that outlive the server; `close` leaves them alone. */
  readonly world?: World;
  readonly generation?: 'old' | 'new';
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Answers the server's forms; without it the client shows none. */
  readonly person?: Person;
  /** The policy file, as JSON. */
  readonly policy?: unknown;
}

/** What stays when a server is killed: Apple's side, and the folder with downloads and state. */
export interface World {
  readonly sandbox: Sandbox;
  readonly downloads: string;
  /** Requests that reached the sandbox since the last look. */
  taken(): RequestLog[];
}

/** A sandbox and a folder for one server, or for several one after the other. */
export async function startWorld(options: SandboxOptions = {}): Promise<World> {
  const requests: RequestLog[] = [];
  const sandbox = await startSandbox({
    ...options,
    onRequest: (request) => {
      requests.push(request);
      options.onRequest?.(request);
      if (record !== undefined) appendFileSync(record, `${JSON.stringify(request)}\n`);
    },
  });
  const downloads = mkdtempSync(join(tmpdir(), 'asc-test-'));
  return { sandbox, downloads, taken: () => requests.splice(0) };
}

/** What a form asked: its message and the name of its one property. */
export interface Asked {
  readonly message: string;
  readonly property: string;
}

/** Somebody (or something) that answers forms. */
export type Person = (asked: Asked) => Promise<FormAnswer> | FormAnswer;

export interface FormAnswer {
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly content?: Record<string, string>;
}

/** A person who agrees to what is shown, typing the code where one is asked for. */
export function agreeing({ message, property }: Asked): FormAnswer {
  const code = /Type (\w{6}) to do this/.exec(message)?.[1] ?? '';
  return { action: 'accept', content: { [property]: property === 'code' ? code : 'apply' } };
}

/** A person who agrees; what they were asked is noted first. */
export function noting(note: (message: string) => void): Person {
  return (question) => {
    note(question.message);
    return agreeing(question);
  };
}

/** A real client, the built server as a child process, and the sandbox in this process. */
export async function startServer(options: RunningOptions = {}): Promise<Running> {
  const { sandbox, downloads, taken } = options.world ?? (await startWorld(options.sandbox));
  const { keyId, issuerId, privateKey } = sandbox.credentials;
  const policyFile = join(downloads, 'policy.json');
  if (options.policy !== undefined)
    writeFileSync(policyFile, JSON.stringify(options.policy), { mode: 0o600 });
  const parameters = {
    command: node,
    args: [serverFile, ...(options.flags ?? [])],
    env: {
      HOME: downloads,
      PATH: process.env['PATH'] ?? '',
      ASC_KEY_ID: keyId,
      ASC_ISSUER_ID: issuerId ?? '',
      ASC_PRIVATE_KEY: privateKey,
      ASC_BASE_URL: sandbox.url,
      ASC_DOWNLOAD_DIR: downloads,
      ASC_STATE_DIR: join(downloads, 'state'),
      ASC_POLICY: policyFile,
      ...options.environment,
    },
    stderr: 'pipe' as const,
  };
  let log = '';
  const { person } = options;
  const capabilities = person === undefined ? {} : { elicitation: { form: {} } };
  const client =
    options.generation === 'old'
      ? new OldClient({ name: 'test', version: '1' }, { capabilities })
      : new Client({ name: 'test', version: '1' }, { capabilities, versionNegotiation: { mode: 'auto' } });
  if (person !== undefined) answering(client, person);
  let processOf: { readonly pid: number | null };
  if (client instanceof OldClient) {
    const transport = new OldTransport(parameters);
    transport.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    await client.connect(transport);
    processOf = transport;
  } else {
    const transport = new StdioClientTransport(parameters);
    transport.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    await client.connect(transport);
    processOf = transport;
  }
  return {
    client,
    sandbox,
    downloads,
    call: async (name, args = {}) => textOf(await client.callTool({ name, arguments: args })),
    taken,
    stderr: () => log,
    peakMemory: () => {
      const file = `/proc/${processOf.pid ?? 0}/status`;
      const peak = existsSync(file)
        ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(file, 'utf8'))?.[1]
        : undefined;
      return peak === undefined ? undefined : Number(peak) * 1024;
    },
    pid: processOf.pid,
    kill: () => {
      if (processOf.pid !== null) process.kill(processOf.pid, 'SIGKILL');
    },
    close: async () => {
      await client.close();
      if (options.world !== undefined) return;
      await sandbox.close();
      rmSync(downloads, { recursive: true, force: true });
    },
  };
}

/** Lets somebody answer the forms that a client is sent. */
export function answering(client: Client | OldClient, person: Person): void {
  if (client instanceof OldClient)
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => ({
      ...(await person(askedIn(params))),
    }));
  else
    client.setRequestHandler('elicitation/create', async ({ params }) => ({
      ...(await person(askedIn(params))),
    }));
}

function askedIn(params: unknown): Asked {
  const schema = objectAt(params, 'requestedSchema');
  const [property = ''] = Object.keys(objectAt(schema, 'properties'));
  return { message: stringAt(params, 'message') ?? '', property };
}

/** The text of a tool result; anything else is a fault of the test. */
export function textOf(result: unknown): Called {
  if (!isObject(result) || !Array.isArray(result['content']))
    throw new Error('The tool answered without content.');
  const texts = result['content'].flatMap((part: unknown) => stringAt(part, 'text') ?? []);
  return { text: texts.join('\n'), isError: result['isError'] === true };
}

/** The changes among requests, as `POST /v1/apps`. Throws unless every request, reads too, was legal. */
export function legalWrites(requests: readonly RequestLog[]): string[] {
  const found = faults(requests);
  if (found.length > 0) throw new Error(found.join('\n'));
  return requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
}

const verbs: Readonly<Record<string, OracleRequest['method']>> = {
  GET: 'get',
  POST: 'post',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Everything that the independent judge holds against these requests; empty where the document is absent. */
export function faults(requests: readonly RequestLog[]): string[] {
  if (!hasDocument) return [];
  const oracle = loadOracle();
  return requests.flatMap(({ method, path, query, headers, body }) => {
    // The document declares no cursor; Apple's links.next has one all the same.
    const { cursor: _given, ...declared } = query;
    return oracle
      .check({
        method: verbs[method] ?? 'get',
        url: { path, query: declared },
        headers: { ...headers },
        body,
      })
      .map((fault) => `${method} ${path} ${JSON.stringify(query)}: ${fault.code} ${fault.message}`);
  });
}
