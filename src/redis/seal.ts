import { createCipheriv, createDecipheriv, createPrivateKey, hkdfSync, randomBytes } from 'node:crypto';

/**
 * Closes and opens what is kept in Redis. Everything is derived from the private key of the account, which every server
 * of it has and whoever runs Redis has not.
 */
export interface Seals {
  /** AES-256-GCM; base64 of nonce, tag and text. `about` says what and whose this is, and must be the same to open it. */
  seal(text: string, about: readonly string[]): string;
  /** `undefined` when it was changed, belongs elsewhere, or was sealed with another key. */
  open(sealed: string, about: readonly string[]): string | undefined;
  /** 32 bytes for another use, the same in all servers of the account. */
  derived(use: string): Buffer;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * @param privateKey PEM; `undefined` where there is no key that works. Then nothing can be sent, and what is sealed is
 *   for this process alone.
 */
export function sealsOf(keyId: string, privateKey: string | undefined): Seals {
  const root = privateKey === undefined ? randomBytes(32) : secretNumber(privateKey);
  const derived = (use: string): Buffer =>
    Buffer.from(hkdfSync('sha256', root, keyId, `app-store-connect-mcp ${use} 1`, 32));
  const key = derived('seal');
  return {
    derived,
    seal: (text, about) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(aad(about));
      const closed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), closed]).toString('base64');
    },
    open: (sealed, about) => {
      const bytes = Buffer.from(sealed, 'base64');
      if (bytes.length < nonceBytes + tagBytes) return undefined;
      try {
        const nonce = bytes.subarray(0, nonceBytes);
        const cipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
        cipher.setAAD(aad(about));
        cipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        const opened = cipher.update(bytes.subarray(nonceBytes + tagBytes));
        return Buffer.concat([opened, cipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/** The key itself and not its file: the same key may stand in files of different forms. */
function secretNumber(privateKey: string): Buffer {
  const { d } = createPrivateKey(privateKey).export({ format: 'jwk' });
  if (d === undefined) throw new TypeError('not the private key of an elliptic curve');
  return Buffer.from(d, 'base64url');
}

/** JSON keeps its parts apart, whatever stands in them. */
function aad(about: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(about));
}
