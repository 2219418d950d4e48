import { many, one, ownerOf } from './change.ts';
import { setState, stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';

/** What an item is about, by relationship. */
export const subjects: Readonly<Record<string, string>> = {
  appStoreVersion: 'AppStoreVersion',
  appCustomProductPageVersion: 'AppCustomProductPageVersion',
  appStoreVersionExperiment: 'AppStoreVersionExperiment',
  appStoreVersionExperimentV2: 'AppStoreVersionExperimentV2',
  appEvent: 'AppEvent',
  appAssetLibraryImage: 'AppAssetLibraryImage',
  appAssetLibraryVideo: 'AppAssetLibraryVideo',
  backgroundAssetVersion: 'BackgroundAssetVersion',
  gameCenterAchievementVersion: 'GameCenterAchievementVersionV2',
  gameCenterActivityVersion: 'GameCenterActivityVersion',
  gameCenterChallengeVersion: 'GameCenterChallengeVersion',
  gameCenterLeaderboardSetVersion: 'GameCenterLeaderboardSetVersionV2',
  gameCenterLeaderboardVersion: 'GameCenterLeaderboardVersionV2',
  inAppPurchaseVersion: 'InAppPurchaseVersion',
  subscriptionVersion: 'SubscriptionVersion',
  subscriptionGroupVersion: 'SubscriptionGroupVersion',
};

/** What an item is about. */
export function subjectOf(store: Store, item: Stored): Stored | undefined {
  for (const name of Object.keys(subjects)) {
    const found = one(store, item, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The submission that an item is in. */
export function submissionOf(store: Store, item: Stored): Stored | undefined {
  return ownerOf(store, 'ReviewSubmission', 'items', item);
}

/** §7: a product is in review with its version, and complete again when that is withdrawn; approved ones stay so. */
function moveProduct(product: Stored, state: string): void {
  if (stateOf(product) === 'APPROVED') return;
  if (['WAITING_FOR_REVIEW', 'IN_REVIEW', 'APPROVED', 'REJECTED'].includes(state)) setState(product, state);
  else if (stateOf(product) !== 'MISSING_METADATA') setState(product, 'READY_TO_SUBMIT');
}

/** Moves a thing; the app's information in preparation goes with its version, and a product with its own. */
export function move(store: Store, subject: Stored, state: string): void {
  setState(subject, state);
  const product = one(store, subject, 'inAppPurchase') ?? one(store, subject, 'subscription');
  if (product !== undefined) moveProduct(product, state);
  if (subject.resource !== 'AppStoreVersion') return;
  const app = one(store, subject, 'app');
  if (app === undefined) return;
  const infoState = state.startsWith('PENDING')
    ? 'PENDING_RELEASE'
    : state === 'METADATA_REJECTED'
      ? 'REJECTED'
      : state;
  for (const info of many(store, app, 'appInfos'))
    if (!['READY_FOR_DISTRIBUTION', 'REPLACED_WITH_NEW_INFO'].includes(stateOf(info)))
      setState(info, infoState);
}
