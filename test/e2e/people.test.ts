import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestLog, Sandbox } from '../../src/sandbox/index.ts';
import { acceptInvitation } from '../../src/sandbox/rules-people.ts';
import type { Stored } from '../../src/sandbox/store.ts';
import { person } from '../../src/sandbox/team-builds.ts';
import { agreeing, type Called, legalWrites, type Running, startServer } from '../support/server.ts';

let server: Running;
const asked: string[] = [];
/** Done while the person thinks. */
let meanwhile: () => void = () => undefined;
/** Done when a request has been answered. */
let answered: (request: RequestLog) => void = () => undefined;

beforeAll(async () => {
  server = await startServer({
    flags: ['--toolsets', 'users'],
    sandbox: { onRequest: (request) => answered(request) },
    person: (question) => {
      asked.push(question.message);
      meanwhile();
      return agreeing(question);
    },
  });
});
afterAll(() => server.close());

function people(args: Record<string, unknown>): Promise<Called> {
  return server.call('asc_manage_people', args);
}

/** Writes since the last look; every request has to be legal. */
function writes(): string[] {
  return legalWrites(server.taken());
}

function questions(): string[] {
  return asked.splice(0);
}

function user(sandbox: Sandbox, email: string): Stored | undefined {
  return [...sandbox.store.all('User')].find((one) => one.attributes['username'] === email);
}

function invitation(sandbox: Sandbox, email: string): Stored | undefined {
  return [...sandbox.store.all('UserInvitation')].find((one) => one.attributes['email'] === email);
}

