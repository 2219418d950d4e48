import { describe, expect, it } from 'vitest';
import { compare, nextKnown, removedLocales } from '../../src/tools/metadata/compare.ts';
import { digest, knownFor, readPulled, writePulled } from '../../src/tools/metadata/pulled.ts';

/** here, on App Store Connect, last the same, sent since; a dash is "nobody knows". */
const rows: readonly (readonly [string, string, string, string, string])[] = [
  ['a', 'a', 'a', '-', 'same'],
  ['b', 'b', 'a', '-', 'same'],
  ['b', 'a', 'a', '-', 'local'],
  ['', 'a', 'a', '-', 'local'],
  ['a', 'b', 'a', '-', 'live'],
  ['a', '', 'a', '-', 'live'],
  ['b', 'c', 'a', '-', 'conflict'],
  ['b', '', 'a', '-', 'conflict'],
  ['b', 'a', 'a', 'b', 'local'],
  ['c', 'b', 'a', 'b', 'local'],
  ['a', 'b', 'a', 'b', 'local'],
  ['b', 'c', 'a', 'b', 'conflict'],
  ['a', '', '-', '-', 'local'],
  ['', 'a', '-', '-', 'live'],
  ['a', 'b', '-', '-', 'conflict'],
];

describe('three sides', () => {
  for (const [here, there, base, sent, kind] of rows)
    it(`here "${here}", there "${there}", last "${base}", sent "${sent}": ${kind}`, () => {
      const known = new Map(
        base === '-'
          ? []
          : [['ja/name', { base: digest(base), ...(sent === '-' ? {} : { sent: digest(sent) }) }] as const],
      );
      const found = compare(new Map([['ja/name', here]]), new Map([['ja/name', there]]), known);
      expect(found.map((difference) => difference.kind)).toEqual(kind === 'same' ? [] : [kind]);
    });

  it('say nothing of texts that are not here', () => {
    expect(compare(new Map(), new Map([['ja/name', 'x']]), new Map())).toEqual([]);
  });

  it('remember what is the same, what is sent, and the rest as it was', () => {
    const local = new Map([
      ['ja/name', 'same'],
      ['ja/subtitle', 'new'],
      ['ja/keywords', 'mine'],
    ]);
    const live = new Map([
      ['ja/name', 'same'],
      ['ja/subtitle', 'old'],
      ['ja/keywords', 'theirs'],
    ]);
    const known = new Map([['ja/keywords', { base: digest('both') }]]);
    const sending = [{ key: 'ja/subtitle', kind: 'local', local: 'new', live: 'old' } as const];
    expect(nextKnown(local, live, known, sending)).toEqual(
      new Map([
        ['ja/keywords', { base: digest('both') }],
        ['ja/name', { base: digest('same') }],
        ['ja/subtitle', { base: digest('old'), sent: digest('new') }],
      ]),
    );
  });

  it('call a locale removed only when it was here before', () => {
    const known = new Map([
      ['sv/name', { base: digest('x') }],
      ['copyright', { base: digest('x') }],
    ]);
    const live = new Set(['sv', 'pl', 'ja']);
    expect(removedLocales(new Map([['ja/name', 'x']]), live, known)).toEqual(['sv']);
  });
});

describe('what was pulled last', () => {
  const texts = new Map([
    ['ja/name', { base: digest('a') }],
    ['ja/release_notes', { base: digest('old notes'), sent: digest('b') }],
    ['ja/description', { base: digest('c') }],
  ]);
  const pulled = { app: '1', version: 'v1', platform: 'IOS', texts };

  it('is read as it was written, and holds no text', () => {
    expect(readPulled(writePulled(pulled))).toEqual(pulled);
    expect(writePulled(pulled)).not.toContain('old notes');
  });

  it('is nothing when it is broken, of another form, or absent', () => {
    for (const source of [
      undefined,
      '',
      '{',
      '[]',
      '{"format":2,"app":"1","version":"v","platform":"IOS"}',
      '{"format":1}',
    ])
      expect(readPulled(source)).toBeUndefined();
  });

  it('begins with empty notes for a new version, and knows nothing of another platform’s version', () => {
    expect(knownFor(pulled, { id: 'v1', platform: 'IOS' })).toEqual(texts);
    expect(knownFor(pulled, { id: 'v2', platform: 'IOS' }).get('ja/release_notes')).toEqual({
      base: digest(''),
    });
    expect(knownFor(pulled, { id: 'v2', platform: 'IOS' }).get('ja/description')).toEqual({
      base: digest('c'),
    });
    expect([...knownFor(pulled, { id: 'v3', platform: 'MAC_OS' }).keys()]).toEqual(['ja/name']);
    expect(knownFor(undefined, { id: 'v1', platform: 'IOS' })).toEqual(new Map());
  });
});
