import { many, one } from './change.ts';
import { later } from './later.ts';
import { foretold, type Outcome } from './outcomes.ts';
import { moment, pace } from './pace.ts';
import { releaseVersion } from './release.ts';
import { move, subjectOf } from './review-items.ts';
import { setState, stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';

/** §7: WAITING_FOR_REVIEW → IN_REVIEW → decided, unless it was withdrawn meanwhile. */
export function awaitReview(store: Store, submission: Stored, now: number): void {
  later(store, now + pace.review.waits, (due) => {
    if (stateOf(submission) !== 'WAITING_FOR_REVIEW') return;
    setState(submission, 'IN_REVIEW');
    for (const item of itemsIn(store, submission)) {
      const subject = movable(store, item);
      if (subject !== undefined) move(store, subject, 'IN_REVIEW');
    }
    endReview(store, submission, due);
  });
}

/** A reviewer has begun; approves, unless somebody said otherwise. */
export function endReview(store: Store, submission: Stored, now: number): void {
  later(store, now + pace.review.takes, (due) => {
    if (stateOf(submission) !== 'IN_REVIEW') return;
    const about = { id: submission.id, at: due, app: one(store, submission, 'app')?.id };
    decide(store, submission, foretold(store, 'review', about) ?? { outcome: 'approved' }, due);
  });
}

/** A decision of App Review at once, whatever the clock says. Throws where there is no such submission. */
export function decideReview(
  store: Store,
  submissionId: string,
  decision: 'APPROVED' | 'REJECTED',
  now: number,
): void {
  const submission = store.get('ReviewSubmission', submissionId);
  if (submission === undefined) throw new Error(`There is no review submission ${submissionId}.`);
  decide(store, submission, { outcome: decision.toLowerCase() }, now);
}

/** States that reviewers leave versions in, by outcome; anything else knows only REJECTED. */
const rejections: Readonly<Record<string, string>> = {
  rejected: 'REJECTED',
  metadata_rejected: 'METADATA_REJECTED',
};

function decide(store: Store, submission: Stored, { outcome }: Outcome, now: number): void {
  const rejection = rejections[outcome];
  for (const item of itemsIn(store, submission)) {
    setState(item, rejection === undefined ? 'APPROVED' : 'REJECTED');
    const subject = movable(store, item);
    if (subject === undefined) continue;
    if (rejection !== undefined)
      move(store, subject, subject.resource === 'AppStoreVersion' ? rejection : 'REJECTED');
    else if (subject.resource === 'AppStoreVersion') approved(store, subject, now);
    else move(store, subject, 'APPROVED');
  }
  setState(submission, rejection === undefined ? 'COMPLETING' : 'UNRESOLVED_ISSUES');
  later(store, now + moment, () => {
    if (stateOf(submission) === 'COMPLETING') setState(submission, 'COMPLETE');
  });
}

/** §7, by `releaseType`: waits for the developer, waits for its date, or goes out at once. */
function approved(store: Store, version: Stored, now: number): void {
  const { releaseType, earliestReleaseDate } = version.attributes;
  const waitsForUs = releaseType !== 'AFTER_APPROVAL' && releaseType !== 'SCHEDULED';
  move(store, version, waitsForUs ? 'PENDING_DEVELOPER_RELEASE' : 'PENDING_APPLE_RELEASE');
  const date = releaseType === 'SCHEDULED' ? Date.parse(String(earliestReleaseDate)) : now;
  if (waitsForUs) return;
  if (date > now)
    later(store, date, (due) => {
      if (stateOf(version) === 'PENDING_APPLE_RELEASE') releaseVersion(store, version, due);
    });
  else releaseVersion(store, version, now);
}

function itemsIn(store: Store, submission: Stored): readonly Stored[] {
  return many(store, submission, 'items').filter((item) => stateOf(item) !== 'REMOVED');
}

/** What an item is about; assets that are COMPLETE stay so. */
function movable(store: Store, item: Stored): Stored | undefined {
  const subject = subjectOf(store, item);
  return subject?.attributes['state'] === 'COMPLETE' ? undefined : subject;
}
