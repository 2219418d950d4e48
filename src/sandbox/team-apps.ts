import { hex } from './random.ts';
import { teamIds } from './team-ids.ts';
import type { Seeder } from './team-seeder.ts';

/** What the team says about an app in one language. */
interface Words {
  readonly name: string;
  readonly subtitle: string;
  readonly description: string;
  readonly keywords: string;
  readonly whatsNew: string;
  readonly promotionalText?: string;
}

const weatherWords: Readonly<Record<string, Words>> = {
  'en-US': {
    name: 'Weather Now',
    subtitle: 'Rain, wind and sky by minute',
    description:
      'Weather Now tells you what the sky will do in the next hour and the next ten days.\n\n• Rain to the minute\n• Wind and gusts on a map you can read\n• Widgets for every screen\n• No account needed',
    keywords: 'weather,rain,radar,wind,forecast,storm,widget',
    whatsNew: 'Rain alerts now tell you when it stops, too. The radar opens twice as fast.',
    promotionalText: 'New: know when the rain stops.',
  },
  'de-DE': {
    name: 'Weather Now',
    subtitle: 'Regen, Wind, Himmel: genau',
    description:
      'Weather Now sagt, was der Himmel in der nächsten Stunde und in den nächsten zehn Tagen macht.\n\n• Regen auf die Minute\n• Wind und Böen auf einer lesbaren Karte\n• Widgets für jeden Bildschirm',
    keywords: 'wetter,regen,radar,wind,vorhersage,gewitter',
    whatsNew: '',
  },
  'fr-FR': {
    name: 'Weather Now',
    subtitle: 'Pluie, vent et ciel en direct',
    description: 'Weather Now annonce ce que fera le ciel dans l’heure et dans les dix jours.',
    keywords: 'météo,pluie,radar,vent,orage',
    whatsNew: 'Les alertes disent aussi quand la pluie s’arrête.',
  },
  ja: {
    name: 'Weather Now',
    subtitle: '分単位の雨予報',
    description: '次の1時間と10日間の空模様をお知らせします。',
    keywords: '天気,雨,レーダー,風,予報',
    whatsNew: '雨がやむ時刻もお知らせします。',
  },
  'es-ES': {
    name: 'Weather Now',
    subtitle: 'Lluvia y viento al minuto',
    description: 'Weather Now te dice qué hará el cielo en la próxima hora y en los próximos diez días.',
    keywords: 'tiempo,lluvia,radar,viento,tormenta',
    whatsNew: 'Los avisos también dicen cuándo deja de llover.',
  },
  'pt-BR': {
    name: 'Weather Now',
    subtitle: 'Chuva e vento por minuto',
    description: 'O Weather Now diz o que o céu vai fazer na próxima hora e nos próximos dez dias.',
    keywords: 'tempo,chuva,radar,vento,previsão',
    whatsNew: 'Os alertas agora dizem quando a chuva para.',
  },
};

const ledgerWords: Readonly<Record<string, Words>> = {
  'en-US': {
    name: 'Pocket Ledger',
    subtitle: 'Your money on one page',
    description:
      'Pocket Ledger keeps what you earn and spend on one page. Everything stays on your devices.\n\n• Receipts by camera\n• Budgets that follow your month\n• Export to spreadsheets',
    keywords: 'budget,money,expense,receipt,finance,savings',
    whatsNew: 'Shared budgets: invite the people you live with.',
    promotionalText: 'Now with shared budgets.',
  },
  'en-GB': {
    name: 'Pocket Ledger',
    subtitle: 'Your money on one page',
    description: 'Pocket Ledger keeps what you earn and spend on one page. Everything stays on your devices.',
    keywords: 'budget,money,expense,receipt,savings',
    whatsNew: 'Shared budgets: invite the people you live with.',
  },
  'de-DE': {
    name: 'Pocket Ledger',
    subtitle: 'Dein Geld auf einer Seite',
    description:
      'Pocket Ledger zeigt Einnahmen und Ausgaben auf einer Seite. Alles bleibt auf deinen Geräten.',
    keywords: 'haushaltsbuch,geld,ausgaben,belege,sparen',
    whatsNew: 'Gemeinsame Budgets: Lade die Menschen ein, mit denen du wohnst.',
  },
  'fr-FR': {
    name: 'Pocket Ledger',
    subtitle: 'Votre argent sur une page',
    description: 'Pocket Ledger réunit vos revenus et vos dépenses sur une seule page.',
    keywords: 'budget,argent,dépenses,reçus',
    whatsNew: 'Budgets partagés.',
  },
  ja: {
    name: 'Pocket Ledger',
    subtitle: '1ページの家計簿',
    description: '収入と支出を1ページにまとめます。データは端末の中だけに保存されます。',
    keywords: '家計簿,お金,レシート,予算',
    whatsNew: '家族と予算を共有できます。',
  },
  'nl-NL': {
    name: 'Pocket Ledger',
    subtitle: 'Je geld op één pagina',
    description: 'Pocket Ledger houdt bij wat je verdient en uitgeeft.',
    keywords: 'budget,geld,uitgaven,bonnetjes',
    whatsNew: 'Gedeelde budgetten.',
  },
};

