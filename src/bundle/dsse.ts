/** DSSE v1 (https://github.com/secure-systems-lab/dsse/blob/master/envelope.md): ECDSA P-256 with SHA-256 in DER, or pure Ed25519 (RFC 8032). */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { BundleError } from '../errors.ts';

/** The protocol's pre-authentication encoding: the bytes that are signed. */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** Base64 SHA-256 of the key's SubjectPublicKeyInfo in DER. */
export function keyidOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

/** The key in a PEM file, whatever sort it is; undefined where it is no public key. */
export function publicKeyIn(pem: string): KeyObject | undefined {
  // createPublicKey would also derive the public key of a private one.
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) return undefined;
  try {
    return createPublicKey({ key: pem, format: 'pem', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** How a bundle's key signs: "ECDSA P-256, SHA-256" or "Ed25519". BundleError signature: with that sort of key no bundle is signed. */
export function algorithmOf(file: string, publicKey: KeyObject): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (type === 'ed25519') return 'Ed25519';
  if (type === 'ec' && details?.namedCurve === 'prime256v1') return 'ECDSA P-256, SHA-256';
  if (type === 'ec') throw refused(file, `on the curve ${CURVES[details?.namedCurve ?? ''] ?? details?.namedCurve ?? 'without a name'}`);
  if (type === 'rsa' || type === 'rsa-pss') throw refused(file, `an RSA key of ${details?.modulusLength} bits`);
  throw refused(file, `of type ${type}`);
}

const CURVES: Readonly<Record<string, string>> = { secp384r1: 'P-384', secp521r1: 'P-521' };

function refused(file: string, sort: string): BundleError {
  return new BundleError('signature', `${file}: the key is ${sort}; a bundle is signed with a key on P-256, or with Ed25519`);
}

/**
 * Checks that `signature` over the payload was made with the key. BundleError signature: it was not, or the key is of another sort, or
 * the signature is of a form that other readers would refuse. `file`: where it stands, for messages.
 */
export function checkSignature(file: string, publicKey: KeyObject, payloadType: string, payload: Uint8Array, signature: Uint8Array): void {
  const algorithm = algorithmOf(file, publicKey);
  const wrong = (why: string) => new BundleError('signature', `${file}: ${why}`);
  const signed = preAuthenticationEncoding(payloadType, payload);
  if (algorithm === 'Ed25519') {
    if (verify(null, signed, publicKey, signature)) return;
    throw wrong('the signature is not one of this Ed25519 key over this statement (pure Ed25519; Ed25519ph is not read)');
  }
  if (verify('sha256', signed, { key: publicKey, dsaEncoding: 'der' }, signature)) return;
  if (signature.length === 64 && verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)) {
    throw wrong('the signature is r and s as they are (IEEE P1363); it must be in DER, or other readers refuse it');
  }
  throw wrong('the signature is not one of this key over this statement (ECDSA P-256, SHA-256, in DER)');
}
