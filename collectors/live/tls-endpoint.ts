import { isIPv6 } from 'node:net';
import { defineCollector, type Look, type Seen, tlsEndpoint, tlsVersions } from 'claimcheck/plugin';
import { type Asked, calls, flightOf, spoke, unanswered, witness } from './ask.ts';
import { askDh, type DhAnswer } from './dh-parameters.ts';
import type { Endpoint } from './endpoint.ts';
import { groupOf } from './groups.ts';
import { live } from './source.ts';
import { endpointSubject, TLS } from './subject.ts';
import type { Transcript } from './transcript.ts';
import { askVersion, type Version, versionCodes } from './versions.ts';

/** Which versions of SSL and TLS an endpoint accepts and refuses, what it negotiates, and the size of its Diffie-Hellman primes. */
export const tlsEndpoints = defineCollector({
  id: 'live.tls-endpoint',
  version: 1,
  source: live,
  per: 'target',
  kinds: [tlsEndpoint],
  services: [TLS],
  calls,
  collect: async (look) => {
    const [first, ...before] = await witness(look);
    if (flightOf(first).foreign) throw unanswered([first, ...before]);
    const asked = await Promise.all(tlsVersions.map((version) => askUnlessSeen(look, version, first)));
    const versions = [first, ...before, ...asked.flatMap(({ from }) => from)] as const;
    const silent = asked.every(({ answer }) => answer.status === 'inconclusive') && !versions.some((seen) => spoke(flightOf(seen)));
    if (silent) throw unanswered(versions);
    const status = Object.fromEntries(asked.map(({ version, answer }) => [version, answer]));
    const withDh = asked.filter(({ version, answer }) => hasDh(version) && answer.status === 'accepted');
    const dh = await Promise.all(withDh.map(({ version }) => askDh(look, version)));
    const unclear = asked.some(({ version, answer }) => hasDh(version) && answer.status === 'inconclusive');
    const from = [...versions, ...dh.flatMap((answer) => answer.from)];
    const seen = { protocols: status, ...negotiated(first), ...dhOf(dh, unclear), ...circumstances(look.session, first) };
    look.observe(tlsEndpoint, endpointSubject(look.session), { ...seen, connections: new Set(from).size }, from);
  },
});

async function askUnlessSeen(
  look: Look<Endpoint>,
  version: Version,
  first: Seen<Transcript>,
): Promise<Asked & { readonly version: Version }> {
  const spoken = first.data.session !== undefined && flightOf(first).hello?.version === versionCodes[version];
  return spoken ? { version, answer: { status: 'accepted' }, from: [first] } : { version, ...(await askVersion(look, version)) };
}

function hasDh(version: Version): boolean {
  return version !== 'SSLv2' && version !== 'TLSv1.3';
}

function negotiated(first: Seen<Transcript>) {
  const flight = flightOf(first);
  const protocol = tlsVersions.find((version) => versionCodes[version] === flight.hello?.version);
  const suite = first.data.session?.suite;
  if (protocol === undefined || suite === undefined) return {};
  const group = groupOf(flight, suite);
  const postQuantum = group?.includes('MLKEM') === true ? { postQuantum: 'offered' as const } : {};
  return { negotiated: { protocol, suite, ...(group === undefined ? {} : { group }) }, ...postQuantum };
}

function dhOf(answers: readonly DhAnswer[], unclear: boolean) {
  const dh = answers.flatMap(({ found }) => found);
  const whole = !unclear && answers.every((answer) => answer.whole);
  const dhStatus = whole ? (dh.length > 0 ? ('offered' as const) : ('not-offered' as const)) : ('inconclusive' as const);
  return { dhStatus, ...(dh.length > 0 ? { dh } : {}) };
}

function circumstances({ servername }: Endpoint, { data: { address } }: Seen<Transcript>) {
  return { serverNameSent: servername !== undefined, addressFamily: isIPv6(address) ? (6 as const) : (4 as const) };
}
