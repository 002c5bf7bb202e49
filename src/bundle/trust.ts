/** Whom a verifier trusts, learnt by ways of their own, and what that says about a signer. */
import type { KeyObject } from 'node:crypto';
import { BundleError } from '../errors.ts';
import { keyidOf, publicKeyIn } from './dsse.ts';
import { shown } from './hostile.ts';
import type { TimestampAuthority } from './timestamp.ts';

/** A public key, and for which signatures it stands. Times are RFC 3339 in UTC with milliseconds, so that their order is that of texts. */
export interface TrustedKey {
  readonly pem: string;
  readonly keyid: string;
  /** Whose it is, as the verifier calls it. */
  readonly name?: string;
  /** The first moment of its use. */
  readonly from?: string;
  /** The last moment of its use. */
  readonly until?: string;
  /** From then on somebody else may have it, or nobody should use it. */
  readonly revoked?: { readonly since: string; readonly reason: string };
}

export type Trusted = TrustedKey | TimestampAuthority;

/** When a signature was made: shown by a timestamp, or said by the signer alone. */
export interface SigningTime {
  readonly at: string;
  readonly by: 'timestamp' | 'signer';
}

export function keysOf(trusted: readonly Trusted[]): readonly TrustedKey[] {
  return trusted.filter((one) => 'keyid' in one);
}

export function authoritiesOf(trusted: readonly Trusted[]): readonly TimestampAuthority[] {
  return trusted.filter((one) => 'authority' in one);
}

/** The key with that id. */
export function keyCalled(trusted: readonly Trusted[], keyid: string): { readonly key: KeyObject; readonly about: TrustedKey } | undefined {
  for (const about of keysOf(trusted)) {
    const key = publicKeyIn(about.pem);
    if (key !== undefined && keyidOf(key) === keyid) return { key, about };
  }
  return undefined;
}

/**
 * Checks that the key stood for its signer at that time, and says so. A signer's own word about the time is enough against an end that was
 * planned, and never against a revocation: whoever stole the key can write any time. BundleError signer.
 */
export function standing({ keyid, name, from, until, revoked }: TrustedKey, { at, by }: SigningTime): string {
  const who = name === undefined ? `the key ${shown(keyid)} is one of those given` : `${shown(name)}, by the key ${shown(keyid)}`;
  const when = by === 'timestamp' ? `at ${at}, as the timestamp shows` : `at ${at}, as the signer says`;
  const refuse = (why: string) =>
    new BundleError('signer', `${name === undefined ? 'the key' : shown(name)} (${shown(keyid)}) signed ${when}, ${why}`);
  if (from !== undefined && at < from) throw refuse(`before its key was in use (${from})`);
  if (until !== undefined && at > until) throw refuse(`after its key was in use (until ${until})`);
  if (revoked === undefined) return from === undefined && until === undefined ? who : `${who}; signed ${when}, while it was in use`;
  const told = `revoked since ${revoked.since}: ${shown(revoked.reason)}`;
  if (at >= revoked.since) throw refuse(`with a key that is ${told}`);
  if (by === 'signer') throw refuse(`with a key that is ${told}; no timestamp shows that it signed before that`);
  return `${who}; signed ${when}, before the key was ${told}`;
}
