import { seedReviews } from './reviews.ts';
import type { Store } from './store.ts';
import { seedApps, seedPlainApps } from './team-apps.ts';
import { seedAssets } from './team-assets.ts';
import { seedBuilds } from './team-builds.ts';
import { seedCloud } from './team-cloud.ts';
import { seedDrafts } from './team-drafts.ts';
import { fillGaps } from './team-filler.ts';
import { seedGameCenter } from './team-game-center.ts';
import { seedProducts, seedTerritories } from './team-products.ts';
import { Seeder } from './team-seeder.ts';
import { seedSigning } from './team-signing.ts';
import { seedStorefront } from './team-storefront.ts';

export { teamIds } from './team-ids.ts';

export interface TeamOptions {
  /** Milliseconds since 1970; all dates of the team are told from here. */
  readonly now: number;
  /** Further apps without a story, so that lists become long. */
  readonly apps?: number;
}

/**
 * Fills a store with a team that looks like a real one: Weather Now (3.1 live, 3.2 almost ready), Pocket Ledger (5.1
 * waiting for review), Trail Mate (2.5 rejected, phased release of 2.4 paused), and everything around them. The same
 * `now` gives the same team.
 *
 * @returns what the loaded catalogue does not have and was left out
 */
export function seedTeam(store: Store, options: TeamOptions): ReadonlySet<string> {
  const seeder = new Seeder(store, options.now);
  seedTerritories(seeder);
  seedApps(seeder);
  seedBuilds(seeder);
  seedProducts(seeder);
  seedReviews(seeder);
  seedCloud(seeder);
  seedSigning(seeder);
  seedStorefront(seeder);
  seedAssets(seeder);
  seedGameCenter(seeder);
  fillGaps(seeder);
  // After the filler, which would tie the drafts to what is live.
  seedDrafts(seeder);
  seedPlainApps(seeder, options.apps ?? 0);
  return seeder.skipped;
}
