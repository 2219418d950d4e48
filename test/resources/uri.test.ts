import { describe, expect, it } from 'vitest';
import { apiSegments, parseUri, uriOf } from '../../src/resources/uri.ts';

describe('addresses', () => {
  it('are the path of the API without v1', () => {
    expect(uriOf('/v1/apps/1/builds')).toBe('asc://apps/1/builds');
    expect(uriOf('/v2/inAppPurchases/{id}')).toBe('asc://v2/inAppPurchases/{id}');
    expect(apiSegments(['apps', '1'])).toEqual(['v1', 'apps', '1']);
    expect(apiSegments(['v2', 'sandboxTesters'])).toEqual(['v2', 'sandboxTesters']);
  });

  it('are taken apart, encoded or not', () => {
    expect(parseUri('asc://apps')).toEqual({ segments: ['apps'] });
    expect(parseUri('asc://apps/Weather%20Now/builds')).toEqual({
      segments: ['apps', 'Weather Now', 'builds'],
    });
    expect(parseUri('asc://v3/appPricePoints/eyJzIjoi%3D%3D')).toEqual({
      segments: ['v3', 'appPricePoints', 'eyJzIjoi=='],
    });
    expect(parseUri('asc://apps?cursor=12~abc-_')).toEqual({ segments: ['apps'], cursor: '12~abc-_' });
  });

  it.each([
    'asc://apps/../users',
    'asc://apps/%2e%2e/users',
    'asc://apps/%2E%2E',
    'asc://apps/1%2F2',
    'asc://apps/%252e%252e/users',
    'asc://apps//builds',
    'asc://apps/',
    'asc://',
    'asc://apps/1?x=y',
    'asc://apps?cursor=a/b',
    'asc://apps#x',
    'asc://apps/a\\b',
    'asc://apps/%00',
    'asc://apps/%E2%80%AE1',
    'asc://apps/%',
    'asc://user@apps/1',
    'ASC://apps',
    'http://api.appstoreconnect.apple.com/v1/apps',
    'file:///etc/passwd',
    `asc://apps/${'1'.repeat(5000)}`,
    '',
  ])('refuse %s', (uri) => {
    const address = parseUri(uri);
    // What is let through here as a name must at least be one segment that no URL parser changes.
    if (uri === 'asc://user@apps/1') expect(address?.segments).toEqual(['user@apps', '1']);
    else expect(address).toBeUndefined();
  });
});
