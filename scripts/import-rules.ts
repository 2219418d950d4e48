/** The direction of imports. A file belongs to a room; a room may use itself and what its row names. */

/** An import, or the use of a global, by one file of src/. */
export interface Edge {
  readonly from: string;
  /** A path of the project, a package, `node:…`, or one of `globals`. */
  readonly to: string;
}

/** Globals with a rule of their own. */
export const globals = ['fetch', 'WebSocket', 'EventSource', 'process.stdout', 'process.env'] as const;

export interface ImportRule {
  readonly name: string;
  readonly why: string;
  readonly forbids: (edge: Edge) => boolean;
}

/** Files at the root of src/ that belong to a room, or are one. */
const rootRooms: Readonly<Record<string, string>> = {
  'src/index.ts': 'command',
  'src/config.ts': 'config',
  'src/server.ts': 'server',
  'src/frame.ts': 'frame',
  'src/accounts.ts': 'server',
  'src/elicitation.ts': 'server',
  'src/browsing.ts': 'server',
  'src/completion.ts': 'server',
  'src/instructions.ts': 'server',
  'src/progress.ts': 'server',
  'package.json': 'manifest',
};

const belowTools = ['guard', 'client', 'catalog'] as const;

/** Room → rooms that it may use. A room that is not here may use nothing. */
const uses: Readonly<Record<string, readonly string[]>> = {
  command: ['cli'],
  cli: [
    'manifest',
    'config',
    'server',
    'frame',
    'http',
    'redis',
    'setup',
    'tools',
    'resources',
    'prompts',
    'sandbox',
    ...belowTools,
  ],
  // Who may connect, and how requests come in; what is served is the server's business.
  http: ['config', 'frame', 'client'],
  // What the bytes of one message may be, over stdin as over HTTP.
  frame: ['catalog'],
  // Accounts, keychains and the configuration files of clients.
  setup: ['config', ...belowTools],
  // What the guard and the client remember, kept where several processes find it.
  redis: belowTools,
  server: ['tools', 'resources', 'prompts', ...belowTools],
  tools: belowTools,
  // They show the same objects, so they shape, clean, withhold and explain with the helpers of the tools.
  resources: ['tools', ...belowTools],
  prompts: ['tools', ...belowTools],
  guard: ['client', 'catalog'],
  client: ['catalog'],
  sandbox: ['catalog'],
};

/**
 * transport.ts makes every request; pool.ts picks from undici the one class that it needs. upload-transport.ts sends
 * parts of files to addresses that Apple signed, where nothing of the API's requests may come along, least of all the
 * token. loopback.ts serves the approval page on this machine and asks nobody; listen.ts serves clients, and asks nobody.
 * connection.ts is the only one that speaks to Redis.
 */
const doors = [
  'src/client/transport.ts',
  'src/client/upload-transport.ts',
  'src/client/pool.ts',
  'src/guard/approval/loopback.ts',
  'src/http/listen.ts',
  'src/redis/connection.ts',
];

/** Packages and modules that open connections. */
const connecting = new Set([
  'undici',
  '@redis/client',
  'node:http',
  'node:https',
  'node:http2',
  'node:net',
  'node:tls',
  'node:dgram',
  'fetch',
  'WebSocket',
  'EventSource',
]);

export const importRules: readonly ImportRule[] = [
  {
    name: 'one way',
    why: 'cli → server → resources, prompts → tools → guard → client → catalog, and sandbox → catalog: so that each room is understood, tested and replaced without those above it.',
    forbids: ({ from, to }) => {
      const [room, other] = [roomOf(from), roomOf(to)];
      return (
        room !== undefined && other !== undefined && room !== other && !(uses[room] ?? []).includes(other)
      );
    },
  },
  {
    name: 'tools do not know each other',
    why: 'a tool is data plus one short function; what two tools share is a helper that both name.',
    forbids: ({ from, to }) => isTool(to) && from !== 'src/tools/registry.ts',
  },
  {
    name: 'one door to the network',
    why: 'deadlines, redirects, size caps and the limiter hold for every request only when src/client/transport.ts makes them all. The sandbox listens with node:http.',
    forbids: ({ from, to }) =>
      connecting.has(bare(to)) &&
      !doors.includes(from) &&
      !(bare(to) === 'node:http' && roomOf(from) === 'sandbox'),
  },
  {
    name: 'one reader of the environment',
    why: 'src/config.ts checks and freezes all of it; a variable read elsewhere is an option nobody finds.',
    forbids: ({ from, to }) => to === 'process.env' && from !== 'src/config.ts',
  },
  {
    name: 'stdout is the protocol',
    why: 'one stray line breaks the connection to the client. src/cli/print.ts is for commands that serve nothing.',
    forbids: ({ from, to }) => to === 'process.stdout' && from !== 'src/cli/print.ts',
  },
  {
    name: 'process by its name',
    why: 'node:process and node:console would carry stdout and the environment past the two rules above.',
    forbids: ({ to }) => ['node:process', 'node:console'].includes(bare(to)),
  },
];

/** The room of a file of this project; `undefined` for packages, modules of Node and globals. */
function roomOf(path: string): string | undefined {
  return rootRooms[path] ?? /^src\/([^/]+)/.exec(path)?.[1];
}

function isTool(path: string): boolean {
  return /^src\/tools\/asc-[^/]+\.ts$/.test(path);
}

/** `http` and `node:http` are the same module. */
function bare(path: string): string {
  return ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'process', 'console'].includes(path)
    ? `node:${path}`
    : path;
}
