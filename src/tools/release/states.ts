/** What a state of an app version means for the people who wait for it. */
export interface StateMeaning {
  readonly phase: 'editable' | 'review' | 'approved' | 'live' | 'past';
  readonly next: string;
  /** Who has to act. */
  readonly who: 'you' | 'Apple' | 'nobody';
}

/**
 * `appVersionState` → what happens next. Source: states of the API document (4.5.1, 2026-10-06), transitions as clients
 * of the API report them (2026-11-22).
 */
export const versionStates: { readonly [state: string]: StateMeaning } = {
  PREPARE_FOR_SUBMISSION: { phase: 'editable', who: 'you', next: 'check, then submit for review' },
  DEVELOPER_REJECTED: {
    phase: 'editable',
    who: 'you',
    next: 'was withdrawn from review; change it and submit again',
  },
  REJECTED: {
    phase: 'editable',
    who: 'you',
    next: "read the reviewer's message on the website, fix, submit again",
  },
  METADATA_REJECTED: {
    phase: 'editable',
    who: 'you',
    next: 'fix texts or pictures that the reviewer names on the website; the build may stay',
  },
  INVALID_BINARY: { phase: 'editable', who: 'you', next: 'upload and choose another build' },
  READY_FOR_REVIEW: {
    phase: 'review',
    who: 'you',
    next: 'stands in a draft submission that was not sent yet; submit it',
  },
  WAITING_FOR_EXPORT_COMPLIANCE: {
    phase: 'review',
    who: 'Apple',
    next: 'the export documents are looked at',
  },
  WAITING_FOR_REVIEW: { phase: 'review', who: 'Apple', next: 'review begins, mostly within a day or two' },
  IN_REVIEW: { phase: 'review', who: 'Apple', next: 'approval or rejection' },
  ACCEPTED: { phase: 'approved', who: 'Apple', next: 'approved; other items of the submission are open' },
  PENDING_APPLE_RELEASE: { phase: 'approved', who: 'Apple', next: 'approved; Apple releases it on its date' },
  PENDING_DEVELOPER_RELEASE: { phase: 'approved', who: 'you', next: 'approved; release it when you want' },
  PROCESSING_FOR_DISTRIBUTION: {
    phase: 'approved',
    who: 'Apple',
    next: 'on its way to the App Store, within 24 hours',
  },
  READY_FOR_DISTRIBUTION: { phase: 'live', who: 'nobody', next: 'customers have it' },
  REPLACED_WITH_NEW_VERSION: { phase: 'past', who: 'nobody', next: 'a newer version took its place' },
};

/** States that are worth asking Apple for: all but those of the past. */
export const presentStates: readonly string[] = Object.entries(versionStates).flatMap(([state, { phase }]) =>
  phase === 'past' ? [] : [state],
);

export function meaningOf(state: string): StateMeaning {
  return (
    versionStates[state] ?? {
      phase: 'review',
      who: 'nobody',
      next: 'a state that this server does not know; look on the website',
    }
  );
}

/** Whether a version can be changed: facts §7, 2026-11-22. READY_FOR_REVIEW is a draft that was not sent yet. */
export function isEditable(state: string): boolean {
  return meaningOf(state).phase === 'editable' || state === 'READY_FOR_REVIEW';
}

const editableInfos: ReadonlySet<string> = new Set([
  'PREPARE_FOR_SUBMISSION',
  'DEVELOPER_REJECTED',
  'REJECTED',
  'READY_FOR_REVIEW',
]);

/** Whether what an app says of itself can be changed, by the `state` of its information: facts §7, 2026-11-22. */
export function isEditableInfo(state: string): boolean {
  return editableInfos.has(state);
}

/** Submissions that still hold what is in them. */
export const openSubmissions: readonly string[] = [
  'READY_FOR_REVIEW',
  'WAITING_FOR_REVIEW',
  'IN_REVIEW',
  'UNRESOLVED_ISSUES',
  'CANCELING',
  'COMPLETING',
];

/** Share of customers with automatic updates on each day of a phased release, percent (Apple's help, 2026-11-22). */
const phasedShares: readonly number[] = [1, 2, 5, 10, 20, 50, 100];

/** Share on a day from 1 to 7. Before the first day nobody gets it, after the last everybody. */
export function phasedShare(day: number | undefined): number {
  if (day === undefined || day < 1) return 0;
  return phasedShares[Math.min(day, phasedShares.length) - 1] ?? 100;
}

/** Days that a phased release may be paused in all (Apple's help, 2026-11-22). */
export const longestPause = 30;
