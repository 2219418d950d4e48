import { type Call, create, type Finding, found, ok, update } from '../../release/checks/check.ts';
import { lengthOf, limits } from '../limits.ts';
import type { ProductSnapshot, ProductText } from '../snapshot.ts';
import {
  currentVersion,
  goOn,
  groupTextsOf,
  isSold,
  isSubscription,
  type ProductCheck,
  sources,
  textsOf,
  textUpdate,
} from './product-check.ts';

const field = 'inAppPurchaseLocalizations, subscriptionLocalizations';
const where = 'inAppPurchaseLocalizationsV2_updateInstance, subscriptionLocalizationsV2_updateInstance';
const placeholders = /\b(lorem ipsum|todo|tbd|xxx+|placeholder|test (name|description|product))\b/i;

/** One finding for each text that is wrong, with a new value for the attribute that is. */
function each(
  snapshot: ProductSnapshot,
  attribute: 'name' | 'description',
  wrong: (text: ProductText) => boolean,
  value: string,
): readonly Finding[] {
  return textsOf(snapshot)
    .filter(wrong)
    .map((text) => ({
      subject: text.locale,
      says: `${lengthOf(text[attribute])} characters`,
      fix: update(textUpdate(snapshot), text.id, { [attribute]: value }),
    }));
}

function missingText(snapshot: ProductSnapshot, locale: string): Finding {
  const version = currentVersion(snapshot);
  const texts = { name: '<2 to 30 characters>', description: '<up to 55 characters>' };
  return {
    subject: locale,
    fix:
      version === undefined || isSold(snapshot)
        ? goOn(snapshot, { texts: { [locale]: Object.values(texts) } })
        : create(snapshot.product.kind.version.textCreate, { locale, ...texts }, { version: version.id }),
  };
}

/** The call that names the group in a language. */
function groupName(version: { readonly id: string }, locale: string): Call {
  return create(
    'subscriptionGroupLocalizationsV2_createInstance',
    { locale, name: '<name>' },
    { version: version.id },
  );
}

