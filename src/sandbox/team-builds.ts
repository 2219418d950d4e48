import { hex } from './random.ts';
import { teamIds } from './team-ids.ts';
import type { Seeder } from './team-seeder.ts';

type Internal =
  | 'PROCESSING'
  | 'PROCESSING_EXCEPTION'
  | 'MISSING_EXPORT_COMPLIANCE'
  | 'READY_FOR_BETA_TESTING'
  | 'IN_BETA_TESTING'
  | 'EXPIRED'
  | 'IN_EXPORT_COMPLIANCE_REVIEW';

interface Made {
  readonly id: string;
  readonly app: { readonly app: string; readonly bundleId: string };
  readonly train: string;
  readonly platform: 'IOS' | 'MAC_OS' | 'TV_OS' | 'VISION_OS';
  readonly number: string;
  /** Age in days. */
  readonly age: number;
  readonly processing: 'PROCESSING' | 'FAILED' | 'INVALID' | 'VALID';
  readonly internal: Internal;
  readonly external: string;
  readonly encryption?: boolean;
  readonly audience?: 'INTERNAL_ONLY';
  readonly review?: readonly [state: string, age: number];
  readonly whatsNew?: string;
  readonly version?: string;
}

/** Builds in every state, TestFlight groups, testers and what the testers sent. */
export function seedBuilds(seeder: Seeder): void {
  const builds = [...notable(seeder), ...history(seeder)];
  const trains = new Map<string, string>();
  for (const build of builds) {
    const key = `${build.app.app} ${build.platform} ${build.train}`;
    let train = trains.get(key);
    if (train === undefined) {
      train = seeder.put(
        'PrereleaseVersion',
        seeder.id(`train ${key}`),
        { version: build.train, platform: build.platform },
        { app: build.app.app },
      );
      trains.set(key, train);
    }
    seedBuild(seeder, build, train);
  }
  for (const { app } of [teamIds.weather, teamIds.ledger, teamIds.trail]) {
    const own = builds.filter((build) => build.app.app === app);
    seeder.link('App', app, 'buildUploads', [
      ...own.map((build) => seeder.id(`${build.id} upload`)),
      ...(app === teamIds.trail.app ? [begunUpload(seeder)] : []),
    ]);
    const newest = own.find((build) => build.processing === 'VALID');
    if (newest !== undefined) seeder.link('App', app, 'appStoreIcon', seeder.id(`${newest.id} icon`));
  }
  seedTesting(seeder, builds);
  seedFeedback(seeder);
}

/** Begun an hour ago, and nobody has sent the file. */
function begunUpload(seeder: Seeder): string {
  return seeder.put('BuildUpload', seeder.id('begun upload'), {
    cfBundleShortVersionString: '2.6',
    cfBundleVersion: '2601',
    createdDate: seeder.ago(1 / 24),
    platform: 'IOS',
    state: { state: 'AWAITING_UPLOAD', errors: [], warnings: [], infos: [] },
  });
}

