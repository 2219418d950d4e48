const minute = 60_000;
const hour = 60 * minute;
export const oneDay = 24 * hour;

/** How long the sandbox takes for what Apple does by itself within seconds, milliseconds. */
export const moment = 2_000;

/**
 * How long Apple's people take, milliseconds of the sandbox's clock. Apple says that nine in ten submissions are
 * reviewed within 24 hours (developer.apple.com/app-store/review, 2026-11-22), and that the first build of a version
 * gets a full beta review and later ones may not (App Store Connect help, 2026-11-22); the shares are the sandbox's.
 */
export const pace = {
  review: { waits: 18 * hour, takes: 4 * hour },
  betaReview: { waits: 8 * hour, takes: 2 * hour },
  laterBetaReview: { waits: 5 * minute, takes: 5 * minute },
} as const;
