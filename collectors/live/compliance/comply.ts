/** A scan against a guideline. Its lists say what is allowed, not what has to be there; what was not seen is told as such. */
import type { HttpResult } from '../http/http-result.ts';
import { accepted, allSuitesSeen, offeredSuites, speaks, versions } from '../rating/facts.ts';
import type { TlsResult } from '../result.ts';
import type { TrustResult } from '../trust/trust-result.ts';
import type { Compliance, Policy, Requirement } from './compliance.ts';
import { type Guideline, guidelines, newest } from './mozilla.ts';

export interface Scanned {
  readonly tls: TlsResult;
  /** One for each chain of `tls.certificates`; undefined where it cannot be read. */
  readonly trust: readonly (TrustResult | undefined)[];
  readonly http?: HttpResult | undefined;
}

type Answer = Requirement['answer'];
type Leaf = TrustResult['chain'][number];

const DAY = 86_400_000;
const HTTPS = 443;

export function comply(scanned: Scanned, policy: Policy, version: Compliance['version'] = newest): Compliance {
  const guideline = guidelines.find((each) => each.policy === policy && each.version === version);
  if (guideline === undefined) throw new TypeError(`there is no ${policy} in ${version}`);
  const requirements = [
    ...handshakes(scanned, guideline),
    ...certificates(scanned, guideline),
    ...(scanned.tls.upgradedFrom === undefined ? [hstsLong(scanned, guideline)] : []),
    staple(scanned),
  ];
  const binding = requirements.filter((each) => each.binding).map(({ answer }) => answer);
  const answer = binding.includes('not-met') ? 'not-met' : binding.includes('unseen') ? 'unseen' : 'met';
  return { policy, version, source: guideline.source, answer, requirements };
}

function handshakes({ tls }: Scanned, guideline: Guideline): readonly Requirement[] {
  const others = versions.filter((version) => !guideline.versions.includes(version));
  const spoken = others.filter((version) => speaks(tls, version) === 'yes');
  const unsure = others.filter((version) => speaks(tls, version) === 'unseen');
  const none = guideline.versions.every((version) => speaks(tls, version) === 'no');
  const extra = offeredSuites(tls).filter(({ name }) => !guideline.suites.includes(name));
  const foreign = [...new Set((tls.groups ?? []).map(({ group }) => group))].filter((group) => !guideline.groups.includes(group));
  const groupsSeen = tls.groups !== undefined && (tls.groupsUnclear ?? []).length === 0;
  return [
    requirement('versions', `no version but ${list(guideline.versions)}`, {
      wrong: [...spoken.map((version) => `${version} is offered`), ...(none ? ['none of these versions is offered'] : [])],
      unseen: unsure.map((version) => `${version}: neither accepted nor refused`),
    }),
    requirement('suites', `no suite but ${guideline.suites.length} that it lists`, {
      wrong: extra.map(({ version, name }) => `${name} is offered in ${version}`),
      unseen: allSuitesSeen(tls) ? [] : ['not every suite was asked for, or answered'],
    }),
    requirement('groups', `no group but ${list(guideline.groups)}`, {
      wrong: foreign.map((group) => `${group} is offered`),
      unseen: groupsSeen || accepted(tls).length === 0 ? [] : ['not every group was asked for, or answered'],
    }),
    ...preferredGroup(tls, guideline),
    dhSize(tls, guideline),
    preference(tls, guideline),
  ];
}

/** The first of the list is what the edition came for; it has to be had, though not by every server. */
function preferredGroup(tls: TlsResult, { groups }: Guideline): readonly Requirement[] {
  const [first = ''] = groups;
  if (!first.includes('MLKEM')) return [];
  const isThere = tls.groups?.some(({ group }) => group === first) === true;
  const isClear = tls.groups !== undefined && tls.groupsUnclear?.includes(first) !== true;
  const seen = isThere
    ? {}
    : isClear
      ? { wrong: [`${first} is not offered`] }
      : { unseen: [`${first} was not asked for, or not answered`] };
  return [requirement('preferred-group', `${first} first`, seen, 'advice')];
}

function dhSize({ dhStatus, dh = [] }: TlsResult, { dhBits }: Guideline): Requirement {
  const least = dhBits ?? Number.POSITIVE_INFINITY;
  const says = dhBits === undefined ? 'no finite-field Diffie-Hellman' : `Diffie-Hellman primes of ${dhBits} bits or more`;
  return requirement('dh-size', says, {
    wrong: dh.flatMap(({ suite, protocol, bits }) =>
      bits !== undefined && bits < least ? [`${bits} bits with ${suite} in ${protocol}`] : [],
    ),
    unseen: [
      ...(dhStatus === 'not-offered' || dhStatus === 'offered' ? [] : ['not every such suite was asked for, or answered']),
      ...dh.flatMap(({ suite, bits }) => (bits === undefined ? [`the prime of ${suite} was not read`] : [])),
    ],
  });
}

