/** Whether the seal is good, and whose it is. */
import type { KeyObject } from 'node:crypto';
import { BundleError } from '../errors.ts';
import type { Answers } from './answers.ts';
import { type Attestation, PAYLOAD_TYPE, parseAttestation } from './attestation.ts';
import { isSignedBy, keyidOf, p256PublicKey } from './dsse.ts';
import { readSmall, shown } from './hostile.ts';
import { ATTESTATION, PUBLIC_KEY, SMALL_FILE_LIMIT } from './layout.ts';

/** A public key that the verifier trusts, got by a way of their own. */
export interface TrustedKey {
  readonly pem: string;
  readonly keyid: string;
}

/** Answers for `signature` and `signer`; gives the attestation, where it could be read. */
export async function askSeal(found: Answers, directory: string, trusted: readonly TrustedKey[]): Promise<Attestation | undefined> {
  const attestation = await found.ask('signature', async () => parseAttestation(await readSmall(directory, ATTESTATION, SMALL_FILE_LIMIT)));
  if (attestation === undefined) found.say('signer', 'not-checked', 'the attestation cannot be read');
  else await askSigner(found, directory, attestation, trusted);
  return attestation;
}

/** Where the key is not trusted, the one in the bundle still tells a broken signature from a stranger's. */
async function askSigner(
  { ask, say }: Answers,
  directory: string,
  attestation: Attestation,
  trusted: readonly TrustedKey[],
): Promise<void> {
  const { keyid } = attestation;
  const given = trusted.map(({ pem }) => p256PublicKey(pem)).find((key) => key !== undefined && keyidOf(key) === keyid);
  const enclosed = await ask('integrity', () => enclosedKey(directory, keyid));
  const valid = await ask('signature', () => isValid(given ?? enclosed, attestation));
  if (valid === true) say('signature', 'yes', `${ATTESTATION} is signed with the key ${shown(keyid)} (ECDSA P-256, SHA-256)`);
  if (valid === false) say('signature', 'not-checked', `the key ${shown(keyid)} is not here`);
  await ask('signer', () => {
    if (given === undefined) throw new BundleError('signer', `the bundle names the key ${shown(keyid)}, which is none of those given`);
    if (valid === true) say('signer', 'yes', `the key ${shown(keyid)} is one of those given`);
    else say('signer', 'not-checked', `the bundle names the key ${shown(keyid)}, but did not prove it`);
  });
}

/** Whether the signature is good; false where there is no key to check it with. */
function isValid(key: KeyObject | undefined, { keyid, payload, signature }: Attestation): boolean {
  if (key === undefined) return false;
  if (isSignedBy(key, PAYLOAD_TYPE, payload, signature)) return true;
  throw new BundleError('signature', `${ATTESTATION}: the signature is not one of the key ${shown(keyid)} over this statement`);
}

/** The key in the bundle: for those who check without us, so it must be the one that the attestation names. */
async function enclosedKey(directory: string, keyid: string): Promise<KeyObject> {
  const pem = (await readSmall(directory, PUBLIC_KEY, SMALL_FILE_LIMIT)).toString('latin1');
  const key = p256PublicKey(pem);
  if (key === undefined || keyidOf(key) !== keyid || key.export({ type: 'spki', format: 'pem' }) !== pem) {
    throw new BundleError('inconsistent', `${PUBLIC_KEY} is not the key ${shown(keyid)} that ${ATTESTATION} names`);
  }
  return key;
}
