import { objectAt } from '../catalog/json.ts';
import { isUpdate, siblings } from './app-versions.ts';
import { type Change, many, one, type Rules, says, target } from './change.ts';
import { type ApiError, apiError, attributeError, relationshipError } from './errors.ts';
import { sameTrain } from './new-build.ts';
import { canBePhased, phaseBegins, phaseFollows, phaseNotBegun } from './phased-release.ts';
import { uuid } from './random.ts';
import { releaseVersion } from './release.ts';
import { editableVersion, setState, stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';

/** Versions, their texts and their way to the store. Facts §7, §8a, §9 (2026-11-22). */
export const versionRules: Rules = {
  appStoreVersions_createInstance: {
    before: (change) => [...oneEditableVersion(change), ...buildFits(change)],
    after: beginVersion,
  },
  appStoreVersions_updateInstance: { before: buildFits, after: newBuild },
  appStoreVersions_build_updateToOneRelationship: { before: buildFits, after: newBuild },
  appStoreVersionLocalizations_updateInstance: { before: noWhatsNewOnFirstVersion },
  appStoreVersionLocalizations_createInstance: { before: noWhatsNewOnFirstVersion },
  appStoreVersionLocalizations_deleteInstance: { before: keepPrimaryLocale },
  appInfoLocalizations_createInstance: { after: alsoOnVersion },
  appInfos_updateInstance: { before: subcategoriesOfTheirCategory },
  apps_updateInstance: { before: appBefore },
  appStoreVersionReleaseRequests_createInstance: { before: waitsForRelease, after: release },
  appStoreVersionPhasedReleases_createInstance: { before: canBePhased },
  appStoreVersionPhasedReleases_updateInstance: { before: phaseFollows, after: phaseBegins },
  appStoreVersionPhasedReleases_deleteInstance: { before: phaseNotBegun },
  appScreenshotSets_appScreenshots_replaceToManyRelationship: { before: completeList },
  appPreviewSets_appPreviews_replaceToManyRelationship: { before: completeList },
  appScreenshots_createInstance: { before: (change) => room(change, 'appScreenshotSet', 10) },
  appPreviews_createInstance: { before: (change) => room(change, 'appPreviewSet', 3) },
};

/** §8a: at most one editable version per platform; the 409 says so. */
function oneEditableVersion(change: Change): readonly ApiError[] {
  const versions = siblings(change.store, target(change, 'app', 'App'), change.attributes['platform']);
  return versions.some((version) => editableVersion.has(stateOf(version)))
    ? [relationshipError('app', 'You cannot create a new version of the App in the current state.')]
    : [];
}

/** §8a: texts and screenshots are copied from the version before; §7: an editable appInfo exists while a version is in preparation. */
function beginVersion(change: Change, created: Stored): void {
  const { store } = change;
  const app = one(store, created, 'app');
  const before = siblings(store, app, created.attributes['platform'])
    .filter((version) => version.id !== created.id)
    .sort((left, right) => age(right) - age(left))[0];
  if (before !== undefined && many(store, created, 'appStoreVersionLocalizations').length === 0)
    for (const text of many(store, before, 'appStoreVersionLocalizations')) {
      const { whatsNew: _old, ...attributes } = text.attributes;
      const id = `${created.id}-${String(attributes['locale'])}`;
      store.put('AppStoreVersionLocalization', id, attributes, { appStoreVersion: created.id });
      copyScreenshots(store, text, id);
    }
  if (app !== undefined) editableInfo(store, app, created.id);
}

/**
 * The sets of screenshots come along to a new version, in their order (two clients on live apps, October 2026). Whether
 * previews, placements of the library and the details for App Review do has no source, so here they do not.
 */
function copyScreenshots(store: Store, from: Stored, to: string): void {
  for (const set of many(store, from, 'appScreenshotSets')) {
    const shots = many(store, set, 'appScreenshots').filter(
      ({ attributes }) => objectAt(attributes, 'assetDeliveryState')['state'] === 'COMPLETE',
    );
    if (shots.length === 0) continue;
    const id = uuid(`${to} ${set.id}`);
    const copy = store.put(
      'AppScreenshotSet',
      id,
      { ...set.attributes },
      { appStoreVersionLocalization: to },
    );
    const ids = shots.map((shot) => {
      const own = uuid(`${id} ${shot.id}`);
      store.put('AppScreenshot', own, { ...shot.attributes }, { appScreenshotSet: id });
      return own;
    });
    store.link(copy, 'appScreenshots', ids);
  }
}

function age(version: Stored): number {
  return Date.parse(String(version.attributes['createdDate'])) || version.order;
}

const infoDrafts: ReadonlySet<string> = new Set([
  'PREPARE_FOR_SUBMISSION',
  'DEVELOPER_REJECTED',
  'REJECTED',
  'READY_FOR_REVIEW',
  'WAITING_FOR_REVIEW',
  'IN_REVIEW',
]);

function editableInfo(store: Store, app: Stored, key: string): void {
  const infos = many(store, app, 'appInfos');
  const [model] = infos;
  if (model === undefined || infos.some((info) => infoDrafts.has(stateOf(info)))) return;
  const links = Object.fromEntries(model.links);
  delete links['ageRatingDeclaration'];
  delete links['territoryAgeRatings'];
  const info = store.put('AppInfo', `${key}-info`, { ...model.attributes }, { ...links, app: app.id });
  setState(info, 'PREPARE_FOR_SUBMISSION');
  for (const text of many(store, model, 'appInfoLocalizations'))
    store.put(
      'AppInfoLocalization',
      `${key}-info-${String(text.attributes['locale'])}`,
      { ...text.attributes },
      { appInfo: info.id },
    );
  const rating = one(store, model, 'ageRatingDeclaration');
  if (rating !== undefined) {
    store.put('AgeRatingDeclaration', `${key}-rating`, { ...rating.attributes });
    store.link(info, 'ageRatingDeclaration', `${key}-rating`);
  }
}

/** §8a 3–4: only a VALID build of the same app, platform and train that has not expired. */
function buildFits(change: Change): readonly ApiError[] {
  const id = change.links.get('build');
  if (typeof id !== 'string') return [];
  const { store } = change;
  const build = store.get('Build', id);
  const refused = (why: string): readonly ApiError[] => [
    apiError(409, 'ENTITY_ERROR.RELATIONSHIP.INVALID', `The build '${id}' could not be added: ${why}.`, {
      pointer: change.operation.body?.linkage === true ? '/data' : '/data/relationships/build',
    }),
  ];
  if (build === undefined) return refused('it does not exist');
  if (build.attributes['processingState'] !== 'VALID')
    return refused(`its processingState is ${String(build.attributes['processingState'])}`);
  if (build.attributes['expired'] === true) return refused('it has expired');
  if (one(store, build, 'app')?.id !== target(change, 'app', 'App')?.id)
    return refused('it belongs to another app');
  const train = one(store, build, 'preReleaseVersion')?.attributes;
  const wanted = change.attributes['versionString'] ?? change.object?.attributes['versionString'];
  const platform = change.attributes['platform'] ?? change.object?.attributes['platform'];
  if (train !== undefined && (!sameTrain(train['version'], wanted) || train['platform'] !== platform))
    return refused(
      `it is of ${String(train['platform'])} ${String(train['version'])}, not of ${String(platform)} ${String(wanted)}`,
    );
  return [];
}

/** §7: another build takes a rejected version back to preparation. */
function newBuild(change: Change, version: Stored): void {
  if (change.links.has('build') && ['REJECTED', 'INVALID_BINARY'].includes(stateOf(version)))
    setState(version, 'PREPARE_FOR_SUBMISSION');
}

/** §8a 6: forbidden on the first version. */
function noWhatsNewOnFirstVersion(change: Change): readonly ApiError[] {
  if (!says(change, 'whatsNew')) return [];
  const version = target(change, 'appStoreVersion', 'AppStoreVersion');
  if (version === undefined || one(change.store, version, 'app') === undefined) return [];
  if (isUpdate(change.store, version)) return [];
  return [
    apiError(409, 'STATE_ERROR', "Attribute 'whatsNew' cannot be edited at this time", {
      pointer: '/data/attributes/whatsNew',
    }),
  ];
}

/** The language that everything else falls back to stays. */
function keepPrimaryLocale(change: Change): readonly ApiError[] {
  const version = target(change, 'appStoreVersion', 'AppStoreVersion');
  const primary = one(change.store, version, 'app')?.attributes['primaryLocale'];
  return primary !== undefined && change.object?.attributes['locale'] === primary
    ? [
        apiError(
          409,
          'STATE_ERROR.ENTITY_STATE_INVALID',
          `The localization of the primary locale '${String(primary)}' cannot be deleted.`,
        ),
      ]
    : [];
}

/** §8a 6: a new language of the app appears on its version in preparation, too. */
function alsoOnVersion(change: Change, created: Stored): void {
  const { store } = change;
  const app = one(store, one(store, created, 'appInfo'), 'app');
  const { locale } = created.attributes;
  if (app === undefined || typeof locale !== 'string') return;
  for (const version of many(store, app, 'appStoreVersions')) {
    if (!editableVersion.has(stateOf(version))) continue;
    const there = many(store, version, 'appStoreVersionLocalizations');
    if (there.some((text) => text.attributes['locale'] === locale)) continue;
    store.put(
      'AppStoreVersionLocalization',
      `${version.id}-${locale}`,
      { locale },
      {
        appStoreVersion: version.id,
      },
    );
  }
}

/** §2 and §9: a subcategory must be one of its category's. */
function subcategoriesOfTheirCategory(change: Change): readonly ApiError[] {
  const { store } = change;
  return (['primary', 'secondary'] as const).flatMap((rank) => {
    const category = target(change, `${rank}Category`, 'AppCategory');
    return (['One', 'Two'] as const).flatMap((number) => {
      const name = `${rank}Subcategory${number}`;
      const id = change.links.get(name);
      if (typeof id !== 'string') return [];
      const parent = one(store, store.get('AppCategory', id), 'parent');
      return parent !== undefined && parent.id === category?.id
        ? []
        : [relationshipError(name, `'${id}' is not a subcategory of '${category?.id ?? 'none'}'.`)];
    });
  });
}

/** §9: the bundle id only before the first upload; the primary locale must have texts. */
function appBefore(change: Change): readonly ApiError[] {
  const { store, object, attributes } = change;
  if (object === undefined) return [];
  const errors: ApiError[] = [];
  if (says(change, 'bundleId') && attributes['bundleId'] !== object.attributes['bundleId']) {
    if (many(store, object, 'builds').length > 0)
      errors.push(
        attributeError('INVALID', 'bundleId', 'The bundle ID cannot be changed once a build was uploaded.'),
      );
  }
  if (says(change, 'primaryLocale')) {
    const infos = many(store, object, 'appInfos').flatMap((info) =>
      many(store, info, 'appInfoLocalizations'),
    );
    if (infos.length > 0 && !infos.some((text) => text.attributes['locale'] === attributes['primaryLocale']))
      errors.push(
        attributeError(
          'INVALID',
          'primaryLocale',
          `The app has no localization '${String(attributes['primaryLocale'])}'.`,
        ),
      );
  }
  return errors;
}

/** §8a 11. */
function waitsForRelease(change: Change): readonly ApiError[] {
  const version = target(change, 'appStoreVersion', 'AppStoreVersion');
  return stateOf(version) === 'PENDING_DEVELOPER_RELEASE'
    ? []
    : [
        apiError(
          409,
          'STATE_ERROR.ENTITY_STATE_INVALID',
          `The appStoreVersions '${version?.id ?? ''}' is in the state '${stateOf(version)}'; only PENDING_DEVELOPER_RELEASE can be released.`,
          { pointer: '/data/relationships/appStoreVersion' },
        ),
      ];
}

function release(change: Change): void {
  const version = target(change, 'appStoreVersion', 'AppStoreVersion');
  if (version !== undefined) releaseVersion(change.store, version, change.now);
}

/** §5: the order is the full list of ids. */
export function completeList(change: Change): readonly ApiError[] {
  const [entry] = change.links;
  if (entry === undefined || change.object === undefined) return [];
  const [name, sent] = entry;
  const have = [...change.store.linked(change.object, name)].sort();
  const want = Array.isArray(sent) ? [...sent].sort() : [];
  return have.length === want.length && have.every((id, index) => id === want[index])
    ? []
    : [
        apiError(
          409,
          'ENTITY_ERROR.RELATIONSHIP.INVALID',
          `The order must name each of the ${have.length} ${name} once.`,
          { pointer: '/data' },
        ),
      ];
}

/** §5: 1–10 screenshots and at most 3 previews in a set. */
function room(change: Change, set: string, most: number): readonly ApiError[] {
  const parent = target(change, set, set === 'appPreviewSet' ? 'AppPreviewSet' : 'AppScreenshotSet');
  const name = set === 'appPreviewSet' ? 'appPreviews' : 'appScreenshots';
  return parent !== undefined && change.store.linked(parent, name).length >= most
    ? [relationshipError(set, `The set holds ${most} already.`)]
    : [];
}
