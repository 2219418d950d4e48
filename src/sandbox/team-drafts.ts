import type { Store, Stored } from './store.ts';
import { teamIds } from './team-ids.ts';
import type { Seeder } from './team-seeder.ts';

/**
 * Work in progress beside what is live: without it, nothing of its kind could be edited, submitted, released or
 * taken back in a fresh team.
 */
export function seedDrafts(seeder: Seeder): void {
  seedDraftVersions(seeder);
  seedExperiment(seeder);
  seedPendingRelease(seeder);
  seedProductsToSubmit(seeder);
  seedPreOrder(seeder);
  seedUnused(seeder);
  seeder.put(
    'AppEncryptionDeclaration',
    seeder.id('trail declaration'),
    {
      appDescription: 'Offline maps are encrypted on the device.',
      createdDate: seeder.ago(3),
      usesEncryption: true,
      exempt: false,
      containsProprietaryCryptography: false,
      containsThirdPartyCryptography: true,
      availableOnFrenchStore: true,
      platform: 'IOS',
      appEncryptionDeclarationState: 'CREATED',
    },
    { app: teamIds.trail.app },
  );
}

/** What belongs to a version and is copied with it. */
const content: Readonly<Record<string, readonly string[]>> = {
  GameCenterAchievementVersionV2: ['localizations'],
  GameCenterAchievementLocalizationV2: ['image'],
  GameCenterLeaderboardVersionV2: ['localizations'],
  GameCenterLeaderboardLocalizationV2: ['image'],
  GameCenterLeaderboardSetVersionV2: ['localizations'],
  GameCenterLeaderboardSetLocalizationV2: ['image'],
  GameCenterActivityVersion: ['localizations'],
  GameCenterChallengeVersion: ['localizations'],
  InAppPurchaseVersion: ['localizations', 'images'],
  SubscriptionVersion: ['localizations', 'images'],
  SubscriptionGroupVersion: ['localizations'],
  AppStoreVersionExperiment: ['appStoreVersionExperimentTreatments'],
  AppStoreVersion: ['appStoreVersionLocalizations'],
};

/** The next version of things that have a live one. */
const versioned: Readonly<Record<string, string>> = {
  GameCenterAchievementVersionV2: 'achievement',
  GameCenterLeaderboardVersionV2: 'leaderboard',
  GameCenterLeaderboardSetVersionV2: 'leaderboardSet',
  GameCenterActivityVersion: 'activity',
  GameCenterChallengeVersion: 'challenge',
  SubscriptionGroupVersion: 'subscriptionGroup',
  SubscriptionVersion: 'subscription',
  InAppPurchaseVersion: 'inAppPurchase',
};

function seedDraftVersions(seeder: Seeder): void {
  const { store } = seeder;
  for (const [resource, parent] of Object.entries(versioned)) {
    const model = [...store.all(resource)].find(({ attributes }) =>
      ['LIVE', 'APPROVED'].includes(String(attributes['state'])),
    );
    if (model === undefined) continue;
    const made = copy(seeder, model, 'draft', { state: 'PREPARE_FOR_SUBMISSION', version: 2 });
    if (store.relationship(resource, parent) !== undefined)
      store.link(made, parent, store.linked(model, parent)[0] ?? null);
  }
}

/** A copy with its content, under ids made from the old ones; other links stay with the original. */
function copy(
  seeder: Seeder,
  model: Stored,
  key: string,
  changes: Readonly<Record<string, unknown>>,
): Stored {
  const { store } = seeder;
  const made = store.put(model.resource, seeder.id(`${key} ${model.resource} ${model.id}`), {
    ...model.attributes,
    ...changes,
  });
  for (const name of content[model.resource] ?? []) {
    const relationship = store.relationship(model.resource, name);
    if (relationship?.to === undefined) continue;
    const ids = childrenOf(store, model, name, relationship.to).map(
      (child) => copy(seeder, child, key, {}).id,
    );
    if (ids.length > 0) store.link(made, name, relationship.many ? ids : (ids[0] ?? null));
  }
  return made;
}

function childrenOf(store: Store, model: Stored, name: string, to: string): readonly Stored[] {
  return store.linked(model, name).flatMap((id) => store.get(to, id) ?? []);
}

