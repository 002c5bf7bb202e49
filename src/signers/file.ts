/** Keys in PEM files. Messages name the file, never anything that is in it. */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { resolve as absolute } from 'node:path';
import { UserError } from '../errors.ts';
import { GIVEN_LIMITS, readGiven } from '../read-given.ts';
import { describePublicKey, isP256, isVerifying, sortOf } from './public-key.ts';
import type { Signer } from './signer.ts';

const WANTED = 'a P-256 key in PEM is needed (`claimcheck keygen` makes one)';

/** The passphrase of an encrypted key file, and where it was looked for, in words. */
export interface Passphrase {
  readonly secret: string | undefined;
  readonly from: string;
}

interface PassphraseSetting {
  readonly base: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly passphraseFile?: string | undefined;
}

const NO_PASSPHRASE: Passphrase = { secret: undefined, from: 'no place that was named' };
const VARIABLE = 'CLAIMCHECK_KEY_PASSPHRASE';

/** The first line of a file, or else a variable of the environment. UserError key-missing: the file is not there. */
export async function passphraseOf({ base, env, passphraseFile }: PassphraseSetting): Promise<Passphrase> {
  if (passphraseFile === undefined) return { secret: env[VARIABLE] || undefined, from: `the environment variable ${VARIABLE}` };
  const path = absolute(base, passphraseFile);
  const bytes = await readGiven(
    path,
    GIVEN_LIMITS.key,
    (why, cause) =>
      new UserError('key-missing', `the passphrase file ${path} cannot be read: ${why}; its first line is the passphrase`, { cause }),
  );
  const [secret] = bytes.toString('utf8').split(/\r?\n/, 1);
  return { secret: secret || undefined, from: `the file ${path}` };
}

/** The private key of a PEM file (PKCS#8, or SEC 1). UserError key-missing, key-wrong. */
export async function readFileSigner(file: string, passphrase: Passphrase = NO_PASSPHRASE): Promise<Signer> {
  const key = privateKey(file, await readPem(file), passphrase);
  if (!isP256(key)) throw wrong(file, `it holds ${sortOf(key)}; ${WANTED}`);
  return {
    ...describePublicKey(createPublicKey(key)),
    sign: async (bytes) => sign('sha256', bytes, { key, dsaEncoding: 'der' }),
  };
}

/** The public key of a PEM file, to verify with. UserError key-missing, key-wrong. */
export async function readPublicKey(file: string): Promise<{ readonly pem: string; readonly keyid: string }> {
  const pem = await readPem(file);
  if (pem.includes('PRIVATE KEY-----'))
    throw wrong(file, 'it holds a private key; verifying takes the public one, and nobody should hand out the other');
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) throw wrong(file, `it holds no public key in PEM; ${WANTED}`);
  let key: KeyObject;
  try {
    key = createPublicKey({ key: pem, format: 'pem', type: 'spki' });
  } catch (cause) {
    throw wrong(file, `its public key cannot be read; ${WANTED}`, cause);
  }
  if (!isVerifying(key)) throw wrong(file, `it holds ${sortOf(key)}; a P-256 or an Ed25519 key is needed`);
  const { publicKeyPem, keyid } = describePublicKey(key);
  return { pem: publicKeyPem, keyid };
}

async function readPem(file: string): Promise<string> {
  const bytes = await readGiven(
    file,
    GIVEN_LIMITS.key,
    (why, cause) =>
      new UserError('key-missing', `the key file ${file} cannot be read: ${why} (\`claimcheck keygen\` makes one)`, { cause }),
  );
  return bytes.toString('latin1');
}

function privateKey(file: string, pem: string, passphrase: Passphrase): KeyObject {
  if (!pem.includes('PRIVATE KEY-----')) {
    if (pem.includes('-----BEGIN PUBLIC KEY-----')) throw wrong(file, 'it holds a public key; sealing takes the private one');
    throw wrong(file, `it holds no private key in PEM; ${WANTED}`);
  }
  const { secret, from } = passphrase;
  if (isEncrypted(pem) && secret === undefined) {
    throw wrong(file, `it is protected by a passphrase, and ${from} has none (--passphrase-file names another place)`);
  }
  try {
    return createPrivateKey({ key: pem, format: 'pem', ...(secret === undefined ? {} : { passphrase: secret }) });
  } catch (cause) {
    if (isEncrypted(pem)) throw wrong(file, `it cannot be opened with the passphrase of ${from}`, cause);
    throw wrong(file, `its private key cannot be read; ${WANTED}`, cause);
  }
}

function isEncrypted(pem: string): boolean {
  return pem.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----') || pem.includes('Proc-Type: 4,ENCRYPTED');
}

function wrong(file: string, why: string, cause?: unknown): UserError {
  return new UserError('key-wrong', `the key file ${file} does not do: ${why}`, cause === undefined ? {} : { cause });
}
