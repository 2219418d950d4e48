import { createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { BitString, fromBER, Integer, Null, OctetString, Utf8String } from 'asn1js';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  Certificate,
  CertificationRequest,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  type PublicKeyInfo,
  RelativeDistinguishedNames,
  SignedData,
  SignerInfo,
} from 'pkijs';

/** Object identifiers (RFC 4519, RFC 5758, RFC 5652). */
const oids = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  sha256: '2.16.840.1.101.3.4.2.1',
  data: '1.2.840.113549.1.7.1',
} as const;

/** Whose certificate it is and how long it holds. */
interface Subject {
  readonly commonName: string;
  readonly organization: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
}

/** A certificate as Apple would send it. */
export interface Issued {
  /** DER in base64. */
  readonly content: string;
  readonly serialNumber: string;
}

/** The public key of a signing request that is what it should be; else in one sentence why it is not. */
export type Judged = { readonly key: PublicKeyInfo } | { readonly fault: string };

/** Judges a request in PEM or plain base64: readable, RSA of 2,048 bits, signed with its own key. */
export function judgeRequest(text: string): Judged {
  const base64 = text.replaceAll(/-----(?:BEGIN|END)[^-]*-----|\s/g, '');
  try {
    const request = new CertificationRequest({ schema: parsed(Buffer.from(base64, 'base64')) });
    const key = createPublicKey({
      key: Buffer.from(request.subjectPublicKeyInfo.toSchema().toBER()),
      format: 'der',
      type: 'spki',
    });
    if (key.asymmetricKeyType !== 'rsa' || key.asymmetricKeyDetails?.modulusLength !== 2048)
      return { fault: 'The key of a certificate signing request has to be RSA with 2048 bits.' };
    const signature = request.signatureValue.valueBlock.valueHexView;
    return verify('sha256', request.tbsView, key, signature)
      ? { key: request.subjectPublicKeyInfo }
      : { fault: 'The certificate signing request is not signed with its own key.' };
  } catch {
    return { fault: 'The certificate signing request cannot be read.' };
  }
}

/** Stands for Apple's: made with the first certificate, forgotten with the process. */
let authority:
  | { readonly sign: (bytes: Uint8Array) => Buffer; readonly certificate: Certificate }
  | undefined;

function ca(): NonNullable<typeof authority> {
  if (authority !== undefined) return authority;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = new Certificate();
  own.subjectPublicKeyInfo.fromSchema(parsed(publicKey.export({ format: 'der', type: 'spki' })));
  const issuer = {
    sign: (bytes: Uint8Array) => sign('sha256', bytes, privateKey),
    certificate: own,
  };
  const name = { commonName: 'Sandbox Developer Relations CA', organization: 'App Store Connect sandbox' };
  complete(own, { ...name, from: Date.UTC(2026, 0), until: Date.UTC(2046, 0) }, name, issuer.sign);
  authority = issuer;
  return issuer;
}

/** Issues a certificate (X.509 v3) for a key. */
export function issue(key: PublicKeyInfo, subject: Subject): Issued {
  const authority = ca();
  const certificate = new Certificate();
  certificate.subjectPublicKeyInfo = key;
  const serial = complete(
    certificate,
    subject,
    { commonName: 'Sandbox Developer Relations CA', organization: 'App Store Connect sandbox' },
    authority.sign,
  );
  return {
    content: Buffer.from(certificate.toSchema(true).toBER()).toString('base64'),
    serialNumber: serial,
  };
}

type Names = Pick<Subject, 'commonName' | 'organization'>;

/** Fills a certificate that has its key, and signs it; the serial number in hexadecimal digits. */
function complete(
  certificate: Certificate,
  subject: Subject,
  issuer: Names,
  signer: (bytes: Uint8Array) => Buffer,
): string {
  const serial = randomBytes(16);
  // A leading bit would make it negative, a leading zero byte longer than it is.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  certificate.version = 2;
  certificate.serialNumber = new Integer({ valueHex: arrayBuffer(serial) });
  certificate.issuer = nameOf(issuer);
  certificate.subject = nameOf(subject);
  certificate.notBefore.value = new Date(subject.from);
  certificate.notAfter.value = new Date(subject.until);
  certificate.signature = new AlgorithmIdentifier({ algorithmId: oids.ecdsaWithSha256 });
  certificate.signatureAlgorithm = new AlgorithmIdentifier({ algorithmId: oids.ecdsaWithSha256 });
  const tbs = new Uint8Array(certificate.encodeTBS().toBER());
  certificate.tbsView = tbs;
  certificate.signatureValue = new BitString({ valueHex: arrayBuffer(signer(tbs)) });
  return serial.toString('hex').toUpperCase();
}

function nameOf({ commonName, organization }: Names): RelativeDistinguishedNames {
  return new RelativeDistinguishedNames({
    typesAndValues: [
      new AttributeTypeAndValue({ type: oids.commonName, value: new Utf8String({ value: commonName }) }),
      new AttributeTypeAndValue({ type: oids.organization, value: new Utf8String({ value: organization }) }),
    ],
  });
}

/** A signed message (CMS) around a text, as a .mobileprovision file is one; base64. */
export function signedMessage(text: string): string {
  const authority = ca();
  const content = Buffer.from(text, 'utf8');
  const digest = (): AlgorithmIdentifier =>
    new AlgorithmIdentifier({ algorithmId: oids.sha256, algorithmParams: new Null() });
  const signed = new SignedData({
    version: 1,
    digestAlgorithms: [digest()],
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: oids.data,
      eContent: new OctetString({ valueHex: arrayBuffer(content) }),
    }),
    certificates: [authority.certificate],
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({
          issuer: authority.certificate.issuer,
          serialNumber: authority.certificate.serialNumber,
        }),
        digestAlgorithm: digest(),
        signatureAlgorithm: new AlgorithmIdentifier({ algorithmId: oids.ecdsaWithSha256 }),
        signature: new OctetString({ valueHex: arrayBuffer(authority.sign(content)) }),
      }),
    ],
  });
  const message = new ContentInfo({ contentType: ContentInfo.SIGNED_DATA, content: signed.toSchema(true) });
  return Buffer.from(message.toSchema().toBER()).toString('base64');
}

function parsed(der: Uint8Array): ReturnType<typeof fromBER>['result'] {
  return fromBER(arrayBuffer(der)).result;
}

/** A copy that is nothing but these bytes: Node's small buffers share one. */
function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}
