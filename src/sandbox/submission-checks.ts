import { placementGroups } from '../catalog/placement-groups.ts';
import { requiredNow } from '../catalog/required-screenshots.ts';
import { isUpdate } from './app-versions.ts';
import { many, one } from './change.ts';
import { type ApiError, apiError } from './errors.ts';
import { stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';

type Associated = Record<string, ApiError[]>;

/** Attributes that must not be empty on a submission, by resource (facts §2, §8a). */
const neededTexts = ['description', 'keywords', 'supportUrl'] as const;
const neededContacts = ['contactFirstName', 'contactLastName', 'contactPhone', 'contactEmail'] as const;

/**
 * What Apple lists in `meta.associatedErrors` when something is submitted that is not complete: path of the object →
 * its errors (facts §2: attribute-required per locale and build, SCREENSHOT_REQUIRED, uploads in progress).
 */
export function missingForReview(store: Store, subject: Stored | undefined): Associated {
  const found: Associated = {};
  if (subject === undefined) return found;
  const add = (object: Stored, error: ApiError): void => {
    const type = store.catalog.resource(object.resource)?.type ?? object.resource;
    const path = `/v1/${type}/${object.id}`;
    found[path] = [...(found[path] ?? []), error];
  };
  if (subject.resource === 'AppStoreVersion') versionErrors(store, subject, add);
  else if (store.relationship(subject.resource, 'localizations') !== undefined)
    if (many(store, subject, 'localizations').length === 0)
      add(subject, missing('RELATIONSHIP', 'localizations'));
  return found;
}

type Add = (object: Stored, error: ApiError) => void;

function versionErrors(store: Store, version: Stored, add: Add): void {
  const build = one(store, version, 'build');
  if (build === undefined) add(version, missing('RELATIONSHIP', 'build'));
  else if (typeof build.attributes['usesNonExemptEncryption'] !== 'boolean')
    add(build, missing('ATTRIBUTE', 'usesNonExemptEncryption'));
  if (empty(version.attributes['copyright'])) add(version, missing('ATTRIBUTE', 'copyright'));
  const update = isUpdate(store, version);
  const texts = many(store, version, 'appStoreVersionLocalizations');
  if (texts.length === 0) add(version, missing('RELATIONSHIP', 'appStoreVersionLocalizations'));
  for (const text of texts)
    for (const name of update ? [...neededTexts, 'whatsNew'] : neededTexts)
      if (empty(text.attributes[name])) add(text, missing('ATTRIBUTE', name));
  shotErrors(store, version, texts, add);
  const detail = one(store, version, 'appStoreReviewDetail');
  if (detail === undefined) add(version, missing('RELATIONSHIP', 'appStoreReviewDetail'));
  else
    for (const name of neededContacts)
      if (empty(detail.attributes[name])) add(detail, missing('ATTRIBUTE', name));
  appErrors(store, version, add);
}

function shotErrors(store: Store, version: Stored, texts: readonly Stored[], add: Add): void {
  const primary = one(store, version, 'app')?.attributes['primaryLocale'];
  const inPrimary = setsOf(
    store,
    texts.find((text) => text.attributes['locale'] === primary),
  );
  for (const text of texts) {
    const sets = setsOf(store, text);
    if ([...sets.values()].some((shots) => shots.some((shot) => !arrived(shot))))
      add(
        text,
        apiError(409, 'STATE_ERROR.SCREENSHOT_UPLOADS_IN_PROGRESS', 'Screenshots are still uploading.'),
      );
    const isPrimary = text.attributes['locale'] === primary;
    // A language without any screenshots shows those of the primary one; with some, it needs each kind.
    if (!isPrimary && sets.size === 0) continue;
    const needed = isPrimary
      ? requiredNow(String(version.attributes['platform']))
      : [...inPrimary.keys()].map((type) => [type]);
    for (const oneOf of needed)
      if (!oneOf.some((type) => (sets.get(type)?.length ?? 0) > 0))
        add(
          text,
          apiError(
            409,
            `STATE_ERROR.SCREENSHOT_REQUIRED.${oneOf[0] ?? ''}`,
            `At least one screenshot of the type ${oneOf.join(' or ')} is required.`,
          ),
        );
  }
}

function setsOf(store: Store, text: Stored | undefined): ReadonlyMap<string, readonly Stored[]> {
  if (text === undefined) return new Map();
  const sets = new Map(
    many(store, text, 'appScreenshotSets').map((set) => [
      String(set.attributes['screenshotDisplayType']),
      many(store, set, 'appScreenshots'),
    ]),
  );
  for (const placement of many(store, text, 'placements')) {
    const { placementType, placementGroup } = placement.attributes;
    const type = placementGroups.find(({ group }) => group === placementGroup)?.displayType;
    if (placementType === 'APP_SCREENSHOT' && type !== undefined)
      sets.set(type, [...(sets.get(type) ?? []), placement]);
  }
  return sets;
}

function arrived(shot: Stored): boolean {
  if (shot.resource === 'AppAssetLibraryPlacement')
    return !['ASSET_PROCESSING', 'FAILED'].includes(String(shot.attributes['state']));
  const state = shot.attributes['assetDeliveryState'];
  return typeof state !== 'object' || state === null || !('state' in state) || state.state === 'COMPLETE';
}

function appErrors(store: Store, version: Stored, add: Add): void {
  const app = one(store, version, 'app');
  if (app === undefined) return;
  if (empty(app.attributes['contentRightsDeclaration']))
    add(app, missing('ATTRIBUTE', 'contentRightsDeclaration'));
  const info = many(store, app, 'appInfos').find(
    (candidate) => !['READY_FOR_DISTRIBUTION', 'REPLACED_WITH_NEW_INFO'].includes(stateOf(candidate)),
  );
  if (info === undefined) return;
  ratingErrors(store, info, add);
  if (one(store, info, 'primaryCategory') === undefined)
    add(info, missing('RELATIONSHIP', 'primaryCategory'));
  for (const text of many(store, info, 'appInfoLocalizations'))
    if (
      text.attributes['locale'] === app.attributes['primaryLocale'] &&
      empty(text.attributes['privacyPolicyUrl'])
    )
      add(text, missing('ATTRIBUTE', 'privacyPolicyUrl'));
}

/** Questions of the age rating that need no answer (facts §8o: the others must all be answered). */
const optionalAnswers = /override|kidsAgeBand|url$|classificationNumber/i;

function ratingErrors(store: Store, info: Stored, add: Add): void {
  const rating = one(store, info, 'ageRatingDeclaration');
  const questions = store.catalog.resource('AgeRatingDeclaration')?.attributes ?? {};
  if (rating === undefined) return;
  for (const [name, node] of Object.entries(questions)) {
    const asked = typeof node === 'string' && !node.endsWith('!') && !optionalAnswers.test(name);
    if (asked && empty(rating.attributes[name])) add(rating, missing('ATTRIBUTE', name));
  }
}

function empty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function missing(kind: 'ATTRIBUTE' | 'RELATIONSHIP', name: string): ApiError {
  const word = kind.toLowerCase();
  return apiError(
    409,
    `ENTITY_ERROR.${kind}.REQUIRED`,
    `You must provide a value for the ${word} '${name}' with this request`,
    { pointer: `/data/${word}s/${name}` },
  );
}
