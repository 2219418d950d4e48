import { base64Id } from './random.ts';
import type { Seeder } from './team-seeder.ts';
import { localPrice, proceeds, storefronts } from './territories.ts';

/** Price steps in dollars that products of the sandbox can be sold at. */
export const tiers: readonly number[] = [
  0.29, 0.49, 0.99, 1.49, 1.99, 2.49, 2.99, 3.29, 3.49, 3.99, 4.49, 4.99, 5.49, 5.99, 6.99, 7.99, 8.99, 9.99,
  10.99, 11.99, 12.99, 13.99, 14.99, 16.99, 19.99, 21.99, 24.99, 26.99, 27.99, 29.99, 30.99, 31.99, 32.99,
  34.99, 35.99, 36.99, 39.99, 44.99, 49.99, 54.99, 59.99, 99.99,
];

/** Price steps of apps; an app can be free. */
const appTiers: readonly number[] = [0, 0.99, 1.99, 2.99, 3.99, 4.99, 5.49, 5.99, 6.99, 9.99];

type PointResource = 'AppPricePointV3' | 'InAppPurchasePricePoint' | 'SubscriptionPricePoint';

/** Id of the point of a price step in a territory: unpadded base64 of a small object, as Apple's are. */
export function pricePointId(product: string, territory: string, dollars: number): string {
  return base64Id({ s: product, t: territory, p: String(10_000 + Math.round(dollars * 100)) });
}

/**
 * Makes the points of a product: every step of `steps` in all 175 storefronts. Points of one step are each other's
 * equalizations, as `equalizationsOf` tells.
 *
 * @returns ids, storefront by storefront
 */
export function seedPricePoints(
  seeder: Seeder,
  resource: PointResource,
  product: string,
  steps: readonly number[],
): string[] {
  const ids: string[] = [];
  for (const storefront of storefronts)
    for (const dollars of steps) {
      const customerPrice = localPrice(dollars, storefront);
      const id = pricePointId(product, storefront.code, dollars);
      ids.push(id);
      seeder.put(
        resource,
        id,
        {
          customerPrice,
          proceeds: proceeds(customerPrice),
          ...(resource === 'SubscriptionPricePoint' ? { proceedsYear2: proceeds(customerPrice) } : {}),
        },
        {
          territory: storefront.code,
          ...(resource === 'AppPricePointV3' ? { app: product } : {}),
        },
      );
    }
  return ids;
}

/**
 * Ids of the points that say the same price in the other storefronts, worked out from a point's id instead of being
 * stored 175 × 175 times. Empty for ids that are not of the seeded kind.
 */
export function equalizationsOf(pointId: string): readonly string[] {
  const { product, territory, step } = pointParts(pointId) ?? {};
  if (product === undefined || step === undefined) return [];
  return storefronts
    .filter(({ code }) => code !== territory)
    .map(({ code }) => base64Id({ s: product, t: code, p: step }));
}

/** The point that says the same price in another storefront; `undefined` for ids that are not of the seeded kind. */
export function equalizedIn(pointId: string, territory: string): string | undefined {
  const parts = pointParts(pointId);
  return parts === undefined ? undefined : base64Id({ s: parts.product, t: territory, p: parts.step });
}

function pointParts(
  pointId: string,
): { readonly product: string; readonly territory: string; readonly step: string } | undefined {
  const [, product, territory, step] =
    /^\{"s":"([\w-]+)","t":"([A-Z]{3})","p":"(\d+)"\}$/.exec(Buffer.from(pointId, 'base64url').toString()) ??
    [];
  return product === undefined || territory === undefined || step === undefined
    ? undefined
    : { product, territory, step };
}

/** Price of an app: the base is set by hand, the 174 others follow it. */
export function seedAppPrice(seeder: Seeder, app: string, dollars: number): void {
  seedPricePoints(seeder, 'AppPricePointV3', app, appTiers);
  const price = (territory: string, manual: boolean): string =>
    seeder.put(
      'AppPriceV2',
      base64Id({ s: app, t: territory, p: String(10_000 + Math.round(dollars * 100)), sd: 0, ed: 0 }),
      { manual },
      { appPricePoint: pricePointId(app, territory, dollars), territory },
    );
  seeder.put(
    'AppPriceSchedule',
    app,
    {},
    {
      app,
      baseTerritory: 'USA',
      manualPrices: [price('USA', true)],
      automaticPrices: storefronts.filter(({ code }) => code !== 'USA').map(({ code }) => price(code, false)),
    },
  );
}

/** Where an app is sold: everywhere but in `closed`. */
export function seedAppAvailability(seeder: Seeder, app: string, closed: readonly string[]): void {
  const rows = storefronts.map(({ code }) => {
    const open = !closed.includes(code);
    return seeder.put(
      'TerritoryAvailability',
      base64Id({ s: app, t: code }),
      {
        available: open,
        ...(open ? { releaseDate: seeder.day(730) } : {}),
        preOrderEnabled: false,
        contentStatuses: [open ? 'AVAILABLE' : code === 'CHN' ? 'ICP_NUMBER_MISSING' : 'CANNOT_SELL'],
      },
      { territory: code },
    );
  });
  seeder.put(
    'AppAvailabilityV2',
    app,
    { availableInNewTerritories: true },
    { territoryAvailabilities: rows },
  );
  seeder.link('App', app, 'appAvailabilityV2', app);
}
