import { awaitBetaReview, expire, setDetail } from './beta-course.ts';
import { type Change, many, one, type Rules, says, target } from './change.ts';
import { type ApiError, apiError, attributeError, relationshipError } from './errors.ts';
import { stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';

/** Builds, groups, testers and beta review. Facts §2 (codes), §7 (build states), §8b (2026-11-22). */
export const testFlightRules: Rules = {
  builds_updateInstance: { before: buildBefore, after: buildAfter },
  builds_appEncryptionDeclaration_updateToOneRelationship: { before: declarationFits, after: declared },
  builds_betaGroups_createToManyRelationship: { before: groupsFitBuild, after: buildInGroups },
  betaGroups_builds_createToManyRelationship: { before: buildsFitGroup, after: groupHasBuilds },
  betaGroups_createInstance: { before: groupBefore, after: groupAfter },
  betaGroups_updateInstance: { before: linkOnlyExternal, after: groupAfter },
  betaGroups_betaTesters_createToManyRelationship: { before: testersFitGroup },
  betaTesters_betaGroups_createToManyRelationship: { before: groupsFitTester },
  betaTesters_createInstance: { before: testerGroups, after: testerAfter },
  betaTesterInvitations_createInstance: { before: testerOfApp, after: invited },
  betaAppReviewSubmissions_createInstance: { before: canBeReviewed, after: inBetaReview },
  buildBetaNotifications_createInstance: { before: canNotify },
  betaBuildLocalizations_createInstance: { before: notExpired },
  betaBuildLocalizations_updateInstance: { before: notExpired },
  betaRecruitmentCriteria_createInstance: { before: oneCriterion },
};

function unprocessable(code: string, detail: string): readonly ApiError[] {
  return [apiError(422, code === '' ? 'ENTITY_UNPROCESSABLE' : `ENTITY_UNPROCESSABLE.${code}`, detail)];
}

function invalidState(detail: string, pointer?: string): readonly ApiError[] {
  return [
    apiError(
      409,
      'STATE_ERROR.ENTITY_STATE_INVALID',
      detail,
      pointer === undefined ? undefined : { pointer },
    ),
  ];
}

function detailOf(store: Store, build: Stored | undefined): Stored | undefined {
  return one(store, build, 'buildBetaDetail');
}

/** §8b 2: the export answer is given once; §7: expiring is one-way. */
function buildBefore(change: Change): readonly ApiError[] {
  const { object, attributes } = change;
  const before = object?.attributes['usesNonExemptEncryption'];
  const errors: ApiError[] = [];
  if (attributes['usesNonExemptEncryption'] !== undefined && before !== undefined && before !== null)
    errors.push(
      attributeError(
        'INVALID',
        'usesNonExemptEncryption',
        'You cannot update when the value is already set.',
      ),
    );
  if (attributes['expired'] === false && object?.attributes['expired'] === true)
    errors.push(attributeError('INVALID', 'expired', 'A build that has expired cannot be brought back.'));
  return [...errors, ...declarationFits(change)];
}

function buildAfter(change: Change, build: Stored): void {
  const { store, now, attributes } = change;
  if (attributes['expired'] === true) expire(store, build, now);
  // true needs a declaration first (§8b 2).
  if (attributes['usesNonExemptEncryption'] === false) cleared(store, build);
  if (typeof change.links.get('appEncryptionDeclaration') === 'string') declared(change, build);
}

/** Answered: the build leaves MISSING_EXPORT_COMPLIANCE (§7). */
function cleared(store: Store, build: Stored): void {
  const detail = detailOf(store, build);
  if (detail?.attributes['internalBuildState'] !== 'MISSING_EXPORT_COMPLIANCE') return;
  setDetail(store, build, {
    internalBuildState: 'READY_FOR_BETA_TESTING',
    externalBuildState: 'READY_FOR_BETA_SUBMISSION',
  });
}

function declarationFits(change: Change): readonly ApiError[] {
  const { store, object } = change;
  const id = change.links.get('appEncryptionDeclaration');
  if (typeof id !== 'string' || object === undefined) return [];
  const declaration = store.get('AppEncryptionDeclaration', id);
  if (one(store, declaration, 'app')?.id !== one(store, object, 'app')?.id)
    return [relationshipError('appEncryptionDeclaration', 'The declaration belongs to another app.')];
  return ['APPROVED', 'CREATED', 'IN_REVIEW'].includes(stateOf(declaration))
    ? []
    : [relationshipError('appEncryptionDeclaration', `The declaration is ${stateOf(declaration)}.`)];
}

function declared(change: Change, build: Stored): void {
  if (typeof change.links.get('appEncryptionDeclaration') !== 'string') return;
  build.attributes['usesNonExemptEncryption'] = true;
  cleared(change.store, build);
}

function isInternal(group: Stored | undefined): boolean {
  return group?.attributes['isInternalGroup'] === true;
}

function hasAllBuilds(group: Stored | undefined): boolean {
  return isInternal(group) && group?.attributes['hasAccessToAllBuilds'] === true;
}

function sentObjects(change: Change, name: string, resource: string): readonly Stored[] {
  const ids = change.links.get(name);
  return Array.isArray(ids) ? ids.flatMap((id) => change.store.get(resource, String(id)) ?? []) : [];
}

/** Why a build cannot be given to a group; §2 (422), §7 (NOT_APPLICABLE is internal only). */
function misfit(store: Store, build: Stored, group: Stored): string | undefined {
  if (one(store, build, 'app')?.id !== one(store, group, 'app')?.id) return 'they belong to different apps';
  if (build.attributes['expired'] === true) return 'the build has expired';
  if (build.attributes['processingState'] !== 'VALID')
    return `the build is ${String(build.attributes['processingState'])}`;
  const external = detailOf(store, build)?.attributes['externalBuildState'];
  if (!isInternal(group) && external === 'NOT_APPLICABLE')
    return 'the build was made for internal testing only';
  return undefined;
}

function misfits(store: Store, pairs: readonly (readonly [Stored, Stored])[]): readonly ApiError[] {
  return pairs.flatMap(([build, group]) => {
    const why = misfit(store, build, group);
    return why === undefined
      ? []
      : [
          apiError(
            409,
            'ENTITY_ERROR.RELATIONSHIP.INVALID',
            `The build '${build.id}' cannot be given to the group '${group.id}': ${why}.`,
            { pointer: '/data' },
          ),
        ];
  });
}

function groupsFitBuild(change: Change): readonly ApiError[] {
  const { object: build } = change;
  const groups = sentObjects(change, 'betaGroups', 'BetaGroup');
  if (groups.some(hasAllBuilds)) return unprocessable('', 'Cannot add internal group to a build.');
  return build === undefined
    ? []
    : misfits(
        change.store,
        groups.map((group) => [build, group] as const),
      );
}

function buildsFitGroup(change: Change): readonly ApiError[] {
  const { object: group } = change;
  if (hasAllBuilds(group)) return unprocessable('', 'Builds cannot be assigned to this internal group.');
  return group === undefined
    ? []
    : misfits(
        change.store,
        sentObjects(change, 'builds', 'Build').map((build) => [build, group] as const),
      );
}

function buildInGroups(change: Change, build: Stored): void {
  for (const group of sentObjects(change, 'betaGroups', 'BetaGroup')) inTesting(change.store, build, group);
}

function groupHasBuilds(change: Change, group: Stored): void {
  for (const build of sentObjects(change, 'builds', 'Build')) inTesting(change.store, build, group);
}

/** An external group tests once beta review approved (§8b 5). */
function inTesting(store: Store, build: Stored, group: Stored): void {
  const detail = detailOf(store, build)?.attributes;
  if (isInternal(group)) {
    if (detail?.['internalBuildState'] === 'READY_FOR_BETA_TESTING')
      setDetail(store, build, { internalBuildState: 'IN_BETA_TESTING' });
  } else if (['BETA_APPROVED', 'READY_FOR_BETA_TESTING'].includes(String(detail?.['externalBuildState'])))
    setDetail(store, build, { externalBuildState: 'IN_BETA_TESTING' });
}

/** §8b 8: an internal group comes first; all builds is for internal groups, links are for external ones. */
function groupBefore(change: Change): readonly ApiError[] {
  const { attributes, store } = change;
  const app = target(change, 'app', 'App');
  const internal = attributes['isInternalGroup'] === true;
  const errors = [...linkErrors(attributes, internal)];
  if (attributes['hasAccessToAllBuilds'] === true && !internal)
    errors.push(
      attributeError('INVALID', 'hasAccessToAllBuilds', 'Only an internal group can have all builds.'),
    );
  if (!internal && app !== undefined && !many(store, app, 'betaGroups').some(isInternal))
    errors.push(
      apiError(409, 'STATE_ERROR', 'An internal group must exist before an external group can be created.'),
    );
  return errors;
}

function linkOnlyExternal(change: Change): readonly ApiError[] {
  return linkErrors(change.attributes, isInternal(change.object));
}

/** Limits of the public link: 1–10,000 testers (§8b 7). */
function linkErrors(attributes: Readonly<Record<string, unknown>>, internal: boolean): ApiError[] {
  const limit = attributes['publicLinkLimit'];
  const errors: ApiError[] = [];
  if (internal && attributes['publicLinkEnabled'] === true)
    errors.push(attributeError('INVALID', 'publicLinkEnabled', 'An internal group has no public link.'));
  if (typeof limit === 'number' && (limit < 1 || limit > 10_000))
    errors.push(attributeError('INVALID', 'publicLinkLimit', 'The limit must be between 1 and 10000.'));
  return errors;
}

function groupAfter(change: Change, group: Stored): void {
  if (change.attributes['publicLinkEnabled'] === undefined) return;
  const { publicLink: _link, publicLinkId: _id, ...rest } = group.attributes;
  const code = group.id.replaceAll('-', '').slice(0, 8);
  group.attributes = says(change, 'publicLinkEnabled')
    ? change.attributes['publicLinkEnabled'] === true
      ? { ...rest, publicLinkId: code, publicLink: `https://testflight.example.com/join/${code}` }
      : rest
    : rest;
}

/** §8b 7: internal testers must be users of the team; at most 100 internal and 10,000 external ones. */
function testerMisfit(store: Store, tester: Stored, group: Stored): string | undefined {
  const members = store.linked(group, 'betaTesters');
  if (members.includes(tester.id)) return 'is a member already';
  if (members.length >= (isInternal(group) ? 100 : 10_000)) return 'finds no room in the group';
  if (isInternal(group) && !isUser(store, tester.attributes['email'])) return 'is not a user of the team';
  return undefined;
}

function isUser(store: Store, email: unknown): boolean {
  for (const user of store.all('User')) if (user.attributes['username'] === email) return true;
  return false;
}

function testerErrors(store: Store, pairs: readonly (readonly [Stored, Stored])[]): readonly ApiError[] {
  return pairs.flatMap(([tester, group]) => {
    const why = testerMisfit(store, tester, group);
    return why === undefined
      ? []
      : [
          apiError(
            409,
            'STATE_ERROR.ENTITY_STATE_INVALID',
            `Tester(s) cannot be assigned: '${tester.id}' ${why}.`,
            { pointer: '/data' },
          ),
        ];
  });
}

function testersFitGroup(change: Change): readonly ApiError[] {
  const { object: group } = change;
  return group === undefined
    ? []
    : testerErrors(
        change.store,
        sentObjects(change, 'betaTesters', 'BetaTester').map((tester) => [tester, group] as const),
      );
}

function groupsFitTester(change: Change): readonly ApiError[] {
  const { object: tester } = change;
  return tester === undefined
    ? []
    : testerErrors(
        change.store,
        sentObjects(change, 'betaGroups', 'BetaGroup').map((group) => [tester, group] as const),
      );
}

function testerGroups(change: Change): readonly ApiError[] {
  const internal = sentObjects(change, 'betaGroups', 'BetaGroup').some(isInternal);
  return internal && !isUser(change.store, change.attributes['email'])
    ? [
        apiError(
          409,
          'STATE_ERROR.ENTITY_STATE_INVALID',
          'Tester(s) cannot be assigned: not a user of the team.',
        ),
      ]
    : [];
}

/** Testers of a group are invited; the apps follow from groups and builds. */
function testerAfter(change: Change, tester: Stored): void {
  const { store } = change;
  const from = [...sentObjects(change, 'betaGroups', 'BetaGroup'), ...sentObjects(change, 'builds', 'Build')];
  const apps = from.flatMap((object) => one(store, object, 'app')?.id ?? []);
  tester.attributes = {
    ...tester.attributes,
    inviteType: 'EMAIL',
    state: apps.length > 0 ? 'INVITED' : 'NOT_INVITED',
  };
  if (apps.length > 0) store.link(tester, 'apps', [...new Set(apps)]);
}

function testerOfApp(change: Change): readonly ApiError[] {
  const { store } = change;
  const tester = target(change, 'betaTester', 'BetaTester');
  const app = target(change, 'app', 'App');
  if (tester === undefined || app === undefined) return [];
  const apps = [
    ...store.linked(tester, 'apps'),
    ...many(store, tester, 'betaGroups').flatMap((group) => one(store, group, 'app')?.id ?? []),
    ...many(store, tester, 'builds').flatMap((build) => one(store, build, 'app')?.id ?? []),
  ];
  return apps.includes(app.id)
    ? []
    : [relationshipError('betaTester', 'The tester has no group and no build of this app.')];
}

function invited(change: Change): void {
  const tester = target(change, 'betaTester', 'BetaTester');
  if (tester?.attributes['state'] === 'NOT_INVITED') tester.attributes['state'] = 'INVITED';
}

const inReview: ReadonlySet<string> = new Set(['WAITING_FOR_REVIEW', 'IN_REVIEW']);

/** §2: INVALID_QC_STATE and ANOTHER_BUILD_IN_REVIEW are 422; §8b 5: contact and description first. */
function canBeReviewed(change: Change): readonly ApiError[] {
  const { store } = change;
  const build = target(change, 'build', 'Build');
  if (build === undefined) return [];
  if (one(store, build, 'betaAppReviewSubmission') !== undefined)
    return unprocessable('INVALID_QC_STATE', 'The build was submitted for beta review already.');
  const state = detailOf(store, build)?.attributes['externalBuildState'];
  if (
    build.attributes['processingState'] !== 'VALID' ||
    build.attributes['expired'] === true ||
    (state !== undefined && state !== 'READY_FOR_BETA_SUBMISSION')
  )
    return unprocessable(
      'INVALID_QC_STATE',
      `The build cannot be submitted for beta review: ${String(state ?? build.attributes['processingState'])}.`,
    );
  const train = one(store, build, 'preReleaseVersion');
  const others = train === undefined ? [] : many(store, train, 'builds');
  if (others.some((other) => inReview.has(stateOf(one(store, other, 'betaAppReviewSubmission')))))
    return unprocessable('ANOTHER_BUILD_IN_REVIEW', 'Another build of the same version is in beta review.');
  return betaDetailsMissing(store, one(store, build, 'app'));
}

function betaDetailsMissing(store: Store, app: Stored | undefined): readonly ApiError[] {
  const detail = one(store, app, 'betaAppReviewDetail');
  const associated: Record<string, ApiError[]> = {};
  const missing = (name: string): ApiError =>
    attributeError(
      'REQUIRED',
      name,
      `You must provide a value for the attribute '${name}' with this request`,
    );
  if (detail !== undefined)
    for (const name of ['contactFirstName', 'contactLastName', 'contactPhone', 'contactEmail'])
      if (!detail.attributes[name])
        associated[`/v1/betaAppReviewDetails/${detail.id}`] = [
          ...(associated[`/v1/betaAppReviewDetails/${detail.id}`] ?? []),
          missing(name),
        ];
  for (const text of app === undefined ? [] : many(store, app, 'betaAppLocalizations'))
    if (!text.attributes['description'])
      associated[`/v1/betaAppLocalizations/${text.id}`] = [missing('description')];
  return Object.keys(associated).length === 0
    ? []
    : [
        {
          ...apiError(409, 'STATE_ERROR', 'Submit for review errors found.'),
          meta: { associatedErrors: associated },
        },
      ];
}

function inBetaReview(change: Change, submission: Stored): void {
  const build = target(change, 'build', 'Build');
  if (build === undefined) return;
  setDetail(change.store, build, { externalBuildState: 'WAITING_FOR_BETA_REVIEW' });
  awaitBetaReview(change.store, submission, change.now);
}

/** §2: "Auto-notify already enabled" is a 409 that does no harm. */
function canNotify(change: Change): readonly ApiError[] {
  const build = target(change, 'build', 'Build');
  const detail = detailOf(change.store, build);
  if (detail?.attributes['autoNotifyEnabled'] === true) return invalidState('Auto-notify already enabled.');
  return build?.attributes['processingState'] === 'VALID' && build.attributes['expired'] !== true
    ? []
    : invalidState('The build is not in testing.');
}

function notExpired(change: Change): readonly ApiError[] {
  const build = target(change, 'build', 'Build');
  return build?.attributes['expired'] === true ? invalidState('The build has expired.') : [];
}

function oneCriterion(change: Change): readonly ApiError[] {
  const group = target(change, 'betaGroup', 'BetaGroup') ?? groupOf(change);
  if (isInternal(group)) return [relationshipError('betaGroup', 'Criteria are for external groups.')];
  return one(change.store, group, 'betaRecruitmentCriteria') === undefined
    ? []
    : [relationshipError('betaGroup', 'The group has criteria already; change those.')];
}

function groupOf(change: Change): Stored | undefined {
  const id = change.links.get('betaGroup');
  return typeof id === 'string' ? change.store.get('BetaGroup', id) : undefined;
}
