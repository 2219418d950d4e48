import { textLimits } from '../../../catalog/text-limits.ts';
import type { TextFacts, VersionSnapshot } from '../snapshot.ts';
import {
  type Call,
  type Check,
  create,
  type Finding,
  found,
  isWebAddress,
  length,
  ok,
  rewrite,
  type Severity,
  sources,
} from './check.ts';
import { shortestDescription } from './limits.ts';
import { otherPlatforms, placeholders, prices, type Stumble, stumble, unfinished } from './words.ts';

const operation = 'appStoreVersionLocalizations_updateInstance';
const type = 'appStoreVersionLocalizations';

/** Texts of a version that customers read, by attribute. */
type TextAttribute =
  | 'description'
  | 'keywords'
  | 'whatsNew'
  | 'promotionalText'
  | 'supportUrl'
  | 'marketingUrl';

/** A check of every locale: what it says is wrong, and the value that would be right. */
function perLocale(
  wrong: (
    text: TextFacts,
    snapshot: VersionSnapshot,
  ) => { readonly says?: string; readonly attribute: TextAttribute; readonly value: unknown } | undefined,
): Check['test'] {
  return (snapshot) =>
    snapshot.texts.flatMap((text): readonly Finding[] => {
      const fault = wrong(text, snapshot);
      if (fault === undefined) return ok;
      return [{ subject: text.locale, says: fault.says, fix: rewrite(text, fault.attribute, fault.value) }];
    });
}

function row(
  id: string,
  severity: Severity,
  title: string,
  attribute: string,
  source: string,
  test: Check['test'],
): Check {
  return { id: `text.${id}`, severity, title, field: `${type}.${attribute}`, where: operation, source, test };
}

function missing(id: string, attribute: TextAttribute, title: string, example: string): Check {
  return row(
    id,
    'blocker',
    title,
    attribute,
    sources.reports,
    perLocale((text) => (text[attribute] === undefined ? { attribute, value: example } : undefined)),
  );
}

function tooLong(
  id: string,
  attribute: 'description' | 'keywords' | 'whatsNew' | 'promotionalText',
  title: string,
): Check {
  const { most, source } = textLimits[attribute];
  return row(
    id,
    'blocker',
    title,
    attribute,
    source,
    perLocale((text) => {
      const has = length(text[attribute]);
      return has > most
        ? { says: `${has} characters, ${most} allowed`, attribute, value: `<at most ${most} characters>` }
        : undefined;
    }),
  );
}

function badAddress(id: string, attribute: 'supportUrl' | 'marketingUrl', title: string): Check {
  return row(
    id,
    'blocker',
    title,
    attribute,
    sources.document,
    perLocale((text) => {
      const address = text[attribute];
      return address === undefined || isWebAddress(address)
        ? undefined
        : { says: JSON.stringify(address), attribute, value: 'https://<address>' };
    }),
  );
}

const prose = ['description', 'whatsNew', 'promotionalText', 'keywords'] as const;

/** Words in any of the texts of a version. */
function words(
  id: string,
  title: string,
  rows: readonly Stumble[],
  attributes: readonly (typeof prose)[number][] = prose,
): Check {
  return row(
    id,
    'warning',
    title,
    attributes.length === 1 ? (attributes[0] ?? '') : 'description, whatsNew, promotionalText, keywords',
    sources.guidelines,
    ({ texts }) =>
      texts.flatMap((text) =>
        attributes.flatMap((attribute): readonly Finding[] => {
          const words = stumble(rows, text[attribute]);
          return words === undefined
            ? ok
            : [
                {
                  subject: text.locale,
                  says: `${attribute} has "${words}"`,
                  fix: rewrite(text, attribute, '<text without it>'),
                },
              ];
        }),
      ),
  );
}

/** The call that makes the texts of the primary language. */
function primaryTexts(app: VersionSnapshot['app'], version: VersionSnapshot['version']): Call {
  return create(
    'appStoreVersionLocalizations_createInstance',
    {
      locale: app.primaryLocale,
      description: '<text>',
      keywords: '<a,b,c>',
      supportUrl: 'https://<address>',
    },
    { appStoreVersion: version.id },
  );
}

