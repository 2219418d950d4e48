import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Loopback } from '../../src/guard/approval/loopback.ts';
import { findServers, Rendezvous } from '../../src/guard/approval/rendezvous.ts';
import { asked, planOf, rightPin, say, type Table, table } from './approval-support.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

interface Announced extends Table {
  readonly rendezvous: Rendezvous;
  readonly path: string;
  readonly port: number;
  readonly token: string;
}

/** The server's side, listening and announced. */
async function announced(pinIsSet = false): Promise<Announced> {
  const here = await table(pinIsSet);
  const rendezvous = new Rendezvous(here.folder, here.desk);
  const loopback = new Loopback([(request) => rendezvous.answer(request)], {
    lingerMs: 0,
    onStopped: () => rendezvous.withdraw(),
  });
  ends.push(
    () => here.desk.clear(),
    () => loopback.stop(),
  );
  await rendezvous.announce(await loopback.start());
  const path = join(here.folder, 'run', readdirSync(join(here.folder, 'run'))[0] ?? '');
  const { port, token } = JSON.parse(readFileSync(path, 'utf8'));
  return { ...here, rendezvous, path, port, token };
}

describe('the file of a server', () => {
  it('holds the port, the secret path and the process, for its owner only', async () => {
    const { folder, path, port } = await announced();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      port,
      token: expect.stringMatching(/^[\w-]{22}$/),
      pid: process.pid,
    });
    expect(readFileSync(path, 'utf8')).toMatch(/\}\n$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'run')).mode & 0o777).toBe(0o700);
    expect(path).toMatch(new RegExp(`/${process.pid}-[0-9a-f]{6}\\.json$`));
  });

  it('is written nowhere that others may write', async () => {
    const { desk, folder } = await table(false);
    mkdirSync(join(folder, 'run'));
    chmodSync(join(folder, 'run'), 0o777);
    await expect(new Rendezvous(folder, desk).announce(1)).rejects.toThrow('Others may write');
    expect(readdirSync(join(folder, 'run'))).toEqual([]);
  });

  it('is another one for each server of a process', async () => {
    const { desk, folder } = await table(false);
    const two = [new Rendezvous(folder, desk), new Rendezvous(folder, desk)];
    for (const each of two) await each.announce(1);
    expect(readdirSync(join(folder, 'run')).length).toBe(2);
    for (const each of two) each.withdraw();
    expect(readdirSync(join(folder, 'run'))).toEqual([]);
  });

  it('goes with the process, and is waited for once however often it is written', async () => {
    const before = process.listeners('exit');
    const { rendezvous, path } = await announced();
    await rendezvous.announce(1);
    const added = process.listeners('exit').filter((each) => !before.includes(each));
    expect(added.length).toBe(1);
    added[0]?.(0);
    expect(existsSync(path)).toBe(false);
    rendezvous.withdraw();
    rendezvous.withdraw();
    expect(process.listeners('exit')).toEqual(before);
  });
});

describe('the two calls', () => {
  it('show the plans and the state of the PIN, and take an answer', async () => {
    const { desk, rendezvous, token } = await announced(true);
    const plan = planOf();
    desk.put(plan);
    expect(await rendezvous.answer(asked(`/t/${token}/plans`))).toEqual({
      status: 200,
      json: { plans: [plan], pin: { kind: 'set', setAt: expect.any(Number) } },
    });
    const answer = (given: unknown) =>
      rendezvous.answer(asked(`/t/${token}/answer`, { method: 'POST', body: JSON.stringify(given) }));
    expect(await answer({ plan: plan.id, approve: true, pin: 'not it' })).toEqual({
      status: 200,
      json: { kind: 'again', text: 'That is not the PIN. 2 tries are left.', field: 'pin' },
    });
    for (const bad of [undefined, [], {}, { plan: plan.id }, { approve: true }])
      expect(await answer(bad)).toEqual({ status: 400, json: { error: 'form' } });
    expect(desk.decision(plan.id)).toBeUndefined();
    expect(await answer({ plan: plan.id, approve: true, pin: rightPin })).toEqual({
      status: 200,
      json: { kind: 'decided', decision: { kind: 'approved', channel: 'terminal' } },
    });
  });

  it.each([
    ['GET', 'answer'],
    ['POST', 'plans'],
    ['HEAD', 'plans'],
  ])('are not %s of %s', async (method, call) => {
    const { rendezvous, token } = await announced();
    expect(await rendezvous.answer(asked(`/t/${token}/${call}`, { method }))).toEqual({
      status: 405,
      json: { error: 'method' },
    });
  });

  it.each([
    ['another secret', (token: string) => `/t/${'A'.repeat(22)}${token.slice(22)}/plans`],
    ['the beginning of it', (token: string) => `/t/${token.slice(0, 21)}/plans`],
  ])('are not found under %s', async (_name, path) => {
    const { rendezvous, token } = await announced();
    expect(await rendezvous.answer(asked(path(token)))).toEqual({
      status: 404,
      json: { error: 'not found' },
    });
  });

  it('leave other paths to others', async () => {
    const { rendezvous, token } = await announced();
    for (const path of [
      `/t/${token}/plans/more`,
      `/p/t/${token}/plans`,
      `/t/${token}/`,
      `/t/${token}/other`,
      `/t//plans`,
      `/t/a/${token}/plans`,
    ])
      expect(await rendezvous.answer(asked(path))).toBeUndefined();
  });

  it.each([['origin'], ['sec-fetch-site']])('are refused to a browser, which says %s', async (header) => {
    const { rendezvous, token } = await announced();
    // Even one that knows the secret, and before it is looked at.
    for (const each of [token, 'A'.repeat(22)])
      expect(await rendezvous.answer(asked(`/t/${each}/plans`, { headers: { [header]: 'none' } }))).toEqual({
        status: 403,
        json: { error: 'refused' },
      });
  });
});

