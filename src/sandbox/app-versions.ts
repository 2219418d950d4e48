import { many, one } from './change.ts';
import { releasedVersion, stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';

/** All versions of an app on a platform. */
export function siblings(store: Store, app: Stored | undefined, platform: unknown): readonly Stored[] {
  if (app === undefined) return [];
  return many(store, app, 'appStoreVersions').filter(
    (version) => version.attributes['platform'] === platform,
  );
}

/** An update needs a version that has been on the store before. */
export function isUpdate(store: Store, version: Stored): boolean {
  return siblings(store, one(store, version, 'app'), version.attributes['platform']).some((other) =>
    releasedVersion.has(stateOf(other)),
  );
}
