/** DSSE v1 (https://github.com/secure-systems-lab/dsse/blob/master/envelope.md) with ECDSA P-256, SHA-256, signatures in DER. */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

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

/** The key in a PEM file; undefined where it is no P-256 public key. */
export function p256PublicKey(pem: string): KeyObject | undefined {
  // createPublicKey would also derive the public key of a private one.
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) return undefined;
  try {
    const key = createPublicKey({ key: pem, format: 'pem', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Whether `signature` (DER) over the payload was made with the key. */
export function isSignedBy(publicKey: KeyObject, payloadType: string, payload: Uint8Array, signature: Uint8Array): boolean {
  return verify('sha256', preAuthenticationEncoding(payloadType, payload), { key: publicKey, dsaEncoding: 'der' }, signature);
}
