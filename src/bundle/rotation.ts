/** How a key names the one that comes after it: a signed statement about the new public key, which stock clients verify like any other. */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { BundleError } from '../errors.ts';
import { keyidOf, publicKeyIn } from './dsse.ts';
import { PUBLIC_KEY } from './layout.ts';
import { instant } from './manifest.ts';
import { openStatement, type SealingKey, signStatement } from './sigstore.ts';
import type { TrustedKey } from './trust.ts';

export const ROTATION_TYPE = 'https://claimcheck.dev/key-rotation/v1';

const Rotation = z.strictObject({
  /** SPKI in PEM: the file that the statement is about. */
  publicKey: z.string(),
  rotatedAt: instant,
});

/** The old key says that the new one follows it. UserError key-wrong, not-signed. */
export async function rotate(old: SealingKey, publicKeyPem: string, rotatedAt: string): Promise<Buffer> {
  const subject = { name: PUBLIC_KEY, sha256: hash('sha256', publicKeyPem, 'hex') };
  const predicate = { publicKey: publicKeyPem, rotatedAt };
  const { bytes } = await signStatement({ subject, predicateType: ROTATION_TYPE, predicate }, old);
  return bytes;
}

/** The key that follows, with the name of the old one. It is in use from then on. BundleError: it is not the old key that says so. */
export function followerOf(file: string, bytes: Buffer, old: TrustedKey): TrustedKey {
  const expected = { predicateType: ROTATION_TYPE, predicate: Rotation };
  const { subject, predicate } = openStatement(file, bytes, old, expected);
  const { publicKey, rotatedAt } = predicate;
  const key = publicKeyIn(publicKey);
  if (subject.name !== PUBLIC_KEY || key === undefined || hash('sha256', publicKey, 'hex') !== subject.sha256)
    throw new BundleError('inconsistent', `${file} names a key that is not the one that it is about`);
  const from = new Date(rotatedAt).toISOString();
  if (old.from !== undefined && from < old.from)
    throw new BundleError('signer', `${file} was signed before its key was in use (${old.from})`);
  if (old.until !== undefined && from > old.until)
    throw new BundleError('signer', `${file} was signed after its key was in use (${old.until})`);
  if (old.revoked !== undefined && from >= old.revoked.since)
    throw new BundleError('signer', `${file} was signed after its key was revoked (${old.revoked.since})`);
  return { ...(old.name === undefined ? {} : { name: old.name }), pem: publicKey, keyid: keyidOf(key), from };
}
