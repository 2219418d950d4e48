import { awaitBetaReview, endBetaReview, expireInTime } from './beta-course.ts';
import { later } from './later.ts';
import { moment, oneDay } from './pace.ts';
import { nextPhase } from './phased-release.ts';
import { awaitReview, endReview } from './review-course.ts';
import { setState, stateOf } from './states.ts';
import type { Store } from './store.ts';

/** What the team has under way when the sandbox starts goes on from there: reviews, phases, the age of builds. */
export function goOn(store: Store, now: number): void {
  for (const submission of store.all('ReviewSubmission')) {
    if (stateOf(submission) === 'WAITING_FOR_REVIEW') awaitReview(store, submission, now);
    if (stateOf(submission) === 'IN_REVIEW') endReview(store, submission, now);
    if (stateOf(submission) === 'CANCELING')
      later(store, now + moment, () => setState(submission, 'COMPLETE'));
  }
  for (const submission of store.all('BetaAppReviewSubmission')) {
    if (stateOf(submission) === 'WAITING_FOR_REVIEW') awaitBetaReview(store, submission, now);
    if (stateOf(submission) === 'IN_REVIEW') endBetaReview(store, submission, now);
  }
  for (const phased of store.all('AppStoreVersionPhasedRelease')) {
    const started = Date.parse(String(phased.attributes['startDate']));
    if (['ACTIVE', 'PAUSED'].includes(stateOf(phased)) && started <= now)
      nextPhase(store, phased, started + (Math.floor((now - started) / oneDay) + 1) * oneDay);
  }
  for (const build of store.all('Build')) expireInTime(store, build);
}
