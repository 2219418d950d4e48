import { hex } from './random.ts';
import { seedAnalytics } from './team-analytics.ts';
import { seedShots } from './team-apps.ts';
import { teamIds } from './team-ids.ts';
import type { Seeder } from './team-seeder.ts';

/** Events, custom pages, experiments, nominations, accessibility, encryption, webhooks and analytics. */
export function seedStorefront(seeder: Seeder): void {
  seedEvents(seeder);
  seedPages(seeder);
  seedExperiments(seeder);
  seedDeclarations(seeder);
  seedWebhooks(seeder);
  seedAnalytics(seeder);
  seedDiagnostics(seeder);
}

function seedEvents(seeder: Seeder): void {
  const events = [
    ['Storm season', 'LIVE_EVENT', 'PUBLISHED', 10, -20, teamIds.weather.app],
    ['New clouds', 'MAJOR_UPDATE', 'DRAFT', -14, -28, teamIds.weather.app],
    ['Autumn challenge', 'CHALLENGE', 'PAST', 60, 40, teamIds.trail.app],
  ] as const;
  const byApp = new Map<string, string[]>();
  for (const [name, badge, eventState, start, end, app] of events) {
    const id = seeder.put('AppEvent', seeder.id(`event ${name}`), {
      referenceName: name,
      badge,
      eventState,
      deepLink: 'https://www.example.com/event',
      purchaseRequirement: 'NO_COST_ASSOCIATED',
      primaryLocale: 'en-US',
      priority: 'NORMAL',
      purpose: 'APPROPRIATE_FOR_ALL_USERS',
      territorySchedules: [
        {
          territories: ['USA', 'DEU', 'GBR'],
          publishStart: seeder.ago(start + 5),
          eventStart: seeder.ago(start),
          eventEnd: seeder.ago(end),
        },
      ],
      archivedTerritorySchedules: [],
    });
    byApp.set(app, [...(byApp.get(app) ?? []), id]);
    seeder.put(
      'AppEventLocalization',
      seeder.id(`event ${name} en`),
      {
        locale: 'en-US',
        name,
        shortDescription: 'Watch the weather with us',
        longDescription: 'Every evening at eight our forecasters explain what the maps say.',
      },
      { appEvent: id },
    );
  }
  for (const [app, ids] of byApp) seeder.link('App', app, 'appEvents', ids);
  for (const [name, type, state] of [
    ['Storm season editorial', 'NEW_CONTENT', 'SUBMITTED'],
    ['Weather Now 3.2', 'APP_ENHANCEMENTS', 'DRAFT'],
  ] as const)
    seeder.put(
      'Nomination',
      seeder.id(`nomination ${name}`),
      {
        name,
        type,
        description: 'A calm app for a loud season.',
        createdDate: seeder.ago(30),
        lastModifiedDate: seeder.ago(12),
        ...(state === 'SUBMITTED' ? { submittedDate: seeder.ago(12) } : {}),
        state,
        publishStartDate: seeder.ago(-20),
        publishEndDate: seeder.ago(-60),
        deviceFamilies: ['IPHONE', 'IPAD', 'MAC'],
        locales: ['en-US', 'de-DE'],
        supplementalMaterialsUris: ['https://www.example.com/press'],
        hasInAppEvents: state === 'SUBMITTED',
        launchInSelectMarketsFirst: false,
        notes: 'Embargo until the release.',
        preOrderEnabled: false,
      },
      {
        relatedApps: [teamIds.weather.app],
        createdByActor: 'actor-mara',
        lastModifiedByActor: 'actor-mara',
        supportedTerritories: ['USA', 'DEU', 'GBR'],
        ...(state === 'SUBMITTED'
          ? { submittedByActor: 'actor-mara', inAppEvents: [seeder.id('event Storm season')] }
          : {}),
      },
    );
}

