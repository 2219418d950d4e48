import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../src/catalog/index.ts';
import { parseScalar } from '../../../src/catalog/schema.ts';
import { ageRatingQuestions } from '../../../src/tools/release/checks/age-rating.ts';
import { compareVersions } from '../../../src/tools/release/checks/build.ts';
import { isWebAddress, length } from '../../../src/tools/release/checks/check.ts';
import { checks } from '../../../src/tools/release/checks/index.ts';
import type { VersionSnapshot } from '../../../src/tools/release/snapshot.ts';
import { expectLegal } from './fixes.ts';
import {
  first,
  good,
  withBuild,
  withInfo,
  withName,
  withPreviews,
  withPrimary,
  withProduct,
  withReview,
  withShot,
  withShots,
  withSubmission,
  withText,
  withVersion,
} from './snapshots.ts';

const long = (many: number): string => 'x '.repeat(many).slice(0, many);
const territory = (code: string, ...statuses: readonly string[]) => ({
  code,
  available: true,
  preOrder: false,
  statuses,
});

const placed = (group: string, state = 'PARENT_PREPARE_FOR_SUBMISSION') => ({
  id: `placed-${group}`,
  type: 'APP_SCREENSHOT',
  group,
  state,
});

/** For each check a snapshot in which it finds something, and what it says about whom. */
const failing: { readonly [id: string]: VersionSnapshot } = {
  'submission.unresolved': withSubmission('UNRESOLVED_ISSUES'),
  'submission.other_version': withSubmission('IN_REVIEW', { versionId: 'version-19' }),
  'submission.canceling': withSubmission('CANCELING'),
  'submission.draft_others': withSubmission('READY_FOR_REVIEW', { items: 3 }),
  'submission.draft': withSubmission('READY_FOR_REVIEW'),
  'submission.completing': withSubmission('COMPLETING'),
  'build.chosen': { ...good, build: undefined },
  'build.valid': withBuild({ state: 'INVALID' }),
  'build.expired': withBuild({ expired: true }),
  'build.expires_soon': withBuild({ expires: '2026-11-25T00:00:00Z' }),
  'build.train': withBuild({ train: '2.1' }),
  'build.platform': withBuild({ platform: 'MAC_OS' }),
  'build.audience': withBuild({ audience: 'INTERNAL_ONLY' }),
  'build.export_answer': withBuild({ usesNonExemptEncryption: undefined }),
  'build.declaration': withBuild({ usesNonExemptEncryption: true }),
  'build.declaration_state': withBuild({
    usesNonExemptEncryption: true,
    declaration: { id: 'declaration-1', state: 'IN_REVIEW' },
  }),
  'build.newer': {
    ...good,
    builds: good.builds.map((build) => ({
      ...build,
      id: 'build-43',
      number: '43',
      uploaded: '2026-11-21T00:00:00Z',
    })),
  },
  'build.processing': {
    ...good,
    builds: good.builds.map((build) => ({ ...build, id: 'build-43', state: 'PROCESSING' })),
  },
  'version.rejected': withVersion({ state: 'METADATA_REJECTED' }),
  'version.binary': withVersion({ state: 'INVALID_BINARY' }),
  'version.number_form': withVersion({ versionString: '2.0-beta' }),
  'version.number_higher': withVersion({ versionString: '1.9.0' }),
  'version.copyright': withVersion({ copyright: undefined }),
  'version.copyright_year': withVersion({ copyright: '2019-2025 Tram People Ltd' }),
  'version.copyright_sign': withVersion({ copyright: '© 2026 Tram People Ltd' }),
  'version.release_type': withVersion({ releaseType: undefined }),
  'version.release_automatic': withVersion({ releaseType: 'AFTER_APPROVAL' }),
  'version.release_date': withVersion({ releaseType: 'SCHEDULED' }),
  'version.release_date_past': withVersion({
    releaseType: 'SCHEDULED',
    earliestReleaseDate: '2026-11-22T11:00:00Z',
  }),
  'version.release_date_unused': withVersion({ earliestReleaseDate: '2026-12-01T09:00:00Z' }),
  'version.phased_first': { ...first, phased: good.phased },
  'version.phased_off': { ...good, phased: undefined },
  'version.phased_state': { ...good, phased: { id: 'phased-1', state: 'PAUSED' } },
  'text.locales': { ...good, texts: [] },
  'text.primary_locale': { ...good, texts: good.texts.filter(({ locale }) => locale !== 'en-US') },
  'text.locale_lost': { ...good, texts: good.texts.filter(({ locale }) => locale !== 'de-DE') },
  'text.whats_new_missing': withText({ whatsNew: undefined }),
  'text.whats_new_first': withText({ whatsNew: 'Alles.' }, first),
  'text.whats_new_long': withText({ whatsNew: long(4001) }),
  'text.whats_new_same': withText({ whatsNew: 'Weniger Fehler.' }),
  'text.description_missing': withText({ description: undefined }),
  'text.description_long': withText({ description: long(4001) }),
  'text.description_short': withText({ description: 'Trams.' }),
  'text.description_markup': withText({ description: 'The <b>next</b> tram, whenever.' }),
  'text.keywords_missing': withText({ keywords: undefined }),
  'text.keywords_long': withText({ keywords: long(101) }),
  'text.keywords_spaces': withText({ keywords: 'bus, zug' }),
  'text.keywords_twice': withText({ keywords: 'bus,zug,Bus' }),
  'text.keywords_in_name': withText({ keywords: 'tram,zug' }),
  'text.promotional_long': withText({ promotionalText: long(171) }),
  'text.promotional_missing': withPrimary({ promotionalText: undefined }),
  'text.support_url_missing': withText({ supportUrl: undefined }),
  'text.support_url_form': withText({ supportUrl: 'trams.example.com/help' }),
  'text.marketing_url_form': withText({ marketingUrl: 'https://trams' }),
  'text.url_not_https': withText({ marketingUrl: 'http://trams.example.com' }),
  'text.placeholder': withText({ description: 'Lorem ipsum dolor sit amet.' }),
  'text.other_platform': withText({ description: 'Also on Android, of course.' }),
  'text.unfinished': withText({ whatsNew: 'This beta version is faster.' }),
  'text.keyword_price': withText({ keywords: 'bus,for free' }),
  'text.invisible': withText({ description: 'Trams\u200b and more trams.' }),
  'media.screenshots_required': withPrimary({ shots: [] }),
  'media.screenshots_due': { ...withPrimary({ placements: [] }), now: Date.parse('2027-04-01T00:00:00Z') },
  'media.screenshots_soon': withPrimary({ placements: [] }),
  'media.placements_arriving': withPrimary({
    placements: [placed('IPHONE_DUO_PROFILE', 'ASSET_PROCESSING')],
  }),
  'media.placements_failed': withPrimary({
    placements: [placed('IPHONE_DUO_PROFILE'), placed('IPAD_13_PROFILE', 'FAILED')],
  }),
  'media.screenshots_missing': withText({ shots: [{ id: 'set-de', type: 'APP_IPHONE_47', shots: [] }] }),
  'media.screenshots_borrowed': withText({ shots: [], placements: [] }),
  'media.set_empty': withShots(0),
  'media.screenshots_many': withShots(11),
  'media.screenshots_arriving': withShot({ state: 'UPLOAD_COMPLETE' }),
  'media.screenshots_failed': withShot({ state: 'FAILED', errors: ['IMAGE_INCORRECT_DIMENSIONS'] }),
  'media.screenshots_size': withShot({ width: 1284, height: 2778 }),
  'media.screenshots_format': withShot({ fileName: '1.gif' }),
  'media.screenshots_twice': withText({
    shots: good.texts
      .slice(0, 1)
      .flatMap(({ shots }) => shots)
      .map((set) => ({ ...set, shots: [...set.shots, ...set.shots] })),
  }),
  'media.previews_many': withPreviews('COMPLETE', 'COMPLETE', 'COMPLETE', 'COMPLETE'),
  'media.previews_arriving': withPreviews('PROCESSING'),
  'media.previews_failed': withPreviews('FAILED'),
  'info.present': { ...good, info: undefined },
  'info.name_missing': withName({ name: undefined }),
  'info.name_long': withName({ name: long(31) }),
  'info.name_short': withName({ name: 'T' }),
  'info.subtitle_long': withName({ subtitle: long(31) }),
  'info.locale_missing': withInfo({ texts: good.info?.texts.slice(0, 1) ?? [] }),
  'info.privacy_policy_missing': withName({ privacyPolicyUrl: undefined }),
  'info.privacy_policy_form': withName({ privacyPolicyUrl: 'privacy.html' }),
  'info.privacy_choices_form': withName({ privacyChoicesUrl: 'ftp://trams.example.com' }),
  'info.placeholder': withName({ subtitle: 'Your text here' }),
  'info.other_platform': withName({ subtitle: 'Not on Google Play' }),
  'info.unfinished': withName({ subtitle: 'The demo version' }),
  'info.price': withName({ subtitle: 'Only €2 this week' }),
  'info.category': withInfo({ primary: undefined }),
  'info.category_twice': withInfo({ secondary: 'NAVIGATION' }),
  'info.subcategory_missing': withInfo({ primary: 'GAMES' }),
  'info.subcategory_wrong': withInfo({ primarySubs: ['GAMES_PUZZLE'] }),
  'age.declaration': withInfo({ rating: undefined }),
  ...Object.fromEntries(
    Object.keys(ageRatingQuestions).map((question) => [
      `age.${question}`,
      withInfo({ rating: { id: 'rating-1', answers: { ...good.info?.rating?.answers, [question]: null } } }),
    ]),
  ),
  'app.content_rights': { ...good, app: { ...good.app, contentRights: undefined } },
  'app.price': { ...good, priced: false },
  'app.availability': {
    ...good,
    territories: good.territories.map((one) => ({ ...one, available: false })),
  },
  'app.territory_blocked': { ...good, territories: [territory('KOR', 'MISSING_GRN')] },
  'app.pre_order': { ...good, territories: [{ ...territory('SWE'), preOrder: true }] },
  'review.detail': { ...good, review: undefined },
  'review.first_name': withReview({ contactFirstName: undefined }),
  'review.last_name': withReview({ contactLastName: undefined }),
  'review.phone': withReview({ contactPhone: undefined }),
  'review.phone_form': withReview({ contactPhone: '08 555 010 20' }),
  'review.email': withReview({ contactEmail: undefined }),
  'review.email_form': withReview({ contactEmail: 'mara at example.com' }),
  'review.demo_name': withReview({ demoAccountName: undefined }),
  'review.demo_password': withReview({ hasDemoPassword: false }),
  'review.demo_unused': withReview({ demoAccountRequired: false }),
  'review.notes_long': withReview({ notes: long(4001) }),
  'review.notes_missing': withReview({ notes: undefined }),
  'product.left_out': withProduct('READY_TO_SUBMIT'),
  'product.incomplete': withProduct('MISSING_METADATA'),
  'product.refused': withProduct('DEVELOPER_ACTION_NEEDED'),
  'product.first': { ...good, products: good.products.map((one) => ({ ...one, state: 'READY_TO_SUBMIT' })) },
  'website.privacy_answers': first,
  'website.agreements': {
    ...good,
    products: good.products.map((one) => ({ ...one, state: 'READY_TO_SUBMIT' })),
  },
  'website.trader_status': { ...good, territories: [territory('SWE', 'TRADER_STATUS_NOT_PROVIDED')] },
  'website.trader_new': first,
};

