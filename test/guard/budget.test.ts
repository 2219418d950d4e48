import { describe, expect, it } from 'vitest';
import { WriteBudget } from '../../src/guard/budget.ts';
import { saidBy } from './said.ts';

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
    budget.take({ writes: 2, deletes: 0 });
    advance(60_000);
    expect(await saidBy(() => budget.take({ writes: 2, deletes: 0 }))).toEqual({
      code: 'write_budget',
      message: '2 changes do not fit: the policy allows 3 in an hour (writesPerHour), and 1 is left.',
      meaning: 'The limit keeps a mistake from going on for long. Nothing of this was sent.',
      next: 'Ask again in 59 minutes, when there is room for all of it: the same call goes on where it stands. Or a person can raise limits.writesPerHour in the policy file.',
      retryAfterSeconds: 3_540,
      outcome: 'not_sent',
    });
    // A call that was refused has taken nothing.
    budget.take({ writes: 1, deletes: 0 });
    expect((await saidBy(() => budget.take({ writes: 1, deletes: 0 }))).code).toBe('write_budget');
  });

  it('come back an hour after each was sent', async () => {
    const { budget, advance } = budgetOf(2, 2);
    budget.take({ writes: 1, deletes: 0 });
    advance(1_000);
    budget.take({ writes: 1, deletes: 0 });
    advance(3_598_999);
    expect(await saidBy(() => budget.take({ writes: 1, deletes: 0 }))).toMatchObject({
      retryAfterSeconds: 1,
    });
    advance(1);
    budget.take({ writes: 1, deletes: 0 });
    expect(await saidBy(() => budget.take({ writes: 1, deletes: 0 }))).toMatchObject({
      retryAfterSeconds: 1,
    });
    advance(999);
    expect((await saidBy(() => budget.take({ writes: 1, deletes: 0 }))).code).toBe('write_budget');
    advance(1);
    budget.take({ writes: 1, deletes: 0 });
  });

  it('say when there is room for all of a call, not only for its first', async () => {
    const { budget, advance } = budgetOf(300, 30);
    budget.take({ writes: 50, deletes: 0 });
    advance(1_800_000);
    budget.take({ writes: 175, deletes: 0 });
    expect(await saidBy(() => budget.look({ writes: 175, deletes: 0 }))).toMatchObject({
      message: '175 changes do not fit: the policy allows 300 in an hour (writesPerHour), and 75 are left.',
      retryAfterSeconds: 3_600,
    });
    // The 50 leave first, and that is enough for these.
    expect(await saidBy(() => budget.look({ writes: 100, deletes: 0 }))).toMatchObject({
      retryAfterSeconds: 1_800,
    });
    advance(3_600_000);
    budget.take({ writes: 175, deletes: 0 });
  });

  it('are counted apart where they delete', async () => {
    const { budget, advance } = budgetOf(10, 2);
    budget.take({ writes: 3, deletes: 1 });
    budget.take({ writes: 3, deletes: 1 });
    expect(await saidBy(() => budget.take({ writes: 1, deletes: 1 }))).toEqual({
      code: 'write_budget',
      message: '1 deletion does not fit: the policy allows 2 in an hour (deletesPerHour), and 0 are left.',
      meaning: 'The limit keeps a mistake from going on for long. Nothing of this was sent.',
      next: 'Ask again in 60 minutes, when there is room for all of it: the same call goes on where it stands. Or a person can raise limits.deletesPerHour in the policy file.',
      retryAfterSeconds: 3_600,
      outcome: 'not_sent',
    });
    budget.take({ writes: 4, deletes: 0 });
    expect((await saidBy(() => budget.take({ writes: 1, deletes: 0 }))).message).toContain('writesPerHour');
    advance(3_600_000);
    budget.take({ writes: 2, deletes: 2 });
  });

  it('never begin where none are allowed', async () => {
    const { budget } = budgetOf(0, 0);
    expect(await saidBy(() => budget.take({ writes: 1, deletes: 0 }))).toEqual({
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
    budget.take({ writes: 3, deletes: 0 });
  });
});
