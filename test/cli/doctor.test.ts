import { generateKeyPairSync } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import manifest from '../../package.json' with { type: 'json' };
import { AuditLog } from '../../src/guard/audit.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { ServerProcess } from '../e2e/process.ts';
import { portOf } from '../support/port.ts';
import { startProxy } from '../support/proxy.ts';
import { startRedis } from '../support/redis.ts';
import { serverFile } from '../support/server.ts';

const report = z.strictObject({
  ok: z.boolean(),
  version: z.string(),
  findings: z.array(
    z.strictObject({
      check: z.string(),
      level: z.enum(['ok', 'note', 'fault']),
      text: z.string(),
      remedy: z.string().optional(),
    }),
  ),
});

let sandbox: Sandbox;
let home: string;
let keyFile: string;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asc-doctor-'));
  keyFile = join(home, 'key.p8');
  writeFileSync(keyFile, sandbox.credentials.privateKey, { mode: 0o600 });
  return () => rmSync(home, { recursive: true, force: true });
});

const environment = (more: Record<string, string> = {}) => ({
  HOME: home,
  ASC_STATE_DIR: join(home, 'state'),
  ASC_KEY_ID: sandbox.credentials.keyId,
  ASC_ISSUER_ID: sandbox.credentials.issuerId ?? '',
  ASC_PRIVATE_KEY_PATH: keyFile,
  ASC_BASE_URL: sandbox.url,
  ...more,
});
const run = (more: Record<string, string> = {}, args: readonly string[] = []) =>
  new ServerProcess({ args: ['doctor', ...args], environment: environment(more) }).close();
