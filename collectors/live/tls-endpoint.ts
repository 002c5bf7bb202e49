import { defineCollector, type Look, type Seen, tlsEndpoint } from 'claimcheck/plugin';
import { askProbe, calls, eachAddress, flightOf, heardOf, spoke, unanswered, witness } from './ask.ts';
import { askHttps, httpCalls } from './ask-http.ts';
import { trustCalls } from './ask-roots.ts';
import type { Endpoint } from './endpoint.ts';
import { resultOf } from './plan/result-of.ts';
import { type Part, parts, scan } from './plan/scan.ts';
import type { Probe } from './probe/probe.ts';
import { offersNone } from './probe/upgrade.ts';
import { live } from './source.ts';
import { endpointSubject, TLS } from './subject.ts';
import { certificatesIn } from './tls-endpoint-certificates.ts';
import { agreement, circumstances, dataOf, hstsIn, negotiated } from './tls-endpoint-data.ts';
import type { Transcript } from './transcript.ts';

const PARTS: ReadonlySet<Part> = new Set(parts);

/** What an endpoint accepts and refuses, and what guides to TLS ask beside that: versions, suites, groups, primes, features, clients, chains, HSTS. */
export const tlsEndpoints = defineCollector({
  id: 'live.tls-endpoint',
  version: 3,
  source: live,
  per: 'target',
  kinds: [tlsEndpoint],
  services: [TLS],
  calls: { ...calls, ...trustCalls, ...httpCalls },
  collect: (look) => eachAddress(look, lookAt),
});

async function lookAt(look: Look<Endpoint>, address: string, addresses: Seen<readonly string[]>): Promise<void> {
  const [first, ...before] = await witness(look, address);
  const about = circumstances(look.session, address);
  if (saysNoTls(look.session, first.data))
    return look.observe(tlsEndpoint, endpointSubject(look.session), { ...about, upgrade: 'not-offered' }, [addresses, first]);
  if (flightOf(first).foreign) throw unanswered([first, ...before]);
  const probes = new Map<string, Seen<Transcript>>();
  const say = async (probe: Probe) => {
    const seen = await askProbe(look, address, probe);
    probes.set(probe.id, seen);
    return heardOf(seen.data);
  };
  // What speaks TLS and no HTTP is silent: nobody waits for that alone.
  const isWeb = look.session.upgradedFrom === undefined && spoke(flightOf(first));
  const [found, https] = await Promise.all([scan(say, look.session.servername, PARTS), isWeb ? askHttps(look, address) : undefined]);
  const seen = resultOf(found);
  // They end in any order; cited in one, the same look is the same record.
  const ordered = [...probes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, probe]) => probe);
  const from = [first, ...before, ...ordered] as const;
  const clear = Object.values(seen.protocols).some((protocol) => protocol?.status !== 'inconclusive');
  if (!clear && !from.some((one) => spoke(flightOf(one)))) throw unanswered(from);
  const certificates = await certificatesIn(look, address, seen);
  const data = {
    ...dataOf(seen),
    ...(certificates.data === undefined ? {} : { certificates: certificates.data }),
    ...hstsIn(https),
    ...negotiated(first),
    ...agreement(first, seen),
    ...about,
    connections: from.length,
  };
  look.observe(tlsEndpoint, endpointSubject(look.session), data, [addresses, ...from, certificates.from, https]);
}

/** What ends the talk before TLS for another reason, as too many connections, says nothing of TLS. */
function saysNoTls({ upgradedFrom }: Endpoint, { ended, upgrade = '' }: Transcript): boolean {
  return ended === 'not-upgraded' && upgradedFrom !== undefined && offersNone(upgradedFrom, Buffer.from(upgrade, 'hex').toString('latin1'));
}
