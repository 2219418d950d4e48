import { describe, expect, it } from 'vitest';
import { JsonLineError, readLinedJson } from '../../src/guard/json-lines.ts';

/** Line and words of the fault. */
function fault(text: string): readonly [number, string] {
  try {
    readLinedJson(text);
  } catch (error) {
    if (error instanceof JsonLineError) return [error.line, error.message];
    throw error;
  }
  throw new Error('It was read.');
}

const policy = `
{
  "mode": "guarded",
  "rules":\t[
    { "ops": ["a_*", "b"],
      "effect":
        "ask" },\r
    {}, []
  ],
  "limits": { "deletesPerHour": -1.5e1, "on": true, "none": null },
  "": "no name"
}
`;

describe('a JSON text', () => {
  it('is read as JSON is', () => {
    expect(readLinedJson(policy).value).toEqual({
      mode: 'guarded',
      rules: [{ ops: ['a_*', 'b'], effect: 'ask' }, {}, []],
      limits: { deletesPerHour: -15, on: true, none: null },
      '': 'no name',
    });
    expect(readLinedJson(' "a \\" b \\u0041" ').value).toBe('a " b A');
    expect(readLinedJson('[1,[2]]').value).toEqual([1, [2]]);
    expect(readLinedJson('{"a":1}').value).toEqual({ a: 1 });
  });

  it('knows the line of every member, and else that of the nearest above it', () => {
    const { lineOf } = readLinedJson(policy);
    expect(lineOf(['mode'])).toBe(3);
    expect(lineOf(['rules'])).toBe(4);
    expect(lineOf(['rules', 0])).toBe(5);
    expect(lineOf(['rules', 0, 'ops', 1])).toBe(5);
    // Where its name stands, not its value.
    expect(lineOf(['rules', 0, 'effect'])).toBe(6);
    expect(lineOf(['rules', 1])).toBe(8);
    expect(lineOf(['rules', 0, 'effect', 'deeper', 'still'])).toBe(6);
    expect(lineOf(['rules', 9, 'ops'])).toBe(4);
    expect(lineOf(['limits', 'on'])).toBe(10);
    expect(lineOf(['nothing'])).toBe(1);
    expect(lineOf([])).toBe(1);
    expect(readLinedJson('[1,\n2,\n[3,\n4]]').lineOf([2, 1])).toBe(4);
  });
});

describe('what is no JSON', () => {
  it.each([
    ['', 1, 'it ends too early'],
    ['{} {}', 1, 'there is something after the end'],
    ['{\n', 2, 'a key in double quotes is missing'],
    ['{ mode: 1 }', 1, 'a key in double quotes is missing'],
    ['{\n"a"\n1}', 3, '":" is missing after "a"'],
    [`{"${'k'.repeat(50)}" 1}`, 1, `":" is missing after "${'k'.repeat(40)}"`],
    ['{"a": 1\n"b": 2}', 2, '"," or "}" is missing'],
    ['{"a": 1,}', 1, 'a key in double quotes is missing'],
    ['[1\n2]', 2, '"," or "]" is missing'],
    ['[1,]', 1, 'a value is missing'],
    ['[1', 1, '"," or "]" is missing'],
    ['[\n1,\n', 3, 'it ends too early'],
    ['{"a": }', 1, 'a value is missing'],
    ['{"a": "b\n"}', 1, 'a text has no end'],
    ['"a\\', 1, 'a text has no end'],
    ['{"a":\nTrue}', 2, 'True is not a JSON value'],
    ['{"a": 01}', 1, '01 is not a JSON value'],
    [`[${'x'.repeat(50)}]`, 1, `${'x'.repeat(40)} is not a JSON value`],
    ['["\\x"]', 1, '"\\x" is not a JSON value'],
    ['{\n"a": 1,\n"a": 2}', 3, '"a" stands twice'],
    // JSON tells them apart; a person who reads a policy does not.
    ['{"a": 1, "A": 2}', 1, '"A" stands twice'],
    [`{"${'k'.repeat(50)}": 1, "${'k'.repeat(50)}": 2}`, 1, `"${'k'.repeat(40)}" stands twice`],
    ['{"__proto__": {}}', 1, '"__proto__" is not a key'],
  ])('%j is refused with its line', (text, line, words) => {
    expect(fault(text)).toEqual([line, words]);
  });

  it('is nested 32 deep at most, lists and objects alike', () => {
    const list = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    const object = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect(readLinedJson(list(33)).value).toHaveLength(1);
    expect(fault(list(34))).toEqual([1, 'it is nested too deeply']);
    expect(readLinedJson(object(32)).value).toHaveProperty('a');
    expect(fault(object(33))).toEqual([1, 'it is nested too deeply']);
  });
});
