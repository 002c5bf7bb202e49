import { createHash, type KeyObject } from 'node:crypto';

/** PEM (SPKI) and key id, base64 SHA-256 of the SPKI in DER, of a public key. */
export function describePublicKey(key: KeyObject): { readonly publicKeyPem: string; readonly keyid: string } {
  return {
    publicKeyPem: key.export({ type: 'spki', format: 'pem' }).toString(),
    keyid: createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('base64'),
  };
}

/** The curve that seals are made on. */
export function isP256(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}

/** What seals may be checked with. */
export function isVerifying(key: KeyObject): boolean {
  return isP256(key) || key.asymmetricKeyType === 'ed25519';
}

/** What sort of key it is, in words: "an RSA key of 2048 bits". */
export function sortOf(key: KeyObject): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ec') return `an elliptic-curve key on ${CURVES[details?.namedCurve ?? ''] ?? details?.namedCurve ?? 'an unnamed curve'}`;
  if (type === 'rsa' || type === 'rsa-pss') return `an RSA key of ${details?.modulusLength} bits`;
  if (type === 'ed25519') return 'an Ed25519 key';
  return `a key of type ${type}`;
}

const CURVES: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };
