import type { Write } from '../../../guard/types.ts';
import type { ToolContext } from '../../context.ts';
import { prepare } from '../../write/prepare.ts';
import type { LibraryAsset } from './assets.ts';
import type { PlaceWork } from './compare.ts';
import type { LibraryFiles } from './match.ts';

/** An asset that no page of the app uses any more. */
export interface Leftover {
  readonly asset: LibraryAsset;
  /** It was never reviewed, so it can be deleted; reviewed ones are only archived (help pages, read 2026-11-22). */
  readonly deletable: boolean;
}

const neverReviewed: ReadonlySet<string> = new Set([
  'AWAITING_UPLOAD',
  'FAILED',
  'COMPLETE',
  'PREPARE_FOR_SUBMISSION',
]);

/** Assets without a placement once the changed places have lost theirs, and without a file on this computer. */
export function leftoversOf(
  assets: readonly LibraryAsset[],
  files: LibraryFiles,
  work: readonly PlaceWork[],
): readonly Leftover[] {
  const removed = new Set(work.flatMap(({ remove }) => remove));
  const wanted = new Set([...files.values()].flatMap(({ asset, adopt }) => [asset, adopt]));
  return assets
    .filter(
      ({ id, placements, delivery }) =>
        !wanted.has(id) &&
        delivery.state !== 'ARCHIVED' &&
        placements.every((placement) => removed.has(placement)),
    )
    .map((asset) => ({ asset, deletable: neverReviewed.has(asset.delivery.state) }));
}

/** Deletes of one call: a person reads every line. */
const mostDeletes = 25;

/** The requests that delete what can be deleted; the rest of a long list waits for another call. */
export async function deletesOf(
  context: ToolContext,
  leftovers: readonly Leftover[],
): Promise<readonly Write[]> {
  const writes: Write[] = [];
  for (const { asset } of leftovers.filter(({ deletable }) => deletable).slice(0, mostDeletes))
    writes.push(
      await prepare(context, 'delete', {
        operation: `${asset.media.asset.operations}_deleteInstance`,
        id: asset.id,
      }),
    );
  return writes;
}