function seedPages(seeder: Seeder): void {
  for (const [name, state, visible] of [
    ['For sailors', 'APPROVED', true],
    ['For gardeners', 'PREPARE_FOR_SUBMISSION', false],
  ] as const) {
    const page = seeder.put(
      'AppCustomProductPage',
      seeder.id(`page ${name}`),
      {
        name,
        url: `https://apps.apple.com/app/id${teamIds.weather.app}?ppid=${seeder.id(`page ${name}`)}`,
        visible,
      },
      { app: teamIds.weather.app },
    );
    const version = seeder.put(
      'AppCustomProductPageVersion',
      seeder.id(`page ${name} version`),
      { version: '1', state, deepLink: 'https://www.example.com/page' },
      { appCustomProductPage: page },
    );
    const localization = seeder.put(
      'AppCustomProductPageLocalization',
      seeder.id(`page ${name} en`),
      { locale: 'en-US', promotionalText: `Weather Now ${name.toLowerCase()}.` },
      { appCustomProductPageVersion: version },
    );
    seedShots(seeder, `page ${name}`, 'APP_IPHONE_67', { appCustomProductPageLocalization: localization });
  }
}

function seedExperiments(seeder: Seeder): void {
  const attributes = {
    name: 'Radar first',
    trafficProportion: 30,
    state: 'APPROVED',
    reviewRequired: true,
    startDate: seeder.ago(12),
  };
  const id = seeder.id('experiment radar');
  seeder.put('AppStoreVersionExperiment', id, attributes, { appStoreVersion: teamIds.versions.weatherLive });
  seeder.put(
    'AppStoreVersionExperimentV2',
    id,
    { ...attributes, platform: 'IOS' },
    {
      app: teamIds.weather.app,
      latestControlVersion: teamIds.versions.weatherLive,
      controlVersions: [teamIds.versions.weatherLive],
    },
  );
  seeder.link('AppStoreVersion', teamIds.versions.weatherLive, 'appStoreVersionExperimentsV2', [id]);
  const treatments = ['Radar on top', 'Icon with cloud'].map((name) => {
    const treatment = seeder.put(
      'AppStoreVersionExperimentTreatment',
      seeder.id(`treatment ${name}`),
      { name, appIcon: seeder.image(`treatment ${name}`, 1024, 1024), appIconName: 'AppIcon-Radar' },
      { appStoreVersionExperiment: id, appStoreVersionExperimentV2: id },
    );
    const localization = seeder.put(
      'AppStoreVersionExperimentTreatmentLocalization',
      seeder.id(`treatment ${name} en`),
      { locale: 'en-US' },
      { appStoreVersionExperimentTreatment: treatment },
    );
    seedShots(seeder, `treatment ${name}`, 'APP_IPHONE_67', {
      appStoreVersionExperimentTreatmentLocalization: localization,
    });
    return treatment;
  });
  seeder.link('AppStoreVersionExperimentV2', id, 'appStoreVersionExperimentTreatments', treatments);
  seeder.link('AppStoreVersionExperiment', id, 'appStoreVersionExperimentTreatments', treatments);
}

function seedDeclarations(seeder: Seeder): void {
  const declarations = (['IPHONE', 'IPAD', 'MAC'] as const).map((deviceFamily) =>
    seeder.put('AccessibilityDeclaration', seeder.id(`accessibility ${deviceFamily}`), {
      deviceFamily,
      state: deviceFamily === 'MAC' ? 'DRAFT' : 'PUBLISHED',
      supportsAudioDescriptions: false,
      supportsCaptions: false,
      supportsDarkInterface: true,
      supportsDifferentiateWithoutColorAlone: true,
      supportsLargerText: true,
      supportsReducedMotion: true,
      supportsSufficientContrast: true,
      supportsVoiceControl: deviceFamily !== 'MAC',
      supportsVoiceover: true,
    }),
  );
  seeder.link('App', teamIds.weather.app, 'accessibilityDeclarations', declarations);
  const document = seeder.put('AppEncryptionDeclarationDocument', seeder.id('encryption document'), {
    fileSize: 88_104,
    fileName: 'ccats.pdf',
    assetToken: hex('ccats', 12),
    downloadUrl: `https://documents.example.com/ccats.pdf?Expires=1900000000&Signature=${hex('ccats sign', 32)}`,
    sourceFileChecksum: hex('ccats'),
    assetDeliveryState: { state: 'COMPLETE', errors: [], warnings: [] },
  });
  seeder.put(
    'AppEncryptionDeclaration',
    seeder.id('encryption ledger'),
    {
      appDescription: 'Keeps a ledger encrypted at rest.',
      createdDate: seeder.ago(300),
      usesEncryption: true,
      exempt: false,
      containsProprietaryCryptography: false,
      containsThirdPartyCryptography: true,
      availableOnFrenchStore: true,
      appEncryptionDeclarationState: 'APPROVED',
      codeValue: 'SANDBOX-CODE',
    },
    {
      app: teamIds.ledger.app,
      builds: [seeder.id('build 5100')],
      appEncryptionDeclarationDocument: document,
    },
  );
  seeder.put(
    'EndUserLicenseAgreement',
    teamIds.ledger.app,
    { agreementText: 'You may use Pocket Ledger on devices you own. Your numbers stay yours.' },
    { app: teamIds.ledger.app, territories: ['USA', 'GBR', 'DEU'] },
  );
  const tags = ['Weather radar', 'Rain alerts', 'Widgets'].map((name, index) =>
    seeder.put(
      'AppTag',
      seeder.id(`tag ${name}`),
      { name, visibleInAppStore: index !== 2 },
      { territories: ['USA'] },
    ),
  );
  seeder.link('App', teamIds.weather.app, 'appTags', tags);
  const keywords = ['weather', 'rain', 'radar', 'forecast'].map((word) => seeder.put('AppKeyword', word));
  seeder.link('App', teamIds.weather.app, 'searchKeywords', keywords);
}

