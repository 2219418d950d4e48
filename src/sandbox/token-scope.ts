import type { Query } from './query.ts';

/** A request as a scope sees it. */
export interface ScopedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Query;
}

/** Left out of the comparison (Apple's article on tokens, read 2026-11-22), as is the order of parameters. */
const notCompared: ReadonlySet<string> = new Set(['limit', 'cursor', 'sort']);

/**
 * Whether a `scope` claim allows a request: one of its entries must be `GET`, this very path, and this very query. What
 * is no list of strings allows nothing. With the version before the path (the article) and without it (a developer's
 * finding of 2022, Apple's forum, thread 707271) both count here, since nobody has tried it at Apple for us.
 */
export function scopeAllows(scope: unknown, { method, path, query }: ScopedRequest): boolean {
  if (!Array.isArray(scope) || method !== 'GET') return false;
  const paths = [path, path.replace(/^\/v\d+(?=\/)/, '')];
  const wanted = compared(Object.entries(query));
  return scope.some((entry: unknown) => {
    const [, asked = '', search] = /^GET (\/[^?\s]*)(?:\?(\S*))?$/.exec(String(entry)) ?? [];
    return paths.includes(asked) && compared([...new URLSearchParams(search)]) === wanted;
  });
}

function compared(parameters: readonly (readonly [string, string])[]): string {
  return JSON.stringify(
    parameters.filter(([name]) => !notCompared.has(name)).sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}
