import { expireInTime, setDetail } from './beta-course.ts';
import { isoDate, one } from './change.ts';
import { later } from './later.ts';
import { uuid } from './random.ts';
import type { Store } from './store.ts';

/** How long a build is processed before it can be tested, milliseconds; minutes and hours at Apple. */
const processing = 2_000;
const lifetime = 90 * 86_400_000;

/** 1.2 and 1.2.0 are one train (facts §8). */
export function sameTrain(left: unknown, right: unknown): boolean {
  const plain = (value: unknown): string => String(value).replace(/(\.0)+$/, '');
  return plain(left) === plain(right);
}

/** What an archive says of itself when it becomes a build. */
export interface Archive {
  readonly app: string;
  /** `CFBundleShortVersionString` */
  readonly version: unknown;
  /** `CFBundleVersion` */
  readonly number: unknown;
  readonly platform: unknown;
  /** `buildAudienceType` */
  readonly audience: string;
}

/**
 * A build that has come to TestFlight: processed for a while, then VALID with the question about encryption open, or
 * INVALID. Facts §7.
 */
export function putBuild(store: Store, id: string, archive: Archive, now: number, valid: boolean): void {
  const { app, version, number, platform, audience } = archive;
  const build = store.put(
    'Build',
    id,
    {
      version: number,
      uploadedDate: isoDate(now),
      expirationDate: isoDate(now + lifetime),
      expired: false,
      minOsVersion: '17.0',
      processingState: 'PROCESSING',
      buildAudienceType: audience,
    },
    { app, preReleaseVersion: trainOf(store, app, version, platform) },
  );
  store.put(
    'BuildBetaDetail',
    id,
    { autoNotifyEnabled: true, internalBuildState: 'PROCESSING', externalBuildState: 'PROCESSING' },
    { build: id },
  );
  later(store, now + processing, () => {
    build.attributes = { ...build.attributes, processingState: valid ? 'VALID' : 'INVALID' };
    const state = valid ? 'MISSING_EXPORT_COMPLIANCE' : 'PROCESSING_EXCEPTION';
    setDetail(store, build, { internalBuildState: state, externalBuildState: state });
    if (!valid) return;
    expireInTime(store, build);
    const locale = store.get('App', app)?.attributes['primaryLocale'];
    store.put(
      'BetaBuildLocalization',
      uuid(`what to test ${id}`),
      { locale: typeof locale === 'string' ? locale : 'en-US' },
      { build: id },
    );
  });
}

function trainOf(store: Store, app: string, version: unknown, platform: unknown): string {
  for (const train of store.all('PrereleaseVersion'))
    if (
      train.attributes['platform'] === platform &&
      sameTrain(train.attributes['version'], version) &&
      one(store, train, 'app')?.id === app
    )
      return train.id;
  const id = uuid(`train ${app} ${String(platform)} ${String(version)}`);
  store.put('PrereleaseVersion', id, { version, platform }, { app });
  return id;
}
