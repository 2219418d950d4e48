import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyAudit } from '../../src/guard/audit-verify.ts';
import { auditFolder } from '../../src/guard/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { json, startApi } from '../client/support.ts';
import { resultText, ServerProcess } from '../e2e/process.ts';
import { type Running, startServer, startWorld } from '../support/server.ts';

/** What this computer does to a server: its files, its environment, its disk, its clock, its other processes. */
const folder = mkdtempSync(join(tmpdir(), 'asc-local-'));
let sandbox: Sandbox;
const running: Running[] = [];
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => {
  for (const server of running) await server.close();
  await sandbox.close();
});

function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { keyId, issuerId = '', privateKey } = sandbox.credentials;
  return {
    HOME: folder,
    ASC_KEY_ID: keyId,
    ASC_ISSUER_ID: issuerId,
    ASC_PRIVATE_KEY: privateKey,
    ASC_BASE_URL: sandbox.url,
    ASC_STATE_DIR: join(folder, 'state'),
    ASC_DOWNLOAD_DIR: join(folder, 'downloads'),
    ...more,
  };
}

async function call(server: ServerProcess, id: number, name: string, args: unknown) {
  return resultText(await server.request(id, 'tools/call', { name, arguments: args }));
}

it.each<[string, string, number, RegExp]>([
  ['an unknown key', '{\n"version": 1,\n"rulez": []\n}', 0o600, /line 3.*rulez/],
  [
    'an operation that does not exist',
    '{"version": 1,\n"rules": [{"effect": "deny", "ops": ["userz_*"]}]}',
    0o600,
    /line 2.*userz/,
  ],
  [
    'a rule that can never decide',
    '{"version": 1, "rules": [\n{"effect": "deny", "ops": ["users_*"]},\n{"effect": "allow", "ops": ["users_deleteInstance"]}]}',
    0o600,
    /line 3.*never decide/,
  ],
  ['what others may write to', '{"version": 1}', 0o666, /chmod 600/],
])('fault 6: a policy file with %s stops the start, and the line is named', async (_, text, mode, says) => {
  const file = join(folder, `policy-${mode}-${text.length}.json`);
  writeFileSync(file, text);
  chmodSync(file, mode);
  const { code, stdout, stderr } = await new ServerProcess({
    environment: environment({ ASC_POLICY: file }),
  }).close();
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(says);
});

it('fault 7: a call ends with the key that it began with, whatever becomes of the file', async () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString();
  const key = join(folder, 'key.p8');
  writeFileSync(key, sandbox.credentials.privateKey, { mode: 0o600 });
  const server = new ServerProcess({
    environment: environment({ ASC_PRIVATE_KEY: '', ASC_PRIVATE_KEY_PATH: key }),
  });
  await server.initialize();
  writeFileSync(key, other, { mode: 0o600 });
  expect((await call(server, 1, 'asc_read', { operation: 'apps_getCollection' })).isError).toBe(false);
  await server.close();
});

it('fault 8: what the server starts finds no key and no token in its environment', async () => {
  const seen = join(folder, 'environment.txt');
  const browser = join(folder, 'browser.sh');
  writeFileSync(browser, `#!/bin/sh\nenv > ${seen}.part && mv ${seen}.part ${seen}\n`, { mode: 0o700 });
  const server = new ServerProcess({
    environment: environment({
      BROWSER: `${browser} %s`,
      DISPLAY: ':0',
      ASC_HTTP_TOKEN: 'a-token-that-is-nobody-elses',
      ASC_REDIS_URL: 'redis://:hunter2@127.0.0.1:9',
    }),
  });
  await server.initialize();
  server.send({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: 'asc_delete',
      arguments: { operation: 'betaGroups_deleteInstance', id: teamIds.groups.weatherPublic },
    },
  });
  for (let tries = 0; tries < 200 && !existsSync(seen); tries += 1) await pause(50);
  const text = readFileSync(seen, 'utf8');
  expect(text).toContain('PATH=');
  expect(text).not.toMatch(/PRIVATE KEY|ASC_PRIVATE_KEY|ASC_HTTP_TOKEN|nobody-elses|hunter2/);
  server.child.kill('SIGKILL');
});

it.runIf(process.platform === 'linux')(
  'fault 54: a full disk is an error with a name, and leaves nothing half done',
  async () => {
    const apps = await startApi((request, response) => {
      const from = Number(new URL(request.url, 'http://x').searchParams.get('cursor') ?? 0);
      json(response, {
        data: Array.from({ length: 200 }, (_, n) => ({
          type: 'apps',
          id: String(1_500_000_000 + from + n),
          attributes: { name: 'x'.repeat(300) },
        })),
        links: from < 1_800 ? { next: `${apps.url}/v1/apps?cursor=${from + 200}` } : {},
        meta: { paging: { total: 2_000, limit: 200 } },
      });
    });
    // No file may grow beyond 128 KB: to a program that is a disk that is full.
    const server = new ServerProcess({
      environment: environment({ ASC_BASE_URL: apps.url, ASC_DOWNLOAD_DIR: join(folder, 'full') }),
      limits: ['--fsize=131072'],
    });
    await server.initialize();
    const { text, isError } = await call(server, 1, 'asc_read', {
      operation: 'apps_getCollection',
      all: true,
      save_to: 'apps.json',
    });
    expect(isError, text).toBe(true);
    expect(text).toMatch(/^cannot_write: .*\(EFBIG\)/);
    expect(existsSync(join(folder, 'full')) ? readdirSync(join(folder, 'full')) : []).toEqual([]);
    expect((await call(server, 2, 'asc_status', {})).isError).toBe(false);
    await server.close();
    await apps.close();
  },
);

it('fault 60: two servers with one folder keep a log that verifies', async () => {
  const state = join(folder, 'shared');
  const servers = [1, 2].map(() => new ServerProcess({ environment: environment({ ASC_STATE_DIR: state }) }));
  await Promise.all(servers.map((server) => server.initialize()));
  await Promise.all(
    servers.flatMap((server, which) =>
      Array.from({ length: 10 }, (_, n) =>
        call(server, 10 + n, 'asc_update', {
          operation: 'betaAppReviewDetails_updateInstance',
          id: teamIds.weather.app,
          attributes: { notes: `note ${which} ${n}` },
        }),
      ),
    ),
  );
  await Promise.all(servers.map((server) => server.close()));
  const { problems } = await verifyAudit(auditFolder(state));
  expect(problems).toEqual([]);
});

it('fault 66: a policy file that is edited while the server runs changes nothing', async () => {
  const world = await startWorld();
  const deny = { version: 1, rules: [{ effect: 'deny', ops: ['betaGroups_*'] }] };
  const server = await startServer({ world, policy: deny });
  running.push(server);
  const remove = { operation: 'betaGroups_deleteInstance', id: teamIds.groups.weatherPublic };
  expect((await server.call('asc_delete', remove)).text).toContain('deny');
  writeFileSync(
    join(world.downloads, 'policy.json'),
    '{"version": 1, "rules": [{"effect": "allow", "ops": ["*"]}]}',
    { mode: 0o600 },
  );
  server.taken();
  expect((await server.call('asc_delete', remove)).text).toContain('deny');
  expect(server.taken().filter(({ method }) => method !== 'GET')).toEqual([]);
  await server.close();
  await world.sandbox.close();
});
