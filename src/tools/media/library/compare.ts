import type { LocalMedia } from '../local.ts';
import { contentOf, type LibraryFile, type LibraryFiles } from './match.ts';
import type { LibraryPlace } from './place-of.ts';
import type { Placement } from './placements.ts';

/** One place of one locale as it is and as it shall be. */
export interface PlaceWork {
  readonly locale: string;
  readonly localization: string;
  readonly place: LibraryPlace;
  /** Ids of placements that go. */
  readonly remove: readonly string[];
  /** The wanted order: a placement that is there, or a file that is still to be placed. */
  readonly order: readonly (Placement | LibraryFile)[];
  /** Customers would see another order than the wanted one, if new placements come last. */
  readonly reorder: boolean;
}

export function isPlacement(one: Placement | LibraryFile): one is Placement {
  return 'state' in one;
}

/** Files of a place against what is placed there, by asset: the same asset stays. What failed goes in any case. */
export function comparePlace(
  at: Pick<PlaceWork, 'locale' | 'localization' | 'place'>,
  wanted: readonly LocalMedia<LibraryPlace>[],
  files: LibraryFiles,
  there: readonly Placement[],
  keepOthers: boolean,
): PlaceWork {
  const free = new Set(there);
  const order: (Placement | LibraryFile)[] = wanted.flatMap((local): (Placement | LibraryFile)[] => {
    const file = files.get(contentOf(local));
    if (file === undefined) return [];
    const placed = there.find((one) => one.asset === file.asset && one.state !== 'FAILED' && free.has(one));
    if (placed === undefined) return [file];
    free.delete(placed);
    return [placed];
  });
  const kept = [...free].filter((one) => keepOthers && one.state !== 'FAILED');
  for (const one of kept) free.delete(one);
  order.push(...kept);
  const natural = [...there.filter((one) => !free.has(one)), ...order.filter((one) => !isPlacement(one))];
  return {
    ...at,
    remove: [...free].map(({ id }) => id),
    order,
    reorder: natural.some((one, index) => one !== order[index]),
  };
}

/** Whether anything of a place is to be changed. */
export function isChange({ remove, order, reorder }: PlaceWork): boolean {
  return remove.length > 0 || reorder || order.some((one) => !isPlacement(one));
}

/** Files of a place that Apple refused, or has not judged yet: such a place is left as it is. */
export function heldUp({ order }: PlaceWork): readonly LibraryFile[] {
  return order.flatMap((one) =>
    isPlacement(one) || (one.refused === undefined && !one.processing) ? [] : [one],
  );
}
