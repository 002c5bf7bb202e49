/** RFC 3161 timestamps over the signature of a bundle: asking for one, and checking it. */
import { type BinaryLike, hash, type KeyObject, verify, type X509Certificate } from 'node:crypto';
import { BundleError } from '../errors.ts';
import { issuerOf, subjectKeyIdentifierOf } from './certificate.ts';
import { broken, type Der, der, derInteger, expectTag, oid, sequence, TAG } from './der.ts';
import { checkPurpose, leadsTo } from './timestamp-chain.ts';
import { type Digest, digestOf, hexNumber, parseTimestamp, type TimestampToken, TST_INFO } from './timestamp-token.ts';

/** An authority whose timestamps are believed: its root certificates, or any others that its own lead to. */
export interface TimestampAuthority {
  readonly authority: string;
  readonly certificates: readonly X509Certificate[];
}

/** A timestamp of the right bytes, well signed by the certificate that came with it. Whose it is, is another question. */
export interface Timestamp {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly accuracy: number | undefined;
  readonly nonce: Buffer | undefined;
  readonly certificate: X509Certificate;
  readonly others: readonly X509Certificate[];
}

const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';

/** Signature algorithms by OID, with the digest that they name; those that name none take the signer's. */
const ALGORITHMS: Readonly<Record<string, { readonly key: string; readonly digest?: Digest }>> = {
  '1.2.840.113549.1.1.1': { key: 'rsa' },
  '1.2.840.113549.1.1.11': { key: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { key: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { key: 'rsa', digest: 'sha512' },
  '1.2.840.10045.2.1': { key: 'ec' },
  '1.2.840.10045.4.3.2': { key: 'ec', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { key: 'ec', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { key: 'ec', digest: 'sha512' },
};

/** A TimeStampReq (RFC 3161, 2.4.1) for the SHA-256 of the bytes, which asks for the certificates too. `nonce`: random bytes. */
export function timestampRequest(bytes: BinaryLike, nonce: Buffer): Buffer {
  const sha256 = der(TAG.sequence, Buffer.from('0609608648016503040201', 'hex'), der(TAG.nothing));
  const imprint = der(TAG.sequence, sha256, der(TAG.octetString, hash('sha256', bytes, 'buffer')));
  return der(TAG.sequence, derInteger(Buffer.of(1)), imprint, derInteger(nonce), der(TAG.boolean, Buffer.of(0xff)));
}

/** Whether the timestamp repeats the nonce of the request. */
export function repeats({ nonce }: Pick<Timestamp, 'nonce'>, asked: Buffer): boolean {
  return nonce !== undefined && der(TAG.integer, nonce).equals(derInteger(asked));
}

/** BundleError timestamp: it is none, is of other bytes, or is not signed by its own certificate, which must be one for time stamping. */
export function checkTimestamp(response: Buffer, bytes: BinaryLike): Timestamp {
  const token = parseTimestamp(response);
  const { imprint, certificates } = token;
  if (!hash(imprint.digest, bytes, 'buffer').equals(imprint.value))
    throw new BundleError('timestamp', 'the timestamp is of something else: its message imprint is not that of this signature');
  const certificate = signerOf(token);
  checkAttributes(token, certificate);
  checkTokenSignature(token, certificate.publicKey);
  checkPurpose(certificate);
  return { time: token.time, accuracy: token.accuracy, nonce: token.nonce, certificate, others: certificates };
}

/** The trusted authority that gave the timestamp; undefined where it is none of these, or a certificate was not valid at that time. */
export function authorityOf(
  { time, certificate, others }: Timestamp,
  trusted: readonly TimestampAuthority[],
): TimestampAuthority | undefined {
  return trusted.find(({ certificates }) => leadsTo(certificates, certificate, others, time));
}

function signerOf({ certificates, signer: { id } }: TimestampToken): X509Certificate {
  const found = certificates.find((certificate) => {
    if ('keyIdentifier' in id) return subjectKeyIdentifierOf(certificate)?.equals(id.keyIdentifier) === true;
    return certificate.serialNumber.toUpperCase() === id.serial && issuerOf(certificate).equals(id.issuer);
  });
  if (found === undefined) throw new BundleError('timestamp', 'the timestamp does not have the certificate that it is signed with');
  return found;
}

/** RFC 5652, 5.4 and 11; RFC 5816: what is signed with the content, and the certificate to check it with. */
function checkAttributes({ content, signer: { values, digest } }: TimestampToken, certificate: X509Certificate): void {
  if (oid(only(values, CONTENT_TYPE)) !== TST_INFO) throw broken('its content is signed as something else');
  if (!expectTag(only(values, MESSAGE_DIGEST), TAG.octetString).content.equals(hash(digest, content, 'buffer')))
    throw new BundleError('timestamp', 'the timestamp was changed: its content has not the digest that is signed');
  const v2 = values.has(SIGNING_CERTIFICATE_V2);
  if (!v2 && !values.has(SIGNING_CERTIFICATE)) throw broken('it does not say with which certificate it is signed (ESSCertID)');
  const named = v2 ? namedV2(only(values, SIGNING_CERTIFICATE_V2)) : namedV1(only(values, SIGNING_CERTIFICATE));
  const serial = named.serial === undefined || named.serial === certificate.serialNumber.toUpperCase();
  if (!serial || !hash(named.digest, certificate.raw, 'buffer').equals(named.value))
    throw new BundleError('timestamp', 'the timestamp names another certificate than the one that came with it (ESSCertID)');
}

interface Named {
  readonly digest: Digest | 'sha1';
  readonly value: Buffer;
  readonly serial: string | undefined;
}

/** SigningCertificateV2 { certs SEQUENCE OF ESSCertIDv2 { hashAlgorithm DEFAULT sha256, certHash, issuerSerial OPTIONAL } } */
function namedV2(value: Der): Named {
  const parts = sequence(sequence(sequence(value)[0])[0]);
  const named = parts[0]?.tag === TAG.sequence;
  const [hashed, issuer] = named ? parts.slice(1) : parts;
  return {
    digest: named ? digestOf(parts[0]) : 'sha256',
    value: expectTag(hashed, TAG.octetString).content,
    serial: issuer === undefined ? undefined : serialOf(issuer),
  };
}

/** The older ESSCertID (RFC 2634), whose digest is always SHA-1. It names the certificate; that it may sign, its chain shows. */
function namedV1(value: Der): Named {
  const [hashed, issuer] = sequence(sequence(sequence(value)[0])[0]);
  return {
    digest: 'sha1',
    value: expectTag(hashed, TAG.octetString).content,
    serial: issuer === undefined ? undefined : serialOf(issuer),
  };
}

/** IssuerSerial { issuer GeneralNames, serialNumber } */
function serialOf(issuer: Der): string {
  return hexNumber(expectTag(sequence(issuer)[1], TAG.integer).content);
}

function checkTokenSignature({ signer }: TimestampToken, key: KeyObject): void {
  const algorithm = Object.hasOwn(ALGORITHMS, signer.algorithm) ? ALGORITHMS[signer.algorithm] : undefined;
  if (algorithm === undefined || algorithm.key !== key.asymmetricKeyType)
    throw new BundleError('timestamp', `the timestamp is signed with the algorithm ${signer.algorithm}; RSA (PKCS #1) and ECDSA are read`);
  if (algorithm.digest !== undefined && algorithm.digest !== signer.digest)
    throw broken('its signature and its attributes have different digests');
  if (!verify(signer.digest, signer.attributes, key, signer.signature))
    throw new BundleError('timestamp', 'the timestamp was changed: its signature is not one of its certificate');
}

function only(values: TimestampToken['signer']['values'], name: string): Der {
  const [value, ...more] = values.get(name) ?? [];
  if (value === undefined || more.length > 0) throw broken(`the signed attribute ${name} has not one value`);
  return value;
}
