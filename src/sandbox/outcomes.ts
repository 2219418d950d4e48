import type { Store } from './store.ts';

/** What can be told to end otherwise than well, and how it can end; the first is what happens when nobody says. */
export const outcomes = {
  review: ['approved', 'rejected', 'metadata_rejected'],
  betaReview: ['approved', 'rejected'],
  /** The upload FAILED, or the build that came of it INVALID. */
  build: ['valid', 'failed', 'invalid'],
  asset: ['complete', 'failed'],
} as const;

export type OutcomeKind = keyof typeof outcomes;

/** How the next one of a kind ends. */
export interface Outcome {
  /** One of `outcomes` of its kind. */
  readonly outcome: string;
  /** Id of the app whose next one is meant; that of any app when absent. */
  readonly app?: string;
  /** What a reviewer writes: it stands in App Review on the website, never in the API. */
  readonly reasons?: readonly string[];
  /** What Apple finds in a file. */
  readonly errors?: readonly Fault[];
}

/** An error of a file, as Apple tells it once the file has arrived: `IMAGE_ALPHA_NOT_ALLOWED`. */
export interface Fault {
  readonly code: string;
  readonly description: string;
}

/** What was decided, by whom it was asked for. */
export interface Decided extends Outcome {
  readonly kind: OutcomeKind;
  readonly id: string;
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly at: number;
}

interface Book {
  readonly next: Map<OutcomeKind, Outcome[]>;
  readonly decided: Decided[];
}

const books = new WeakMap<Store, Book>();

function bookOf(store: Store): Book {
  const book = books.get(store) ?? { next: new Map<OutcomeKind, Outcome[]>(), decided: [] };
  books.set(store, book);
  return book;
}

/** Says how the next one of a kind ends; several are used up in their order. Throws `RangeError` for what cannot be. */
export function foretell(store: Store, kind: OutcomeKind, outcome: Outcome): void {
  const known: readonly string[] = outcomes[kind];
  if (!known.includes(outcome.outcome))
    throw new RangeError(`${kind} ends ${known.join(', ')}; not "${outcome.outcome.slice(0, 40)}".`);
  if (kind === 'asset' && outcome.app !== undefined)
    throw new RangeError('An asset does not say of which app it is: leave "app" out.');
  const { next } = bookOf(store);
  next.set(kind, [...(next.get(kind) ?? []), outcome]);
}

/**
 * How this one ends, which is written down; `undefined` where nobody said: well, if it is in order.
 *
 * @param app id of the app that it belongs to, where it can be told
 */
export function foretold(
  store: Store,
  kind: OutcomeKind,
  { id, at, app }: { readonly id: string; readonly at: number; readonly app: string | undefined },
): Outcome | undefined {
  const { next, decided } = bookOf(store);
  const told = next.get(kind) ?? [];
  const outcome = told.find((one) => one.app === undefined || one.app === app);
  if (outcome === undefined) return undefined;
  next.set(
    kind,
    told.filter((one) => one !== outcome),
  );
  decided.push({ kind, id, at, ...outcome });
  return outcome;
}

/** What is still to come, and what came. */
export function outcomesOf(store: Store): {
  readonly next: readonly ({ readonly kind: OutcomeKind } & Outcome)[];
  readonly decided: readonly Decided[];
} {
  const { next, decided } = bookOf(store);
  return {
    next: [...next].flatMap(([kind, list]) => list.map((outcome) => ({ kind, ...outcome }))),
    decided,
  };
}
