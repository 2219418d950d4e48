import { stem, type Token, tokens } from './search-words.ts';

/** A phrase of a table found in a question. */
export interface PhraseMatch<Row> {
  readonly row: Row;
  /** First token and the one behind the last. */
  readonly from: number;
  readonly to: number;
  /** Number of words in the phrase. */
  readonly words: number;
  /** Other words stand between those of the phrase. */
  readonly loose: boolean;
}

/** A table's phrases, separated by commas, by their first word. */
export class Phrases<Row> {
  readonly #byFirst = new Map<string, { readonly rest: readonly string[]; readonly row: Row }[]>();
  readonly stems = new Set<string>();

  constructor(rows: Iterable<Row>, phrasesOf: (row: Row) => string) {
    for (const row of rows)
      for (const phrase of phrasesOf(row).split(', ')) {
        const [first, ...rest] = tokens(phrase).map((token) => token.stem);
        if (first === undefined) continue;
        for (const word of [first, ...rest]) this.stems.add(word);
        const known = this.#byFirst.get(first);
        if (known === undefined) this.#byFirst.set(first, [{ rest, row }]);
        else known.push({ rest, row });
      }
  }

  /** All matches; at most `gap` other words may stand inside a phrase of two words or more. */
  find(question: readonly Token[], gap: number): PhraseMatch<Row>[] {
    const matches: PhraseMatch<Row>[] = [];
    question.forEach((token, from) => {
      for (const { rest, row } of this.#byFirst.get(token.stem) ?? []) {
        let at = from + 1;
        let free = gap;
        let complete = true;
        for (const word of rest) {
          while (at < question.length && question[at]?.stem !== word && free > 0) {
            at += 1;
            free -= 1;
          }
          if (question[at]?.stem !== word) {
            complete = false;
            break;
          }
          at += 1;
        }
        const words = rest.length + 1;
        if (complete) matches.push({ row, from, to: at, words, loose: at - from > words });
      }
    });
    return matches;
  }
}

/** Verbs and what a person who uses them wants to do: read, create, update, delete, each 0 to 1. */
export type Intent = Record<'read' | 'create' | 'update' | 'delete', number>;

const verbs: readonly (readonly [words: string, intent: Partial<Intent>])[] = [
  ['list show display view see find fetch get read look search', { read: 1 }],
  ['download export', { read: 1 }],
  [
    'which what who whose where when how is are was were has have did does do can check count why',
    { read: 0.9 },
  ],
  ['create register invite generate make declare nominate reply respond answer grant', { create: 1 }],
  ['add', { create: 1, update: 0.35 }],
  ['new', { create: 0.5 }],
  [
    'upload reserve start begin trigger run request order post send resend redeliver ping notify tell inform test compare launch',
    { create: 1, update: 0.3 },
  ],
  ['submit', { create: 1, update: 0.7 }],
  ['translate localize', { create: 1, update: 0.8 }],
  ['write', { create: 0.8, update: 1 }],
  ['set', { update: 1, create: 0.75 }],
  ['give put place distribute link share offer sell block ban', { create: 1, update: 0.8 }],
  ['attach assign select connect', { update: 1, create: 0.9 }],
  [
    'change edit update modify rename adjust fix correct replace switch move reorder sort rearrange',
    { update: 1 },
  ],
  [
    'raise lower increase decrease reduce limit restrict allow forbid prevent ship',
    { update: 1, create: 0.8 },
  ],
  ['turn enable activate', { update: 1, create: 0.85 }],
  ['disable deactivate', { update: 1, delete: 0.9 }],
  [
    'pause halt resume finish complete hide unhide archive unarchive publish unpublish schedule mark expire extend speed apply fill',
    { update: 1, create: 0.3 },
  ],
  ['release promote', { create: 1, update: 0.6 }],
  ['stop end', { update: 1, delete: 0.7, create: 0.5 }],
  ['delete erase destroy revoke', { delete: 1 }],
  ['remove drop kick discard', { delete: 1, update: 0.6 }],
  ['clear reset', { delete: 0.8, update: 0.8, create: 0.6 }],
  ['cancel withdraw', { delete: 0.9, update: 0.9 }],
];

const byVerb = new Map<string, Partial<Intent>>();
for (const [words, intent] of verbs) for (const word of words.split(' ')) byVerb.set(stem(word), intent);

export function isVerb(token: Token): boolean {
  return byVerb.has(token.stem);
}

/** Words that look like verbs but seldom are unless they open the sentence. */
const nounsToo = new Set(
  [
    'release',
    'order',
    'request',
    'offer',
    'run',
    'start',
    'link',
    'place',
    'post',
    'answer',
    'reply',
    'share',
    'block',
    'limit',
    'search',
    'export',
    'switch',
    'complete',
    'update',
    'set',
    'view',
    'end',
    'look',
    'promote',
    'sort',
    'test',
    'display',
    'count',
    'make',
    'submit',
    'apply',
    'use',
    'schedule',
    'check',
    'publish',
    'read',
    'list',
    'download',
    'archive',
    'change',
    'upload',
    'write',
    'ping',
    'can',
    'do',
    'reset',
    'connect',
  ].map(stem),
);

/** Whether a word asks for an action, at this place of the sentence. */
export function verbAt(question: readonly Token[], index: number): Partial<Intent> | undefined {
  const token = question[index];
  if (token === undefined) return undefined;
  const intent = byVerb.get(token.stem);
  if (intent === undefined) return undefined;
  const after = question[index + 1]?.word ?? '';
  if (token.stem === 'display' && /^(name|type)s?$/.test(after)) return undefined;
  if (token.stem === 'kick' && after === 'off') return { create: 1 };
  if (token.stem === 'turn' && question.slice(index + 1, index + 8).some(({ word }) => word === 'off'))
    return { update: 1, delete: 0.95 };
  if (question.length === 1 && nounsToo.has(token.stem)) return undefined;
  if (index > 0 && nounsToo.has(token.stem)) {
    const before = question[index - 1]?.word ?? '';
    if (!/^(and|to|please|then|i|we|can|could|want|not|or|has|have|had)$/.test(before)) return undefined;
  }
  return intent;
}

/** Verbs also at the end of a row of search words. */
const lastVerbs = new Set(
  [
    'update',
    'upload',
    'list',
    'download',
    'submit',
    'change',
    'archive',
    'publish',
    'ping',
    'read',
    'reset',
    'write',
  ].map(stem),
);

/** What the sentence asks to be done; the first verb counts most. `undefined` when it has none. */
export function intentOf(question: readonly Token[], isNoun: (index: number) => boolean): Intent | undefined {
  const sum: Intent = { read: 0, create: 0, update: 0, delete: 0 };
  let weight = 1;
  const count = (intent: Partial<Intent>) => {
    for (const kind of ['read', 'create', 'update', 'delete'] as const)
      sum[kind] += weight * (intent[kind] ?? 0);
    weight *= 0.4;
  };
  question.forEach((_, index) => {
    const intent = isNoun(index) ? undefined : verbAt(question, index);
    if (intent !== undefined) count(intent);
  });
  // Search words end with what is to be done: "beta license agreement update".
  const end = question.at(-1);
  if (weight === 1 && question.length > 1 && end !== undefined && lastVerbs.has(end.stem))
    count(byVerb.get(end.stem) ?? {});
  const most = Math.max(sum.read, sum.create, sum.update, sum.delete);
  if (most === 0) return undefined;
  return {
    read: sum.read / most,
    create: sum.create / most,
    update: sum.update / most,
    delete: sum.delete / most,
  };
}