describe('the checks of a release', () => {
  it('are those that have a failing case, each id once', () => {
    const ids = checks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(Object.keys(failing).sort());
    expect(ids.filter((id) => !id.startsWith('age.')).length).toBeGreaterThanOrEqual(60);
  });

  it.each(checks.map((check) => [check.id, check] as const))(
    '%s finds its fault, and nothing in a good version',
    (id, check) => {
      expect(check.test(good)).toEqual([]);
      expect(check.test(failing[id] ?? good).length).toBeGreaterThan(0);
    },
  );

  it('find nothing in a first version but what only the website has', () => {
    expect(checks.filter((check) => check.test(first).length > 0).map(({ id }) => id)).toEqual([
      'website.privacy_answers',
      'website.trader_new',
    ]);
  });

  it('name operations that exist, in calls of the right tool', () => {
    const catalog = loadCatalog();
    for (const check of checks) {
      if (/^(?!asc_)[a-zA-Z0-9]+_[a-zA-Z_]+$/.test(check.where))
        expect(catalog.operation(check.where), `${check.id}: ${check.where}`).toBeDefined();
      for (const { fix } of check.test(failing[check.id] ?? good)) {
        if (fix === undefined || fix.tool === 'asc_sync_media') continue;
        expectLegal(catalog, check.id, fix);
      }
    }
  });

  it('say where each comes from', () => {
    expect(checks.filter(({ source }) => !/\d{4}-\d\d-\d\d/.test(source)).map(({ id }) => id)).toEqual([]);
  });

  it('ask every question of the age rating that Apple asks', () => {
    const attributes = loadCatalog().resource('AgeRatingDeclaration')?.attributes ?? {};
    const asked = Object.entries(attributes)
      .filter(([name, node]) => {
        const optional = /override|kidsAgeBand|url$|classificationNumber/i.test(name);
        return !optional && typeof node === 'string' && !parseScalar(node).deprecated;
      })
      .map(([name]) => name);
    expect(Object.keys(ageRatingQuestions).sort()).toEqual(asked.sort());
  });
});

