import { type KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { BmpString, fromBER, OctetString } from 'asn1js';
import {
  Attribute,
  AuthenticatedSafe,
  CertBag,
  Certificate,
  CryptoEngine,
  PFX,
  PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  SafeBag,
  SafeContents,
  setEngine,
} from 'pkijs';

/** Object identifiers of PKCS #12 and PKCS #9 (RFC 7292, RFC 2985). */
const shroudedKey = '1.2.840.113549.1.12.10.1.2';
const certificateBag = '1.2.840.113549.1.12.10.1.3';
const friendlyName = '1.2.840.113549.1.9.20';
const localKeyId = '1.2.840.113549.1.9.21';

/** Rounds of the key derivation; as many as OpenSSL 3 takes. */
const iterationCount = 2048;
const hash = 'SHA-256';

/** What goes into a .p12 file. */
export interface Identity {
  readonly privateKey: KeyObject;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly name: string;
  readonly password: string;
}

/** A .p12 file (PKCS #12, AES-256, SHA-256) with a key and its certificate, as Keychain Access and OpenSSL open it. */
export async function pkcs12({ privateKey, certificate, name, password }: Identity): Promise<Uint8Array> {
  setEngine('node', new CryptoEngine({ name: 'node', crypto: webcrypto }));
  const secret = arrayBuffer(Buffer.from(password, 'utf8'));
  const content = { name: 'AES-CBC', length: 256 };
  const ties = (): Attribute[] => [
    new Attribute({ type: friendlyName, values: [new BmpString({ value: name })] }),
    new Attribute({ type: localKeyId, values: [new OctetString({ valueHex: arrayBuffer(id) })] }),
  ];
  const id = randomBytes(4);
  const keyBag = new PKCS8ShroudedKeyBag({
    parsedValue: PrivateKeyInfo.fromBER(arrayBuffer(privateKey.export({ format: 'der', type: 'pkcs8' }))),
  });
  await keyBag.makeInternalValues({
    password: secret,
    contentEncryptionAlgorithm: content,
    hmacHashAlgorithm: hash,
    iterationCount,
  });
  const safe = new AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        {
          privacyMode: 0,
          value: new SafeContents({
            safeBags: [new SafeBag({ bagId: shroudedKey, bagValue: keyBag, bagAttributes: ties() })],
          }),
        },
        {
          privacyMode: 1,
          value: new SafeContents({
            safeBags: [
              new SafeBag({
                bagId: certificateBag,
                bagValue: new CertBag({
                  parsedValue: new Certificate({ schema: fromBER(arrayBuffer(certificate)).result }),
                }),
                bagAttributes: ties(),
              }),
            ],
          }),
        },
      ],
    },
  });
  await safe.makeInternalValues({
    safeContents: [
      {},
      {
        password: secret,
        contentEncryptionAlgorithm: content,
        hmacHashAlgorithm: hash,
        iterationCount,
      },
    ],
  });
  const file = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe: safe } });
  await file.makeInternalValues({
    password: secret,
    iterations: iterationCount,
    pbkdf2HashAlgorithm: hash,
    hmacHashAlgorithm: hash,
  });
  return new Uint8Array(file.toSchema().toBER());
}

/** A copy that is nothing but these bytes: Node's small buffers share one. */
function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}
