/** A key that seals bundles, wherever it is kept. */
export interface Signer {
  /** Base64 SHA-256 of the public key's SubjectPublicKeyInfo in DER. */
  readonly keyid: string;
  /** SPKI in PEM. */
  readonly publicKeyPem: string;
  /** The ECDSA P-256 signature, in DER, of SHA-256 of the bytes. The key never leaves its place. */
  readonly sign: (bytes: Uint8Array) => Promise<Buffer>;
}
