import { ageRatingQuestions } from '../../../src/tools/release/checks/age-rating.ts';
import type {
  BuildFacts,
  InfoFacts,
  InfoText,
  ReviewFacts,
  Shot,
  TextFacts,
  VersionFacts,
  VersionSnapshot,
} from '../../../src/tools/release/snapshot.ts';

/** Sunday, 22 November 2026. */
const now = Date.parse('2026-11-22T12:00:00Z');

const shot: Shot = {
  id: 'shot-1',
  fileName: '1.png',
  state: 'COMPLETE',
  errors: [],
  checksum: 'aa',
  width: 1290,
  height: 2796,
};

const build: BuildFacts = {
  id: 'build-42',
  number: '42',
  state: 'VALID',
  expired: false,
  expires: '2027-02-10T00:00:00Z',
  uploaded: '2026-11-20T00:00:00Z',
  train: '2.0',
  platform: 'IOS',
  audience: 'APP_STORE_ELIGIBLE',
  usesNonExemptEncryption: false,
};

const text: TextFacts = {
  id: 'text-en',
  locale: 'en-US',
  description: 'Says when the next tram leaves, and whether you can still get it.',
  keywords: 'bus,train,timetable',
  whatsNew: 'Platform numbers.',
  promotionalText: 'Now with platforms.',
  supportUrl: 'https://trams.example.com/help',
  marketingUrl: 'https://trams.example.com',
  shots: [{ id: 'set-en', type: 'APP_IPHONE_67', shots: [shot] }],
  previews: [],
  placements: [
    {
      id: 'placed-duo',
      type: 'APP_SCREENSHOT',
      group: 'IPHONE_DUO_PROFILE',
      state: 'PARENT_PREPARE_FOR_SUBMISSION',
    },
  ],
};

/** An update in which nothing is wrong: no check finds anything. */
export const good: VersionSnapshot = {
  now,
  app: {
    id: '1500000999',
    name: 'Tram Times',
    primaryLocale: 'en-US',
    contentRights: 'DOES_NOT_USE_THIRD_PARTY_CONTENT',
  },
  version: {
    id: 'version-20',
    versionString: '2.0',
    platform: 'IOS',
    state: 'PREPARE_FOR_SUBMISSION',
    copyright: '2026 Tram People Ltd',
    releaseType: 'MANUAL',
  },
  live: {
    versionString: '1.9',
    texts: [
      { locale: 'en-US', whatsNew: 'Fewer errors.' },
      { locale: 'de-DE', whatsNew: 'Weniger Fehler.' },
    ],
  },
  build,
  builds: [build],
  phased: { id: 'phased-1', state: 'INACTIVE' },
  texts: [
    text,
    {
      ...text,
      id: 'text-de',
      locale: 'de-DE',
      description: 'Sagt, wann die nächste Straßenbahn fährt.',
      keywords: 'bus,zug,fahrplan',
      whatsNew: 'Gleise.',
      shots: [{ id: 'set-de', type: 'APP_IPHONE_67', shots: [{ ...shot, id: 'shot-2', checksum: 'bb' }] }],
    },
  ],
  info: {
    id: 'info-1',
    state: 'PREPARE_FOR_SUBMISSION',
    texts: [
      {
        id: 'info-en',
        locale: 'en-US',
        name: 'Tram Times',
        subtitle: 'The next one, now',
        privacyPolicyUrl: 'https://trams.example.com/privacy',
        privacyChoicesUrl: 'https://trams.example.com/choices',
      },
      { id: 'info-de', locale: 'de-DE', name: 'Tram Times', subtitle: 'Die nächste, jetzt' },
    ],
    primary: 'NAVIGATION',
    primarySubs: [],
    secondary: 'TRAVEL',
    secondarySubs: [],
    rating: {
      id: 'rating-1',
      answers: Object.fromEntries(
        Object.entries(ageRatingQuestions).map(([question, kind]) => [
          question,
          kind === 'how often' ? 'NONE' : false,
        ]),
      ),
    },
  },
  review: {
    id: 'review-1',
    contactFirstName: 'Mara',
    contactLastName: 'Lindqvist',
    contactPhone: '+46 8 555 010 20',
    contactEmail: 'mara@example.com',
    demoAccountRequired: true,
    demoAccountName: 'reviewer@example.com',
    hasDemoPassword: true,
    notes: 'Choose the town of Uppsala.',
  },
  priced: true,
  territories: [
    { code: 'SWE', available: true, preOrder: false, statuses: ['AVAILABLE'] },
    { code: 'CHN', available: false, preOrder: false, statuses: ['CANNOT_SELL'] },
  ],
  submissions: [],
  products: [
    {
      id: '6440000999',
      kind: 'inAppPurchases',
      name: 'Tip',
      productId: 'com.example.trams.tip',
      state: 'APPROVED',
    },
  ],
};

