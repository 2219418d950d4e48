import type { LocalMedia } from './local.ts';
import type { MediaKind, RemoteFile } from './sets.ts';

/** Where a file of the wanted order comes from. */
export type Step =
  | { readonly kind: 'keep'; readonly id: string }
  | { readonly kind: 'upload'; readonly file: LocalMedia; readonly adopt?: string };

/** What makes a set the wanted one. */
export interface SetPlan {
  /** Ids that go. */
  readonly remove: readonly string[];
  /** The set in its new order. */
  readonly steps: readonly Step[];
  /** The order of what stays differs from the wanted one. */
  readonly reorder: boolean;
}

/**
 * Holds the files of a set against what is there, by checksum: the same bytes stay whatever they are called. A
 * reservation of the same name and size that still waits is filled; what failed goes in any case.
 */
export function compareSet(
  kind: MediaKind,
  local: readonly LocalMedia[],
  remote: readonly RemoteFile[],
  keepOthers: boolean,
): SetPlan {
  const { failed, awaiting } = kind.asset.state;
  const free = new Map(remote.map((file) => [file.id, file]));
  const take = (fits: (file: RemoteFile) => boolean): string | undefined => {
    for (const [id, file] of free)
      if (fits(file)) {
        free.delete(id);
        return id;
      }
    return undefined;
  };
  const arrived = (file: RemoteFile): boolean => file.state !== awaiting && !failed.includes(file.state);
  // First everything that is there, so that a file that only changed its place is not taken for another.
  const there = local.map((file) => take((one) => arrived(one) && one.md5 === file.md5));
  const steps: Step[] = local.map((file, index) => {
    const id = there[index];
    if (id !== undefined) return { kind: 'keep', id };
    const adopt = take(
      (one) => one.state === awaiting && one.fileName === file.name && one.fileSize === file.size,
    );
    return { kind: 'upload', file, ...(adopt === undefined ? {} : { adopt }) };
  });
  const remove: string[] = [];
  for (const [id, file] of free) {
    if (keepOthers && arrived(file)) steps.push({ kind: 'keep', id });
    else remove.push(id);
  }
  const kept = steps.flatMap((step) => (step.kind === 'keep' ? [step.id] : []));
  const before = remote.map(({ id }) => id).filter((id) => kept.includes(id));
  return { remove, steps, reorder: kept.some((id, index) => id !== before[index]) };
}
