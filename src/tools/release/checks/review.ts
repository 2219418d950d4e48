import { textLimits } from '../../../catalog/text-limits.ts';
import type { ReviewFacts } from '../snapshot.ts';
import { type Check, create, found, length, ok, type Severity, sources, update } from './check.ts';

const operation = 'appStoreReviewDetails_updateInstance';

function row(
  id: string,
  severity: Severity,
  title: string,
  attribute: string,
  example: string | boolean,
  wrong: (review: ReviewFacts) => boolean,
  source: string = sources.reports,
): Check {
  return {
    id: `review.${id}`,
    severity,
    title,
    field: `appStoreReviewDetails.${attribute}`,
    where: operation,
    source,
    test: ({ review }) =>
      review !== undefined && wrong(review)
        ? [{ fix: update(operation, review.id, { [attribute]: example }) }]
        : ok,
  };
}

export const reviewChecks: readonly Check[] = [
  {
    id: 'review.detail',
    severity: 'blocker',
    title: 'The reviewer has nobody to contact',
    field: 'appStoreVersions.appStoreReviewDetail',
    where: 'appStoreReviewDetails_createInstance',
    source: sources.reports,
    test: ({ review, version }) =>
      found(review === undefined, {
        fix: create(
          'appStoreReviewDetails_createInstance',
          {
            contactFirstName: '<name>',
            contactLastName: '<name>',
            contactPhone: '+<country and number>',
            contactEmail: '<address>',
            demoAccountRequired: false,
          },
          { appStoreVersion: version.id },
        ),
      }),
  },
  row(
    'first_name',
    'blocker',
    "The contact's first name is missing",
    'contactFirstName',
    '<name>',
    (review) => review.contactFirstName === undefined,
  ),
  row(
    'last_name',
    'blocker',
    "The contact's last name is missing",
    'contactLastName',
    '<name>',
    (review) => review.contactLastName === undefined,
  ),
  row(
    'phone',
    'blocker',
    "The contact's phone number is missing",
    'contactPhone',
    '+<country and number>',
    (review) => review.contactPhone === undefined,
  ),
  row(
    'phone_form',
    'blocker',
    'The phone number has no + with the country in front (needed since August 2026)',
    'contactPhone',
    '+<country and number>',
    ({ contactPhone }) => contactPhone !== undefined && !/^\+\d[\d\s().-]{4,}$/.test(contactPhone.trim()),
  ),
  row(
    'email',
    'blocker',
    "The contact's e-mail address is missing",
    'contactEmail',
    '<address>',
    (review) => review.contactEmail === undefined,
  ),
  row(
    'email_form',
    'blocker',
    "The contact's e-mail address is none",
    'contactEmail',
    '<address>',
    ({ contactEmail }) => contactEmail !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(contactEmail),
  ),
  row(
    'demo_name',
    'blocker',
    'A demo account is needed but has no name',
    'demoAccountName',
    '<account>',
    (review) => review.demoAccountRequired && review.demoAccountName === undefined,
    sources.document,
  ),
  row(
    'demo_password',
    'blocker',
    'A demo account is needed but has no password',
    'demoAccountPassword',
    '<password>',
    (review) => review.demoAccountRequired && !review.hasDemoPassword,
    sources.document,
  ),
  row(
    'demo_unused',
    'warning',
    'A demo account is given but marked as not needed',
    'demoAccountRequired',
    true,
    (review) => !review.demoAccountRequired && review.demoAccountName !== undefined,
    sources.document,
  ),
  row(
    'notes_long',
    'blocker',
    'The notes for the reviewer are too long',
    'notes',
    `<at most ${textLimits.notes.most} characters>`,
    ({ notes }) => length(notes) > textLimits.notes.most,
    textLimits.notes.source,
  ),
  row(
    'notes_missing',
    'note',
    'The reviewer gets no notes',
    'notes',
    '<how to reach what is new, what needs hardware or a place>',
    ({ notes }) => notes === undefined,
    sources.guidelines,
  ),
];
