import { textLimits } from '../../../catalog/text-limits.ts';
import type { InfoFacts, InfoText, VersionSnapshot } from '../snapshot.ts';
import { ageRatingChecks } from './age-rating.ts';
import {
  type Call,
  type Check,
  create,
  type Finding,
  found,
  isWebAddress,
  length,
  ok,
  read,
  relate,
  sources,
  update,
} from './check.ts';
import { shortestName } from './limits.ts';
import { otherPlatforms, placeholders, prices, type Stumble, stumble, unfinished } from './words.ts';

const operation = 'appInfoLocalizations_updateInstance';

function perText(
  wrong: (
    text: InfoText,
    snapshot: VersionSnapshot,
  ) => { readonly says?: string; readonly attributes: { readonly [name: string]: unknown } } | undefined,
): Check['test'] {
  return (snapshot) =>
    (snapshot.info?.texts ?? []).flatMap((text): readonly Finding[] => {
      const fault = wrong(text, snapshot);
      return fault === undefined
        ? ok
        : [{ subject: text.locale, says: fault.says, fix: update(operation, text.id, fault.attributes) }];
    });
}

function ofInfo(
  wrong: (info: InfoFacts) => { readonly says?: string; readonly fix: Call } | undefined,
): Check['test'] {
  return ({ info }) => {
    const fault = info === undefined ? undefined : wrong(info);
    return fault === undefined ? ok : [fault];
  };
}

function words(id: string, title: string, rows: readonly Stumble[]): Check {
  return {
    id: `info.${id}`,
    severity: 'warning',
    title,
    field: 'appInfoLocalizations.name, subtitle',
    where: operation,
    source: sources.guidelines,
    test: perText((text) => {
      for (const attribute of ['name', 'subtitle'] as const) {
        const words = stumble(rows, text[attribute]);
        if (words !== undefined)
          return { says: `${attribute} has "${words}"`, attributes: { [attribute]: '<text without it>' } };
      }
      return undefined;
    }),
  };
}

/** Categories that have subcategories (Apple's help, 2026-11-22). */
const withSubcategories = new Set(['GAMES', 'STICKERS']);