const trailWords: Readonly<Record<string, Words>> = {
  'en-US': {
    name: 'Trail Mate',
    subtitle: 'Hikes that fit your day',
    description:
      'Trail Mate finds a hike that fits the hours you have, the legs you have and the weather you get.\n\n• 40,000 marked trails\n• Maps that work without reception\n• Share your way with one person you trust',
    keywords: 'hiking,trail,map,outdoor,gps,walk',
    whatsNew: 'Trail conditions from other hikers, checked by rangers.',
  },
  'en-GB': {
    name: 'Trail Mate',
    subtitle: 'Walks that fit your day',
    description: 'Trail Mate finds a walk that fits the hours you have and the weather you get.',
    keywords: 'walking,trail,map,outdoor,gps,hike',
    whatsNew: 'Trail conditions from other walkers.',
  },
  'de-DE': {
    name: 'Trail Mate',
    subtitle: 'Touren, die zum Tag passen',
    description: 'Trail Mate findet eine Tour, die zu deiner Zeit und zum Wetter passt.',
    keywords: 'wandern,tour,karte,outdoor,gps',
    whatsNew: 'Wegzustand von anderen Wandernden.',
  },
  'fr-FR': {
    name: 'Trail Mate',
    subtitle: 'La rando qui va à votre jour',
    description: 'Trail Mate trouve la randonnée qui convient à votre temps et à la météo.',
    keywords: 'randonnée,sentier,carte,gps',
    whatsNew: 'État des sentiers par les autres randonneurs.',
  },
  it: {
    name: 'Trail Mate',
    subtitle: 'Escursioni su misura',
    description: 'Trail Mate trova un’escursione adatta al tempo che hai.',
    keywords: 'escursioni,sentieri,mappa,gps',
    whatsNew: 'Condizioni dei sentieri.',
  },
  sv: {
    name: 'Trail Mate',
    subtitle: 'Vandringar för din dag',
    description: 'Trail Mate hittar en vandring som passar din tid och vädret.',
    keywords: 'vandring,led,karta,gps',
    whatsNew: 'Ledernas skick.',
  },
};

const states = {
  live: ['READY_FOR_SALE', 'READY_FOR_DISTRIBUTION'],
  replaced: ['REPLACED_WITH_NEW_VERSION', 'REPLACED_WITH_NEW_VERSION'],
  draft: ['PREPARE_FOR_SUBMISSION', 'PREPARE_FOR_SUBMISSION'],
  waiting: ['WAITING_FOR_REVIEW', 'WAITING_FOR_REVIEW'],
  rejected: ['REJECTED', 'REJECTED'],
} as const;

interface Version {
  readonly id: string;
  readonly app: string;
  readonly platform: 'IOS' | 'MAC_OS' | 'TV_OS' | 'VISION_OS';
  readonly version: string;
  readonly state: keyof typeof states;
  readonly created: number;
  readonly words: Readonly<Record<string, Words>>;
  readonly shots: readonly string[];
  readonly releaseType?: 'MANUAL' | 'AFTER_APPROVAL';
  /** A set that somebody forgot, as `locale/displayType`. */
  readonly missingShots?: string;
}

