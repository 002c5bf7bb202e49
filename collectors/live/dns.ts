import { lookup, Resolver } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import { defineCollector, dns } from 'claimcheck/plugin';
import { z } from 'zod';
import { addressRange } from './connection-policy.ts';
import { live } from './source.ts';
import { endpointSubject, TLS } from './subject.ts';
import { findCaa } from './trust/caa.ts';
import { caaResult } from './trust/trust-result.ts';

const addresses = z.array(z.string());

/** Where a name leads to, and who may issue certificates for it. DNSSEC and mail are not asked. */
export const names = defineCollector({
  id: 'live.dns',
  version: 1,
  source: live,
  per: 'target',
  kinds: [dns],
  services: [TLS],
  calls: { 'dns:Lookup': [], 'dns:CAA': [] },
  collect: async (look) => {
    const { host, patience, told } = look.session;
    // An address has no name that could say anything.
    if (isIP(host) !== 0) return;
    const resolve = async (): Promise<readonly string[]> => {
      const found = (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address);
      told(JSON.stringify(found), found[0]);
      return found;
    };
    const found = await look.call('dns:Lookup', { host }, resolve, addresses);
    const caa = await look.call(
      'dns:CAA',
      { host },
      async () => {
        const resolver = new Resolver({ timeout: patience, tries: 1 });
        const answer = await findCaa(host, (name) => resolver.resolveCaa(name));
        told(JSON.stringify(answer), found.data[0]);
        return answer;
      },
      caaResult,
    );
    look.observe(
      dns,
      endpointSubject(look.session),
      {
        addresses: found.data.map((address) => ({ family: isIPv6(address) ? (6 as const) : (4 as const), range: addressRange(address) })),
        ...(caa.data.status === 'unseen' ? {} : { caa: caaOf(caa.data) }),
      },
      [found, caa],
    );
  },
});

function caaOf({ status, issuers, wildcardIssuers, reports }: z.infer<typeof caaResult>) {
  return {
    present: status === 'present',
    ...(issuers === undefined ? {} : { issuers: issuers.length }),
    ...(wildcardIssuers === undefined ? {} : { wildcardIssuers: wildcardIssuers.length }),
    ...(reports === undefined ? {} : { reports }),
  };
}
