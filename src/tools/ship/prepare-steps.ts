import { cleanText } from '../clean.ts';
import { flag, type Thing, text } from '../document.ts';
import { refused } from '../refused.ts';
import type { Chosen } from './builds.ts';
import { type ReleaseWanted, releaseSteps } from './release-order.ts';
import type { Step } from './steps.ts';

/** What can be set of a version beside its number, build and texts. */
export interface Details extends ReleaseWanted {
  readonly phased?: boolean | undefined;
  readonly copyright?: string | undefined;
  /** Attributes of `appStoreReviewDetails`. */
  readonly review?: Readonly<Record<string, unknown>> | undefined;
}

/** Attributes of `appStoreReviewDetails` (API document 4.5.1, 2026-10-06), and what each is. */
const reviewAttributes: { readonly [name: string]: 'string' | 'boolean' } = {
  contactFirstName: 'string',
  contactLastName: 'string',
  contactPhone: 'string',
  contactEmail: 'string',
  demoAccountRequired: 'boolean',
  demoAccountName: 'string',
  demoAccountPassword: 'string',
  notes: 'string',
};

/** Throws what Apple would refuse of the review details, before anything is changed. */
export function assertReview({ review = {} }: Details): void {
  const wrong = Object.entries(review).flatMap(([name, value]): readonly string[] => {
    const kind = reviewAttributes[name];
    if (kind === undefined) return [`review has no ${JSON.stringify(cleanText(name, 40))}.`];
    return typeof value === kind ? [] : [`review.${name} is a ${kind}.`];
  });
  const { contactPhone: phone } = review;
  // Apple wants it so since August 2026 (API reports, 2026-11-22).
  if (typeof phone === 'string' && !phone.startsWith('+'))
    wrong.push('review.contactPhone begins with + and the country code.');
  if (wrong.length === 0) return;
  throw refused(wrong.join(' '), `Known: ${Object.keys(reviewAttributes).join(', ')}.`);
}

export function buildStep(version: string, build: Chosen): Step {
  return {
    kind: 'update',
    change: { operation: 'appStoreVersions_build_updateToOneRelationship', id: version, to: build.id },
    says: `attached build ${build.number}`,
  };
}

/** The answer about encryption is final: it is given only where there is none. */
export function buildSteps(build: Chosen | undefined, usesEncryption: boolean | undefined): readonly Step[] {
  if (usesEncryption === undefined || build === undefined || build.usesNonExemptEncryption !== undefined)
    return [];
  return [
    {
      kind: 'update',
      change: {
        operation: 'builds_updateInstance',
        id: build.id,
        attributes: { usesNonExemptEncryption: usesEncryption },
      },
      says: `answered for build ${build.number}: ${usesEncryption ? 'uses' : 'uses no'} non-exempt encryption`,
    },
  ];
}

export function noteSteps(
  locales: readonly { readonly id: string; readonly locale: string }[],
  notes: ReadonlyMap<string, string>,
): readonly Step[] {
  return locales.flatMap(({ id, locale }): readonly Step[] => {
    const whatsNew = notes.get(locale);
    if (whatsNew === undefined) return [];
    return [
      {
        kind: 'update',
        change: { operation: 'appStoreVersionLocalizations_updateInstance', id, attributes: { whatsNew } },
        says: `release notes ${locale}, ${[...whatsNew].length} characters`,
      },
    ];
  });
}

/** Contact, demo account and notes for the reviewer: only what differs. */
export function reviewSteps(
  version: Thing,
  detail: Thing | undefined,
  { review, copyright }: Details,
): readonly Step[] {
  const steps: Step[] = [];
  if (copyright !== undefined && text(version, 'copyright') !== copyright)
    steps.push({
      kind: 'update',
      change: { operation: 'appStoreVersions_updateInstance', id: version.id, attributes: { copyright } },
      says: `copyright ${cleanText(copyright, 80)}`,
    });
  const differing = Object.entries(review ?? {}).filter(
    ([name, value]) =>
      value !== undefined &&
      (typeof value === 'boolean' ? flag(detail, name) : (text(detail, name) ?? '')) !== value,
  );
  if (differing.length === 0) return steps;
  const attributes = Object.fromEntries(differing);
  steps.push({
    ...(detail === undefined
      ? {
          kind: 'create',
          change: {
            operation: 'appStoreReviewDetails_createInstance',
            attributes,
            relationships: { appStoreVersion: version.id },
          },
        }
      : {
          kind: 'update',
          change: { operation: 'appStoreReviewDetails_updateInstance', id: detail.id, attributes },
        }),
    says: `for the reviewer: ${differing.map(([name]) => name).join(', ')}`,
  });
  return steps;
}

/** When and how fast customers get it. */
export function orderSteps(
  version: Thing,
  phased: Thing | undefined,
  call: Details,
): { readonly drafts: readonly Step[]; readonly decisions: readonly Step[] } {
  const drafts: Step[] = [];
  const decisions: Step[] = [
    ...releaseSteps(
      {
        id: version.id,
        releaseType: text(version, 'releaseType'),
        earliestReleaseDate: text(version, 'earliestReleaseDate'),
      },
      call,
    ),
  ];
  if (call.phased === true && phased === undefined)
    drafts.push({
      kind: 'create',
      change: {
        operation: 'appStoreVersionPhasedReleases_createInstance',
        attributes: { phasedReleaseState: 'INACTIVE' },
        relationships: { appStoreVersion: version.id },
      },
      says: 'phased release over 7 days, begins with the release',
    });
  if (call.phased === false && phased !== undefined)
    decisions.push({
      kind: 'delete',
      change: { operation: 'appStoreVersionPhasedReleases_deleteInstance', id: phased.id },
      says: 'no phased release: everyone at once',
    });
  return { drafts, decisions };
}
