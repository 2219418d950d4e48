import { objectAt, stringAt } from '../../catalog/json.ts';
import { AscError } from '../../client/errors.ts';
import type { ToolContext } from '../context.ts';
import { readList, readOne, type Thing } from '../document.ts';
import { chooseInfo } from '../release/choose.ts';
import { isEditable, isEditableInfo } from '../release/states.ts';
import { appFields, type Field, localizedFields, type Part } from './fields.ts';
import { normal } from './texts.ts';

/** A version and whether its texts can be changed. */
export interface LiveVersion {
  readonly id: string;
  readonly versionString: string;
  readonly platform: string;
  readonly state: string;
  readonly editable: boolean;
  /** No version of the platform has been on the store: there is nothing new to tell of. */
  readonly first: boolean;
}

/** What App Store Connect has, in its own parts. */
export interface Live {
  readonly app: {
    readonly id: string;
    readonly name: string;
    readonly bundleId: string;
    readonly primaryLocale: string;
  };
  readonly version: LiveVersion;
  readonly info: { readonly id: string; readonly state: string; readonly editable: boolean };
  /** Ids of localizations by locale. */
  readonly versionLocalizations: ReadonlyMap<string, string>;
  readonly infoLocalizations: ReadonlyMap<string, string>;
  readonly reviewDetail?: string;
  readonly locales: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string>;
}

/** Versions that are or were on the store. */
const released: ReadonlySet<string> = new Set([
  'READY_FOR_DISTRIBUTION',
  'REPLACED_WITH_NEW_VERSION',
  'READY_FOR_SALE',
  'DEVELOPER_REMOVED_FROM_SALE',
  'REMOVED_FROM_SALE',
]);

export interface LiveRequest {
  /** Id or name. */
  readonly app: string;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
}

/** Reads all texts of an app and one of its versions in at most six requests and those of further pages. */
export async function readLive(context: ToolContext, request: LiveRequest): Promise<Live> {
  const { catalog, names, signal } = context;
  const id = await names.idOf(catalog.resource('App'), request.app, signal);
  const [app] = (await readOne(context, `/v1/apps/${id}`, { 'fields[apps]': 'name,bundleId,primaryLocale' }))
    .data;
  const [versions, infos] = await Promise.all([
    list(context, `/v1/apps/${id}/appStoreVersions`, {
      'fields[appStoreVersions]':
        'platform,versionString,appVersionState,appStoreState,copyright,createdDate',
    }),
    list(context, `/v1/apps/${id}/appInfos`, {
      'fields[appInfos]': ['state', ...categories.map(({ attribute }) => attribute)].join(','),
      include: categories.map(({ attribute }) => attribute).join(','),
    }),
  ]);
  const version = chooseVersion(versions, request);
  const info = infoOf(infos);
  if (app === undefined || info === undefined) throw missing(request.app);
  const [versionTexts, infoTexts, details] = await Promise.all([
    list(context, `/v1/appStoreVersions/${version.id}/appStoreVersionLocalizations`, {
      'fields[appStoreVersionLocalizations]': ['locale', ...attributesOf('appStoreVersionLocalization')].join(
        ',',
      ),
    }),
    list(context, `/v1/appInfos/${info.id}/appInfoLocalizations`, {
      'fields[appInfoLocalizations]': ['locale', ...attributesOf('appInfoLocalization')].join(','),
    }),
    // The password is not asked for.
    readOne(context, `/v1/appStoreVersions/${version.id}/appStoreReviewDetail`, {
      'fields[appStoreReviewDetails]': attributesOf('appStoreReviewDetail').join(','),
    }),
  ]);
  const [detail] = details.data;
  const texts = new Map<string, string>();
  const versionLocalizations = takeLocalizations(texts, versionTexts, 'appStoreVersionLocalization');
  const infoLocalizations = takeLocalizations(texts, infoTexts, 'appInfoLocalization');
  const whole = versions.find((candidate) => candidate.id === version.id);
  for (const field of appFields) {
    if (field.part === 'appStoreVersion') texts.set(field.file, textAt(whole?.attributes, field));
    else if (field.part === 'appInfo') texts.set(field.file, info.links[field.attribute] ?? '');
    else texts.set(field.file, textAt(detail?.attributes, field));
  }
  return {
    app: {
      id,
      name: stringAt(app.attributes, 'name') ?? id,
      bundleId: stringAt(app.attributes, 'bundleId') ?? id,
      primaryLocale: stringAt(app.attributes, 'primaryLocale') ?? '',
    },
    version,
    info: { id: info.id, state: info.state, editable: isEditableInfo(info.state) },
    versionLocalizations,
    infoLocalizations,
    ...(detail === undefined ? {} : { reviewDetail: detail.id }),
    locales: new Set([...versionLocalizations.keys(), ...infoLocalizations.keys()].sort()),
    texts,
  };
}

