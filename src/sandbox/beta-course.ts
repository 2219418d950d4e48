import { isoDate, many, one } from './change.ts';
import { later } from './later.ts';
import { foretold } from './outcomes.ts';
import { pace } from './pace.ts';
import { setState, stateOf } from './states.ts';
import type { Store, Stored } from './store.ts';

/** Sets states of a build in TestFlight. */
export function setDetail(store: Store, build: Stored, states: Readonly<Record<string, string>>): void {
  const detail = one(store, build, 'buildBetaDetail');
  if (detail !== undefined) detail.attributes = { ...detail.attributes, ...states };
}

/** §7: WAITING_FOR_BETA_REVIEW → IN_BETA_REVIEW → decided. The first build of a version takes longer (§8b 5). */
export function awaitBetaReview(store: Store, submission: Stored, now: number): void {
  const build = one(store, submission, 'build');
  if (build === undefined) return;
  const { waits } = paceOf(store, build);
  later(store, now + waits, (due) => {
    if (stateOf(submission) !== 'WAITING_FOR_REVIEW' || build.attributes['expired'] === true) return;
    setState(submission, 'IN_REVIEW');
    setDetail(store, build, { externalBuildState: 'IN_BETA_REVIEW' });
    endBetaReview(store, submission, due);
  });
}

/** A reviewer has begun. An approved build is tested by the external groups that have it. */
export function endBetaReview(store: Store, submission: Stored, now: number): void {
  const build = one(store, submission, 'build');
  if (build === undefined) return;
  later(store, now + paceOf(store, build).takes, (due) => {
    if (stateOf(submission) !== 'IN_REVIEW' || build.attributes['expired'] === true) return;
    const { outcome } = foretold(store, 'betaReview', {
      id: submission.id,
      at: due,
      app: one(store, build, 'app')?.id,
    }) ?? { outcome: 'approved' };
    setState(submission, outcome === 'approved' ? 'APPROVED' : 'REJECTED');
    const outside = many(store, build, 'betaGroups').some(
      (group) => group.attributes['isInternalGroup'] !== true,
    );
    setDetail(store, build, {
      externalBuildState:
        outcome !== 'approved' ? 'BETA_REJECTED' : outside ? 'IN_BETA_TESTING' : 'BETA_APPROVED',
    });
  });
}

function paceOf(store: Store, build: Stored): { readonly waits: number; readonly takes: number } {
  const train = one(store, build, 'preReleaseVersion');
  const known =
    train !== undefined &&
    many(store, train, 'builds').some(
      (other) =>
        other.id !== build.id && stateOf(one(store, other, 'betaAppReviewSubmission')) === 'APPROVED',
    );
  return known ? pace.laterBetaReview : pace.betaReview;
}

/** §7: a build can be tested for 90 days; Apple writes the last one into `expirationDate`. */
export function expireInTime(store: Store, build: Stored): void {
  const date = Date.parse(String(build.attributes['expirationDate']));
  if (build.attributes['expired'] === true || Number.isNaN(date)) return;
  later(store, date, (due) => {
    if (build.attributes['expired'] !== true) expire(store, build, due);
  });
}

/** Ends a build for good. */
export function expire(store: Store, build: Stored, now: number): void {
  build.attributes = { ...build.attributes, expired: true, expirationDate: isoDate(now) };
  setDetail(store, build, { internalBuildState: 'EXPIRED', externalBuildState: 'EXPIRED' });
}
