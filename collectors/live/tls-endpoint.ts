import { defineCollector, type Seen, tlsEndpoint } from 'claimcheck/plugin';
import { askProbe, calls, flightOf, heardOf, spoke, unanswered, witness } from './ask.ts';
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
  version: 2,
  source: live,
  per: 'target',
  kinds: [tlsEndpoint],
  services: [TLS],
  calls,
  collect: async (look) => {
    const [first, ...before] = await witness(look);
    if (first.data.ended === 'not-upgraded')
      return look.observe(
        tlsEndpoint,
        endpointSubject(look.session),
        { ...circumstances(look.session, first.data.address), upgrade: 'not-offered' },
        [first],
      );
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