const categories = appFields.filter(({ part }) => part === 'appInfo');

function attributesOf(part: Part): readonly string[] {
  return [...localizedFields, ...appFields]
    .filter((field) => field.part === part)
    .map(({ attribute }) => attribute);
}

async function list(
  context: ToolContext,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<readonly Thing[]> {
  return (await readList(context, path, { ...query, limit: '200' }, 1_000)).data;
}

function takeLocalizations(
  texts: Map<string, string>,
  rows: readonly Thing[],
  part: Part,
): Map<string, string> {
  const ids = new Map<string, string>();
  for (const { id, attributes } of rows) {
    const locale = stringAt(attributes, 'locale');
    if (locale === undefined) continue;
    ids.set(locale, id);
    for (const field of localizedFields)
      if (field.part === part) texts.set(`${locale}/${field.file}`, textAt(attributes, field));
  }
  return ids;
}

function textAt(attributes: unknown, field: Field): string {
  return normal(stringAt(attributes, field.attribute) ?? '');
}

function stateOf(row: Thing): string {
  return stringAt(row.attributes, 'appVersionState') ?? stringAt(row.attributes, 'appStoreState') ?? '';
}

/**
 * The version that is meant: the one that is named, else the one that can be edited, else the one under way, else the
 * one on the store. Two that fit are an error, never a guess.
 */
function chooseVersion(rows: readonly Thing[], request: LiveRequest): LiveVersion {
  const { platform, version } = request;
  const fitting = rows.filter(
    ({ attributes }) =>
      (platform === undefined || attributes['platform'] === platform) &&
      (version === undefined || attributes['versionString'] === version),
  );
  const current = fitting.filter(
    (row) => version !== undefined || stateOf(row) !== 'REPLACED_WITH_NEW_VERSION',
  );
  const ranked = [
    current.filter((row) => isEditable(stateOf(row))),
    current.filter((row) => !released.has(stateOf(row))),
    current,
  ];
  const candidates = ranked.find((rank) => rank.length > 0) ?? [];
  const [only] = candidates;
  const said = (row: Thing): string =>
    `${String(row.attributes['versionString'])} ${String(row.attributes['platform'])} (${stateOf(row)})`;
  if (only === undefined || candidates.length > 1)
    throw new AscError({
      code: only === undefined ? 'unknown_version' : 'ambiguous_version',
      message:
        only === undefined
          ? 'The app has no such version.'
          : `${candidates.length} versions fit: ${candidates.slice(0, 8).map(said).join(', ')}.`,
      ...(only === undefined
        ? { meaning: `It has: ${rows.slice(0, 8).map(said).join(', ') || 'none'}.` }
        : { meaning: 'Texts belong to one version of one platform.' }),
      next: 'Name "version" and "platform".',
      outcome: 'not_sent',
    });
  const own = String(only.attributes['platform']);
  return {
    id: only.id,
    versionString: String(only.attributes['versionString']),
    platform: own,
    state: stateOf(only),
    editable: isEditable(stateOf(only)),
    first: !rows.some((row) => row.attributes['platform'] === own && released.has(stateOf(row))),
  };
}

/** The information of the app, its state and its categories. */
function infoOf(
  rows: readonly Thing[],
):
  | { readonly id: string; readonly state: string; readonly links: Readonly<Record<string, string>> }
  | undefined {
  const chosen = chooseInfo(rows);
  if (chosen === undefined) return undefined;
  const links: Record<string, string> = {};
  for (const { attribute } of categories) {
    const id = stringAt(objectAt(objectAt(chosen.relationships, attribute), 'data'), 'id');
    if (id !== undefined) links[attribute] = id;
  }
  return { id: chosen.id, state: stringAt(chosen.attributes, 'state') ?? '', links };
}

function missing(app: string): AscError {
  return new AscError({
    code: 'no_app_info',
    message: `App Store Connect shows no app information for ${JSON.stringify(app.slice(0, 80))}.`,
    next: `asc_read ${JSON.stringify({ operation: 'apps_appInfos_getToManyRelated', id: app.slice(0, 80) })} shows what is there.`,
  });
}
