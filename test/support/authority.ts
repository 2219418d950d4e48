import { createServer } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { portOf } from './port.ts';

/** What a test changes of a token. */
export interface TokenChanges {
  readonly subject?: string;
  readonly scope?: string;
  readonly audience?: string;
  readonly issuer?: string;
  readonly expires?: string;
}

/** An authorization server of a test: it publishes one key and signs with it. */
export interface Authority {
  readonly issuer: string;
  /** The server that its tokens are for. */
  readonly resource: string;
  /** What a server has to be told to take its tokens. */
  readonly environment: Readonly<Record<string, string>>;
  tokenOf(changes?: TokenChanges, key?: CryptoKey): Promise<string>;
  close(): void;
}

export async function startAuthority(): Promise<Authority> {
  const resource = 'https://asc.example.com/mcp';
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${portOf(server.address())}`;
  return {
    issuer,
    resource,
    environment: {
      ASC_OAUTH_ISSUER: issuer,
      ASC_OAUTH_RESOURCE: resource,
      ASC_OAUTH_JWKS: `${issuer}/jwks`,
    },
    tokenOf: (changes = {}, key = privateKey) =>
      new SignJWT({ scope: changes.scope ?? 'asc:read asc:write', client_id: 'desk' })
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setSubject(changes.subject ?? 'ida')
        .setIssuer(changes.issuer ?? issuer)
        .setAudience(changes.audience ?? resource)
        .setExpirationTime(changes.expires ?? '5m')
        .sign(key),
    close: () => void server.close(),
  };
}
