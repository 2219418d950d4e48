import { deprecationOf } from './deprecations.ts';
import type { Catalog, Operation } from './index.ts';
import { type Limit, limits } from './limits.ts';
import { type Entry, type Kind, SearchIndex } from './search-index.ts';
import { nearestNames } from './search-nearest.ts';
import { type Intent, intentOf, isVerb, type PhraseMatch, Phrases, verbAt } from './search-phrases.ts';
import { distance, isFiller, isGeneric, splitName, type Token, tokens } from './search-words.ts';
import { type Synonym, synonyms } from './synonyms.ts';

export type { Kind };

export interface Hit {
  readonly id: string;
  readonly method: Operation['method'];
  readonly path: string;
  /** Only compared with others of the same answer; no unit. */
  readonly score: number;
  readonly deprecated?: true;
  /** Deprecated by Apple, but accounts without the successor still need it. */
  readonly stillNeeded?: true;
}

export interface Group {
  /** First part of the operation ids, or of the ids of what related reads return. */
  readonly resource: string;
  /** Best first, deprecated last, at most six. */
  readonly operations: readonly Hit[];
  /** How many operations of the resource are not among them. */
  readonly more: number;
}

export interface SearchResult {
  readonly query: string;
  /** An operation id or a path was given, and found. */
  readonly exact?: true;
  /** The three best operations over all groups. */
  readonly best: readonly Hit[];
  readonly groups: readonly Group[];
  /** What was asked cannot be done through the API. */
  readonly limit?: Limit;
  /** Words that mean nothing here, when they are why nothing was found or outnumber the others. */
  readonly unknown?: readonly string[];
}

export interface FindOptions {
  /** Groups at most, 8 unless told. */
  readonly limit?: number;
  readonly kind?: Kind;
}

export interface Search {
  /** Operations for a question in natural words, an operation id or a path. Empty rather than weak. */
  find(query: string, options?: FindOptions): SearchResult;
  /** Ids of operations that a mistyped one may have meant, best first, at most five. */
  nearest(name: string): string[];
}

/** Builds its index on first use, in some 50 ms, and keeps it. */
export function createSearch(catalog: Catalog): Search {
  let finder: Finder | undefined;
  const ready = () => {
    finder ??= new Finder(catalog);
    return finder;
  };
  return {
    find: (query, options = {}) => ready().find(query, options),
    nearest: (name) => nearestNames(catalog.operationIds(), name),
  };
}

/** Points of a synonym; more for longer phrases, less for later meanings and for loose matches. */
const synonymPoints = 9;
const laterMeaning = [1, 0.82, 0.72, 0.66, 0.6];
/** A resource that is meant also lifts the operations it owns that lead elsewhere. */
const ownerShare = 0.4;

/** Best scores under this are not shown beside a limit: what comes near it is. */
const weakBesideLimit = 8;

/** A best score under this is no answer. */
const weakest = 1.2;

/** Operations with less than this share of the best score are left out. */
const weakShare = 0.18;

/** What is longer is not a question; the rest is not read. */
const longestQuery = 1000;
const mostWords = 40;

