import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { person } from '../../src/sandbox/team-builds.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';
import { legalWrites, noting, type Running, startServer } from '../support/server.ts';

const { groups } = teamIds;
let server: Running;
let asked: string[] = [];

async function start(): Promise<void> {
  asked = [];
  server = await startServer({
    person: noting((message) => asked.push(message)),
  });
}

afterEach(() => server.close());

/** Writes since the last look; every request has to be legal. */
function writes(): string[] {
  return legalWrites(server.taken());
}

function members(group: string): number {
  const { store } = server.sandbox;
  const stored = store.get('BetaGroup', group);
  return stored === undefined ? 0 : store.linked(stored, 'betaTesters').length;
}

const external = { app: 'Weather Now', group: 'Storm chasers' };
const linked = `/v1/betaGroups/${groups.weatherExternal}/relationships/betaTesters`;
/** Ten strangers, three testers of other groups, one of this group, one twice. */
const lines = [
  'First Name,Last Name,E-Mail',
  ...Array.from({ length: 10 }, (_, index) => `New,"Tester, ${index}",new${index}@example.net`),
  ...[3, 4, 5, 1].map((index) => `Old,One,${person(index).email.toUpperCase()}`),
  '',
  'New,Again,NEW3@example.net',
];

describe('asc_manage_testers', () => {
  it('refuses a file with a wrong line before anything is sent, then adds all in one plan', async () => {
    await start();
    const file = join(server.downloads, 'testers.csv');
    writeFileSync(file, [...lines, 'Nobody,Here,nobody at example.net'].join('\n'));
    const call = { ...external, action: 'add', csv: 'testers.csv' };
    const refused = await server.call('asc_manage_testers', call);
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain('line 18 has no e-mail address ("nobody at example.net")');
    expect(writes()).toEqual([]);
    const before = members(groups.weatherExternal);
    writeFileSync(file, lines.join('\r\n'));
    const added = await server.call('asc_manage_testers', call);
    expect(added).toMatchObject({ isError: false });
    expect(added.text).toContain('applied: all 11 changes.');
    expect(added.text).toContain('new: 10, known and linked: 3, in it already: 1');
    expect(added.text).toContain('named more than once, taken once: 1');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('Apple sends e-mail');
    expect(writes()).toEqual([`POST ${linked}`, ...Array<string>(10).fill('POST /v1/betaTesters')]);
    expect(members(groups.weatherExternal)).toBe(before + 13);
    const again = await server.call('asc_manage_testers', call);
    expect(again.text).toContain('Nothing to do in Weather Now.');
    expect(writes()).toEqual([]);
  });

  it('takes testers out of the group, and says who was not in it', async () => {
    await start();
    const before = members(groups.weatherExternal);
    const call = {
      ...external,
      action: 'remove',
      testers: [{ email: person(1).email }, { email: person(8).email }, { email: 'who@example.net' }],
    };
    const removed = await server.call('asc_manage_testers', call);
    expect(removed).toMatchObject({ isError: false });
    expect(removed.text).toContain('not in it: who@example.net');
    expect(writes()).toEqual([`DELETE ${linked}`]);
    expect(members(groups.weatherExternal)).toBe(before - 2);
    expect((await server.call('asc_manage_testers', call)).text).toContain('Nothing to do');
    expect(writes()).toEqual([]);
  });

  it('invites those of a group who have not taken the invitation', async () => {
    await start();
    const { text, isError } = await server.call('asc_manage_testers', { ...external, action: 'invite' });
    expect(isError, text).toBe(false);
    const sent = writes();
    expect(sent.length).toBeGreaterThan(1);
    expect(new Set(sent)).toEqual(new Set(['POST /v1/betaTesterInvitations']));
    expect(asked).toHaveLength(1);
    const none = await server.call('asc_manage_testers', {
      app: 'Weather Now',
      action: 'invite',
      testers: [{ email: 'who@example.net' }],
    });
    expect(none.text).toContain('not testers of this app, add them first: who@example.net');
    expect(writes()).toEqual([]);
  });

  it('lets people of the team alone into an internal group', async () => {
    await start();
    const call = { app: 'Weather Now', action: 'add', group: 'Weather team' };
    const stranger = await server.call('asc_manage_testers', {
      ...call,
      testers: [{ email: 'who@example.net' }, { email: 'sven.lund@example.com' }],
    });
    expect(stranger.isError).toBe(true);
    expect(stranger.text).toContain('takes people of the team only; these are none: who@example.net.');
    expect(writes()).toEqual([]);
    const own = await server.call('asc_manage_testers', {
      ...call,
      testers: [{ email: 'sven.lund@example.com', first_name: 'Sven', last_name: 'Lund' }],
    });
    expect(own).toMatchObject({ isError: false });
    expect(writes()).toEqual(['POST /v1/betaTesters']);
  });

  it('keeps to the size of a group and of a plan', async () => {
    await start();
    const { store } = server.sandbox;
    const inside = store.get('BetaGroup', groups.weatherInternal);
    const many = Array.from({ length: 100 }, (_, index) => {
      const id = `f1b2c3d4-0000-4000-8000-${String(index).padStart(12, '0')}`;
      store.put('BetaTester', id, { email: `in${index}@example.com`, state: 'INSTALLED' });
      return id;
    });
    if (inside !== undefined) store.link(inside, 'betaTesters', many);
    const full = await server.call('asc_manage_testers', {
      app: 'Weather Now',
      action: 'add',
      group: 'Weather team',
      testers: [{ email: 'sven.lund@example.com' }],
    });
    expect(full.text).toContain('has 100 testers and room for 0 more (100 in all); 1 are to be added');
    const sixty = Array.from({ length: 60 }, (_, index) => ({ email: `more${index}@example.net` }));
    const shown = await server.call('asc_manage_testers', {
      ...external,
      action: 'add',
      testers: sixty,
      dry_run: true,
    });
    expect(shown.text).toContain('10 more do not fit into one plan of 50: make the same call again');
    expect(writes()).toEqual([]);
  });

  it('says what is wrong with its arguments', async () => {
    await start();
    const refused = async (args: Record<string, unknown>): Promise<string> => {
      const { text, isError } = await server.call('asc_manage_testers', { app: 'Weather Now', ...args });
      expect(isError, text).toBe(true);
      return text;
    };
    expect(await refused({ action: 'add', group: 'Storm chasers' })).toContain('Nobody is named.');
    expect(await refused({ action: 'add', testers: [{ email: 'a@example.net' }] })).toContain(
      '"Weather team", "Storm chasers", "Public beta"',
    );
    expect(await refused({ ...external, action: 'add', testers: [{ email: 'a b@example.net' }] })).toContain(
      'No e-mail address: "a b@example.net"',
    );
    expect(await refused({ ...external, action: 'add', csv: '../testers.csv' })).toContain('bad_path');
    expect(await refused({ ...external, action: 'add', csv: 'none.csv' })).toContain('There is no file');
    expect(writes()).toEqual([]);
  });
});
