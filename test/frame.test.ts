import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameFault, repeatedKey } from '../src/frame.ts';

describe('a key that stands twice', () => {
  it.each([
    ['{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}', undefined],
    ['{"a":1,"a":1}', 'a'],
    ['{"x":[{"b":{},"c":1,"b":[]}]}', 'b'],
    ['{"a" :1,"\\u0061"\t: 2}', 'a'],
    ['{"a":"a","b":"{\\"a\\":1,\\"a\\":2}"}', undefined],
    ['{"\\\\":1,"\\"":2,"\\\\\\"":3}', undefined],
    ['{"\\\\":1,"\\\\":2}', '\\'],
    ['["a","a"]', undefined],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['{"":1,"":2}', ''],
    ['', undefined],
    ['{"a', undefined],
    ['"\\', undefined],
  ])('in %s is %j', (text, key) => {
    expect(repeatedKey(text)).toBe(key);
  });

  it('is never found in what JSON.stringify wrote, at any depth, and always once one is put in', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }),
        fc.jsonValue(),
        (object, value) => {
          for (const space of [0, 2]) {
            const text = JSON.stringify([object, value], undefined, space);
            expect(repeatedKey(text)).toBe(undefined);
          }
          const [[key, held] = ['', 0]] = Object.entries(object);
          const one = `${JSON.stringify(key)}:${JSON.stringify(held)}`;
          expect(repeatedKey(`{"x":{${one},"${key}y":[],${one}}}`.replaceAll(`"${key}y":[],`, ''))).toBe(key);
        },
      ),
    );
  });
});

describe('a frame', () => {
  it('is judged without its words coming back, and in time that grows with its length', () => {
    const words = frameFault(Buffer.from(`{"jsonrpc":"2.0","method":5,"secret":"${'x'.repeat(1_000)}"}`));
    expect(words).toEqual({ code: -32600, message: 'Invalid request: "method" is no string.', id: null });
    const quotes = Buffer.from(
      `{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":"${'\\\\'.repeat(500_000)}"}}`,
    );
    const began = performance.now();
    expect(frameFault(quotes)).toBe(undefined);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
