import type { Prompt } from './define.ts';
import { priceProduct } from './price-product.ts';
import { releaseVersion } from './release-version.ts';
import { setUpSigning } from './set-up-signing.ts';
import { startBeta } from './start-beta.ts';
import { triageReviews } from './triage-reviews.ts';
import { weeklyNumbers } from './weekly-numbers.ts';
import { whyBuildStuck } from './why-build-stuck.ts';

/** Every prompt, in the order in which clients see them. A new one is added here and nowhere else. */
export const prompts: readonly Prompt[] = [
  releaseVersion,
  triageReviews,
  weeklyNumbers,
  startBeta,
  setUpSigning,
  priceProduct,
  whyBuildStuck,
];
