import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretAttributes } from '../../src/catalog/foreign.ts';
import { redact } from '../../src/tools/redact.ts';
import { indexIncluded, shapeResource } from '../../src/tools/shape.ts';

const pem = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString();
const keyLines = pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'));
const keyPath = '/Users/mara/Library/Keys/AuthKey_ABCDE12345.p8';

const segment = fc.stringMatching(/^[\w-]{20,60}$/);
const token = fc
  .tuple(segment, segment, segment)
  .map(([header, claims, signature]) => `eyJ${header}.eyJ${claims}.${signature}`);
const signature = fc.stringMatching(/^[A-Za-z0-9]{24,64}$/);
const signedUrl = fc
  .tuple(fc.constantFrom('X-Amz-Signature', 'X-Amz-Credential', 'Signature', 'sig', 'token'), signature)
  .map(([name, value]) => ({
    text: `https://store-001.blobstore.apple.com/itms/asset.png?a=1&${name}=${value}&Expires=1800000000`,
    secret: value,
  }));

interface Planted {
  /** What stands in the text. */
  readonly text: string;
  /** Pieces that must not come out. */
  readonly secrets: readonly string[];
}

const planted: fc.Arbitrary<Planted> = fc.oneof(
  fc.constant({ text: pem, secrets: keyLines }),
  fc.nat(pem.length - 40).map((cut) => ({
    text: pem.slice(0, pem.length - cut),
    secrets: keyLines.filter((line) => pem.slice(0, pem.length - cut).includes(line)),
  })),
  fc.constantFrom(...keyLines).map((line) => ({ text: line, secrets: [line] })),
  token.map((text) => ({ text, secrets: [text.slice(-12), text] })),
  signature.map((value) => ({ text: `authorization: Bearer ${value}`, secrets: [value] })),
  signedUrl.map(({ text, secret }) => ({ text, secrets: [secret] })),
  fc.constant({ text: keyPath, secrets: [keyPath, 'AuthKey_ABCDE12345'] }),
);

/** Ways in which a text gets into another one. */
const encodings: readonly (readonly [string, (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['in JSON', (text) => JSON.stringify({ detail: text })],
  ['in JSON in JSON', (text) => JSON.stringify(JSON.stringify({ detail: text }))],
  ['with slashes escaped', (text) => JSON.stringify(text).replaceAll('/', '\\/')],
  ['with ampersands escaped', (text) => JSON.stringify(text).replaceAll('&', '\\u0026')],
  ['in an address', (text) => `https://example.com/?detail=${encodeURIComponent(text)}`],
  ['with Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
  ['in HTML', (text) => text.replaceAll('&', '&amp;')],
];

describe('the redactor', () => {
  it.each(encodings)('lets no secret out, %s', (_, encode) => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.lorem()), { minLength: 1, maxLength: 5 }),
        planted,
        fc.nat(4),
        (texts, { text, secrets }, at) => {
          const whole = texts.toSpliced(Math.min(at, texts.length), 0, text).join(' ');
          const out = redact(encode(whole), [keyPath, ...keyLines]);
          for (const secret of secrets) {
            expect(out).not.toContain(secret);
            expect(out).not.toContain(JSON.stringify(secret).slice(1, -1));
            expect(out).not.toContain(encodeURIComponent(secret));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('changes nothing that holds no secret', () => {
    fc.assert(
      fc.property(fc.array(fc.lorem({ mode: 'sentences' })), (texts) => {
        const text = texts.join('\n');
        expect(redact(text, [keyPath, ...keyLines])).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  it('is quick on long and hostile texts', () => {
    const began = performance.now();
    for (const text of [
      'https://a'.repeat(40_000),
      'https://a?'.repeat(40_000),
      'https%3a%2f%2fa%3f'.repeat(20_000),
      '-eyJaaaaaaaaaaaa'.repeat(20_000),
      '-----BEGIN A PRIVATE KEY'.repeat(20_000),
      'Bearer '.repeat(50_000),
      'sig'.repeat(100_000),
      `https://a?${'Signature'.repeat(40_000)}`,
      'eyJ'.repeat(100_000),
      `eyJ${'a'.repeat(300_000)}`,
      '-----BEGIN PRIVATE KEY-----'.repeat(10_000),
      `Bearer ${'a'.repeat(300_000)}`,
    ])
      redact(text, keyLines);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('attributes that are secrets', () => {
  it.each([...secretAttributes].filter((name) => !name.includes('.')))('%s stays inside', (name) => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{12,40}$/), (secret) => {
        for (const value of [secret, [{ url: secret, length: 5 }], { deep: { [name]: secret } }]) {
          const object = { type: 'things', id: '1', attributes: { [name]: value, name: 'Plain' } };
          const out = JSON.stringify(shapeResource(object, indexIncluded([])));
          expect(out).toContain('Plain');
          expect(out).not.toContain(secret);
        }
      }),
      { numRuns: 50 },
    );
  });
});
