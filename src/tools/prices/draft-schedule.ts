import type { ToolContext } from '../context.ts';
import { refused } from '../refused.ts';
import { notesOf, type Part, titleOf } from './draft-parts.ts';
import { type Point, readEqualized } from './points.ts';
import type { Product } from './product.ts';
import { scheduleChange, scheduleWith } from './schedule.ts';
import type { SetCall } from './set.ts';
import { changeLines, followLines, stayingLines } from './summary.ts';
import type { Market, Targets } from './targets.ts';
import { priceOn } from './timeline.ts';

/** New prices of an app or an in-app purchase: one request that replaces the schedule. */
export async function scheduleDraft(
  context: ToolContext,
  product: Product & { readonly kind: 'app' | 'in-app purchase' },
  call: SetCall,
  market: Market,
  chosen: Targets,
  start: string | undefined,
  today: string,
): Promise<Part> {
  const { book, lines } = market;
  const base = book.base ?? newBase(chosen, call);
  const onBase = chosen.targets.find(({ territory }) => territory === base);
  const baseLine = lines.find(({ territory }) => territory === base);
  const moves =
    onBase !== undefined &&
    (baseLine === undefined ? undefined : priceOn(baseLine, start ?? today)?.pointId) !== onBase.to.id;
  const equalized: ReadonlyMap<string, Point> = !moves
    ? new Map()
    : chosen.equalizedFrom?.pointId === onBase.to.id
      ? chosen.equalizedFrom.equalized
      : await readEqualized(context, product, onBase.to, undefined);
  const schedule = scheduleWith(book, lines, chosen.targets, equalized, base, start, today);
  const { set, follow } = schedule;
  const byTerritory = new Map(lines.map((line) => [line.territory, line]));
  const touched = set.flatMap(({ territory }) => byTerritory.get(territory) ?? []);
  const unchanged = chosen.targets.filter(
    (target) => !set.includes(target) && !follow.some(({ line }) => line.territory === target.territory),
  );
  const kept = new Set(schedule.stretches.map(({ territory }) => territory)).size - set.length;
  return {
    targets: chosen.targets,
    steps:
      set.length === 0
        ? []
        : [{ kind: 'create', change: scheduleChange(product.kind, product.id, schedule) }],
    summary: [
      titleOf(product, set.length, start),
      ...changeLines(set, (territory) => {
        const line = byTerritory.get(territory);
        return line === undefined ? undefined : priceOn(line, start ?? today)?.amount;
      }),
      ...(follow.length > 0
        ? [
            `${follow.length} territories that follow the base ${base} change with it:`,
            ...followLines(follow),
          ]
        : []),
      ...stayingLines(touched, start ?? today),
      `One request replaces the schedule; ${kept} other ${kept === 1 ? 'price' : 'prices'} set by hand and all planned changes are sent again as they are. Base ${base}.`,
      chosen.rule,
    ],
    notes: notesOf(chosen, unchanged, market),
  };
}

/** A product that never had a price follows the territory that the call is about. */
function newBase({ targets }: Targets, call: SetCall): string {
  const [only] = targets;
  if (only !== undefined && targets.length === 1) return only.territory;
  throw refused(
    `This product has no price yet${call.equalize_from === undefined ? '' : ', and several territories are named'}; say the price of one territory, and the others follow it.`,
  );
}
