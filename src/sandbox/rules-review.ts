import { type Change, isoDate, many, one, ownerOf, type Rules, target } from './change.ts';
import { type ApiError, apiError, attributeError, relationshipError } from './errors.ts';
import { later } from './later.ts';
import { moment } from './pace.ts';
import { awaitReview } from './review-course.ts';
import { move, subjectOf, subjects, submissionOf } from './review-items.ts';
import { setState, stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';
import { missingForReview } from './submission-checks.ts';

/** Review submissions and their items. Facts §2 (codes), §7 (states), §8a 9–10 (2026-11-22). */
export const reviewRules: Rules = {
  reviewSubmissions_createInstance: { before: oneOpenSubmission },
  reviewSubmissions_updateInstance: { before: canSubmitOrCancel, after: submitOrCancel },
  reviewSubmissionItems_createInstance: { before: itemFits, after: itemAdded },
  reviewSubmissionItems_updateInstance: { before: canResolve, after: resolve },
  reviewSubmissionItems_deleteInstance: { before: canRemove, after: itemRemoved },
};

/** A submission that still takes items or is under way (§7). */
const open: ReadonlySet<string> = new Set([
  'READY_FOR_REVIEW',
  'WAITING_FOR_REVIEW',
  'IN_REVIEW',
  'UNRESOLVED_ISSUES',
  'CANCELING',
  'COMPLETING',
]);

/** Items can be put in and taken out (§8a 10: fix, then reuse). */
const taking: ReadonlySet<string> = new Set(['READY_FOR_REVIEW', 'UNRESOLVED_ISSUES']);

/** States in which something can be handed in. */
const reviewable: ReadonlySet<string> = new Set([
  'PREPARE_FOR_SUBMISSION',
  'DEVELOPER_REJECTED',
  'REJECTED',
  'METADATA_REJECTED',
  'INVALID_BINARY',
  'READY_FOR_REVIEW',
  'DRAFT',
  // Assets and background assets: everything has arrived.
  'COMPLETE',
]);

/** §7: one open submission per app and platform. */
function oneOpenSubmission(change: Change): readonly ApiError[] {
  const app = target(change, 'app', 'App');
  if (app === undefined) return [];
  const taken = many(change.store, app, 'reviewSubmissions').find(
    (submission) =>
      submission.attributes['platform'] === change.attributes['platform'] && open.has(stateOf(submission)),
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

function invalidState(detail: string, pointer?: string): ApiError {
  return apiError(
    409,
    'STATE_ERROR.ENTITY_STATE_INVALID',
    detail,
    pointer === undefined ? undefined : { pointer },
  );
}

/** §8a 9: exactly one item relationship, of an open submission, in nobody else's submission. */
function itemFits(change: Change): readonly ApiError[] {
  const { store } = change;
  const named = [...change.links].filter(([name, value]) => name !== 'reviewSubmission' && value !== null);
  const [first] = named;
  if (named.length !== 1 || first === undefined)
    return [
      apiError(
        409,
        'ENTITY_ERROR.RELATIONSHIP.INVALID',
        `A reviewSubmissionItem has exactly one item; ${named.length} were given.`,
        { pointer: '/data/relationships' },
      ),
    ];
  const submission = target(change, 'reviewSubmission', 'ReviewSubmission');
  if (!taking.has(stateOf(submission)))
    return [
      invalidState(
        `The reviewSubmissions '${submission?.id ?? ''}' is in the state '${stateOf(submission)}' and takes no items.`,
        '/data/relationships/reviewSubmission',
      ),
    ];
  const [name] = first;
  const resource = subjects[name] ?? '';
  const subject = target(change, name, resource);
  const pointer = `/data/relationships/${name}`;
  if (subject === undefined || submission === undefined) return [];
  const holding = holds(store, name, subject);
  if (holding?.id === submission.id)
    return [invalidState(`The item is part of this submission already.`, pointer)];
  if (holding !== undefined)
    return [
      apiError(
        409,
        'STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION',
        `The item is part of another reviewSubmission: '${holding.id}'.`,
        { pointer },
      ),
    ];
  if (!reviewable.has(stateOf(subject)))
    return [invalidState(`The item is in the state '${stateOf(subject)}'.`, pointer)];
  const app = appOf(store, subject);
  if (app !== undefined && app.id !== one(store, submission, 'app')?.id)
    return [relationshipError(name, 'The item belongs to another app.')];
  if (
    resource === 'AppStoreVersion' &&
    submission.attributes['platform'] !== undefined &&
    subject.attributes['platform'] !== submission.attributes['platform']
  )
    return [relationshipError(name, 'The version is for another platform.')];
  return firstProduct(store, resource, subject);
}

/** The open submission that holds a thing. */
function holds(store: Store, name: string, subject: Stored): Stored | undefined {
  for (const id of store.pointing('ReviewSubmissionItem', name, subject.id)) {
    const item = store.get('ReviewSubmissionItem', id);
    if (item === undefined || stateOf(item) === 'REMOVED') continue;
    const submission = submissionOf(store, item);
    if (open.has(stateOf(submission))) return submission;
  }
  return undefined;
}

/** Relationships that lead from a thing towards its app. */
const upwards = [
  'appCustomProductPage',
  'appStoreVersion',
  'subscription',
  'inAppPurchase',
  'group',
  'subscriptionGroup',
  'achievement',
  'leaderboard',
  'leaderboardSet',
  'activity',
  'challenge',
  'gameCenterDetail',
] as const;

/** The app that a thing belongs to, as far as links tell. */
export function appOf(store: Store, object: Stored | undefined, depth = 0): Stored | undefined {
  if (object === undefined || depth > 4) return undefined;
  if (object.resource === 'App') return object;
  const direct = one(store, object, 'app');
  if (direct !== undefined) return direct;
  for (const name of upwards)
    if (store.relationship(object.resource, name) !== undefined) {
      const found = appOf(store, one(store, object, name), depth + 1);
      if (found !== undefined) return found;
    }
  const owners = [
    ['App', 'appEvents', 'AppEvent'],
    ['App', 'inAppPurchasesV2', 'InAppPurchaseV2'],
    ['App', 'subscriptionGroups', 'SubscriptionGroup'],
    ['InAppPurchaseV2', 'versions', 'InAppPurchaseVersion'],
    ['App', 'backgroundAssets', 'BackgroundAsset'],
    ['BackgroundAsset', 'versions', 'BackgroundAssetVersion'],
  ] as const;
  for (const [owner, relationship, resource] of owners)
    if (resource === object.resource) {
      const found = appOf(store, ownerOf(store, owner, relationship, object), depth + 1);
      if (found !== undefined) return found;
    }
  return undefined;
}

/** §2: the first product of an app goes with a version, on the website. */
export function firstProduct(store: Store, resource: string, subject: Stored): readonly ApiError[] {
  const app = appOf(store, subject);
  if (app === undefined) return [];
  const known = new Set(['APPROVED', 'DEVELOPER_REMOVED_FROM_SALE', 'REMOVED_FROM_SALE']);
  if (resource === 'InAppPurchaseVersion' || resource === 'InAppPurchaseV2')
    return many(store, app, 'inAppPurchasesV2').some((one) => known.has(stateOf(one)))
      ? []
      : [first('FIRST_IAP_MUST_BE_SUBMITTED_ON_VERSION', 'in-app purchase')];
  if (resource === 'SubscriptionVersion' || resource === 'Subscription')
    return many(store, app, 'subscriptionGroups')
      .flatMap((group) => many(store, group, 'subscriptions'))
      .some((one) => known.has(stateOf(one)))
      ? []
      : [first('FIRST_SUBSCRIPTION_MUST_BE_SUBMITTED_ON_VERSION', 'subscription')];
  return [];
}

function first(code: string, what: string): ApiError {
  return apiError(
    409,
    `STATE_ERROR.${code}`,
    `The first ${what} of an app must be submitted together with a version, on the App Store Connect website.`,
  );
}

/** A thing in a draft is READY_FOR_REVIEW (§7). */
function itemAdded(change: Change, item: Stored): void {
  const { store } = change;
  const submission = target(change, 'reviewSubmission', 'ReviewSubmission');
  if (submission !== undefined && submissionOf(store, item) === undefined)
    store.link(submission, 'items', [...store.linked(submission, 'items'), item.id]);
  const subject = subjectOf(store, item);
  if (subject !== undefined && subject.attributes['state'] !== 'COMPLETE')
    move(store, subject, 'READY_FOR_REVIEW');
  if (submission !== undefined && subject?.resource === 'AppStoreVersion')
    store.link(submission, 'appStoreVersionForReview', subject.id);
}

/** §8a 9–10: what can be submitted or canceled, and what still stands against it. */
function canSubmitOrCancel(change: Change): readonly ApiError[] {
  const { store, object, attributes } = change;
  if (object === undefined) return [];
  const state = stateOf(object);
  const errors: ApiError[] = [];
  for (const name of ['submitted', 'canceled'])
    if (attributes[name] === false)
      errors.push(attributeError('INVALID', name, `'${name}' can only be set to true.`));
  if (attributes['canceled'] === true && !['WAITING_FOR_REVIEW', 'UNRESOLVED_ISSUES'].includes(state))
    errors.push(
      invalidState(
        `A reviewSubmission in the state '${state}' cannot be canceled.`,
        '/data/attributes/canceled',
      ),
    );
  if (typeof attributes['platform'] === 'string' && state !== 'READY_FOR_REVIEW')
    errors.push(
      invalidState(`The platform cannot be changed in the state '${state}'.`, '/data/attributes/platform'),
    );
  if (attributes['submitted'] !== true || errors.length > 0) return errors;
  if (!taking.has(state))
    return [
      invalidState(
        `A reviewSubmission in the state '${state}' cannot be submitted.`,
        '/data/attributes/submitted',
      ),
    ];
  const items = many(store, object, 'items').filter((item) => stateOf(item) !== 'REMOVED');
  if (items.length === 0) return [invalidState('The reviewSubmission has no items.')];
  if (items.some((item) => stateOf(item) === 'REJECTED'))
    return [invalidState('Items that were rejected must be marked as resolved or removed first.')];
  const associated = Object.assign(
    {},
    ...items.map((item) => missingForReview(store, subjectOf(store, item))),
  );
  return Object.keys(associated).length === 0
    ? []
    : [
        {
          ...apiError(409, 'STATE_ERROR', 'Submit for review errors found.'),
          meta: { associatedErrors: associated },
        },
      ];
}

function submitOrCancel(change: Change, submission: Stored): void {
  const { store, now, attributes } = change;
  const items = many(store, submission, 'items').filter((item) => stateOf(item) !== 'REMOVED');
  if (attributes['submitted'] === true) {
    setState(submission, 'WAITING_FOR_REVIEW');
    submission.attributes['submittedDate'] = isoDate(now);
    for (const item of items) {
      const subject = subjectOf(store, item);
      if (subject !== undefined && subject.attributes['state'] !== 'COMPLETE')
        move(store, subject, 'WAITING_FOR_REVIEW');
    }
    awaitReview(store, submission, now);
  } else if (attributes['canceled'] === true) {
    setState(submission, 'CANCELING');
    // §2: canceled submissions sit in CANCELING for seconds.
    later(store, now + moment, () => {
      setState(submission, 'COMPLETE');
      for (const item of items) setState(item, 'REMOVED');
    });
    for (const item of items) {
      const subject = subjectOf(store, item);
      if (subject === undefined || subject.attributes['state'] === 'COMPLETE') continue;
      if (subject.resource === 'AppStoreVersion') {
        if (stateOf(subject) !== 'REJECTED') move(store, subject, 'DEVELOPER_REJECTED');
      } else move(store, subject, subject.resource === 'AppEvent' ? 'DRAFT' : 'PREPARE_FOR_SUBMISSION');
    }
  }
}

/** §8a 10: a rejected item is resolved, or removed. */
function canResolve(change: Change): readonly ApiError[] {
  const { store, object, attributes } = change;
  if (object === undefined) return [];
  const state = stateOf(submissionOf(store, object));
  const errors: ApiError[] = [];
  for (const name of ['resolved', 'removed'])
    if (attributes[name] === false)
      errors.push(attributeError('INVALID', name, `'${name}' can only be set to true.`));
  if (attributes['resolved'] === true && (state !== 'UNRESOLVED_ISSUES' || stateOf(object) !== 'REJECTED'))
    errors.push(
      invalidState(
        `Only a REJECTED item of a submission with UNRESOLVED_ISSUES can be resolved; this one is ${stateOf(object)} in ${state}.`,
        '/data/attributes/resolved',
      ),
    );
  if (attributes['removed'] === true && !taking.has(state))
    errors.push(
      invalidState(`Items cannot be removed while the submission is ${state}.`, '/data/attributes/removed'),
    );
  return errors;
}

function resolve(change: Change, item: Stored): void {
  if (change.attributes['resolved'] === true) setState(item, 'READY_FOR_REVIEW');
  if (change.attributes['removed'] === true) {
    setState(item, 'REMOVED');
    free(change.store, item);
  }
}

function canRemove(change: Change): readonly ApiError[] {
  const { store, object } = change;
  const submission = object === undefined ? undefined : submissionOf(store, object);
  return submission === undefined || taking.has(stateOf(submission))
    ? []
    : [invalidState(`Items cannot be removed while the submission is ${stateOf(submission)}.`)];
}

function itemRemoved(change: Change, item: Stored): void {
  free(change.store, item);
}

function free(store: Store, item: Stored): void {
  const subject = subjectOf(store, item);
  if (subject === undefined || stateOf(subject) !== 'READY_FOR_REVIEW') return;
  move(store, subject, subject.resource === 'AppEvent' ? 'DRAFT' : 'PREPARE_FOR_SUBMISSION');
}
