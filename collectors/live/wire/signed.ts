/** Whether a server proved that it holds the key of its certificate: RFC 5246 §7.4.3, RFC 8446 §4.4.3. */
import { constants, type KeyObject, verify, X509Certificate } from 'node:crypto';

const CONTEXT = Buffer.concat([Buffer.alloc(64, 0x20), Buffer.from('TLS 1.3, server CertificateVerify\0', 'ascii')]);
const HASHES: ReadonlyMap<number, string> = new Map([
  [1, 'md5'],
  [2, 'sha1'],
  [3, 'sha224'],
  [4, 'sha256'],
  [5, 'sha384'],
  [6, 'sha512'],
]);

export function signed13(transcriptHash: Buffer): Buffer {
  return Buffer.concat([CONTEXT, transcriptHash]);
}

/** Undefined where we cannot check that scheme. Without a scheme (before TLS 1.2): MD5 with SHA-1 for RSA, else SHA-1. */
export function isSignedBy(leaf: Buffer, scheme: number | undefined, content: Buffer, signature: Buffer): boolean | undefined {
  try {
    const { publicKey } = new X509Certificate(leaf);
    const rsa = publicKey.asymmetricKeyType?.startsWith('rsa') === true;
    if (scheme === undefined) return verify(rsa ? 'md5-sha1' : 'sha1', content, publicKey, signature);
    return verifyScheme(publicKey, scheme, content, signature);
  } catch (error) {
    // A key or hash that our OpenSSL does not know: nothing is said.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

function verifyScheme(key: KeyObject, scheme: number, content: Buffer, signature: Buffer): boolean | undefined {
  if (scheme === 0x0807 || scheme === 0x0808) return verify(null, content, key, signature);
  const pss = PSS.get(scheme);
  if (pss !== undefined) {
    const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    return verify(pss, content, options, signature);
  }
  const hash = HASHES.get(scheme >> 8);
  return hash === undefined || (scheme & 0xff) > 3 ? undefined : verify(hash, content, key, signature);
}

const PSS: ReadonlyMap<number, string> = new Map([
  [0x0804, 'sha256'],
  [0x0805, 'sha384'],
  [0x0806, 'sha512'],
  [0x0809, 'sha256'],
  [0x080a, 'sha384'],
  [0x080b, 'sha512'],
]);
