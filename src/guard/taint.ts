import type { Soon } from './plan.ts';

/** What a session has shown the model of other people's text; kept in this process or where several find it. */
export interface ForeignText {
  /** Counts texts of a kind (`customerReviews`) that are about to leave the server. */
  add(kind: string, count: number): Soon<void>;
  /** Learns what other processes have shown the same session. */
  refresh(): Soon<void>;
  /** As of the last `add` or `refresh`. */
  readonly set: boolean;
  /** "This session has shown the model 12 customerReviews and 3 ciIssues." */
  sentence(): string | undefined;
}

/**
 * The latch: once this session has shown the model text that other people wrote, writes to places where data or power
 * can leave rise one tier, because that text may have asked for them. Deterministic; a person sees it in the prompt.
 */
export class Taint implements ForeignText {
  readonly #shown = new Map<string, number>();

  add(kind: string, count: number): void {
    if (count > 0) this.#shown.set(kind, (this.#shown.get(kind) ?? 0) + count);
  }

  /** There is nobody to learn from. */
  refresh(): void {}

  get set(): boolean {
    return this.#shown.size > 0;
  }

  sentence(): string | undefined {
    return sentenceOf(this.#shown);
  }
}

/** The counts by kind as a sentence; `undefined` when there are none. */
export function sentenceOf(shown: ReadonlyMap<string, number>): string | undefined {
  if (shown.size === 0) return undefined;
  const kinds = [...shown].map(([kind, count]) => `${count} ${kind}`);
  return `This session has shown the model text of other people: ${kinds.join(', ')}.`;
}
