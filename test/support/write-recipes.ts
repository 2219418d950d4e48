import type { Store } from '../../src/sandbox/store.ts';

/** What a legal write needs that its example cannot know. */
export interface Recipe {
  /** Optional relationships that are needed all the same. */
  readonly links?: readonly string[];
  /** Required relationships that `inline` gives. */
  readonly replaced?: readonly string[];
  readonly attributes?: (context: {
    readonly now: number;
    readonly serial: number;
  }) => Record<string, unknown>;
  /** Relationships to entities of `included`, and these. */
  readonly inline?: (context: {
    readonly store: Store;
    readonly now: number;
    readonly serial: number;
    readonly links: ReadonlyMap<string, string>;
  }) => { readonly relationships: Record<string, unknown>; readonly included?: readonly unknown[] };
}

/** By operation id. */
export const recipes: Readonly<Record<string, Recipe>> = {};
