/** Certificates as they came, read once. What our OpenSSL cannot read at all is undefined; what only we cannot read is left out. */
import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { publicKeyOf } from '../public-key.ts';
import { attempt } from './der.ts';
import { type Extension, extensionsOf } from './extensions.ts';
import { namesOf } from './names.ts';
import type { TrustResult } from './trust-result.ts';

export interface Certificate {
  readonly x509: X509Certificate;
  readonly sha256: string;
  /** One line, the most telling part first. */
  readonly subject: string;
  readonly issuer: string;
  /** Undefined: of a kind that our OpenSSL does not know. */
  readonly key: KeyObject | undefined;
  readonly selfSigned: boolean;
  /** Undefined: they are not in DER. */
  readonly extensions: ReadonlyMap<string, Extension> | undefined;
}

/** As in the certificate; undefined where our OpenSSL cannot read it. */
export function subjectOf(pem: string): string | undefined {
  return orUndefined(() => oneLine(new X509Certificate(pem).subject));
}

export function readCertificate(der: Buffer | string): Certificate | undefined {
  const x509 = orUndefined(() => new X509Certificate(der));
  if (x509 === undefined || Number.isNaN(x509.validFromDate.getTime()) || Number.isNaN(x509.validToDate.getTime())) return undefined;
  const key = orUndefined(() => (x509.publicKey.asymmetricKeyType === undefined ? undefined : x509.publicKey));
  return {
    x509,
    sha256: createHash('sha256').update(x509.raw).digest('hex'),
    subject: oneLine(x509.subject),
    issuer: oneLine(x509.issuer),
    key,
    // Not checkIssued, which also asks whether the key may sign certificates: a self-signed leaf's may not.
    selfSigned: x509.subject === x509.issuer && key !== undefined && isSignedWith(x509, key),
    extensions: attempt(() => extensionsOf(x509)),
  };
}

export function isSignedWith(certificate: X509Certificate, key: KeyObject): boolean {
  return orUndefined(() => certificate.verify(key)) === true;
}

export function shownOf({ x509, sha256, subject, issuer, key, selfSigned }: Certificate): TrustResult['chain'][number] {
  const names = attempt(() => namesOf(x509));
  return {
    sha256,
    subject,
    issuer,
    serialNumber: x509.serialNumber,
    notBefore: instantOf(x509.validFromDate),
    notAfter: instantOf(x509.validToDate),
    ...(key === undefined ? {} : publicKeyOf(key)),
    signatureAlgorithm: x509.signatureAlgorithm ?? x509.signatureAlgorithmOid,
    selfSigned,
    ...(names === undefined || names.length === 0 ? {} : { names: names.map(({ text }) => text) }),
  };
}

/** Certificates count whole seconds. */
export function instantOf(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

/** RFC 4514 §2.1: the last part of a name comes first. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').reverse().join(', ');
}

/** OpenSSL's errors have a code; anything else is a fault of ours. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
