/** Shortest name of an app and shortest description, characters (Apple's help, 2026-11-22). */
export const shortestName = 2;
export const shortestDescription = 10;

/** Most screenshots and previews of one set (Apple's help, 2026-11-22). */
export const mostShots = 10;
export const mostPreviews = 3;
