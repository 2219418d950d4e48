/**
 * Addresses of what can be browsed: `asc://` and the path of the API without `/v1`. Other versions keep theirs, so
 * `/v2/inAppPurchases/1` is `asc://v2/inAppPurchases/1` and never meets `asc://inAppPurchases/1`.
 */

/** An address taken apart. */
export interface Address {
  /** Decoded segments: `['apps', '1500000101', 'builds']`. */
  readonly segments: readonly string[];
  /** Where a list goes on. */
  readonly cursor?: string;
}

const longest = 4_000;
const form = /^asc:\/\/(?<path>[^?#\\\s]+)(?:\?cursor=(?<cursor>[A-Za-z0-9_~-]{1,3000}))?$/;
/** What a segment may be once it is decoded: nothing that a URL parser would change, no separator, nothing unseen. */
const plain = /^(?!\.{1,2}$)[^/\\?#%\p{C}\p{Z}](?:[^/\\?#%\p{C}]{0,250}[^/\\?#%\p{C}\p{Z}])?$/u;

/** Takes an address apart; `undefined` for everything that is not ours. */
export function parseUri(uri: string): Address | undefined {
  const groups = uri.length > longest ? undefined : form.exec(uri)?.groups;
  if (groups === undefined) return undefined;
  const segments: string[] = [];
  for (const part of (groups['path'] ?? '').split('/')) {
    const segment = decoded(part);
    if (segment === undefined || !plain.test(segment)) return undefined;
    segments.push(segment);
  }
  const { cursor } = groups;
  return { segments, ...(cursor === undefined ? {} : { cursor }) };
}

/** Template variables arrive percent-encoded (RFC 6570); one level is undone. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** `/v1/apps/1/builds` → `asc://apps/1/builds`. */
export function uriOf(path: string): string {
  return `asc://${path.replace(/^\/(?:v1\/)?/, '')}`;
}

/** The segments of the API's path: `apps` → `/v1/apps`, `v2`, `sandboxTesters` → `/v2/sandboxTesters`. */
export function apiSegments(segments: readonly string[]): readonly string[] {
  return /^v[2-9]$/.test(segments[0] ?? '') ? segments : ['v1', ...segments];
}
