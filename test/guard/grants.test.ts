import { describe, expect, it } from 'vitest';
import { Grants } from '../../src/guard/grants.ts';
import { writeOf } from './writes.ts';

const start = Date.UTC(2026, 10, 22);

describe('a grant', () => {
  const rename = writeOf('betaGroups_updateInstance', { id: 'g', attributes: { name: 'Insiders' } });
  const remove = writeOf('betaGroups_deleteInstance', { id: 'g' });
  const app = { id: '1', name: 'Weather Now' };
  function grantsOf() {
    let now = start;
    const grants = new Grants(() => now);
    return {
      grants,
      advance: (ms: number) => {
        now += ms;
      },
    };
  }

  it('covers one operation on one app', () => {
    const { grants } = grantsOf();
    expect(grants.covers(rename, '1')).toBe(false);
    grants.give(rename, app);
    expect(grants.covers(rename, '1')).toBe(true);
    expect(grants.covers(remove, '1')).toBe(false);
    expect(grants.covers(rename, '2')).toBe(false);
    expect(grants.covers(rename, undefined)).toBe(false);
    grants.end();
    expect(grants.covers(rename, '1')).toBe(false);
    expect(grants.use(rename, '1')).toBe(false);
  });

  it('is used up by twenty uses, and says how many are left', () => {
    const { grants } = grantsOf();
    grants.give(rename, app);
    expect(grants.list()).toEqual(['betaGroups_updateInstance on Weather Now: 20 more, 15 min']);
    for (let use = 1; use <= 19; use++) expect(grants.use(rename, '1')).toBe(true);
    expect(grants.list()).toEqual(['betaGroups_updateInstance on Weather Now: 1 more, 15 min']);
    expect(grants.use(rename, '1')).toBe(true);
    expect(grants.use(rename, '1')).toBe(false);
    expect(grants.list()).toEqual([]);
  });

  it('says whether it is enough for several at once', () => {
    const { grants } = grantsOf();
    grants.give(rename, app);
    expect([1, 20, 21].map((times) => grants.covers(rename, '1', times))).toEqual([true, true, false]);
    grants.use(rename, '1');
    expect([19, 20].map((times) => grants.covers(rename, '1', times))).toEqual([true, false]);
  });

  it('is one for an app and an operation, however often it is given', () => {
    const { grants } = grantsOf();
    const other = { id: '2', name: 'Trail' };
    grants.give(rename, app);
    grants.give(rename, other);
    grants.give(remove, app);
    grants.use(rename, '1');
    grants.give(rename, app);
    expect([...grants.list()].sort()).toEqual([
      'betaGroups_deleteInstance on Weather Now: 20 more, 15 min',
      'betaGroups_updateInstance on Trail: 20 more, 15 min',
      'betaGroups_updateInstance on Weather Now: 20 more, 15 min',
    ]);
    expect(grants.covers(rename, '1', 21)).toBe(false);
  });

  it('lasts for fifteen minutes, to the millisecond', () => {
    const { grants, advance } = grantsOf();
    grants.give(rename, app);
    advance(60_001);
    expect(grants.list()).toEqual(['betaGroups_updateInstance on Weather Now: 20 more, 14 min']);
    advance(839_998);
    expect(grants.covers(rename, '1')).toBe(true);
    expect(grants.list()).toEqual(['betaGroups_updateInstance on Weather Now: 20 more, 1 min']);
    advance(1);
    expect(grants.covers(rename, '1')).toBe(false);
    expect(grants.list()).toEqual([]);
  });
});