/** An experiment that nobody has sent to review, with a picture and a video of the asset library in it. */
function seedExperiment(seeder: Seeder): void {
  const { store } = seeder;
  const id = seeder.id('experiment wind first');
  const attributes = {
    name: 'Wind first',
    trafficProportion: 20,
    state: 'PREPARE_FOR_SUBMISSION',
    reviewRequired: true,
  };
  seeder.put('AppStoreVersionExperiment', id, attributes, { appStoreVersion: teamIds.versions.weatherLive });
  seeder.put(
    'AppStoreVersionExperimentV2',
    id,
    { ...attributes, platform: 'IOS' },
    { app: teamIds.weather.app },
  );
  const treatment = seeder.put(
    'AppStoreVersionExperimentTreatment',
    seeder.id('treatment wind'),
    { name: 'Wind map on top' },
    { appStoreVersionExperiment: id, appStoreVersionExperimentV2: id },
  );
  const text = seeder.put(
    'AppStoreVersionExperimentTreatmentLocalization',
    seeder.id('treatment wind en-US'),
    { locale: 'en-US' },
    { appStoreVersionExperimentTreatment: treatment },
  );
  const set = seeder.put(
    'AppPreviewSet',
    seeder.id('treatment wind previews'),
    { previewType: 'IPHONE_67' },
    { appStoreVersionExperimentTreatmentLocalization: text },
  );
  const [preview] = store.all('AppPreview');
  if (preview !== undefined)
    seeder.put(
      'AppPreview',
      seeder.id('treatment wind preview'),
      { ...preview.attributes },
      { appPreviewSet: set },
    );
  const [placement] = store.all('AppAssetLibraryPlacement');
  const [image] = store.all('AppAssetLibraryImage');
  if (placement !== undefined && image !== undefined)
    seeder.put(
      'AppAssetLibraryPlacement',
      seeder.id('treatment wind placement'),
      { ...placement.attributes, state: 'PARENT_PREPARE_FOR_SUBMISSION' },
      { image: image.id, appStoreVersionExperimentTreatmentLocalization: text },
    );
}

/** Trail Mate 2.5 for Vision is approved and waits for the team to release it, in phases. */
function seedPendingRelease(seeder: Seeder): void {
  const { store } = seeder;
  const model = [...store.all('AppStoreVersion')].find(
    ({ attributes }) => attributes['platform'] === 'VISION_OS',
  );
  if (model === undefined) return;
  const version = copy(seeder, model, 'next', {
    versionString: '2.5',
    appStoreState: 'PENDING_DEVELOPER_RELEASE',
    appVersionState: 'PENDING_DEVELOPER_RELEASE',
    releaseType: 'MANUAL',
    createdDate: seeder.ago(6),
  });
  store.link(version, 'app', teamIds.trail.app);
  const phased = seeder.put('AppStoreVersionPhasedRelease', seeder.id('phased vision 2.5'), {
    phasedReleaseState: 'INACTIVE',
    totalPauseDuration: 0,
    currentDayNumber: 0,
  });
  store.link(version, 'appStoreVersionPhasedRelease', phased);
  const train = seeder.put(
    'PrereleaseVersion',
    seeder.id('train vision 2.5'),
    { version: '2.5', platform: 'VISION_OS' },
    { app: teamIds.trail.app },
  );
  const old = store.linked(model, 'build').flatMap((id) => store.get('Build', id) ?? [])[0];
  if (old === undefined) return;
  const build = seeder.put(
    'Build',
    seeder.id('build vision 2.5'),
    {
      ...old.attributes,
      version: '2501',
      uploadedDate: seeder.ago(7),
      expired: false,
      processingState: 'VALID',
    },
    { app: teamIds.trail.app, preReleaseVersion: train },
  );
  store.link(version, 'build', build);
  seeder.put(
    'BuildBetaDetail',
    build,
    {
      autoNotifyEnabled: false,
      internalBuildState: 'IN_BETA_TESTING',
      externalBuildState: 'READY_FOR_BETA_SUBMISSION',
    },
    { build },
  );
}