describe('the terminal', () => {
  it('reads plans of a server and answers one, with all that was typed', async () => {
    const here = await announced();
    const plan = planOf({ tier: 'R3', code: 'KQ7RX2' });
    here.desk.put(plan);
    const [server, ...others] = await findServers(here.folder);
    expect(others).toEqual([]);
    expect(await server?.offered()).toEqual({ plans: [plan], pin: { kind: 'none' } });
    const typed = { approve: true, pin: rightPin, repeat: rightPin, code: 'KQ7RX2' };
    expect(await server?.answer(plan.id, { ...typed, code: 'x' })).toMatchObject({ field: 'code' });
    expect(await server?.answer(plan.id, { ...typed, repeat: 'x' })).toMatchObject({ field: 'repeat' });
    expect(await server?.answer(plan.id, typed)).toEqual({
      kind: 'decided',
      decision: { kind: 'approved', channel: 'terminal' },
    });
  });

  it('finds nobody where nobody ever was', async () => {
    expect(await findServers(mkdtempSync(join(tmpdir(), 'asc-nobody-')))).toEqual([]);
  });

  /** A folder with one file. */
  function withFile(name: string, content: unknown): { folder: string; path: string } {
    const folder = mkdtempSync(join(tmpdir(), 'asc-run-'));
    mkdirSync(join(folder, 'run'), { mode: 0o700 });
    const path = join(folder, 'run', name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return { folder, path };
  }
  const token = 'A'.repeat(22);
  const good = { port: 1, token, pid: process.pid };

  it.each([
    ['1-abcdef.json', 1],
    ['12345-abc_DEF.json', 1],
    ['1-abcdef.json.tmp', 0],
    ['x1-abcdef.json', 0],
    ['-abcdef.json', 0],
    ['1-.json', 0],
    ['1-a.b.json', 0],
    ['1-abcdef-json', 0],
  ])('of a file %s finds %i servers', async (name, count) => {
    expect(await findServers(withFile(name, good).folder)).toHaveLength(count);
  });

  it.each<[string, unknown]>([
    ['that is torn', '{'],
    ['that is empty', ''],
    ['with a list', []],
    ['without a process', { ...good, pid: 'x' }],
    ['without a port', { ...good, port: 0 }],
    ['without a secret', { port: 1, pid: 1 }],
  ])('passes over a file %s', async (_name, content) => {
    const { folder, path } = withFile('1-abcdef.json', content);
    expect(await findServers(folder)).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it('passes over what cannot be read', async () => {
    const { folder, path } = withFile('1-abcdef.json', good);
    mkdirSync(join(folder, 'run', '2-abcdef.json'));
    expect(await findServers(folder)).toHaveLength(1);
    expect(existsSync(path)).toBe(true);
  });

  it('removes the file of a process that has ended', async () => {
    const { folder, path } = withFile('999999999-abcdef.json', { ...good, pid: 999_999_999 });
    expect(await findServers(folder)).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });

  /** Somebody else who listens under the port by now. */
  async function impostor(status: number, answer: unknown): Promise<{ folder: string; heard: unknown[] }> {
    const heard: unknown[] = [];
    const listener = new Loopback(
      [
        async ({ method, path, body }) => {
          heard.push([method, path, body]);
          return { status, json: answer };
        },
      ],
      { lingerMs: 0, onStopped: () => {} },
    );
    ends.push(() => listener.stop());
    const port = await listener.start();
    return { folder: withFile('1-abcdef.json', { ...good, port }).folder, heard };
  }
  const nothing = { plans: [], pin: { kind: 'none' } };

  it.each([
    ['of another status', 404, { plans: [planOf()], pin: { kind: 'set', setAt: 1 } }],
    ['that is no object', 200, 'hello'],
    ['without a list', 200, { plans: 'all', pin: 'set' }],
    ['without a whole plan', 200, { plans: [{ id: 'x' }], pin: { kind: 'set' } }],
  ])('takes an answer %s for nothing', async (_name, status, answer) => {
    const { folder } = await impostor(status, answer);
    const [server] = await findServers(folder);
    expect(await server?.offered()).toEqual(nothing);
    expect(await server?.answer('x', { approve: false })).toEqual({ kind: 'gone' });
  });

  it('keeps the plans that it understands', async () => {
    const plan = planOf();
    const { folder } = await impostor(200, { plans: [{}, plan], pin: { kind: 'set', setAt: 7 } });
    const [server] = await findServers(folder);
    expect(await server?.offered()).toEqual({ plans: [plan], pin: { kind: 'set', setAt: 7 } });
  });

  it('says no more than it was told to, under the secret path', async () => {
    const { folder, heard } = await impostor(200, {});
    const [server] = await findServers(folder);
    await server?.offered();
    await server?.answer('plan-1', { approve: true, pin: 'p' });
    expect(heard).toEqual([
      ['GET', `/t/${token}/plans`, ''],
      ['POST', `/t/${token}/answer`, '{"plan":"plan-1","approve":true,"pin":"p"}'],
    ]);
  });
});

describe('a listener that has gone', () => {
  it('takes its file along', async () => {
    const { path, port } = await announced();
    await ends.splice(1, 1)[0]?.();
    expect(existsSync(path)).toBe(false);
    await expect(say(`http://127.0.0.1:${port}/`)).rejects.toThrow('ECONNREFUSED');
  });
});
