import type { Sandbox } from '../../src/sandbox/index.ts';
import type { Store, Stored } from '../../src/sandbox/store.ts';
import { teamIds } from '../../src/sandbox/team-ids.ts';

/** An object that has to be there. */
export function get(store: Store, resource: string, id: string): Stored {
  const found = store.get(resource, id);
  if (found === undefined) throw new Error(`There is no ${resource} ${id}.`);
  return found;
}

/** Answers and pictures that the seeded version lacks and the release tools do not make. */
export function completeWeather(store: Store): void {
  for (const rating of store.all('AgeRatingDeclaration'))
    Object.assign(rating.attributes, { socialMedia: false, socialMediaAgeRestricted: false });
  const version = get(store, 'AppStoreVersion', teamIds.versions.weatherNext);
  for (const id of store.linked(version, 'appStoreVersionLocalizations')) {
    const text = get(store, 'AppStoreVersionLocalization', id);
    // A locale without any pictures shows those of the primary one.
    if (text.attributes['locale'] === 'ja')
      for (const set of [...store.linked(text, 'appScreenshotSets')]) store.delete('AppScreenshotSet', set);
  }
}

/** A release, as far as it can be told apart. */
export interface ReleaseOf {
  readonly app: string;
  readonly platform: string;
  readonly version: string;
  /** Number of the build that testers get. */
  readonly build: string;
}

/** What became of a release at Apple's side: no ids, no times, so that two runs can be compared; doubles show. */
export function releaseState({ store }: Sandbox, { app, platform, version, build }: ReleaseOf): unknown {
  const owner = get(store, 'App', app);
  const linked = (from: Stored, relationship: string, resource: string): readonly Stored[] =>
    store.linked(from, relationship).flatMap((id) => store.get(resource, id) ?? []);
  const said = (from: Stored, relationship: string, resource: string, name: string): unknown =>
    linked(from, relationship, resource)[0]?.attributes[name];
  return {
    versions: linked(owner, 'appStoreVersions', 'AppStoreVersion')
      .filter(
        ({ attributes }) => attributes['platform'] === platform && attributes['versionString'] === version,
      )
      .map((one) => ({
        state: one.attributes['appVersionState'],
        release: one.attributes['releaseType'],
        build: said(one, 'build', 'Build', 'version'),
        phased: linked(one, 'appStoreVersionPhasedRelease', 'AppStoreVersionPhasedRelease').map(
          ({ attributes }) =>
            `${String(attributes['phasedReleaseState'])} ${String(attributes['currentDayNumber'])}`,
        ),
        notes: Object.fromEntries(
          linked(one, 'appStoreVersionLocalizations', 'AppStoreVersionLocalization').map(({ attributes }) => [
            attributes['locale'],
            attributes['whatsNew'],
          ]),
        ),
      })),
    submissions: linked(owner, 'reviewSubmissions', 'ReviewSubmission')
      .filter(({ attributes }) => attributes['platform'] === platform)
      .map((one) => [
        one.attributes['state'],
        ...linked(one, 'items', 'ReviewSubmissionItem').map(({ attributes }) => attributes['state']),
      ]),
    builds: linked(owner, 'builds', 'Build')
      .filter(({ attributes }) => attributes['version'] === build)
      .map((one) => ({
        encryption: one.attributes['usesNonExemptEncryption'],
        external: said(one, 'buildBetaDetail', 'BuildBetaDetail', 'externalBuildState'),
        review: said(one, 'betaAppReviewSubmission', 'BetaAppReviewSubmission', 'betaReviewState'),
        groups: linked(one, 'betaGroups', 'BetaGroup').map(({ attributes }) => attributes['name']),
        whatToTest: Object.fromEntries(
          linked(one, 'betaBuildLocalizations', 'BetaBuildLocalization').map(({ attributes }) => [
            attributes['locale'],
            attributes['whatsNew'],
          ]),
        ),
      })),
  };
}
