import { notesOf, type Part, titleOf, undecided } from './draft-parts.ts';
import type { Product } from './product.ts';
import type { SetCall } from './set.ts';
import { isRise, type PriceChange, whoIsMeant, whoPays } from './subscribers.ts';
import { mayHaveSubscribers, subscriptionSteps } from './subscription.ts';
import { changeLines, stayingLines } from './summary.ts';
import type { Market, Targets } from './targets.ts';
import { priceOn } from './timeline.ts';

/** New prices of a subscription: one request for each territory. Throws `undecided` when nobody said who pays more. */
export function subscriptionDraft(
  product: Product,
  call: SetCall,
  market: Market,
  chosen: Targets,
  start: string | undefined,
  today: string,
): Part {
  const from = start ?? today;
  const lines = new Map(market.lines.map((line) => [line.territory, line]));
  const before = (territory: string) => {
    const line = lines.get(territory);
    return line === undefined ? undefined : priceOn(line, from);
  };
  const changes = chosen.targets
    .map((target): PriceChange => ({ target, from: before(target.territory) }))
    .filter(({ target, from: price }) => price?.pointId !== target.to.id);
  const rises = changes.filter(isRise);
  const paid = mayHaveSubscribers(product, start);
  if (paid && rises.length > 0 && call.existing_subscribers === undefined)
    throw undecided(
      whoIsMeant(rises),
      'Ask, then call again with "existing_subscribers":"keep" (new subscribers only) or "move".',
    );
  const touched = changes.flatMap(({ target }) => lines.get(target.territory) ?? []);
  const planned = touched.flatMap(({ later }) => later.filter((price) => price.start === start));
  return {
    targets: chosen.targets,
    steps: subscriptionSteps(product, changes, planned, {
      start,
      existing: call.existing_subscribers,
      plan: call.plan_type,
    }),
    summary: [
      titleOf(product, changes.length, start, call.plan_type),
      ...(paid ? whoPays(product, changes, call.existing_subscribers, from) : []),
      ...changeLines(
        changes.map(({ target }) => target),
        (territory) => before(territory)?.amount,
      ),
      ...(planned.length > 0
        ? [
            `Takes away what is planned for that day in ${planned.map(({ territory }) => territory).join(' ')}.`,
          ]
        : []),
      ...stayingLines(touched, from),
      chosen.rule,
    ],
    notes: notesOf(
      chosen,
      chosen.targets.filter((target) => !changes.some((change) => change.target === target)),
      market,
    ),
  };
}
