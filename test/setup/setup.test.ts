import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { clientKinds, fileOf } from '../../src/setup/clients.ts';
import { entryIn } from '../../src/setup/entry.ts';
import { personGuide } from '../../src/setup/guide.ts';
import { setUp } from '../../src/setup/run.ts';
import { type Ended, ServerProcess } from '../e2e/process.ts';
import { serverFile } from '../support/server.ts';

let sandbox: Sandbox;
let home: string;
let keyFile: string;
const issuerId = (): string => sandbox.credentials.issuerId ?? '';
const text = (path: string): string => readFileSync(path, 'utf8');
const machine = () => ({ platform: 'linux', home }) as const;
const pathOf = (name: string): string => {
  const kind = clientKinds.find((each) => each.name === name);
  const path = kind === undefined ? undefined : fileOf(kind, machine());
  if (path === undefined) throw new Error(`There is no client ${name}.`);
  return path;
};
const put = (path: string, content: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};
/** The built command with this home; no keychain unless the test puts one into the path. */
const run = (args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> =>
  new ServerProcess({
    args,
    environment: { HOME: home, PATH: dirname(process.execPath), ASC_BASE_URL: sandbox.url, ...environment },
  }).close();
const setup = (...more: string[]): Promise<Ended> =>
  run(['setup', '--key-file', keyFile, '--issuer-id', issuerId(), '--account', 'work', '--yes', ...more]);
/** Every file below the home, with its content. */
const tree = (folder = home): Record<string, string> =>
  Object.assign(
    {},
    ...readdirSync(folder, { withFileTypes: true }).map((each) => {
      const path = join(folder, each.name);
      return each.isDirectory() ? tree(path) : { [path]: text(path) };
    }),
  );

beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asc-setup-'));
  keyFile = join(home, `AuthKey_${sandbox.credentials.keyId}.p8`);
  writeFileSync(keyFile, sandbox.credentials.privateKey, { mode: 0o600 });
  return () => rmSync(home, { recursive: true, force: true });
});
afterAll(() => sandbox.close());

const entry = { command: process.execPath, args: [serverFile, '--account', 'work'] };

