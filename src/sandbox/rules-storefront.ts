import { type Change, isoDate, many, one, ownerOf, type Rules, target } from './change.ts';
import { type ApiError, apiError, attributeError, relationshipError } from './errors.ts';
import { later } from './later.ts';
import { moment } from './pace.ts';
import { setState, stateOf } from './states.ts';
import type { Stored } from './store.ts';
import { startReports } from './team-analytics.ts';

/** Reviews, pages, experiments, events, nominations, accessibility, encryption, analytics. Facts §2, §6–§8. */
export const storefrontRules: Rules = {
  analyticsReportRequests_createInstance: { before: oneRequestPerAccessType, after: reportsOfRequest },
  customerReviewResponses_createInstance: { before: replaceResponse, after: publishResponse },
  appCustomProductPageVersions_createInstance: { before: oneDraftOfPage, after: numberOfPage },
  appStoreVersionExperimentsV2_updateInstance: { before: experimentBefore, after: experimentAfter },
  appStoreVersionExperiments_updateInstance: { before: experimentBefore, after: experimentAfter },
  appStoreVersionExperimentTreatments_createInstance: { before: roomForTreatment },
  appStoreVersionPromotions_createInstance: { before: canPromote },
  nominations_createInstance: { after: nominationAfter },
  nominations_updateInstance: { before: nominationBefore, after: nominationAfter },
  nominations_deleteInstance: { before: nominationIsDraft },
  accessibilityDeclarations_createInstance: { before: oneDraftPerFamily },
  accessibilityDeclarations_updateInstance: { before: declarationIsDraft, after: publish },
  accessibilityDeclarations_deleteInstance: { before: declarationIsDraft },
  appEncryptionDeclarationDocuments_createInstance: { before: oneDocument },
  appEncryptionDeclarations_builds_createToManyRelationship: { before: buildsOfApp, after: buildsDeclared },
  endUserLicenseAgreements_createInstance: { before: oneAgreement },
};

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

/** §6: one per app and access type; a request that stopped for inactivity does not count. */
function oneRequestPerAccessType(change: Change): readonly ApiError[] {
  const app = target(change, 'app', 'App');
  if (app === undefined) return [];
  const same = many(change.store, app, 'analyticsReportRequests').some(
    ({ attributes }) =>
      attributes['accessType'] === change.attributes['accessType'] &&
      attributes['stoppedDueToInactivity'] !== true,
  );
  return same ? [apiError(409, 'STATE_ERROR', 'You already have such an entity')] : [];
}

/** §6: reports are listed at once, the first data come one to two days later. */
function reportsOfRequest(change: Change, request: Stored): void {
  const app = target(change, 'app', 'App');
  if (app === undefined) return;
  const name = String(app.attributes['name'] ?? '');
  startReports(change.store, request.id, { id: app.id, name }, change.now);
}

/** §8c: one response per review; a second one takes the place of the first. */
function replaceResponse(change: Change): readonly ApiError[] {
  const review = change.store.get('CustomerReview', String(change.links.get('review')));
  const existing = review && change.store.linked(review, 'response')[0];
  if (existing !== undefined) change.replaces = existing;
  return [];
}

/** §7: PENDING_PUBLISH, then PUBLISHED. */
function publishResponse(change: Change, response: Stored): void {
  setState(response, 'PENDING_PUBLISH');
  later(change.store, change.now + moment, () => setState(response, 'PUBLISHED'));
}

const finished: ReadonlySet<string> = new Set(['APPROVED', 'ACCEPTED', 'REPLACED_WITH_NEW_VERSION']);

function oneDraftOfPage(change: Change): readonly ApiError[] {
  const page = target(change, 'appCustomProductPage', 'AppCustomProductPage');
  const draft =
    page &&
    many(change.store, page, 'appCustomProductPageVersions').find((one) => !finished.has(stateOf(one)));
  return draft === undefined
    ? []
    : invalidState(`There is a version in the state ${stateOf(draft)} already: '${draft.id}'.`);
}

function numberOfPage(change: Change, version: Stored): void {
  const page = target(change, 'appCustomProductPage', 'AppCustomProductPage');
  if (page !== undefined)
    version.attributes['version'] = String(many(change.store, page, 'appCustomProductPageVersions').length);
}

/** §7, §8l: started once approved; stopped cannot restart. */
function experimentBefore(change: Change): readonly ApiError[] {
  const { attributes, object } = change;
  const state = stateOf(object);
  const pointer = '/data/attributes/started';
  const running = state === 'APPROVED' && object?.attributes['startDate'] !== undefined;
  const share = attributes['trafficProportion'];
  if (typeof share === 'number' && (share < 1 || share > 100))
    return [attributeError('INVALID', 'trafficProportion', 'The share must be between 1 and 100.')];
  if (attributes['started'] === true && (state !== 'APPROVED' || running))
    return invalidState(`An experiment that is ${running ? 'running' : state} cannot be started.`, pointer);
  if (attributes['started'] === false && !running)
    return invalidState(`An experiment that is ${state} does not run and cannot be stopped.`, pointer);
  return [];
}

function experimentAfter(change: Change, experiment: Stored): void {
  const { started } = change.attributes;
  if (started === true) experiment.attributes['startDate'] = isoDate(change.now);
  if (started !== false) return;
  setState(experiment, 'STOPPED');
  experiment.attributes['endDate'] = isoDate(change.now);
}

