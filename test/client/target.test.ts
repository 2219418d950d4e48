import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { APPLE_ORIGIN, apiOrigin, isLoopback, requestTarget } from '../../src/client/target.ts';
import { CREDENTIALS } from './support.ts';

describe('the base URL', () => {
  it.each([
    [undefined, APPLE_ORIGIN],
    ['https://api.appstoreconnect.apple.com', APPLE_ORIGIN],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    ['http://127.9.8.7:1/', 'http://127.9.8.7:1'],
    ['http://localhost:4010', 'http://localhost:4010'],
    ['https://[::1]:8443', 'https://[::1]:8443'],
  ])('may be %s', (given, origin) => {
    expect(apiOrigin(given)).toBe(origin);
  });

  it.each([
    'https://example.com',
    'http://api.appstoreconnect.apple.com',
    'https://api.appstoreconnect.apple.com.evil.test',
    'http://127.0.0.1.evil.test',
    'http://localhost.evil.test',
    'http://user:secret@127.0.0.1',
    'http://127.0.0.1/path',
    'http://127.0.0.1?x=1',
    'http://10.0.0.1',
    'http://169.254.169.254',
    'http://[::ffff:10.0.0.1]',
    'http://0.0.0.0',
    'file:///etc/passwd',
    'ftp://127.0.0.1',
    '127.0.0.1',
    '',
  ])('may not be %s', (baseUrl) => {
    expect(() => createClient({ credentials: CREDENTIALS, baseUrl })).toThrow(
      expect.objectContaining({ code: 'base_url_refused' }),
    );
  });
});

describe('hosts of this computer', () => {
  it.each([
    'http://127.0.0.1:4010',
    'http://127.255.254.253:1',
    'http://localhost:80',
    'http://[::1]:9',
    'https://127.0.0.1:4010',
  ])('%s is one', (text) => {
    expect(apiOrigin(text)).toBe(new URL(text).origin);
  });

  it.each([
    `${APPLE_ORIGIN}/v1`,
    'http://user@127.0.0.1:1',
    'http://:word@127.0.0.1:1',
    'http://127.0.0.1:1/#x',
    'http://127.0.0.1:1/?x',
    'http://x127.0.0.1:1',
    'http://x.127.0.0.1.nip.io:1',
    'ftp://127.0.0.1:1',
    'nonsense',
  ])('%s is refused, with what would be right', (text) => {
    const refused = (): unknown => {
      try {
        return apiOrigin(text);
      } catch (error) {
        return error;
      }
    };
    expect(refused()).toMatchObject({
      code: 'base_url_refused',
      message: 'The base URL is not one of this computer.',
      meaning: expect.stringContaining('act for your team'),
      next: expect.stringContaining('http://127.0.0.1:4010'),
      outcome: 'not_sent',
    });
  });

  it('and names that only look like one are not', () => {
    expect(['x127.0.0.1', '127.0.0.1x', '127.0.0', 'localhost.evil.example'].map(isLoopback)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(['127.10.200.33', '127.1.1.1', '[::1]'].map(isLoopback)).toEqual([true, true, true]);
  });
});

describe('the path', () => {
  it('has 2,000 characters at most, and begins with one slash', () => {
    const path = (length: number): string => `/${'a'.repeat(length - 1)}`;
    expect(requestTarget(APPLE_ORIGIN, path(2_000), undefined)).toHaveLength(2_000);
    for (const bad of [path(2_001), 'x/v1/apps', ''])
      expect(() => requestTarget(APPLE_ORIGIN, bad, undefined)).toThrow(
        expect.objectContaining({
          code: 'bad_path',
          message: expect.stringContaining('not safe'),
          meaning: expect.stringContaining('would change the path'),
          next: expect.stringContaining('Use the id'),
        }),
      );
  });

  it.each([
    '/v1/apps',
    '/v1/apps/1234567890/relationships/betaGroups',
    '/v2/x/eyJzIjoiMSIsInQiOiJVU0EifQ==/y',
    '/v1/builds/5b1c-0f_~.a',
  ])('%s goes out as it is', (path) => {
    expect(requestTarget(APPLE_ORIGIN, path, undefined)).toBe(path);
  });

  it.each([
    '/v1/apps/..',
    '/v1/apps/../users',
    '/v1/apps/./x',
    '/v1/apps/%2e%2e/users',
    '/v1/apps/%2E%2E',
    '/v1/apps/.%2e/users',
    '/v1/apps/a%2Fb',
    '/v1/apps/a%5cb',
    '/v1/apps/a\\b',
    '/v1/apps/%252e%252e',
    '/v1/apps/1?x=y',
    '/v1/apps/1#f',
    '/v1/apps//builds',
    '//evil.test/v1/apps',
    '/v1/apps/a b',
    '/v1/apps/a\tb',
    '/v1/apps/a\nb',
    '/v1/apps/%0d%0aX:1',
    '/v1/apps/%zz',
    '/v1/apps/%4z',
    '/v1/apps/١٢٣',
    '/v1/apps/\ud800',
    'v1/apps',
    '@evil.test/v1',
    ':80/v1/apps',
    `/v1/apps/${'a'.repeat(10_000)}`,
    '',
  ])('%j never reaches the network', (path) => {
    expect(() => requestTarget(APPLE_ORIGIN, path, undefined)).toThrow(
      expect.objectContaining({ code: 'bad_path', outcome: 'not_sent' }),
    );
  });
});

describe('the query', () => {
  it('leaves out what is undefined', () => {
    const query: Record<string, string> = JSON.parse('{"a":"1"}');
    Reflect.set(query, 'b', undefined);
    expect(requestTarget(APPLE_ORIGIN, '/v1/apps', query)).toBe('/v1/apps?a=1');
    expect(requestTarget(APPLE_ORIGIN, '/v1/apps', {})).toBe('/v1/apps');
  });

  it('is escaped, commas aside', () => {
    expect(
      requestTarget(APPLE_ORIGIN, '/v1/apps', { 'filter[name]': 'a&b=c#d é', 'fields[apps]': 'name,sku' }),
    ).toBe('/v1/apps?filter%5Bname%5D=a%26b%3Dc%23d%20%C3%A9&fields%5Bapps%5D=name,sku');
  });

  it('that cannot be written as UTF-8 is refused', () => {
    expect(() => requestTarget(APPLE_ORIGIN, '/v1/apps', { a: '\ud800' })).toThrow(
      expect.objectContaining({ code: 'bad_path' }),
    );
  });
});
