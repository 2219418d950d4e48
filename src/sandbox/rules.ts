import type { Resource } from '../catalog/index.ts';
import { type ApiError, apiError, attributeError, relationshipError } from './errors.ts';
import type { Store, Stored } from './store.ts';

/** A write that has passed the catalogue's checks: ids exist, `${…}` of inline creates are replaced. */
export interface Change {
  readonly store: Store;
  /** Milliseconds. */
  readonly now: number;
  readonly resource: Resource;
  /** The object that is changed or deleted; absent for a create. */
  readonly object?: Stored;
  /** What was sent; a rule may add to it or take away. */
  readonly attributes: Record<string, unknown>;
  /** Relationship → id, ids or null. For a relationship write, the ids that were sent under its name. */
  readonly links: Map<string, string | readonly string[] | null>;
  /** A rule that answers a create with an existing object puts its id here. */
  replaces?: string;
}

/** What Apple does beyond storing: `before` may refuse, `after` sees the stored object. */
export interface Rule {
  readonly before?: (change: Change) => readonly ApiError[];
  readonly after?: (change: Change, object: Stored) => void;
}

/** Versions in these states can be edited (facts about states, 2026-11-22). */
const editable: ReadonlySet<unknown> = new Set([
  'PREPARE_FOR_SUBMISSION',
  'DEVELOPER_REJECTED',
  'REJECTED',
  'METADATA_REJECTED',
  'INVALID_BINARY',
  'READY_FOR_REVIEW',
]);

/** Versions in these states have been on the store. */
const released: ReadonlySet<unknown> = new Set([
  'READY_FOR_DISTRIBUTION',
  'REPLACED_WITH_NEW_VERSION',
  'READY_FOR_SALE',
  'DEVELOPER_REMOVED_FROM_SALE',
  'REMOVED_FROM_SALE',
]);

/** A review submission that still takes items or is under way. */
const open: ReadonlySet<unknown> = new Set([
  'READY_FOR_REVIEW',
  'WAITING_FOR_REVIEW',
  'IN_REVIEW',
  'UNRESOLVED_ISSUES',
  'CANCELING',
  'COMPLETING',
]);

/** Rules by operation id, each as live calls were reported to behave (collected 2026-11-22). */
export const rules: Readonly<Record<string, Rule>> = {
  appStoreVersions_createInstance: { before: oneEditableVersion, after: copyLocalizations },
  appStoreVersionLocalizations_updateInstance: { before: noWhatsNewOnFirstVersion },
  appStoreVersionLocalizations_createInstance: { before: noWhatsNewOnFirstVersion },
  builds_updateInstance: { before: exportAnswerOnce },
  analyticsReportRequests_createInstance: { before: oneRequestPerAccessType },
  customerReviewResponses_createInstance: { before: replaceResponse },
  reviewSubmissions_createInstance: { before: oneOpenSubmission },
  reviewSubmissionItems_createInstance: { before: exactlyOneItem },
  builds_betaGroups_createToManyRelationship: { before: noGroupWithAllBuilds },
  betaGroups_builds_createToManyRelationship: { before: noBuildsForGroupWithAllBuilds },
};

function siblings(change: Change, app: string, platform: unknown): readonly Stored[] {
  const found = change.store.get('App', app);
  if (found === undefined) return [];
  return change.store
    .linked(found, 'appStoreVersions')
    .flatMap((id) => change.store.get('AppStoreVersion', id) ?? [])
    .filter((version) => version.attributes['platform'] === platform);
}

function appOf(change: Change): string {
  const app = change.links.get('app');
  return typeof app === 'string' ? app : '';
}

function stateOf(version: Stored): unknown {
  return version.attributes['appVersionState'] ?? version.attributes['appStoreState'];
}

function oneEditableVersion(change: Change): readonly ApiError[] {
  const versions = siblings(change, appOf(change), change.attributes['platform']);
  return versions.some((version) => editable.has(stateOf(version)))
    ? [relationshipError('app', 'You cannot create a new version of the App in the current state.')]
    : [];
}

/** A new version begins with the texts of the one before, except what is new in it. */
function copyLocalizations(change: Change, created: Stored): void {
  const before = siblings(change, appOf(change), created.attributes['platform'])
    .filter((version) => version.id !== created.id)
    .sort((left, right) => age(right) - age(left))[0];
  if (before === undefined || change.store.linked(created, 'appStoreVersionLocalizations').length > 0) return;
  for (const id of change.store.linked(before, 'appStoreVersionLocalizations')) {
    const text = change.store.get('AppStoreVersionLocalization', id);
    if (text === undefined) continue;
    const { whatsNew: _old, ...attributes } = text.attributes;
    change.store.put(
      'AppStoreVersionLocalization',
      `${created.id}-${String(attributes['locale'])}`,
      attributes,
      { appStoreVersion: created.id },
    );
  }
}