function notable(seeder: Seeder): readonly Made[] {
  const ids = teamIds.builds;
  const weather = teamIds.weather;
  const trail = teamIds.trail;
  const base = { app: weather, platform: 'IOS', train: '3.2' } as const;
  return [
    {
      ...base,
      id: ids.stuck,
      number: '3205',
      age: 9 / 24,
      processing: 'PROCESSING',
      internal: 'PROCESSING',
      external: 'PROCESSING',
    },
    {
      ...base,
      id: ids.weatherNext,
      number: '3204',
      age: 1.4,
      processing: 'VALID',
      internal: 'IN_BETA_TESTING',
      external: 'IN_BETA_TESTING',
      encryption: false,
      review: ['APPROVED', 1.2],
      whatsNew: 'Please watch the rain alerts: do they arrive before the rain, and do they end?',
      version: teamIds.versions.weatherNext,
    },
    {
      ...base,
      id: ids.missingCompliance,
      number: '3203',
      age: 3.1,
      processing: 'VALID',
      internal: 'MISSING_EXPORT_COMPLIANCE',
      external: 'MISSING_EXPORT_COMPLIANCE',
    },
    {
      ...base,
      id: seeder.id('build 3202'),
      number: '3202',
      age: 4.2,
      processing: 'INVALID',
      internal: 'PROCESSING_EXCEPTION',
      external: 'PROCESSING_EXCEPTION',
      encryption: false,
    },
    {
      ...base,
      id: seeder.id('build 3201'),
      number: '3201',
      age: 5.3,
      processing: 'FAILED',
      internal: 'PROCESSING_EXCEPTION',
      external: 'PROCESSING_EXCEPTION',
    },
    {
      ...base,
      platform: 'MAC_OS',
      id: seeder.id('build mac 3210'),
      number: '3210',
      age: 0.02,
      processing: 'PROCESSING',
      internal: 'PROCESSING',
      external: 'PROCESSING',
    },
    {
      app: teamIds.ledger,
      platform: 'IOS',
      train: '5.1',
      id: ids.ledgerNext,
      number: '5101',
      age: 2.6,
      processing: 'VALID',
      internal: 'IN_BETA_TESTING',
      external: 'WAITING_FOR_BETA_REVIEW',
      encryption: false,
      review: ['WAITING_FOR_REVIEW', 0.6],
      whatsNew: 'Shared budgets: try inviting a second person.',
      version: teamIds.versions.ledgerNext,
    },
    {
      app: teamIds.ledger,
      platform: 'IOS',
      train: '5.1',
      id: seeder.id('build 5100'),
      number: '5100',
      age: 3.6,
      processing: 'VALID',
      internal: 'IN_EXPORT_COMPLIANCE_REVIEW',
      external: 'IN_EXPORT_COMPLIANCE_REVIEW',
      encryption: true,
    },
    {
      app: teamIds.ledger,
      platform: 'IOS',
      train: '5.2',
      id: seeder.id('build 5200'),
      number: '5200',
      age: 0.8,
      processing: 'VALID',
      internal: 'READY_FOR_BETA_TESTING',
      external: 'NOT_APPLICABLE',
      encryption: false,
      audience: 'INTERNAL_ONLY',
    },
    {
      app: trail,
      platform: 'IOS',
      train: '2.5',
      id: ids.trailRejected,
      number: '2502',
      age: 8,
      processing: 'VALID',
      internal: 'IN_BETA_TESTING',
      external: 'BETA_REJECTED',
      encryption: false,
      review: ['REJECTED', 6],
      whatsNew: 'Trail conditions: report one and see whether it shows up.',
      version: teamIds.versions.trailRejected,
    },
    {
      app: trail,
      platform: 'IOS',
      train: '2.6',
      id: seeder.id('build 2600'),
      number: '2600',
      age: 0.5,
      processing: 'VALID',
      internal: 'IN_BETA_TESTING',
      external: 'READY_FOR_BETA_SUBMISSION',
      encryption: false,
    },
    {
      app: trail,
      platform: 'IOS',
      train: '2.6',
      id: seeder.id('build 2599'),
      number: '2599',
      age: 1.1,
      processing: 'VALID',
      internal: 'READY_FOR_BETA_TESTING',
      external: 'IN_BETA_REVIEW',
      encryption: false,
      review: ['IN_REVIEW', 0.3],
    },
  ];
}

/** The builds behind the live versions and the trail of old ones. */
function history(seeder: Seeder): readonly Made[] {
  const made: Made[] = [];
  const line = (
    app: Made['app'],
    platform: Made['platform'],
    train: string,
    first: number,
    count: number,
    age: number,
    version?: string,
  ): void => {
    for (let index = count - 1; index >= 0; index--) {
      const number = String(first + index);
      const days = age + (count - 1 - index) * 1.7;
      const expired = days > 90;
      made.push({
        id: seeder.id(`build ${app.app} ${platform} ${number}`),
        app,
        platform,
        train,
        number,
        age: days,
        processing: 'VALID',
        internal: expired ? 'EXPIRED' : 'IN_BETA_TESTING',
        external: expired ? 'EXPIRED' : index === count - 1 ? 'BETA_APPROVED' : 'READY_FOR_BETA_SUBMISSION',
        encryption: false,
        ...(expired || index !== count - 1 ? {} : { review: ['APPROVED', days - 0.5] }),
        ...(version === undefined || index !== count - 1 ? {} : { version }),
      });
    }
  };
  const ids = teamIds.versions;
  line(teamIds.weather, 'IOS', '3.1', 3101, 8, 49, ids.weatherLive);
  line(teamIds.weather, 'MAC_OS', '3.1', 3151, 3, 48, ids.weatherMacLive);
  line(teamIds.weather, 'IOS', '3.0', 3001, 5, 161, seeder.id('weather 3.0'));
  line(teamIds.ledger, 'IOS', '5.0.1', 5011, 4, 91, ids.ledgerLive);
  line(teamIds.ledger, 'IOS', '5.0', 5001, 4, 121, seeder.id('ledger 5.0'));
  line(teamIds.trail, 'IOS', '2.4', 2401, 6, 21, ids.trailLive);
  line(teamIds.trail, 'TV_OS', '2.4', 2441, 2, 21, ids.trailTv);
  line(teamIds.trail, 'VISION_OS', '2.4', 2461, 2, 20, seeder.id('trail vision 2.4'));
  return made;
}