const shotSizes: Readonly<Record<string, readonly [number, number]>> = {
  APP_IPHONE_67: [1290, 2796],
  APP_IPAD_PRO_3GEN_129: [2064, 2752],
  APP_DESKTOP: [2880, 1800],
  APP_APPLE_TV: [3840, 2160],
  APP_APPLE_VISION_PRO: [3840, 2160],
};

/** Apps, their versions, texts, pictures, review data and submissions. */
export function seedApps(seeder: Seeder): void {
  seedCategories(seeder);
  seedApp(seeder, teamIds.weather, 'Weather Now', 'WEATHER-NOW', weatherWords, {
    category: 'WEATHER',
    secondary: 'TRAVEL',
    stateOfNext: 'PREPARE_FOR_SUBMISSION',
  });
  seedApp(seeder, teamIds.ledger, 'Pocket Ledger', 'POCKET-LEDGER', ledgerWords, {
    category: 'FINANCE',
    secondary: 'PRODUCTIVITY',
    stateOfNext: 'WAITING_FOR_REVIEW',
  });
  seedApp(seeder, teamIds.trail, 'Trail Mate', 'TRAIL-MATE', trailWords, {
    category: 'HEALTH_AND_FITNESS',
    secondary: 'NAVIGATION',
    stateOfNext: 'REJECTED',
  });
  const phone = ['APP_IPHONE_67', 'APP_IPAD_PRO_3GEN_129'];
  const ids = teamIds.versions;
  // Newest first, as Apple answers in practice.
  const versions: readonly Version[] = [
    {
      id: ids.weatherNext,
      app: teamIds.weather.app,
      platform: 'IOS',
      version: teamIds.weather.next,
      state: 'draft',
      created: 6,
      words: weatherWords,
      shots: phone,
      releaseType: 'MANUAL',
      missingShots: 'ja/APP_IPAD_PRO_3GEN_129',
    },
    version(ids.weatherLive, teamIds.weather.app, 'IOS', '3.1', 'live', 48, weatherWords, phone),
    version(ids.weatherMacLive, teamIds.weather.app, 'MAC_OS', '3.1', 'live', 47, weatherWords, [
      'APP_DESKTOP',
    ]),
    version(seeder.id('weather 3.0'), teamIds.weather.app, 'IOS', '3.0', 'replaced', 160, weatherWords, []),
    version(ids.ledgerNext, teamIds.ledger.app, 'IOS', '5.1', 'waiting', 4, ledgerWords, phone),
    version(ids.ledgerLive, teamIds.ledger.app, 'IOS', '5.0.1', 'live', 90, ledgerWords, phone),
    version(seeder.id('ledger 5.0'), teamIds.ledger.app, 'IOS', '5.0', 'replaced', 120, ledgerWords, []),
    version(ids.trailRejected, teamIds.trail.app, 'IOS', '2.5', 'rejected', 9, trailWords, phone),
    version(ids.trailLive, teamIds.trail.app, 'IOS', '2.4', 'live', 20, trailWords, phone),
    version(ids.trailTv, teamIds.trail.app, 'TV_OS', '2.4', 'live', 20, trailWords, ['APP_APPLE_TV']),
    version(seeder.id('trail vision 2.4'), teamIds.trail.app, 'VISION_OS', '2.4', 'live', 19, trailWords, [
      'APP_APPLE_VISION_PRO',
    ]),
  ];
  for (const one of versions) seedVersion(seeder, one);
  seedReview(seeder);
  seeder.put('AppStoreVersionPhasedRelease', teamIds.phasedRelease, {
    phasedReleaseState: 'PAUSED',
    startDate: seeder.ago(15),
    totalPauseDuration: 9,
    currentDayNumber: 4,
  });
  seeder.link('AppStoreVersion', ids.trailLive, 'appStoreVersionPhasedRelease', teamIds.phasedRelease);
  const finished = seeder.put('AppStoreVersionPhasedRelease', seeder.id('phased weather 3.1'), {
    phasedReleaseState: 'COMPLETE',
    startDate: seeder.ago(44),
    totalPauseDuration: 0,
    currentDayNumber: 7,
  });
  seeder.link('AppStoreVersion', ids.weatherLive, 'appStoreVersionPhasedRelease', finished);
}

function version(
  id: string,
  app: string,
  platform: Version['platform'],
  name: string,
  state: Version['state'],
  created: number,
  words: Version['words'],
  shots: readonly string[],
): Version {
  return { id, app, platform, version: name, state, created, words, shots, releaseType: 'AFTER_APPROVAL' };
}

