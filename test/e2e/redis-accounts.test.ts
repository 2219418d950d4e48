import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { type Authority, startAuthority } from '../support/authority.ts';
import { connectHttp, endAll, type HttpClient, type HttpServer, startHttp } from '../support/http.ts';
import { startRedis } from '../support/redis.ts';
import type { Person } from '../support/server.ts';

const redis = await startRedis();
if (redis === undefined) console.warn('SKIPPED: there is no redis-server on this machine.');

let home: string;
let authority: Authority;
let work: Sandbox;
let club: Sandbox;
let servers: readonly HttpServer[] = [];
const requests = { work: [] as RequestLog[], club: [] as RequestLog[] };
const open: HttpClient[] = [];
const writes = (of: 'work' | 'club'): string[] =>
  requests[of].filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);

/** No key in the environment: the accounts hold them. */
const bare = { ASC_KEY_ID: '', ASC_ISSUER_ID: '', ASC_PRIVATE_KEY: '', ASC_BASE_URL: '' };

/** Two servers, two teams and three accounts: "twin" is another name for the key of "work". */
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'asc-redis-accounts-'));
  authority = await startAuthority();
  const rate = { hourLimit: 120, minuteLimit: 5_000 };
  work = await startSandbox({ rate, onRequest: (request) => requests.work.push(request) });
  club = await startSandbox({ rate, onRequest: (request) => requests.club.push(request) });
  mkdirSync(join(home, 'state'), { mode: 0o700 });
  const accounts = Object.fromEntries(
    Object.entries({ work, club, twin: work }).map(([name, { url, credentials }]) => {
      const path = join(home, `${name}.p8`);
      writeFileSync(path, credentials.privateKey, { mode: 0o600 });
      const { keyId, issuerId } = credentials;
      return [name, { keyId, issuerId, key: { path }, baseUrl: url }];
    }),
  );
  writeFileSync(
    join(home, 'state/accounts.json'),
    JSON.stringify({ version: 1, default: 'work', accounts }),
    {
      mode: 0o600,
    },
  );
  const policy = join(home, 'policy.json');
  writeFileSync(
    policy,
    JSON.stringify({
      version: 1,
      approval: { twoStepWithoutHuman: 'R2' },
      limits: { writesPerHour: 3 },
    }),
    { mode: 0o600 },
  );
  const environment = {
    ...bare,
    ...authority.environment,
    ASC_STATE_DIR: join(home, 'state'),
    ASC_POLICY: policy,
    ASC_REDIS_URL: redis?.url ?? '',
  };
  servers = await Promise.all([
    startHttp({ sandbox: work, folder: home, environment }),
    startHttp({ sandbox: work, folder: home, environment }),
  ]);
});
beforeEach(() => {
  requests.work.length = 0;
  requests.club.length = 0;
});
afterAll(async () => {
  await Promise.all(open.map(({ close }) => close()));
  endAll();
  authority.close();
  await Promise.all([work.close(), club.close()]);
  redis?.close();
  rmSync(home, { recursive: true, force: true });
});

/** Somebody at one of the servers. */
async function at(server: 0 | 1, subject: string, person?: Person): Promise<HttpClient['call']> {
  const bearer = await authority.tokenOf({ subject });
  const asking = person === undefined ? {} : { person };
  const client = await connectHttp(servers[server]?.url ?? '', { bearer, ...asking });
  open.push(client);
  return client.call;
}

const rename = (name: string) => ({
  operation: 'betaGroups_updateInstance',
  id: teamIds.groups.weatherPublic,
  attributes: { name },
});
const planIn = (text: string): string => /plan ([\w-]{22}) /.exec(text)?.[1] ?? '';
const path = `PATCH /v1/betaGroups/${teamIds.groups.weatherPublic}`;

