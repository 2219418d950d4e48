import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { estimateTokens } from '../../src/tools/tokens.ts';

/** The estimate decides between text and file, so it must not be far below what a model pays. */
describe('the estimate of tokens', () => {
  it('is near the real number for what the server says', async () => {
    const sandbox = await startSandbox();
    const { catalog } = sandbox.store;
    const texts = [
      'App',
      'Build',
      'CustomerReview',
      'AppStoreVersionLocalization',
      'Territory',
      'User',
      'CiBuildRun',
      'AppPricePointV3',
    ].map((name) =>
      [...sandbox.store.all(name)]
        .slice(0, 100)
        .map(({ id, attributes }) => JSON.stringify({ id, ...attributes }))
        .join('\n'),
    );
    texts.push(catalog.operationIds().slice(0, 300).join(', '));
    await sandbox.close();
    for (const text of texts.filter((candidate) => candidate.length > 200)) {
      const ratio = estimateTokens(text) / encode(text).length;
      expect(ratio, text.slice(0, 80)).toBeGreaterThan(0.95);
      expect(ratio, text.slice(0, 80)).toBeLessThan(1.8);
    }
  });

  it('is nothing for nothing, and quick for much', () => {
    expect(estimateTokens('')).toBe(0);
    expect(estimateTokens(`${loadCatalog().operationIds().join(' ')} `.repeat(20))).toBeGreaterThan(100_000);
  });
});
