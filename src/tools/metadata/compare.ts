import { digest, type Known } from './pulled.ts';
import { localesOf, type Texts } from './texts.ts';

/** A text that is not the same here and on App Store Connect, and who changed it. */
export interface Difference {
  readonly key: string;
  /** `local`: changed here; `live`: changed there; `conflict`: changed on both sides, or nobody knows. */
  readonly kind: 'local' | 'live' | 'conflict';
  readonly local: string;
  /** As App Store Connect has it; empty when it has none. */
  readonly live: string;
}

/**
 * Three sides: here, on App Store Connect, and what both had last. Only texts that are here are compared. Without a
 * last state an empty side gives way; two texts are a conflict.
 */
export function compare(local: Texts, live: Texts, known: ReadonlyMap<string, Known>): readonly Difference[] {
  const found: Difference[] = [];
  for (const [key, mine] of local) {
    const theirs = live.get(key) ?? '';
    if (mine === theirs) continue;
    const last = known.get(key);
    const there = digest(theirs);
    const liveMoved = last === undefined ? theirs !== '' : there !== last.base && there !== last.sent;
    const localMoved = last === undefined ? mine !== '' : digest(mine) !== last.base;
    found.push({
      key,
      kind: !liveMoved ? 'local' : !localMoved ? 'live' : 'conflict',
      local: mine,
      live: theirs,
    });
  }
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Locales that were pulled once and have no file here any more, while App Store Connect still has them. */
export function removedLocales(
  local: Texts,
  live: ReadonlySet<string>,
  known: ReadonlyMap<string, Known>,
): readonly string[] {
  const here = localesOf(local);
  const before = new Set([...known.keys()].map((key) => key.split('/')[0] ?? ''));
  return [...live].filter((locale) => !here.has(locale) && before.has(locale)).sort();
}

/** The state to remember: what is the same now, what is being sent, and everything else as it was. */
export function nextKnown(
  local: Texts,
  live: Texts,
  known: ReadonlyMap<string, Known>,
  sending: readonly Difference[],
): Map<string, Known> {
  const next = new Map(known);
  for (const [key, mine] of local) if (mine === (live.get(key) ?? '')) next.set(key, { base: digest(mine) });
  for (const { key, local: mine, live: theirs } of sending)
    next.set(key, { base: digest(theirs), sent: digest(mine) });
  return next;
}
