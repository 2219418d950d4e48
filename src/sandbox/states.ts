import type { Stored } from './store.ts';

/** Where a resource keeps its state when it is not called `state`. */
const attributes: Readonly<Record<string, string>> = {
  AppStoreVersion: 'appVersionState',
  AppEvent: 'eventState',
  AppStoreVersionPhasedRelease: 'phasedReleaseState',
  AppEncryptionDeclaration: 'appEncryptionDeclarationState',
  BetaAppReviewSubmission: 'betaReviewState',
};

/** Old names of version states that still stand beside the new ones (facts §7, 2026-11-22). */
const oldNames: Readonly<Record<string, string>> = {
  READY_FOR_DISTRIBUTION: 'READY_FOR_SALE',
  PROCESSING_FOR_DISTRIBUTION: 'PROCESSING_FOR_APP_STORE',
};

export function stateOf(object: Stored | undefined): string {
  if (object === undefined) return '';
  const value = object.attributes[attributes[object.resource] ?? 'state'];
  if (typeof value === 'string') return value;
  const old = object.attributes['appStoreState'];
  return typeof old === 'string' ? old : '';
}

/** Moves an object to a state, under all names that it has. */
export function setState(object: Stored, state: string): void {
  object.attributes = {
    ...object.attributes,
    [attributes[object.resource] ?? 'state']: state,
    ...(object.resource === 'AppStoreVersion' || object.resource === 'AppInfo'
      ? { appStoreState: oldNames[state] ?? state }
      : {}),
  };
}

/** Versions in these states can be edited (facts §7; READY_FOR_REVIEW is a draft that is not sent yet). */
export const editableVersion: ReadonlySet<string> = new Set([
  'PREPARE_FOR_SUBMISSION',
  'DEVELOPER_REJECTED',
  'REJECTED',
  'METADATA_REJECTED',
  'INVALID_BINARY',
  'READY_FOR_REVIEW',
]);

/** Versions in these states have been on the store. */
export const releasedVersion: ReadonlySet<string> = new Set([
  'READY_FOR_DISTRIBUTION',
  'REPLACED_WITH_NEW_VERSION',
  'READY_FOR_SALE',
  'DEVELOPER_REMOVED_FROM_SALE',
  'REMOVED_FROM_SALE',
]);