function age(version: Stored): number {
  return Date.parse(String(version.attributes['createdDate'])) || version.order;
}

function noWhatsNewOnFirstVersion(change: Change): readonly ApiError[] {
  const { whatsNew } = change.attributes;
  if (whatsNew === undefined || whatsNew === null) return [];
  const sent = change.links.get('appStoreVersion');
  const id =
    typeof sent === 'string'
      ? sent
      : change.object && change.store.linked(change.object, 'appStoreVersion')[0];
  const version = change.store.get('AppStoreVersion', id ?? '');
  const app = version && change.store.linked(version, 'app')[0];
  if (version === undefined || app === undefined) return [];
  const others = siblings(change, app, version.attributes['platform']);
  if (released.has(stateOf(version)) || others.some((other) => released.has(stateOf(other)))) return [];
  return [
    apiError(409, 'STATE_ERROR', "Attribute 'whatsNew' cannot be edited at this time", {
      pointer: '/data/attributes/whatsNew',
    }),
  ];
}

function exportAnswerOnce(change: Change): readonly ApiError[] {
  const name = 'usesNonExemptEncryption';
  const before = change.object?.attributes[name];
  if (change.attributes[name] === undefined || before === undefined || before === null) return [];
  return [attributeError('INVALID', name, 'You cannot update when the value is already set.')];
}

function oneRequestPerAccessType(change: Change): readonly ApiError[] {
  const app = change.store.get('App', appOf(change));
  if (app === undefined) return [];
  const same = change.store
    .linked(app, 'analyticsReportRequests')
    .some(
      (id) =>
        change.store.get('AnalyticsReportRequest', id)?.attributes['accessType'] ===
        change.attributes['accessType'],
    );
  return same ? [apiError(409, 'STATE_ERROR', 'You already have such an entity')] : [];
}

/** One response per review: a second one takes the place of the first. */
function replaceResponse(change: Change): readonly ApiError[] {
  const review = change.store.get('CustomerReview', String(change.links.get('review')));
  const existing = review && change.store.linked(review, 'response')[0];
  if (existing !== undefined) change.replaces = existing;
  return [];
}

function oneOpenSubmission(change: Change): readonly ApiError[] {
  const app = change.store.get('App', appOf(change));
  if (app === undefined) return [];
  const taken = change.store
    .linked(app, 'reviewSubmissions')
    .flatMap((id) => change.store.get('ReviewSubmission', id) ?? [])
    .find(
      (submission) =>
        submission.attributes['platform'] === change.attributes['platform'] &&
        open.has(submission.attributes['state']),
    );
  return taken === undefined
    ? []
    : [
        apiError(
          409,
          'STATE_ERROR.ENTITY_STATE_INVALID',
          `There is already an open reviewSubmission for this platform: '${taken.id}'.`,
          { pointer: '/data/attributes/platform' },
        ),
      ];
}

function exactlyOneItem(change: Change): readonly ApiError[] {
  const items = [...change.links].filter(([name, value]) => name !== 'reviewSubmission' && value !== null);
  return items.length === 1
    ? []
    : [
        apiError(
          409,
          'ENTITY_ERROR.RELATIONSHIP.INVALID',
          `A reviewSubmissionItem has exactly one item; ${items.length} were given.`,
          { pointer: '/data/relationships' },
        ),
      ];
}

function noGroupWithAllBuilds(change: Change): readonly ApiError[] {
  const ids = change.links.get('betaGroups');
  return Array.isArray(ids) && ids.some((id) => hasAllBuilds(change.store.get('BetaGroup', String(id))))
    ? [apiError(422, 'ENTITY_UNPROCESSABLE', 'Cannot add internal group to a build.')]
    : [];
}

function noBuildsForGroupWithAllBuilds(change: Change): readonly ApiError[] {
  return hasAllBuilds(change.object)
    ? [apiError(422, 'ENTITY_UNPROCESSABLE', 'Builds cannot be assigned to this internal group.')]
    : [];
}

function hasAllBuilds(group: Stored | undefined): boolean {
  return group?.attributes['isInternalGroup'] === true && group.attributes['hasAccessToAllBuilds'] === true;
}
