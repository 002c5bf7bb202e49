/** What of a certificate Node does not tell (RFC 5280 §4). Each throws Malformed where it cannot be read. */
import type { X509Certificate } from 'node:crypto';
import { readerOf } from '../wire/bytes.ts';
import { type Der, expectTag, inside, oid, parseDer, sequence, TAG } from './der.ts';

export interface Extension {
  readonly critical: boolean;
  readonly value: Der;
}

export const OID = {
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  nameConstraints: '2.5.29.30',
  policies: '2.5.29.32',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  anyPolicyInhibited: '2.5.29.54',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
  transparencyProofs: '1.3.6.1.4.1.11129.2.4.2',
} as const;

export const PURPOSE = { server: '1.3.6.1.5.5.7.3.1', ocsp: '1.3.6.1.5.5.7.3.9', any: '2.5.29.37.0' } as const;

/** By OID. Each is an OID, perhaps `critical`, and an OCTET STRING with the value in it. */
export function extensionsOf(certificate: X509Certificate): ReadonlyMap<string, Extension> {
  const list = partsOf(certificate).find(({ tag }) => tag === 0xa3);
  if (list === undefined) return new Map();
  return new Map(
    sequence(inside(list)[0]).map((extension) => {
      const parts = sequence(extension);
      const critical = parts[1]?.tag === TAG.boolean && parts[1].content[0] === 0xff;
      return [oid(parts[0]), { critical, value: parseDer(expectTag(parts.at(-1), TAG.octetString).content) }];
    }),
  );
}

/** Names and key as they are encoded, and the serial number's own bytes. */
export function identityOf(certificate: X509Certificate): {
  readonly serial: Buffer;
  readonly issuer: Buffer;
  readonly subject: Buffer;
  /** The BIT STRING of the public key. */
  readonly key: Der | undefined;
} {
  const [serial, , issuer, , subject, key] = partsOf(certificate).filter(({ tag }) => tag !== 0xa0);
  return {
    serial: expectTag(serial, TAG.integer).content,
    issuer: expectTag(issuer, TAG.sequence).raw,
    subject: expectTag(subject, TAG.sequence).raw,
    key: sequence(key)[1],
  };
}

/** Whether it may be used so; a certificate that names no purposes may be used for all. */
export function isFor(extensions: ReadonlyMap<string, Extension>, purpose: string): boolean {
  const usage = extensions.get(OID.extendedKeyUsage);
  if (usage === undefined) return true;
  const purposes = sequence(usage.value).map((each) => oid(each));
  return purposes.includes(purpose) || (purpose !== PURPOSE.ocsp && purposes.includes(PURPOSE.any));
}

/** digitalSignature, keyEncipherment and keyAgreement, one of which TLS needs of a key (RFC 5280 §4.2.1.3): bits 0, 2 and 4, from the left. */
const OF_TLS = 0b1010_1000;

export function mayServeTls(extensions: ReadonlyMap<string, Extension>): boolean {
  const usage = extensions.get(OID.keyUsage);
  return usage === undefined || ((expectTag(usage.value, TAG.bitString).content[1] ?? 0) & OF_TLS) !== 0;
}

/** How many authorities may stand below it, the leaf not counted. */
export function pathLength(extensions: ReadonlyMap<string, Extension>): number {
  const constraints = extensions.get(OID.basicConstraints);
  const length = constraints === undefined ? undefined : sequence(constraints.value).find(({ tag }) => tag === TAG.integer)?.content;
  return length === undefined ? Number.POSITIVE_INFINITY : Number.parseInt(length.toString('hex'), 16);
}

/** RFC 7633: the features that a server has to have; 5 is status_request. */
export function mustStaple(extensions: ReadonlyMap<string, Extension>): boolean {
  const features = extensions.get(OID.tlsFeature);
  return features !== undefined && sequence(features.value).some(({ content }) => content.length === 1 && content[0] === 5);
}

/** RFC 6962 §3.3: a list of signed certificate timestamps, each: version, log id, milliseconds, extensions, signature. */
export function transparencyProofs(extensions: ReadonlyMap<string, Extension>): readonly { readonly log: string; readonly at: Date }[] {
  const found = extensions.get(OID.transparencyProofs);
  if (found === undefined) return [];
  const outer = readerOf(expectTag(found.value, TAG.octetString).content);
  const list = readerOf(outer.vector(2));
  outer.end();
  const proofs: { readonly log: string; readonly at: Date }[] = [];
  while (list.left() > 0) {
    const proof = readerOf(list.vector(2));
    if (proof.uint(1) !== 0) continue; // only version 1 is defined
    const log = proof.take(32).toString('hex');
    proofs.push({ log, at: new Date(Number(proof.take(8).readBigUInt64BE())) });
  }
  return proofs;
}

/** TBSCertificate: version [0], serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo, … extensions [3]. */
function partsOf({ raw }: X509Certificate): readonly Der[] {
  return sequence(sequence(parseDer(raw))[0]);
}
