import { hash, type KeyObject } from 'node:crypto';
import { UserError } from '../errors.ts';
import { describePublicKey, isP256, sortOf } from './public-key.ts';

/** A key that seals bundles, wherever it is kept. */
export interface Signer {
  /** Base64 SHA-256 of the public key's SubjectPublicKeyInfo in DER. */
  readonly keyid: string;
  /** SPKI in PEM. */
  readonly publicKeyPem: string;
  /** The ECDSA P-256 signature, in DER, of SHA-256 of the bytes. The key never leaves its place. UserError not-signed. */
  readonly sign: (bytes: Uint8Array) => Promise<Buffer>;
}

/** A key that another program or machine keeps, and that signs digests. */
export interface DistantKey {
  readonly publicKey: KeyObject;
  /** The ECDSA signature, in DER, of a SHA-256 digest. */
  readonly signDigest: (digest: Buffer) => Promise<Buffer>;
}

/** What the opening of a key stands on. */
export interface Setting {
  /** Where paths begin. */
  readonly base: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends a call that is under way. */
  readonly signal: AbortSignal;
  /** A file whose first line is the passphrase of a key file. Left out: CLAIMCHECK_KEY_PASSPHRASE. */
  readonly passphraseFile?: string | undefined;
  /** The public key that it must be. `exec:` cannot tell its own, and needs it. */
  readonly publicKeyFile?: string | undefined;
}

/** `rest`: the reference after its scheme. `known`: the public key, where the user has given it. */
export type OpenKey = (rest: string, setting: Setting, known: string | undefined) => Promise<DistantKey>;

/** `place`: as the user wrote it. UserError key-wrong where it is no P-256 key. */
export function signerAt(place: string, { publicKey, signDigest }: DistantKey): Signer {
  if (!isP256(publicKey))
    throw new UserError('key-wrong', `the key ${place} does not do: it is ${sortOf(publicKey)}; a P-256 key is needed`);
  return { ...describePublicKey(publicKey), sign: (bytes) => signDigest(hash('sha256', bytes, 'buffer')) };
}

/** The key is there, perhaps, and did not sign. `why` names what to do about it. */
export function notSigned(place: string, why: string, cause?: unknown): UserError {
  return new UserError('not-signed', `${place} did not sign: ${why}`, cause === undefined ? {} : { cause });
}

/** A foreign text as one line of at most 300 printable characters. */
export function oneLine(text: string): string {
  const line = text.replace(/[^ -~]+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
