import { arrayAt, isObject, stringAt } from '../../src/catalog/json.ts';
import type { Running } from '../support/server.ts';

/** What a walk along `asc://` links found. */
export interface Crawl {
  /** Every address that was linked or listed. */
  readonly seen: ReadonlySet<string>;
  /** Addresses that were read. */
  readonly read: readonly string[];
  /** Links that led nowhere, with what was said. */
  readonly dead: readonly string[];
  /** Kinds of addresses of which not all were read, with the number left out. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** The largest answer, in characters. */
  readonly longest: { readonly uri: string; readonly text: string };
}

/**
 * Follows every link from the roots. Of the kinds that `sampled` matches only the first few are read; the next page of
 * a list is always followed.
 */
export async function crawl(server: Running, sampled: RegExp, sample: number): Promise<Crawl> {
  const { resources } = await server.client.listResources();
  const queue = resources.map(({ uri }) => uri);
  const seen = new Set(queue);
  const read: string[] = [];
  const dead: string[] = [];
  const leftOut = new Map<string, number>();
  const readOf = new Map<string, number>();
  let longest = { uri: '', text: '' };
  let busy = 0;
  const visit = async (uri: string): Promise<void> => {
    const kind = kindOf(uri);
    const count = (readOf.get(kind) ?? 0) + 1;
    readOf.set(kind, count);
    if (count > sample && sampled.test(kind) && !uri.includes('?')) {
      leftOut.set(kind, (leftOut.get(kind) ?? 0) + 1);
      return;
    }
    try {
      const text = contentOf(await server.client.readResource({ uri }));
      read.push(uri);
      if (text.length > longest.text.length) longest = { uri, text };
      for (const link of linksIn(text.startsWith('{') ? JSON.parse(text) : undefined)) {
        if (seen.has(link)) continue;
        seen.add(link);
        queue.push(link);
      }
    } catch (error) {
      dead.push(`${uri}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const worker = async (): Promise<void> => {
    for (;;) {
      const uri = queue.shift();
      if (uri === undefined) {
        if (busy === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
        continue;
      }
      busy += 1;
      await visit(uri);
      busy -= 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return { seen, read, dead, leftOut, longest };
}

/** `asc://apps/1/builds?cursor=x` → `apps/{id}/builds`. */
function kindOf(uri: string): string {
  return uri
    .replace(/^asc:\/\//, '')
    .replace(/\?.*$/, '')
    .replace(/^((?:v\d\/)?\w+)\/[^/]+/, '$1/{id}');
}

/** The text of the one content of a resource. */
export function contentOf(result: unknown): string {
  const [content] = arrayAt(result, 'contents');
  return stringAt(content, 'text') ?? '';
}

/** Addresses anywhere but in the data itself, which anybody may have written. */
function linksIn(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('asc://') ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(linksIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => (key === 'data' ? [] : linksIn(item)));
}