export const textChecks: readonly ProductCheck[] = [
  {
    id: 'text.missing',
    severity: 'blocker',
    title: 'The product has no name and description for customers',
    field,
    where: 'inAppPurchaseLocalizationsV2_createInstance, subscriptionLocalizationsV2_createInstance',
    source: sources.states,
    test: (snapshot) =>
      textsOf(snapshot).length > 0 ? ok : [missingText(snapshot, snapshot.app.primaryLocale)],
  },
  {
    id: 'text.primary_locale',
    severity: 'warning',
    title: "There is no text in the app's primary language",
    field,
    where,
    source: sources.help,
    test: (snapshot) => {
      const texts = textsOf(snapshot);
      const primary = snapshot.app.primaryLocale;
      return texts.length === 0 || texts.some(({ locale }) => locale === primary)
        ? ok
        : [missingText(snapshot, primary)];
    },
  },
  {
    id: 'text.name_short',
    severity: 'blocker',
    title: 'A name has fewer than 2 characters',
    field: `${field}.name`,
    where,
    source: sources.reports,
    test: (snapshot) =>
      each(snapshot, 'name', ({ name }) => lengthOf(name.trim()) < limits.name.least, '<2 to 30 characters>'),
  },
  {
    id: 'text.name_long',
    severity: 'blocker',
    title: 'A name has more than 30 characters',
    field: `${field}.name`,
    where,
    source: sources.reports,
    test: (snapshot) =>
      each(snapshot, 'name', ({ name }) => lengthOf(name) > limits.name.most, '<2 to 30 characters>'),
  },
  {
    id: 'text.description_missing',
    severity: 'blocker',
    title: 'A description is empty',
    field: `${field}.description`,
    where,
    source: sources.states,
    test: (snapshot) =>
      each(snapshot, 'description', ({ description }) => description.trim() === '', '<up to 55 characters>'),
  },
  {
    id: 'text.description_long',
    severity: 'blocker',
    title: 'A description has more than 55 characters',
    field: `${field}.description`,
    where,
    source: sources.reports,
    test: (snapshot) =>
      each(
        snapshot,
        'description',
        ({ description }) => lengthOf(description) > limits.description.most,
        '<up to 55 characters>',
      ),
  },
  {
    id: 'text.placeholder',
    severity: 'warning',
    title: 'A text looks unfinished',
    field,
    where,
    source: sources.guidelines,
    test: (snapshot) =>
      textsOf(snapshot)
        .filter(({ name, description }) => placeholders.test(`${name} ${description}`))
        .map(({ id, locale }) => ({
          subject: locale,
          fix: update(textUpdate(snapshot), id, { name: '<name>', description: '<description>' }),
        })),
  },
  {
    id: 'text.says_nothing',
    severity: 'note',
    title: 'A description only repeats the name',
    field: `${field}.description`,
    where,
    source: sources.guidelines,
    test: (snapshot) =>
      each(
        snapshot,
        'description',
        ({ name, description }) =>
          description.trim() !== '' && name.trim().toLowerCase() === description.trim().toLowerCase(),
        '<what customers get>',
      ),
  },
  {
    id: 'group.text_missing',
    severity: 'blocker',
    title: 'The subscription group has no name for customers',
    field: 'subscriptionGroupLocalizations',
    where: 'subscriptionGroupLocalizationsV2_createInstance',
    source: sources.help,
    test: (snapshot) => {
      if (!isSubscription(snapshot) || groupTextsOf(snapshot).length > 0) return ok;
      const [version] = snapshot.groupVersions;
      const locale = snapshot.app.primaryLocale;
      return [
        {
          subject: snapshot.product.group?.name,
          fix:
            version === undefined
              ? create(
                  'subscriptionGroupVersions_createInstance',
                  {},
                  { subscriptionGroup: snapshot.product.group?.id ?? '' },
                )
              : groupName(version, locale),
        },
      ];
    },
  },
  {
    id: 'group.locale_missing',
    severity: 'warning',
    title: 'The group has no name in a language that the product has',
    field: 'subscriptionGroupLocalizations',
    where: 'subscriptionGroupLocalizationsV2_createInstance',
    source: sources.help,
    test: (snapshot) => {
      const has = new Set(groupTextsOf(snapshot).map(({ locale }) => locale));
      const [version] = snapshot.groupVersions;
      if (!isSubscription(snapshot) || has.size === 0 || version === undefined) return ok;
      return textsOf(snapshot)
        .filter(({ locale }) => !has.has(locale))
        .map(({ locale }) => ({
          subject: locale,
          fix: groupName(version, locale),
        }));
    },
  },
  {
    id: 'product.reference_long',
    severity: 'blocker',
    title: 'The reference name has more than 64 characters',
    field: 'inAppPurchases.name, subscriptions.name',
    where: 'inAppPurchasesV2_updateInstance, subscriptions_updateInstance',
    source: sources.help,
    test: ({ product }) =>
      found(lengthOf(product.name) > limits.reference.most, {
        says: `${lengthOf(product.name)} characters`,
        fix: update(product.kind.update, product.id, { name: '<2 to 64 characters>' }),
      }),
  },
  {
    id: 'product.review_note',
    severity: 'note',
    title: 'There is no note to the reviewer that says where to find it',
    field: 'inAppPurchases.reviewNote, subscriptions.reviewNote',
    where: 'inAppPurchasesV2_updateInstance, subscriptions_updateInstance',
    source: sources.guidelines,
    test: (snapshot) =>
      found(!isSold(snapshot) && snapshot.reviewNote === undefined, {
        fix: update(snapshot.product.kind.update, snapshot.product.id, {
          reviewNote: '<where the reviewer finds it>',
        }),
      }),
  },
];
