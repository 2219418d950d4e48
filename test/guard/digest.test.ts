import { describe, expect, it } from 'vitest';
import { canonical, digestOf } from '../../src/guard/digest.ts';

describe('the canonical text of a value', () => {
  it.each<[unknown, string]>([
    [{ b: 1, a: { d: [2, 'x', null], c: true } }, '{"a":{"c":true,"d":[2,"x",null]},"b":1}'],
    [{ gone: undefined, kept: '"' }, '{"kept":"\\""}'],
    [{}, '{}'],
    [[], '[]'],
    [[{ b: 1, a: [{ d: 1, c: undefined }] }], '[{"a":[{"d":1}],"b":1}]'],
    [[undefined, 1], '[null,1]'],
    ['text', '"text"'],
    [undefined, 'null'],
  ])('of %j is %s', (value, text) => {
    expect(canonical(value)).toBe(text);
  });
});

describe('the digest of a value', () => {
  it('is the SHA-256 of its canonical text, whatever order its members came in', () => {
    expect(digestOf({ a: 1 })).toBe('015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
    expect(digestOf({ a: 1, b: 2 })).toBe(digestOf({ b: 2, a: 1 }));
    expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: 2 }));
  });
});
