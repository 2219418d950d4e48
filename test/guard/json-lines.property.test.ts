import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonLineError, readLinedJson } from '../../src/guard/json-lines.ts';

describe('readLinedJson', () => {
  it('reads what JSON.parse reads, at any indentation', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4, noUnicodeString: false }),
        fc.constantFrom(0, 1, '\t'),
        (value, indentation) => {
          const text = JSON.stringify(value, null, indentation);
          try {
            expect(readLinedJson(text).value).toEqual(JSON.parse(text));
          } catch (error) {
            // Keys that differ only by case are refused, and so is __proto__.
            if (!(error instanceof JsonLineError)) throw error;
            expect(error.message).toMatch(/stands twice|__proto__/);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('refuses whatever JSON.parse refuses', () => {
    const texts = fc.string({
      unit: fc.constantFrom('{', '}', '[', ']', '"', 'a', ':', ',', '1', ' ', '\\', '\n'),
    });
    fc.assert(
      fc.property(texts, (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (!valid) expect(() => readLinedJson(text)).toThrow(JsonLineError);
      }),
      { numRuns: 5_000 },
    );
  });
});
