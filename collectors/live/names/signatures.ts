/** Signature schemes by code point: IANA's registry "TLS SignatureScheme". TLS 1.2's pairs of hash and signature have the same form (RFC 5246 §7.4.1.4.1). */

const HASHES = ['none', 'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

const NAMED: ReadonlyMap<number, string> = new Map([
  [0x0403, 'ecdsa_secp256r1_sha256'],
  [0x0503, 'ecdsa_secp384r1_sha384'],
  [0x0603, 'ecdsa_secp521r1_sha512'],
  [0x0708, 'sm2sig_sm3'],
  [0x0804, 'rsa_pss_rsae_sha256'],
  [0x0805, 'rsa_pss_rsae_sha384'],
  [0x0806, 'rsa_pss_rsae_sha512'],
  [0x0807, 'ed25519'],
  [0x0808, 'ed448'],
  [0x0809, 'rsa_pss_pss_sha256'],
  [0x080a, 'rsa_pss_pss_sha384'],
  [0x080b, 'rsa_pss_pss_sha512'],
  [0x081a, 'ecdsa_brainpoolP256r1tls13_sha256'],
  [0x081b, 'ecdsa_brainpoolP384r1tls13_sha384'],
  [0x081c, 'ecdsa_brainpoolP512r1tls13_sha512'],
  [0x0904, 'mldsa44'],
  [0x0905, 'mldsa65'],
  [0x0906, 'mldsa87'],
]);

export function signatureName(code: number): string {
  const hash = HASHES[code >> 8];
  const kind = ['anonymous', 'rsa_pkcs1', 'dsa', 'ecdsa'][code & 0xff];
  return NAMED.get(code) ?? (hash === undefined || kind === undefined ? `0x${code.toString(16).padStart(4, '0')}` : `${kind}_${hash}`);
}

const MODERN = [0x0804, 0x0805, 0x0806, 0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b];

/** Of TLS 1.2: what a server may sign its key exchange with, SHA-1 and MD5 last. */
export const tls12Signatures: readonly number[] = [
  ...MODERN,
  0x0401,
  0x0501,
  0x0601,
  0x0301,
  0x0201,
  0x0101,
  0x0303,
  0x0203,
  0x0402,
  0x0502,
  0x0602,
  0x0302,
  0x0202,
];

/** Of TLS 1.3's CertificateVerify (RFC 8446 §4.2.3). */
export const tls13Signatures: readonly number[] = [...MODERN, 0x081a, 0x081b, 0x081c, 0x0904, 0x0905, 0x0906, 0x0708];