/** The findings of a check, and whether the command succeeded. */
const examined = async (more: Record<string, string> = {}) => {
  const { code, stdout, stderr } = await run(more, ['--json']);
  expect(stderr).toBe('');
  const { ok, findings } = report.parse(JSON.parse(stdout));
  expect(code).toBe(ok ? 0 : 1);
  return {
    ok,
    of: (check: string) =>
      findings.filter((each) => each.check === check).map(({ check: _name, ...rest }) => rest),
  };
};
const state = (file: string, text: string): void => {
  mkdirSync(join(home, 'state'), { recursive: true, mode: 0o700 });
  writeFileSync(join(home, 'state', file), text, { mode: 0o600 });
};
const cursor = (text: string): string => {
  const path = join(home, '.cursor/mcp.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};

describe('asc-mcp doctor', () => {
  it('finds nothing wrong where everything works, and says what the key reaches', async () => {
    cursor(JSON.stringify({ mcpServers: { asc: { command: process.execPath, args: [serverFile] } } }));
    const { code, stdout, stderr } = await run();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const line of [
      'ok     configuration: the key of the environment or the configuration file',
      'ok     policy: changes are guarded (read-write)',
      'ok     proxy: none; Apple is asked directly',
      'ok     clients: Cursor has the entry',
      'ok     audit: the log is whole: 0 records of 0 server runs',
      `ok     key: ${sandbox.credentials.keyId}, a readable P-256 key (team key)`,
      'ok     network: App Store Connect answers, and knows the key',
      "ok     clock: within 30 s of Apple's",
      'ok     reach: the key reads: apps, TestFlight, Xcode Cloud, certificates, devices, profiles, users and access, sandbox testers, customer reviews, analytics reports',
    ])
      expect(stdout).toContain(`${line}\n`);
    expect(stdout).toMatch(/ok {5}rate: \d+ of \d+ requests left \(user-hour/);
    expect(stdout).toMatch(/\nEverything works\.\n$/);
  });

  it('says whether tokens for one read each are taken, where they are wanted', async () => {
    expect((await examined()).of('tokens')).toEqual([]);
    const wanted = { ASC_SCOPED_TOKENS: 'true' };
    expect((await examined(wanted)).of('tokens')).toEqual([
      {
        level: 'ok',
        text: 'App Store Connect takes tokens for one read each; they are used in read-only mode',
      },
    ]);
    const without = createServer((request, response) => {
      const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
      response.writeHead(decodeJwt(token)['scope'] === undefined ? 200 : 401, {
        'content-type': 'application/json',
      });
      response.end('{"data":[],"links":{"self":"x"}}');
    });
    await new Promise<void>((resolve) => without.listen(0, '127.0.0.1', resolve));
    const { ok, of } = await examined({
      ...wanted,
      ASC_BASE_URL: `http://127.0.0.1:${portOf(without.address())}`,
    });
    without.close();
    expect(ok).toBe(true);
    expect(of('tokens')[0]).toMatchObject({
      level: 'note',
      text: 'App Store Connect does not take tokens for one read each; the usual ones are used',
    });
  });

  it('shows no secret', async () => {
    const { stdout } = await run({
      HTTPS_PROXY: 'http://me:pass-word-1@127.0.0.1:1',
      ASC_REDIS_URL: 'redis://:pass-word-2@127.0.0.1:1',
    });
    expect(stdout).toContain('proxy: http://127.0.0.1:1 (with a user and password)');
    expect(stdout).not.toMatch(/pass-word-[12]/);
    const [line = ''] = sandbox.credentials.privateKey
      .split('\n')
      .filter((each) => each.length > 20 && !each.startsWith('-'));
    expect(stdout).not.toContain(line);
  });
});

describe('the doctor says what fails, and what to do', () => {
  it.each([
    [
      'others can read',
      () => chmodSync(keyFile, 0o644),
      'The key file key.p8 can be read by other users of this computer.',
      /chmod 600/,
    ],
    [
      'is not there',
      () => rmSync(keyFile),
      'There is no key file key.p8 at the given path.',
      /Download the \.p8/,
    ],
    [
      'is on another curve',
      () =>
        writeFileSync(
          keyFile,
          generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey.export({
            format: 'pem',
            type: 'pkcs8',
          }),
        ),
      'App Store Connect keys are on the curve P-256; the key file key.p8 is on another.',
      /Download the \.p8/,
    ],
  ])('a key that %s', async (_title, spoil, text, remedy) => {
    spoil();
    const { ok, of } = await examined();
    expect(ok).toBe(false);
    expect(of('key')).toEqual([{ level: 'fault', text, remedy: expect.stringMatching(remedy) }]);
    expect(of('network')).toEqual([]);
  });

  it('a key that Apple does not know', async () => {
    const { ok, of } = await examined({ ASC_ISSUER_ID: '11111111-2222-3333-4444-555555555555' });
    expect(ok).toBe(false);
    expect(of('network')).toEqual([
      {
        level: 'fault',
        text: 'App Store Connect answers, but does not accept the key: its id, issuer and file do not belong together, or it was revoked',
        remedy: 'Compare them with Users and Access → Integrations, then run asc-mcp setup.',
      },
    ]);
  });

  it('a network without Apple', async () => {
    const { ok, of } = await examined({ ASC_BASE_URL: 'http://127.0.0.1:9' });
    expect(ok).toBe(false);
    expect(of('network')).toEqual([
      {
        level: 'fault',
        text: 'App Store Connect cannot be reached (ECONNREFUSED).',
        remedy: 'Check the network connection, then try again.',
      },
    ]);
  });

  it('a proxy that does not let anything through', async () => {
    const proxy = await startProxy(9, 'somebody:else');
    const { ok, of } = await examined({ ASC_BASE_URL: '', HTTPS_PROXY: proxy.url });
    await proxy.close();
    expect(ok).toBe(false);
    expect(of('network')[0]).toMatchObject({
      level: 'fault',
      text: 'The proxy of this computer did not let the connection to App Store Connect through (PROXY_407).',
      remedy: expect.stringContaining('Check HTTPS_PROXY'),
    });
  });

  it('a clock that is wrong, a role that reaches little, a budget that is nearly used up', async () => {
    const narrow: Server = createServer((request, response) => {
      response.setHeader('date', new Date(Date.now() + 7_200_000).toUTCString());
      response.setHeader('x-rate-limit', 'user-hour-lim:3600;user-hour-rem:300;');
      response.setHeader('content-type', 'application/json');
      response.statusCode = request.url?.startsWith('/v1/users') === true ? 403 : 200;
      response.end(
        response.statusCode === 200
          ? '{"data":[],"links":{"self":"x"}}'
          : '{"errors":[{"status":"403","code":"FORBIDDEN_ERROR","title":"t","detail":"d"}]}',
      );
    });
    await new Promise<void>((resolve) => narrow.listen(0, '127.0.0.1', resolve));
    const { ok, of } = await examined({ ASC_BASE_URL: `http://127.0.0.1:${portOf(narrow.address())}` });
    narrow.close();
    expect(ok).toBe(true);
    expect(of('clock')).toEqual([
      {
        level: 'note',
        text: expect.stringMatching(/^(7199|7200|7201) s behind Apple's; tokens are dated by Apple's$/),
        remedy: 'Let the system set its clock (network time).',
      },
    ]);
    expect(of('reach')[1]).toMatchObject({
      level: 'note',
      text: expect.stringContaining('users and access: no (FORBIDDEN_ERROR'),
    });
    expect(of('rate')).toEqual([
      {
        level: 'note',
        text: '300 of 3600 requests left (user-hour)',
        remedy: 'Wait, or find out what else uses this key.',
      },
    ]);
  });

  it('a policy that is wrong', async () => {
    state('policy.json', '{"version": 1, "mod": "read-only"}');
    const { ok, of } = await examined();
    expect(ok).toBe(false);
    expect(of('policy')[0]).toMatchObject({ level: 'fault', text: expect.stringContaining('mod') });
  });

  it('a configuration, or a file of accounts, that is wrong', async () => {
    const config = await examined({ ASC_CONFIG: join(home, 'none.json') });
    expect(config.of('configuration')[0]).toMatchObject({
      level: 'fault',
      text: expect.stringContaining('Correct --config or ASC_CONFIG'),
    });
    state('accounts.json', '{"version": 1, "default": "a", "accounts": {}}');
    const accounts = await examined({ ASC_KEY_ID: '', ASC_PRIVATE_KEY_PATH: '' });
    expect(accounts.ok).toBe(false);
    expect(accounts.of('configuration')[0]).toMatchObject({
      level: 'fault',
      text: `${join(home, 'state/accounts.json')}: default: the default is none of the accounts. Correct it, or run: asc-mcp setup`,
    });
  });

  it('an entry that cannot work, or that another version is started by', async () => {
    const entry = (value: unknown) => cursor(JSON.stringify({ mcpServers: { asc: value } }));
    const clients = async () => (await examined()).of('clients');
    const remedy = 'asc-mcp setup --client cursor';
    entry({ command: '/gone/node', args: [serverFile] });
    expect(await clients()).toEqual([
      { level: 'fault', text: 'Cursor: its entry starts /gone/node, which is not there', remedy },
    ]);
    entry({ command: process.execPath, args: ['/gone/index.js'] });
    expect(await clients()).toEqual([
      { level: 'fault', text: 'Cursor: its entry starts /gone/index.js, which is not there', remedy },
    ]);
    entry({ command: process.execPath, args: [serverFile, '--account', 'gone'] });
    expect(await clients()).toEqual([{ level: 'fault', text: 'Cursor: there is no account "gone"', remedy }]);
    entry({ command: 'npx', args: ['-y', 'app-store-connect-mcp@0.0.9'] });
    expect(await clients()).toEqual([
      { level: 'note', text: `Cursor starts version 0.0.9; this is ${manifest.version}`, remedy },
    ]);
    const path = cursor('{');
    expect((await clients())[0]).toMatchObject({
      level: 'fault',
      text: expect.stringContaining(`${path} is not JSON that can be changed safely`),
    });
    cursor('{}');
    expect(await clients()).toEqual([{ level: 'note', text: 'Cursor does not have the entry', remedy }]);
  });

  it('a log that somebody has edited', async () => {
    const folder = join(home, 'state', 'audit');
    mkdirSync(join(home, 'state'), { mode: 0o700 });
    const log = AuditLog.open(folder);
    await log.append({ kind: 'pin', channel: 'terminal' }, { principal: 'stdio' });
    await log.close();
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    appendFileSync(join(folder, file ?? ''), '{"kind":"pin"}\n');
    const { ok, of } = await examined();
    expect(ok).toBe(false);
    expect(of('audit')[0]).toMatchObject({
      level: 'fault',
      remedy: expect.stringContaining('asc-mcp audit verify'),
    });
  });

  it('Redis that does not answer, and Redis that does', async () => {
    const gone = await examined({ ASC_REDIS_URL: 'redis://127.0.0.1:9' });
    expect(gone.ok).toBe(false);
    expect(gone.of('redis')[0]).toMatchObject({ level: 'fault' });
    const redis = await startRedis();
    if (redis === undefined) return;
    const there = await examined({ ASC_REDIS_URL: redis.url });
    redis.close();
    expect(there.of('redis')).toEqual([{ level: 'ok', text: 'answers' }]);
  });

  it('each account by its name', async () => {
    const { keyId, issuerId } = sandbox.credentials;
    const key = { path: keyFile };
    state(
      'accounts.json',
      JSON.stringify({
        version: 1,
        default: 'work',
        accounts: {
          work: { keyId, issuerId, key, baseUrl: sandbox.url },
          club: { keyId, issuerId, key: { path: join(home, 'gone.p8') }, baseUrl: sandbox.url },
        },
      }),
    );
    const { ok, of } = await examined({ ASC_KEY_ID: '', ASC_PRIVATE_KEY_PATH: '', ASC_BASE_URL: '' });
    expect(ok).toBe(false);
    expect(of('configuration')).toEqual([
      { level: 'ok', text: 'accounts: work, club; work is meant when none is named' },
    ]);
    expect(of('network (work)')[0]).toMatchObject({ level: 'ok' });
    expect(of('key (club)')[0]).toMatchObject({
      level: 'fault',
      text: 'There is no key file gone.p8 at the given path.',
    });
  });
});