function seedBuild(seeder: Seeder, build: Made, train: string): void {
  const expires = build.age - 90;
  const icon = seeder.image(`icon ${build.app.app}`, 1024, 1024);
  seeder.put(
    'Build',
    build.id,
    {
      version: build.number,
      uploadedDate: seeder.ago(build.age),
      expirationDate: seeder.ago(expires),
      expired: expires > 0,
      minOsVersion: build.platform === 'MAC_OS' ? '13.0' : build.platform === 'VISION_OS' ? '1.0' : '17.0',
      iconAssetToken: icon,
      processingState: build.processing,
      buildAudienceType: build.audience ?? 'APP_STORE_ELIGIBLE',
      ...(build.encryption === undefined ? {} : { usesNonExemptEncryption: build.encryption }),
    },
    { app: build.app.app, preReleaseVersion: train },
  );
  seeder.put(
    'BuildBetaDetail',
    build.id,
    { autoNotifyEnabled: true, internalBuildState: build.internal, externalBuildState: build.external },
    { build: build.id },
  );
  if (build.version !== undefined) seeder.link('AppStoreVersion', build.version, 'build', build.id);
  if (build.review !== undefined)
    seeder.put(
      'BetaAppReviewSubmission',
      build.id,
      { betaReviewState: build.review[0], submittedDate: seeder.ago(build.review[1]) },
      { build: build.id },
    );
  if (build.processing === 'VALID')
    for (const locale of build.whatsNew === undefined ? ['en-US'] : ['en-US', 'de-DE'])
      seeder.put(
        'BetaBuildLocalization',
        seeder.id(`${build.id} ${locale}`),
        {
          locale,
          ...(build.whatsNew === undefined
            ? { whatsNew: 'Fixes and small improvements.' }
            : locale === 'en-US'
              ? { whatsNew: build.whatsNew }
              : {}),
        },
        { build: build.id },
      );
  const iconId = seeder.put('BuildIcon', seeder.id(`${build.id} icon`), {
    iconAsset: icon,
    iconType: 'APP_STORE',
    masked: false,
    name: 'AppIcon',
  });
  const bundle = seeder.put('BuildBundle', seeder.id(`${build.id} bundle`), {
    bundleId: build.app.bundleId,
    bundleType: 'APP',
    sdkBuild: '23A339',
    platformBuild: '23A339',
    fileName: `${build.app.bundleId.split('.').at(-1)}.ipa`,
    hasSirikit: false,
    hasOnDemandResources: false,
    hasPrerenderedIcon: false,
    usesLocationServices: build.app !== teamIds.ledger,
    isIosBuildMacAppStoreCompatible: true,
    includesSymbols: true,
    supportedArchitectures: ['arm64'],
    requiredCapabilities: ['arm64'],
    deviceProtocols: [],
    locales: ['en', 'de', 'fr', 'ja', 'es', 'pt-BR'],
    minimumOsVersion: '17.0',
  });
  seeder.link('Build', build.id, 'icons', [iconId]);
  seeder.link('Build', build.id, 'buildBundles', [bundle]);
  seeder.put(
    'BuildUpload',
    seeder.id(`${build.id} upload`),
    {
      cfBundleShortVersionString: build.train,
      cfBundleVersion: build.number,
      createdDate: seeder.ago(build.age + 0.01),
      uploadedDate: seeder.ago(build.age),
      platform: build.platform,
      state: {
        state:
          build.processing === 'PROCESSING'
            ? 'PROCESSING'
            : build.processing === 'VALID'
              ? 'COMPLETE'
              : 'FAILED',
        errors:
          build.processing === 'FAILED' || build.processing === 'INVALID'
            ? [
                {
                  code: '90683',
                  description: 'Missing purpose string in Info.plist: NSPhotoLibraryUsageDescription.',
                },
              ]
            : [],
        warnings: [],
        infos: [],
      },
    },
    { build: build.id },
  );
}