function preference({ protocols }: TlsResult, { serverPreference }: Guideline): Requirement {
  const told = versions.flatMap((version) => {
    const seen = protocols[version]?.serverPreference;
    return seen === undefined || seen === serverPreference ? [] : [`in ${version} the ${seen ? "server's" : "client's"} order counts`];
  });
  const says = serverPreference ? "the server's order of suites counts" : "the client's order of suites counts";
  return requirement('server-preference', says, { wrong: told }, 'advice');
}

/** Of several certificates one of an allowed type is enough; each such one has to be right. */
function certificates({ trust }: Scanned, guideline: Guideline): readonly Requirement[] {
  const leaves = trust.flatMap((each) => each?.chain[0] ?? []);
  const missing = leaves.length < Math.max(trust.length, 1) ? ['no certificate that can be read'] : [];
  const types: readonly (string | undefined)[] = guideline.certificateTypes;
  const own = leaves.filter(({ keyType }) => types.includes(keyType));
  const unknown = leaves.filter(({ keyType }) => keyType === undefined).map(({ subject }) => `the key of ${subject} cannot be read`);
  const typeFaults =
    own.length > 0
      ? {}
      : { unseen: [...missing, ...unknown], wrong: leaves.flatMap(({ keyType }) => (keyType === undefined ? [] : [`it has ${keyType}`])) };
  const each = (fault: (leaf: Leaf) => string | undefined) => ({ wrong: own.flatMap((leaf) => fault(leaf) ?? []), unseen: missing });
  const { certificateCurves, rsaBits, certificateSignatures, lifetimeDays } = guideline;
  return [
    requirement('certificate-type', `a certificate with a key of ${list(types)}`, typeFaults),
    requirement(
      'certificate-key',
      [
        ...(rsaBits === undefined ? [] : [`RSA keys of ${rsaBits} bits or more`]),
        ...(types.includes('EC') ? [`the curves ${list(certificateCurves)}`] : []),
      ].join(', '),
      each(({ keyType, keyBits = 0, curve = 'unknown' }) => {
        if (keyType === 'EC') return certificateCurves.includes(curve) ? undefined : `its curve is ${curve}`;
        return rsaBits !== undefined && keyBits < rsaBits ? `its key has ${keyBits} bits` : undefined;
      }),
    ),
    requirement(
      'certificate-signature',
      `signed with ${list(certificateSignatures)}`,
      each(({ signatureAlgorithm = 'unknown' }) =>
        certificateSignatures.includes(signatureAlgorithm) ? undefined : `it is signed with ${signatureAlgorithm}`,
      ),
    ),
    requirement(
      'certificate-lifetime',
      `valid for ${lifetimeDays} days at most`,
      each(({ notBefore, notAfter }) => {
        // The last second belongs to it (RFC 5280 §4.1.2.5), and is what many authorities go beyond a whole number of days.
        const days = Math.floor((Date.parse(notAfter) - Date.parse(notBefore)) / DAY);
        return days > lifetimeDays ? `it is valid for ${days} days` : undefined;
      }),
    ),
  ];
}

/** What does not speak HTTP has no header to send. */
function hstsLong({ tls, http }: Scanned, { hstsSeconds }: Guideline): Requirement {
  const binding = http?.hsts !== undefined || tls.port === HTTPS ? 'binding' : 'advice';
  const says = `HSTS for ${hstsSeconds} seconds or more`;
  const seen = http?.hsts;
  if (seen === undefined) return requirement('hsts', says, { unseen: ['no answer over HTTPS was seen'] }, binding);
  const { status, maxAgeSeconds = 0 } = seen;
  const wrong = status !== 'valid' ? [`the header is ${status}`] : maxAgeSeconds < hstsSeconds ? [`max-age is ${maxAgeSeconds}`] : [];
  return requirement('hsts', says, { wrong }, binding);
}

/** Authorities have begun to give no OCSP at all, so that it is told, and counts for nothing. */
function staple({ tls, trust }: Scanned): Requirement {
  const staples = trust.flatMap((each) => each?.staple ?? []);
  const says = 'an OCSP response is stapled';
  const good = staples.some(({ verified }) => verified) || (staples.length === 0 && tls.features?.['ocsp-staple'] === 'offered');
  if (good) return requirement('ocsp-staple', says, {}, 'advice');
  if (staples.length > 0)
    return requirement('ocsp-staple', says, { wrong: [`it does not verify: ${staples[0]?.because ?? ''}`] }, 'advice');
  const isClear = tls.features?.['ocsp-staple'] === 'not-offered';
  return requirement(
    'ocsp-staple',
    says,
    isClear ? { wrong: ['none is'] } : { unseen: ['it was not asked for, or not answered'] },
    'advice',
  );
}

function requirement(
  name: Requirement['requirement'],
  says: string,
  { wrong = [], unseen = [] }: { readonly wrong?: readonly string[]; readonly unseen?: readonly string[] },
  weight: 'binding' | 'advice' = 'binding',
): Requirement {
  const answer: Answer = wrong.length > 0 ? 'not-met' : unseen.length > 0 ? 'unseen' : 'met';
  return { requirement: name, binding: weight === 'binding', answer, says, faults: [...wrong, ...unseen] };
}

function list(words: readonly (string | undefined)[]): string {
  return words.join(', ');
}
