import { describe, expect, it } from 'vitest';
import { AscError } from '../../src/client/errors.ts';
import { WriteBudget } from '../../src/guard/budget.ts';

const hour = 3_600_000;
let now = 0;

function budgetOf(writesPerHour: number, deletesPerHour = 30): WriteBudget {
  now = 1_000;
  return new WriteBudget({ writesPerHour, deletesPerHour }, () => now);
}

/** The refusal as it is told; fails the test when there is none. */
function refusal(call: () => void): {
  message: string;
  next: string | undefined;
  seconds: number | undefined;
} {
  try {
    call();
  } catch (error) {
    if (error instanceof AscError)
      return { message: error.message, next: error.next, seconds: error.retryAfterSeconds };
  }
  throw new Error('It fits.');
}

describe('the writes of an hour', () => {
  it('say when there is room for all of a call, not only for its first', () => {
    const budget = budgetOf(300);
    budget.take(50, 0);
    now += hour / 2;
    budget.take(175, 0);
    expect(refusal(() => budget.look({ writes: 175, deletes: 0 }))).toEqual({
      message: '175 changes do not fit: the policy allows 300 in an hour (writesPerHour), and 75 are left.',
      next: 'Ask again in 60 minutes, when there is room for all of it: the same call goes on where it stands. Or a person can raise limits.writesPerHour in the policy file.',
      seconds: 3_600,
    });
    // The 50 leave first, and that is enough for these.
    expect(refusal(() => budget.look({ writes: 100, deletes: 0 })).seconds).toBe(1_800);
    now += hour;
    budget.take(175, 0);
  });

  it('book nothing when they are only asked', () => {
    const budget = budgetOf(3);
    for (let time = 0; time < 5; time += 1) budget.look({ writes: 3, deletes: 0 });
    budget.take(3, 0);
    expect(refusal(() => budget.take(1, 0)).message).toContain('1 change does not fit');
  });

  it('say that a call never fits, and which plans are in the way', () => {
    const budget = budgetOf(300, 2);
    expect(refusal(() => budget.look({ writes: 301, deletes: 0 }))).toEqual({
      message: '301 changes do not fit: the policy allows 300 in an hour (writesPerHour), and 300 are left.',
      next: 'Do it in parts of at most 300, an hour apart; or a person can raise limits.writesPerHour in the policy file.',
      seconds: undefined,
    });
    expect(refusal(() => budget.look({ writes: 175, deletes: 0 }, { writes: 175, deletes: 0 }))).toEqual({
      message:
        '175 changes do not fit: the policy allows 300 in an hour (writesPerHour), and 300 are left, of which plans that wait for a decision hold 175.',
      next: 'Have the plans that wait applied or declined first; asc_status lists them. Or a person can raise limits.writesPerHour in the policy file.',
      seconds: undefined,
    });
    budget.take(2, 2);
    expect(refusal(() => budget.take(3, 1)).message).toBe(
      '1 deletion does not fit: the policy allows 2 in an hour (deletesPerHour), and 0 are left.',
    );
    budget.take(3, 0);
  });
});
