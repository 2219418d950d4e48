import { describe, expect, it } from 'vitest';
import type { EntryFormat } from '../../src/setup/clients.ts';
import { entryIn, withEntry } from '../../src/setup/entry.ts';
import { entryFor, launchOf } from '../../src/setup/launch.ts';
import { changedLines } from '../../src/setup/lines.ts';

const entry = { command: '/usr/bin/node', args: ['/opt/asc/dist/index.js', '--account', 'work'] };
const json: EntryFormat = { kind: 'json', under: 'mcpServers' };
const toml: EntryFormat = { kind: 'toml', under: 'mcp_servers' };
const put = (text: string, format: EntryFormat = json) => withEntry(text, format, entry, 'the file');

describe('an entry in JSON', () => {
  it('is put beside what is there; comments and unknown keys stay', () => {
    const before = `{
  // of mine
  "theme": "dark",
  "mcpServers": {
    "other": { "command": "x" } // keep
  }
}
`;
    const after = put(before);
    expect(after).toBe(`{
  // of mine
  "theme": "dark",
  "mcpServers": {
    "other": { "command": "x" },
    "asc": {
      "command": "/usr/bin/node",
      "args": [
        "/opt/asc/dist/index.js",
        "--account",
        "work"
      ]
    } // keep
  }
}
`);
    expect(entryIn(after, json)).toEqual(entry);
    expect(put(after)).toBe(after);
  });

  it('keeps tabs, line ends and the mark of the beginning', () => {
    const after = put('\ufeff{\r\n\t"mcpServers": {}\r\n}\r\n');
    expect(after.startsWith('\ufeff{\r\n\t"mcpServers": {\r\n\t\t"asc": {\r\n\t\t\t"command"')).toBe(true);
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(put(after)).toBe(after);
  });

  it('changes one line of a file that is one line', () => {
    expect(put('{"a":1,"mcpServers":{"other":{}},"b":2}').split('\n').slice(0, 3)).toEqual([
      '{"a":1,"mcpServers":{"other":{},',
      '"asc": {',
      '  "command": "/usr/bin/node",',
    ]);
    expect(put('{\n    "a": 1\n}\n')).toContain(
      '    "mcpServers": {\n        "asc": {\n            "command"',
    );
  });

  it('makes a file where there is none', () => {
    expect(JSON.parse(put(''))).toEqual({ mcpServers: { asc: entry } });
  });

  it('takes the key out of an older entry and keeps what else somebody wrote there', () => {
    const before = JSON.stringify({
      mcpServers: {
        asc: {
          command: 'node',
          args: ['old.js'],
          env: { ASC_PRIVATE_KEY: 'secret', ASC_KEY_ID: 'ABC123DEFG', ASC_TOOLSETS: 'testflight' },
          autoApprove: ['asc_read'],
        },
      },
    });
    expect(JSON.parse(put(before))).toEqual({
      mcpServers: { asc: { ...entry, autoApprove: ['asc_read'], env: { ASC_TOOLSETS: 'testflight' } } },
    });
  });

  it.each(['{"mcpServers": {', '[]', '{"mcpServers": []}', 'no json'])('leaves %s alone', (text) => {
    expect(() => put(text)).toThrow(
      'the file is not JSON that can be changed safely; it was left as it is. Add the entry by hand: asc-mcp setup --print shows it.',
    );
  });
});

describe('an entry in TOML', () => {
  const before = `# mine
model = "x"

[mcp_servers.other]
command = "y" # keep

# of the next
[profiles.fast]
effort = "low"
`;

  it('is added at the end; the rest stays, letter by letter', () => {
    const after = put(before, toml);
    expect(after).toBe(`${before}
[mcp_servers.asc]
command = "/usr/bin/node"
args = [ "/opt/asc/dist/index.js", "--account", "work" ]
`);
    expect(put(after, toml)).toBe(after);
    expect(entryIn(after, toml)).toEqual(entry);
  });

  it('is replaced where it stands, with what somebody added to it', () => {
    const older = `[mcp_servers.asc]
command = "npx"
args = [
  "old",
]
tool_timeout_sec = 120

[mcp_servers.asc.env]
ASC_KEY_ID = "ABC123DEFG"
ASC_TOOLSETS = "testflight"

# of the next
[profiles.fast]
effort = "low"
`;
    expect(put(older, toml)).toBe(`[mcp_servers.asc]
command = "/usr/bin/node"
args = [ "/opt/asc/dist/index.js", "--account", "work" ]
tool_timeout_sec = 120

[mcp_servers.asc.env]
ASC_TOOLSETS = "testflight"

# of the next
[profiles.fast]
effort = "low"
`);
  });

  it.each(['a = ', 'mcp_servers = { asc = { command = "x" } }\n', '[mcp_servers."asc"]\ncommand = "x"\n'])(
    'leaves %j alone',
    (text) => {
      expect(() => put(text, toml)).toThrow(/^the file is not TOML that can be changed safely/);
    },
  );
});

describe('how clients start it', () => {
  const started = {
    platform: 'linux',
    execPath: '/usr/bin/node',
    packageName: 'app-store-connect-mcp',
    version: '1.2.3',
  } as const;

  it('is this Node with this file, or npx when npx started it', () => {
    expect(launchOf({ ...started, script: '/opt/asc/dist/index.js' })).toEqual({
      command: '/usr/bin/node',
      args: ['/opt/asc/dist/index.js'],
    });
    const script = '/home/me/.npm/_npx/1a2b/node_modules/app-store-connect-mcp/dist/index.js';
    expect(launchOf({ ...started, script })).toEqual({
      command: 'npx',
      args: ['-y', 'app-store-connect-mcp@1.2.3'],
    });
    expect(launchOf({ ...started, script, platform: 'win32' })).toEqual({
      command: 'cmd',
      args: ['/c', 'npx', '-y', 'app-store-connect-mcp@1.2.3'],
    });
  });

  it('names the account, never the key', () => {
    expect(entryFor({ command: 'npx', args: ['-y', 'p'] }, 'work', true)).toEqual({
      command: 'npx',
      args: ['-y', 'p', '--account', 'work', '--read-only'],
    });
  });
});

describe('the lines that are shown', () => {
  it('are those that change, without the secrets of others', () => {
    expect(changedLines('{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "b": 2\n}\n')).toEqual([
      '  {',
      '-   "a": 1',
      '+   "a": 1,',
      '+   "b": 2',
      '  }',
    ]);
    expect(changedLines('', 'x\n')).toEqual(['+ x']);
    expect(changedLines('x', 'x')).toEqual([]);
    expect(changedLines('{"GITHUB_TOKEN": "ghp_1", "port": 1}', '{}')).toEqual([
      '- {"GITHUB_TOKEN": "…", "port": 1}',
      '+ {}',
    ]);
    expect(changedLines(`api_key = "sk-1"\n`, '')).toEqual(['- api_key = "…"']);
  });
});
