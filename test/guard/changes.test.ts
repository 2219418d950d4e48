import { describe, expect, it } from 'vitest';
import type { FriendlyBody } from '../../src/catalog/body.ts';
import type { JsonObject } from '../../src/catalog/json.ts';
import { changesOf } from '../../src/guard/changes.ts';
import { linksSent } from '../../src/guard/links-now.ts';
import { ownerOf } from '../../src/guard/objects.ts';
import type { Change, Write } from '../../src/guard/types.ts';
import { catalog, writeOf } from './writes.ts';

type Table = Parameters<typeof changesOf>[0];

/** The rows of a write; what is not said is not there. */
function rows(write: Write, met: Partial<Table> = {}): readonly Change[] {
  return changesOf({
    write,
    owner: ownerOf(catalog, write.operation),
    before: {},
    links: new Map(),
    names: new Map(),
    sent: linksSent(write),
    catalog,
    ...met,
  });
}

const local = (name: string): string => `\${${name}}`;

describe('a value', () => {
  const update = (attributes: JsonObject): Write =>
    writeOf('betaGroups_updateInstance', { id: 'g', attributes });
  const cells = (attributes: JsonObject): readonly unknown[] =>
    rows(update(attributes)).map((row) => row.after);

  it('is shown before and after, where there was one', () => {
    const write = update({ name: 'Neu', feedbackEnabled: null, publicLinkLimit: 5 });
    expect(
      rows(write, { before: { name: 'Alt', feedbackEnabled: true, publicLinkLimit: null } }),
    ).toStrictEqual([
      { field: 'name', before: 'Alt', after: 'Neu' },
      { field: 'feedbackEnabled', before: 'true', after: '(cleared)' },
      { field: 'publicLinkLimit', after: '5' },
    ]);
  });

  it('of every kind fits one cell', () => {
    expect(cells({ a: '', b: [], c: ['x', 2, true], d: false, e: 0, f: { g: [1] } })).toEqual([
      '(empty)',
      '(empty)',
      'x, 2, true',
      'false',
      '0',
      '{"g":[1]}',
    ]);
    expect(cells({ a: [{ b: 1 }, 'c'] })).toEqual(['[{"b":1},"c"]']);
  });

  it('that is a secret is only said to be there', () => {
    expect(
      cells({ secret: 's3cret', deep: { secret: 's3cret', name: 'n' }, list: [{ secret: 's' }] }),
    ).toEqual(['(hidden)', '{"secret":"(hidden)","name":"n"}', '[{"secret":"(hidden)"}]']);
    expect(cells({ secret: null })).toEqual(['(cleared)']);
    expect(rows(update({ secret: 'new' }), { before: { secret: 'old' } })).toEqual([
      { field: 'secret', before: '(hidden)', after: '(hidden)' },
    ]);
  });

  it('that is long is cut at two hundred characters, and hidden ones are left out', () => {
    expect(cells({ a: '🌧'.repeat(200), b: '🌧'.repeat(201), c: ' a\n\u200bb https://e.example ' })).toEqual([
      '🌧'.repeat(200),
      `${'🌧'.repeat(199)}…`,
      'a b https://e.example',
    ]);
  });

  it('that the public will read is shown whole, line by line', () => {
    const answer = (responseBody: unknown): Write =>
      writeOf('customerReviewResponses_createInstance', { attributes: { responseBody } });
    expect(rows(answer('Thank you!\nAnn'), { before: { responseBody: 'x'.repeat(500) } })).toEqual([
      { field: 'responseBody', before: 'x'.repeat(500), after: 'Thank you!\nAnn', long: true },
    ]);
    expect(rows(answer('y'.repeat(6_001)))[0]?.after).toBe('y'.repeat(6_000));
    expect(rows(answer('new'), { before: { responseBody: '' } })[0]?.before).toBe('(empty)');
    expect(rows(answer(null), { before: { responseBody: 5 } })).toEqual([
      { field: 'responseBody', before: '5', after: '(cleared)', long: true },
    ]);
  });
});

describe('a deletion', () => {
  const write = writeOf('betaGroups_deleteInstance', { id: 'g' });

  it('shows what tells the object, as far as it is known', () => {
    const before = { name: 'Friends', isInternalGroup: false, publicLinkEnabled: null };
    expect(rows(write, { before })).toEqual([
      { field: 'name', before: 'Friends' },
      { field: 'isInternalGroup', before: 'false' },
    ]);
  });

  it('shows nothing of what the API does not know', () => {
    expect(rows(write, { before: { name: 'Friends' }, owner: undefined })).toEqual([]);
  });
});

