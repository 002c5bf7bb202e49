/** From what was found to what is published. */

import { curves, groupName, isPostQuantum, tls13Groups } from '../names/groups.ts';
import { bitLength, primeName } from '../names/primes.ts';
import { signatureName } from '../names/signatures.ts';
import { sendsPrime, ssl2Suites, suiteName, suites } from '../names/suites.ts';
import { versionCodes } from '../names/versions.ts';
import type { TlsResult } from '../result.ts';
import { asThrottled } from './as-throttled.ts';
import type { Asked } from './asker.ts';
import type { Features } from './features.ts';
import type { Findings, Protocol } from './findings.ts';
import type { FinishFound } from './finish.ts';
import { certificateOf } from './groups.ts';
import { chainOf, groupOf, keyExchangeOf, provesKey, requestsCertificate } from './read-handshake.ts';
import type { Found } from './scan.ts';
import type { VersionFound } from './version.ts';

export function resultOf(found: Found): Findings {
  const { versions, groups, signatures, negotiated, clients, staple, withoutName } = found;
  const wantsGroups = found.asked.includes('groups');
  const result: Findings = {
    asked: [...found.asked],
    protocols: Object.fromEntries(versions.map((version) => [version.version, protocolOf(version, found)])),
    ...(groups === undefined || !wantsGroups ? {} : groupsOf(found)),
    ...(found.enumerated ? dhOf(versions) : {}),
    ...(signatures === undefined || !found.asked.includes('signatures') ? {} : signaturesOf(found)),
    ...(found.features === undefined ? {} : { features: featuresOf(found.features, found.finish) }),
    ...clientCertificateOf(found),
    ...certificatesOf(found.handshakes),
    ...(staple === undefined ? {} : { ocspStaple: staple.toString('base64') }),
    ...(negotiated?.answer.status === 'accepted' ? { negotiated: choiceOf(negotiated) } : {}),
    ...(clients === undefined ? {} : { simulations: clients.map(({ name, asked }) => ({ client: name, ...simulationOf(asked) })) }),
    ...(withoutName === undefined ? {} : { withoutServerName: withoutNameOf(withoutName, found.handshakes) }),
    throttled: found.throttled,
  };
  return found.throttled ? asThrottled(result) : result;
}

function protocolOf(
  { version, status, because, alert, suites: accepted, unclear, enumerated }: VersionFound,
  { controls, preferences }: Found,
): Protocol {
  const name = version === 'SSLv2' ? (code: number) => ssl2Suites.get(code) ?? suiteName(code) : suiteName;
  const control = controls.find((each) => each.version === version);
  const preference = preferences.get(version);
  return {
    status,
    ...(because === undefined ? {} : { because }),
    ...(alert === undefined ? {} : { alert }),
    ...(control === undefined ? {} : { onlyThisVersion: control.onlyThisVersion }),
    ...(enumerated && status === 'accepted' ? { suites: inOrder(accepted.map(({ suite }) => suite)).map(name) } : {}),
    ...(unclear.length === 0 ? {} : { suitesUnclear: inOrder(unclear).map(name) }),
    ...(preference === undefined ? {} : { serverPreference: preference }),
  };
}

function groupsOf({ groups = [], versions }: Found): Pick<TlsResult, 'groups' | 'groupsUnclear' | 'postQuantum'> {
  const list = groups.flatMap(({ protocol, authentication, groups: accepted }) =>
    inOrder(accepted).map((group) => ({ group: groupName(group), protocol, authentication })),
  );
  const best = Math.max(0, ...groups.flatMap(({ protocol }) => (protocol === 'TLSv1.3' ? [] : [versionCodes[protocol]])));
  // Of a version that may be spoken all the same nothing is known. Below TLS 1.3 groups are asked in the best that has some, and in no other.
  const unseen = versions
    .filter(({ version, status }) => status === 'inconclusive' && versionCodes[version] > best)
    .flatMap(({ version }) => groupsIn(version));
  const unclear = inOrder([...new Set([...groups.flatMap((each) => each.unclear), ...unseen])]);
  const accepted = groups.some((each) => each.groups.some(isPostQuantum));
  return {
    groups: list,
    ...(unclear.length === 0 ? {} : { groupsUnclear: unclear.map(groupName) }),
    postQuantum: accepted ? 'offered' : unclear.some(isPostQuantum) ? 'inconclusive' : 'not-offered',
  };
}

function groupsIn(version: VersionFound['version']): readonly number[] {
  if (version === 'TLSv1.3') return tls13Groups;
  return version === 'SSLv2' || version === 'SSLv3' ? [] : curves;
}

function dhOf(versions: readonly VersionFound[]): Pick<TlsResult, 'dh' | 'dhStatus'> {
  const old = versions.filter(({ version }) => version !== 'SSLv2' && version !== 'TLSv1.3');
  const dh = old.flatMap(({ version, suites: accepted }) =>
    inOrderOf(accepted, ({ suite }) => suite)
      .filter(({ suite }) => isPrime(suite))
      .map(({ suite, asked }) => {
        const prime = keyExchangeOf(asked)?.prime;
        const name = prime === undefined ? undefined : primeName(prime);
        return {
          suite: suiteName(suite),
          protocol: version,
          ...(prime === undefined ? {} : { bits: bitLength(prime) }),
          ...(name === undefined ? {} : { prime: name }),
        };
      }),
  );
  const unclear = old.some(
    ({ status, unclear: left, enumerated }) => status === 'inconclusive' || left.some(isPrime) || (status === 'accepted' && !enumerated),
  );
  return { dhStatus: unclear ? 'inconclusive' : dh.length > 0 ? 'offered' : 'not-offered', ...(dh.length === 0 ? {} : { dh }) };
}

