import { siblings } from './app-versions.ts';
import { many, one } from './change.ts';
import { later } from './later.ts';
import { moment } from './pace.ts';
import { beginPhase } from './phased-release.ts';
import { setState, stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';

/** §7: PROCESSING_FOR_DISTRIBUTION, shortly after READY_FOR_DISTRIBUTION in place of the version before. */
export function releaseVersion(store: Store, version: Stored, now: number): void {
  setState(version, 'PROCESSING_FOR_DISTRIBUTION');
  later(store, now + moment, (due) => {
    const app = one(store, version, 'app');
    for (const other of siblings(store, app, version.attributes['platform']))
      if (stateOf(other) === 'READY_FOR_DISTRIBUTION') setState(other, 'REPLACED_WITH_NEW_VERSION');
    setState(version, 'READY_FOR_DISTRIBUTION');
    const phased = one(store, version, 'appStoreVersionPhasedRelease');
    if (stateOf(phased) === 'INACTIVE' && phased !== undefined) beginPhase(store, phased, due);
    const infos = app === undefined ? [] : many(store, app, 'appInfos');
    const draft = infos.find((info) => stateOf(info) === 'PENDING_RELEASE');
    if (draft === undefined) return;
    for (const info of infos)
      if (stateOf(info) === 'READY_FOR_DISTRIBUTION') setState(info, 'REPLACED_WITH_NEW_INFO');
    setState(draft, 'READY_FOR_DISTRIBUTION');
  });
}
