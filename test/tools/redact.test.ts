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

  it('leaves ordinary text alone', () => {
    const text = 'builds: 3 of 3, complete: true\nid,version\neyJ,412\nThe bearer of good news: Bearer beer';
    expect(redact(text)).toBe(text);
  });
});