const firstNames =
  'Aiko Ben Carla Deniz Elif Farid Greta Hugo Ines Jonas Kemi Lars Mina Noor Otto Priya Quinn Rosa Sven Tara Umar Vera Wim Xenia Yuki Zoe'.split(
    ' ',
  );
const lastNames =
  'Abel Brandt Costa Demir Ekström Fischer Gupta Haas Ito Jansen Kaya Lund Moreau Novak Okafor Petrov Rossi Sato Tamm Varga'.split(
    ' ',
  );

export function person(index: number): {
  readonly first: string;
  readonly last: string;
  readonly email: string;
} {
  const first = firstNames[index % firstNames.length] ?? 'Aiko';
  const last = lastNames[(index * 7 + Math.floor(index / firstNames.length)) % lastNames.length] ?? 'Abel';
  const plain = `${first}.${last}`
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z.]/g, '');
  return { first, last, email: `${plain}${index >= firstNames.length ? index : ''}@example.org` };
}

function seedTesting(seeder: Seeder, builds: readonly Made[]): void {
  const ids = teamIds.groups;
  const usable = (app: string, count: number): string[] =>
    builds
      .filter((build) => build.app.app === app && build.processing === 'VALID' && build.age < 90)
      .slice(0, count)
      .map((build) => build.id);
  const groups = [
    [ids.weatherInternal, 'Weather team', teamIds.weather.app, true, false, 8],
    [ids.weatherExternal, 'Storm chasers', teamIds.weather.app, false, false, 3],
    [ids.weatherPublic, 'Public beta', teamIds.weather.app, false, true, 1],
    [ids.ledgerInternal, 'Ledger team', teamIds.ledger.app, true, false, 4],
    [seeder.id('group ledger external'), 'Bookkeepers', teamIds.ledger.app, false, false, 2],
    [seeder.id('group trail internal'), 'Trail team', teamIds.trail.app, true, false, 5],
    [ids.trailExternal, 'Rangers', teamIds.trail.app, false, true, 2],
  ] as const;
  for (const [id, name, app, internal, open, count] of groups)
    seeder.put(
      'BetaGroup',
      id,
      {
        name,
        createdDate: seeder.ago(500),
        isInternalGroup: internal,
        hasAccessToAllBuilds: internal,
        publicLinkEnabled: open,
        ...(open
          ? {
              publicLinkId: hex(id, 8),
              publicLink: `https://testflight.apple.com/join/${hex(id, 8)}`,
              publicLinkLimitEnabled: true,
              publicLinkLimit: 500,
            }
          : {}),
        feedbackEnabled: true,
        iosBuildsAvailableForAppleSiliconMac: true,
        iosBuildsAvailableForAppleVision: false,
      },
      { app, builds: usable(app, count) },
    );
  const states = ['INSTALLED', 'INSTALLED', 'ACCEPTED', 'INVITED', 'NOT_INVITED', 'REVOKED'];
  for (let index = 0; index < 72; index++) {
    const { first, last, email } = person(index);
    const group = groups[index % groups.length] ?? groups[0];
    const link = group[4];
    seeder.put(
      'BetaTester',
      seeder.id(`tester ${index}`),
      {
        ...(link && index % 3 === 0 ? {} : { firstName: first, lastName: last, email }),
        inviteType: link ? 'PUBLIC_LINK' : 'EMAIL',
        state: states[index % states.length],
        ...(index % 2 === 0
          ? {
              appDevices: [
                { model: 'iPhone17,1', platform: 'IOS', osVersion: '26.1', appBuildVersion: '3204' },
              ],
            }
          : {}),
      },
      { apps: [group[2]], betaGroups: [group[0]] },
    );
  }
  seeder.link('Build', teamIds.builds.weatherNext, 'individualTesters', [
    seeder.id('tester 1'),
    seeder.id('tester 8'),
  ]);
  for (const { app } of [teamIds.weather, teamIds.ledger, teamIds.trail]) {
    for (const locale of ['en-US', 'de-DE'])
      seeder.put(
        'BetaAppLocalization',
        seeder.id(`beta ${app} ${locale}`),
        {
          locale,
          feedbackEmail: 'beta@example.com',
          marketingUrl: 'https://www.example.com',
          privacyPolicyUrl: 'https://www.example.com/privacy',
          description:
            locale === 'en-US'
              ? 'Try what comes next and tell us what breaks.'
              : 'Probiere aus, was als Nächstes kommt.',
        },
        { app },
      );
    seeder.put(
      'BetaAppReviewDetail',
      app,
      {
        contactFirstName: 'Mara',
        contactLastName: 'Lindqvist',
        contactPhone: '+46 8 555 010 20',
        contactEmail: 'mara.lindqvist@example.com',
        demoAccountName: 'beta-reviewer@example.com',
        demoAccountPassword: 'Quiet-Lantern-77',
        demoAccountRequired: true,
        notes: 'No special hardware needed.',
      },
      { app },
    );
    seeder.put(
      'BetaLicenseAgreement',
      app,
      { agreementText: 'This is unfinished software. Use it at your own risk and tell us what you find.' },
      { app },
    );
  }
}

