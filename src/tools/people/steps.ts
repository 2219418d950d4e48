import { cleanText } from '../clean.ts';
import { utcDay } from '../days.ts';
import { refused } from '../refused.ts';
import { isAddress } from '../testflight/people.ts';
import type { Step } from '../write/prepare.ts';
import { isHolder, type Member } from './team.ts';
import type { Wanted } from './wanted.ts';

/** What is to be sent for one person, and what is told beside it. */
export interface Due {
  readonly steps: readonly Step[];
  readonly note?: string;
}

/** Invites; somebody whose invitation ended or says something else is invited anew. */
export function invite(wanted: Wanted, team: readonly Member[], now: number): Due {
  const { who, firstName, lastName, roles, apps, provisioning } = wanted;
  if (!isAddress(who))
    throw refused(
      `${JSON.stringify(cleanText(who, 60))} is no e-mail address.`,
      'Write people to invite like "Anna Berg <anna@example.com>".',
    );
  const [standing] = find(who, team);
  if (standing?.as === 'member')
    return { steps: [], note: `${shown(who)} is on the team already; action "change" gives other roles` };
  if (firstName === undefined || lastName === undefined)
    throw refused(
      `Apple wants first and last name of ${shown(who)}.`,
      'Write people to invite like "Anna Berg <anna@example.com>".',
    );
  if (roles === undefined || roles.length === 0)
    throw refused(`${shown(who)} needs at least one role.`, 'Give roles, such as ["developer"].');
  if (apps === undefined)
    throw refused(
      `Which apps shall ${shown(who)} see?`,
      'Give apps: ["all"] or names of apps. A person says.',
    );
  assertAllApps(wanted);
  const created: Step = {
    kind: 'create',
    change: {
      operation: 'userInvitations_createInstance',
      attributes: {
        email: who,
        firstName,
        lastName,
        roles,
        allAppsVisible: apps === 'all',
        provisioningAllowed: provisioning ?? false,
      },
      ...(apps === 'all' ? {} : { relationships: { visibleApps: apps } }),
    },
  };
  if (standing === undefined) return { steps: [created] };
  const over = standing.expires !== undefined && standing.expires <= now;
  if (!over && differences(wanted, standing).length === 0)
    return { steps: [], note: `${shown(who)} is invited already, until ${dateOf(standing)}` };
  return {
    steps: [withdrawal(standing), created],
    note: `the invitation of ${shown(who)} ${over ? 'has ended' : 'says something else'}: it is taken back, and a new one is sent`,
  };
}

/** Gives somebody the roles and apps that are named; the rest stays. */
export function change(wanted: Wanted, team: readonly Member[]): Due {
  const member = memberNamed(wanted.who, team);
  const { roles, apps, provisioning } = wanted;
  if (roles === undefined && apps === undefined && provisioning === undefined)
    throw refused('Nothing is to be changed.', 'Give roles, apps or provisioning.');
  if (roles?.length === 0)
    throw refused('Everybody needs a role.', 'Give roles, or take the action "remove".');
  assertAllApps({
    ...wanted,
    roles: roles ?? member.roles,
    apps: apps ?? (member.allApps ? 'all' : undefined),
  });
  const different = differences(wanted, member);
  if (different.length === 0) return { steps: [], note: `${shown(member.email)} is as wanted` };
  const attributes = {
    ...(different.includes('roles') ? { roles } : {}),
    ...(different.includes('apps') && (apps === 'all') !== member.allApps
      ? { allAppsVisible: apps === 'all' }
      : {}),
    ...(different.includes('provisioning') ? { provisioningAllowed: provisioning } : {}),
  };
  const links = different.includes('apps') && apps !== 'all' && apps !== undefined;
  return {
    steps: [
      {
        kind: 'update',
        change: {
          operation: 'users_updateInstance',
          id: member.id,
          ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
          ...(links ? { relationships: { visibleApps: apps } } : {}),
        },
      },
    ],
  };
}

