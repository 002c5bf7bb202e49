/** What the rating guide asks, read off a scan: each answer seen, shown not to be so, or neither. */
import { suites as registry, type Suite, ssl2Suites } from '../names/suites.ts';
import type { TlsVersion } from '../names/versions.ts';
import type { TlsResult } from '../result.ts';

export type Truth = 'yes' | 'no' | 'unseen';

/** What is known of one chain and the address that showed it. Absent: not seen. */
export interface CertificateFacts {
  readonly keyType?: string | undefined;
  readonly keyBits?: number | undefined;
  /** Of the leaf and every certificate above it that came, less a self-signed root: "sha256WithRSAEncryption". */
  readonly signatureAlgorithms?: readonly string[] | undefined;
  readonly trusted?: boolean | undefined;
  readonly inDate?: boolean | undefined;
  readonly nameMatches?: boolean | undefined;
  readonly chainComplete?: boolean | undefined;
  /** By a verified OCSP response. Undefined: there was none. */
  readonly revoked?: boolean | undefined;
}

/** `absent`: there is an answer over HTTPS without it. Undefined: there was none, or it was not asked. `maxAge` in seconds. */
export interface HstsFacts {
  readonly status: 'sent' | 'absent' | 'invalid';
  readonly maxAge?: number | undefined;
}

export interface Rated {
  readonly tls: TlsResult;
  /** One for each chain of `tls.certificates`. */
  readonly certificates: readonly CertificateFacts[];
  readonly hsts?: HstsFacts | undefined;
}

export const versions = ['SSLv2', 'SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const satisfies readonly TlsVersion[];

/**
 * Whether a client can use the version. One that gets no answer, each time, while the same hello in another version gets one, is none that a client
 * can use: that is what the guide rates, though it refutes no claim.
 */
export function speaks({ protocols }: TlsResult, version: TlsVersion): Truth {
  const seen = protocols[version];
  if (seen === undefined) return 'unseen';
  if (seen.status === 'accepted') return 'yes';
  return seen.status === 'refused' || seen.onlyThisVersion === true ? 'no' : 'unseen';
}

export function accepted(tls: TlsResult): readonly TlsVersion[] {
  return versions.filter((version) => speaks(tls, version) === 'yes');
}

export interface OfferedSuite {
  readonly version: TlsVersion;
  readonly name: string;
  /** Undefined: one of SSLv2's own, or one that no registry has. */
  readonly suite: Suite | undefined;
  /** Nominal, as the guide counts them. Undefined: not known. */
  readonly bits: number | undefined;
}

/** Every suite that was accepted, with its version. */
export function offeredSuites(tls: TlsResult): readonly OfferedSuite[] {
  return accepted(tls).flatMap((version) => (tls.protocols[version]?.suites ?? []).map((name) => offeredSuite(version, name)));
}

/** Whether `offeredSuites` is all there is. */
export function allSuitesSeen(tls: TlsResult): boolean {
  return versions.every((version) => {
    const seen = tls.protocols[version];
    if (speaks(tls, version) !== 'yes') return speaks(tls, version) === 'no';
    return seen?.suites !== undefined && (seen.suitesUnclear ?? []).length === 0;
  });
}

/** One suite like that is enough for "yes"; "no" needs all of them seen. */
export function someSuite(tls: TlsResult, isSo: (offered: OfferedSuite) => boolean): Truth {
  if (offeredSuites(tls).some(isSo)) return 'yes';
  return allSuitesSeen(tls) ? 'no' : 'unseen';
}

/** One certificate like that is enough for "yes"; "no" needs it seen of each. */
export function someCertificate(certificates: readonly CertificateFacts[], isSo: (one: CertificateFacts) => boolean | undefined): Truth {
  const answers = certificates.map(isSo);
  if (answers.includes(true)) return 'yes';
  return answers.length === 0 || answers.includes(undefined) ? 'unseen' : 'no';
}

export function not(truth: Truth): Truth {
  return truth === 'unseen' ? 'unseen' : truth === 'yes' ? 'no' : 'yes';
}

const byName: ReadonlyMap<string, Suite> = new Map([...registry.values()].map((suite) => [suite.name, suite]));
const ssl2Names: ReadonlySet<string> = new Set(ssl2Suites.values());

function offeredSuite(version: TlsVersion, name: string): OfferedSuite {
  const suite = byName.get(name);
  return { version, name, suite, bits: suite?.bits ?? (ssl2Names.has(name) ? ssl2Bits(name) : undefined) };
}

/** SSL 2.0 draft §4.1: the second number of an export suite, else the number in its name; DES keys have 56 bits of 64, and three of them 112. */
function ssl2Bits(name: string): number {
  if (name.includes('EXPORT40')) return 40;
  if (name.includes('DES_192')) return 112;
  if (name.includes('DES_64')) return 56;
  return name.includes('RC4_64') ? 64 : 128;
}
