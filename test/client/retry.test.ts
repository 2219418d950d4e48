import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attempt, mayRepeat, nextPause, parseRetryAfter, RetryBudget } from '../../src/client/retry.ts';

describe('what is tried again', () => {
  it.each<[Attempt, boolean, boolean]>([
    ['not_sent', true, true],
    ['lost', true, false],
    ['timeout', true, false],
    ['bad_response', true, false],
    [429, true, true],
    [408, true, false],
    [500, true, false],
    [502, true, false],
    [503, true, false],
    [504, true, false],
    [400, false, false],
    [401, false, false],
    [403, false, false],
    [404, false, false],
    [409, false, false],
    [422, false, false],
    [501, false, false],
    [302, false, false],
  ])('%s: read %s, write %s', (attempt, read, write) => {
    expect(mayRepeat('GET', attempt)).toBe(read);
    for (const method of ['POST', 'PATCH', 'DELETE'] as const) {
      expect(mayRepeat(method, attempt)).toBe(write);
    }
  });
});

describe('the budget', () => {
  it('pays five for a repeat, ten for a timeout, and earns one per success', () => {
    const budget = new RetryBudget();
    budget.earn();
    expect(budget.left()).toBe(500);
    for (let n = 0; n < 99; n += 1) expect(budget.pay(500)).toBe(true);
    expect([budget.pay('timeout'), budget.left()]).toEqual([false, 5]);
    expect([budget.pay('lost'), budget.pay('lost'), budget.left()]).toEqual([true, false, 0]);
    for (let n = 0; n < 10; n += 1) budget.earn();
    expect([budget.pay('timeout'), budget.left()]).toEqual([true, 0]);
  });
});

describe('the pause', () => {
  it('lies between half a second and three times the one before, 20 s at most', () => {
    expect([nextPause(0, () => 0), nextPause(0, () => 1)]).toEqual([500, 1500]);
    expect([nextPause(4000, () => 0), nextPause(4000, () => 0.5), nextPause(4000, () => 1)]).toEqual([
      500, 6250, 12_000,
    ]);
    expect(nextPause(20_000, () => 1)).toBe(20_000);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 20_000, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (p, r) => {
          const pause = nextPause(p, () => r);
          expect(pause).toBeGreaterThanOrEqual(500);
          expect(pause).toBeLessThanOrEqual(20_000);
        },
      ),
    );
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 10, 22, 12);
  it.each<[string | undefined, number | undefined]>([
    ['2', 2000],
    ['0', 0],
    [' 2 ', 2000],
    ['1000000000', 3_600_000],
    ['1000000000000', 3_600_000],
    ['in Wed, 22 Nov 2026 12:00:30 GMT', undefined],
    ['Sun 22 Nov 2026 12:00:30 GMT', 30_000],
    ['1.5', 1500],
    ['3600', 3_600_000],
    ['86400', 3_600_000],
    ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    [String(now + 5000), 5000],
    [String(now / 1000 + 5), 5000],
    ['1790000000000', 0],
    ['-5', undefined],
    ['soon', undefined],
    ['Wed, nonsense', undefined],
    ['', undefined],
    [undefined, undefined],
    ['1e3', undefined],
    ['9'.repeat(400), undefined],
  ])('%s is %s ms', (header, ms) => {
    expect(parseRetryAfter(header, now)).toBe(ms);
  });
});
