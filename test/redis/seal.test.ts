import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sealsOf } from '../../src/redis/seal.ts';

const pem = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString();

describe('a seal', () => {
  const key = pem();
  const here = sealsOf('KEY0000001', key);

  it('is opened by every server of the key, in whatever form it has the key', () => {
    const sec1 = createPrivateKey(key).export({ format: 'pem', type: 'sec1' }).toString();
    const sealed = here.seal('Grüße an alle', ['plan', '1']);
    expect(sealed).not.toContain('alle');
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('alle');
    expect(sealsOf('KEY0000001', sec1).open(sealed, ['plan', '1'])).toBe('Grüße an alle');
  });

  it('is never the same twice', () => {
    expect(here.seal('x', ['plan'])).not.toBe(here.seal('x', ['plan']));
  });

  it.each([
    ['with another key', () => sealsOf('KEY0000001', pem()), ['plan', '1']],
    ['for another key id', () => sealsOf('KEY0000002', key), ['plan', '1']],
    ['without a key', () => sealsOf('KEY0000001', undefined), ['plan', '1']],
    ['as another plan', () => here, ['plan', '2']],
    ['as something else of it', () => here, ['plan', '1', 'approved']],
    ['with its parts joined', () => here, ['plan1']],
  ] as const)('is not opened %s', (_how, seals, about) => {
    expect(seals().open(here.seal('secret', ['plan', '1']), about)).toBeUndefined();
  });

  it('is not opened after any change to it', () => {
    const sealed = Buffer.from(here.seal('secret', ['plan']), 'base64');
    for (let at = 0; at < sealed.length; at += 1) {
      const other = Buffer.from(sealed);
      other[at] = (other[at] ?? 0) ^ 1;
      expect(here.open(other.toString('base64'), ['plan'])).toBeUndefined();
    }
    for (const text of ['', 'x', 'not base64 at all', sealed.subarray(0, 28).toString('base64')])
      expect(here.open(text, ['plan'])).toBeUndefined();
  });

  it('gives each use a key of its own, and all servers the same', () => {
    expect(here.derived('plans').equals(sealsOf('KEY0000001', key).derived('plans'))).toBe(true);
    expect(here.derived('plans').equals(here.derived('questions'))).toBe(false);
    expect(here.derived('plans').length).toBe(32);
  });
});
