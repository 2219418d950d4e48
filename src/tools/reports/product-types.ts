/**
 * What the product type identifiers of sales reports mean, by prefix. Collected from Apple's sheet of identifiers and
 * public clients (2026-11-22): 1… first downloads, 3… redownloads, 7… updates, IA… and FI… in-app purchases.
 */
export type ProductClass = 'downloads' | 'redownloads' | 'updates' | 'purchases';

const classes: readonly (readonly [RegExp, ProductClass])[] = [
  [/^(?:1|F1)/, 'downloads'],
  [/^(?:3|F3)/, 'redownloads'],
  [/^(?:7|F7)/, 'updates'],
  [/^(?:IA|FI)/, 'purchases'],
];

const known = new Map<string, ProductClass | undefined>();

/** The class of an identifier such as `1F`, `IAY`, `7T`; `undefined` for one that is not known (it counts as units only). */
export function productClass(identifier: string): ProductClass | undefined {
  if (known.has(identifier)) return known.get(identifier);
  const found = classes.find(([prefix]) => prefix.test(identifier))?.[1];
  if (known.size < 1_000) known.set(identifier, found);
  return found;
}
