import { defineCollector, type Look, type Seen, tlsEndpoint } from 'claimcheck/plugin';
import { askProbe, calls, eachAddress, flightOf, heardOf, spoke, unanswered, witness } from './ask.ts';
import type { Endpoint } from './endpoint.ts';
import { resultOf } from './plan/result-of.ts';
import { type Part, scan } from './plan/scan.ts';
import type { Probe } from './probe/probe.ts';
import { live } from './source.ts';
import { endpointSubject, TLS } from './subject.ts';
import { agreement, circumstances, dataOf, negotiated } from './tls-endpoint-data.ts';
import type { Transcript } from './transcript.ts';

const PARTS: ReadonlySet<Part> = new Set(['suites', 'groups', 'preference', 'signatures', 'features']);

/** What an endpoint accepts and refuses: versions, suites, groups, the size of its Diffie-Hellman primes, features. */
export const tlsEndpoints = defineCollector({
  id: 'live.tls-endpoint',
  version: 3,
  source: live,
  per: 'target',
  kinds: [tlsEndpoint],
  services: [TLS],
  calls,
  collect: (look) => eachAddress(look, lookAt),
});

async function lookAt(look: Look<Endpoint>, address: string, found: Seen<readonly string[]>): Promise<void> {
  const [first, ...before] = await witness(look, address);
  const about = circumstances(look.session, address);
  if (first.data.ended === 'not-upgraded')
    return look.observe(tlsEndpoint, endpointSubject(look.session), { ...about, upgrade: 'not-offered' }, [found, first]);
  if (flightOf(first).foreign) throw unanswered([first, ...before]);
  const probes = new Map<string, Seen<Transcript>>();
  const say = async (probe: Probe) => {
    const seen = await askProbe(look, address, probe);
    probes.set(probe.id, seen);
    return heardOf(seen.data);
  };
  const seen = resultOf(await scan(say, look.session.servername, PARTS));
  // They end in any order; cited in one, the same look is the same record.
  const ordered = [...probes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, probe]) => probe);
  const from = [first, ...before, ...ordered] as const;
  const clear = Object.values(seen.protocols).some((protocol) => protocol?.status !== 'inconclusive');
  if (!clear && !from.some((one) => spoke(flightOf(one)))) throw unanswered(from);
  const data = { ...dataOf(seen), ...negotiated(first), ...agreement(first, seen), ...about };
  look.observe(tlsEndpoint, endpointSubject(look.session), { ...data, connections: from.length }, [found, ...from]);
}