/** More apps without a story: lists become long. */
export function seedPlainApps(seeder: Seeder, count: number): void {
  for (let index = 1; index <= count; index++) {
    const number = String(index).padStart(4, '0');
    seeder.put('App', String(1_600_000_000 + index), {
      name: `App ${number}`,
      bundleId: `com.example.app${number}`,
      sku: `APP-${number}`,
      primaryLocale: 'en-US',
      isOrEverWasMadeForKids: false,
      contentRightsDeclaration: 'DOES_NOT_USE_THIRD_PARTY_CONTENT',
    });
  }
}

function seedApp(
  seeder: Seeder,
  ids: { readonly app: string; readonly bundleId: string },
  name: string,
  sku: string,
  words: Readonly<Record<string, Words>>,
  options: { readonly category: string; readonly secondary: string; readonly stateOfNext: string },
): void {
  const slug = sku.toLowerCase();
  seeder.put('App', ids.app, {
    name,
    bundleId: ids.bundleId,
    sku,
    primaryLocale: 'en-US',
    isOrEverWasMadeForKids: false,
    accessibilityUrl: `https://${slug}.example.com/accessibility`,
    subscriptionStatusUrl: `https://api.example.com/${slug}/notifications`,
    subscriptionStatusUrlVersion: 'V2',
    subscriptionStatusUrlForSandbox: `https://api.example.com/${slug}/notifications-sandbox`,
    subscriptionStatusUrlVersionForSandbox: 'V2',
    contentRightsDeclaration: 'DOES_NOT_USE_THIRD_PARTY_CONTENT',
    streamlinedPurchasingEnabled: true,
  });
  // The editable one comes first: whoever takes the first for the live one is wrong.
  const infos: readonly (readonly [string, string, string])[] = [
    [`${ids.app} info next`, options.stateOfNext, 'editable'],
    [`${ids.app} info live`, 'READY_FOR_DISTRIBUTION', 'live'],
  ];
  for (const [key, state, which] of infos) {
    const age = seeder.put('AgeRatingDeclaration', seeder.id(`${key} age`), {
      advertising: false,
      ageAssurance: false,
      alcoholTobaccoOrDrugUseOrReferences: 'NONE',
      contests: 'NONE',
      gambling: false,
      gamblingSimulated: 'NONE',
      gunsOrOtherWeapons: 'NONE',
      healthOrWellnessTopics: ids.app === teamIds.trail.app,
      lootBox: false,
      medicalOrTreatmentInformation: 'NONE',
      messagingAndChat: false,
      parentalControls: false,
      profanityOrCrudeHumor: 'NONE',
      sexualContentGraphicAndNudity: 'NONE',
      sexualContentOrNudity: 'NONE',
      horrorOrFearThemes: 'NONE',
      matureOrSuggestiveThemes: 'NONE',
      unrestrictedWebAccess: false,
      userGeneratedContent: ids.app === teamIds.trail.app,
      violenceCartoonOrFantasy: 'NONE',
      violenceRealistic: 'NONE',
      violenceRealisticProlongedGraphicOrSadistic: 'NONE',
      // Weather Now 3.2 still has the two new questions open.
      ...(ids.app === teamIds.weather.app && which === 'editable'
        ? {}
        : { socialMedia: false, socialMediaAgeRestricted: false }),
      ageRatingOverrideV2: 'NONE',
      koreaAgeRatingOverride: 'NONE',
    });
    const info = seeder.put(
      'AppInfo',
      seeder.id(key),
      {
        appStoreState: state === 'READY_FOR_DISTRIBUTION' ? 'READY_FOR_SALE' : state,
        state,
        appStoreAgeRating: 'FOUR_PLUS',
        brazilAgeRating: 'L',
        brazilAgeRatingV2: 'SELF_RATED_L',
        koreaAgeRating: 'ALL',
      },
      {
        app: ids.app,
        ageRatingDeclaration: age,
        primaryCategory: options.category,
        secondaryCategory: options.secondary,
      },
    );
    for (const [locale, text] of Object.entries(words))
      seeder.put(
        'AppInfoLocalization',
        seeder.id(`${key} ${locale}`),
        {
          locale,
          name: text.name,
          subtitle: text.subtitle,
          privacyPolicyUrl: `https://${slug}.example.com/privacy`,
          privacyChoicesUrl: `https://${slug}.example.com/privacy/choices`,
        },
        { appInfo: info },
      );
    const ratings = ['USA', 'DEU', 'JPN', 'BRA', 'KOR', 'AUS'].map((territory) =>
      seeder.put(
        'TerritoryAgeRating',
        seeder.id(`${key} age ${territory}`),
        { appStoreAgeRating: territory === 'BRA' ? 'L' : territory === 'KOR' ? 'ALL' : 'FOUR_PLUS' },
        { territory },
      ),
    );
    seeder.link('AppInfo', info, 'territoryAgeRatings', ratings);
  }
}

