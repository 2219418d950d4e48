import type { Attempt } from './retry.ts';

/** What became of tokens that allow one read each, as far as requests have shown. */
export type ScopedState = 'untried' | 'accepted' | 'refused';

/** Apple leaves these out when it compares a request with a scope (Apple's article on tokens, read 2026-11-22). */
const notCompared = new Set(['limit', 'cursor', 'sort']);

/**
 * The `scope` claim of a token for this one read. Apple compares path and query exactly, so each read has a token of its
 * own. The article shows `/v1/apps`; a developer found in 2022 that only `/apps` was taken (Apple's forum, thread
 * 707271). Any entry that fits is enough, so both are there. Neither was tried at Apple.
 */
export function scopeOf(path: string, query: Readonly<Record<string, string>> = {}): readonly string[] {
  const compared = Object.entries(query)
    .filter(([name]) => !notCompared.has(name))
    .map(([name, value]) => `${name}=${value.replaceAll(/[%&#+\s]/g, encodeURIComponent)}`);
  const search = compared.length === 0 ? '' : `?${compared.join('&')}`;
  return [...new Set([path, path.replace(/^\/v\d+(?=\/)/, '')])].map((each) => `GET ${each}${search}`);
}

/**
 * Whether reads go with such tokens. They do until Apple refuses one and takes the same read with a usual token: then
 * usual tokens are used for good, and `onRefused` is called once. Whoever may change nothing gains that Apple refuses
 * changes, too, and loses it there; the policy refuses them before and after.
 */
export class ScopedReads {
  readonly #onRefused: () => void;
  #state: ScopedState = 'untried';

  constructor(onRefused: () => void) {
    this.#onRefused = onRefused;
  }

  get state(): ScopedState {
    return this.#state;
  }

  get active(): boolean {
    return this.#state !== 'refused';
  }

  /** A read was answered with 2xx; `scoped` tells which kind of token it had after all. */
  succeeded(scoped: boolean): void {
    if (this.#state === 'refused') return;
    if (scoped) this.#state = 'accepted';
    else {
      this.#state = 'refused';
      this.#onRefused();
    }
  }

  /**
   * Whether this refusal may be the scope's doing, so that the read is worth one attempt with a usual token. That such
   * tokens are known to be taken makes a 403 the role's.
   */
  mayBeScope(attempt: Attempt): boolean {
    return attempt === 401 || (attempt === 403 && this.#state !== 'accepted');
  }
}
