import type { Group, Hit, SearchResult } from './search.ts';

/** Most tokens that an answer may cost, by the estimate below. */
const budget = 480;

/**
 * A search result as a short text: the limit first where there is one, then the best operations with method and path,
 * then one line per resource with further ids. Ids are whole; where room is short, lines carry fewer of them.
 */
export function renderSearch(result: SearchResult): string {
  const head = headOf(result);
  if (result.best.length === 0) return head.join('\n');
  for (const each of [4, 3, 2, 1]) {
    const text = [...head, ...resourceLines(result, each)].join('\n');
    if (roughTokens(text) <= budget) return text;
  }
  const lines = [...head];
  for (const line of resourceLines(result, 1)) {
    if (roughTokens([...lines, line].join('\n')) > budget) break;
    lines.push(line);
  }
  return lines.join('\n');
}

function headOf({ limit, best, unknown, exact }: SearchResult): string[] {
  const lines: string[] = [];
  if (limit !== undefined) {
    lines.push(`Not possible through the API: ${limit.says}`, `Where instead: ${limit.where}`);
    if (limit.nearest !== undefined) lines.push(`Comes close: ${limit.nearest.join(', ')}`);
  }
  if (best.length === 0) {
    if (limit !== undefined) return lines;
    return [
      unknown === undefined || unknown.length === 0
        ? 'Nothing found.'
        : `Nothing found: the API has nothing called ${quoted(unknown)}.`,
      'Ask in English: try the word that App Store Connect uses for it, or a resource such as builds, betaGroups, appStoreVersions.',
    ];
  }
  if (limit?.nearest?.join() === best.map(({ id }) => id).join()) return lines;
  if (unknown !== undefined && unknown.length > 0)
    lines.push(
      `Not understood: ${quoted(unknown)}. Ask again in English, in the words of App Store Connect, unless this fits:`,
    );
  lines.push(exact ? 'Found:' : 'Best:');
  for (const hit of best) lines.push(`- ${hit.id} (${hit.method} ${hit.path})${mark(hit)}`);
  return lines;
}

function resourceLines({ best, groups, limit }: SearchResult, each: number): string[] {
  const shown = new Set([...best.map(({ id }) => id), ...(limit?.nearest ?? [])]);
  const lines: string[] = [];
  for (const group of groups) {
    const fresh = group.operations.filter(({ id }) => !shown.has(id)).slice(0, each);
    if (fresh.length === 0) continue;
    for (const { id } of fresh) shown.add(id);
    lines.push(lineOf(group, fresh));
  }
  return lines.length === 0 ? [] : ['By resource:', ...lines];
}

function lineOf({ resource, operations, more }: Group, fresh: readonly Hit[]): string {
  const rest = more + operations.length - fresh.length;
  const ids = fresh.map((hit) => `${hit.id}${mark(hit)}`).join(', ');
  return `- ${resource}: ${ids}${rest > 0 ? ` (+${rest})` : ''}`;
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(', ');
}

function mark(hit: Hit): string {
  if (hit.deprecated) return ' [deprecated]';
  return hit.stillNeeded ? ' [deprecated, still works]' : '';
}

/**
 * About how many o200k tokens a text costs, rather too many than too few: each word of a camel-case name one to two,
 * each run of other signs one.
 */
export function roughTokens(text: string): number {
  let sum = 0;
  for (const part of text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d{1,3}|\s*[^\sA-Za-z\d]+|\n+/g) ?? [])
    sum += /^[A-Za-z]/.test(part) && part.length > 9 ? 1.6 : 1;
  return Math.ceil(sum);
}