function seedVersion(seeder: Seeder, one: Version): void {
  const [appStoreState, appVersionState] = states[one.state];
  seeder.put(
    'AppStoreVersion',
    one.id,
    {
      platform: one.platform,
      versionString: one.version,
      appStoreState,
      appVersionState,
      copyright: `${new Date(seeder.now).getUTCFullYear()} Northwind Apps Ltd`,
      reviewType: 'APP_STORE',
      releaseType: one.releaseType ?? 'AFTER_APPROVAL',
      downloadable: true,
      createdDate: seeder.ago(one.created),
    },
    { app: one.app },
  );
  for (const [locale, words] of Object.entries(one.words)) {
    const id = seeder.put(
      'AppStoreVersionLocalization',
      seeder.id(`${one.id} ${locale}`),
      {
        locale,
        description: words.description,
        keywords: words.keywords,
        supportUrl: 'https://support.example.com',
        marketingUrl: 'https://www.example.com',
        ...(words.promotionalText === undefined ? {} : { promotionalText: words.promotionalText }),
        // Live versions had their text; only the one in preparation is unfinished.
        ...(words.whatsNew !== ''
          ? { whatsNew: words.whatsNew }
          : one.state === 'draft'
            ? {}
            : { whatsNew: 'Schneller und mit weniger Fehlern.' }),
      },
      { appStoreVersion: one.id },
    );
    for (const type of one.shots) {
      if (one.missingShots === `${locale}/${type}`) continue;
      seedShots(seeder, `${one.id} ${locale} ${type}`, type, { appStoreVersionLocalization: id });
    }
  }
  // The demo account's password is there so that redaction can be seen to work.
  const detail = seeder.put(
    'AppStoreReviewDetail',
    seeder.id(`${one.id} review detail`),
    {
      contactFirstName: 'Mara',
      contactLastName: 'Lindqvist',
      contactPhone: '+46 8 555 010 20',
      contactEmail: 'mara.lindqvist@example.com',
      demoAccountName: 'reviewer@example.com',
      demoAccountPassword: 'Tr0mbone-Harbour-42',
      demoAccountRequired: true,
      notes: 'Location can be refused; the app then asks for a town.',
    },
    { appStoreVersion: one.id },
  );
  if (one.state === 'rejected')
    seeder.put(
      'AppStoreReviewAttachment',
      seeder.id(`${one.id} attachment`),
      {
        fileName: 'permission-flow.mp4',
        fileSize: 4_182_004,
        sourceFileChecksum: hex('permission-flow'),
        assetDeliveryState: { state: 'COMPLETE', errors: [], warnings: [] },
      },
      { appStoreReviewDetail: detail },
    );
}

/** A set of three screenshots that all arrived. */
export function seedShots(
  seeder: Seeder,
  key: string,
  type: string,
  parent: Readonly<Record<string, string>>,
): void {
  const [width, height] = shotSizes[type] ?? [1290, 2796];
  const set = seeder.put(
    'AppScreenshotSet',
    seeder.id(`${key} set`),
    { screenshotDisplayType: type },
    parent,
  );
  for (const number of [1, 2, 3])
    seeder.put(
      'AppScreenshot',
      seeder.id(`${key} ${number}`),
      {
        fileSize: 600_000 + number * 12_345,
        fileName: `${number}-${['now', 'radar', 'widgets'][number - 1] ?? 'more'}.png`,
        sourceFileChecksum: hex(`${type} ${number}`),
        imageAsset: seeder.image(`${key} ${number}`, width, height),
        assetToken: `Purple211/v4/${hex(`${key} ${number}`, 12)}.png`,
        assetType: 'SCREENSHOT',
        assetDeliveryState: { state: 'COMPLETE', errors: [], warnings: [] },
      },
      { appScreenshotSet: set },
    );
}

