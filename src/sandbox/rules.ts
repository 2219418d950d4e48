import { buildUploadRules } from './build-uploads.ts';
import type { Rules } from './change.ts';
import { assetRules } from './rules-assets.ts';
import { cloudRules } from './rules-cloud.ts';
import { gameCenterRules } from './rules-game-center.ts';
import { peopleRules } from './rules-people.ts';
import { priceRules } from './rules-prices.ts';
import { productRules } from './rules-products.ts';
import { reviewRules } from './rules-review.ts';
import { signingRules } from './rules-signing.ts';
import { storefrontRules } from './rules-storefront.ts';
import { testFlightRules } from './rules-testflight.ts';
import { versionRules } from './rules-versions.ts';
import { webhookRules } from './webhooks.ts';

/**
 * What Apple does beyond storing, by operation id, each as documentation or live calls were reported to behave
 * (collected 2026-11-22). What holds for many operations alike stands in tables of its own: locks.ts (states that
 * forbid editing), limits.ts (lengths), unique.ts (natural keys), uploads.ts (reservations).
 */
export const rules: Rules = {
  ...versionRules,
  ...reviewRules,
  ...testFlightRules,
  ...buildUploadRules,
  ...productRules,
  ...priceRules,
  ...signingRules,
  ...peopleRules,
  ...webhookRules,
  ...storefrontRules,
  ...assetRules,
  ...gameCenterRules,
  ...cloudRules,
};