describe('links', () => {
  const names = new Map([
    ['betaTesters/a', 'ann@example.com'],
    ['betaTesters/b', 'bob@example.com'],
    ['builds/a', '41'],
    ['builds/b', '42'],
    ['apps/7', 'Weather Now'],
  ]);
  const testers = (action: 'create' | 'delete', ...to: string[]): Write =>
    writeOf(`betaGroups_betaTesters_${action}ToManyRelationship`, { id: 'g', to });
  const build = (to: string | null): Write =>
    writeOf('appStoreVersions_build_updateToOneRelationship', { id: 'v', to });

  it('that come or go are told by name, beside what is there', () => {
    const links = new Map([['betaTesters', ['a', 'c']]]);
    expect(rows(testers('create', 'b'), { names, links })).toEqual([
      { field: 'betaTesters', before: 'ann@example.com, c', after: '+ bob@example.com' },
    ]);
    expect(rows(testers('delete', 'a'), { names, links })).toEqual([
      { field: 'betaTesters', before: 'ann@example.com, c', after: '− ann@example.com' },
    ]);
  });

  it('have nothing before where nothing is, or nobody knows', () => {
    const row = { field: 'betaTesters', after: '+ bob@example.com' };
    expect(rows(testers('create', 'b'), { names })).toStrictEqual([row]);
    expect(rows(testers('create', 'b'), { names, links: new Map([['betaTesters', []]]) })).toStrictEqual([
      row,
    ]);
  });

  it('of one are replaced or cleared', () => {
    const links = new Map([['build', ['a']]]);
    expect(rows(build('b'), { names, links })).toEqual([{ field: 'build', before: '41', after: '42' }]);
    expect(rows(build(null), { names, links })).toEqual([
      { field: 'build', before: '41', after: '(cleared)' },
    ]);
  });

  it('of a new or a changed object follow its values', () => {
    const create = writeOf('betaGroups_createInstance', {
      attributes: { name: 'n' },
      relationships: { app: '7' },
    });
    expect(rows(create, { names })).toStrictEqual([
      { field: 'name', after: 'n' },
      { field: 'app', after: 'Weather Now' },
    ]);
    const change = writeOf('appStoreVersions_updateInstance', {
      id: 'v',
      attributes: { copyright: '2026' },
      relationships: { build: 'b' },
    });
    expect(rows(change, { names, links: new Map([['build', ['a']]]) })).toStrictEqual([
      { field: 'copyright', after: '2026' },
      { field: 'build', before: '41', after: '42' },
    ]);
  });

  it('to what another step makes are told in words', () => {
    const change = writeOf('appStoreVersions_updateInstance', {
      id: 'v',
      relationships: { build: local('step-1') },
    });
    expect(rows(change)).toEqual([{ field: 'build', after: 'what step 1 makes' }]);
  });

  it('without a name are told by their id on one line', () => {
    expect(rows(testers('create', 'x\ny'), { links: new Map([['betaTesters', ['p\nq']]]) })).toEqual([
      { field: 'betaTesters', before: 'p q', after: '+ x y' },
    ]);
  });

  it('are counted behind twelve', () => {
    const ids = Array.from({ length: 14 }, (_, n) => `t${n}`);
    const twelve = 't0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11';
    expect(rows(testers('create', ...ids.slice(0, 12)))[0]?.after).toBe(`+ ${twelve}`);
    expect(rows(testers('create', ...ids))[0]?.after).toBe(`+ ${twelve} and 2 more`);
  });
});

describe('what is made along', () => {
  const schedule = (included: NonNullable<FriendlyBody['included']>): Write =>
    writeOf('appPriceSchedules_createInstance', { relationships: { app: '7' }, included });
  const made = (write: Write, names?: Table['names']): readonly Change[] =>
    rows(write, names === undefined ? {} : { names }).filter(({ field }) => field.startsWith('new'));

  it('has a row for each, with its links by name and its values', () => {
    const write = schedule([
      {
        type: 'appPrices',
        id: local('one'),
        attributes: { startDate: '2026-12-01', endDate: null },
        relationships: { appPricePoint: 'p' },
      },
      { type: 'appPrices', id: local('two'), relationships: { appPricePoint: local('three') } },
      { type: 'appPrices', id: local('three'), relationships: { appPricePoint: 'q' } },
    ]);
    expect(made(write, new Map([['appPricePoints/p', '0.99']]))).toEqual([
      {
        field: 'new appPrices one',
        after: 'appPricePoint 0.99 · startDate 2026-12-01 · endDate (cleared)',
      },
      { field: 'new appPrices two', after: '(no values)' },
      { field: 'new appPrices three', after: 'appPricePoint q' },
    ]);
  });

  it('is told as far as it says what it is', () => {
    const write = {
      ...schedule([]),
      body: { included: [{}, { type: 'x', id: `a${local('b')}` }, { id: `${local('b')}c` }] },
    };
    expect(made(write).map(({ field }) => field)).toEqual([
      'new object',
      `new x a${local('b')}`,
      `new object ${local('b')}c`,
    ]);
  });

  it('is told in one cell, however much it is', () => {
    const [row] = made(
      schedule([
        { type: 'appPrices', id: local('n'.repeat(50)), attributes: { startDate: 'd'.repeat(300) } },
      ]),
    );
    expect(row).toEqual({
      field: `new appPrices ${'n'.repeat(39)}…`,
      after: `startDate ${'d'.repeat(189)}…`,
    });
  });

  it('is counted behind two hundred', () => {
    const prices = (length: number): Write =>
      schedule(Array.from({ length }, (_, n) => ({ type: 'appPrices', id: local(`p${n}`) })));
    expect(made(prices(200))).toHaveLength(200);
    const many = made(prices(202));
    expect([many.length, many.at(-1)]).toEqual([201, { field: 'new objects', after: '2 more' }]);
  });
});