export function remove(wanted: Wanted, team: readonly Member[]): Due {
  const [found] = find(wanted.who, team);
  if (found === undefined) return { steps: [], note: `${shown(wanted.who)} is not on the team` };
  if (found.as === 'invited')
    return { steps: [], note: `${shown(wanted.who)} is only invited; action "cancel" takes that back` };
  const member = memberNamed(wanted.who, team);
  return { steps: [{ kind: 'delete', change: { operation: 'users_deleteInstance', id: member.id } }] };
}

export function cancel(wanted: Wanted, team: readonly Member[]): Due {
  const [found] = find(wanted.who, team);
  if (found === undefined) return { steps: [], note: `${shown(wanted.who)} has no invitation` };
  if (found.as === 'member')
    return {
      steps: [],
      note: `${shown(wanted.who)} has accepted and is on the team; action "remove" takes them out`,
    };
  return { steps: [withdrawal(found)] };
}

function withdrawal({ id }: Member): Step {
  return { kind: 'delete', change: { operation: 'userInvitations_deleteInstance', id } };
}

/** Admins have access to all apps (Apple's help page on roles, read 2026-11-22). */
function assertAllApps({ roles, apps, who }: Wanted): void {
  if (roles?.includes('ADMIN') === true && apps !== undefined && apps !== 'all')
    throw refused(
      `${shown(who)} would be an admin, and admins see all apps.`,
      'Give apps ["all"], or another role.',
    );
}

type Aspect = 'roles' | 'apps' | 'provisioning';

/** What is asked for and is not so. */
function differences({ roles, apps, provisioning }: Wanted, member: Member): readonly Aspect[] {
  const different: Aspect[] = [];
  if (roles !== undefined && roles.join() !== member.roles.join()) different.push('roles');
  if (apps === 'all' ? !member.allApps : apps !== undefined && !seesExactly(apps, member))
    different.push('apps');
  if (provisioning !== undefined && provisioning !== member.provisioning) different.push('provisioning');
  return different;
}

function seesExactly(apps: readonly string[], { allApps, apps: seen }: Member): boolean {
  return !allApps && apps.length === seen.length && seen.every(({ id }) => apps.includes(id));
}

/** Members first: who has accepted may have an old invitation as well. */
function find(who: string, team: readonly Member[]): readonly Member[] {
  const same = who.trim().toLowerCase();
  const exact = team.filter(({ id, email }) => id === who.trim() || email.toLowerCase() === same);
  const found = exact.length > 0 ? exact : team.filter(({ name }) => name.toLowerCase() === same);
  const people = new Set(found.map(({ email }) => email.toLowerCase()));
  if (people.size > 1)
    throw refused(
      `${people.size} people are called ${shown(who)}.`,
      `Give the address: ${[...people]
        .slice(0, 8)
        .map((email) => cleanText(email, 80))
        .join(', ')}.`,
    );
  return [...found].sort((a, b) => Number(b.as === 'member') - Number(a.as === 'member'));
}

/** A member who may be changed. Throws for strangers, for who is only invited, and for the Account Holder. */
function memberNamed(who: string, team: readonly Member[]): Member {
  const [found] = find(who, team);
  if (found === undefined)
    throw refused(
      `Nobody on the team is called ${shown(who)}.`,
      'asc_manage_people {"action":"list"} shows everybody.',
    );
  if (found.as === 'invited')
    throw refused(
      `${shown(who)} has not accepted the invitation yet.`,
      'The action "invite" with other roles or apps replaces the invitation.',
    );
  if (isHolder(found))
    throw refused(
      `${shown(found.email)} is the Account Holder, who cannot be changed or removed.`,
      'The Account Holder hands over on developer.apple.com.',
    );
  return found;
}

function shown(who: string): string {
  return cleanText(who, 80);
}

function dateOf({ expires }: Member): string {
  return expires === undefined ? 'unknown' : utcDay(expires);
}
