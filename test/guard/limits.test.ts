import { describe, expect, it } from 'vitest';
import { WriteBudget } from '../../src/guard/budget.ts';
import { Grants } from '../../src/guard/grants.ts';
import { saidBy } from './said.ts';
import { writeOf } from './writes.ts';

const start = Date.UTC(2026, 10, 22);

describe('the writes of an hour', () => {
  function budgetOf(writesPerHour: number, deletesPerHour: number) {
    let now = start;
    const budget = new WriteBudget({ writesPerHour, deletesPerHour }, () => now);
    return {
      budget,
      advance: (ms: number) => {
        now += ms;
      },
    };
  }

  it('are as many as the policy allows, and not one more', async () => {
    const { budget, advance } = budgetOf(3, 3);
    budget.take(2, 0);
    advance(60_000);
    expect(await saidBy(() => budget.take(2, 0))).toEqual({
      code: 'write_budget',
      message: '2 changes do not fit: the policy allows 3 in an hour (writesPerHour), and 1 is left.',
      meaning: 'The limit keeps a mistake from going on for long. Nothing of this was sent.',
      next: 'Ask again in 59 minutes, when there is room for all of it: the same call goes on where it stands. Or a person can raise limits.writesPerHour in the policy file.',
      retryAfterSeconds: 3_540,
      outcome: 'not_sent',
    });
    // A call that was refused has taken nothing.
    budget.take(1, 0);
    expect((await saidBy(() => budget.take(1, 0))).code).toBe('write_budget');
  });

  it('come back an hour after each was sent', async () => {
    const { budget, advance } = budgetOf(2, 2);
    budget.take(1, 0);
    advance(1_000);
    budget.take(1, 0);
    advance(3_598_999);
    expect(await saidBy(() => budget.take(1, 0))).toMatchObject({ retryAfterSeconds: 1 });
    advance(1);
    budget.take(1, 0);
    expect(await saidBy(() => budget.take(1, 0))).toMatchObject({ retryAfterSeconds: 1 });
    advance(999);
    expect((await saidBy(() => budget.take(1, 0))).code).toBe('write_budget');
    advance(1);
    budget.take(1, 0);
  });

  it('are counted apart where they delete', async () => {
    const { budget, advance } = budgetOf(10, 2);
    budget.take(3, 1);
    budget.take(3, 1);
    expect(await saidBy(() => budget.take(1, 1))).toEqual({
      code: 'write_budget',
      message: '1 deletion does not fit: the policy allows 2 in an hour (deletesPerHour), and 0 are left.',
      meaning: 'The limit keeps a mistake from going on for long. Nothing of this was sent.',
      next: 'Ask again in 60 minutes, when there is room for all of it: the same call goes on where it stands. Or a person can raise limits.deletesPerHour in the policy file.',
      retryAfterSeconds: 3_600,
      outcome: 'not_sent',
    });
    budget.take(4, 0);
    expect((await saidBy(() => budget.take(1, 0))).message).toContain('writesPerHour');
    advance(3_600_000);
    budget.take(2, 2);
  });

  it('never begin where none are allowed', async () => {
    const { budget } = budgetOf(0, 0);
    expect(await saidBy(() => budget.take(1, 0))).toEqual({
      code: 'write_budget',
      message: '1 change does not fit: the policy allows 0 in an hour (writesPerHour), and 0 are left.',
      meaning: 'The limit keeps a mistake from going on for long. Nothing of this was sent.',
      next: 'Only a person can raise limits.writesPerHour in the policy file.',
      outcome: 'not_sent',
    });
  });

  it('that are too many for any hour go in parts; those that plans hold count, and looking books nothing', async () => {
    const { budget } = budgetOf(3, 3);
    expect((await saidBy(() => budget.look({ writes: 4, deletes: 0 }))).next).toBe(
      'Do it in parts of at most 3, an hour apart; or a person can raise limits.writesPerHour in the policy file.',
    );
    budget.look({ writes: 2, deletes: 0 }, { writes: 1, deletes: 0 });
    expect(await saidBy(() => budget.look({ writes: 2, deletes: 0 }, { writes: 2, deletes: 0 }))).toEqual({
      code: 'write_budget',
      message:
        '2 changes do not fit: the policy allows 3 in an hour (writesPerHour), and 3 are left, of which plans that wait for a decision hold 2.',
      meaning: 'The limit keeps a mistake from going on for long. Nothing of this was sent.',
      next: 'Have the plans that wait applied or declined first; asc_status lists them. Or a person can raise limits.writesPerHour in the policy file.',
      outcome: 'not_sent',
    });
    budget.take(3, 0);
  });
});

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
