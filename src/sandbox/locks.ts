import type { Change } from './change.ts';
import { type ApiError, apiError } from './errors.ts';
import { editableVersion, stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';

/** An object whose state decides whether it, and what belongs to it, can be edited. */
interface Holder {
  readonly editable: ReadonlySet<string>;
  /** Attributes that can be written in any state. */
  readonly always?: readonly string[];
  /** Relationships that can be written in any state. */
  readonly alwaysLinks?: readonly string[];
}

/** Content of product and Game Center versions (facts §7: editable in PREPARE_FOR_SUBMISSION only). */
const preparing: ReadonlySet<string> = new Set(['PREPARE_FOR_SUBMISSION']);
/** What review sent back can be edited again (facts §7). */
const drafts: ReadonlySet<string> = new Set([
  'PREPARE_FOR_SUBMISSION',
  'DEVELOPER_REJECTED',
  'REJECTED',
  'READY_FOR_REVIEW',
]);
/** Everything that is not under review right now. */
const notInReview: ReadonlySet<string> = new Set(['PREPARE_FOR_SUBMISSION', 'APPROVED', 'REJECTED', '']);

const product: Holder = {
  editable: new Set([
    'MISSING_METADATA',
    'READY_TO_SUBMIT',
    'DEVELOPER_ACTION_NEEDED',
    'APPROVED',
    'REJECTED',
    'DEVELOPER_REMOVED_FROM_SALE',
  ]),
};

/** Facts §7 (states) and §9 (texts that can be edited live), 2026-11-22. */
const holders: Readonly<Record<string, Holder>> = {
  // A release can be planned, and an old version hidden (facts §8n), long after the texts are locked.
  AppStoreVersion: {
    editable: editableVersion,
    always: ['downloadable', 'releaseType', 'earliestReleaseDate'],
  },
  AppInfo: { editable: drafts },
  AppCustomProductPageVersion: { editable: drafts },
  AppStoreVersionExperiment: { editable: drafts, always: ['started'] },
  AppStoreVersionExperimentV2: { editable: drafts, always: ['started'] },
  AppEvent: {
    editable: new Set(['DRAFT', 'READY_FOR_REVIEW', 'REJECTED']),
    always: ['territorySchedules', 'deepLink', 'priority'],
  },
  InAppPurchaseV2: product,
  Subscription: product,
  InAppPurchaseVersion: { editable: preparing },
  SubscriptionVersion: { editable: preparing },
  SubscriptionGroupVersion: { editable: preparing },
  InAppPurchaseLocalization: { editable: notInReview },
  SubscriptionLocalization: { editable: notInReview },
  SubscriptionGroupLocalization: { editable: notInReview },
  GameCenterAchievementVersionV2: { editable: drafts },
  GameCenterLeaderboardVersionV2: { editable: drafts },
  GameCenterLeaderboardSetVersionV2: { editable: drafts },
  GameCenterActivityVersion: { editable: drafts },
  GameCenterChallengeVersion: { editable: drafts },
};

/** Attributes of what belongs to a holder that can be edited while the holder is live (facts §9). */
const live: Readonly<Record<string, readonly string[]>> = {
  AppStoreVersionLocalization: ['promotionalText'],
};

const page: readonly string[] = [
  'appStoreVersionLocalization',
  'appCustomProductPageLocalization',
  'appStoreVersionExperimentTreatmentLocalization',
];

/** Relationships that lead from an object towards its holder; `<Owner.name` where only the owner tells. */
const parents: Readonly<Record<string, readonly string[]>> = {
  AppStoreVersionLocalization: ['appStoreVersion'],
  AppStoreReviewDetail: ['appStoreVersion'],
  AppStoreReviewAttachment: ['appStoreReviewDetail'],
  RoutingAppCoverage: ['appStoreVersion'],
  AppInfoLocalization: ['appInfo'],
  AgeRatingDeclaration: ['<AppInfo.ageRatingDeclaration'],
  AppScreenshotSet: page,
  AppPreviewSet: page,
  AppScreenshot: ['appScreenshotSet'],
  AppPreview: ['appPreviewSet'],
  AppAssetLibraryPlacement: [...page, 'appEventLocalization'],
  AppAssetLibraryPlacementOrderingRequest: page,
  AppCustomProductPageLocalization: ['appCustomProductPageVersion'],
  AppStoreVersionExperimentTreatment: ['appStoreVersionExperimentV2', 'appStoreVersionExperiment'],
  AppStoreVersionExperimentTreatmentLocalization: ['appStoreVersionExperimentTreatment'],
  AppEventLocalization: ['appEvent'],
  AppEventScreenshot: ['appEventLocalization'],
  AppEventVideoClip: ['appEventLocalization'],
  InAppPurchaseLocalizationV2: ['version'],
  InAppPurchaseImageV2: ['version', '<InAppPurchaseVersion.images'],
  SubscriptionLocalizationV2: ['version'],
  SubscriptionImageV2: ['version', '<SubscriptionVersion.images'],
  SubscriptionGroupLocalizationV2: ['version'],
  GameCenterAchievementLocalizationV2: ['version'],
  GameCenterAchievementImageV2: ['localization'],
  GameCenterLeaderboardLocalizationV2: ['version'],
  GameCenterLeaderboardImageV2: ['localization'],
  GameCenterLeaderboardSetLocalizationV2: ['version'],
  GameCenterLeaderboardSetImageV2: ['localization'],
  GameCenterActivityLocalization: ['version'],
  GameCenterChallengeLocalization: ['version'],
};

/** Where a link that the resource does not have by that name leads to. */
const targetsOf: Readonly<Record<string, string>> = {
  'InAppPurchaseImageV2.version': 'InAppPurchaseVersion',
  'SubscriptionImageV2.version': 'SubscriptionVersion',
  'AppEventLocalization.appEvent': 'AppEvent',
  'RoutingAppCoverage.appStoreVersion': 'AppStoreVersion',
  'AppAssetLibraryPlacementOrderingRequest.appStoreVersionLocalization': 'AppStoreVersionLocalization',
  'AppAssetLibraryPlacementOrderingRequest.appCustomProductPageLocalization':
    'AppCustomProductPageLocalization',
  'AppAssetLibraryPlacementOrderingRequest.appStoreVersionExperimentTreatmentLocalization':
    'AppStoreVersionExperimentTreatmentLocalization',
};

/** The object whose state decides over `object`, itself or further up. */
function holderOf(store: Store, object: Stored | undefined): Stored | undefined {
  if (object === undefined || holders[object.resource] !== undefined) return object;
  for (const step of parents[object.resource] ?? []) {
    const found = holderOf(store, parentOf(store, object, step));
    if (found !== undefined) return found;
  }
  return undefined;
}

function parentOf(store: Store, object: Stored, step: string): Stored | undefined {
  if (!step.startsWith('<')) {
    const to = store.relationship(object.resource, step)?.to;
    const [id] = store.linked(object, step);
    return to === undefined || id === undefined ? undefined : store.get(to, id);
  }
  const [resource = '', relationship = ''] = step.slice(1).split('.');
  for (const id of store.pointing(resource, relationship, object.id)) {
    const owner = store.get(resource, id);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

function holderOfChange(change: Change): Stored | undefined {
  const { store, resource, object, links } = change;
  if (object !== undefined) return holderOf(store, object);
  // A new object belongs to what the request names.
  for (const step of parents[resource.name] ?? []) {
    const id = links.get(step);
    const to = targetsOf[`${resource.name}.${step}`] ?? store.relationship(resource.name, step)?.to;
    if (typeof id !== 'string' || to === undefined) continue;
    const found = holderOf(store, store.get(to, id));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What is written belongs to this, and its state locks it. */
export function lockedHolder(change: Change): Stored | undefined {
  const holder = holderOfChange(change);
  const rule = holders[holder?.resource ?? ''];
  return holder === undefined || rule === undefined || rule.editable.has(stateOf(holder))
    ? undefined
    : holder;
}

/** 409 when what is written belongs to something whose state locks it. */
export function lockErrors(change: Change): readonly ApiError[] {
  const holder = lockedHolder(change);
  if (holder === undefined) return [];
  const rule = holders[holder.resource];
  const free = change.object === holder ? (rule?.always ?? []) : (live[change.resource.name] ?? []);
  const locked = Object.keys(change.attributes).filter((name) => !free.includes(name));
  const type = change.store.catalog.resource(holder.resource)?.type ?? holder.resource;
  const why = `the ${type} '${holder.id}' is in the state '${stateOf(holder)}'`;
  const isUpdate = change.object !== undefined && Object.keys(change.attributes).length > 0;
  if (isUpdate)
    return locked.map((name) =>
      apiError(
        409,
        'STATE_ERROR.ENTITY_STATE_INVALID',
        `Attribute '${name}' cannot be edited at this time: ${why}.`,
        { pointer: `/data/attributes/${name}` },
      ),
    );
  return [apiError(409, 'STATE_ERROR.ENTITY_STATE_INVALID', `This cannot be changed at this time: ${why}.`)];
}
