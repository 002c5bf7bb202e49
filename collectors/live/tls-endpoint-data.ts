import { isIPv6 } from 'node:net';
import { type Seen, tlsVersions } from 'claimcheck/plugin';
import { flightOf } from './ask.ts';
import type { Endpoint } from './endpoint.ts';
import type { HttpResult } from './http/http-result.ts';
import { groupName } from './names/groups.ts';
import { suites } from './names/suites.ts';
import { versionCodes } from './names/versions.ts';
import type { Findings } from './plan/findings.ts';
import type { Transcript } from './transcript.ts';
import { readKeyExchange } from './wire/key-exchange.ts';

/** The published result has the kind's own words; what the kind has not, it leaves. */
export function dataOf(found: Findings) {
  const { protocols, dh, features, simulations, clientCertificate, postQuantum, dhStatus, throttled } = found;
  // A list that may lack some is not all that there is.
  const groups = found.groupsUnclear === undefined ? found.groups : undefined;
  const signatureAlgorithms = found.signatureAlgorithmsUnclear === undefined ? found.signatureAlgorithms : undefined;
  return {
    protocols: Object.fromEntries(
      Object.entries(protocols).map(([version, { suitesUnclear = [], suites, ...protocol } = { status: 'inconclusive' as const }]) => [
        version,
        { ...protocol, ...(suites === undefined || suitesUnclear.length > 0 ? {} : { suites }) },
      ]),
    ),
    ...(groups === undefined
      ? {}
      : {
          groups: groups.map(({ protocol, ...group }) => ({
            ...group,
            protocol: protocol === 'TLSv1.3' ? protocol : ('TLSv1.2' as const),
          })),
        }),
    ...(dh === undefined
      ? {}
      : {
          dh: dh.map(({ prime, bits, ...suite }) => ({
            ...suite,
            ...(bits === undefined ? {} : { bits, commonPrime: prime !== undefined }),
          })),
        }),
    ...(signatureAlgorithms === undefined ? {} : { signatureAlgorithms: [...new Set(signatureAlgorithms.map(({ scheme }) => scheme))] }),
    ...(features === undefined ? {} : { features }),
    ...(simulations === undefined
      ? {}
      : { simulations: simulations.map(({ client, ...got }) => ({ client: client.replace(' ', '-'), ...got })) }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(postQuantum === undefined ? {} : { postQuantum }),
    ...(dhStatus === undefined ? {} : { dhStatus }),
    throttled,
  };
}

/** Of the first answer over HTTPS. */
export function hstsIn(https: Seen<HttpResult> | undefined) {
  const hsts = https?.data.hsts;
  if (hsts === undefined) return {};
  const { status, maxAgeSeconds } = hsts;
  return { hsts: { status, ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }) } };
}

export function negotiated(first: Seen<Transcript>) {
  const { hello, keyExchange } = flightOf(first);
  const protocol = tlsVersions.find((version) => versionCodes[version] === hello?.version);
  const suite = suites.get(hello?.suite ?? 0);
  if (protocol === undefined || hello === undefined || suite === undefined || first.data.session === undefined) return {};
  const group = hello.group ?? (keyExchange === undefined ? undefined : readKeyExchange(keyExchange, suite, hello.version)?.group);
  return { negotiated: { protocol, suite: suite.name, ...(group === undefined ? {} : { group: groupName(group) }) } };
}

/** Our OpenSSL is a second witness: what it got must be among what the prober found. */
export function agreement(first: Seen<Transcript>, { protocols }: Findings) {
  const { negotiated: got } = negotiated(first);
  const found = got === undefined ? undefined : protocols[got.protocol];
  if (got === undefined || found?.suites === undefined) return {};
  return { witnessesAgree: found.status === 'accepted' && found.suites.includes(got.suite) };
}

export function circumstances({ servername, upgradedFrom }: Endpoint, address: string) {
  const family = { addressFamily: isIPv6(address) ? (6 as const) : (4 as const) };
  if (upgradedFrom === undefined) return { serverNameSent: servername !== undefined, ...family };
  return { serverNameSent: servername !== undefined, ...family, upgradedFrom, upgrade: 'offered' as const };
}
