/** What the rating guide asks, read off a scan: each answer seen, shown not to be so, or neither. */
import { tlsVersions } from '../kinds/tls-versions.ts';
import type { SeenCertificate, SeenHandshakes, TlsVersion } from './seen.ts';
import { readSuiteName, type SuiteName } from './suite-name.ts';

export type Truth = 'yes' | 'no' | 'unseen';

export { tlsVersions as versions };

/**
 * Whether a client can use the version. One that gets no answer, each time, while the same hello in another version gets one, is none that a client
 * can use: that is what the guide rates, though it refutes no claim.
 */
export function speaks({ protocols = {} }: SeenHandshakes, version: TlsVersion): Truth {
  const seen = protocols[version];
  if (seen === undefined) return 'unseen';
  if (seen.status === 'accepted') return 'yes';
  return seen.status === 'refused' || seen.onlyThisVersion === true ? 'no' : 'unseen';
}

export function accepted(tls: SeenHandshakes): readonly TlsVersion[] {
  return tlsVersions.filter((version) => speaks(tls, version) === 'yes');
}

export interface OfferedSuite extends SuiteName {
  readonly version: TlsVersion;
  readonly name: string;
}

/** Every suite that was accepted, with its version. */
export function offeredSuites(tls: SeenHandshakes): readonly OfferedSuite[] {
  return accepted(tls).flatMap((version) =>
    (tls.protocols?.[version]?.suites ?? []).map((name) => ({ version, name, ...readSuiteName(name) })),
  );
}

/** Whether `offeredSuites` is all there is. */
export function allSuitesSeen(tls: SeenHandshakes): boolean {
  return tlsVersions.every((version) => {
    const seen = tls.protocols?.[version];
    if (speaks(tls, version) !== 'yes') return speaks(tls, version) === 'no';
    return seen?.suites !== undefined && (seen.suitesUnclear ?? []).length === 0;
  });
}

/** One suite like that is enough for "yes"; "no" needs all of them seen. */
export function someSuite(tls: SeenHandshakes, isSo: (offered: OfferedSuite) => boolean): Truth {
  if (offeredSuites(tls).some(isSo)) return 'yes';
  return allSuitesSeen(tls) ? 'no' : 'unseen';
}

/** One certificate like that is enough for "yes"; "no" needs it seen of each. */
export function someCertificate(certificates: readonly SeenCertificate[], isSo: (one: SeenCertificate) => boolean | undefined): Truth {
  const answers = certificates.map(isSo);
  if (answers.includes(true)) return 'yes';
  return answers.length === 0 || answers.includes(undefined) ? 'unseen' : 'no';
}

/** Whether every prime of TLS 1.2 and below was read. */
export function primesSeen({ dhStatus, dh = [] }: Pick<SeenHandshakes, 'dhStatus' | 'dh'>): boolean {
  return dhStatus === 'not-offered' || (dhStatus === 'offered' && dh.length > 0 && dh.every(({ bits }) => bits !== undefined));
}

export function not(truth: Truth): Truth {
  return truth === 'unseen' ? 'unseen' : truth === 'yes' ? 'no' : 'yes';
}
