import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import { generateKey } from '../../src/signers/keygen.ts';
import { openSigner } from '../../src/signers/open-signer.ts';
import type { Signer } from '../../src/signers/signer.ts';

/** A key that a service keeps, and the one message that it is asked to sign: Node signs messages and not digests. */
export const pair = generateKey();
export const publicKey: KeyObject = createPublicKey(pair.publicPem);
export const MESSAGE = Buffer.from('the bytes that are signed');
const DIGEST = hash('sha256', MESSAGE, 'buffer');

/** What a service does that is given the digest: `encoding` is how it writes the signature. */
export function signed(digest: Buffer, dsaEncoding: 'der' | 'ieee-p1363'): Buffer {
  if (!digest.equals(DIGEST)) throw new Error('not the digest of the message');
  return sign('sha256', MESSAGE, { key: createPrivateKey(pair.privatePem), dsaEncoding });
}

export function open(reference: string): Promise<Signer> {
  return openSigner(reference, { base: '/', env: process.env, signal: new AbortController().signal });
}

export async function hasSigned(signer: Signer): Promise<boolean> {
  return signer.keyid === pair.keyid && verify('sha256', MESSAGE, { key: publicKey, dsaEncoding: 'der' }, await signer.sign(MESSAGE));
}
