import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { objectAt, stringAt } from '../../src/catalog/json.ts';
import { canonical } from '../../src/guard/digest.ts';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { connectHttp, endAll, type HttpClient, type HttpServer, startHttp, token } from '../support/http.ts';
import { type Pipe, startPipe, startRedis, startTls, type TestRedis } from '../support/redis.ts';
import type { Person } from '../support/server.ts';
import { ServerProcess } from './process.ts';

const redis = await startRedis();
if (redis === undefined) console.warn('SKIPPED: there is no redis-server on this machine.');

const { groups } = teamIds;
let home: string;
let sandbox: Sandbox;
let pipe: Pipe;
let other: TestRedis | undefined;
let servers: readonly HttpServer[] = [];
let one: HttpClient;
let two: HttpClient;
let asking: HttpClient;
const asked: string[] = [];
let requests: RequestLog[] = [];
let onWrite: (count: number) => void = () => {};
const writes = () => requests.filter(({ method }) => method !== 'GET').map(({ path }) => path);

/** Redis as the tests see it; the servers reach it through a pipe. */
const kept = (): TestRedis => {
  if (redis === undefined) throw new Error('no Redis');
  return redis;
};

beforeAll(async () => {
  if (redis === undefined) return;
  home = mkdtempSync(join(tmpdir(), 'asc-redis-faults-'));
  mkdirSync(join(home, 'state'), { mode: 0o700 });
  const policy = join(home, 'policy.json');
  writeFileSync(policy, JSON.stringify({ version: 1, approval: { twoStepWithoutHuman: 'R2' } }), {
    mode: 0o600,
  });
  sandbox = await startSandbox({
    onRequest: (request) => {
      requests.push(request);
      if (request.method !== 'GET') onWrite(writes().length);
    },
  });
  pipe = await startPipe(redis.port);
  const environment = {
    ASC_STATE_DIR: join(home, 'state'),
    ASC_POLICY: policy,
    ASC_REDIS_URL: `redis://127.0.0.1:${pipe.port}`,
  };
  servers = await Promise.all([
    startHttp({ sandbox, folder: home, environment }),
    startHttp({ sandbox, folder: home, environment }),
  ]);
  const person: Person = ({ message }) => {
    asked.push(message);
    return { action: 'accept', content: { decision: 'cancel', code: '' } };
  };
  one = await connectHttp(servers[0]?.url ?? '');
  two = await connectHttp(servers[1]?.url ?? '');
  asking = await connectHttp(servers[1]?.url ?? '', { person });
});
beforeEach(() => {
  requests = [];
  onWrite = () => {};
});
afterAll(async () => {
  if (redis === undefined) return;
  await Promise.all([one, two, asking].map(({ close }) => close()));
  endAll();
  await sandbox.close();
  await pipe.close();
  other?.close();
  redis.close();
  rmSync(home, { recursive: true, force: true });
});

