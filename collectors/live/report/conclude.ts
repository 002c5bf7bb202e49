/** From what was seen of one address to what is said of it: pure, so that a stored scan gives the same again. */

import { comply } from '../../../src/guides/comply.ts';
import { policies } from '../../../src/guides/mozilla.ts';
import { rate } from '../../../src/guides/rate.ts';
import type { Seen, SeenCertificate } from '../../../src/guides/seen.ts';
import type { HttpResult } from '../http/http-result.ts';
import { versionNames } from '../names/versions.ts';
import { type Part, parts } from '../plan/scan.ts';
import type { TlsResult } from '../result.ts';
import { agrees } from '../trust/agrees.ts';
import { judgeTrust, revokedBy, signatureAlgorithmsOf } from '../trust/judge-trust.ts';
import type { Roots } from '../trust/roots.ts';
import type { WitnessSeen } from '../trust/second-witness.ts';
import type { CaaResult, TrustResult } from '../trust/trust-result.ts';
import { openGroups } from './open-groups.ts';
import { judgePolicy, type Policy } from './policy.ts';
import type { SecondWitness, TlsReport } from './tls-report.ts';

export interface SeenOfAddress {
  readonly endpoint: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly tls: TlsResult;
  readonly roots: Roots;
  readonly witness?: WitnessSeen | undefined;
  readonly caa?: CaaResult | undefined;
  readonly http?: HttpResult | undefined;
  readonly policy?: Policy | undefined;
}

/** Where plain HTTP belongs to the endpoint that was named. */
const HTTPS = 443;

/** How Node's parser calls an answer that is no HTTP: HPE_INVALID_CONSTANT and the like. */
const NOT_HTTP = 'HPE_';

/** What a grade, and a guideline's answer, is made of. */
const WHOLE: readonly Part[] = ['versions', 'suites', 'groups', 'features', 'chain', 'clients'];

export function conclude({ endpoint, startedAt, seconds, tls, roots, witness, caa, http, policy }: SeenOfAddress): TlsReport {
  const trust = tls.asked.includes('chain') ? trustOf(tls, roots, new Date(startedAt)) : [];
  const [certificate, ...otherCertificates] = trust.filter((each) => each !== undefined);
  const { hsts, ...otherHttp } = http ?? { unseen: [] };
  const isWhole = WHOLE.every((part) => tls.asked.includes(part));
  const usable = { ...tls, groupsUnclear: openGroups(tls) };
  const seen: Seen = { tls: usable, certificates: trust.map(seenCertificate), hsts, ...webOf(tls, http) };
  const rating = isWhole ? rate(seen) : undefined;
  const { grade, gradeTrustIgnored, gradeAtBest, gradeReasons, ...made } = rating ?? {};
  const compliance = isWhole && tls.connections > 0 ? policies.map((name) => comply(seen, name)) : undefined;
  return {
    endpoint,
    startedAt,
    seconds,
    ...tls,
    unclear: unclearIn(tls),
    ...(certificate === undefined ? {} : { certificate }),
    ...(otherCertificates.length === 0 ? {} : { otherCertificates }),
    ...(witness === undefined ? {} : { secondWitness: { ...witness, ...agreement(witness, tls, trust) } }),
    ...(caa === undefined ? {} : { caa }),
    ...(hsts === undefined ? {} : { hsts }),
    ...(http === undefined ? {} : { http: otherHttp }),
    ...(grade === undefined ? {} : { grade }),
    ...(gradeTrustIgnored === undefined ? {} : { gradeTrustIgnored }),
    ...(gradeAtBest === undefined ? {} : { gradeAtBest }),
    ...(gradeReasons === undefined ? {} : { gradeReasons }),
    ...('guide' in made ? { rating: made } : {}),
    ...(compliance === undefined ? {} : { compliance }),
    ...(policy === undefined
      ? {}
      : { policy: judgePolicy(policy, { seen: isWhole ? seen : undefined, compliance, offersNone: tls.upgrade === 'not-offered' }) }),
  };
}

