/** From what was seen of one address to what is said of it: pure, so that a stored scan gives the same again. */
import { tlsVersions } from 'claimcheck/plugin';
import type { Compliance } from '../compliance/compliance.ts';
import type { HttpResult } from '../http/http-result.ts';
import { type Part, parts } from '../plan/scan.ts';
import type { CertificateFacts, HstsFacts } from '../rating/facts.ts';
import { rate } from '../rating/rate.ts';
import type { TlsResult } from '../result.ts';
import type { CaaResult, TrustResult } from '../trust/trust-result.ts';
import { judgePolicy, type Policy } from './policy.ts';
import type { TlsReport } from './tls-report.ts';

export interface SeenOfAddress {
  readonly endpoint: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly tls: TlsResult;
  /** One for each chain of `tls.certificates`. */
  readonly trust: readonly TrustResult[];
  readonly caa?: CaaResult | undefined;
  readonly http?: HttpResult | undefined;
  readonly compliance?: readonly Compliance[] | undefined;
  readonly policy?: Policy | undefined;
}

/** What a grade is made of. */
const GRADED: readonly Part[] = ['versions', 'suites', 'groups', 'features', 'chain', 'clients'];

export function conclude({ endpoint, startedAt, seconds, tls, trust, caa, http, compliance, policy }: SeenOfAddress): TlsReport {
  const [certificate, ...otherCertificates] = trust;
  const { hsts, ...otherHttp } = http ?? { unseen: [] };
  const graded = GRADED.every((part) => tls.asked.includes(part));
  const rating = graded ? rate({ tls, certificates: trust.map(certificateFacts), hsts: hstsFacts(hsts) }) : undefined;
  const { grade, gradeTrustIgnored, gradeAtBest, gradeReasons, ...made } = rating ?? {};
  const judged = { grade, gradeAtBest, gradeReasons, unseen: rating?.unseen, compliance };
  return {
    endpoint,
    startedAt,
    seconds,
    ...tls,
    unclear: unclearIn(tls),
    ...(certificate === undefined ? {} : { certificate }),
    ...(otherCertificates.length === 0 ? {} : { otherCertificates }),
    ...(caa === undefined ? {} : { caa }),
    ...(hsts === undefined ? {} : { hsts }),
    ...(http === undefined ? {} : { http: otherHttp }),
    ...(grade === undefined ? {} : { grade }),
    ...(gradeTrustIgnored === undefined ? {} : { gradeTrustIgnored }),
    ...(gradeAtBest === undefined ? {} : { gradeAtBest }),
    ...(gradeReasons === undefined ? {} : { gradeReasons: [...gradeReasons] }),
    ...('guide' in made ? { rating: made } : {}),
    ...(compliance === undefined ? {} : { compliance: [...compliance] }),
    ...(policy === undefined ? {} : { policy: judgePolicy(policy, judged) }),
  };
}

/** Everything that was asked and has no answer. A version that nothing is ever heard in, while others answer, is told apart from that. */
export function unclearIn(tls: TlsResult): string[] {
  if (tls.connections === 0) return ['everything'];
  if (tls.upgrade === 'not-offered') return [];
  if (tls.upgrade === 'inconclusive') return ['upgrade'];
  const { protocols, groupsUnclear = [], signatureAlgorithmsUnclear = [], features = {}, postQuantum, clientCertificate } = tls;
  return [
    ...(tls.throttled ? ['throttled'] : []),
    ...tlsVersions.flatMap((version) => {
      const { status, onlyThisVersion, suitesUnclear = [] } = protocols[version] ?? {};
      if (status === 'inconclusive') return onlyThisVersion === true ? [] : [version];
      return suitesUnclear.length > 0 ? [`${version} suites`] : [];
    }),
    ...(groupsUnclear.length > 0 || postQuantum === 'inconclusive' ? ['groups'] : []),
    ...(signatureAlgorithmsUnclear.length > 0 ? ['signatures'] : []),
    ...Object.entries(features).flatMap(([name, status]) => (status === 'inconclusive' ? [name] : [])),
    ...(clientCertificate === 'inconclusive' ? ['client certificate'] : []),
  ];
}

function certificateFacts({ chain, trusted, inDate, nameMatches, chainComplete }: TrustResult): CertificateFacts {
  const [leaf] = chain;
  const algorithms = chain
    .filter(({ selfSigned }, index) => index === 0 || !selfSigned)
    .map(({ signatureAlgorithm }) => signatureAlgorithm);
  const known = algorithms.filter((algorithm) => algorithm !== undefined);
  return {
    keyType: leaf?.keyType,
    keyBits: leaf?.keyBits,
    signatureAlgorithms: known.length === algorithms.length ? known : undefined,
    trusted,
    inDate,
    nameMatches,
    chainComplete,
  };
}

function hstsFacts(hsts: HttpResult['hsts']): HstsFacts | undefined {
  if (hsts === undefined) return undefined;
  return { status: hsts.status === 'valid' ? 'sent' : hsts.status, maxAge: hsts.maxAgeSeconds };
}

/** The names of --only: the parts of the TLS scan, and what is asked beside it. */
export const questions = [...parts, 'http', 'dns'] as const;
export type Question = (typeof questions)[number];
