import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AscError } from '../../src/client/errors.ts';
import { loadPrivateKey, readCredentials } from '../../src/client/key.ts';
import { PRIVATE_KEY } from './support.ts';

const der = createPrivateKey(PRIVATE_KEY).export({ format: 'der', type: 'pkcs8' });
const sec1 = createPrivateKey(PRIVATE_KEY).export({ format: 'pem', type: 'sec1' }).toString();

function codeOf(run: () => unknown): AscError {
  try {
    run();
  } catch (error) {
    if (error instanceof AscError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('the text of a key', () => {
  it.each([
    ['PEM', PRIVATE_KEY],
    ['PEM with literal \\n', PRIVATE_KEY.replaceAll('\n', '\\n')],
    ['PEM with literal \\r\\n', PRIVATE_KEY.replaceAll('\n', '\\r\\n')],
    ['PEM with CRLF and BOM', `\ufeff${PRIVATE_KEY.replaceAll('\n', '\r\n')}`],
    ['PEM on one line', PRIVATE_KEY.replaceAll('\n', ' ')],
    ['PEM in quotes', `"${PRIVATE_KEY.trim()}"`],
    ['PEM of the older form', sec1],
    ['base64 of the PEM', Buffer.from(PRIVATE_KEY).toString('base64')],
    ['base64 of the DER', der.toString('base64')],
    ['base64 of the DER in lines', der.toString('base64').replace(/.{40}/gu, '$&\n')],
  ])('may be %s', (_, text) => {
    expect(loadPrivateKey({ text })).toBe(PRIVATE_KEY);
  });

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const p384 = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey;
  const encrypted = createPrivateKey(PRIVATE_KEY)
    .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'secret' })
    .toString();
  const publicKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .publicKey.export({ format: 'pem', type: 'spki' })
    .toString();
  it.each([
    ['RSA', rsa.export({ format: 'pem', type: 'pkcs8' }).toString(), 'key_wrong_type'],
    ['RSA, older form', rsa.export({ format: 'pem', type: 'pkcs1' }).toString(), 'key_wrong_type'],
    ['P-384', p384.export({ format: 'pem', type: 'pkcs8' }).toString(), 'key_wrong_curve'],
    ['encrypted', encrypted, 'key_encrypted'],
    ['a public key', publicKey, 'key_not_private'],
    ['cut off', PRIVATE_KEY.slice(0, 120), 'key_incomplete'],
    ['damaged', PRIVATE_KEY.replace(/\n.{20}/u, '\n'), 'key_not_a_key'],
    ['nonsense', 'not a key at all!', 'key_not_a_key'],
    ['base64 of nonsense', Buffer.from('nothing in here').toString('base64'), 'key_not_a_key'],
    ['empty', '', 'key_not_a_key'],
  ])('is refused when it is %s', (_, text, code) => {
    const error = codeOf(() => loadPrivateKey({ text }));
    expect(error.code).toBe(code);
    expect(error.next).toContain('.p8');
    for (const line of text.split('\n').filter((part) => part.length > 10 && !part.includes('-----'))) {
      expect(error.message).not.toContain(line);
    }
    expect(error.cause).toBeUndefined();
  });
});

describe('a key file', () => {
  let folder = '';
  const file = (name: string, content: string | Buffer, mode = 0o600): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'asc-key-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read as PEM or DER', () => {
    expect(loadPrivateKey({ path: file('AuthKey_A.p8', PRIVATE_KEY) })).toBe(PRIVATE_KEY);
    expect(loadPrivateKey({ path: file('AuthKey_B.der', der) })).toBe(PRIVATE_KEY);
    expect(loadPrivateKey({ path: file('bom.p8', `\ufeff${PRIVATE_KEY}`) })).toBe(PRIVATE_KEY);
  });

  it('may be given from the home folder', () => {
    const path = `~/${relative(homedir(), file('home.p8', PRIVATE_KEY))}`;
    expect(loadPrivateKey({ path })).toBe(PRIVATE_KEY);
  });

  it.skipIf(process.platform === 'win32')('that others can read is refused, with the remedy', () => {
    for (const mode of [0o644, 0o640, 0o604]) {
      const error = codeOf(() => loadPrivateKey({ path: file('open.p8', PRIVATE_KEY, mode) }));
      expect([error.code, error.next]).toEqual([
        'key_file_permissions',
        'Make it private, then start again: chmod 600 open.p8',
      ]);
      expect(error.message).not.toContain(folder);
    }
  });

  it('that is no file, too large or missing is refused without hanging', () => {
    mkdirSync(join(folder, 'dir.p8'));
    expect(codeOf(() => loadPrivateKey({ path: join(folder, 'dir.p8') })).code).toBe('key_file_not_regular');
    expect(codeOf(() => loadPrivateKey({ path: file('big.p8', 'A'.repeat(20_000)) })).code).toBe(
      'key_file_too_large',
    );
    const missing = codeOf(() => loadPrivateKey({ path: join(folder, 'none.p8') }));
    expect(missing.code).toBe('key_file_missing');
    expect(missing.message).not.toContain(folder);
  });

  it.skipIf(process.platform === 'win32')('may be a link inside its folder, but not out of it', () => {
    mkdirSync(join(folder, 'inner'));
    const target = file('inner/real.p8', PRIVATE_KEY);
    symlinkSync(target, join(folder, 'near.p8'));
    symlinkSync(target, join(folder, 'inner', 'same.p8'));
    mkdirSync(join(folder, 'other'));
    symlinkSync(target, join(folder, 'other', 'far.p8'));
    expect(loadPrivateKey({ path: join(folder, 'near.p8') })).toBe(PRIVATE_KEY);
    expect(loadPrivateKey({ path: join(folder, 'inner', 'same.p8') })).toBe(PRIVATE_KEY);
    expect(codeOf(() => loadPrivateKey({ path: join(folder, 'other', 'far.p8') })).code).toBe(
      'key_file_link',
    );
  });

  it.skipIf(process.platform === 'win32')('may not be a pipe', () => {
    const path = join(folder, 'pipe.p8');
    execFileSync('mkfifo', [path]);
    expect(codeOf(() => loadPrivateKey({ path })).code).toBe('key_file_not_regular');
  });
});

describe('credentials', () => {
  const key = { text: PRIVATE_KEY };

  it('lose stray spaces', () => {
    expect(
      readCredentials({ keyId: ' ABCDE12345\n', issuerId: ' 57246542-96fe-1a63-e053-0824d011072a ', key }),
    ).toEqual({
      keyId: 'ABCDE12345',
      issuerId: '57246542-96fe-1a63-e053-0824d011072a',
      privateKey: PRIVATE_KEY,
    });
    expect(readCredentials({ keyId: 'ABCDE12345', issuerId: '', key })).toEqual({
      keyId: 'ABCDE12345',
      privateKey: PRIVATE_KEY,
    });
  });

  it('name the field that is wrong', () => {
    expect(codeOf(() => readCredentials({ keyId: 'ABC', key })).code).toBe('key_id_invalid');
    expect(codeOf(() => readCredentials({ keyId: 'ABCDE12345', issuerId: 'me', key })).code).toBe(
      'issuer_id_invalid',
    );
  });
});
