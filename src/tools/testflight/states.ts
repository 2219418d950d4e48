/** What a state of a build in TestFlight means for those who wait for it. */
export interface BetaState {
  /** Who has to act next. */
  readonly who: 'you' | 'Apple' | 'nobody';
  /** What it waits for. */
  readonly waits: string;
  /** What stands between the build and beta review: nothing, one submission, or that it cannot be sent (again). */
  readonly review: 'submit' | 'sent' | 'later' | 'never';
}

/**
 * `externalBuildState` → what it means. Source: states of the API document (4.5.1, 2026-10-06), Apple's help on
 * TestFlight builds and live reports (2026-11-22).
 */
const externalStates: { readonly [state: string]: BetaState } = {
  PROCESSING: { who: 'Apple', waits: 'processing, minutes to an hour', review: 'later' },
  PROCESSING_EXCEPTION: {
    who: 'you',
    waits: 'a new build: this one could not be processed',
    review: 'never',
  },
  MISSING_EXPORT_COMPLIANCE: { who: 'you', waits: 'the answer about encryption', review: 'submit' },
  IN_EXPORT_COMPLIANCE_REVIEW: {
    who: 'Apple',
    waits: 'the review of the export documents',
    review: 'later',
  },
  READY_FOR_BETA_SUBMISSION: { who: 'you', waits: 'being submitted for beta review', review: 'submit' },
  WAITING_FOR_BETA_REVIEW: { who: 'Apple', waits: 'beta review', review: 'sent' },
  IN_BETA_REVIEW: { who: 'Apple', waits: 'the end of beta review', review: 'sent' },
  BETA_REJECTED: {
    who: 'you',
    waits: 'a new build: beta review rejected it, and says why only on the website',
    review: 'never',
  },
  BETA_APPROVED: { who: 'you', waits: 'an external group', review: 'sent' },
  READY_FOR_BETA_TESTING: { who: 'you', waits: 'an external group', review: 'sent' },
  IN_BETA_TESTING: { who: 'nobody', waits: 'nothing: external testers have it', review: 'sent' },
  EXPIRED: { who: 'you', waits: 'a new build: this one has expired', review: 'never' },
  NOT_APPLICABLE: { who: 'nobody', waits: 'nothing: it was made for internal testing only', review: 'never' },
};

/** `internalBuildState` → what it waits for; same sources. */
const internalStates: { readonly [state: string]: Pick<BetaState, 'who' | 'waits'> } = {
  PROCESSING: { who: 'Apple', waits: 'processing, minutes to an hour' },
  PROCESSING_EXCEPTION: { who: 'you', waits: 'a new build: this one could not be processed' },
  MISSING_EXPORT_COMPLIANCE: { who: 'you', waits: 'the answer about encryption' },
  IN_EXPORT_COMPLIANCE_REVIEW: { who: 'Apple', waits: 'the review of the export documents' },
  READY_FOR_BETA_TESTING: { who: 'you', waits: 'an internal group' },
  IN_BETA_TESTING: { who: 'nobody', waits: 'nothing: internal testers have it' },
  EXPIRED: { who: 'you', waits: 'a new build: this one has expired' },
};

const unknownState: BetaState = {
  who: 'nobody',
  waits: 'a state that this server does not know; look on the website',
  review: 'later',
};

/** What an external state means. Right after an upload there is none yet: that is as good as processing. */
export function externalState(state: string | undefined): BetaState {
  return externalStates[state ?? 'PROCESSING'] ?? unknownState;
}

export function internalState(state: string | undefined): Pick<BetaState, 'who' | 'waits'> {
  return internalStates[state ?? 'PROCESSING'] ?? unknownState;
}

/** Beta reviews that are not over yet: one for each version at a time. */
export const openReviews: readonly string[] = ['WAITING_FOR_REVIEW', 'IN_REVIEW'];

/** Attributes of `betaAppReviewDetails` without which Apple refuses a submission (live reports, 2026-11-22). */
export const contactFields = ['contactFirstName', 'contactLastName', 'contactPhone', 'contactEmail'] as const;

/** Most testers of a group (Apple's help, 2026-11-22). */
export const mostTesters = { internal: 100, external: 10_000 } as const;

/** Most characters of `whatsNew` of a build (API reports, 2026-11-22). */
export const longestWhatToTest = 4_000;
