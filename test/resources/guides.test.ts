import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { limits } from '../../src/catalog/limits.ts';
import { ERROR_MEANINGS } from '../../src/client/errors-table.ts';
import { guides } from '../../src/resources/guides.ts';

const catalog = loadCatalog();
const texts = Object.entries(guides).map(([name, guide]) => [name, guide.text()] as const);

describe('guides', () => {
  it('are these', () => {
    expect(Object.keys(guides)).toEqual(['release', 'testflight', 'pricing', 'errors', 'limits']);
  });

  it.each(texts)('%s names only operations that exist, and is short', (_name, text) => {
    const named = text.match(/\b[a-z]\w*_(?:\w+_)?(?:get|create|update|delete)[A-Z]\w*/g) ?? [];
    expect(named.filter((id) => catalog.operation(id) === undefined)).toEqual([]);
    expect(encode(text).length).toBeLessThan(6_000);
  });

  it('tell all limits and all meanings of errors', () => {
    expect(limits.filter(({ says }) => !guides['limits']?.text().includes(says))).toEqual([]);
    expect(ERROR_MEANINGS.filter(({ meaning }) => !guides['errors']?.text().includes(meaning))).toEqual([]);
  });
});
