import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { type Api, json, startApi } from '../client/support.ts';
import { wire } from '../http/raw.ts';
import { type FaultyApi, startFaultyApi } from '../support/fault-proxy.ts';
import { connectHttp, endAll, type HttpServer, startHttp, token } from '../support/http.ts';
import { startServer } from '../support/server.ts';

let folder: string;
let sandbox: Sandbox;
let faulty: FaultyApi;
let endless: Api;
const environment = (address: string, state: string) => ({
  ASC_BASE_URL: address,
  ASC_STATE_DIR: join(folder, state),
  ASC_POLICY: join(folder, 'policy.json'),
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'asc-http-operator-'));
  writeFileSync(
    join(folder, 'policy.json'),
    JSON.stringify({ version: 1, approval: { twoStepWithoutHuman: 'R2' } }),
    { mode: 0o600 },
  );
  sandbox = await startSandbox();
  faulty = await startFaultyApi(sandbox.url);
  // A list without an end: whoever reads all of it is busy until stopped.
  endless = await startApi((request, response) => {
    const page = Number(new URL(request.url, 'http://x').searchParams.get('cursor') ?? 0) + 1;
    setTimeout(
      () =>
        json(response, {
          data: [{ type: 'apps', id: String(1_500_000_000 + page), attributes: { name: `App ${page}` } }],
          links: { next: `${endless.url}/v1/apps?cursor=${page}` },
          meta: { paging: { total: 1_000_000, limit: 1 } },
        }),
      20,
    );
  });
});
afterAll(async () => {
  endAll();
  await Promise.all([faulty.close(), endless.close()]);
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const rename = {
  operation: 'betaGroups_updateInstance',
  id: teamIds.groups.weatherPublic,
  attributes: { name: 'Everybody' },
};
const auditOf = (state: string): string =>
  readdirSync(join(folder, state, 'audit'))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(folder, state, 'audit', name), 'utf8'))
    .join('');
const until = async (holds: () => boolean, milliseconds = 3_000): Promise<void> => {
  for (let waited = 0; waited < milliseconds && !holds(); waited += 20) await pause(20);
};

