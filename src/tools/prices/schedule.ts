import type { Change } from '../write/prepare.ts';
import type { Point } from './points.ts';
import type { Price, PriceBook } from './read-prices.ts';
import type { Target } from './targets.ts';
import { priceOn, type Timeline } from './timeline.ts';

/** One manual price of a schedule; no `start` = from now on. */
export interface Stretch {
  readonly territory: string;
  readonly pointId: string;
  readonly start: string | undefined;
  readonly end: string | undefined;
}

/** A schedule as it is to be, and what it makes of today's. */
export interface Schedule {
  readonly base: string;
  readonly stretches: readonly Stretch[];
  /** Targets that become a price set by hand. */
  readonly set: readonly Target[];
  /** Territories that follow the base to another price; targets among them need no price of their own. */
  readonly follow: readonly { readonly line: Timeline; readonly to: Point }[];
}

/**
 * Apple takes a schedule as a whole: manual prices and planned changes are carried over as they are, the current ones
 * as beginning now, because a day in the past is refused (facts §2, §8f, 2026-11-22). A target takes its place from
 * `start` until the next planned change of its territory. Whoever follows the base goes on following it.
 *
 * @param equalized what the base's new point is elsewhere; empty when the base stays as it is
 */
export function scheduleWith(
  book: PriceBook,
  lines: readonly Timeline[],
  targets: readonly Target[],
  equalized: ReadonlyMap<string, Point>,
  base: string,
  start: string | undefined,
  today: string,
): Schedule {
  const from = start ?? today;
  const changed = targets.filter((target) => {
    const line = lines.find(({ territory }) => territory === target.territory);
    const then = line === undefined ? undefined : priceOn(line, from);
    if (target.territory === base) return then?.pointId !== target.to.id;
    const followed = then !== undefined && !then.manual;
    // What the base brings anyway needs no price by hand; what holds already needs no change.
    if (followed && equalized.size > 0) return equalized.get(target.territory)?.id !== target.to.id;
    return then?.pointId !== target.to.id;
  });
  const set = new Map(changed.map((target) => [target.territory, target]));
  const manual = book.prices.filter(
    (price) => price.manual && (price.end === undefined || price.end > today),
  );
  const byTerritory = new Map<string, Stretch[]>();
  for (const price of manual)
    byTerritory.set(price.territory, [...(byTerritory.get(price.territory) ?? []), carried(price, today)]);
  for (const [territory, target] of set)
    byTerritory.set(territory, withTarget(byTerritory.get(territory) ?? [], target, start));
  return {
    base,
    stretches: [...byTerritory.values()].flat(),
    set: changed,
    follow: lines.flatMap((line) => {
      const to = equalized.get(line.territory);
      const then = priceOn(line, from);
      return to === undefined || set.has(line.territory) || then?.manual === true || then?.pointId === to.id
        ? []
        : [{ line, to }];
    }),
  };
}

function carried({ territory, pointId, start, end }: Price, today: string): Stretch {
  return { territory, pointId, start: start !== undefined && start > today ? start : undefined, end };
}

const always = '';

function withTarget(stretches: readonly Stretch[], target: Target, start: string | undefined): Stretch[] {
  const from = start ?? always;
  const before = stretches.filter((one) => (one.start ?? always) < from);
  const after = stretches
    .filter((one) => (one.start ?? always) > from)
    .sort((a, b) => ((a.start ?? always) < (b.start ?? always) ? -1 : 1));
  return [
    ...before.map((one) =>
      one.end === undefined || (start !== undefined && one.end > start) ? { ...one, end: start } : one,
    ),
    { territory: target.territory, pointId: target.to.id, start, end: after[0]?.start },
    ...after,
  ];
}

const operations = {
  app: {
    operation: 'appPriceSchedules_createInstance',
    owner: 'app',
    type: 'appPrices',
    point: 'appPricePoint',
  },
  'in-app purchase': {
    operation: 'inAppPurchasePriceSchedules_createInstance',
    owner: 'inAppPurchase',
    type: 'inAppPurchasePrices',
    point: 'inAppPurchasePricePoint',
  },
} as const;

/** The one request that sets a schedule. Local ids name the territory, so that a person can read them. */
export function scheduleChange(
  kind: keyof typeof operations,
  productId: string,
  { base, stretches }: Pick<Schedule, 'base' | 'stretches'>,
): Change {
  const { operation, owner, type, point } = operations[kind];
  const counts = new Map<string, number>();
  const included = stretches.map((stretch) => {
    const count = (counts.get(stretch.territory) ?? 0) + 1;
    counts.set(stretch.territory, count);
    return {
      type,
      id: `\${${stretch.territory}-${count}}`,
      attributes: {
        startDate: stretch.start ?? null,
        ...(stretch.end === undefined ? {} : { endDate: stretch.end }),
      },
      relationships: { [point]: stretch.pointId },
    };
  });
  return {
    operation,
    relationships: {
      [owner]: productId,
      baseTerritory: base,
      manualPrices: included.map(({ id }) => id),
    },
    included,
  };
}