/** §8l: at most three treatments. */
function roomForTreatment(change: Change): readonly ApiError[] {
  const experiment =
    target(change, 'appStoreVersionExperimentV2', 'AppStoreVersionExperimentV2') ??
    target(change, 'appStoreVersionExperiment', 'AppStoreVersionExperiment');
  return experiment !== undefined &&
    many(change.store, experiment, 'appStoreVersionExperimentTreatments').length >= 3
    ? invalidState('An experiment has at most three treatments.')
    : [];
}

/** §8l: the winner of an experiment that ran goes onto a version that can be edited. */
function canPromote(change: Change): readonly ApiError[] {
  const version = change.store.get('AppStoreVersion', String(change.links.get('appStoreVersion')));
  return ['PREPARE_FOR_SUBMISSION', 'READY_FOR_DISTRIBUTION', 'DEVELOPER_REJECTED', 'REJECTED'].includes(
    stateOf(version),
  )
    ? []
    : [relationshipError('appStoreVersion', `The version is ${stateOf(version)}.`)];
}

/** §7: DRAFT → SUBMITTED → ARCHIVED; what was submitted can only be archived. */
function nominationBefore(change: Change): readonly ApiError[] {
  const state = stateOf(change.object);
  const others = Object.keys(change.attributes).filter((name) => name !== 'archived');
  if (state === 'ARCHIVED') return invalidState('An archived nomination cannot be changed.');
  if (state === 'SUBMITTED' && (others.length > 0 || change.links.size > 0))
    return invalidState('A nomination that was submitted can only be archived.');
  return [];
}

function nominationAfter(change: Change, nomination: Stored): void {
  const { submitted, archived } = change.attributes;
  if (submitted === true && stateOf(nomination) === 'DRAFT') {
    setState(nomination, 'SUBMITTED');
    nomination.attributes['submittedDate'] = isoDate(change.now);
  }
  if (archived === true) setState(nomination, 'ARCHIVED');
}

function nominationIsDraft(change: Change): readonly ApiError[] {
  const state = stateOf(change.object);
  return state === 'DRAFT' ? [] : invalidState(`A nomination in the state ${state} cannot be deleted.`);
}

function declarationsOf(change: Change, declaration: Stored | undefined): readonly Stored[] {
  const { store } = change;
  const app =
    declaration === undefined
      ? store.get('App', String(change.links.get('app')))
      : ownerOf(store, 'App', 'accessibilityDeclarations', declaration);
  return app === undefined ? [] : many(store, app, 'accessibilityDeclarations');
}

/** §7, §8o: per device family DRAFT → PUBLISHED → REPLACED. */
function oneDraftPerFamily(change: Change): readonly ApiError[] {
  const { deviceFamily } = change.attributes;
  return declarationsOf(change, undefined).some(
    (other) => stateOf(other) === 'DRAFT' && other.attributes['deviceFamily'] === deviceFamily,
  )
    ? [
        attributeError(
          'INVALID.DUPLICATE',
          'deviceFamily',
          `There is a draft for ${String(deviceFamily)} already.`,
        ),
      ]
    : [];
}

function declarationIsDraft(change: Change): readonly ApiError[] {
  const state = stateOf(change.object);
  if (change.attributes['publish'] === false)
    return [attributeError('INVALID', 'publish', "'publish' can only be set to true.")];
  return state === 'DRAFT' ? [] : invalidState(`A declaration in the state ${state} cannot be changed.`);
}

function publish(change: Change, declaration: Stored): void {
  if (change.attributes['publish'] !== true) return;
  for (const other of declarationsOf(change, declaration))
    if (
      stateOf(other) === 'PUBLISHED' &&
      other.attributes['deviceFamily'] === declaration.attributes['deviceFamily']
    )
      setState(other, 'REPLACED');
  setState(declaration, 'PUBLISHED');
}

function oneDocument(change: Change): readonly ApiError[] {
  const declaration = change.store.get(
    'AppEncryptionDeclaration',
    String(change.links.get('appEncryptionDeclaration')),
  );
  if (one(change.store, declaration, 'appEncryptionDeclarationDocument') !== undefined)
    return invalidState('The declaration has a document already.');
  return stateOf(declaration) === 'CREATED'
    ? []
    : invalidState(`The declaration is ${stateOf(declaration)}.`);
}

function buildsOfApp(change: Change): readonly ApiError[] {
  const { store, object, links } = change;
  const ids = links.get('builds');
  const app = one(store, object, 'app');
  const foreign = (Array.isArray(ids) ? ids : []).find(
    (id) => one(store, store.get('Build', String(id)), 'app')?.id !== app?.id,
  );
  return foreign === undefined
    ? []
    : [
        apiError(409, 'ENTITY_ERROR.RELATIONSHIP.INVALID', `The build '${foreign}' belongs to another app.`, {
          pointer: '/data',
        }),
      ];
}

function buildsDeclared(change: Change): void {
  const ids = change.links.get('builds');
  for (const id of Array.isArray(ids) ? ids : []) {
    const build = change.store.get('Build', String(id));
    if (build !== undefined) build.attributes['usesNonExemptEncryption'] = true;
  }
}

function oneAgreement(change: Change): readonly ApiError[] {
  const app = target(change, 'app', 'App');
  return one(change.store, app, 'endUserLicenseAgreement') === undefined
    ? []
    : invalidState('The app has its own license agreement already; change that.');
}