const group = (id: string, name: string) => ({
  operation: 'betaGroups_updateInstance',
  id,
  attributes: { name },
});
const planIn = (text: string): string => /plan ([\w-]{22}) /.exec(text)?.[1] ?? '';
const get = async (path: string): Promise<string> => {
  const answer = await fetch(`${servers[0]?.origin}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return `${answer.status} ${await answer.text()}`;
};
/** Waits until both servers are at work with Redis again. */
async function back(): Promise<void> {
  for (const server of servers)
    for (let tries = 0; tries < 200; tries += 1) {
      if ((await fetch(`${server.origin}/readyz`)).status === 200) break;
      await pause(50);
    }
}
const readsOn = async (): Promise<void> => {
  const read = await one.call('asc_read', { operation: 'apps_getInstance', id: 'Weather Now' });
  expect(read.text).toContain('com.example.weather');
};
const without = (says: string): string =>
  `shared_state_unavailable: Redis ${says}, and the plans, the rate budget and the limits of all servers are kept there.`;
/** A change is refused, and nothing has left. */
const changesNothing = async (says: string): Promise<void> => {
  for (const call of [
    group(groups.weatherPublic, 'Away'),
    // This one would run at once.
    {
      operation: 'apps_updateInstance',
      id: teamIds.weather.app,
      attributes: { contentRightsDeclaration: 'DOES_NOT_USE_THIRD_PARTY_CONTENT' },
    },
  ])
    expect((await one.call('asc_update', call)).text).toContain(without(says));
  expect(writes()).toEqual([]);
};

describe.skipIf(redis === undefined)('what stands in Redis', () => {
  const demoPassword = 'Velvet-Anchor-1983';
  const review = {
    operation: 'appStoreReviewDetails_updateInstance',
    attributes: { demoAccountPassword: demoPassword, notes: 'Tap the third lantern.' },
  };

  it('shows neither secrets nor what is changed while a plan is open', async () => {
    const [detail] = sandbox.store.all('AppStoreReviewDetail');
    const hook = {
      operation: 'webhooks_createInstance',
      attributes: {
        name: 'Listener',
        url: 'https://hooks.example.com/in',
        secret: 'hook-secret-7741',
        enabled: true,
        eventTypes: ['APP_STORE_VERSION_APP_VERSION_STATE_UPDATED'],
      },
      relationships: { app: teamIds.weather.app },
    };
    const plans = [
      await one.call('asc_update', {
        batch: [{ ...review, id: detail?.id }, group(groups.weatherPublic, 'Lighthouse keepers')],
      }),
      await one.call('asc_create', hook),
    ].map(({ text }) => planIn(text));
    const dump = kept().dump();
    for (const plan of plans) expect(dump.includes(`plan:${plan}`)).toBe(true);
    for (const hidden of [
      demoPassword,
      'third lantern',
      'hook-secret-7741',
      'hooks.example.com',
      'Lighthouse',
      'betaGroups',
      sandbox.credentials.keyId,
      token,
    ])
      expect(dump.includes(hidden), hidden).toBe(false);
    // It is all there, for whoever has the key.
    expect((await two.call('asc_apply_plan', { plan_id: plans[0] })).isError).toBe(false);
    expect(
      sandbox.store.get('AppStoreReviewDetail', detail?.id ?? '')?.attributes['demoAccountPassword'],
    ).toBe(demoPassword);
    await two.call('asc_apply_plan', { plan_id: plans[1] });
  });

  const keyOf = (plan: string): string => kept().command('KEYS', `*:plan:${plan}`).trim();

  it('is refused when it was changed, or exchanged for another plan', async () => {
    const [small, large] = [
      planIn((await one.call('asc_update', group(groups.weatherPublic, 'Small'))).text),
      planIn((await one.call('asc_update', group(groups.weatherPublic, 'Large'))).text),
    ];
    const field = (plan: string, name: string): string => kept().command('HGET', keyOf(plan), name).trim();
    kept().command('HSET', keyOf(small), 'document', field(large, 'document'));
    const refused = 'plan_unreadable: What Redis keeps of this plan cannot be opened';
    expect((await two.call('asc_apply_plan', { plan_id: small })).text).toContain(refused);
    const sealed = field(large, 'document');
    kept().command(
      'HSET',
      keyOf(large),
      'document',
      `${sealed.startsWith('A') ? 'B' : 'A'}${sealed.slice(1)}`,
    );
    expect((await two.call('asc_apply_plan', { plan_id: large })).text).toContain(refused);
    // The rest goes on.
    expect((await two.call('asc_status')).isError).toBe(false);
    expect(writes()).toEqual([]);
  });

  it('can be agreed to by nobody who only has Redis', async () => {
    const open: string[] = [];
    const waiting: Person = async ({ message }) => {
      open.push(kept().command('KEYS', '*:plan:*').trim());
      expect(message).toContain('Type');
      // Somebody says yes in Redis, with the yes to another plan.
      const agreed = planIn((await one.call('asc_update', group(groups.weatherPublic, 'Agreed'))).text);
      const approval = kept().command('HGET', keyOf(agreed), 'approval').trim();
      kept().command('HSET', open[0] ?? '', 'state', 'approved', 'approval', approval);
      return { action: 'decline' };
    };
    const client = await connectHttp(servers[0]?.url ?? '', { person: waiting });
    kept().command('FLUSHALL');
    await client.call('asc_delete', { operation: 'betaGroups_deleteInstance', id: groups.weatherExternal });
    const plan_id = /:plan:([\w-]+)/.exec(open[0] ?? '')?.[1] ?? '';
    expect(plan_id).not.toBe('');
    expect((await two.call('asc_apply_plan', { plan_id })).isError).toBe(true);
    expect(writes()).toEqual([]);
    await client.close();
  });

  it('is no plan any more when Redis threw it away', async () => {
    const plan_id = planIn((await one.call('asc_update', group(groups.weatherPublic, 'Evicted'))).text);
    kept().command('DEL', keyOf(plan_id));
    expect((await two.call('asc_apply_plan', { plan_id })).text).toContain('unknown_plan');
    expect((await one.call('asc_status')).text).not.toContain(plan_id);
    expect(writes()).toEqual([]);
  });
});

describe.skipIf(redis === undefined)('the audit log', () => {
  const verify = async (url: string | undefined): Promise<{ code: number | null; said: string }> => {
    const child = new ServerProcess({
      args: ['audit', 'verify'],
      environment: {
        HOME: home,
        ASC_STATE_DIR: join(home, 'state'),
        ...(url === undefined ? {} : { ASC_REDIS_URL: url }),
      },
    });
    const { code, stdout, stderr } = await child.close();
    return { code, said: `${stdout}${stderr}` };
  };

  it('is missed where it ends too early or is gone, even when its own end was rewritten', async () => {
    kept().command('FLUSHALL');
    for (const name of ['One', 'Two']) {
      const plan_id = planIn((await one.call('asc_update', group(groups.weatherPublic, name))).text);
      await one.call('asc_apply_plan', { plan_id });
    }
    expect(await verify(kept().url)).toMatchObject({
      code: 0,
      said: expect.stringContaining('The log is whole'),
    });
    const folder = join(home, 'state/audit');
    // The chain of the first server: it has the last outcome.
    const file = readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .sort((a, b) => readFileSync(join(folder, b)).length - readFileSync(join(folder, a)).length)[0];
    if (file === undefined) throw new Error('no log');
    const [log, head] = [join(folder, file), join(folder, file.replace('.jsonl', '.head.json'))];
    const before = [readFileSync(log, 'utf8'), readFileSync(head, 'utf8')];
    const lines = (before[0] ?? '').trimEnd().split('\n');
    const left = lines.slice(0, -2);
    const last: unknown = JSON.parse(left.at(-1) ?? '');
    writeFileSync(log, `${left.join('\n')}\n`);
    writeFileSync(head, `${canonical({ n: left.length, h: stringAt(last, 'hash') })}\n`);
    expect((await verify(undefined)).said).toContain('The log is whole');
    expect(await verify(kept().url)).toMatchObject({
      code: 1,
      said: expect.stringContaining(
        `ends at record ${left.length}; Redis knows it up to record ${lines.length}.`,
      ),
    });
    for (const path of [log, head]) renameSync(path, `${path}.away`);
    expect((await verify(kept().url)).said).toContain(`${file} is missing; `);
    for (const path of [log, head]) renameSync(`${path}.away`, path);
    for (const [index, path] of [log, head].entries()) writeFileSync(path, before[index] ?? '');
    const unreached = await verify(kept().url.replace('//', '//nobody:a-wrong-one@'));
    expect(unreached.code).toBe(2);
    expect(unreached.said).toContain('The ends of the logs could not be compared with those kept there.');
  });
});

describe.skipIf(redis === undefined)('while Redis', () => {
  it('is away, reading goes on and nothing is changed', async () => {
    pipe.cut(true);
    await readsOn();
    await changesNothing('does not answer');
    const status = await one.call('asc_status');
    expect(status).toMatchObject({ isError: false });
    expect(status.text).toContain('not known: Redis does not answer');
    // What is read meanwhile marks the client, and the other server learns of it.
    expect((await one.call('asc_list_reviews', { app: 'Weather Now' })).isError).toBe(false);
    expect(await get('/readyz')).toBe('503 {"status":"not ready","redis":"away"}');
    expect(await get('/healthz')).toContain('200 ');
    expect(await get('/metrics')).toMatch(/asc_redis_up 0/);
    pipe.cut(false);
    await back();
    expect(await get('/readyz')).toBe('200 {"status":"ready"}');
    await pause(1_100);
    await asking.call('asc_delete', { operation: 'betaGroups_deleteInstance', id: groups.weatherExternal });
    expect(asked.splice(0)[0]).toContain('This session has shown the model text of other people: ');
    const told = servers[0]
      ?.log()
      .split('\n')
      .filter((line) => line.includes('Redis does not answer'));
    expect(told?.length).toBe(1);
  });

  it('is silent, calls do not wait for it one after the other', async () => {
    pipe.stall(true);
    const began = performance.now();
    for (let calls = 0; calls < 5; calls += 1) await readsOn();
    await changesNothing('does not answer');
    expect(performance.now() - began).toBeLessThan(9_000);
    pipe.stall(false);
    await back();
  });

  it('is full, it says so', async () => {
    kept().command('CONFIG', 'SET', 'maxmemory', '1');
    await readsOn();
    await changesNothing('is full');
    expect(await get('/readyz')).toBe('503 {"status":"not ready","redis":"full"}');
    kept().command('CONFIG', 'SET', 'maxmemory', '0');
    await back();
  });

  const three = {
    batch: [
      group(groups.weatherPublic, 'Everybody'),
      group(groups.weatherInternal, 'Us'),
      group(groups.weatherExternal, 'Chasers'),
    ],
  };
  const names = () =>
    [groups.weatherPublic, groups.weatherInternal, groups.weatherExternal].map(
      (id) => objectAt(sandbox.store.get('BetaGroup', id), 'attributes')['name'],
    );

  it('dies in the middle of a plan, what was sent is told, and the rest is not sent', async () => {
    const plan_id = planIn((await one.call('asc_update', three)).text);
    onWrite = (count) => {
      if (count === 2) pipe.cut(true);
    };
    const { text, isError } = await one.call('asc_apply_plan', { plan_id });
    expect(isError).toBe(true);
    expect(writes()).toHaveLength(2);
    expect(text).toMatch(
      /^shared_state_unavailable: Stopped after 2 of 3 changes\. 1\. applied: .* 2\. applied: .* 3\. not_sent: /,
    );
    expect(text).toContain('What all servers share is kept in Redis: without it nothing is changed.');
    pipe.cut(false);
    await back();
    // It is known to have been used.
    expect((await two.call('asc_apply_plan', { plan_id })).isError).toBe(true);
    expect(writes()).toHaveLength(2);
    const again = planIn((await two.call('asc_update', three)).text);
    expect((await two.call('asc_apply_plan', { plan_id: again })).isError).toBe(false);
    expect(names()).toEqual(['Everybody', 'Us', 'Chasers']);
  });

  it('is exchanged for an empty one in the middle of a plan, nothing more is sent, and work goes on there', async () => {
    other = await startRedis();
    const [plan_id, waiting] = [
      planIn((await one.call('asc_update', three)).text),
      planIn((await one.call('asc_update', group(groups.weatherPublic, 'Waiting'))).text),
    ];
    onWrite = (count) => {
      if (count === 1) pipe.lead(other?.port ?? 0);
    };
    const { text } = await one.call('asc_apply_plan', { plan_id });
    expect(text).toMatch(/plan_lost|Redis does not answer/);
    expect(writes()).toHaveLength(1);
    await back();
    expect((await two.call('asc_apply_plan', { plan_id: waiting })).text).toContain('unknown_plan');
    const fresh = planIn((await two.call('asc_update', three)).text);
    expect((await one.call('asc_apply_plan', { plan_id: fresh })).isError).toBe(false);
    // What a client was shown is known there, too.
    await asking.call('asc_delete', { operation: 'betaGroups_deleteInstance', id: groups.weatherExternal });
    expect(asked.splice(0)[0]).toContain('This session has shown the model text of other people: ');
  });

  it('is behind TLS, the servers speak it', async () => {
    const tls = await startTls(kept().port);
    const server = await startHttp({
      sandbox,
      folder: home,
      environment: { ASC_REDIS_URL: tls.url, NODE_EXTRA_CA_CERTS: tls.certificate },
    });
    expect(server.log()).toContain('state in Redis');
    expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
    server.kill();
    expect(await server.ended).toBe(0);
    await tls.close();
  });
});