/** Everything that was asked and has no answer. A version that nothing is ever heard in, while others answer, is told apart from that. */
export function unclearIn(tls: TlsResult): string[] {
  if (tls.connections === 0) return ['everything'];
  if (tls.upgrade === 'not-offered') return [];
  if (tls.upgrade === 'inconclusive') return ['upgrade'];
  const { protocols, signatureAlgorithmsUnclear = [], features = {}, clientCertificate } = tls;
  return [
    ...(tls.throttled ? ['throttled'] : []),
    ...versionNames.flatMap((version) => {
      const { status, onlyThisVersion, suitesUnclear = [] } = protocols[version] ?? {};
      if (status === 'inconclusive') return onlyThisVersion === true ? [] : [version];
      return suitesUnclear.length > 0 ? [`${version} suites`] : [];
    }),
    ...(openGroups(tls).length > 0 ? ['groups'] : []),
    ...(signatureAlgorithmsUnclear.length > 0 ? ['signatures'] : []),
    ...Object.entries(features).flatMap(([name, status]) => (status === 'inconclusive' ? [name] : [])),
    ...(clientCertificate === 'inconclusive' ? ['client certificate'] : []),
  ];
}

/** What answers something else than HTTP is no web server; what answers nothing may be one. */
function webOf({ port }: TlsResult, http: HttpResult | undefined): Pick<Seen, 'web'> {
  if (http?.unseen.some(({ what, code }) => what === 'https' && code.startsWith(NOT_HTTP)) === true) return { web: false };
  return port === HTTPS ? { web: true } : {};
}

/** The staple came with the first chain. */
function trustOf({ host, certificates = [], ocspStaple }: TlsResult, roots: Roots, at: Date): readonly (TrustResult | undefined)[] {
  return certificates.map(({ chain, proved }, index) =>
    judgeTrust({
      chain: chain.map((der) => Buffer.from(der, 'base64')),
      host,
      roots,
      at,
      proved,
      ...(index > 0 || ocspStaple === undefined ? {} : { staple: Buffer.from(ocspStaple, 'base64') }),
    }),
  );
}

/** What the guides ask of it. Undefined: it could not be read. */
function seenCertificate(trust: TrustResult | undefined): SeenCertificate {
  const [leaf] = trust?.chain ?? [];
  if (trust === undefined || leaf === undefined) return {};
  const { keyType, keyBits, curve, signatureAlgorithm, notBefore, notAfter } = leaf;
  const { trusted, inDate, nameMatches, chainComplete, staple } = trust;
  return {
    ...{ keyType, keyBits, curve, signatureAlgorithm, notBefore, notAfter, trusted, inDate, nameMatches, chainComplete, staple },
    signatureAlgorithms: signatureAlgorithmsOf(trust),
    revoked: revokedBy(trust),
  };
}

/** Two independent clients: what one negotiated the other must have found, and both must trust the same leaf alike. */
function agreement(witness: WitnessSeen, tls: TlsResult, trust: readonly (TrustResult | undefined)[]): Pick<SecondWitness, 'agrees'> {
  const version = versionNames.find((each) => each === (witness.protocol === 'TLSv1' ? 'TLSv1.0' : witness.protocol));
  const found = version === undefined ? undefined : tls.protocols[version];
  const sameSuite = found?.suites === undefined || witness.suite === undefined ? undefined : found.suites.includes(witness.suite);
  const answers = [sameSuite, ...trust.map((each) => (each === undefined ? undefined : agrees(each, witness)))].filter(
    (each) => each !== undefined,
  );
  return answers.length === 0 ? {} : { agrees: answers.every((each) => each) };
}

/** The names of --only: the parts of the TLS scan, and what is asked beside it. */
export const questions = [...parts, 'http', 'dns'] as const;
export type Question = (typeof questions)[number];
