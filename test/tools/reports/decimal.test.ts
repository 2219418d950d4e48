import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal, Sum } from '../../../src/tools/reports/decimal.ts';

function sumOf(texts: readonly (readonly [string, string?])[]): string {
  const sum = new Sum();
  for (const [text, times] of texts) {
    const value = parseDecimal(text);
    const factor = times === undefined ? undefined : parseDecimal(times);
    if (value === undefined) throw new Error(text);
    sum.add(value, factor);
  }
  return sum.text();
}

describe('a sum', () => {
  it('is exact where floating point is not', () => {
    expect(sumOf([['0.10'], ['0.20']])).toBe('0.3');
    expect(sumOf(Array.from({ length: 1000 }, () => ['0.01'] as const))).toBe('10');
  });

  it('multiplies units with proceeds, refunds with their sign', () => {
    expect(
      sumOf([
        ['2.54', '3.00'],
        ['2.54', '-1.00'],
      ]),
    ).toBe('5.08');
  });

  it('goes on exactly beyond what a number holds', () => {
    expect(sumOf([['90071992547.1234', '90071992547.1234'], ['0.0001']])).toBe(
      '8112963841409053314969.61492756',
    );
  });

  it('knows what is no number', () => {
    expect(parseDecimal('1,234.5')).toBeUndefined();
    expect(parseDecimal('n/a')).toBeUndefined();
    expect(parseDecimal('')).toBe(0);
    expect(parseDecimal(' 7.5 ')).toBe(75_000);
  });

  it('equals the sum of big.js for any decimals', () => {
    const decimal = fc
      .tuple(fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }), fc.integer({ min: 0, max: 7 }))
      .map(([digits, places]) => new Big(digits).div(new Big(10).pow(places)).toFixed(places));
    fc.assert(
      fc.property(fc.array(fc.tuple(decimal, decimal), { maxLength: 30 }), (pairs) => {
        const expected = pairs.reduce((sum, [a, b]) => sum.plus(new Big(a).times(b)), new Big(0));
        expect(new Big(sumOf(pairs)).eq(expected)).toBe(true);
      }),
    );
  });

  it('adds sums, and writes at least the digits that money has', () => {
    const [a, b] = [new Sum(), new Sum()];
    a.add(parseDecimal('1.5') ?? 0);
    b.add(parseDecimal('2') ?? 0);
    a.addSum(b);
    expect(a.text(2)).toBe('3.50');
    expect(a.isZero()).toBe(false);
  });
});