function seedWebhooks(seeder: Seeder): void {
  for (const [name, app, enabled] of [
    ['Release room', teamIds.weather.app, true],
    ['Old dashboard', teamIds.trail.app, false],
  ] as const) {
    const url = `https://hooks.example.com/${name.toLowerCase().replace(' ', '-')}`;
    const deliveries = (['SUCCEEDED', 'SUCCEEDED', 'FAILED', 'PENDING'] as const).map(
      (deliveryState, index) => {
        const event = seeder.put('WebhookEvent', seeder.id(`${name} event ${index}`), {
          eventType:
            index === 2 ? 'BUILD_UPLOAD_STATE_UPDATED' : 'APP_STORE_VERSION_APP_VERSION_STATE_UPDATED',
          payload: JSON.stringify({
            data: {
              type: index === 2 ? 'buildUploadStateUpdated' : 'appStoreVersionAppVersionStateUpdated',
              id: seeder.id(`${name} event ${index}`),
              attributes: { timestamp: seeder.ago(index + 1) },
            },
          }),
          ping: false,
          createdDate: seeder.ago(index + 1),
        });
        return seeder.put(
          'WebhookDelivery',
          seeder.id(`${name} delivery ${index}`),
          {
            createdDate: seeder.ago(index + 1),
            deliveryState,
            ...(deliveryState === 'FAILED' ? { errorMessage: 'The endpoint answered 503.' } : {}),
            redelivery: false,
            ...(deliveryState === 'PENDING' ? {} : { sentDate: seeder.ago(index + 1) }),
            request: { url },
            ...(deliveryState === 'PENDING'
              ? {}
              : { response: { httpStatusCode: deliveryState === 'FAILED' ? 503 : 200, body: '' } }),
          },
          { event },
        );
      },
    );
    const id = seeder.put(
      'Webhook',
      seeder.id(`webhook ${name}`),
      {
        name,
        enabled,
        url,
        eventTypes: ['APP_STORE_VERSION_APP_VERSION_STATE_UPDATED', 'BUILD_UPLOAD_STATE_UPDATED'],
      },
      { app },
    );
    seeder.link('Webhook', id, 'deliveries', deliveries);
  }
}

function seedDiagnostics(seeder: Seeder): void {
  const build = seeder.store.get('AppStoreVersion', teamIds.versions.weatherLive);
  const live = build === undefined ? undefined : seeder.store.linked(build, 'build')[0];
  const signatures = (
    [
      ['HANGS', 'RadarTileCache.tile(at:zoom:)', 41.2],
      ['HANGS', 'WidgetTimeline.reload()', 12.7],
      ['DISK_WRITES', 'TileStore.write(_:)', 63.9],
      ['LAUNCHES', 'AppDelegate.migrateDatabase()', 22.4],
    ] as const
  ).map(([diagnosticType, signature, weight], index) =>
    seeder.put('DiagnosticSignature', seeder.id(`signature ${signature}`), {
      diagnosticType,
      signature,
      weight,
      insight: {
        insightType: 'TREND',
        direction: index === 0 ? 'UP' : 'DOWN',
        referenceVersions: [{ version: '3.0', value: weight - 9 }],
      },
    }),
  );
  for (const id of [live, teamIds.builds.weatherNext])
    if (id !== undefined) seeder.link('Build', id, 'diagnosticSignatures', signatures);
}
