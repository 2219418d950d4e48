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

/** Moves a thing; the app's information in preparation goes with its version. */
export function move(store: Store, subject: Stored, state: string): void {
  setState(subject, state);
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