describe('asc-mcp setup', () => {
  it('writes the entry into every client that is there, beside what it holds, and keeps a copy', async () => {
    const before: Record<string, string> = {
      'claude-desktop': '',
      'claude-code': '{"numStartups": 3, "mcpServers": {}}',
      cursor: '{\n  // mine\n  "mcpServers": { "other": { "command": "x" } }\n}\n',
      vscode: '{\n\t"inputs": [],\n\t"servers": {}\n}\n',
      codex: '# mine\nmodel = "x"\n',
      'gemini-cli': '{ "theme": "dark" }\n',
      windsurf: '{}',
      zed: '// settings\n{\n  "vim_mode": true,\n}\n',
    };
    for (const [name, content] of Object.entries(before)) put(pathOf(name), content);
    const first = await setup();
    expect(first.stderr).toBe('');
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('Apple knows the key');
    expect(first.stdout).toContain('+     "asc": {');
    for (const kind of clientKinds) {
      const path = pathOf(kind.name);
      expect([kind.name, entryIn(text(path), kind.format)]).toEqual([kind.name, entry]);
      const [copy] = readdirSync(dirname(path)).filter(
        (file) => /\.before-asc-\d{8}T\d{6}Z$/.test(file) && path.endsWith(file.split('.before')[0] ?? ''),
      );
      expect([kind.name, text(join(dirname(path), copy ?? ''))]).toEqual([kind.name, before[kind.name]]);
    }
    expect(text(pathOf('cursor'))).toContain('// mine');
    expect(text(pathOf('codex'))).toContain('# mine\nmodel = "x"\n');
    expect(text(pathOf('zed'))).toContain('// settings');
    expect(JSON.parse(text(pathOf('vscode')))).toMatchObject({
      servers: { asc: { type: 'stdio' } },
      inputs: [],
    });

    const after = tree();
    const second = await run(['setup', '--account', 'work', '--yes']);
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('has the entry already');
    expect(tree()).toEqual(after);
  });

  it('puts no key, and no way to it, into any client', async () => {
    for (const { name } of clientKinds) put(pathOf(name), '');
    await setup();
    const lines = sandbox.credentials.privateKey.split('\n').filter((line) => line.length > 20);
    for (const { name } of clientKinds) {
      const written = text(pathOf(name));
      for (const secret of [...lines, sandbox.credentials.keyId, issuerId(), keyFile, 'ASC_'])
        expect(written).not.toContain(secret);
    }
  });

  it('keeps the account where only its owner reads it, and the server starts with it', async () => {
    await setup('--vendor-number', '85012345');
    const path = join(home, '.config/app-store-connect-mcp/accounts.json');
    expect(JSON.parse(text(path))).toEqual({
      version: 1,
      default: 'work',
      accounts: {
        work: {
          keyId: sandbox.credentials.keyId,
          issuerId: issuerId(),
          key: { path: keyFile },
          vendorNumber: '85012345',
          baseUrl: sandbox.url,
        },
      },
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const server = new ServerProcess({ args: entry.args.slice(1), environment: { HOME: home } });
    await server.initialize();
    const answer = await server.request(1, 'tools/call', { name: 'asc_status', arguments: { reach: true } });
    await server.close();
    expect(JSON.stringify(answer)).toContain('account: work');
    expect(JSON.stringify(answer)).toContain('- apps: yes');
  });

  it('leaves a broken file as it is, does the others, and fails', async () => {
    put(pathOf('cursor'), '{"mcpServers": {');
    put(pathOf('windsurf'), '{}');
    const { code, stdout } = await setup();
    expect(code).toBe(1);
    expect(stdout).toContain(
      `Cursor: ${pathOf('cursor')} is not JSON that can be changed safely; it was left as it is.`,
    );
    expect(text(pathOf('cursor'))).toBe('{"mcpServers": {');
    expect(JSON.parse(text(pathOf('windsurf')))).toEqual({ mcpServers: { asc: entry } });
  });

  it('writes through a link, and makes the file of a client that was named', async () => {
    const elsewhere = join(home, 'dotfiles/mcp.json');
    put(elsewhere, '{}');
    mkdirSync(dirname(pathOf('cursor')), { recursive: true });
    symlinkSync(elsewhere, pathOf('cursor'));
    await setup('--client', 'cursor,codex');
    expect(lstatSync(pathOf('cursor')).isSymbolicLink()).toBe(true);
    expect(JSON.parse(text(elsewhere))).toEqual({ mcpServers: { asc: entry } });
    expect(text(pathOf('codex'))).toContain('[mcp_servers.asc]');
  });

  it('--print writes nothing and prints every entry', async () => {
    put(pathOf('cursor'), '{}');
    const before = tree();
    const { code, stdout, stderr } = await run(['setup', '--print', '--read-only']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(tree()).toEqual(before);
    for (const { name, title } of clientKinds) expect(stdout).toContain(`# ${title}: ${pathOf(name)}`);
    expect(stdout).toContain('args = [ ');
    expect(stdout.match(/--read-only/g)).toHaveLength(8);
  });

  it('says what is wrong with a key, and writes nothing then', async () => {
    put(pathOf('cursor'), '{}');
    const before = tree();
    const wrong = await run([
      'setup',
      '--yes',
      '--key-file',
      keyFile,
      '--issuer-id',
      '11111111-2222-3333-4444-555555555555',
    ]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(
      /^asc-mcp: Apple does not accept the key \w{10} with the issuer 1{8}-.* Nothing was written\. Compare them with Users and Access/,
    );
    const absent = await run([
      'setup',
      '--yes',
      '--key-file',
      join(home, 'AuthKey_AAAAAAAAAA.p8'),
      '--issuer-id',
      issuerId(),
    ]);
    expect(absent.stderr).toContain('There is no key file AuthKey_AAAAAAAAAA.p8 at the given path.');
    const nothing = await run(['setup', '--yes']);
    expect(nothing.stderr).toBe(
      'asc-mcp: Nobody said the path of the .p8 file. Give it with --key-file <file>.\n',
    );
    const client = await run(['setup', '--yes', '--client', 'emacs']);
    expect(client.stderr).toContain('There is no client "emacs". There are: claude-desktop, claude-code,');
    expect(tree()).toEqual(before);
  });

  it('makes a key private that others can read, and copies one out of Downloads', async () => {
    chmodSync(keyFile, 0o644);
    expect((await setup()).code).toBe(0);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const download = join(home, 'Downloads', `AuthKey_${sandbox.credentials.keyId}.p8`);
    put(download, sandbox.credentials.privateKey);
    const { stdout } = await run([
      'setup',
      '--key-file',
      download,
      '--issuer-id',
      issuerId(),
      '--account',
      'other',
      '--yes',
    ]);
    const copy = join(home, '.config/app-store-connect-mcp/keys', `AuthKey_${sandbox.credentials.keyId}.p8`);
    expect(stdout).toContain(`The key is in ${copy}, readable by you alone.`);
    expect(stdout).toContain('work stays the one that is meant when none is named');
    expect(statSync(copy).mode & 0o777).toBe(0o600);
  });
});

describe('the keychain', () => {
  /** A `secret-tool` that keeps secrets in a folder, and what it was called with. */
  const fakeSecretTool = (): string => {
    const folder = join(home, 'bin');
    put(
      join(folder, 'secret-tool'),
      `#!/bin/sh
echo "$*" >> "${home}/calls"
for last in "$@"; do :; done
case "$1" in
  store) cat > "${home}/kept-$last" ;;
  lookup) cat "${home}/kept-$last" 2>/dev/null ;;
esac
`,
    );
    chmodSync(join(folder, 'secret-tool'), 0o755);
    return `${folder}:${dirname(process.execPath)}:/usr/bin:/bin`;
  };

  it('takes the key; no file is needed then, and no list of processes shows it', async () => {
    const PATH = fakeSecretTool();
    const args = ['setup', '--key-file', keyFile, '--issuer-id', issuerId(), '--account', 'work', '--yes'];
    const { code, stdout } = await run(args, { PATH });
    expect(code).toBe(0);
    expect(stdout).toContain("The key is in the desktop's keyring; its file is not needed any more");
    const accounts: unknown = JSON.parse(text(join(home, '.config/app-store-connect-mcp/accounts.json')));
    expect(accounts).toMatchObject({ accounts: { work: { key: { keychain: true } } } });
    const calls = text(join(home, 'calls'));
    expect(calls).not.toContain(Buffer.from(sandbox.credentials.privateKey).toString('hex').slice(0, 40));
    rmSync(keyFile);
    const server = new ServerProcess({ args: ['--account', 'work'], environment: { HOME: home, PATH } });
    await server.initialize();
    const answer = await server.request(1, 'tools/call', { name: 'asc_status', arguments: { reach: true } });
    await server.close();
    expect(JSON.stringify(answer)).toContain('- apps: yes');
  });

  it('that is locked is said at the start, and by every call', async () => {
    const PATH = fakeSecretTool();
    await run(['setup', '--key-file', keyFile, '--issuer-id', issuerId(), '--account', 'work', '--yes'], {
      PATH,
    });
    rmSync(join(home, `kept-${sandbox.credentials.keyId}`));
    const server = new ServerProcess({ args: ['--account', 'work'], environment: { HOME: home, PATH } });
    await server.initialize();
    const answer = await server.request(1, 'tools/call', { name: 'asc_status', arguments: {} });
    await server.close();
    expect(server.stderr).toContain(
      `account work: The key ${sandbox.credentials.keyId} could not be read from the system's keychain. Unlock the keychain and restart`,
    );
    expect(JSON.stringify(answer)).toContain('key: none usable');
  });

  it('that does not keep it is not relied on', async () => {
    const PATH = fakeSecretTool();
    put(join(home, 'bin/secret-tool'), '#!/bin/sh\nexit 1\n');
    const { stdout } = await run(
      ['setup', '--key-file', keyFile, '--issuer-id', issuerId(), '--account', 'work', '--yes'],
      { PATH },
    );
    expect(stdout).toContain("the desktop's keyring did not take the key; it stays a file.");
    expect(stdout).toContain(`The key stays in its file: ${keyFile}`);
  });
});

describe('a person at the terminal', () => {
  const converse = async (answers: readonly string[]): Promise<{ said: string[]; questions: string[] }> => {
    const left = [...answers];
    const said: string[] = [];
    const questions: string[] = [];
    const guide = personGuide({
      write: (line) => said.push(line),
      ask: (question) => {
        questions.push(question);
        return Promise.resolve(left.shift());
      },
    });
    await setUp(
      {},
      {
        config: readConfig({}, { ASC_STATE_DIR: join(home, 'state'), ASC_BASE_URL: sandbox.url }),
        machine: machine(),
        launch: { command: 'npx', args: ['-y', 'p'] },
        guide,
        now: new Date('2026-11-22T10:00:00Z'),
      },
    );
    return { said, questions };
  };

  it('is asked for what nobody can guess, sees each change, and can say no', async () => {
    put(pathOf('cursor'), '{}');
    put(pathOf('windsurf'), '{}');
    const { questions, said } = await converse(['', ` '${keyFile}' `, issuerId(), '', 'n', 'y']);
    expect(questions).toEqual([
      'Name of this account (letters, digits, dashes) [default]: ',
      'Path of the .p8 file: ',
      'Issuer ID (above the list of keys; Enter for an individual key): ',
      'Vendor number, for sales and finance reports (Enter for none): ',
      "Write this into Cursor's configuration? [Y/n] ",
      "Write this into Windsurf's configuration? [Y/n] ",
    ]);
    expect(text(pathOf('cursor'))).toBe('{}');
    expect(JSON.parse(text(pathOf('windsurf')))).toEqual({
      mcpServers: { asc: { command: 'npx', args: ['-y', 'p', '--account', 'default'] } },
    });
    expect(text(`${pathOf('windsurf')}.before-asc-20261122T100000Z`)).toBe('{}');
    expect(said).toContain('Windsurf: Refresh the servers in the Cascade panel.');
  });

  it('is told what is wrong with an answer, and asked that again', async () => {
    const { questions, said } = await converse([
      'My Team',
      'team',
      join(home, 'AuthKey_gone.p8'),
      keyFile,
      'the issuer',
      issuerId(),
      'none',
      '85551234',
    ]);
    expect(questions).toEqual([
      'Name of this account (letters, digits, dashes) [default]: ',
      'Name of this account (letters, digits, dashes) [default]: ',
      'Path of the .p8 file: ',
      'Path of the .p8 file: ',
      'Issuer ID (above the list of keys; Enter for an individual key): ',
      'Issuer ID (above the list of keys; Enter for an individual key): ',
      'Vendor number, for sales and finance reports (Enter for none): ',
      'Vendor number, for sales and finance reports (Enter for none): ',
    ]);
    expect(said.slice(0, 5)).toEqual([
      '"My Team" is no name for an account: small letters, digits and dashes, at most 31.',
      'Make a key in App Store Connect → Users and Access → Integrations, and download its .p8 file.',
      `There is no file ${join(home, 'AuthKey_gone.p8')}. It can be dragged into this window.`,
      'An issuer id is a UUID; a copy button stands beside it.',
      '"none" is no vendor number: digits, from Payments and Financial Reports.',
    ]);
    expect(said).toContain('Account team is set up.');
  });

  it('who goes away has agreed to nothing', async () => {
    put(pathOf('cursor'), '{}');
    await converse(['', keyFile, issuerId(), '']);
    expect(text(pathOf('cursor'))).toBe('{}');
    expect(existsSync(`${pathOf('cursor')}.before-asc-20261122T100000Z`)).toBe(false);
  });
});

describe('without a terminal', () => {
  it('says how to go on', () => {
    const { status, stderr } = spawnSync(process.execPath, [serverFile, 'setup'], {
      env: { HOME: home, PATH: '' },
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toBe(
      'asc-mcp: Setting up asks questions. Run it in a terminal, or say everything in flags with --yes.\n',
    );
  });
});
