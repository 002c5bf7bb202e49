import { Resolver } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import { defineCollector, dns } from 'claimcheck/plugin';
import type { z } from 'zod';
import { askAddresses } from './ask.ts';
import { addressRange } from './connection-policy.ts';
import { live } from './source.ts';
import { endpointSubject, TLS } from './subject.ts';
import { findCaa } from './trust/caa.ts';
import { caaResult } from './trust/trust-result.ts';

/** Where a name leads to, and who may issue certificates for it. DNSSEC and mail are not asked. */
export const names = defineCollector({
  id: 'live.dns',
  version: 2,
  source: live,
  per: 'target',
  kinds: [dns],
  services: [TLS],
  calls: { 'dns:Lookup': [], 'dns:CAA': [] },
  collect: async (look) => {
    const { host, patience, answer } = look.session;
    // An address has no name that could say anything.
    if (isIP(host) !== 0) return;
    const found = await askAddresses(look);
    const ask = (): Promise<z.infer<typeof caaResult>> => {
      const resolver = new Resolver({ timeout: patience, tries: 1 });
      return findCaa(host, (name) => resolver.resolveCaa(name));
    };
    const caa = await look.call('dns:CAA', { host }, () => answer(ask, found.data[0] ?? ''), caaResult);
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
