import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How a client writes down the servers that it starts. */
export type EntryFormat =
  /** JSON (comments allowed) with the entry under this key. */
  | { readonly kind: 'json'; readonly under: string; readonly extra?: Readonly<Record<string, string>> }
  /** TOML with the entry as a table under this one. */
  | { readonly kind: 'toml'; readonly under: string };

/** A program that speaks MCP, and where it keeps its configuration. */
export interface ClientKind {
  /** What `--client` takes. */
  readonly name: string;
  readonly title: string;
  readonly format: EntryFormat;
  /** From the home folder, or from the folder for applications' data. */
  readonly paths: Readonly<Partial<Record<NodeJS.Platform, readonly [base: 'home' | 'data', path: string]>>>;
  /** What a person does so that it takes effect. */
  readonly afterwards: string;
}

/** The same place on every system. */
const everywhere = (path: string): ClientKind['paths'] => ({
  darwin: ['home', path],
  linux: ['home', path],
  win32: ['home', path],
});

const servers: EntryFormat = { kind: 'json', under: 'mcpServers' };

/** Places as the clients' own documentation gives them, looked up 2026-11. */
export const clientKinds: readonly ClientKind[] = [
  {
    name: 'claude-desktop',
    title: 'Claude Desktop',
    format: servers,
    paths: {
      darwin: ['data', 'Claude/claude_desktop_config.json'],
      linux: ['data', 'Claude/claude_desktop_config.json'],
      win32: ['data', 'Claude/claude_desktop_config.json'],
    },
    afterwards: 'Quit Claude Desktop and start it again.',
  },
  {
    name: 'claude-code',
    title: 'Claude Code',
    format: { kind: 'json', under: 'mcpServers', extra: { type: 'stdio' } },
    paths: everywhere('.claude.json'),
    afterwards: 'Start a new session; /mcp shows the server.',
  },
  {
    name: 'cursor',
    title: 'Cursor',
    format: servers,
    paths: everywhere('.cursor/mcp.json'),
    afterwards: 'Cursor asks whether to enable it.',
  },
  {
    name: 'vscode',
    title: 'VS Code',
    format: { kind: 'json', under: 'servers', extra: { type: 'stdio' } },
    paths: {
      darwin: ['data', 'Code/User/mcp.json'],
      linux: ['data', 'Code/User/mcp.json'],
      win32: ['data', 'Code/User/mcp.json'],
    },
    afterwards: 'Run "MCP: List Servers" and start it.',
  },
  {
    name: 'codex',
    title: 'Codex',
    format: { kind: 'toml', under: 'mcp_servers' },
    paths: everywhere('.codex/config.toml'),
    afterwards: 'Start a new session; /mcp shows the server.',
  },
  {
    name: 'gemini-cli',
    title: 'Gemini CLI',
    format: servers,
    paths: everywhere('.gemini/settings.json'),
    afterwards: 'Start a new session; /mcp shows the server.',
  },
  {
    name: 'windsurf',
    title: 'Windsurf',
    format: servers,
    paths: everywhere('.codeium/windsurf/mcp_config.json'),
    afterwards: 'Refresh the servers in the Cascade panel.',
  },
  {
    name: 'zed',
    title: 'Zed',
    format: { kind: 'json', under: 'context_servers', extra: { source: 'custom' } },
    paths: {
      darwin: ['home', '.config/zed/settings.json'],
      linux: ['home', '.config/zed/settings.json'],
      win32: ['data', 'Zed/settings.json'],
    },
    afterwards: 'It starts by itself.',
  },
];

/** Where things are on this computer. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** Windows: APPDATA. Elsewhere it follows from the home folder. */
  readonly applicationData?: string | undefined;
}

/** A client's configuration file on this machine; `undefined` where it does not exist for this system. */
export function fileOf(kind: ClientKind, machine: Machine): string | undefined {
  const place = kind.paths[machine.platform];
  if (place === undefined) return undefined;
  const [base, path] = place;
  return join(base === 'home' ? machine.home : dataFolder(machine), path);
}

/** The clients that have been used here: their file, or the folder that it would be in, is there. */
export function clientsHere(machine: Machine): readonly (readonly [ClientKind, string])[] {
  return clientKinds.flatMap((kind): (readonly [ClientKind, string])[] => {
    const path = fileOf(kind, machine);
    if (path === undefined) return [];
    const folder = dirname(path);
    const used = existsSync(path) || (folder !== machine.home && existsSync(folder));
    return used ? [[kind, path]] : [];
  });
}

function dataFolder({ platform, home, applicationData }: Machine): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return applicationData ?? join(home, 'AppData', 'Roaming');
  return join(home, '.config');
}
