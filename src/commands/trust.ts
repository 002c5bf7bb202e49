import { X509Certificate } from 'node:crypto';
import { resolve as absolute, dirname } from 'node:path';
import { algorithmOf, keyidOf, publicKeyIn } from '../bundle/dsse.ts';
import { followerOf } from '../bundle/rotation.ts';
import type { TimestampAuthority } from '../bundle/timestamp.ts';
import type { Trusted, TrustedKey } from '../bundle/trust.ts';
import { parseTrust, type ReadTrust, type TrustFile } from '../config/trust-file.ts';
import { BundleError, UserError } from '../errors.ts';
import { signers } from '../plugins.ts';
import { GIVEN_LIMITS, readGiven } from '../read-given.ts';
import type { Io } from './io.ts';

/** Whom the user trusts: `--key` files, and what a `--trust` file says. */
export interface TrustOptions {
  readonly key?: readonly string[];
  readonly trust?: string;
}

/** UserError usage where nobody is named; key-missing, key-wrong, not-found, config-wrong. */
export async function readTrust({ key = [], trust }: TrustOptions, { cwd }: Pick<Io, 'cwd'>): Promise<readonly Trusted[]> {
  if (key.length === 0 && trust === undefined)
    throw new UserError(
      'usage',
      'verify needs a key that you trust: --key PUB, or --trust FILE (the one inside a bundle proves nothing about who sealed it)',
    );
  const keys = await Promise.all(key.map((file) => signers.readPublicKey(absolute(cwd, file))));
  return trust === undefined ? keys : [...keys, ...(await readTrustFile(absolute(cwd, trust)))];
}

async function readTrustFile(file: string): Promise<readonly Trusted[]> {
  const content = await readGiven(
    file,
    GIVEN_LIMITS.key,
    (why, cause) => new UserError('not-found', `the trust file ${file} cannot be read: ${why}; name another with --trust FILE`, { cause }),
  );
  const read = parseTrust(content.toString('utf8'), file);
  const base = dirname(file);
  const keys: TrustedKey[] = [];
  for (const [index, entry] of read.trust.keys.entries()) keys.push(...(await keysOfEntry(entry, index, base, read)));
  const twice = keys.findIndex(({ keyid }, index) => keys.findIndex((one) => one.keyid === keyid) < index);
  if (twice >= 0) throw read.fault(['keys'], `the key ${keys[twice]?.keyid} stands twice, expected once`);
  const authorities: TimestampAuthority[] = [];
  for (const [index, { name, roots }] of (read.trust.timestampAuthorities ?? []).entries()) {
    const at = ['timestampAuthorities', index, 'roots'];
    authorities.push({ authority: name, certificates: certificatesIn(await textOf(roots, at, base, read), at, read) });
  }
  return [...keys, ...authorities];
}

/** The key of an entry, and those that follow it. */
async function keysOfEntry(entry: TrustFile['keys'][number], index: number, base: string, read: ReadTrust): Promise<readonly TrustedKey[]> {
  const { name, key, from, until, revoked, rotations = [] } = entry;
  const { pem, keyid } = publicKeyAt(await textOf(key, ['keys', index, 'key'], base, read), ['keys', index, 'key'], read);
  const keys: TrustedKey[] = [{ name, pem, keyid, ...(from && { from }), ...(until && { until }), ...(revoked && { revoked }) }];
  for (const [nth, file] of rotations.entries()) {
    const at = ['keys', index, 'rotations', nth];
    const bytes = Buffer.from(await textOf(file, at, base, read), 'utf8');
    const last = keys.at(-1);
    if (last !== undefined) keys.push(asked(() => followerOf(file, bytes, last), at, read));
  }
  return keys;
}

function publicKeyAt(pem: string, at: (string | number)[], read: ReadTrust): { readonly pem: string; readonly keyid: string } {
  if (pem.includes('PRIVATE KEY-----')) throw read.fault(at, 'holds a private key: expected the public one');
  const key = publicKeyIn(pem);
  if (key === undefined) throw read.fault(at, 'holds no public key in PEM: expected one on P-256, or an Ed25519 one');
  asked(() => algorithmOf('this', key), at, read);
  return { pem: key.export({ type: 'spki', format: 'pem' }).toString(), keyid: keyidOf(key) };
}

function certificatesIn(pem: string, at: (string | number)[], read: ReadTrust): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw read.fault(at, 'holds no certificate in PEM: expected the root of a timestamp authority');
  return blocks.map((block) => {
    try {
      return new X509Certificate(block);
    } catch (cause) {
      throw read.fault(at, 'holds a certificate that cannot be read', cause);
    }
  });
}

/** A PEM text as it stands there, or a file beside the trust file. */
async function textOf(value: string, at: (string | number)[], base: string, read: ReadTrust): Promise<string> {
  if (value.includes('-----BEGIN ')) return value;
  const path = absolute(base, value);
  const bytes = await readGiven(path, GIVEN_LIMITS.key, (why, cause) =>
    read.fault(at, `cannot be read, for ${why}: expected a file at ${path}`, cause),
  );
  return bytes.toString('utf8');
}

/** What is wrong with what the file names, at its place in the file. */
function asked<T>(work: () => T, at: (string | number)[], read: ReadTrust): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BundleError) throw read.fault(at, error.message, error);
    throw error;
  }
}