describe('a client that goes away', () => {
  let server: HttpServer;
  beforeAll(async () => {
    server = await startHttp({ sandbox, folder, environment: environment(endless.url, 'reading') });
  });

  it.each(['old', 'new'] as const)('in the middle of a long read stops it (%s)', async (generation) => {
    const { client, close } = await connectHttp(server.url, { generation });
    endless.seen.length = 0;
    const call = client.callTool({
      name: 'asc_read',
      arguments: { operation: 'apps_getCollection', all: true },
    });
    call.catch(() => undefined);
    await until(() => endless.seen.length > 3);
    expect(endless.seen.length).toBeGreaterThan(3);
    await close();
    await pause(100);
    const then = endless.seen.length;
    await pause(200);
    expect(endless.seen.length).toBe(then);
  });

  it('in the middle of a change leaves it settled and in the log', async () => {
    const changing = await startHttp({ sandbox, folder, environment: environment(faulty.url, 'leaving') });
    const { client, call, close } = await connectHttp(changing.url);
    const plan_id = /plan ([\w-]{22}) /.exec((await call('asc_update', rename)).text)?.[1] ?? '';
    faulty.next({ kind: 'latency', ms: 400 });
    client.callTool({ name: 'asc_apply_plan', arguments: { plan_id } }).catch(() => undefined);
    await until(() => auditOf('leaving').includes('"intent"'));
    await pause(100);
    await close();
    await until(() => auditOf('leaving').includes('"outcome"'));
    expect(auditOf('leaving')).toMatch(/"kind":"outcome".*"outcome":"applied/);
    expect(sandbox.store.get('BetaGroup', rename.id)?.attributes['name']).toBe('Everybody');
    expect(faulty.taken()).toHaveLength(1);
  });
});

describe('a server that could not ask Apple', () => {
  it('asks again with the next call', async () => {
    const state = join(folder, 'later');
    mkdirSync(state, { mode: 0o700 });
    const policy = join(state, 'policy.json');
    const rules = [{ effect: 'deny', ops: ['reviewSubmissions_*'], apps: ['Weather Now'] }];
    writeFileSync(policy, JSON.stringify({ version: 1, rules }), { mode: 0o600 });
    const server = await startServer({
      world: { sandbox, downloads: state, taken: () => [] },
      environment: { ASC_BASE_URL: faulty.url, ASC_POLICY: policy, ASC_STATE_DIR: state },
    });
    faulty.breakReads(true);
    faulty.often(() => ({ kind: 'status', status: 403 }));
    const failed = await server.call('asc_status').catch(() => undefined);
    expect(failed?.isError).not.toBe(false);
    faulty.often(() => undefined);
    faulty.breakReads(false);
    expect(await server.call('asc_status')).toMatchObject({ isError: false });
    faulty.taken();
    await server.close();
  });
});

describe('a server that is told to stop', () => {
  it('answers what was begun, logs it, and ends at once, whoever still listens', async () => {
    const server = await startHttp({ sandbox, folder, environment: environment(faulty.url, 'stopping') });
    const { call } = await connectHttp(server.url);
    const plan_id =
      /plan ([\w-]{22}) /.exec(
        (await call('asc_update', { ...rename, attributes: { name: 'Stopped' } })).text,
      )?.[1] ?? '';
    // One that only listens for news, one whose connection is open for the next request.
    const listening = wire(
      server.url,
      `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\nMcp-Method: subscriptions/listen\r\nContent-Length: ${listen.length}\r\n\r\n${listen}`,
    );
    expect(await listening.until('\r\n\r\n')).toContain('HTTP/1.1 200 OK');
    const idle = wire(server.url, 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await idle.until('"ok"');
    faulty.next({ kind: 'latency', ms: 600 });
    const answer = call('asc_apply_plan', { plan_id });
    await until(() => auditOf('stopping').includes('"intent"'));
    const began = performance.now();
    server.kill();
    expect(await answer).toMatchObject({ isError: false });
    expect(await server.ended).toBe(0);
    expect(performance.now() - began).toBeLessThan(7_500);
    expect(auditOf('stopping')).toMatch(/"kind":"outcome".*"outcome":"applied"/);
    await Promise.all([listening.ended, idle.ended]);
  });
});

/** A subscription of the new era, as clients of 2026-07-28 send it. */
const listen = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'subscriptions/listen',
  params: {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
    notifications: {},
  },
});

describe('what an operator sees', () => {
  let server: HttpServer;
  beforeAll(async () => {
    server = await startHttp({ sandbox, folder, environment: environment(sandbox.url, 'seen') });
  });

  it('grows with no name that a client makes up, and shows no token', async () => {
    const { client, call, close } = await connectHttp(server.url);
    const page = async (): Promise<string> =>
      (await fetch(`${server.origin}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
    await call('asc_read', { operation: 'apps_getInstance', id: 'Weather Now' });
    const madeUp = async (index: number): Promise<void> => {
      await client.callTool({ name: `asc_made_up_${index}`, arguments: {} }).catch(() => undefined);
      await fetch(`${server.origin}/made-up-${index}?access_token=${token}`, {
        method: index % 2 === 0 ? 'PUT' : 'GET',
      });
      await fetch(`${server.origin}/mcp`, { headers: { authorization: `Bearer made-up-${index}` } });
    };
    await Promise.all(Array.from({ length: 12 }, (_, index) => madeUp(index)));
    const text = await page();
    expect(text).toContain('asc_tool_calls_total{tool="asc_read",outcome="ok"} 1');
    expect(text).not.toMatch(/made.up/);
    const ours = text.split('\n').filter((line) => line.startsWith('asc_'));
    expect(ours.length).toBeLessThan(35);
    expect(server.log()).not.toMatch(/made.up/);
    expect(server.log()).not.toContain(token);
    await close();
  });
});
