import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readList, text } from '../document.ts';
import { notSent } from '../refused.ts';
import { meaningOf } from '../release/states.ts';

/** The version whose media are meant, with its localizations. */
export interface MediaVersion {
  readonly app: string;
  readonly id: string;
  readonly versionString: string;
  readonly platform: string;
  /** Locale → id. */
  readonly localizations: ReadonlyMap<string, string>;
}

export interface VersionWanted {
  readonly app: string;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
}

/** The only editable version that fits. Throws `no_version`, `ambiguous_version` or `not_editable`. */
export async function mediaVersion(context: ToolContext, wanted: VersionWanted): Promise<MediaVersion> {
  const { names, catalog, signal } = context;
  const app = await names.idOf(catalog.resource('App'), wanted.app, signal);
  const { data } = await readList(context, `/v1/apps/${app}/appStoreVersions`, {
    'fields[appStoreVersions]': 'versionString,platform,appVersionState',
    ...(wanted.version === undefined ? {} : { 'filter[versionString]': wanted.version }),
    ...(wanted.platform === undefined ? {} : { 'filter[platform]': wanted.platform }),
  });
  const versions = data
    .map((version) => ({
      id: version.id,
      versionString: cleanText(text(version, 'versionString') ?? '', 40),
      platform: text(version, 'platform') ?? '',
      state: text(version, 'appVersionState') ?? '',
    }))
    .filter(({ versionString }) => wanted.version === undefined || versionString === wanted.version);
  const open = versions.filter(({ state }) => meaningOf(state).phase === 'editable');
  const [chosen] = open;
  if (chosen === undefined) throw none(wanted, versions);
  if (open.length > 1)
    throw notSent(
      'ambiguous_version',
      `Several versions can be edited: ${open.map(({ versionString, platform }) => `${versionString} (${platform})`).join(', ')}.`,
      'Say which with platform or version.',
    );
  const localizations = await readList(
    context,
    `/v1/appStoreVersions/${chosen.id}/appStoreVersionLocalizations`,
    { 'fields[appStoreVersionLocalizations]': 'locale', limit: '200' },
  );
  const { id, versionString, platform } = chosen;
  return {
    app,
    id,
    versionString,
    platform,
    localizations: new Map(localizations.data.map((one) => [text(one, 'locale') ?? '', one.id])),
  };
}

function none(
  wanted: VersionWanted,
  versions: readonly { readonly versionString: string; readonly platform: string; readonly state: string }[],
): AscError {
  const there = versions
    .slice(0, 6)
    .map(({ versionString, platform, state }) => `${versionString} (${platform}, ${state})`);
  return new AscError({
    code: there.length === 0 ? 'no_version' : 'not_editable',
    message:
      there.length === 0
        ? `The app has no version${wanted.version === undefined ? '' : ` ${wanted.version}`}.`
        : `No version can be edited: ${there.join(', ')}.`,
    meaning:
      'Media can be changed while a version is prepared or after it was rejected. Nothing was changed.',
    next: 'Create a version first: appStoreVersions_createInstance.',
    outcome: 'not_sent',
  });
}
