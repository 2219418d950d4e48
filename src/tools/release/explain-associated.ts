import type { ApiErrorEntry, AscError } from '../../client/errors.ts';
import { ERROR_MEANINGS } from '../../client/errors-table.ts';
import { cleanText } from '../clean.ts';
import { exampleOf } from './checks/age-rating.ts';
import { type Call, create, read, relate, update } from './checks/check.ts';
import { checks } from './checks/index.ts';
import type { VersionSnapshot } from './snapshot.ts';

/** One reason why Apple refused to take a submission. */
export interface Explained {
  readonly code: string;
  /** The object: a locale, a build, else type and id. */
  readonly subject: string;
  readonly means: string;
  /** The check of `asc_check_release` that looks for it. */
  readonly check?: string | undefined;
  readonly fix?: Call | undefined;
}

/** What an associated error is about: `/v1/builds/42` and `/data/attributes/usesNonExemptEncryption`. */
interface Target {
  readonly type: string;
  readonly id: string;
  /** Name of the attribute or relationship. */
  readonly name?: string | undefined;
  readonly relationship: boolean;
}

/** Relationships that no `_updateInstance` sets: how each is made instead. */
const relationshipFixes: {
  readonly [typeAndName: string]: (target: Target) => Call;
} = {
  'appStoreVersions.build': ({ id }) => ({
    tool: 'asc_update',
    arguments: {
      operation: 'appStoreVersions_build_updateToOneRelationship',
      id,
      to: '<id of a valid build>',
    },
  }),
  'appStoreVersions.appStoreReviewDetail': ({ id }) =>
    create(
      'appStoreReviewDetails_createInstance',
      {
        contactFirstName: '<name>',
        contactLastName: '<name>',
        contactPhone: '+<number>',
        contactEmail: '<address>',
      },
      { appStoreVersion: id },
    ),
  'appStoreVersions.appStoreVersionLocalizations': ({ id }) =>
    create('appStoreVersionLocalizations_createInstance', { locale: '<en-US>' }, { appStoreVersion: id }),
};

/**
 * The reasons in `meta.associatedErrors` of a refused submission, one by one: what each means, which check finds it
 * beforehand, and the call that puts it right. With the snapshot of the version, ids become locales and build numbers.
 */
export function explainAssociated(error: AscError, snapshot?: VersionSnapshot): readonly Explained[] {
  return error.entries
    .filter(({ path }) => path !== undefined)
    .map((entry) => {
      const target = targetOf(entry);
      const check = checkOf(entry, target, snapshot);
      return {
        code: entry.code,
        subject: subjectOf(entry, target, snapshot),
        means: checks.find(({ id }) => id === check)?.title ?? meaningOf(entry),
        check,
        fix: target === undefined ? undefined : fixOf(entry, target),
      };
    });
}

function targetOf({ path, field }: ApiErrorEntry): Target | undefined {
  const [, type, id] = /^\/v\d+\/([A-Za-z]+)\/([^/?#]+)/.exec(path ?? '') ?? [];
  if (type === undefined || id === undefined) return undefined;
  const [, kind, name] = /\/(attributes|relationships)\/([A-Za-z]+)/.exec(field ?? '') ?? [];
  return { type, id, name, relationship: kind === 'relationships' };
}

const screenshotRequired = /^STATE_ERROR\.SCREENSHOT_REQUIRED\.([A-Z0-9_]+)/;

function checkOf(
  { code }: ApiErrorEntry,
  target: Target | undefined,
  snapshot: VersionSnapshot | undefined,
): string | undefined {
  if (code.startsWith('STATE_ERROR.SCREENSHOT_REQUIRED')) {
    const locale = snapshot?.texts.find(({ id }) => id === target?.id)?.locale;
    return locale === undefined || locale === snapshot?.app.primaryLocale
      ? 'media.screenshots_required'
      : 'media.screenshots_missing';
  }
  if (code.startsWith('STATE_ERROR.SCREENSHOT_UPLOADS_IN_PROGRESS')) return 'media.screenshots_arriving';
  if (target?.name === undefined) return undefined;
  const field = `${target.type}.${target.name}`;
  const own = checks.filter((check) => check.field === field);
  const ending = code.includes('TOO_LONG')
    ? '_long'
    : code.includes('REQUIRED')
      ? '_missing'
      : code.includes('INVALID')
        ? '_form'
        : undefined;
  const best = ending === undefined ? undefined : own.find(({ id }) => id.endsWith(ending));
  return (best ?? own[0])?.id;
}

function fixOf({ code }: ApiErrorEntry, target: Target): Call | undefined {
  const { type, id, name, relationship } = target;
  const display = screenshotRequired.exec(code)?.[1];
  if (display !== undefined && type === 'appStoreVersionLocalizations')
    return create(
      'appScreenshotSets_createInstance',
      { screenshotDisplayType: display },
      { appStoreVersionLocalization: id },
    );
  if (code.includes('UPLOADS_IN_PROGRESS') && type === 'appStoreVersionLocalizations')
    return read('appStoreVersionLocalizations_appScreenshotSets_getToManyRelated', {
      id,
      include: ['appScreenshots'],
    });
  if (name === undefined) return undefined;
  const own = relationshipFixes[`${type}.${name}`];
  if (relationship)
    return own === undefined ? relate(`${type}_updateInstance`, id, { [name]: '<id>' }) : own(target);
  return update(`${type}_updateInstance`, id, { [name]: exampleFor(target) });
}

function exampleFor({ type, name = '' }: Target): string {
  if (type === 'ageRatingDeclarations') return exampleOf(name);
  if (name === 'usesNonExemptEncryption') return '<true or false>';
  return name.endsWith('Url') ? 'https://<address>' : '<text>';
}

function subjectOf(
  { path }: ApiErrorEntry,
  target: Target | undefined,
  snapshot: VersionSnapshot | undefined,
): string {
  if (target === undefined) return cleanText(path ?? '', 120);
  const { type, id } = target;
  const text = [...(snapshot?.texts ?? []), ...(snapshot?.info?.texts ?? [])].find((one) => one.id === id);
  if (text !== undefined) return text.locale;
  if (snapshot?.build?.id === id) return `build ${snapshot.build.number}`;
  return cleanText(`${type} ${id}`, 120);
}

function meaningOf(entry: ApiErrorEntry): string {
  const words = `${entry.title ?? ''}\n${entry.detail ?? ''}`;
  const row = ERROR_MEANINGS.find(
    ({ code, text, noDetail }) =>
      code !== undefined &&
      entry.code.startsWith(code) &&
      noDetail !== true &&
      (text === undefined || text.test(words)),
  );
  return row?.meaning ?? cleanText(entry.detail ?? entry.title ?? entry.code, 300);
}