describe.skipIf(redis === undefined)('two servers, three accounts and one Redis', () => {
  it('keep a plan to its account and to its client', async () => {
    const made = await (await at(0, 'ida'))('asc_update', { ...rename('Everybody'), account: 'work' });
    const plan_id = planIn(made.text);
    expect(plan_id).not.toBe('');
    const [ida, per] = [await at(1, 'ida'), await at(1, 'per')];
    for (const [call, account] of [
      [ida, 'club'],
      [ida, 'twin'],
      [per, 'work'],
    ] as const) {
      const { text, isError } = await call('asc_apply_plan', { plan_id, account });
      expect({ isError, text }).toMatchObject({
        isError: true,
        text: expect.stringMatching(/^unknown_plan/),
      });
      expect((await call('asc_status', { account })).text).not.toContain(plan_id);
    }
    expect((await ida('asc_status', { account: 'work' })).text).toContain(plan_id);
    expect([...writes('work'), ...writes('club')]).toEqual([]);
    expect(await ida('asc_apply_plan', { plan_id, account: 'work' })).toMatchObject({ isError: false });
    expect(writes('work')).toEqual([path]);
    expect(writes('club')).toEqual([]);
  });

  it('count the writes of a client in an account, over both servers', async () => {
    const send = async (call: HttpClient['call'], account: string, name: string): Promise<string> => {
      const made = await call('asc_update', { ...rename(name), account });
      if (made.isError) return made.text;
      return (await call('asc_apply_plan', { plan_id: planIn(made.text), account })).text;
    };
    const [one, two] = [await at(0, 'eva'), await at(1, 'eva')];
    for (const [call, name] of [
      [one, 'A'],
      [two, 'B'],
      [one, 'C'],
    ] as const)
      await send(call, 'work', name);
    expect(writes('work')).toHaveLength(3);
    expect(await send(two, 'work', 'D')).toContain('the policy allows 3 in an hour (writesPerHour)');
    // Another account, even of the same key, and another client have limits of their own.
    await send(two, 'twin', 'E');
    await send(two, 'club', 'F');
    await send(await at(0, 'per'), 'work', 'G');
    expect(writes('work')).toHaveLength(5);
    expect(writes('club')).toEqual([path]);
  });

  it('remember what a client was shown, at both servers and in every account', async () => {
    const asked: string[] = [];
    const person: Person = ({ message }) => {
      asked.push(message);
      return { action: 'accept', content: { decision: 'cancel', code: '' } };
    };
    const [one, two, per] = [await at(0, 'kim'), await at(1, 'kim', person), await at(1, 'per', person)];
    expect((await one('asc_list_reviews', { app: 'Weather Now', account: 'work' })).isError).toBe(false);
    const warned = async (call: HttpClient['call'], account: string): Promise<boolean> => {
      await call('asc_delete', {
        operation: 'betaGroups_deleteInstance',
        id: teamIds.groups.weatherPublic,
        account,
      });
      return asked.splice(0)[0]?.includes('This session has shown the model text of other people: ') === true;
    };
    expect(await warned(two, 'work')).toBe(true);
    // One conversation reads reviews in one account and writes in another.
    expect(await warned(two, 'club')).toBe(true);
    expect(await warned(two, 'twin')).toBe(true);
    expect(await warned(per, 'work')).toBe(false);
    expect([...writes('work'), ...writes('club')]).toEqual([]);
  });

  it('share the rate of a key, and of no other', async () => {
    const [one, two] = [await at(0, 'ida'), await at(1, 'ida')];
    const read = (call: HttpClient['call'], account: string): Promise<string> =>
      call('asc_read', { operation: 'apps_getInstance', id: teamIds.weather.app, account }).then(
        ({ text }) => text,
      );
    // What the tests before have left of the hour, and no more.
    for (let round = 0; round < 7; round += 1)
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => read(one, index % 2 === 0 ? 'work' : 'twin')),
      );
    requests.work.length = 0;
    expect(await read(two, 'twin')).toMatch(/^rate_limited/);
    expect(await read(two, 'work')).toMatch(/^rate_limited/);
    expect(requests.work).toEqual([]);
    expect(await read(two, 'club')).toContain('com.example.weather');
    expect([...requests.work, ...requests.club].filter(({ status }) => status === 429)).toEqual([]);
  });

  it('say whose budget it is that is nearly used up', async () => {
    const answer = await fetch(`${servers[1]?.origin}/metrics`, {
      headers: { authorization: `Bearer ${await authority.tokenOf()}` },
    });
    const text = await answer.text();
    expect(text).toMatch(/asc_apple_rate_remaining\{account="club",budget="user-hour"\} \d+/);
    expect(text).toMatch(/asc_apple_rate_remaining\{account="work",budget="user-hour"\} \d+/);
    expect(text).toContain('asc_redis_up 1');
  });
});