function signaturesOf({ signatures = [] }: Found): Pick<TlsResult, 'signatureAlgorithms' | 'signatureAlgorithmsUnclear'> {
  const unclear = inOrder([...new Set(signatures.flatMap((each) => each.unclear))]).map(signatureName);
  return {
    signatureAlgorithms: signatures.flatMap(({ protocol, schemes }) =>
      inOrder(schemes).map((scheme) => ({ scheme: signatureName(scheme), protocol })),
    ),
    ...(unclear.length === 0 ? {} : { signatureAlgorithmsUnclear: unclear }),
  };
}

/** A ticket of any version is one. */
function featuresOf(features: Features, { tickets, earlyData }: FinishFound = {}): Features {
  const old = features['session-tickets'];
  const all = [old, tickets].filter((each) => each !== undefined);
  const [worst] = all;
  const either = all.find((each) => each === 'offered') ?? all.find((each) => each === 'inconclusive') ?? worst;
  return {
    ...features,
    ...(either === undefined ? {} : { 'session-tickets': either }),
    ...(earlyData === undefined ? {} : { 'early-data': earlyData }),
  };
}

function clientCertificateOf({ handshakes, finish }: Found): Pick<TlsResult, 'clientCertificate' | 'clientCertificateRequired'> {
  const required = finish?.certificateRequired;
  const answers = handshakes.flatMap((asked) => requestsCertificate(asked) ?? []);
  // Who turns away a handshake without one has asked for one.
  if (required !== undefined) return { clientCertificate: 'requested', clientCertificateRequired: required };
  // Behind a ServerHello of TLS 1.3 it shows only where the rest is opened.
  if (handshakes.every(({ probe }) => probe.until === 'hello')) return {};
  return { clientCertificate: answers.includes(true) ? 'requested' : answers.length > 0 ? 'not-requested' : 'inconclusive' };
}

/** Each chain once, in the order of the versions in which it was seen. */
function certificatesOf(handshakes: readonly Asked[]): Pick<TlsResult, 'certificates'> {
  const chains = new Map<string, NonNullable<TlsResult['certificates']>[number]>();
  for (const asked of handshakes) {
    const chain = chainOf(asked);
    const [leaf] = chain;
    const key = chain.map((der) => der.toString('base64'));
    const seen = chains.get(key.join());
    if (leaf === undefined || asked.answer.status !== 'accepted' || seen?.proved !== undefined) continue;
    const proved = provesKey(asked);
    if (seen !== undefined && proved === undefined) continue;
    chains.set(key.join(), {
      protocol: seen?.protocol ?? asked.answer.version,
      keyType: keyTypeOf(leaf),
      chain: key,
      ...(proved === undefined ? {} : { proved }),
    });
  }
  return chains.size === 0 ? {} : { certificates: [...chains.values()] };
}

function keyTypeOf(leaf: Buffer): NonNullable<TlsResult['certificates']>[number]['keyType'] {
  const type = certificateOf(leaf)?.publicKey.asymmetricKeyType;
  if (type === 'rsa' || type === 'rsa-pss' || type === 'dsa') return type;
  if (type === 'ec') return 'ecdsa';
  return type === 'ed25519' || type === 'ed448' ? 'eddsa' : 'other';
}

function choiceOf(asked: Asked): TlsResult['negotiated'] {
  if (asked.answer.status !== 'accepted') return undefined;
  const group = groupOf(asked);
  return {
    protocol: asked.answer.version,
    suite: suiteName(asked.answer.hello.suite),
    ...(group === undefined ? {} : { group: groupName(group) }),
  };
}

function simulationOf(asked: Asked): Omit<NonNullable<TlsResult['simulations']>[number], 'client'> {
  const { status } = asked.answer;
  return status === 'accepted' ? { status: 'connected', ...choiceOf(asked) } : { status };
}

/** Whether a client that names no server gets in, and to the same certificate. */
function withoutNameOf(asked: Asked, named: readonly Asked[]): NonNullable<TlsResult['withoutServerName']> {
  const { status } = asked.answer;
  if (status !== 'accepted') return { status };
  const [leaf] = chainOf(asked);
  const leaves = named.flatMap((each) => chainOf(each).slice(0, 1));
  const known = leaf !== undefined && leaves.length > 0;
  return { status: 'connected', ...(known ? { sameCertificate: leaves.some((each) => each.equals(leaf)) } : {}) };
}

function isPrime(code: number): boolean {
  const suite = suites.get(code);
  return suite !== undefined && sendsPrime(suite);
}

function inOrder(codes: readonly number[]): number[] {
  return codes.toSorted((a, b) => a - b);
}

function inOrderOf<T>(items: readonly T[], code: (item: T) => number): T[] {
  return items.toSorted((a, b) => code(a) - code(b));
}
