import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import { type Answered, flag, type Reader, readList, type Thing, text } from '../document.ts';
import { notSent } from '../refused.ts';

/** A build as TestFlight sees it. */
export interface BetaBuild {
  readonly id: string;
  /** `version`: what people call the build number. */
  readonly number: string;
  /** Version string of its train, `preReleaseVersion`. */
  readonly train: string;
  readonly trainId: string | undefined;
  readonly platform: string;
  readonly processing: string;
  readonly uploaded: string | undefined;
  readonly expires: string | undefined;
  readonly expired: boolean;
  /** `usesNonExemptEncryption`; `undefined` while nobody has answered. */
  readonly encryption: boolean | undefined;
  readonly detailId: string | undefined;
  readonly internal: string | undefined;
  readonly external: string | undefined;
  readonly autoNotify: boolean | undefined;
  /** State of its beta review, where there is or was one. */
  readonly review: string | undefined;
}

/** Which build somebody means. */
export interface WantedBuild {
  readonly app: { readonly id: string; readonly name: string };
  /** A number, or `latest`: the newest that is valid and has not expired. */
  readonly build: string;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
}

const fields = {
  include: 'preReleaseVersion,buildBetaDetail,betaAppReviewSubmission',
  'fields[builds]':
    'version,uploadedDate,expirationDate,expired,processingState,usesNonExemptEncryption,preReleaseVersion,buildBetaDetail,betaAppReviewSubmission',
  'fields[preReleaseVersions]': 'version,platform',
  'fields[buildBetaDetails]': 'autoNotifyEnabled,internalBuildState,externalBuildState',
  'fields[betaAppReviewSubmissions]': 'betaReviewState',
} as const;

/** Builds of an app, newest first; `complete` is `false` when there are more. */
export async function readBuilds(
  context: Reader,
  appId: string,
  filters: Readonly<Record<string, string>>,
  most: number,
): Promise<{ readonly builds: readonly BetaBuild[]; readonly complete: boolean }> {
  const answer = await readList(
    context,
    '/v1/builds',
    { 'filter[app]': appId, ...filters, sort: '-uploadedDate', limit: String(most), ...fields },
    most,
  );
  const builds = answer.data.map((build) => betaBuild(answer, build));
  // Apple once refused the order; it costs nothing to make sure of it.
  return {
    builds: builds.sort((a, b) => Date.parse(b.uploaded ?? '') - Date.parse(a.uploaded ?? '') || 0),
    complete: answer.complete,
  };
}

/** One build by its id; `undefined` where the app has none such. */
export async function readBuild(context: Reader, appId: string, id: string): Promise<BetaBuild | undefined> {
  const { builds } = await readBuilds(context, appId, { 'filter[id]': id }, 1);
  return builds.find((build) => build.id === id);
}

function betaBuild(answer: Answered, build: Thing): BetaBuild {
  const train = answer.one(build, 'preReleaseVersion');
  const detail = answer.one(build, 'buildBetaDetail');
  return {
    id: build.id,
    number: text(build, 'version') ?? '',
    train: text(train, 'version') ?? '',
    trainId: train?.id,
    platform: text(train, 'platform') ?? '',
    processing: text(build, 'processingState') ?? '',
    uploaded: text(build, 'uploadedDate'),
    expires: text(build, 'expirationDate'),
    expired: flag(build, 'expired') === true,
    encryption: flag(build, 'usesNonExemptEncryption'),
    detailId: detail?.id,
    internal: text(detail, 'internalBuildState'),
    external: text(detail, 'externalBuildState'),
    autoNotify: flag(detail, 'autoNotifyEnabled'),
    review: text(answer.one(build, 'betaAppReviewSubmission'), 'betaReviewState'),
  };
}

/** `3.2 (3204) IOS`. */
export function nameOf({ train, number, platform }: BetaBuild): string {
  return `${cleanText(train, 40)} (${cleanText(number, 40)}) ${platform}`;
}

/** Builds that are looked at for the latest one. */
const lookedAt = 50;

/**
 * The one build that is meant, and newer ones that cannot be meant because they are not ready. Throws `unknown_name`,
 * `ambiguous_name` or `build_not_ready`.
 */
export async function chooseBuild(
  context: Reader,
  wanted: WantedBuild,
): Promise<{ readonly build: BetaBuild; readonly newer: readonly BetaBuild[] }> {
  const { app, version, platform } = wanted;
  const latest = wanted.build.toLowerCase() === 'latest';
  const { builds } = await readBuilds(
    context,
    app.id,
    {
      ...(latest ? {} : { 'filter[version]': wanted.build }),
      ...(version === undefined ? {} : { 'filter[preReleaseVersion.version]': version }),
      ...(platform === undefined ? {} : { 'filter[preReleaseVersion.platform]': platform }),
    },
    lookedAt,
  );
  // What Apple's filters match is not documented; they are applied again here.
  const fitting = builds.filter(
    (build) =>
      (latest || build.number === wanted.build) &&
      (version === undefined || build.train === version) &&
      (platform === undefined || build.platform === platform),
  );
  const ready = fitting.filter((build) => build.processing === 'VALID' && !build.expired);
  const platforms = new Set(ready.map((build) => build.platform));
  const candidates = latest ? [...platforms].flatMap((one) => newestOn(ready, one)) : ready;
  const [build] = candidates;
  if (build === undefined) throw notReady(wanted, fitting);
  if (candidates.length > 1)
    throw notSent(
      'ambiguous_name',
      `${candidates.length} builds of ${cleanText(app.name, 60)} fit: ${candidates.slice(0, 8).map(nameOf).join(', ')}.`,
      'Say which with platform, or with version and platform.',
    );
  const before = fitting.slice(0, fitting.indexOf(build));
  return { build, newer: before.filter(({ platform: its }) => its === build.platform) };
}

function newestOn(builds: readonly BetaBuild[], platform: string): readonly BetaBuild[] {
  return builds.filter((build) => build.platform === platform).slice(0, 1);
}

function notReady({ app, build, version, platform }: WantedBuild, fitting: readonly BetaBuild[]): AscError {
  const [first] = fitting;
  const within = [version, platform].filter((part) => part !== undefined).join(' ');
  const name = cleanText(app.name, 60);
  const read = `asc_read ${JSON.stringify({ operation: 'builds_getCollection', filter: { app: app.id }, sort: '-uploadedDate', limit: 10 })}`;
  if (first === undefined)
    return new AscError({
      code: 'unknown_name',
      message: `${name} has no build ${build === 'latest' ? 'yet' : JSON.stringify(cleanText(build, 40))}${within === '' ? '' : ` of ${cleanText(within, 60)}`}.`,
      meaning: 'Nothing was changed. A build that was just uploaded appears after some minutes.',
      next: `${read} lists the newest.`,
      outcome: 'not_sent',
    });
  const said = first.expired ? 'has expired' : `is ${first.processing}`;
  return new AscError({
    code: 'build_not_ready',
    message: `${name} ${nameOf(first)} ${said}${fitting.length > 1 ? ', and no other that fits is valid' : ''}.`,
    meaning: first.expired
      ? 'Nothing was changed. Builds expire after 90 days, and none comes back.'
      : first.processing === 'PROCESSING'
        ? 'Nothing was changed. Processing takes minutes, sometimes an hour.'
        : 'Nothing was changed. Apple could not process it; apps_buildUploads_getToManyRelated says why.',
    next:
      first.processing === 'PROCESSING'
        ? `Call again later; ${read} shows when it is VALID.`
        : `Upload a new build, or choose another: ${read}.`,
    outcome: 'not_sent',
  });
}
