import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { type Answered, readList, readOne, type Thing, text } from '../document.ts';
import { notSent } from '../refused.ts';
import { isLive, stateOf } from '../release/choose.ts';
import { isEditable, presentStates } from '../release/states.ts';

/** An app with its versions that are not of the past. */
export interface AppVersions {
  readonly id: string;
  readonly name: string;
  readonly primaryLocale: string;
  readonly versions: Answered;
}

/** Reads an app by name, bundle id or id, and its versions with what hangs on them: two requests. */
export async function readApp(context: ToolContext, name: string): Promise<AppVersions> {
  const id = await context.names.idOf(context.catalog.resource('App'), name, context.signal);
  const [apps, versions] = await Promise.all([
    readOne(context, `/v1/apps/${id}`, { 'fields[apps]': 'name,primaryLocale' }),
    readList(context, `/v1/apps/${id}/appStoreVersions`, {
      'filter[appVersionState]': presentStates.join(','),
      include: 'build,appStoreVersionPhasedRelease,appStoreReviewDetail,appStoreVersionLocalizations',
      'fields[appStoreVersionLocalizations]': 'locale,whatsNew',
      'fields[builds]': 'version',
      'limit[appStoreVersionLocalizations]': '50',
    }),
  ]);
  const app = apps.data[0];
  return {
    id,
    name: cleanText(text(app, 'name') ?? id, 60),
    primaryLocale: text(app, 'primaryLocale') ?? 'en-US',
    versions,
  };
}

export function numberOf(version: Thing): string {
  return cleanText(text(version, 'versionString') ?? '', 40);
}

/** `3.2 IOS (WAITING_FOR_REVIEW)` */
export function described(version: Thing): string {
  return `${numberOf(version)} ${text(version, 'platform') ?? ''} (${stateOf(version)})`;
}

/** 1.2 and 1.2.0 are the same number (clients of the API, 2026-11-22). */
export function sameNumber(left: string | undefined, right: string | undefined): boolean {
  const plain = (value: string | undefined): string => (value ?? '').replace(/(\.0)+$/, '');
  return plain(left) === plain(right);
}

/** The platform that is meant. Throws `ambiguous_platform`; a guess could change the wrong version. */
export function platformOf(
  app: AppVersions,
  wanted: { version: string; platform?: string | undefined },
): string {
  if (wanted.platform !== undefined) return wanted.platform;
  const versions = app.versions.data;
  const platforms = (found: readonly Thing[]): readonly string[] => [
    ...new Set(found.map((version) => text(version, 'platform') ?? '')),
  ];
  const named = platforms(
    versions.filter(
      (version) => isEditable(stateOf(version)) && sameNumber(text(version, 'versionString'), wanted.version),
    ),
  );
  for (const found of [named, platforms(versions)]) {
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
  }
  throw notSent(
    'ambiguous_platform',
    `Which platform of ${app.name}? ${versions.length === 0 ? 'It has no version yet.' : `There are ${versions.map(described).join(', ')}.`}`,
    'Say it with platform: IOS, MAC_OS, TV_OS or VISION_OS.',
  );
}

/** What customers have on a platform. */
export function liveOn(app: AppVersions, platform: string): Thing | undefined {
  return app.versions.data.find((version) => text(version, 'platform') === platform && isLive(version));
}
