/** A scan against a guideline. Its lists say what is allowed, not what has to be there; what was not seen is told as such. */

import type { Compliance, Requirement } from './compliance.ts';
import { accepted, allSuitesSeen, offeredSuites, speaks, versions } from './facts.ts';
import { type Edition, type Guideline, guidelines, newest, type Policy } from './mozilla.ts';
import type { Seen, SeenCertificate, SeenHandshakes } from './seen.ts';

type Answer = Requirement['answer'];

const DAY = 86_400_000;

export function comply(seen: Seen, policy: Policy, version: Edition = newest): Compliance {
  const guideline = guidelines.find((each) => each.policy === policy && each.version === version);
  if (guideline === undefined) throw new TypeError(`there is no ${policy} in ${version}`);
  const requirements = [
    ...handshakes(seen, guideline),
    ...certificates(seen, guideline),
    ...(seen.tls.upgradedFrom === undefined ? [hstsLong(seen, guideline)] : []),
    staple(seen),
  ];
  const binding = requirements.filter((each) => each.binding).map(({ answer }) => answer);
  const answer = binding.includes('not-met') ? 'not-met' : binding.includes('unseen') ? 'unseen' : 'met';
  return { policy, version, source: guideline.source, answer, requirements };
}

function handshakes({ tls }: Seen, guideline: Guideline): readonly Requirement[] {
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
function preferredGroup(tls: SeenHandshakes, { groups }: Guideline): readonly Requirement[] {
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

function dhSize({ dhStatus, dh = [] }: SeenHandshakes, { dhBits }: Guideline): Requirement {
  const least = dhBits ?? Number.POSITIVE_INFINITY;
  const says = dhBits === undefined ? 'no finite-field Diffie-Hellman' : `Diffie-Hellman primes of ${dhBits} bits or more`;
  return requirement('dh-size', says, {
    wrong: dh.flatMap(({ suite, protocol, bits }) =>
      bits !== undefined && bits < least ? [`${bits} bits with ${suite}${protocol === undefined ? '' : ` in ${protocol}`}`] : [],
    ),
    unseen: [
      ...(dhStatus === 'not-offered' || (dhStatus === 'offered' && dh.length > 0)
        ? []
        : ['not every such suite was asked for, or answered']),
      ...dh.flatMap(({ suite, bits }) => (bits === undefined ? [`the prime of ${suite} was not read`] : [])),
    ],
  });
}

function preference({ protocols = {} }: SeenHandshakes, { serverPreference }: Guideline): Requirement {
  const told = versions.flatMap((version) => {
    const seen = protocols[version]?.serverPreference;
    return seen === undefined || seen === serverPreference ? [] : [`in ${version} the ${seen ? "server's" : "client's"} order counts`];
  });
  const says = serverPreference ? "the server's order of suites counts" : "the client's order of suites counts";
  return requirement('server-preference', says, { wrong: told }, 'advice');
}

/** Of several certificates one of an allowed type is enough; each such one has to be right. */
function certificates({ certificates: all }: Seen, guideline: Guideline): readonly Requirement[] {
  const types: readonly (string | undefined)[] = guideline.certificateTypes;
  const own = all.filter(({ keyType }) => types.includes(keyType));
  // One whose key was not read may be of an allowed type, or not.
  const unknown = all.some(({ keyType }) => keyType === undefined) ? ['the key of a certificate cannot be read'] : [];
  const missing = all.length === 0 ? ['no certificate that can be read'] : unknown;
  const others = all.flatMap(({ keyType }) => (keyType === undefined ? [] : [`it has ${keyType}`]));
  const each = <Value>(what: string, read: (one: SeenCertificate) => Value | undefined, fault: (value: Value) => string | undefined) => {
    const values = own.map(read);
    return {
      wrong: values.flatMap((value) => (value === undefined ? [] : (fault(value) ?? []))),
      unseen: [...missing, ...(values.includes(undefined) ? [`${what} cannot be read`] : [])],
    };
  };
  const { certificateCurves, rsaBits, certificateSignatures, lifetimeDays } = guideline;
  return [
    requirement(
      'certificate-type',
      `a certificate with a key of ${list(types)}`,
      own.length > 0 ? {} : missing.length > 0 ? { unseen: missing } : { wrong: others },
    ),
    requirement(
      'certificate-key',
      [
        ...(rsaBits === undefined ? [] : [`RSA keys of ${rsaBits} bits or more`]),
        ...(types.includes('EC') ? [`the curves ${list(certificateCurves)}`] : []),
      ].join(', '),
      each('the size of a key', sizeOf, (size) => {
        if (typeof size === 'string') return certificateCurves.includes(size) ? undefined : `its curve is ${size}`;
        return rsaBits !== undefined && size < rsaBits ? `its key has ${size} bits` : undefined;
      }),
    ),
    requirement(
      'certificate-signature',
      `signed with ${list(certificateSignatures)}`,
      each(
        'how a certificate is signed',
        ({ signatureAlgorithm }) => signatureAlgorithm,
        (algorithm) => (certificateSignatures.includes(algorithm) ? undefined : `it is signed with ${algorithm}`),
      ),
    ),
    requirement(
      'certificate-lifetime',
      `valid for ${lifetimeDays} days at most`,
      each('the dates of a certificate', daysOf, (days) => (days > lifetimeDays ? `it is valid for ${days} days` : undefined)),
    ),
  ];
}

/** The curve of a key that has one, else its bits. */
function sizeOf({ keyType, keyBits, curve }: SeenCertificate): string | number | undefined {
  return keyType === 'EC' ? curve : keyBits;
}

/** The last second belongs to it (RFC 5280 §4.1.2.5), and is what many authorities go beyond a whole number of days. */
function daysOf({ notBefore, notAfter }: SeenCertificate): number | undefined {
  return notBefore === undefined || notAfter === undefined ? undefined : Math.floor((Date.parse(notAfter) - Date.parse(notBefore)) / DAY);
}

/** What does not speak HTTP has no header to send. */
function hstsLong({ hsts, web = false }: Seen, { hstsSeconds }: Guideline): Requirement {
  const weight = web || hsts !== undefined ? 'binding' : 'advice';
  const says = `HSTS for ${hstsSeconds} seconds or more`;
  if (hsts === undefined) return requirement('hsts', says, { unseen: ['no answer over HTTPS was seen'] }, weight);
  const { status, maxAgeSeconds } = hsts;
  if (status !== 'valid') return requirement('hsts', says, { wrong: [`the header is ${status}`] }, weight);
  if (maxAgeSeconds === undefined) return requirement('hsts', says, { unseen: ['its max-age was not read'] }, weight);
  return requirement('hsts', says, maxAgeSeconds < hstsSeconds ? { wrong: [`max-age is ${maxAgeSeconds}`] } : {}, weight);
}

/** Authorities have begun to give no OCSP at all, so that it is told, and counts for nothing. */
function staple({ tls, certificates: all }: Seen): Requirement {
  const staples = all.flatMap((each) => each.staple ?? []);
  const status = tls.features?.['ocsp-staple'];
  const says = 'an OCSP response is stapled';
  const tell = (faults: Parameters<typeof requirement>[2]) => requirement('ocsp-staple', says, faults, 'advice');
  if (staples.some(({ verified }) => verified) || (staples.length === 0 && status === 'offered')) return tell({});
  if (staples.length > 0) return tell({ wrong: [`it does not verify: ${staples[0]?.because ?? ''}`] });
  return tell(status === 'not-offered' ? { wrong: ['none is'] } : { unseen: ['it was not asked for, or not answered'] });
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
