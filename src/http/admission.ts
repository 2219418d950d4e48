import { createHash, timingSafeEqual } from 'node:crypto';
import {
  type AuthInfo,
  OAuthError,
  OAuthErrorCode,
  type OAuthTokenVerifier,
} from '@modelcontextprotocol/server';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { OAuthConfig } from '../config.ts';

/** What a client may do here; a token of an authorization server names it as a scope. */
export const scopes = { read: 'asc:read', write: 'asc:write' } as const;

/** The one token of a server that its owner alone uses: it may do everything that the policy lets it. */
export function oneToken(token: string): OAuthTokenVerifier {
  const expected = digest(token);
  return {
    verifyAccessToken: async (given) => {
      // Digests are equally long, so the comparison tells nothing, not even a length.
      if (!timingSafeEqual(digest(given), expected)) throw refused('This is not the token of this server.');
      return {
        token: 'withheld',
        clientId: 'owner',
        scopes: Object.values(scopes),
        expiresAt: Math.floor(Date.now() / 1000) + 3_600,
      };
    },
  };
}

/**
 * Tokens of an authorization server: signed with one of its published keys, issued by it, meant for this server (RFC
 * 8707), not expired. The token itself goes nowhere from here.
 */
export function serverTokens({ issuer, resource, jwks }: OAuthConfig): OAuthTokenVerifier {
  const keys = createRemoteJWKSet(new URL(jwks));
  return {
    verifyAccessToken: async (given) => {
      const { payload } = await jwtVerify(given, keys, {
        issuer,
        audience: resource,
        // Never "none", and no secret that both sides would know.
        algorithms: ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'],
        requiredClaims: ['sub', 'exp'],
        clockTolerance: 30,
      }).catch((error: unknown) => {
        if (error instanceof errors.JOSEError) throw refused('The token is not valid here.');
        throw error;
      });
      const client = payload['client_id'] ?? payload['azp'];
      return {
        token: 'withheld',
        clientId: `${payload.sub ?? ''} ${typeof client === 'string' ? client : ''}`.trim(),
        scopes: scopesIn(payload['scope']),
        expiresAt: payload.exp ?? 0,
        resource: new URL(resource),
      };
    },
  };
}

/** A name for a client in keys, folders and the audit log: says who it is without saying their name. */
export function principalOf({ clientId }: AuthInfo): string {
  return clientId === 'owner' ? 'http' : `http-${digest(clientId).toString('hex').slice(0, 16)}`;
}

function scopesIn(claim: unknown): string[] {
  return typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim.map(String) : [];
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refused(message: string): OAuthError {
  return new OAuthError(OAuthErrorCode.InvalidToken, message);
}
