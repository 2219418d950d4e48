import { textLimits } from '../../catalog/text-limits.ts';

/** Which part of App Store Connect a text belongs to: Apple keeps them in different objects. */
export type Part =
  | 'appInfoLocalization'
  | 'appStoreVersionLocalization'
  | 'appInfo'
  | 'appStoreVersion'
  | 'appStoreReviewDetail';

/** What a text has to look like. */
export type Form = 'line' | 'text' | 'url' | 'email' | 'phone' | 'category';

/** One text that is kept as a file. */
export interface Field {
  /** File name without `.txt`, as fastlane calls it; app-wide ones may have a folder before it. */
  readonly file: string;
  readonly part: Part;
  /** Apple's attribute; for categories the relationship. */
  readonly attribute: string;
  readonly form: Form;
  /** Characters at most. */
  readonly limit?: number;
  /** It cannot be empty. */
  readonly required?: true;
  /** It can be changed while the version is on the store. */
  readonly live?: true;
}

/**
 * Texts of each locale. File names: fastlane's `deliver`, as its users have them in their repositories (2026-11).
 * `privacy_choices_url` is ours; fastlane has no file for it.
 */
export const localizedFields: readonly Field[] = [
  {
    file: 'name',
    part: 'appInfoLocalization',
    attribute: 'name',
    form: 'line',
    limit: textLimits.name.most,
    required: true,
  },
  {
    file: 'subtitle',
    part: 'appInfoLocalization',
    attribute: 'subtitle',
    form: 'line',
    limit: textLimits.subtitle.most,
  },
  { file: 'privacy_url', part: 'appInfoLocalization', attribute: 'privacyPolicyUrl', form: 'url' },
  { file: 'privacy_choices_url', part: 'appInfoLocalization', attribute: 'privacyChoicesUrl', form: 'url' },
  {
    file: 'apple_tv_privacy_policy',
    part: 'appInfoLocalization',
    attribute: 'privacyPolicyText',
    form: 'text',
  },
  {
    file: 'description',
    part: 'appStoreVersionLocalization',
    attribute: 'description',
    form: 'text',
    limit: textLimits.description.most,
  },
  {
    file: 'keywords',
    part: 'appStoreVersionLocalization',
    attribute: 'keywords',
    form: 'line',
    limit: textLimits.keywords.most,
  },
  {
    file: 'release_notes',
    part: 'appStoreVersionLocalization',
    attribute: 'whatsNew',
    form: 'text',
    limit: textLimits.whatsNew.most,
  },
  {
    file: 'promotional_text',
    part: 'appStoreVersionLocalization',
    attribute: 'promotionalText',
    form: 'text',
    limit: textLimits.promotionalText.most,
    live: true,
  },
  { file: 'support_url', part: 'appStoreVersionLocalization', attribute: 'supportUrl', form: 'url' },
  { file: 'marketing_url', part: 'appStoreVersionLocalization', attribute: 'marketingUrl', form: 'url' },
];

/**
 * Texts of the whole app. The password of the demo account has no row on purpose: it is neither written to a file nor
 * read from one.
 */
export const appFields: readonly Field[] = [
  { file: 'copyright', part: 'appStoreVersion', attribute: 'copyright', form: 'line' },
  { file: 'primary_category', part: 'appInfo', attribute: 'primaryCategory', form: 'category' },
  {
    file: 'primary_first_sub_category',
    part: 'appInfo',
    attribute: 'primarySubcategoryOne',
    form: 'category',
  },
  {
    file: 'primary_second_sub_category',
    part: 'appInfo',
    attribute: 'primarySubcategoryTwo',
    form: 'category',
  },
  { file: 'secondary_category', part: 'appInfo', attribute: 'secondaryCategory', form: 'category' },
  {
    file: 'secondary_first_sub_category',
    part: 'appInfo',
    attribute: 'secondarySubcategoryOne',
    form: 'category',
  },
  {
    file: 'secondary_second_sub_category',
    part: 'appInfo',
    attribute: 'secondarySubcategoryTwo',
    form: 'category',
  },
  review('first_name', 'contactFirstName', 'line'),
  review('last_name', 'contactLastName', 'line'),
  review('phone_number', 'contactPhone', 'phone'),
  review('email_address', 'contactEmail', 'email'),
  review('demo_user', 'demoAccountName', 'line'),
  review('notes', 'notes', 'text', textLimits.notes.most),
];

function review(name: string, attribute: string, form: Form, limit?: number): Field {
  return {
    file: `review_information/${name}`,
    part: 'appStoreReviewDetail',
    attribute,
    form,
    ...(limit === undefined ? {} : { limit }),
  };
}

/** Apple's locales are a language, with a script or a region behind it where there are several: `ja`, `zh-Hans`, `pt-BR`. */
export const localeName = /^[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?$/;

const localized = new Map(localizedFields.map((field) => [field.file, field] as const));
const appWide = new Map(appFields.map((field) => [field.file, field] as const));

/** The row of a text by its key: `de-DE/description`, `copyright`, `review_information/notes`. */
export function fieldOf(key: string): { readonly field: Field; readonly locale?: string } | undefined {
  const field = appWide.get(key);
  if (field !== undefined) return { field };
  const [locale = '', file = '', more] = key.split('/');
  const own = localized.get(file);
  return own === undefined || more !== undefined || !localeName.test(locale)
    ? undefined
    : { field: own, locale };
}
