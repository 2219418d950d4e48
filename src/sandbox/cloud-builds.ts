import { arrayAt, stringAt } from '../catalog/json.ts';
import { many, one } from './change.ts';
import { putBuild } from './new-build.ts';
import { foretold } from './outcomes.ts';
import { uuid } from './random.ts';
import { editableVersion, stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';

/**
 * What the archives of a run become: an archive that is prepared for distribution (`buildDistributionAudience` of the
 * API document 4.5.1) comes to TestFlight as a build of the app, and the run names it. No group gets it by itself
 * (facts §8b 4). The version is what the project of this team says, the one in preparation; the number goes on after
 * the highest that the app has, as a team sets the counter of Xcode Cloud that has uploaded builds before.
 */
export function leaveBuilds(store: Store, run: Stored, now: number): void {
  const app = one(store, one(store, run, 'product'), 'app');
  if (app === undefined) return;
  const archives = arrayAt(one(store, run, 'workflow')?.attributes, 'actions').filter(
    (action) =>
      stringAt(action, 'actionType') === 'ARCHIVE' &&
      stringAt(action, 'buildDistributionAudience') !== undefined,
  );
  const made = archives.map((action, index) => {
    const id = uuid(`build ${index} of run ${run.id}`);
    const platform = stringAt(action, 'platform') ?? 'IOS';
    const archive = {
      app: app.id,
      version: versionOf(store, app, platform),
      number: String(highest(store, app) + 1),
      platform,
      audience: stringAt(action, 'buildDistributionAudience') ?? '',
    };
    const told = foretold(store, 'build', { id, at: now, app: app.id });
    putBuild(store, id, archive, now, told === undefined || told.outcome === 'valid');
    return id;
  });
  store.link(run, 'builds', [...store.linked(run, 'builds'), ...made]);
}

/** The version in preparation; where there is none, the one after the newest. */
function versionOf(store: Store, app: Stored, platform: string): string {
  const versions = many(store, app, 'appStoreVersions').filter(
    ({ attributes }) => attributes['platform'] === platform,
  );
  const open = versions.find((version) => editableVersion.has(stateOf(version)));
  if (open !== undefined) return String(open.attributes['versionString']);
  const newest = versions
    .map(({ attributes }) => String(attributes['versionString']).split('.').map(Number))
    .sort((left, right) => compare(right, left))[0] ?? [1, 0];
  return [newest[0] ?? 1, (newest[1] ?? 0) + 1].join('.');
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (let part = 0; part < Math.max(left.length, right.length); part += 1) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function highest(store: Store, app: Stored): number {
  const numbers = [...store.all('Build')]
    .filter((build) => one(store, build, 'app')?.id === app.id)
    .map(({ attributes }) => Number(attributes['version']));
  return Math.max(0, ...numbers.filter((number) => Number.isInteger(number)));
}
