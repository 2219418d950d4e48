import { type Change, many, one } from './change.ts';
import { base64Id } from './random.ts';
import type { Store, Stored } from './store.ts';
import { equalizedIn } from './team-prices.ts';
import { storefronts } from './territories.ts';

/** How the prices of a schedule name their point. */
const pointNames: Readonly<Record<string, string>> = {
  AppPriceV2: 'appPricePoint',
  InAppPurchasePrice: 'inAppPurchasePricePoint',
};

/** A stretch of time with one price; `start` and `end` as `YYYY-MM-DD`, open where absent. */
interface Stretch {
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly point: string;
}

const earliest = '0000-00-00';
const latest = '9999-99-99';

/** The storefront of a price: its own link, else that of its point. */
export function territoryOf(store: Store, price: Stored): string | undefined {
  const point = one(store, price, pointNames[price.resource] ?? 'subscriptionPricePoint');
  return one(store, price, 'territory')?.id ?? one(store, point, 'territory')?.id;
}

/**
 * A new schedule takes the place of the old one as a whole: what is not sent again follows the base territory from now
 * on, wherever and whenever no manual price holds (facts §8e, §8f, 2026-11-22).
 */
export function followBase(change: Change, schedule: Stored): void {
  const { store } = change;
  const manual = many(store, schedule, 'manualPrices');
  const [first] = manual;
  const base = one(store, schedule, 'baseTerritory')?.id;
  const pointName = pointNames[first?.resource ?? ''];
  if (first === undefined || base === undefined || pointName === undefined) return;
  const byTerritory = new Map<string, Stretch[]>();
  for (const price of manual) {
    const territory = territoryOf(store, price);
    const point = one(store, price, pointName)?.id;
    price.attributes = { ...price.attributes, manual: true };
    if (territory === undefined || point === undefined) continue;
    store.link(price, 'territory', territory);
    byTerritory.set(territory, [
      ...(byTerritory.get(territory) ?? []),
      { start: dayAt(price, 'startDate'), end: dayAt(price, 'endDate'), point },
    ]);
  }
  for (const [territory, stretches] of byTerritory) byTerritory.set(territory, inOrder(stretches));
  const followed = byTerritory.get(base) ?? [];
  const automatic: string[] = [];
  for (const { code } of storefronts) {
    if (code === base) continue;
    for (const stretch of gaps(followed, byTerritory.get(code) ?? [])) {
      const point = equalizedIn(stretch.point, code);
      if (point === undefined || store.get(pointResource(first.resource), point) === undefined) continue;
      const id = base64Id({ s: schedule.id, t: code, p: point.slice(-12), sd: stretch.start ?? 0, ed: 0 });
      store.put(
        first.resource,
        id,
        {
          manual: false,
          ...(stretch.start === undefined ? {} : { startDate: stretch.start }),
          ...(stretch.end === undefined ? {} : { endDate: stretch.end }),
        },
        { [pointName]: point, territory: code },
      );
      automatic.push(id);
    }
  }
  store.link(schedule, 'automaticPrices', automatic);
}

function pointResource(price: string): string {
  return price === 'AppPriceV2' ? 'AppPricePointV3' : 'InAppPurchasePricePoint';
}

function dayAt(price: Stored, name: string): string | undefined {
  const value = price.attributes[name];
  return typeof value === 'string' ? value : undefined;
}

/** By day; a stretch ends where the next begins at the latest. */
function inOrder(stretches: readonly Stretch[]): Stretch[] {
  const sorted = [...stretches].sort((a, b) => ((a.start ?? earliest) < (b.start ?? earliest) ? -1 : 1));
  return sorted.map((stretch, index) => {
    const next = sorted[index + 1]?.start;
    return next === undefined || (stretch.end ?? latest) <= next ? stretch : { ...stretch, end: next };
  });
}

/** The base's stretches without the times for which there are manual prices. */
function gaps(followed: readonly Stretch[], manual: readonly Stretch[]): readonly Stretch[] {
  return manual.reduce<readonly Stretch[]>(
    (rest, taken) =>
      rest.flatMap((stretch) => {
        const from = taken.start ?? earliest;
        const to = taken.end ?? latest;
        const start = stretch.start ?? earliest;
        const end = stretch.end ?? latest;
        if (to <= start || from >= end) return [stretch];
        return [
          ...(start < from ? [{ ...stretch, end: from }] : []),
          ...(to < end ? [{ ...stretch, start: to }] : []),
        ];
      }),
    followed,
  );
}
