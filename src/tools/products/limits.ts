/**
 * Lengths and patterns that Apple holds product fields against. Sources: limits of App Store Connect as clients report
 * its refusals (…TOO_LONG), collected 2026-11-22; `reference` and `productId` also Apple's help, same day.
 */
export const limits = {
  /** Display name, characters. */
  name: { least: 2, most: 30 },
  /** Display description, characters. */
  description: { least: 1, most: 55 },
  /** Reference name, seen by the team only, characters. */
  reference: { least: 2, most: 64 },
  /** Note to the reviewer, characters. */
  reviewNote: { least: 0, most: 4_000 },
  /** Never to be used twice, not even after deletion. */
  productId: /^[A-Za-z0-9._-]{1,100}$/,
} as const;

/** Characters as Apple counts them: an emoji is one. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** `description has 60 characters, 55 are allowed`; undefined when it fits. */
export function lengthProblem(
  what: string,
  text: string,
  { least, most }: { readonly least: number; readonly most: number },
): string | undefined {
  const length = lengthOf(text.trim());
  if (length > most) return `${what} has ${length} characters, ${most} are allowed`;
  if (length < least) return `${what} has ${length} characters, at least ${least} are needed`;
  return undefined;
}

/**
 * Pixel sizes that a review screenshot was accepted or refused with (live reports, collected 2026-11-22). Sizes that
 * nobody reported are sent: Apple tells within a minute.
 */
export const reviewScreenshotSizes = {
  accepted: ['640x920', '1242x2208', '1242x2688', '1320x2868'],
  refused: ['1024x1024', '1170x2532', '720x1520'],
} as const;
