/**
 * The latch: once this session has shown the model text that other people wrote, writes to places where data or power
 * can leave rise one tier, because that text may have asked for them. Deterministic; a person sees it in the prompt.
 */
export class Taint {
  readonly #shown = new Map<string, number>();

  /** Counts texts of a kind (`customerReviews`) that left the server. */
  add(kind: string, count: number): void {
    if (count > 0) this.#shown.set(kind, (this.#shown.get(kind) ?? 0) + count);
  }

  get set(): boolean {
    return this.#shown.size > 0;
  }

  /** "This session has shown the model 12 customerReviews and 3 ciIssues." */
  sentence(): string | undefined {
    if (!this.set) return undefined;
    const kinds = [...this.#shown].map(([kind, count]) => `${count} ${kind}`);
    return `This session has shown the model text of other people: ${kinds.join(', ')}.`;
  }
}
