import type { Change, WriteKind } from '../write/prepare.ts';
import type { Difference } from './compare.ts';
import { fieldOf, localizedFields, type Part } from './fields.ts';
import type { Live } from './live.ts';
import type { Texts } from './texts.ts';

/** One request to be, and the texts that it carries. */
export interface Step {
  readonly kind: WriteKind;
  readonly change: Change;
  readonly keys: readonly string[];
}

/**
 * The changes that send these texts: one for each object, only what differs. New localizations of the version come
 * before those of the app information, because the latter make an empty one of the version by themselves (facts §8a,
 * 2026-11-22); what is taken away comes last.
 */
export function stepsFor(
  sending: readonly Difference[],
  removed: readonly string[],
  local: Texts,
  live: Live,
): readonly Step[] {
  const groups = new Map<string, { part: Part; locale: string | undefined; texts: [string, Difference][] }>();
  for (const difference of sending) {
    const known = fieldOf(difference.key);
    if (known === undefined) continue;
    const { field, locale } = known;
    const name = `${field.part} ${locale ?? ''}`;
    const group = groups.get(name) ?? { part: field.part, locale, texts: [] };
    group.texts.push([field.attribute, difference]);
    groups.set(name, group);
  }
  const steps: Step[] = [];
  for (const { part, locale, texts } of groups.values()) {
    const values = Object.fromEntries(texts.map(([attribute, { local: text }]) => [attribute, orNull(text)]));
    const keys = texts.map(([, { key }]) => key);
    if (part === 'appStoreVersion') steps.push(updated('appStoreVersions', live.version.id, values, keys));
    else if (part === 'appInfo') steps.push(categories(live.info.id, values, keys));
    else if (part === 'appStoreReviewDetail') steps.push(review(live, values, keys));
    else if (locale !== undefined) steps.push(localization(part, locale, values, keys, local, live));
  }
  for (const locale of removed) steps.push(...removal(locale, live));
  return steps
    .map((step, index) => ({ step, index, rank: rankOf(step) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ step }) => step);
}

function rankOf({ kind, change }: Step): number {
  if (kind === 'delete') return 3;
  if (kind === 'update') return 2;
  return change.operation.startsWith('appStoreVersionLocalizations') ? 0 : 1;
}

/** An empty text is cleared; Apple takes null for that. */
function orNull(text: string): string | null {
  return text === '' ? null : text;
}

function updated(
  group: string,
  id: string,
  attributes: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Step {
  return { kind: 'update', change: { operation: `${group}_updateInstance`, id, attributes }, keys };
}

/** Categories are relationships, not attributes (facts §9, 2026-11-22). */
function categories(id: string, links: Readonly<Record<string, unknown>>, keys: readonly string[]): Step {
  return { kind: 'update', change: { operation: 'appInfos_updateInstance', id, relationships: links }, keys };
}

function review(live: Live, attributes: Readonly<Record<string, unknown>>, keys: readonly string[]): Step {
  if (live.reviewDetail !== undefined)
    return updated('appStoreReviewDetails', live.reviewDetail, attributes, keys);
  return {
    kind: 'create',
    change: {
      operation: 'appStoreReviewDetails_createInstance',
      attributes,
      relationships: { appStoreVersion: live.version.id },
    },
    keys,
  };
}

function localization(
  part: Part,
  locale: string,
  values: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  local: Texts,
  live: Live,
): Step {
  const ofInfo = part === 'appInfoLocalization';
  const id = (ofInfo ? live.infoLocalizations : live.versionLocalizations).get(locale);
  if (id !== undefined) return updated(`${part}s`, id, values, keys);
  // A new one takes everything that is here for it, changed or not.
  const all = localizedFields
    .filter((field) => field.part === part && (local.get(`${locale}/${field.file}`) ?? '') !== '')
    .map(({ attribute, file }) => [attribute, local.get(`${locale}/${file}`)]);
  return {
    kind: 'create',
    change: {
      operation: `${part}s_createInstance`,
      attributes: { locale, ...Object.fromEntries(all) },
      relationships: ofInfo ? { appInfo: live.info.id } : { appStoreVersion: live.version.id },
    },
    keys,
  };
}

function removal(locale: string, live: Live): Step[] {
  const version = live.versionLocalizations.get(locale);
  const info = live.infoLocalizations.get(locale);
  const step = (operation: string, id: string): Step => ({
    kind: 'delete',
    change: { operation, id },
    keys: [locale],
  });
  return [
    ...(version === undefined ? [] : [step('appStoreVersionLocalizations_deleteInstance', version)]),
    ...(info === undefined ? [] : [step('appInfoLocalizations_deleteInstance', info)]),
  ];
}
