import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { limits } from '../../src/catalog/limits.ts';
import { createSearch } from '../../src/catalog/search.ts';
import { renderSearch, roughTokens } from '../../src/catalog/search-text.ts';
import { phrasings } from './phrasings.ts';

const catalog = loadCatalog();
const search = createSearch(catalog);
const ids = new Set(catalog.operationIds());
const questions = [...phrasings.map(({ say }) => say), ...limits.flatMap(({ asked }) => asked.split(', '))];

describe('the text of an answer', () => {
  it('costs at most 500 tokens, and no more than estimated by a twentieth', () => {
    let most = 0;
    for (const say of questions) {
      const text = renderSearch(search.find(say));
      const cost = encode(text).length;
      most = Math.max(most, cost);
      expect(cost, say).toBeLessThanOrEqual(500);
      expect(cost, say).toBeLessThanOrEqual(roughTokens(text) * 1.05);
    }
    console.log(`search answers: at most ${most} tokens`);
  });

  it('holds whole ids only, each once among those of the best and the resources', () => {
    for (const say of questions) {
      const named = renderSearch(search.find(say)).match(/\b[a-z]\w+_\w+\b/g) ?? [];
      expect(
        named.filter((id) => !ids.has(id) && id !== 'asc_status'),
        say,
      ).toEqual([]);
    }
  });

  it('names the best operations with method and path', () => {
    expect(renderSearch(search.find('reply to a customer review'))).toContain(
      '- customerReviewResponses_createInstance (POST /v1/customerReviewResponses)',
    );
  });

  it('says first what the API cannot do, where it is done, and what comes close', () => {
    const lines = renderSearch(search.find('create a new app')).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'Not possible through the API: The API cannot create an app record.',
      'Where instead: App Store Connect → Apps → + → New App (https://appstoreconnect.apple.com/apps)',
      'Comes close: bundleIds_createInstance, apps_getCollection',
    ]);
  });

  it('marks what is deprecated', () => {
    expect(renderSearch(search.find('gameCenterLeaderboards_createInstance'))).toContain(
      'gameCenterLeaderboards_createInstance (POST /v1/gameCenterLeaderboards) [deprecated]',
    );
  });

  it('has no line for a resource of which it names nothing new', () => {
    expect(renderSearch(search.find('nominate for featuring'))).not.toContain('see above');
    expect(renderSearch(search.find('merchant id'))).not.toMatch(/^- (certificates|apps):/m);
  });

  it('says which words it left out where they outnumber the others', () => {
    expect(renderSearch(search.find('welche Builds hängen fest')).split('\n')[0]).toBe(
      'Not understood: "welche", "hängen", "fest". Ask again in English, in the words of App Store Connect, unless this fits:',
    );
  });

  it('says which word is unknown when nothing is found', () => {
    expect(renderSearch(search.find('kubernetes pods'))).toBe(
      'Nothing found: the API has nothing called "kubernetes", "pods".\n' +
        'Ask in English: try the word that App Store Connect uses for it, or a resource such as builds, betaGroups, appStoreVersions.',
    );
  });
});