describe('a finding', () => {
  const one = (id: string, snapshot: VersionSnapshot) =>
    checks.find((check) => check.id === id)?.test(snapshot);

  it('has the call that puts it right', () => {
    expect(one('text.whats_new_missing', withText({ whatsNew: undefined }))).toEqual([
      {
        subject: 'de-DE',
        says: undefined,
        fix: {
          tool: 'asc_update',
          arguments: {
            operation: 'appStoreVersionLocalizations_updateInstance',
            id: 'text-de',
            attributes: { whatsNew: '<what is new in 2.0, in de-DE>' },
          },
        },
      },
    ]);
    expect(one('build.chosen', { ...good, build: undefined })).toEqual([
      {
        fix: {
          tool: 'asc_update',
          arguments: {
            operation: 'appStoreVersions_build_updateToOneRelationship',
            id: 'version-20',
            to: 'build-42',
          },
        },
      },
    ]);
  });

  it('keeps the beginning of a range of years', () => {
    expect(
      one('version.copyright_year', withVersion({ copyright: '2019-2025 Tram People Ltd' }))?.[0]?.fix
        ?.arguments,
    ).toEqual({
      operation: 'appStoreVersions_updateInstance',
      id: 'version-20',
      attributes: { copyright: '2019-2026 Tram People Ltd' },
    });
  });

  it('is not made of what only looks like a fault', () => {
    expect(one('text.keywords_long', withText({ keywords: '雨'.repeat(100) }))).toEqual([]);
    expect(one('build.train', withBuild({ train: '2.0.0' }))).toEqual([]);
    expect(one('text.placeholder', withText({ description: 'Test your knowledge of trams.' }))).toEqual([]);
    expect(one('text.description_markup', withText({ description: 'Trams < 5 min away > all' }))).toEqual([]);
    expect(
      one(
        'media.screenshots_required',
        withPrimary({ shots: [], placements: [placed('IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE')] }),
      ),
    ).toEqual([]);
    const duoSet = { id: 'set-duo', type: 'APP_IPHONE_DUO', shots: good.texts[0]?.shots[0]?.shots ?? [] };
    expect(
      one('media.screenshots_soon', withPrimary({ placements: [], shots: [duoSet] })),
      'some clients put them into a set',
    ).toEqual([]);
    expect(one('media.screenshots_due', withPrimary({ placements: [] })), 'not before its day').toEqual([]);
    expect(
      one('media.screenshots_missing', withText({ placements: [] })),
      'no source says that every language needs pictures for iPhone Duo',
    ).toEqual([]);
    expect(one('media.screenshots_size', withShot({ width: 2796, height: 1290 }))).toEqual([]);
    expect(one('text.invisible', withText({ description: 'Two\nlines, and a family 👨‍👩‍👧.' }))).toEqual([]);
  });

  it('counts what is placed from the library as what it shows, and nothing else', () => {
    expect(one('media.screenshots_soon', withPrimary({ placements: [] }))).toEqual([
      {
        subject: 'en-US',
        says: 'iPhone Duo',
        fix: {
          tool: 'asc_sync_media',
          arguments: {
            app: '1500000999',
            version: '2.0',
            platform: 'IOS',
            files: [{ path: '<file.png>', locale: 'en-US', display_type: 'APP_IPHONE_DUO' }],
            keep_others: true,
          },
        },
      },
    ]);
    // A film, and a picture for another display, are no screenshot of the phone.
    expect(
      one(
        'media.screenshots_required',
        withPrimary({
          shots: [],
          placements: [
            { ...placed('IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE'), type: 'APP_PREVIEW' },
            placed('IPAD_13_PROFILE'),
          ],
        }),
      )?.map(({ subject, says }) => [subject, says]),
    ).toEqual([['en-US', 'iPhone 6.9" or iPhone 6.5"']]);
    // A language that shows the phone only lacks the tablet that the primary one has in the library.
    expect(
      one('media.screenshots_missing', withPrimary({ placements: [placed('IPAD_13_PROFILE')] }))?.map(
        ({ subject, says }) => [subject, says],
      ),
    ).toEqual([['de-DE', 'iPad 13"']]);
  });
});

describe('small judgements', () => {
  it('compares versions by their parts', () => {
    expect(Math.sign(compareVersions('1.10', '1.9'))).toBe(1);
    expect(compareVersions('1.2', '1.2.0')).toBe(0);
    expect(Math.sign(compareVersions('2', '10'))).toBe(-1);
  });

  it('counts characters as people do', () => {
    expect(length('né 🚋')).toBe(4);
    expect(length(undefined)).toBe(0);
  });

  it('knows a web address', () => {
    expect(isWebAddress('https://a.example/x?y=1')).toBe(true);
    expect(isWebAddress('http://a.example')).toBe(true);
    for (const no of ['a.example', 'https://a', 'mailto:a@b.c', 'https://a.example/x y', 'https://'])
      expect(isWebAddress(no), no).toBe(false);
  });
});