class Finder {
  readonly #catalog: Catalog;
  readonly #index: SearchIndex;
  readonly #synonyms: Phrases<Synonym>;
  readonly #own: ReadonlySet<Synonym>;
  readonly #limits = new Phrases<Limit>(limits, (row) => row.asked);
  readonly #vocabulary: ReadonlySet<string>;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#index = new SearchIndex(catalog);
    const own = ownNames([...this.#index.sizes.keys()]);
    this.#own = new Set(own);
    this.#synonyms = new Phrases<Synonym>([...synonyms, ...own], (row) => row.say);
    this.#vocabulary = new Set([...this.#index.stems(), ...this.#synonyms.stems, ...this.#limits.stems]);
  }

  find(query: string, { limit = 8, kind }: FindOptions): SearchResult {
    const exact = this.#exact(query.trim());
    if (exact.length > 0) return this.#answer(query, exact, limit, { exact: true });

    const { question, strange } = this.#understood(tokens(query.slice(0, longestQuery)).slice(0, mostWords));
    const matches = this.#synonyms.find(question, 2);
    const found = longest(matches).filter(
      ({ row, from, to }) =>
        !this.#own.has(row) ||
        !matches.some((other) => other.from === from && other.to === to && !this.#own.has(other.row)),
    );
    const barrier = this.#limitOf(question, matches);
    const scores = this.#scores(question, found, kind);
    const ranked: [number, number][] = [];
    let most = 0;
    scores?.forEach((score, entry) => {
      if (score <= 0 || (kind !== undefined && this.#index.entries[entry]?.operation.kind !== kind)) return;
      ranked.push([entry, score]);
      most = Math.max(most, score);
    });
    const good = most < weakest ? [] : ranked.filter(([, score]) => score > most * weakShare);
    const nearest = (barrier?.row.nearest ?? []).flatMap((id): [number, number][] => {
      const entry = this.#index.byId.get(id);
      return entry === undefined ? [] : [[entry, 0]];
    });
    const unknown =
      barrier !== undefined
        ? []
        : good.length > 0
          ? strange
          : question.filter((token) => this.#isStrange(token)).map(({ word }) => word);
    const weak = barrier !== undefined && (most < weakBesideLimit || asksOnlyFor(barrier, question));
    return this.#answer(query, weak ? nearest : good, limit, {
      ...(barrier === undefined ? {} : { limit: barrier.row }),
      ...(unknown.length === 0 ? {} : { unknown }),
    });
  }

  /**
   * The question with typing mistakes mended. Where more words are strange than known, what looks like a mistake is a
   * word of another language rather, and guessing would mislead: then they are told instead.
   */
  #understood(asked: readonly Token[]): { readonly question: readonly Token[]; readonly strange: string[] } {
    const question = this.#corrected(asked);
    const strange = question.filter((token) => this.#isStrange(token)).length;
    const known = asked.filter((token) => this.#vocabulary.has(token.stem) && !isFiller(token)).length;
    if (strange <= known) return { question, strange: [] };
    return {
      question: asked,
      strange: asked.filter((token) => this.#isStrange(token)).map(({ word }) => word),
    };
  }

  #isStrange(token: Token): boolean {
    return !isFiller(token) && !isGeneric(token) && !isVerb(token) && !this.#vocabulary.has(token.stem);
  }

  /** Words that are known nowhere are taken for the nearest known one. */
  #corrected(question: readonly Token[]): Token[] {
    const known = this.#vocabulary;
    return question.map((token) => {
      if (
        token.stem.length < 4 ||
        known.has(token.stem) ||
        isFiller(token) ||
        isVerb(token) ||
        /\d/.test(token.word)
      )
        return token;
      const allowed = token.stem.length < 8 ? 1 : 2;
      let best = token.stem;
      let least = allowed + 1;
      for (const word of this.#vocabulary) {
        if (word.length < 4 || word[0] !== token.stem[0]) continue;
        const changes = distance(token.stem, word, allowed);
        if (changes < least) {
          least = changes;
          best = word;
        }
      }
      if (least > allowed && token.stem.length >= 5) {
        const longer = [...this.#vocabulary].find((word) => word.startsWith(token.stem));
        if (longer !== undefined) best = longer;
      }
      return { word: token.word, stem: best };
    });
  }

  /** The row of the limits that the question asks about, unless its words belong to a longer name. */
  #limitOf(
    question: readonly Token[],
    found: readonly PhraseMatch<Synonym>[],
  ): PhraseMatch<Limit> | undefined {
    const [match] = this.#limits
      .find(question, 1)
      .filter(({ from, to, words, loose }) => {
        if (words > 2) return true;
        if (loose) return false;
        const next = question[to];
        const belongs =
          next !== undefined &&
          !isFiller(next) &&
          !/^(with|in|on|and|named|called)$/.test(next.word) &&
          this.#index.knows(next.stem) &&
          words > 1;
        return (
          !belongs &&
          !found.some((other) => !other.loose && other.from < to && other.to > from && other.words > words)
        );
      })
      .sort((a, b) => b.words - a.words);
    return match;
  }

  /** A score for each operation, or undefined when nothing specific is known. */
  #scores(
    question: readonly Token[],
    found: readonly PhraseMatch<Synonym>[],
    kind: Kind | undefined,
  ): Float64Array | undefined {
    const inPhrase = new Set<number>();
    const covered = new Set<number>();
    for (const { from, to, words } of found)
      for (let at = from; at < to; at++) {
        covered.add(at);
        if (words > 1) inPhrase.add(at);
      }
    const intent = intentOf(
      question,
      (at) =>
        inPhrase.has(at) &&
        /^(what|whats|new|release|release[sd]|build|test|order|in|live|who|can|use|how)$/.test(
          question[at]?.word ?? '',
        ),
    );

    const wanted = kind === undefined ? intent : { read: 0, create: 0, update: 0, delete: 0, [kind]: 1 };

    const extra = found.flatMap(({ row, loose }) =>
      row.terms === undefined ? [] : tokens(row.terms).map((token) => ({ token, share: loose ? 0.35 : 0.5 })),
    );
    const words = new Map<string, number>();
    question.forEach((token, at) => {
      if (isFiller(token) || !this.#index.knows(token.stem)) return;
      const share = (covered.has(at) ? 0.75 : 1) * (isGeneric(token) ? 0.6 : 1);
      words.set(token.stem, Math.max(words.get(token.stem) ?? 0, share));
    });
    const specific =
      found.length > 0 ||
      question.some((token) => !isFiller(token) && !isGeneric(token) && this.#index.knows(token.stem));
    const asksForNothingElse = question.every((token) => isFiller(token) || isGeneric(token));
    if (!specific && !(asksForNothingElse && words.size > 0)) return undefined;
    for (const { token, share } of extra)
      if (this.#index.knows(token.stem)) words.set(token.stem, Math.max(words.get(token.stem) ?? 0, share));

    const scores = this.#index.score(words, new Set(question.map(({ stem }) => stem)));
    const favoured = this.#addSynonyms(scores, question, found);
    this.#index.entries.forEach((entry, at) => {
      const base = scores[at] ?? 0;
      if (base > 0)
        scores[at] = base * entry.prior * this.#fit(entry, wanted, favoured.get(at) ?? 0, question);
    });
    return scores;
  }

  /** Adds the synonyms' points; answers how much of a floor the intent of each named operation gets. */
  #addSynonyms(
    scores: Float64Array,
    question: readonly Token[],
    found: readonly PhraseMatch<Synonym>[],
  ): Map<number, number> {
    const favoured = new Map<number, number>();
    const add = (entry: number, points: number) => {
      scores[entry] = (scores[entry] ?? 0) + points;
    };
    for (const match of found) {
      const { row, from, to, words, loose } = match;
      const hidden = found.some(
        (other) =>
          other !== match &&
          !other.loose &&
          other.from < to &&
          other.to > from &&
          (loose ? other.words > 1 : other.from <= from && other.to >= to && other.words > words),
      );
      const points =
        synonymPoints *
        Math.min(1.9, 0.7 + 0.35 * words) *
        (loose ? 0.75 : 1) *
        (hidden ? (loose ? 0.65 : 0.3) : 1);
      let hasVerb = false;
      for (let at = from; at < to; at++) if (verbAt(question, at) !== undefined) hasVerb = true;
      row.means.forEach((meaning, rank) => {
        const share = points * (laterMeaning[rank] ?? 0.55);
        const named = this.#index.byId.get(meaning);
        if (named !== undefined) {
          add(named, share * 1.15);
          favoured.set(named, Math.max(favoured.get(named) ?? 0, hasVerb ? 0.97 : 0.62));
          return;
        }
        for (const entry of this.#index.byTarget.get(meaning) ?? []) add(entry, share);
        for (const entry of this.#index.byOwner.get(meaning) ?? []) add(entry, share * ownerShare);
      });
    }
    return favoured;
  }

  /** How well the operation's kind and shape go with what is to be done. */
  #fit(entry: Entry, intent: Intent | undefined, floor: number, question: readonly Token[]): number {
    const { id } = entry.operation;
    let fit = 0;
    for (const [kind, share] of entry.kinds) {
      const wanted = intent === undefined ? (kind === 'read' ? 1 : 0.82) : intent[kind];
      fit = Math.max(fit, wanted * share);
    }
    fit = Math.max(0.4 + 0.6 * fit, floor);
    if (entry.operation.kind === 'read') {
      // Whoever asks in the plural, or has no id yet, wants a list.
      const single = question.some(({ word }) => /^(one|single|detail|details)$/.test(word));
      if (!entry.many && id.endsWith('_getInstance')) fit *= single ? 1.1 : 0.9;
      if (id.endsWith('_getCollection')) fit *= single ? 1 : 1.06;
    }
    if (
      id.endsWith('_getMetrics') &&
      !question.some(({ stem }) => /^(metric|usage|how|usag|use|statistic|instal|session)/.test(stem))
    )
      fit *= 0.75;
    return fit;
  }

  #exact(query: string): [number, number][] {
    const path =
      /^(?:(GET|POST|PATCH|DELETE)\s+)?(?:https:\/\/api\.appstoreconnect\.apple\.com)?(\/v\d+\/\S*?)(?:\?\S*)?$/i.exec(
        query,
      );
    if (path !== null) {
      const [, method, place = ''] = path;
      const methods = (['GET', 'POST', 'PATCH', 'DELETE'] as const).filter(
        (known) => method === undefined || known === method.toUpperCase(),
      );
      return methods.flatMap((known): [number, number][] => {
        const entry = this.#index.byId.get(this.#catalog.route(known, place)?.operation.id ?? '');
        return entry === undefined ? [] : [[entry, 1]];
      });
    }
    if (!/^\w+$/.test(query)) return [];
    const named = this.#index.byId.get(query);
    if (named !== undefined) return [[named, 1]];
    if (!query.includes('_')) return [];
    const lower = query.toLowerCase();
    return this.#index.entries.flatMap((entry, at): [number, number][] =>
      entry.operation.id.toLowerCase() === lower ? [[at, 1]] : [],
    );
  }

  #answer(
    query: string,
    ranked: readonly (readonly [number, number])[],
    limit: number,
    rest: Pick<SearchResult, 'exact' | 'limit' | 'unknown'>,
  ): SearchResult {
    const hits = ranked
      .flatMap(([at, score]) => {
        const entry = this.#index.entries[at];
        return entry === undefined ? [] : [{ entry, hit: hitOf(entry, score) }];
      })
      .sort((a, b) => last(a.hit) - last(b.hit) || b.hit.score - a.hit.score);
    const groups = new Map<string, { best: number; operations: Hit[] }>();
    const put = (resource: string, hit: Hit, share: number) => {
      const score = hit.score * share * (hit.deprecated ? 0.3 : 1);
      const known = groups.get(resource);
      if (known === undefined) groups.set(resource, { best: score, operations: [hit] });
      else {
        known.best = Math.max(known.best, score);
        known.operations.push(hit);
      }
    };
    for (const { entry, hit } of hits) {
      put(entry.target, hit, 1);
      if (entry.operation.group !== entry.target) put(entry.operation.group, hit, 0.8);
    }
    return {
      query,
      best: hits.slice(0, 3).map(({ hit }) => hit),
      groups: [...groups]
        .sort(([, a], [, b]) => b.best - a.best)
        .slice(0, limit)
        .map(([resource, { operations }]) => {
          const shown = operations.toSorted((a, b) => rank(a) - rank(b)).slice(0, 6);
          const own = shown.filter(({ id }) => id.startsWith(`${resource}_`)).length;
          return { resource, operations: shown, more: (this.#index.sizes.get(resource) ?? own) - own };
        }),
      ...rest,
    };
  }
}

/** Nothing is asked for beside what cannot be done. */
function asksOnlyFor({ from, to }: PhraseMatch<Limit>, question: readonly Token[]): boolean {
  return question.every((token, at) => (at >= from && at < to) || isFiller(token) || isGeneric(token));
}

function hitOf({ operation: { id, method, path, deprecated } }: Entry, score: number): Hit {
  return {
    id,
    method,
    path,
    score: Math.round(score * 100) / 100,
    ...(deprecated ? { deprecated } : {}),
    ...(deprecationOf(id)?.stillNeeded ? { stillNeeded: true } : {}),
  };
}

/** Order within a group before the score: linkages behind what they only point to, deprecated last. */
function rank(hit: Hit): number {
  return last(hit) * 2 + (hit.method === 'GET' && hit.id.endsWith('Relationship') ? 1 : 0);
}

function last(hit: Hit): number {
  return hit.deprecated ? 1 : 0;
}

/**
 * The names of the resources as phrases, in full and without the words that only say which part of the product they
 * belong to, so that "achievement localization" means more than "achievement". The newest version is meant.
 */
function ownNames(groups: readonly string[]): Synonym[] {
  return groups.flatMap((group): Synonym[] => {
    if (groups.includes(`${group}V2`)) return [];
    const full = splitName(group);
    const short = full.replace(/^(app store|app|game center|beta|ci|scm) /, '');
    const phrases = [full, short].filter((phrase) => phrase.split(' ').length > 1);
    return phrases.length === 0 ? [] : [{ say: phrases.join(', '), means: [group] }];
  });
}

/** Matches of a row only once, the longest; loose ones only where no exact one of the row is. */
function longest(matches: readonly PhraseMatch<Synonym>[]): PhraseMatch<Synonym>[] {
  const best = new Map<Synonym, PhraseMatch<Synonym>>();
  const points = (match: PhraseMatch<Synonym>) => match.words * 2 - (match.loose ? 1 : 0);
  for (const match of matches) {
    const known = best.get(match.row);
    if (known === undefined || points(match) > points(known)) best.set(match.row, match);
  }
  return [...best.values()];
}