/** Products that are complete and only have to be submitted. */
function seedProductsToSubmit(seeder: Seeder): void {
  const { store } = seeder;
  const iap = store.get('InAppPurchaseV2', teamIds.products.receipts);
  if (iap !== undefined) {
    const id = '6440000203';
    store.put('InAppPurchaseV2', id, {
      ...iap.attributes,
      name: '20 receipt scans',
      productId: 'com.example.ledger.receipts20',
      state: 'READY_TO_SUBMIT',
    });
    const app = store.get('App', teamIds.ledger.app);
    if (app !== undefined)
      store.link(app, 'inAppPurchasesV2', [...store.linked(app, 'inAppPurchasesV2'), id]);
  }
  const subscription = store.get('Subscription', teamIds.subscriptions.monthly);
  if (subscription !== undefined)
    seeder.put(
      'Subscription',
      '6450000104',
      {
        ...subscription.attributes,
        name: 'Weather Plus for two months',
        productId: 'com.example.weather.plus.twomonths',
        subscriptionPeriod: 'TWO_MONTHS',
        groupLevel: 3,
        state: 'READY_TO_SUBMIT',
      },
      { group: teamIds.subscriptionGroup },
    );
}

/** Trail Mate can be pre-ordered in one more country. */
function seedPreOrder(seeder: Seeder): void {
  const { store, now } = seeder;
  const availability = store.get('AppAvailabilityV2', teamIds.trail.app);
  if (availability === undefined) return;
  const korea = store
    .linked(availability, 'territoryAvailabilities')
    .flatMap((id) => store.get('TerritoryAvailability', id) ?? [])
    .find((one) => store.linked(one, 'territory')[0] === 'KOR');
  if (korea === undefined) return;
  korea.attributes = {
    ...korea.attributes,
    available: true,
    preOrderEnabled: true,
    releaseDate: new Date(now + 30 * 86_400_000).toISOString().slice(0, 10),
    preOrderPublishDate: new Date(now - 5 * 86_400_000).toISOString().slice(0, 10),
    contentStatuses: ['AVAILABLE_FOR_PREORDER'],
  };
}

/** Things that were begun and never went live; they can still be deleted. */
function seedUnused(seeder: Seeder): void {
  const { store } = seeder;
  for (const resource of [
    'GameCenterAchievement',
    'GameCenterAchievementV2',
    'GameCenterLeaderboard',
    'GameCenterLeaderboardV2',
    'GameCenterLeaderboardSet',
    'GameCenterLeaderboardSetV2',
    'GameCenterActivity',
    'GameCenterChallenge',
  ]) {
    const [model] = store.all(resource);
    if (model === undefined) continue;
    const made = store.put(resource, seeder.id(`unused ${resource.replace(/V2$/, '')}`), {
      ...model.attributes,
      referenceName: 'Winter idea',
      vendorIdentifier: `com.example.trailmate.winter.${resource.toLowerCase()}`,
    });
    store.link(made, 'gameCenterDetail', store.linked(model, 'gameCenterDetail')[0] ?? null);
  }
  seeder.put('SubscriptionGroup', '21500102', { referenceName: 'Trail Club' });
  const trail = store.get('App', teamIds.trail.app);
  if (trail !== undefined)
    seeder.link('App', trail.id, 'subscriptionGroups', [
      ...store.linked(trail, 'subscriptionGroups'),
      '21500102',
    ]);
  seeder.put('BundleId', 'BUNDLEIDEA', {
    name: 'Winter idea',
    identifier: 'com.example.winter',
    platform: 'IOS',
    seedId: 'NWAPPS2026',
  });
  const [video] = store.all('AppAssetLibraryVideo');
  const [library] = store.all('AppAssetLibrary');
  if (video !== undefined && library !== undefined) {
    const teaser = seeder.put('AppAssetLibraryVideo', seeder.id('unused video'), {
      ...video.attributes,
      referenceName: 'Winter teaser',
    });
    seeder.link('AppAssetLibrary', library.id, 'videos', [...store.linked(library, 'videos'), teaser]);
  }
  for (const page of store.all('AppCustomProductPageVersion')) {
    if (page.attributes['state'] !== 'PREPARE_FOR_SUBMISSION') continue;
    const [text] = store.linked(page, 'appCustomProductPageLocalizations');
    const [keyword] = store.all('AppKeyword');
    if (text !== undefined && keyword !== undefined)
      seeder.link('AppCustomProductPageLocalization', text, 'searchKeywords', [keyword.id]);
  }
}
