import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { redact } from '../../src/tools/redact.ts';

describe('the last look at a text', () => {
  it('takes out a private key, whole or cut', () => {
    const pem = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
      .privateKey.export({ format: 'pem', type: 'pkcs8' })
      .toString();
    expect(redact(`a\n${pem}b`)).toBe('a\n[private key withheld]\nb');
    expect(redact(`a ${pem.slice(0, 90)}`)).toBe('a [private key withheld]');
  });

  it('takes out tokens', () => {
    const token = `eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0${'a'.repeat(20)}.${'s'.repeat(86)}`;
    expect(redact(`token ${token}.`)).toBe('token [token withheld].');
    expect(redact('authorization: Bearer abcdefghijklmnopqrstuvwxyz')).toBe(
      'authorization: Bearer [withheld]',
    );
  });

  it('takes the signature off an address and leaves the rest readable', () => {
    expect(redact('see https://cdn.example.com/a/b.csv?X-Amz-Signature=abc&Expires=5, please')).toBe(
      'see https://cdn.example.com/a/b.csv?[signature withheld] please',
    );
    expect(redact('https://apps.apple.com/app/id1500000101?ppid=45')).toBe(
      'https://apps.apple.com/app/id1500000101?ppid=45',
    );
  });

  it('takes out what this process knows to be secret', () => {
    expect(redact('/home/mara/keys/AuthKey_A.p8 failed', ['/home/mara/keys/AuthKey_A.p8'])).toBe(
      '[withheld] failed',
    );
    // A very short secret would blank ordinary words.
    expect(redact('an abc', ['abc'])).toBe('an abc');
  });

  it('takes out every key and token of a text, not only the first', () => {
    const key = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----';
    expect(redact(`${key} and ${key}.`)).toBe('[private key withheld] and [private key withheld].');
    const token = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c'.repeat(20)}`;
    expect(redact(`${token} ${token}`)).toBe('[token withheld] [token withheld]');
  });

  it.each([' ', '  ', '+', '%20', '\t \t'])('takes a bearer token after %j', (gap) => {
    expect(redact(`Bearer${gap}abcdefghijklmnopqrstuvwxyz== rest`)).toBe('Bearer [withheld] rest');
  });

  it.each([
    ['http://cdn.example.com/a?sig=1', 'http://cdn.example.com/a?[signature withheld]'],
    [
      'https%3A%2F%2Fcdn.example.com%2Fa%3FSignature%3D1',
      'https%3A%2F%2Fcdn.example.com%2Fa?[signature withheld]',
    ],
    [
      'https://cdn.example.com/a?x=1\\u0026X-Amz-Credential=2',
      'https://cdn.example.com/a?[signature withheld]',
    ],
    ['https:\\/\\/cdn.example.com\\/a?Expires=1', 'https:\\/\\/cdn.example.com\\/a?[signature withheld]'],
    ['https://cdn.example.com/a?token-of-access=1', 'https://cdn.example.com/a?[signature withheld]'],
    [
      'https://cdn.example.com/a?X-Amz-Security-Token%253D1',
      'https://cdn.example.com/a?[signature withheld]',
    ],
    // A word of a path is no signature, with a query behind it and without one.
    ['https://cdn.example.com/token=a/b?page=1', 'https://cdn.example.com/token=a/b?page=1'],
    ['https://cdn.example.com/sig=a', 'https://cdn.example.com/sig=a'],
    ['https://cdn.example.com/a?sig,=1', 'https://cdn.example.com/a?sig,=1'],
  ])('of the address %s leaves %s', (text, left) => {
    expect(redact(text)).toBe(left);
  });

  it('knows a secret in each form that texts give it', () => {
    const secret = '/keys/Über "A"/Key.p8';
    const json = JSON.stringify(secret).slice(1, -1);
    for (const form of [
      secret,
      json,
      json.replaceAll('/', '\\/'),
      JSON.stringify(json).slice(1, -1),
      encodeURIComponent(secret),
      encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase()),
      encodeURI(secret),
    ])
      expect(redact(`at <${form}>`, [secret])).toBe('at <[withheld]>');
    // Eight characters are a secret, seven are a word; without secrets nothing is one.
    expect(redact('12345678 1234567', ['12345678', '1234567'])).toBe('[withheld] 1234567');
    expect(redact('Stryker was here, and nobody knows anything')).toContain('Stryker was here');
  });

  it('leaves ordinary text alone', () => {
    const text = 'builds: 3 of 3, complete: true\nid,version\neyJ,412\nThe bearer of good news: Bearer beer';
    expect(redact(text)).toBe(text);
  });
});
