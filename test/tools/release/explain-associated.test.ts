import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../src/catalog/index.ts';
import { AscError } from '../../../src/client/errors.ts';
import { explainAssociated } from '../../../src/tools/release/explain-associated.ts';
import { good } from './snapshots.ts';

const required = 'ENTITY_ERROR.ATTRIBUTE.REQUIRED';

function refused(
  ...entries: readonly { code: string; path?: string; field?: string; detail?: string }[]
): AscError {
  return new AscError({ code: 'STATE_ERROR', message: 'Submit for review errors found.', entries });
}

describe('the reasons of a refused submission', () => {
  it('are explained one by one, with the call for each', () => {
    const explained = explainAssociated(
      refused(
        { code: 'STATE_ERROR', detail: 'Submit for review errors found.' },
        {
          code: required,
          path: '/v1/appStoreVersionLocalizations/text-de',
          field: '/data/attributes/whatsNew',
        },
        { code: required, path: '/v1/builds/build-42', field: '/data/attributes/usesNonExemptEncryption' },
        { code: required, path: '/v1/ageRatingDeclarations/rating-1', field: '/data/attributes/contests' },
        {
          code: 'STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPAD_PRO_3GEN_129',
          path: '/v1/appStoreVersionLocalizations/text-en',
        },
        {
          code: 'STATE_ERROR.SCREENSHOT_UPLOADS_IN_PROGRESS',
          path: '/v1/appStoreVersionLocalizations/text-en',
        },
        {
          code: 'ENTITY_ERROR.RELATIONSHIP.REQUIRED',
          path: '/v1/appStoreVersions/version-20',
          field: '/data/relationships/build',
        },
        {
          code: 'ENTITY_ERROR.RELATIONSHIP.REQUIRED',
          path: '/v1/appInfos/info-1',
          field: '/data/relationships/primaryCategory',
        },
      ),
      good,
    );
    expect(explained.map(({ subject, check }) => [subject, check])).toEqual([
      ['de-DE', 'text.whats_new_missing'],
      ['build 42', 'build.export_answer'],
      ['ageRatingDeclarations rating-1', 'age.contests'],
      ['en-US', 'media.screenshots_required'],
      ['en-US', 'media.screenshots_arriving'],
      ['appStoreVersions version-20', 'build.chosen'],
      ['appInfos info-1', 'info.category'],
    ]);
    expect(explained.map(({ fix }) => fix?.arguments)).toEqual([
      {
        operation: 'appStoreVersionLocalizations_updateInstance',
        id: 'text-de',
        attributes: { whatsNew: '<text>' },
      },
      {
        operation: 'builds_updateInstance',
        id: 'build-42',
        attributes: { usesNonExemptEncryption: '<true or false>' },
      },
      {
        operation: 'ageRatingDeclarations_updateInstance',
        id: 'rating-1',
        attributes: { contests: '<NONE, INFREQUENT or FREQUENT>' },
      },
      {
        operation: 'appScreenshotSets_createInstance',
        attributes: { screenshotDisplayType: 'APP_IPAD_PRO_3GEN_129' },
        relationships: { appStoreVersionLocalization: 'text-en' },
      },
      {
        operation: 'appStoreVersionLocalizations_appScreenshotSets_getToManyRelated',
        id: 'text-en',
        include: ['appScreenshots'],
      },
      {
        operation: 'appStoreVersions_build_updateToOneRelationship',
        id: 'version-20',
        to: '<id of a valid build>',
      },
      { operation: 'appInfos_updateInstance', id: 'info-1', relationships: { primaryCategory: '<id>' } },
    ]);
    const catalog = loadCatalog();
    for (const { fix } of explained) expect(catalog.operation(fix?.arguments.operation ?? '')).toBeDefined();
  });

  it('keep what nobody knows in the words of Apple', () => {
    expect(
      explainAssociated(refused({ code: 'SOMETHING.NEW', path: '/odd', detail: 'A new rule applies.' })),
    ).toEqual([{ code: 'SOMETHING.NEW', subject: '/odd', means: 'A new rule applies.' }]);
  });

  it('explain a text that is too long, and a missing contact', () => {
    const [first, second] = explainAssociated(
      refused(
        {
          code: 'ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG',
          path: '/v1/appStoreVersionLocalizations/x',
          field: '/data/attributes/keywords',
        },
        {
          code: required,
          path: '/v1/appStoreReviewDetails/y',
          field: '/data/attributes/contactPhone',
        },
      ),
    );
    expect(first?.check).toBe('text.keywords_long');
    expect(first?.means).toBe('The keywords are too long');
    expect(second?.check).toBe('review.phone');
    expect(second?.means).toBe("The contact's phone number is missing");
  });
});