function seedFeedback(seeder: Seeder): void {
  const comments = [
    'Crashed when I opened the radar right after waking the phone.',
    'Tapped the widget, got a white screen, then it closed.',
    'No idea what happened, it was in my pocket.',
    'Rain alert came 20 minutes late and then the app quit.',
    'Happens every time I switch from Celsius to Fahrenheit.',
    'The share sheet froze and it crashed after about ten seconds.',
  ];
  const app = teamIds.weather;
  const common = (index: number) => ({
    createdDate: seeder.ago(0.3 + index * 0.9),
    comment: comments[index % comments.length],
    email: person(index).email,
    deviceModel: index % 2 === 0 ? 'iPhone17_1' : 'iPad16_3',
    osVersion: '26.1',
    locale: 'en-US',
    timeZone: 'Europe/Stockholm',
    architecture: 'arm64e',
    connectionType: index % 3 === 0 ? 'MOBILE_DATA' : 'WIFI',
    appUptimeInMilliseconds: 4_000 + index * 1_500,
    diskBytesAvailable: 41_000_000_000,
    diskBytesTotal: 256_000_000_000,
    batteryPercentage: 60 - index,
    screenWidthInPoints: 402,
    screenHeightInPoints: 874,
    appPlatform: 'IOS',
    devicePlatform: 'IOS',
    deviceFamily: index % 2 === 0 ? 'IPHONE' : 'IPAD',
    buildBundleId: app.bundleId,
  });
  const crashes: string[] = [];
  const shots: string[] = [];
  for (let index = 0; index < 9; index++) {
    const links = { build: teamIds.builds.weatherNext, tester: seeder.id(`tester ${index * 7}`) };
    const log = seeder.put('BetaCrashLog', seeder.id(`crash log ${index}`), {
      logText: [
        `Incident Identifier: ${seeder.id(`incident ${index}`).toUpperCase()}`,
        `Process:             WeatherNow [${4100 + index}]`,
        `Identifier:          ${app.bundleId}`,
        'Version:             3.2 (3204)',
        'OS Version:          iPhone OS 26.1 (23B85)',
        '',
        'Exception Type:  EXC_BAD_ACCESS (SIGSEGV)',
        'Triggered by Thread:  0',
        '',
        'Thread 0 Crashed:',
        '0   WeatherNow   0x0000000102b3c8f4 RadarTileCache.tile(at:zoom:) + 212',
        '1   WeatherNow   0x0000000102b3a110 RadarView.draw(_:) + 388',
        '2   UIKitCore    0x00000001a2f0b3c4 -[UIView(CALayerDelegate) drawLayer:inContext:] + 612',
      ].join('\n'),
    });
    crashes.push(
      seeder.put('BetaFeedbackCrashSubmission', seeder.id(`crash ${index}`), common(index), {
        ...links,
        crashLog: log,
      }),
    );
    shots.push(
      seeder.put(
        'BetaFeedbackScreenshotSubmission',
        seeder.id(`shot ${index}`),
        {
          ...common(index),
          comment: [
            'The wind arrow points the wrong way.',
            'Text is cut off in German.',
            'Love the new colours!',
          ][index % 3],
          screenshots: [
            {
              url: `https://tf-feedback.example.com/${hex(`shot ${index}`)}.png?Expires=1900000000&Signature=${hex(`sign ${index}`, 24)}`,
              width: 1206,
              height: 2622,
              expirationDate: seeder.ago(-1),
            },
          ],
        },
        links,
      ),
    );
  }
  seeder.link('App', app.app, 'betaFeedbackCrashSubmissions', crashes);
  seeder.link('App', app.app, 'betaFeedbackScreenshotSubmissions', shots);
}
