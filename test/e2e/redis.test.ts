import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RequestLog, type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { connectHttp, endAll, type HttpServer, startHttp } from '../support/http.ts';
import { startRedis } from '../support/redis.ts';
import { agreeing } from '../support/server.ts';

const redis = await startRedis();
if (redis === undefined) console.warn('SKIPPED: there is no redis-server on this machine.');
afterAll(() => redis?.close());

const { groups } = teamIds;
let sandbox: Sandbox;
let folder: string;
let servers: readonly HttpServer[] = [];
let requests: RequestLog[] = [];
let onWrite: () => void = () => {};

/** So many servers, one Redis, one folder for the audit logs; plans up to R2 need no person, only a second call. */
async function start(count: number, options: SandboxOptions = {}): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'asc-redis-e2e-'));
  const policy = join(folder, 'policy.json');
  writeFileSync(
    policy,
    JSON.stringify({
      version: 1,
      approval: { twoStepWithoutHuman: 'R2' },
      limits: { writesPerHour: 1_000, deletesPerHour: 100, pendingPlans: 500 },
    }),
    { mode: 0o600 },
  );
  sandbox = await startSandbox({
    ...options,
    onRequest: (request) => {
      requests.push(request);
      if (request.method !== 'GET') onWrite();
    },
  });
  const environment = { ASC_REDIS_URL: redis?.url ?? '', ASC_POLICY: policy };
  servers = await Promise.all(
    Array.from({ length: count }, () => startHttp({ sandbox, folder, environment })),
  );
}

async function stop(): Promise<void> {
  endAll();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
}

beforeEach(() => {
  requests = [];
  onWrite = () => {};
});

const group = (id: string, name: string) => ({
  operation: 'betaGroups_updateInstance',
  id,
  attributes: { name },
});
const planIn = (text: string): string => /plan ([\w-]{22}) /.exec(text)?.[1] ?? '';
const writes = () => requests.filter(({ method }) => method !== 'GET');

/** Three, because two of the tests kill the first of those that are left. */
describe.skipIf(redis === undefined)('servers and one Redis', () => {
  beforeAll(() => start(3));
  afterAll(stop);

  it('apply a plan once, however many ask for it at both', async () => {
    const clients = await Promise.all(
      Array.from({ length: 20 }, (_, index) => connectHttp(servers[index % 2]?.url ?? '')),
    );
    const made = await clients[0]?.call('asc_update', {
      batch: [group(groups.weatherPublic, 'Everybody'), group(groups.weatherInternal, 'Us')],
    });
    const plan_id = planIn(made?.text ?? '');
    expect(plan_id).not.toBe('');
    const answers = await Promise.all(clients.map((client) => client.call('asc_apply_plan', { plan_id })));
    expect(answers.filter(({ isError }) => !isError)).toHaveLength(1);
    expect(writes().map(({ method, path }) => `${method} ${path}`)).toEqual([
      `PATCH /v1/betaGroups/${groups.weatherPublic}`,
      `PATCH /v1/betaGroups/${groups.weatherInternal}`,
    ]);
    await Promise.all(clients.map((client) => client.close()));
  });

  it('take the answer of a person to a question of the other', async () => {
    const [first, second] = servers;
    const asked: string[] = [];
    const client = await connectHttp(first?.url ?? '', {
      others: [second?.url ?? ''],
      person: (question) => {
        asked.push(question.message);
        return agreeing(question);
      },
    });
    const { text, isError } = await client.call('asc_delete', {
      operation: 'betaGroups_deleteInstance',
      id: groups.trailExternal,
    });
    expect({ text, isError }).toMatchObject({ isError: false });
    expect(asked).toHaveLength(1);
    for (const { log } of servers.slice(0, 2)) expect(log()).toContain('"path":"/mcp","status":200');
    await client.close();
  });

  it('know the plan after the server that made it is gone', async () => {
    const [first, second] = servers;
    const one = await connectHttp(first?.url ?? '');
    const made = await one.call('asc_update', group(groups.weatherPublic, 'Everybody'));
    first?.kill('SIGKILL');
    const two = await connectHttp(second?.url ?? '');
    expect((await two.call('asc_status')).text).toContain(planIn(made.text));
    expect(await two.call('asc_apply_plan', { plan_id: planIn(made.text) })).toMatchObject({
      isError: false,
    });
    expect(writes()).toHaveLength(1);
    await two.close();
  });

  it('lose nothing when one is killed in the middle of a plan', async () => {
    const [, first, second] = servers;
    const one = await connectHttp(first?.url ?? '');
    const call = {
      batch: [
        group(groups.weatherPublic, 'Everybody'),
        group(groups.weatherInternal, 'Us'),
        group(groups.weatherExternal, 'Chasers'),
      ],
    };
    const made = await one.call('asc_update', call);
    let count = 0;
    onWrite = () => {
      count += 1;
      if (count === 2) first?.kill('SIGKILL');
    };
    await expect(one.call('asc_apply_plan', { plan_id: planIn(made.text) })).rejects.toThrow();
    const two = await connectHttp(second?.url ?? '');
    const told = await two.call('asc_apply_plan', { plan_id: planIn(made.text) });
    expect(told.isError).toBe(true);
    expect(told.text).toMatch(/^plan_(running|interrupted)/);
    // The same call at the other server brings it to its end; what was done is done once more at no harm.
    const again = await two.call('asc_update', call);
    expect(await two.call('asc_apply_plan', { plan_id: planIn(again.text) })).toMatchObject({
      isError: false,
    });
    const names = [groups.weatherPublic, groups.weatherInternal, groups.weatherExternal].map(
      (id) => sandbox.store.get('BetaGroup', id)?.attributes['name'],
    );
    expect(names).toEqual(['Everybody', 'Us', 'Chasers']);
    await two.close();
  });
});

describe.skipIf(redis === undefined)('200 clients of both eras', () => {
  beforeAll(() => start(2, { rate: { hourLimit: 3_600, minuteLimit: 450 } }));
  afterAll(stop);

  it('at two servers never send more than Apple has left', { timeout: 240_000 }, async () => {
    const clients = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        connectHttp(servers[index % 2]?.url ?? '', { generation: index % 4 < 2 ? 'old' : 'new' }),
      ),
    );
    const answers = await Promise.all(
      clients.map((client, index) =>
        client.call('asc_read', {
          operation: 'apps_getInstance',
          id: index % 2 === 0 ? 'Weather Now' : 'Pocket Ledger',
        }),
      ),
    );
    expect(answers.filter(({ isError }) => isError)).toEqual([]);
    for (const [index, { text }] of answers.entries())
      expect(text).toContain(index % 2 === 0 ? 'com.example.weather' : 'com.example.ledger');
    expect(requests.filter(({ status }) => status === 429)).toEqual([]);
    expect(requests.length).toBeGreaterThanOrEqual(200);
    await Promise.all(clients.map((client) => client.close()));
  });
});