function seedReview(seeder: Seeder): void {
  const submit = (
    id: string,
    app: string,
    state: string,
    versionId: string,
    item: string,
    submitted: number | undefined,
  ): void => {
    seeder.put(
      'ReviewSubmission',
      id,
      {
        platform: 'IOS',
        state,
        ...(submitted === undefined ? {} : { submittedDate: seeder.ago(submitted) }),
      },
      {
        app,
        appStoreVersionForReview: versionId,
        submittedByActor: 'actor-mara',
        lastUpdatedByActor: 'actor-mara',
        items: [],
      },
    );
    const itemId = seeder.put(
      'ReviewSubmissionItem',
      Buffer.from(`6|${id}|${versionId}`).toString('base64url'),
      { state: item },
      { appStoreVersion: versionId },
    );
    seeder.link('ReviewSubmission', id, 'items', [itemId]);
  };
  const ids = teamIds.versions;
  seeder.put('Actor', 'actor-mara', {
    actorType: 'USER',
    userFirstName: 'Mara',
    userLastName: 'Lindqvist',
    userEmail: 'mara.lindqvist@example.com',
  });
  seeder.put('Actor', 'actor-key', { actorType: 'API_KEY', apiKeyId: 'SANDBOXKEY' });
  seeder.put('Actor', 'actor-cloud', { actorType: 'XCODE_CLOUD' });
  seeder.put('Actor', 'actor-apple', { actorType: 'APPLE' });
  submit(
    teamIds.submissions.ledgerWaiting,
    teamIds.ledger.app,
    'WAITING_FOR_REVIEW',
    ids.ledgerNext,
    'READY_FOR_REVIEW',
    1.2,
  );
  submit(
    teamIds.submissions.trailUnresolved,
    teamIds.trail.app,
    'UNRESOLVED_ISSUES',
    ids.trailRejected,
    'REJECTED',
    5,
  );
  submit(
    seeder.id('submission weather 3.1'),
    teamIds.weather.app,
    'COMPLETE',
    ids.weatherLive,
    'APPROVED',
    46,
  );
  submit(seeder.id('submission trail 2.4'), teamIds.trail.app, 'COMPLETE', ids.trailLive, 'APPROVED', 18);
}

const subcategories: Readonly<Record<string, readonly string[]>> = {
  GAMES: [
    'ACTION',
    'ADVENTURE',
    'BOARD',
    'CARD',
    'CASINO',
    'CASUAL',
    'FAMILY',
    'MUSIC',
    'PUZZLE',
    'RACING',
    'ROLE_PLAYING',
    'SIMULATION',
    'SPORTS',
    'STRATEGY',
    'TRIVIA',
    'WORD',
  ],
  STICKERS: [
    'ANIMALS',
    'ART',
    'CELEBRATIONS',
    'EMOJI_AND_EXPRESSIONS',
    'FOOD_AND_DRINK',
    'PLACES_AND_OBJECTS',
  ],
};

const categories =
  'BOOKS BUSINESS DEVELOPER_TOOLS EDUCATION ENTERTAINMENT FINANCE FOOD_AND_DRINK GAMES GRAPHICS_AND_DESIGN HEALTH_AND_FITNESS LIFESTYLE MAGAZINES_AND_NEWSPAPERS MEDICAL MUSIC NAVIGATION NEWS PHOTO_AND_VIDEO PRODUCTIVITY REFERENCE SHOPPING SOCIAL_NETWORKING SPORTS STICKERS TRAVEL UTILITIES WEATHER';

function seedCategories(seeder: Seeder): void {
  for (const category of categories.split(' ')) {
    const platforms = category === 'STICKERS' ? ['IOS'] : ['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS'];
    seeder.put('AppCategory', category, { platforms });
  }
  for (const [parent, names] of Object.entries(subcategories))
    for (const name of names)
      seeder.put('AppCategory', `${parent}_${name}`, { platforms: ['IOS'] }, { parent });
}
