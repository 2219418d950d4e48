import { appChecks } from './app.ts';
import { buildChecks } from './build.ts';
import type { Check } from './check.ts';
import { displayChecks } from './displays.ts';
import { infoChecks } from './info.ts';
import { mediaChecks } from './media.ts';
import { productChecks } from './products.ts';
import { reviewChecks } from './review.ts';
import { submissionChecks } from './submission.ts';
import { textChecks } from './texts.ts';
import { versionChecks } from './version.ts';
import { websiteChecks } from './website.ts';

/** Every check, in the order in which a person would put things right. */
export const checks: readonly Check[] = [
  ...submissionChecks,
  ...buildChecks,
  ...versionChecks,
  ...textChecks,
  ...displayChecks,
  ...mediaChecks,
  ...infoChecks,
  ...appChecks,
  ...reviewChecks,
  ...productChecks,
  ...websiteChecks,
];
