import type { WitnessSeen } from './second-witness.ts';
import type { TrustResult } from './trust-result.ts';

/** Both are about dates, of the leaf or of another certificate. */
const DATES: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** Whether both say the same; undefined where they were shown different certificates, or one was shown none. */
export function agrees(trust: TrustResult, { distrust, sha256 }: WitnessSeen): boolean | undefined {
  if (distrust === undefined || sha256 !== trust.chain[0]?.sha256) return undefined;
  // OpenSSL tells dates of the leaf and of others alike, and nothing else beside them; strength it was not asked for.
  if (distrust === null) return trust.inDate && (trust.trusted || trust.untrustedBecause === 'weak');
  if (DATES.has(distrust)) return !trust.inDate || trust.untrustedBecause === 'expired-chain';
  return !trust.trusted;
}