export const textChecks: readonly Check[] = [
  {
    id: 'text.locales',
    severity: 'blocker',
    title: 'The version has no texts in any language',
    field: 'appStoreVersions.appStoreVersionLocalizations',
    where: 'appStoreVersionLocalizations_createInstance',
    source: sources.reports,
    test: ({ texts, app, version }) =>
      found(texts.length === 0, {
        fix: primaryTexts(app, version),
      }),
  },
  {
    id: 'text.primary_locale',
    severity: 'blocker',
    title: 'The texts of the primary language are missing',
    field: 'appStoreVersionLocalizations.locale',
    where: 'appStoreVersionLocalizations_createInstance',
    source: sources.help,
    test: ({ texts, app, version }) =>
      found(texts.length > 0 && texts.every(({ locale }) => locale !== app.primaryLocale), {
        subject: app.primaryLocale,
        fix: primaryTexts(app, version),
      }),
  },
  {
    id: 'text.locale_lost',
    severity: 'warning',
    title: 'A language of the live version is missing',
    field: 'appStoreVersionLocalizations.locale',
    where: 'appStoreVersionLocalizations_createInstance',
    source: sources.help,
    test: ({ texts, live, version }) =>
      (live?.texts ?? [])
        .filter(({ locale }) => texts.every((text) => text.locale !== locale))
        .map(({ locale }) => ({
          subject: locale,
          fix: create(
            'appStoreVersionLocalizations_createInstance',
            {
              locale,
              description: '<text>',
              keywords: '<a,b,c>',
              whatsNew: '<text>',
              supportUrl: 'https://<address>',
            },
            { appStoreVersion: version.id },
          ),
        })),
  },
  row(
    'whats_new_missing',
    'blocker',
    "What's New is empty",
    'whatsNew',
    sources.reports,
    perLocale((text, { live, version }) =>
      live !== undefined && text.whatsNew === undefined
        ? { attribute: 'whatsNew', value: `<what is new in ${version.versionString}, in ${text.locale}>` }
        : undefined,
    ),
  ),
  row(
    'whats_new_first',
    'warning',
    "A first version has no What's New",
    'whatsNew',
    sources.reports,
    perLocale((text, { live }) =>
      live === undefined && text.whatsNew !== undefined ? { attribute: 'whatsNew', value: null } : undefined,
    ),
  ),
  tooLong('whats_new_long', 'whatsNew', "What's New is too long"),
  row(
    'whats_new_same',
    'warning',
    "What's New is that of the live version",
    'whatsNew',
    sources.guidelines,
    perLocale((text, { live, version }) =>
      text.whatsNew !== undefined &&
      live?.texts.some(({ locale, whatsNew }) => locale === text.locale && whatsNew === text.whatsNew) ===
        true
        ? { attribute: 'whatsNew', value: `<what is new in ${version.versionString}, in ${text.locale}>` }
        : undefined,
    ),
  ),
  missing('description_missing', 'description', 'The description is empty', '<text>'),
  tooLong('description_long', 'description', 'The description is too long'),
  row(
    'description_short',
    'warning',
    'The description is too short',
    'description',
    sources.help,
    perLocale((text) =>
      text.description !== undefined && length(text.description) < shortestDescription
        ? { attribute: 'description', value: '<text>' }
        : undefined,
    ),
  ),
  row(
    'description_markup',
    'warning',
    'The description has markup that is shown as it is',
    'description',
    sources.help,
    perLocale((text) =>
      /<\/?(?:b|i|u|p|br|ul|li|strong|em|a|h\d)\b[^>]*>/i.test(text.description ?? '')
        ? { attribute: 'description', value: '<plain text>' }
        : undefined,
    ),
  ),
  missing('keywords_missing', 'keywords', 'The keywords are empty', '<word,word,word>'),
  tooLong('keywords_long', 'keywords', 'The keywords are too long'),
  row(
    'keywords_spaces',
    'note',
    'Spaces between keywords use up their 100 characters',
    'keywords',
    sources.help,
    perLocale((text) =>
      /\s*,\s+|\s+,/.test(text.keywords ?? '')
        ? { attribute: 'keywords', value: keywordsOf(text).join(',') }
        : undefined,
    ),
  ),
  row(
    'keywords_twice',
    'note',
    'A keyword stands there twice',
    'keywords',
    sources.help,
    perLocale((text) => {
      const all = keywordsOf(text);
      const seen = new Set<string>();
      const once = all.filter((word) => !seen.has(word.toLowerCase()) && seen.add(word.toLowerCase()));
      return once.length < all.length ? { attribute: 'keywords', value: once.join(',') } : undefined;
    }),
  ),
  row(
    'keywords_in_name',
    'note',
    'A keyword is in the name of the app already',
    'keywords',
    sources.help,
    perLocale((text, { info }) => {
      const name = info?.texts.find(({ locale }) => locale === text.locale)?.name?.toLowerCase();
      const all = keywordsOf(text);
      const doubled = all.filter((word) => name?.split(/\s+/).includes(word.toLowerCase()) === true);
      if (doubled.length === 0 || doubled.length === all.length) return undefined;
      const rest = all.filter((word) => !doubled.includes(word));
      return { says: doubled.join(', '), attribute: 'keywords', value: rest.join(',') };
    }),
  ),
  tooLong('promotional_long', 'promotionalText', 'The promotional text is too long'),
  {
    id: 'text.promotional_missing',
    severity: 'note',
    title: 'The primary language has no promotional text',
    field: `${type}.promotionalText`,
    where: operation,
    source: sources.help,
    test: ({ texts, app }) =>
      texts
        .filter(
          ({ locale, promotionalText }) => locale === app.primaryLocale && promotionalText === undefined,
        )
        .map((text) => ({
          subject: text.locale,
          fix: rewrite(text, 'promotionalText', '<at most 170 characters; may change at any time>'),
        })),
  },
  missing('support_url_missing', 'supportUrl', 'The support URL is empty', 'https://<address>'),
  badAddress('support_url_form', 'supportUrl', 'The support URL is no web address'),
  badAddress('marketing_url_form', 'marketingUrl', 'The marketing URL is no web address'),
  row(
    'url_not_https',
    'warning',
    'An address is not secure (https)',
    'supportUrl, marketingUrl',
    sources.help,
    ({ texts }) =>
      texts.flatMap((text) =>
        (['supportUrl', 'marketingUrl'] as const).flatMap((attribute): readonly Finding[] => {
          const address = text[attribute];
          return address !== undefined && /^http:/i.test(address)
            ? [
                {
                  subject: text.locale,
                  says: attribute,
                  fix: rewrite(text, attribute, address.replace(/^http:/i, 'https:')),
                },
              ]
            : ok;
        }),
      ),
  ),
  words('placeholder', 'A text was never finished', placeholders),
  words('other_platform', 'A text names another platform', otherPlatforms),
  words('unfinished', 'A text speaks of a beta or a demo', unfinished),
  words('keyword_price', 'The keywords speak of a price', prices, ['keywords']),
  row(
    'invisible',
    'warning',
    'A text has invisible characters',
    'description, whatsNew, promotionalText, keywords',
    sources.help,
    ({ texts }) =>
      texts.flatMap((text) =>
        prose.flatMap((attribute): readonly Finding[] =>
          invisible.test(text[attribute] ?? '')
            ? [
                {
                  subject: text.locale,
                  says: attribute,
                  fix: rewrite(text, attribute, '<text without them>'),
                },
              ]
            : ok,
        ),
      ),
  ),
];

/** Controls, zero-width spaces, direction marks and tags; joiners are needed by scripts and emoji. */
const invisible = /[^\P{Cc}\n\r\t]|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

function keywordsOf(text: TextFacts): readonly string[] {
  return (text.keywords ?? '')
    .split(/[,、，]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
