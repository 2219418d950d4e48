import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { isObject } from '../../src/catalog/json.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { resultText, ServerProcess } from '../e2e/process.ts';
import { documentFile, hasDocument } from '../support/document.ts';
import { node, serverFile } from '../support/server.ts';

let home: string;
let sandbox: Sandbox;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'asc-home-'));
  sandbox = await startSandbox();
});
afterAll(async () => {
  await sandbox.close();
  rmSync(home, { recursive: true, force: true });
});

const run = (args: readonly string[]) => new ServerProcess({ args, environment: { HOME: home } }).close();

describe('the command', () => {
  it('says its version and its help on stdout', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
    const help = await run(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const word of ['serve', 'demo', 'sandbox', 'catalog']) expect(help.stdout).toContain(word);
    const serve = await run(['serve', '--help']);
    expect(serve.stdout).toMatch(/--sandbox[\s\S]*--read-only[\s\S]*ASC_KEY_ID/);
  });

  it('refuses a port that is none', async () => {
    const { code, stdout, stderr } = await run(['sandbox', '--port', 'eighty']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^asc-mcp: "eighty" is not a number from 0 to 65535\.\n$/);
  });
});

describe('asc-mcp sandbox', () => {
  it('serves alone and prints a key that works', async () => {
    const child = spawn(node, [serverFile, 'sandbox', '--sandbox-clock', '2026-12-01T09:00:00Z'], {
      env: { PATH: process.env['PATH'] ?? '', HOME: home },
    });
    const printed = await new Promise<string>((resolve) => {
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (/ASC_SANDBOX_KEY=.*\n/.test(text)) resolve(text);
      });
    });
    const environment = Object.fromEntries(
      [...printed.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    expect(Object.keys(environment)).toEqual([
      'ASC_BASE_URL',
      'ASC_KEY_ID',
      'ASC_ISSUER_ID',
      'ASC_PRIVATE_KEY_PATH',
      'ASC_SANDBOX_KEY',
    ]);
    expect(statSync(environment['ASC_PRIVATE_KEY_PATH'] ?? '').mode & 0o777).toBe(0o600);
    const server = new ServerProcess({ environment: { ...environment, HOME: home } });
    await server.initialize();
    const { text } = resultText(
      await server.request(1, 'tools/call', {
        name: 'asc_read',
        arguments: { operation: 'apps_getCollection' },
      }),
    );
    expect(text).toMatch(/^apps: 3 of 3, complete: true/);
    await server.close();
    const { ASC_BASE_URL = '', ASC_SANDBOX_KEY = '' } = environment;
    const clock = await fetch(`${ASC_BASE_URL}/sandbox/clock`, {
      headers: { 'x-sandbox-key': ASC_SANDBOX_KEY },
    });
    expect(await clock.json()).toMatchObject({ now: expect.stringMatching(/^2026-12-01T09:00:/), speed: 1 });
    child.kill();
  });

  it('and the one inside the server start at the time that is said, or say what a time is', async () => {
    for (const command of [['sandbox'], ['serve', '--sandbox']]) {
      const { code, stdout, stderr } = await run([...command, '--sandbox-clock', 'tomorrow']);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^asc-mcp: "tomorrow" sets no clock\. Write a time like .*\n$/);
    }
    const real = await run(['--sandbox-clock', 'fast:60']);
    expect(real).toMatchObject({ code: 2, stdout: '' });
    expect(real.stderr).toContain('--sandbox-clock needs --sandbox');
    const server = new ServerProcess({
      args: ['--sandbox', '--sandbox-clock', '2099-12-01T09:00:00Z,fast:60'],
      environment: { HOME: home },
    });
    await server.initialize();
    await server.request(1, 'tools/call', {
      name: 'asc_read',
      arguments: { operation: 'apps_getCollection' },
    });
    await server.close();
    const [, url = '', key = ''] =
      /clock is at (http:\S+), with the header x-sandbox-key: (\S+)/.exec(server.stderr) ?? [];
    expect([url, key]).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/sandbox\/clock$/),
      expect.stringMatching(/^[\w-]{24}$/),
    ]);
  });
});

describe('asc-mcp catalog update', () => {
  it('names a file that cannot be used', async () => {
    const missing = await run(['catalog', 'update', join(home, 'none.json')]);
    expect(missing).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^asc-mcp: Cannot read .*none\.json \(ENOENT\)\.\n$/),
    });
    const text = join(home, 'text.json');
    writeFileSync(text, 'openapi: 3.0.1');
    expect(await run(['catalog', 'update', text])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/is not JSON/),
    });
    const other = join(home, 'other.json');
    writeFileSync(other, '{"hello":1}');
    const { code, stdout, stderr } = await run(['catalog', 'update', other]);
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.skipIf(!hasDocument)(
    'takes a newer document, says what changed, and the server works on it',
    async () => {
      const document: unknown = JSON.parse(readFileSync(documentFile, 'utf8'));
      if (!isObject(document) || !isObject(document['paths']) || !isObject(document['info']))
        throw new Error('no document');
      const { '/v1/territories': gone, ...paths } = document['paths'];
      const newer = {
        ...document,
        info: { ...document['info'], version: '9.9' },
        paths: { ...paths, '/v1/novelTerritories': renamed(gone) },
      };
      const file = join(home, 'newer.json');
      writeFileSync(file, JSON.stringify(newer));
      const { code, stdout } = await run(['catalog', 'update', file]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^API [\d.]+ → 9\.9: 1303 operations/);
      expect(stdout).toMatch(/1 operations added:\n {2}novelTerritories_getCollection/);
      expect(stdout).toMatch(/1 operations removed:\n {2}territories_getCollection/);

      const { keyId, issuerId, privateKey } = sandbox.credentials;
      const server = new ServerProcess({
        environment: {
          HOME: home,
          ASC_KEY_ID: keyId,
          ASC_ISSUER_ID: issuerId ?? '',
          ASC_PRIVATE_KEY: privateKey,
          ASC_BASE_URL: sandbox.url,
        },
      });
      await server.initialize();
      const call = async (id: number, name: string, args: unknown) =>
        resultText(await server.request(id, 'tools/call', { name, arguments: args }));
      expect((await call(1, 'asc_status', {})).text).toContain('API catalogue 9.9 with 1303 operations');
      expect(
        (await call(2, 'asc_describe_operation', { operation: 'novelTerritories_getCollection' })).text,
      ).toContain('GET /v1/novelTerritories');
      const unknown = await call(3, 'asc_read', { path: '/v1/territories', limit: 3 });
      expect(unknown.isError, unknown.text).toBe(false);
      expect(unknown.text).toMatch(/^objects: 3 of 175, complete: false$/m);
      // The list form has to say as well that nobody checked the request.
      expect(unknown.text).toMatch(
        /^\/v1\/territories is not in the catalogue of API 9\.9; it was read as it is\.\n/,
      );
      const single = await call(4, 'asc_read', { path: '/v1/territories' });
      expect(single.text).toMatch(
        /^\/v1\/territories is not in the catalogue of API 9\.9; it was read as it is\./,
      );
      await server.close();
    },
  );
});

function renamed(path: unknown): unknown {
  return JSON.parse(
    JSON.stringify(path).replaceAll('territories_getCollection', 'novelTerritories_getCollection'),
  );
}
