import type { Change, Rules } from './change.ts';
import { type ApiError, apiError, attributeError, relationshipError } from './errors.ts';
import type { Store, Stored } from './store.ts';

/** Users and invitations. Facts §8i (2026-11-22). */
export const peopleRules: Rules = {
  users_updateInstance: { before: (change) => [...notAccountHolder(change), ...rolesFit(change)] },
  users_deleteInstance: { before: notAccountHolder },
  users_visibleApps_createToManyRelationship: { before: limitedUser },
  users_visibleApps_deleteToManyRelationship: { before: limitedUser },
  users_visibleApps_replaceToManyRelationship: { before: limitedUser },
  userInvitations_createInstance: { before: (change) => [...notOnTeam(change), ...rolesFit(change)] },
};

function notAccountHolder(change: Change): readonly ApiError[] {
  const roles = change.object?.attributes['roles'];
  return Array.isArray(roles) && roles.includes('ACCOUNT_HOLDER')
    ? [apiError(403, 'FORBIDDEN_ERROR', 'The Account Holder cannot be changed or removed.')]
    : [];
}

/** Nobody becomes Account Holder by the API; visibleApps goes only without allAppsVisible. */
function rolesFit(change: Change): readonly ApiError[] {
  const { attributes, object, links } = change;
  const { roles } = attributes;
  const errors: ApiError[] = [];
  if (Array.isArray(roles) && roles.includes('ACCOUNT_HOLDER'))
    errors.push(attributeError('INVALID', 'roles', 'The role ACCOUNT_HOLDER cannot be given.'));
  if (Array.isArray(roles) && roles.length === 0)
    errors.push(attributeError('INVALID', 'roles', 'A user needs at least one role.'));
  const sent = links.get('visibleApps');
  const all = attributes['allAppsVisible'] ?? object?.attributes['allAppsVisible'];
  if (Array.isArray(sent) && sent.length > 0 && all === true)
    errors.push(
      relationshipError('visibleApps', "'visibleApps' is possible only when allAppsVisible is false."),
    );
  return errors;
}

function limitedUser(change: Change): readonly ApiError[] {
  const { object } = change;
  const errors = [...notAccountHolder(change)];
  if (object?.attributes['allAppsVisible'] === true)
    errors.push(
      apiError(
        409,
        'ENTITY_ERROR.RELATIONSHIP.INVALID',
        "'visibleApps' is possible only when allAppsVisible is false.",
        { pointer: '/data' },
      ),
    );
  return errors;
}

function notOnTeam(change: Change): readonly ApiError[] {
  const { email } = change.attributes;
  return [...change.store.all('User')].some((user) => user.attributes['username'] === email)
    ? [attributeError('INVALID.DUPLICATE', 'email', `'${String(email)}' is a member of the team already.`)]
    : [];
}

const gone = new WeakMap<Store, Set<string>>();

/** Whether an id is that of an invitation that was accepted: reading it is 410 (§8i). */
export function isGone(store: Store, resource: string, id: string): boolean {
  return resource === 'UserInvitation' && gone.get(store)?.has(id) === true;
}

/** What the invited person does: the invitation becomes a user. For tests and demonstrations. */
export function acceptInvitation(store: Store, id: string): Stored {
  const invitation = store.get('UserInvitation', id);
  if (invitation === undefined) throw new Error(`There is no invitation ${id}.`);
  const { email, expirationDate: _expires, ...attributes } = invitation.attributes;
  const apps = store.linked(invitation, 'visibleApps');
  const user = store.put('User', id, { ...attributes, username: email }, { visibleApps: apps });
  const ids = gone.get(store) ?? new Set();
  ids.add(id);
  gone.set(store, ids);
  store.delete('UserInvitation', id);
  return user;
}
