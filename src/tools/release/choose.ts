import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import { type Thing, text } from '../document.ts';
import { isEditableInfo, meaningOf } from './states.ts';

/** Which version somebody means. */
export interface Wanted {
  /** Name of the app, for the errors. */
  readonly app: string;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
}

export function stateOf(version: Thing): string {
  return text(version, 'appVersionState') ?? text(version, 'appStoreState') ?? 'UNKNOWN';
}

/** Whether customers have it. */
export function isLive(version: Thing): boolean {
  return meaningOf(stateOf(version)).phase === 'live';
}

/**
 * The one version that is meant: by number where one is given, else the one on its way to the App Store. Throws
 * `unknown_name` or `ambiguous_name` with the candidates.
 */
export function chooseVersion(versions: readonly Thing[], { app, version, platform }: Wanted): Thing {
  const ofPlatform = versions.filter(
    (candidate) => platform === undefined || text(candidate, 'platform') === platform,
  );
  const found =
    version === undefined
      ? underWay(ofPlatform)
      : ofPlatform.filter((candidate) => text(candidate, 'versionString') === version);
  const [only] = found;
  if (only === undefined) throw none(ofPlatform, { app, version, platform });
  if (found.length > 1)
    throw new AscError({
      code: 'ambiguous_name',
      message: `${found.length} versions of ${app} fit.`,
      meaning: `Candidates: ${described(found)}.`,
      next: 'Say which with platform, or with version and platform.',
      outcome: 'not_sent',
    });
  return only;
}

/**
 * The information of an app that is meant: it has up to two, of which the one that can be edited exists only beside a
 * version in preparation, and the live one is locked. Order means nothing.
 */
export function chooseInfo(infos: readonly Thing[]): Thing | undefined {
  const state = (info: Thing): string => text(info, 'state') ?? '';
  const current = infos.filter((info) => state(info) !== 'REPLACED_WITH_NEW_INFO');
  return (
    current.find((info) => isEditableInfo(state(info))) ??
    current.find((info) => state(info) !== 'READY_FOR_DISTRIBUTION') ??
    current[0]
  );
}

/** What still needs work comes before what Apple has; a version that waits for its release is last. */
function underWay(versions: readonly Thing[]): readonly Thing[] {
  for (const phase of ['editable', 'review', 'approved'] as const) {
    const found = versions.filter((candidate) => meaningOf(stateOf(candidate)).phase === phase);
    if (found.length > 0) return found;
  }
  return [];
}

function none(versions: readonly Thing[], { app, version, platform }: Wanted): AscError {
  const on = platform === undefined ? '' : ` on ${platform}`;
  return new AscError({
    code: 'unknown_name',
    message:
      version === undefined
        ? `${app} has no version in preparation${on}.`
        : `${app} has no version ${cleanText(version, 40)}${on}.`,
    ...(versions.length === 0 ? {} : { meaning: `There are: ${described(versions)}.` }),
    next:
      version === undefined
        ? `Create it: asc_create ${JSON.stringify({ operation: 'appStoreVersions_createInstance', attributes: { platform: platform ?? 'IOS', versionString: '<number>' }, relationships: { app } })}.`
        : 'Give one of these, or leave version out for the one in preparation.',
    outcome: 'not_sent',
  });
}

function described(versions: readonly Thing[]): string {
  return versions
    .map(
      (version) =>
        `${text(version, 'versionString') ?? ''} ${text(version, 'platform') ?? ''} (${stateOf(version)})`,
    )
    .join(', ');
}