/** The first version of an app. */
export const first: VersionSnapshot = {
  ...good,
  live: undefined,
  phased: undefined,
  products: [],
  texts: good.texts.map((one) => ({ ...one, whatsNew: undefined })),
};

export function withVersion(changes: Partial<VersionFacts>): VersionSnapshot {
  return { ...good, version: { ...good.version, ...changes } };
}

export function withBuild(changes: Partial<BuildFacts>): VersionSnapshot {
  return { ...good, build: { ...build, ...changes } };
}

/** Changes the German texts only. */
export function withText(changes: Partial<TextFacts>, from: VersionSnapshot = good): VersionSnapshot {
  return {
    ...from,
    texts: from.texts.map((one) => (one.locale === 'de-DE' ? { ...one, ...changes } : one)),
  };
}

/** Changes the texts of the primary language only. */
export function withPrimary(changes: Partial<TextFacts>): VersionSnapshot {
  return {
    ...good,
    texts: good.texts.map((one) => (one.locale === 'en-US' ? { ...one, ...changes } : one)),
  };
}

/** Changes the German screenshot. */
export function withShot(changes: Partial<Shot>): VersionSnapshot {
  return withText({ shots: [{ id: 'set-de', type: 'APP_IPHONE_67', shots: [{ ...shot, ...changes }] }] });
}

/** A German set of that many screenshots. */
export function withShots(many: number): VersionSnapshot {
  const shots = Array.from({ length: many }, (_, at) => ({ ...shot, id: `shot-${at}`, checksum: `c${at}` }));
  return withText({ shots: [{ id: 'set-de', type: 'APP_IPHONE_67', shots }] });
}

/** German previews in these states. */
export function withPreviews(...states: readonly string[]): VersionSnapshot {
  const previews = states.map((state, at) => ({
    id: `preview-${at}`,
    fileName: `${at}.mp4`,
    state,
    errors: [],
  }));
  return withText({ previews: [{ id: 'previews-de', type: 'IPHONE_67', previews }] });
}

export function withInfo(changes: Partial<InfoFacts>): VersionSnapshot {
  return good.info === undefined ? good : { ...good, info: { ...good.info, ...changes } };
}

/** Changes the name and subtitle of the primary language. */
export function withName(changes: Partial<InfoText>): VersionSnapshot {
  return withInfo({
    texts: (good.info?.texts ?? []).map((one) => (one.locale === 'en-US' ? { ...one, ...changes } : one)),
  });
}

export function withReview(changes: Partial<ReviewFacts>): VersionSnapshot {
  return good.review === undefined ? good : { ...good, review: { ...good.review, ...changes } };
}

export function withSubmission(
  state: string,
  changes: {
    readonly versionId?: string;
    readonly items?: number;
    readonly rejected?: readonly string[];
  } = {},
): VersionSnapshot {
  return {
    ...good,
    submissions: [{ id: 'submission-1', state, versionId: 'version-20', items: 1, rejected: [], ...changes }],
  };
}

export function withProduct(state: string): VersionSnapshot {
  return {
    ...good,
    products: [
      ...good.products,
      {
        id: '6440000998',
        kind: 'inAppPurchases',
        name: 'Hat',
        productId: 'com.example.trams.hat',
        state,
      },
    ],
  };
}
