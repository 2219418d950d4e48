import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RequestLog, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { connectHttp, endAll, startHttp } from '../support/http.ts';
import { type Asked, agreeing, faults, type Running, startServer } from '../support/server.ts';
import { ServerProcess } from './process.ts';

let home: string;
let work: Sandbox;
let club: Sandbox;
const requests = { work: [] as RequestLog[], club: [] as RequestLog[] };
const asked: Asked[] = [];
let server: Running;
/** What happens while a request is at this account. */
let duringWork = (): void => {};
/** No key in the environment: the accounts hold them. */
const bare = { ASC_KEY_ID: '', ASC_ISSUER_ID: '', ASC_PRIVATE_KEY: '', ASC_BASE_URL: '' };
const writes = (of: 'work' | 'club'): string[] =>
  requests[of]
    .splice(0)
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path}`);
/** R2: testers see it. */
const rename = {
  operation: 'betaGroups_updateInstance',
  id: teamIds.groups.weatherPublic,
  attributes: { publicLinkEnabled: true, publicLinkLimitEnabled: true, publicLinkLimit: 500 },
};

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'asc-accounts-'));
  work = await startSandbox({
    onRequest: (request) => {
      requests.work.push(request);
      duringWork();
    },
  });
  club = await startSandbox({ team: 'empty', onRequest: (request) => requests.club.push(request) });
  mkdirSync(join(home, 'state'), { mode: 0o700 });
  const accounts = Object.fromEntries(
    Object.entries({ work, club }).map(([name, { url, credentials }]) => {
      const path = join(home, `${name}.p8`);
      writeFileSync(path, credentials.privateKey, { mode: 0o600 });
      const { keyId, issuerId } = credentials;
      return [name, { keyId, issuerId, key: { path }, baseUrl: url }];
    }),
  );
  writeFileSync(
    join(home, 'state/accounts.json'),
    JSON.stringify({ version: 1, default: 'work', accounts }),
    { mode: 0o600 },
  );
  server = await startServer({
    environment: { ...bare, ASC_STATE_DIR: join(home, 'state') },
    person: (question) => {
      asked.push(question);
      return agreeing(question);
    },
  });
});
afterAll(async () => {
  endAll();
  await server.close();
  await work.close();
  await club.close();
  rmSync(home, { recursive: true, force: true });
});

describe('two accounts', () => {
  it('are an argument of every tool, with the default first', async () => {
    const { tools } = await server.client.listTools();
    for (const { inputSchema } of tools)
      expect(inputSchema.properties?.['account']).toEqual({
        type: 'string',
        enum: ['work', 'club'],
        description: 'Default work',
      });
    expect(server.client.getInstructions()).toContain('Accounts: work, club; work is meant');
  });

  it('are read each with its own key, the default when none is named', async () => {
    requests.work.length = 0;
    const first = await server.call('asc_read', { operation: 'apps_getCollection' });
    expect(first.text).toContain('Weather Now');
    expect(first.text).not.toContain('This is account');
    expect(requests.work.length).toBe(1);
    expect(requests.club).toEqual([]);
    const second = await server.call('asc_read', { operation: 'apps_getCollection', account: 'club' });
    expect(second.isError).toBe(false);
    expect(second.text).not.toContain('Weather Now');
    expect(second.text).toContain('This is account "club"');
    expect(requests.work.length).toBe(1);
    expect(requests.club.length).toBe(1);
    expect(faults([...requests.work.splice(0), ...requests.club.splice(0)])).toEqual([]);
    const status = await server.call('asc_status', { account: 'club' });
    expect(status.text).toContain('account: club; the others: work (argument account)');
  });

  it('refuses an account that there is not', async () => {
    expect(await server.call('asc_status', { account: 'Work' })).toEqual({
      isError: true,
      text: 'There is no account "Work". Accounts: work, club. Nothing was done.',
    });
  });

  it('tell the person which one a change is for', async () => {
    const { isError } = await server.call('asc_update', { ...rename, account: 'work' });
    expect(isError).toBe(false);
    expect(asked.splice(0).map(({ message }) => message.split('\n')[0])).toEqual([
      expect.stringContaining(`Live account "work" (key ${work.credentials.keyId}): one change (R2`),
    ]);
    expect(writes('work')).toEqual([`PATCH /v1/betaGroups/${teamIds.groups.weatherPublic}`]);
    expect(writes('club')).toEqual([]);
    const log = new ServerProcess({
      args: ['audit', 'show', '--json'],
      environment: { HOME: home, ASC_STATE_DIR: join(home, 'state') },
    });
    expect((await log.close()).stdout).toMatch(/"account":"work".*"kind":"outcome"/);
  });

  it('do not know each other’s plans', async () => {
    const alone = await startServer({
      environment: { ...bare, ASC_STATE_DIR: join(home, 'state') },
      // Its names are looked for in both accounts.
      policy: {
        version: 1,
        approval: { twoStepWithoutHuman: 'R2' },
        rules: [{ effect: 'deny', ops: ['reviewSubmissions_*'], apps: ['Weather Now'] }],
      },
    });
    expect((await alone.call('asc_status', { account: 'club' })).isError).toBe(false);
    const planned = await alone.call('asc_update', { ...rename, attributes: { publicLinkLimit: 400 } });
    const plan = /plan ([\w-]{22})/.exec(planned.text)?.[1] ?? '';
    expect(plan).not.toBe('');
    const other = await alone.call('asc_apply_plan', { plan_id: plan, account: 'club' });
    expect(other.isError).toBe(true);
    expect(other.text).toContain('unknown_plan');
    expect([...writes('work'), ...writes('club')]).toEqual([]);
    expect((await alone.call('asc_apply_plan', { plan_id: plan })).isError).toBe(false);
    expect(writes('work')).toEqual([`PATCH /v1/betaGroups/${teamIds.groups.weatherPublic}`]);
    await alone.close();
  });

  it('are there over HTTP, too', async () => {
    const http = await startHttp({
      sandbox: work,
      folder: join(home, 'http'),
      environment: { ...bare, ASC_STATE_DIR: join(home, 'state') },
    });
    const { call, close } = await connectHttp(http.url);
    const { text } = await call('asc_status', { account: 'club' });
    expect(text).toContain(`key: ${club.credentials.keyId}`);
    await close();
  });
});

describe('a conversation', () => {
  it('that has read reviews in one account is careful in the other, too', async () => {
    const invite = {
      operation: 'userInvitations_createInstance',
      attributes: { email: 'ida@example.com', firstName: 'Ida', lastName: 'Berg', roles: ['DEVELOPER'] },
      account: 'club',
    };
    const warning = 'This session has shown the model text of other people: ';
    asked.length = 0;
    await server.call('asc_create', invite);
    expect((await server.call('asc_list_reviews', { app: 'Weather Now', account: 'work' })).isError).toBe(
      false,
    );
    await server.call('asc_create', {
      ...invite,
      attributes: { ...invite.attributes, email: 'per@example.com' },
    });
    expect(asked.splice(0).map(({ message }) => message.includes(warning))).toEqual([false, true]);
    expect(writes('club')).toEqual(['POST /v1/userInvitations', 'POST /v1/userInvitations']);
  });
});

describe('fault 7', () => {
  /** A state folder with these accounts in it. */
  const stateWith = (name: string, accounts: Record<string, unknown>): string => {
    const folder = join(home, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const [first = ''] = Object.keys(accounts);
    const file = { version: 1, default: first, accounts };
    writeFileSync(join(folder, 'accounts.json'), JSON.stringify(file), { mode: 0o600 });
    return folder;
  };
  const accountOf = (name: 'work' | 'club') => {
    const { url, credentials } = name === 'work' ? work : club;
    const { keyId, issuerId, privateKey } = credentials;
    const path = join(home, `${name}-copy.p8`);
    writeFileSync(path, privateKey, { mode: 0o600 });
    return { keyId, issuerId, key: { path }, baseUrl: url };
  };
  /** What was asked of an account since the last look. It takes its own key alone, so 200 says whose it was. */
  const answersOf = (of: 'work' | 'club'): unknown[] => [
    ...new Set(requests[of].splice(0).map(({ method, status }) => `${method} ${status}`)),
  ];

  it('fault 7: accounts that are exchanged in mid-call change nothing of it, nor of later ones', async () => {
    const state = stateWith('exchanged', { work: accountOf('work'), club: accountOf('club') });
    const running = await startServer({ environment: { ...bare, ASC_STATE_DIR: state } });
    requests.work.length = 0;
    requests.club.length = 0;
    // The first request of the call is there: now each name stands for the other's key and address, and each key file
    // holds the other's key.
    const [workKey, clubKey] = [work, club].map(({ credentials }) => credentials.privateKey);
    let exchanged = false;
    duringWork = () => {
      if (exchanged) return;
      exchanged = true;
      stateWith('exchanged', { work: accountOf('club'), club: accountOf('work') });
      writeFileSync(join(home, 'work-copy.p8'), clubKey ?? '', { mode: 0o600 });
      writeFileSync(join(home, 'club-copy.p8'), workKey ?? '', { mode: 0o600 });
    };
    const name = { operation: 'apps_builds_getToManyRelated', id: 'Weather Now', limit: 1 };
    const [first, other] = await Promise.all([
      running.call('asc_read', name),
      running.call('asc_read', { operation: 'apps_getCollection', account: 'club' }),
    ]);
    duringWork = () => {};
    expect([exchanged, first.isError, other.isError]).toEqual([true, false, false]);
    expect(requests.work.length).toBeGreaterThan(1);
    expect((await running.call('asc_read', name)).isError).toBe(false);
    expect((await running.call('asc_status', { account: 'club' })).text).toContain(
      `key: ${club.credentials.keyId}`,
    );
    expect(answersOf('work')).toEqual(['GET 200']);
    expect(answersOf('club')).toEqual(['GET 200']);
    await running.close();
  });

  it('fault 7: two accounts with one key are two accounts: plans and log are their own', async () => {
    const state = stateWith('twins', { live: accountOf('work'), copy: accountOf('work') });
    const running = await startServer({
      environment: { ...bare, ASC_STATE_DIR: state },
      policy: { version: 1, approval: { twoStepWithoutHuman: 'R2' } },
    });
    const both = await Promise.all(
      ['live', 'copy', 'live', 'copy'].map((account) =>
        running.call('asc_read', { operation: 'apps_getCollection', account }),
      ),
    );
    expect(both.map(({ isError }) => isError)).toEqual([false, false, false, false]);
    expect(answersOf('work')).toEqual(['GET 200']);
    const planned = await running.call('asc_update', {
      ...rename,
      attributes: { publicLinkLimit: 321 },
      account: 'live',
    });
    const plan = /plan ([\w-]{22})/.exec(planned.text)?.[1] ?? '';
    expect(plan).not.toBe('');
    const elsewhere = await running.call('asc_apply_plan', { plan_id: plan, account: 'copy' });
    expect([elsewhere.isError, writes('work')]).toEqual([true, []]);
    expect((await running.call('asc_apply_plan', { plan_id: plan, account: 'live' })).isError).toBe(false);
    expect(writes('work')).toEqual([`PATCH /v1/betaGroups/${teamIds.groups.weatherPublic}`]);
    const log = new ServerProcess({
      args: ['audit', 'show', '--json'],
      environment: { HOME: home, ASC_STATE_DIR: state },
    });
    const outcomes = (await log.close()).stdout
      .split('\n')
      .filter((line) => line.includes('"kind":"outcome"'));
    expect(outcomes).toEqual([expect.stringContaining('"account":"live"')]);
    await running.close();
  });
});

describe('whose key is used', () => {
  const statusOf = async (args: readonly string[], environment: Record<string, string>): Promise<string> => {
    const child = new ServerProcess({
      args,
      environment: { HOME: home, ASC_STATE_DIR: join(home, 'state'), ...environment },
    });
    await child.initialize();
    const answer = await child.request(1, 'tools/call', { name: 'asc_status', arguments: {} });
    const { tools } = Object.fromEntries(
      Object.entries((await child.request(2, 'tools/list'))['result'] ?? {}),
    );
    await child.close();
    return `${JSON.stringify(answer)} ${JSON.stringify(tools).includes('"account"') ? 'argument' : 'no argument'}`;
  };
  const environment = () => ({
    ASC_KEY_ID: club.credentials.keyId,
    ASC_ISSUER_ID: club.credentials.issuerId ?? '',
    ASC_PRIVATE_KEY: club.credentials.privateKey,
    ASC_BASE_URL: club.url,
  });

  it('an account that is named, before a key of the environment', async () => {
    for (const said of [
      await statusOf(['--account', 'work'], environment()),
      await statusOf([], { ...environment(), ASC_ACCOUNT: 'work' }),
    ]) {
      expect(said).toContain('account: work');
      expect(said).toContain(`key: ${work.credentials.keyId}`);
      expect(said).toMatch(/ argument$/);
    }
  });

  it('a key of the environment, before the default account; it is the only one then', async () => {
    const said = await statusOf([], environment());
    expect(said).toContain(`key: ${club.credentials.keyId}`);
    expect(said).toMatch(/ no argument$/);
  });

  it('the account that was named is the default', async () => {
    const said = await statusOf(['--account', 'club'], {});
    expect(said).toContain('account: club; the others: work');
  });

  it('an account that there is not stops the start', async () => {
    const child = new ServerProcess({
      args: ['--account', 'holiday'],
      environment: { HOME: home, ASC_STATE_DIR: join(home, 'state') },
    });
    const { code, stdout, stderr } = await child.close();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'asc-mcp: There is no account "holiday". There are: work, club. Add it with: asc-mcp setup --account holiday\n',
    );
  });
});
