/** Whether the seal is good, whose it is, and when it was made. */
import type { KeyObject } from 'node:crypto';
import { BundleError } from '../errors.ts';
import type { Answers } from './answers.ts';
import { type Attestation, parseAttestation } from './attestation.ts';
import { algorithmOf, checkSignature, keyidOf, publicKeyIn } from './dsse.ts';
import { readSmall, shown } from './hostile.ts';
import { ATTESTATION, PUBLIC_KEY, SMALL_FILE_LIMIT } from './layout.ts';
import { PAYLOAD_TYPE } from './sigstore.ts';
import { askTimestamp } from './timestamp-answer.ts';
import { authoritiesOf, keyCalled, keysOf, type SigningTime, standing, type Trusted } from './trust.ts';

/** Answers for `signature`, `timestamp` and `signer`; gives the attestation, where it could be read. */
export async function askSeal(found: Answers, directory: string, trusted: readonly Trusted[]): Promise<Attestation | undefined> {
  const attestation = await found.ask('signature', async () => parseAttestation(await readSmall(directory, ATTESTATION, SMALL_FILE_LIMIT)));
  if (attestation === undefined) {
    found.say('timestamp', 'not-checked', 'the attestation cannot be read');
    found.say('signer', 'not-checked', 'the attestation cannot be read');
    return undefined;
  }
  const { keyid } = attestation;
  const given = keyCalled(trusted, keyid);
  const enclosed = await found.ask('integrity', () => enclosedKey(directory, keyid));
  // Where the key is not trusted, the one in the bundle still tells a broken signature from a stranger's.
  const valid = await askSignature(found, given?.key ?? enclosed, attestation, trusted);
  const signedAt = await askTimestamp(found, attestation, authoritiesOf(trusted));
  await found.ask('signer', () => {
    if (given === undefined) throw new BundleError('signer', `the bundle names the key ${shown(keyid)}, which is none of those given`);
    const own: SigningTime = { at: new Date(attestation.predicate.judgedAt).toISOString(), by: 'signer' };
    if (valid) found.say('signer', 'yes', standing(given.about, signedAt ?? own));
    else found.say('signer', 'not-checked', `the bundle names the key ${shown(keyid)}, but did not prove it`);
  });
  return attestation;
}

/** True where the signature is good; false where it is not, or where there is no key to check it with. */
async function askSignature(
  { ask, say }: Answers,
  key: KeyObject | undefined,
  attestation: Attestation,
  trusted: readonly Trusted[],
): Promise<boolean> {
  const { keyid, payload, signature } = attestation;
  if (key === undefined) {
    const other = keysOf(trusted).find(({ pem }) => isSignedBy(publicKeyIn(pem), attestation));
    if (other === undefined) say('signature', 'not-checked', `the key ${shown(keyid)} is not here`);
    else
      await ask('signature', () => {
        throw new BundleError('signature', `${ATTESTATION} names the key ${shown(keyid)}, and is signed with ${shown(other.keyid)}`);
      });
    return false;
  }
  const algorithm = await ask('signature', () => {
    checkSignature(ATTESTATION, key, PAYLOAD_TYPE, payload, signature);
    return algorithmOf(ATTESTATION, key);
  });
  if (algorithm !== undefined) say('signature', 'yes', `${ATTESTATION} is signed with the key ${shown(keyid)} (${algorithm})`);
  return algorithm !== undefined;
}

function isSignedBy(key: KeyObject | undefined, { payload, signature }: Attestation): boolean {
  if (key === undefined) return false;
  try {
    checkSignature(ATTESTATION, key, PAYLOAD_TYPE, payload, signature);
    return true;
  } catch (error) {
    if (error instanceof BundleError) return false;
    throw error;
  }
}

/** The key in the bundle: for those who check without us, so it must be the one that the attestation names. */
async function enclosedKey(directory: string, keyid: string): Promise<KeyObject> {
  const pem = (await readSmall(directory, PUBLIC_KEY, SMALL_FILE_LIMIT)).toString('latin1');
  const key = publicKeyIn(pem);
  if (key === undefined || keyidOf(key) !== keyid || key.export({ type: 'spki', format: 'pem' }) !== pem) {
    throw new BundleError('inconsistent', `${PUBLIC_KEY} is not the key ${shown(keyid)} that ${ATTESTATION} names`);
  }
  return key;
}
