import { errorsGuide } from './guides/errors.ts';
import { limitsGuide } from './guides/limits.ts';
import { pricingGuide } from './guides/pricing.ts';
import { releaseGuide } from './guides/release.ts';
import { testflightGuide } from './guides/testflight.ts';

/** A short text that a person or an assistant reads before the work: `asc://guide/<name>`. */
export interface Guide {
  readonly title: string;
  readonly description: string;
  /** Markdown. */
  readonly text: () => string;
}

/** By the last part of the address. */
export const guides: { readonly [name: string]: Guide } = {
  release: releaseGuide,
  testflight: testflightGuide,
  pricing: pricingGuide,
  errors: errorsGuide,
  limits: limitsGuide,
};
