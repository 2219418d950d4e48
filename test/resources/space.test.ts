import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/index.ts';
import { listResources, listTemplates, spaceOf } from '../../src/resources/browser.ts';
import { sourcesOf } from '../../src/resources/sources.ts';
import { parseUri, uriOf } from '../../src/resources/uri.ts';

const catalog = loadCatalog();
const space = spaceOf(catalog);

/** All pages. */
function allTemplates(): { uriTemplate: string; name: string }[] {
  const out: { uriTemplate: string; name: string }[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = listTemplates(catalog, cursor);
    out.push(...page.resourceTemplates);
    cursor = page.nextCursor;
  }
  return out;
}

describe('the space of addresses', () => {
  it('has every read of the catalogue but linkages, reports and what only the caller could complete', () => {
    const reads = catalog
      .operationIds()
      .flatMap((id) => catalog.operation(id) ?? [])
      .filter(({ method, path }) => method === 'GET' && !path.includes('/relationships/'));
    const inside = new Set([...space.roots, ...space.templates].map(({ id }) => id));
    expect(reads.filter(({ id }) => !inside.has(id)).map(({ path }) => path)).toEqual([
      '/v1/actors',
      '/v1/betaAppReviewDetails',
      '/v1/betaAppReviewSubmissions',
      '/v1/betaTesters/{id}/metrics/betaTesterUsages',
      '/v1/financeReports',
      '/v1/gameCenterLeaderboardSetMemberLocalizations',
      '/v1/inAppPurchaseOfferCodeOneTimeUseCodes/{id}/values',
      '/v1/reviewSubmissions',
      '/v1/salesReports',
      '/v1/subscriptionOfferCodeOneTimeUseCodes/{id}/values',
      '/v1/subscriptionPricePoints/{id}/adjustedEqualizations',
    ]);
    expect(space.roots).toHaveLength(35);
    expect(space.templates).toHaveLength(488);
  });

  it('leads from every address back to its operation', () => {
    for (const operation of [...space.roots, ...space.templates]) {
      const address = parseUri(uriOf(operation.path.replace('{id}', '1500000101')));
      const spot = address === undefined ? undefined : space.spot(address.segments);
      expect(spot?.operation.id, operation.path).toBe(operation.id);
    }
  });

  it('keeps the two versions of a collection apart', () => {
    const addresses = [...space.roots, ...space.templates].map(({ path }) => uriOf(path));
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses).toContain('asc://inAppPurchases/{id}');
    expect(addresses).toContain('asc://v2/inAppPurchases/{id}');
    expect(space.uri('InAppPurchaseV2', '1')).toBe('asc://v2/inAppPurchases/1');
    // The first words of our own addresses are no collections of Apple's.
    expect(addresses.filter((uri) => /^asc:\/\/(guide|operations)\b/.test(uri))).toEqual([]);
  });

  it('knows where the candidates for every id are listed', () => {
    const sources = sourcesOf(space);
    const owners = new Set(
      space.templates.map((operation) => space.owner(operation)?.name ?? operation.path),
    );
    // Its list needs the ids of a set and of a leaderboard.
    expect([...owners].filter((owner) => !sources.has(owner))).toEqual([
      'GameCenterLeaderboardSetMemberLocalization',
    ]);
  });
});

describe('the lists', () => {
  it('name templates once each, those of most people first', () => {
    const templates = allTemplates();
    expect(templates).toHaveLength(489);
    expect(new Set(templates.map(({ uriTemplate }) => uriTemplate)).size).toBe(489);
    expect(templates.slice(0, 2).map(({ uriTemplate }) => uriTemplate)).toEqual([
      'asc://operations/{id}',
      'asc://apps/{id}',
    ]);
    expect(listTemplates(catalog, undefined).resourceTemplates.length).toBeLessThanOrEqual(201);
    expect(() => listTemplates(catalog, '9999')).toThrow('Invalid cursor');
    expect(() => listTemplates(catalog, '-1')).toThrow('Invalid cursor');
  });

  it('cost little', () => {
    expect(encode(JSON.stringify(listResources(catalog))).length).toBeLessThan(1_200);
    expect(encode(JSON.stringify(listTemplates(catalog, undefined))).length).toBeLessThan(6_000);
  });
});
