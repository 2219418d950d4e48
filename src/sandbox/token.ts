import { generateKeyPairSync, type KeyObject, randomUUID, verify } from 'node:crypto';
import { isObject, type JsonObject } from '../catalog/json.ts';
import { apiError, Refusal } from './errors.ts';
import { type ScopedRequest, scopeAllows } from './token-scope.ts';

/** What a client needs to sign in. An individual key has no issuer. */
export interface Credentials {
  readonly keyId: string;
  readonly issuerId: string;
  /** PKCS#8 PEM, P-256, as Apple hands it out. */
  readonly privateKey: string;
}

export type IndividualCredentials = Omit<Credentials, 'issuerId'>;

/** Seconds a token may live, `exp − iat`. */
const longestLife = 1200;
/** Seconds by which the two clocks may differ. */
const skew = 5;

interface Key {
  readonly id: string;
  readonly individual: boolean;
  readonly publicKey: KeyObject;
}

/** A token that was found good: its key and the second it ends. */
interface Good {
  readonly individual: boolean;
  readonly key: string;
  readonly until: number;
  /** The `scope` claim, whatever it is; `undefined` for a token that may do all that its key may. */
  readonly scope: unknown;
}

/** Makes the sandbox's own keys and judges tokens by Apple's rules (facts read 2026-11-22). */
export class TokenCheck {
  readonly credentials: Credentials;
  readonly individualCredentials: IndividualCredentials;
  readonly #keys: readonly Key[];
  readonly #good = new Map<string, Good>();

  constructor() {
    const team = newKey(false);
    const individual = newKey(true);
    this.#keys = [team.key, individual.key];
    this.credentials = { keyId: team.key.id, issuerId: randomUUID(), privateKey: team.pem };
    this.individualCredentials = { keyId: individual.key.id, privateKey: individual.pem };
  }

  /** Refuses with 401 what Apple would refuse. `now` in milliseconds; without a request the scope is not looked at. */
  check(
    authorization: string | undefined,
    now: number,
    request?: ScopedRequest,
  ): { readonly individual: boolean; readonly key: string } {
    const good = this.#known(authorization, now);
    if (request !== undefined && good.scope !== undefined && !scopeAllows(good.scope, request))
      throw unauthorised();
    return good;
  }

  #known(authorization: string | undefined, now: number): Good {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unauthorised();
    const seconds = now / 1000;
    const known = this.#good.get(token);
    if (known !== undefined && seconds < known.until) return known;
    const good = this.#judge(token, seconds);
    if (this.#good.size > 1000) this.#good.clear();
    this.#good.set(token, good);
    return good;
  }

  #judge(token: string, now: number): Good {
    const [head = '', payload = '', signature = ''] = token.split('.');
    const header = decoded(head);
    const key = this.#keys.find((candidate) => candidate.id === header['kid']);
    if (header['alg'] !== 'ES256' || key === undefined) throw unauthorised();
    const signed = verify(
      'sha256',
      Buffer.from(`${head}.${payload}`),
      { key: key.publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    if (!signed) throw unauthorised();
    const claims = decoded(payload);
    const { exp, iat = now } = claims;
    const rightHolder = key.individual
      ? claims['sub'] === 'user' && claims['iss'] === undefined
      : claims['iss'] === this.credentials.issuerId;
    if (
      !rightHolder ||
      claims['aud'] !== 'appstoreconnect-v1' ||
      typeof exp !== 'number' ||
      typeof iat !== 'number' ||
      exp <= now ||
      iat > now + skew ||
      // A token without `iat` (known clients send none) counts from now.
      exp - iat > longestLife + (claims['iat'] === undefined ? skew : 0)
    )
      throw unauthorised();
    return { individual: key.individual, key: key.id, until: exp, scope: claims['scope'] };
  }
}

function newKey(individual: boolean): { key: Key; pem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase();
  return {
    key: { id, individual, publicKey },
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function decoded(part: string): JsonObject {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function unauthorised(): Refusal {
  return new Refusal([
    apiError(
      401,
      'NOT_AUTHORIZED',
      'Provide a properly configured and signed bearer token, and make sure that it has not expired.',
    ),
  ]);
}
