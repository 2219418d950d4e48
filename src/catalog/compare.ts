import type { CatalogData } from './types.ts';

/** What a newer catalogue has, lacks, and says otherwise; ids of operations in order. */
export interface CatalogChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** Compares two catalogues operation by operation, enum values included. */
export function compareCatalogs(before: CatalogData, after: CatalogData): CatalogChanges {
  const old = Object.keys(before.operations);
  const now = Object.keys(after.operations);
  const signature = (catalog: CatalogData, id: string): string => {
    const text = JSON.stringify(catalog.operations[id]);
    const enums = [...text.matchAll(/@([^"?!]+?)(?:\[\])?[?!]*"/g)].map(
      ([, name = '']) => catalog.enums[name] ?? '',
    );
    const fields = (catalog.operations[id]?.fields ?? '')
      .split(' ')
      .map((type) => catalog.enums[`fields:${type}`] ?? '');
    return [text, ...enums, ...fields].join('\n');
  };
  return {
    added: now.filter((id) => !Object.hasOwn(before.operations, id)).sort(),
    removed: old.filter((id) => !Object.hasOwn(after.operations, id)).sort(),
    changed: now
      .filter((id) => Object.hasOwn(before.operations, id) && signature(before, id) !== signature(after, id))
      .sort(),
  };
}