export const infoChecks: readonly Check[] = [
  {
    id: 'info.present',
    severity: 'blocker',
    title: 'There is no app information that could be edited',
    field: 'apps.appInfos',
    where: 'apps_appInfos_getToManyRelated',
    source: sources.reports,
    test: ({ info, app }) =>
      found(info === undefined, { fix: read('apps_appInfos_getToManyRelated', { id: app.id }) }),
  },
  {
    id: 'info.name_missing',
    severity: 'blocker',
    title: 'The app has no name in a language',
    field: 'appInfoLocalizations.name',
    where: operation,
    source: sources.document,
    test: perText((text) => (text.name === undefined ? { attributes: { name: '<name>' } } : undefined)),
  },
  {
    id: 'info.name_long',
    severity: 'blocker',
    title: 'The name is too long',
    field: 'appInfoLocalizations.name',
    where: operation,
    source: textLimits.name.source,
    test: perText((text) =>
      length(text.name) > textLimits.name.most
        ? {
            says: `${length(text.name)} characters, ${textLimits.name.most} allowed`,
            attributes: { name: '<shorter>' },
          }
        : undefined,
    ),
  },
  {
    id: 'info.name_short',
    severity: 'blocker',
    title: 'The name is too short',
    field: 'appInfoLocalizations.name',
    where: operation,
    source: sources.help,
    test: perText((text) =>
      text.name !== undefined && length(text.name) < shortestName
        ? { attributes: { name: '<longer>' } }
        : undefined,
    ),
  },
  {
    id: 'info.subtitle_long',
    severity: 'blocker',
    title: 'The subtitle is too long',
    field: 'appInfoLocalizations.subtitle',
    where: operation,
    source: textLimits.subtitle.source,
    test: perText((text) =>
      length(text.subtitle) > textLimits.subtitle.most
        ? {
            says: `${length(text.subtitle)} characters, ${textLimits.subtitle.most} allowed`,
            attributes: { subtitle: '<shorter>' },
          }
        : undefined,
    ),
  },
  {
    id: 'info.locale_missing',
    severity: 'warning',
    title: 'A language of the version has no name for the app',
    field: 'appInfoLocalizations.locale',
    where: 'appInfoLocalizations_createInstance',
    source: sources.reports,
    test: ({ info, texts }) =>
      info === undefined
        ? ok
        : texts
            .filter(({ locale }) => info.texts.every((text) => text.locale !== locale))
            .map(({ locale }) => ({
              subject: locale,
              fix: create(
                'appInfoLocalizations_createInstance',
                { locale, name: '<name>' },
                { appInfo: info.id },
              ),
            })),
  },
  {
    id: 'info.privacy_policy_missing',
    severity: 'blocker',
    title: 'The primary language has no privacy policy URL',
    field: 'appInfoLocalizations.privacyPolicyUrl',
    where: operation,
    source: sources.reports,
    test: perText((text, { app }) =>
      text.locale === app.primaryLocale && text.privacyPolicyUrl === undefined
        ? { attributes: { privacyPolicyUrl: 'https://<address>' } }
        : undefined,
    ),
  },
  {
    id: 'info.privacy_policy_form',
    severity: 'blocker',
    title: 'The privacy policy URL is no web address',
    field: 'appInfoLocalizations.privacyPolicyUrl',
    where: operation,
    source: sources.document,
    test: perText((text) =>
      text.privacyPolicyUrl === undefined || isWebAddress(text.privacyPolicyUrl)
        ? undefined
        : {
            says: JSON.stringify(text.privacyPolicyUrl),
            attributes: { privacyPolicyUrl: 'https://<address>' },
          },
    ),
  },
  {
    id: 'info.privacy_choices_form',
    severity: 'warning',
    title: 'The privacy choices URL is no web address',
    field: 'appInfoLocalizations.privacyChoicesUrl',
    where: operation,
    source: sources.document,
    test: perText((text) =>
      text.privacyChoicesUrl === undefined || isWebAddress(text.privacyChoicesUrl)
        ? undefined
        : {
            says: JSON.stringify(text.privacyChoicesUrl),
            attributes: { privacyChoicesUrl: 'https://<address>' },
          },
    ),
  },
  words('placeholder', 'A name or subtitle was never finished', placeholders),
  words('other_platform', 'A name or subtitle names another platform', otherPlatforms),
  words('unfinished', 'A name or subtitle speaks of a beta or a demo', unfinished),
  words('price', 'A name or subtitle speaks of a price', prices),
  {
    id: 'info.category',
    severity: 'blocker',
    title: 'No primary category is chosen',
    field: 'appInfos.primaryCategory',
    where: 'appInfos_updateInstance',
    source: sources.reports,
    test: ofInfo((info) =>
      info.primary === undefined
        ? { fix: relate('appInfos_updateInstance', info.id, { primaryCategory: '<e.g. UTILITIES>' }) }
        : undefined,
    ),
  },
  {
    id: 'info.category_twice',
    severity: 'warning',
    title: 'Both categories are the same',
    field: 'appInfos.secondaryCategory',
    where: 'appInfos_updateInstance',
    source: sources.help,
    test: ofInfo((info) =>
      info.primary !== undefined && info.primary === info.secondary
        ? {
            says: info.primary,
            fix: relate('appInfos_updateInstance', info.id, { secondaryCategory: '<another>' }),
          }
        : undefined,
    ),
  },
  {
    id: 'info.subcategory_missing',
    severity: 'warning',
    title: 'A game or sticker pack has no subcategory',
    field: 'appInfos.primarySubcategoryOne',
    where: 'appInfos_updateInstance',
    source: sources.help,
    test: ofInfo((info) =>
      info.primary !== undefined && withSubcategories.has(info.primary) && info.primarySubs.length === 0
        ? {
            fix: relate('appInfos_updateInstance', info.id, {
              primarySubcategoryOne: `<e.g. ${info.primary}_…>`,
            }),
          }
        : undefined,
    ),
  },
  {
    id: 'info.subcategory_wrong',
    severity: 'blocker',
    title: 'A subcategory does not belong to its category',
    field: 'appInfos.primarySubcategoryOne, secondarySubcategoryOne',
    where: 'appInfos_updateInstance',
    source: sources.reports,
    test: ofInfo((info) => {
      const wrong = [
        ...info.primarySubs.filter((sub) => !belongs(sub, info.primary)),
        ...info.secondarySubs.filter((sub) => !belongs(sub, info.secondary)),
      ];
      return wrong.length === 0
        ? undefined
        : {
            says: `${wrong.join(', ')}; only games and stickers have subcategories`,
            fix: relate('appInfos_updateInstance', info.id, { primarySubcategoryOne: null }),
          };
    }),
  },
  ...ageRatingChecks,
];

function belongs(sub: string, category: string | undefined): boolean {
  return category !== undefined && withSubcategories.has(category) && sub.startsWith(`${category}_`);
}
