import { isIPv6 } from 'node:net';
import { defineCollector, type Seen, tlsEndpoint, tlsVersions } from 'claimcheck/plugin';
import { askProbe, calls, flightOf, heardOf, spoke, unanswered, witness } from './ask.ts';
import type { Endpoint } from './endpoint.ts';
import { groupName } from './names/groups.ts';
import { suites } from './names/suites.ts';
import { versionCodes } from './names/versions.ts';
import { type Findings, resultOf } from './plan/result-of.ts';
import { type Part, scan } from './plan/scan.ts';
import type { Probe } from './probe/probe.ts';
import { live } from './source.ts';
import { endpointSubject, TLS } from './subject.ts';
import type { Transcript } from './transcript.ts';
import { readKeyExchange } from './wire/key-exchange.ts';

const PARTS: ReadonlySet<Part> = new Set(['suites', 'groups', 'preference', 'signatures', 'features']);

/** What an endpoint accepts and refuses: versions, suites, groups, the size of its Diffie-Hellman primes, features. */
export const tlsEndpoints = defineCollector({
  id: 'live.tls-endpoint',
  version: 2,
  source: live,
  per: 'target',
  kinds: [tlsEndpoint],
  services: [TLS],
  calls,
  collect: async (look) => {
    const [first, ...before] = await witness(look);
    if (flightOf(first).foreign) throw unanswered([first, ...before]);
    const address = look.session.reached();
    if (address === undefined) throw unanswered([first, ...before]);
    const probes: Seen<Transcript>[] = [];
    const say = async (probe: Probe) => {
      const seen = await askProbe(look, address, probe);
      probes.push(seen);
      return heardOf(seen.data);
    };
    const found = resultOf(await scan(say, look.session.servername, PARTS));
    const from = [first, ...before, ...probes] as const;
    const clear = Object.values(found.protocols).some((protocol) => protocol?.status !== 'inconclusive');
    if (!clear && !from.some((seen) => spoke(flightOf(seen)))) throw unanswered(from);
    const data = { ...dataOf(found), ...negotiated(first), ...agreement(first, found), ...circumstances(look.session, address) };
    look.observe(tlsEndpoint, endpointSubject(look.session), { ...data, connections: from.length }, from);
  },
});

/** The published result has the kind's own words; what the kind has not, it leaves. */
function dataOf(found: Findings) {
  const { protocols, dh, features, clientCertificate, postQuantum, dhStatus, throttled } = found;
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
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(postQuantum === undefined ? {} : { postQuantum }),
    ...(dhStatus === undefined ? {} : { dhStatus }),
    throttled,
  };
}

function negotiated(first: Seen<Transcript>) {
  const { hello, keyExchange } = flightOf(first);
  const protocol = tlsVersions.find((version) => versionCodes[version] === hello?.version);
  const suite = suites.get(hello?.suite ?? 0);
  if (protocol === undefined || hello === undefined || suite === undefined || first.data.session === undefined) return {};
  const group = hello.group ?? (keyExchange === undefined ? undefined : readKeyExchange(keyExchange, suite, hello.version)?.group);
  return { negotiated: { protocol, suite: suite.name, ...(group === undefined ? {} : { group: groupName(group) }) } };
}

/** Our OpenSSL is a second witness: what it got must be among what the prober found. */
function agreement(first: Seen<Transcript>, { protocols }: Findings) {
  const { negotiated: got } = negotiated(first);
  const found = got === undefined ? undefined : protocols[got.protocol];
  if (got === undefined || found?.suites === undefined) return {};
  return { witnessesAgree: found.status === 'accepted' && found.suites.includes(got.suite) };
}

function circumstances({ servername }: Endpoint, address: string) {
  return { serverNameSent: servername !== undefined, addressFamily: isIPv6(address) ? (6 as const) : (4 as const) };
}
