import { strings } from '../../catalog/json.ts';
import type { ToolContext } from '../context.ts';
import { type Answered, flag, readList, type Thing, text } from '../document.ts';
import { notSent } from '../refused.ts';

/** Somebody of the team, or somebody who was invited. */
export interface Member {
  readonly id: string;
  /** `invited`: has not accepted yet. */
  readonly as: 'member' | 'invited';
  readonly email: string;
  readonly name: string;
  /** Sorted. */
  readonly roles: readonly string[];
  readonly allApps: boolean;
  /** The apps that they see, where it is not all of them. */
  readonly apps: readonly { readonly id: string; readonly name: string }[];
  readonly provisioning: boolean;
  /** When an invitation ends, milliseconds since 1970. */
  readonly expires: number | undefined;
}

/** People that are read; teams have fewer. */
const mostPeople = 2_000;
/** Apps that come along with somebody; more are read by themselves. */
const appsAlong = 50;

/** Everybody of the team and everybody invited. */
export async function readTeam(context: ToolContext): Promise<readonly Member[]> {
  const common = {
    include: 'visibleApps',
    'fields[apps]': 'name',
    'limit[visibleApps]': String(appsAlong),
    limit: '200',
  };
  const shared = 'firstName,lastName,roles,allAppsVisible,provisioningAllowed,visibleApps';
  const [users, invitations] = await Promise.all([
    readList(context, '/v1/users', { ...common, 'fields[users]': `username,${shared}` }, mostPeople),
    readList(
      context,
      '/v1/userInvitations',
      { ...common, 'fields[userInvitations]': `email,expirationDate,${shared}` },
      mostPeople,
    ),
  ]);
  for (const { complete } of [users, invitations])
    if (!complete)
      throw notSent('incomplete', 'The people of the team could not be read to the end.', 'Call again.');
  return Promise.all([
    ...users.data.map((one) => member(context, users, one, 'member')),
    ...invitations.data.map((one) => member(context, invitations, one, 'invited')),
  ]);
}

async function member(context: ToolContext, answer: Answered, one: Thing, as: Member['as']): Promise<Member> {
  const along = answer.many(one, 'visibleApps');
  const apps =
    along.length < appsAlong
      ? along
      : (
          await readList(
            context,
            `/v1/${one.type}/${one.id}/visibleApps`,
            { 'fields[apps]': 'name', limit: '200' },
            mostPeople,
          )
        ).data;
  const expires = Date.parse(text(one, 'expirationDate') ?? '');
  return {
    id: one.id,
    as,
    email: text(one, as === 'member' ? 'username' : 'email') ?? '',
    name: [text(one, 'firstName'), text(one, 'lastName')].filter((part) => part !== undefined).join(' '),
    roles: strings(one.attributes['roles']).sort(),
    allApps: flag(one, 'allAppsVisible') === true,
    apps: apps.map((app) => ({ id: app.id, name: text(app, 'name') ?? app.id })),
    provisioning: flag(one, 'provisioningAllowed') === true,
    expires: Number.isNaN(expires) ? undefined : expires,
  };
}

/** Whether nothing of this person may be changed or taken away (facts of 2026-11-22). */
export function isHolder({ roles }: Member): boolean {
  return roles.includes('ACCOUNT_HOLDER');
}