describe('asc_manage_people', () => {
  it('shows who can do what, as text of other people', async () => {
    const all = await people({ action: 'list' });
    expect(all.text).toContain('people: 7 on the team, 2 invited');
    expect(all.text).toContain('Rosa Moreau,rosa.moreau@example.com,CUSTOMER_SUPPORT,Trail Mate,no,member');
    expect(all.text).toContain('DEVELOPER: development and delivery of apps');
    expect(all.text).toContain('Between the marks is text that other people wrote');
    expect(server.taken()).toHaveLength(2);
    const some = await people({ action: 'list', roles: ['support'], apps: ['Trail Mate'] });
    expect(some.text).toContain('people: 1 on the team, 0 invited');
    const holder = await people({ action: 'list', roles: ['account holder'] });
    expect(holder.text).toContain('mara.lindqvist@example.com');
    expect(writes()).toEqual([]);
  });

  it('invites from a file in one plan; who is there or invited already is left alone', async () => {
    writeFileSync(
      join(server.downloads, 'people.csv'),
      [
        'E-Mail,First name,Last name,Roles,Apps',
        'anna@example.net,Anna,Berg,"app manager, developer",all',
        'ben@example.net,Ben,Cole,support,Weather Now|Trail Mate',
        'SVEN.lund@example.com,Sven,Lund,developer,all',
      ].join('\n'),
    );
    const done = await people({ action: 'invite', csv: 'people.csv' });
    expect(done.text).toContain('applied: all 2 changes.');
    expect(done.text).toContain('SVEN.lund@example.com is on the team already');
    expect(questions()).toHaveLength(1);
    expect(writes()).toEqual(['POST /v1/userInvitations', 'POST /v1/userInvitations']);
    expect(invitation(server.sandbox, 'anna@example.net')?.attributes).toMatchObject({
      roles: ['APP_MANAGER', 'DEVELOPER'],
      allAppsVisible: true,
      provisioningAllowed: false,
    });
    const ben = invitation(server.sandbox, 'ben@example.net');
    expect(ben === undefined ? [] : server.sandbox.store.linked(ben, 'visibleApps')).toHaveLength(2);
    const again = await people({ action: 'invite', csv: 'people.csv' });
    expect(again.text).toContain('Nothing to do. Nothing was changed.');
    expect(again.text).toContain('anna@example.net is invited already');
    expect(writes()).toEqual([]);
  });

  it('replaces an invitation that says something else', async () => {
    const call = {
      action: 'invite',
      people: ['Anna Berg <anna@example.net>'],
      roles: ['marketing'],
      apps: ['all'],
    };
    const done = await people(call);
    expect(done.text).toContain('it is taken back, and a new one is sent');
    expect(writes().map((line) => line.split(' ')[0])).toEqual(['DELETE', 'POST']);
    expect(questions()).toHaveLength(1);
  });

  it('changes roles and apps, only what differs', async () => {
    const call = {
      action: 'change',
      people: ['Jonas Varga'],
      roles: ['Developer', 'create apps'],
      apps: ['Weather Now'],
    };
    expect((await people(call)).isError).toBe(false);
    expect(writes()).toHaveLength(1);
    expect(user(server.sandbox, 'jonas.varga@example.com')?.attributes['roles']).toEqual([
      'CREATE_APPS',
      'DEVELOPER',
    ]);
    const [question] = questions();
    expect(question).toContain('Weather Now');
    const again = await people(call);
    expect(again.text).toContain('jonas.varga@example.com is as wanted');
    expect(writes()).toEqual([]);
    const all = await people({ action: 'change', people: ['jonas.varga@example.com'], apps: ['all'] });
    expect(all.isError).toBe(false);
    expect(user(server.sandbox, 'jonas.varga@example.com')?.attributes['allAppsVisible']).toBe(true);
    writes();
    questions();
  });

  it('removes from the team and takes invitations back, and knows which of the two it is', async () => {
    const { email } = person(3);
    const invited = await people({ action: 'remove', people: [email] });
    expect(invited.text).toContain('is only invited; action "cancel" takes that back');
    const cancelled = await people({ action: 'cancel', people: [email, 'nobody@example.org'] });
    expect(cancelled.isError).toBe(false);
    expect(cancelled.text).toContain('nobody@example.org has no invitation');
    expect(invitation(server.sandbox, email)).toBeUndefined();
    const removed = await people({ action: 'remove', people: ['rosa.moreau@example.com'] });
    expect(removed.isError).toBe(false);
    expect(user(server.sandbox, 'rosa.moreau@example.com')).toBeUndefined();
    const again = await people({ action: 'remove', people: ['rosa.moreau@example.com'] });
    expect(again.text).toContain('Nothing was changed.');
    expect(writes()).toHaveLength(2);
    expect(questions()).toHaveLength(2);
  });

  it('does not cancel an invitation that was accepted while the person thought', async () => {
    const { email } = person(14);
    const standing = invitation(server.sandbox, email);
    meanwhile = () => {
      if (standing !== undefined) acceptInvitation(server.sandbox.store, standing.id);
    };
    const late = await people({ action: 'cancel', people: [email] });
    meanwhile = () => undefined;
    expect(late.isError).toBe(true);
    expect(late.text).toContain('STALE');
    expect(writes()).toEqual([]);
    const again = await people({ action: 'cancel', people: [email] });
    expect(again.text).toContain('has accepted and is on the team; action "remove" takes them out');
    questions();
  });

  it('says so when an invitation was accepted between the last look and the request (410)', async () => {
    const call = { people: ['Late One <late@example.net>'], roles: ['sales'], apps: ['all'] };
    expect((await people({ ...call, action: 'invite' })).isError).toBe(false);
    const standing = invitation(server.sandbox, 'late@example.net');
    let looks = 0;
    answered = ({ method, path }) => {
      if (method !== 'GET' || path !== `/v1/userInvitations/${standing?.id}`) return;
      looks += 1;
      if (looks === 2 && standing !== undefined) acceptInvitation(server.sandbox.store, standing.id);
    };
    const late = await people({ action: 'cancel', people: ['late@example.net'] });
    answered = () => undefined;
    expect(late.isError).toBe(true);
    expect(late.text).toContain('That invitation was accepted in the meantime');
    expect(late.text).toContain('action "remove"');
    writes();
    questions();
  });

  it.each([
    [{ action: 'remove', people: ['Mara Lindqvist'] }, 'is the Account Holder'],
    [
      { action: 'change', people: ['mara.lindqvist@example.com'], roles: ['developer'] },
      'is the Account Holder',
    ],
    [{ action: 'change', people: ['Sven Lund'], roles: ['account holder'] }, 'Nobody becomes Account Holder'],
    [{ action: 'change', people: ['Sven Lund'], roles: ['develloper'] }, 'Nearest: DEVELOPER'],
    [
      { action: 'change', people: ['Sven Lund'], roles: ['admin'], apps: ['Weather Now'] },
      'admins see all apps',
    ],
    [{ action: 'change', people: ['Nobody Here'], roles: ['admin'] }, 'Nobody on the team is called'],
    [{ action: 'invite', people: ['x@example.net'], roles: ['sales'], apps: ['all'] }, 'first and last name'],
    [{ action: 'invite', people: ['X Y <x@example.net>'], roles: ['sales'] }, 'Which apps shall'],
    [
      { action: 'invite', people: ['X Y <x@example.net>'], roles: ['sales'], apps: ['all', 'Trail Mate'] },
      'not both',
    ],
    [{ action: 'invite', csv: 'wrong.csv' }, 'line 2 has no e-mail address ("x"); line 3: There is no role'],
    [{ action: 'cancel' }, 'Nobody is named'],
  ])('refuses %j before anything is sent', async (call, why) => {
    writeFileSync(join(server.downloads, 'wrong.csv'), 'email,roles\nx,sales\ny@example.net,boss\n');
    const refused = await people(call);
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain(why);
    expect(writes()).toEqual([]);
  });
});
