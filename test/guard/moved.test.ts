import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/catalog/json.ts';
import { digestOfMet, hasMoved } from '../../src/guard/moved.ts';
import type { Found } from '../../src/guard/objects.ts';
import { object } from './world.ts';
import { writeOf } from './writes.ts';

type Met = Parameters<typeof digestOfMet>[0];

function digest(met: Partial<Met>): string {
  return digestOfMet({
    write: writeOf('betaGroups_updateInstance', { id: 'g', attributes: { name: 'n', publicLinkLimit: 1 } }),
    target: undefined,
    links: new Map(),
    references: new Map(),
    twins: [],
    replaced: undefined,
    beside: undefined,
    held: undefined,
    ...met,
  });
}

/** Whether something has moved between what was planned on and now. */
function moved(then: Partial<Met>, now: Partial<Met>): boolean {
  return hasMoved(digest(then), { digest: digest(now) });
}

function found(attributes: JsonObject): Found {
  return { kind: 'object', object: object('builds', 'b', attributes), included: [] };
}

describe('an object has moved', () => {
  const target = (attributes: JsonObject): Partial<Met> => ({ target: found(attributes) });

  it('when a lasting value of it is another, came or went', () => {
    expect(moved(target({ name: 'a' }), target({ name: 'a' }))).toBe(false);
    expect(moved(target({ name: 'a' }), target({ name: 'b' }))).toBe(true);
    expect(moved(target({ name: 'a' }), target({}))).toBe(true);
    expect(moved(target({}), target({ name: null }))).toBe(false);
  });

  it('when it is not there any more, or may not be read any more', () => {
    const states: readonly Partial<Met>[] = [
      target({}),
      { target: { kind: 'missing' } },
      { target: { kind: 'hidden' } },
      {},
    ];
    for (const then of states) for (const now of states) expect(moved(then, now)).toBe(then !== now);
  });

  it.each([
    'lastModifiedDate',
    'lastUpdated',
    'modifiedDate',
    'currentDayNumber',
    'totalPauseDuration',
    'imageAsset',
    'templateUrl',
    'previewImage',
    'videoUrl',
    'imageUrl',
    'uploadOperations',
  ])('not when only %s is another, which changes with every answer or by itself', (name) => {
    expect(moved(target({ [name]: 'a' }), target({ [name]: 'b' }))).toBe(false);
    for (const other of [`${name}X`, `x${name}`])
      expect(moved(target({ [other]: 'a' }), target({ [other]: 'b' }))).toBe(true);
  });

  it('not when only a token is another', () => {
    expect(moved(target({ iconAssetToken: 'a' }), target({ iconAssetToken: 'b' }))).toBe(false);
    expect(moved(target({ iconTokens: 'a' }), target({ iconTokens: 'b' }))).toBe(true);
  });
});

describe('what is referred to has moved', () => {
  const build = (what: Found, key = 'builds/b'): Partial<Met> => ({
    references: new Map([[key, { found: what }]]),
  });

  it('when its state is another', () => {
    for (const name of ['expired', 'enabled', 'processingState', 'state', 'status', 'audienceStatus'])
      expect(moved(build(found({ [name]: 'a' })), build(found({ [name]: 'b' })))).toBe(true);
  });

  it('not when anything else of it is', () => {
    for (const name of ['version', 'expiredX', 'notExpired', 'isEnabled', 'enabledX', 'stateX', 'statusText'])
      expect(moved(build(found({ [name]: 'a' })), build(found({ [name]: 'b' })))).toBe(false);
    expect(moved(build(found({ state: { a: 1 } })), build(found({ state: { a: 2 } })))).toBe(false);
  });

  it('when it is not there any more, may not be read any more, or is another', () => {
    expect(moved(build(found({})), build({ kind: 'missing' }))).toBe(true);
    expect(moved(build({ kind: 'missing' }), build({ kind: 'hidden' }))).toBe(true);
    expect(moved(build(found({})), build(found({}), 'builds/c'))).toBe(true);
  });
});

describe('what stands around has moved', () => {
  it('when there are other links, in whatever order', () => {
    const links = (name: string, ...ids: string[]): Partial<Met> => ({ links: new Map([[name, ids]]) });
    expect(moved(links('testers', 'a', 'b'), links('testers', 'b', 'a'))).toBe(false);
    expect(moved(links('testers', 'a', 'b'), links('testers', 'a'))).toBe(true);
    expect(moved(links('testers', 'a'), links('builds', 'a'))).toBe(true);
  });

  it('when another object has the natural key of a new one, in whatever order', () => {
    const twins = (...ids: string[]): Partial<Met> => ({ twins: ids.map((id) => object('betaGroups', id)) });
    expect(moved(twins('a', 'b'), twins('b', 'a'))).toBe(false);
    expect(moved(twins('a'), twins('b'))).toBe(true);
    expect(moved(twins(), twins('b'))).toBe(true);
  });

  it('when a value that a new object would replace is another', () => {
    const replaced = (attributes: JsonObject): Partial<Met> => ({ replaced: object('x', 'a', attributes) });
    expect(moved(replaced({ name: 'a' }), replaced({ name: 'a', state: 'b' }))).toBe(false);
    expect(moved(replaced({ name: 'a' }), replaced({ name: 'b' }))).toBe(true);
    expect(moved(replaced({ publicLinkLimit: 1 }), replaced({ publicLinkLimit: 2 }))).toBe(true);
    expect(moved(replaced({}), replaced({ name: null }))).toBe(false);
    expect(moved(replaced({}), {})).toBe(true);
  });

  it.each(['beside', 'held'] as const)('when there are others %s it, in whatever order', (name) => {
    expect(moved({ [name]: ['a', 'b'] }, { [name]: ['b', 'a'] })).toBe(false);
    expect(moved({ [name]: ['a'] }, { [name]: ['a', 'b'] })).toBe(true);
    expect(moved({}, { [name]: [] })).toBe(true);
  });
});

describe('a digest', () => {
  it('is the SHA-256 of it all', () => {
    expect(digest({})).toMatch(/^[0-9a-f]{64}$/);
  });
});
