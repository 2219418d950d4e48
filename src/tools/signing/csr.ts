import { type KeyObject, webcrypto } from 'node:crypto';
import { PrintableString, Utf8String } from 'asn1js';
import { AttributeTypeAndValue, CertificationRequest, CryptoEngine, setEngine } from 'pkijs';

/** Names of a subject by their object identifiers (RFC 4519). */
const commonName = '2.5.4.3';
const country = '2.5.4.6';

/**
 * A certificate signing request (PKCS #10) for a key: its public half and a signature, in PEM. Apple puts names of its
 * own into the certificate, so the subject only says where the request came from.
 */
export async function signingRequest(privateKey: KeyObject, publicKey: KeyObject): Promise<string> {
  const engine = new CryptoEngine({ name: 'node', crypto: webcrypto });
  setEngine('node', engine);
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const signer = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  const known = await webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify']);
  const request = new CertificationRequest({ version: 0, attributes: [] });
  request.subject.typesAndValues.push(
    new AttributeTypeAndValue({ type: country, value: new PrintableString({ value: 'US' }) }),
    new AttributeTypeAndValue({
      type: commonName,
      value: new Utf8String({ value: 'app-store-connect-mcp' }),
    }),
  );
  await request.subjectPublicKeyInfo.importKey(known, engine);
  await request.sign(signer, 'SHA-256', engine);
  return pem('CERTIFICATE REQUEST', new Uint8Array(request.toSchema().toBER()));
}

/** Bytes between the marks of a PEM file, 64 characters a line. */
function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
