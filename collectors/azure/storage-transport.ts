import { CannotObserve, defineCollector, transportEncryption } from 'claimcheck/plugin';
import { z } from 'zod';
import { azure } from './source.ts';
import { Account, accountSubject, listingCalls, storageAccounts } from './storage-listing.ts';

const Secured = Account.extend({
  enableHttpsTrafficOnly: z.boolean().nullish(),
  minimumTlsVersion: z.string().nullish(),
  publicNetworkAccess: z.string().nullish(),
});

/** arm-storage, KnownMinimumTlsVersion. */
const VERSIONS: Readonly<Record<string, 'TLSv1.0' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'>> = {
  TLS1_0: 'TLSv1.0',
  TLS1_1: 'TLSv1.1',
  TLS1_2: 'TLSv1.2',
  TLS1_3: 'TLSv1.3',
};

/** arm-storage, StorageAccount.publicNetworkAccess; a perimeter decides by rules of its own. Unset is enabled. */
const EXPOSURE: Readonly<Record<string, 'internet' | 'private'>> = { enabled: 'internet', disabled: 'private' };

/** Which clients each storage account lets in without TLS, and with which versions. Recipe Z-STO. */
export const storageTransport = defineCollector({
  id: 'azure.storage-transport',
  version: 1,
  source: azure,
  per: 'region',
  kinds: [transportEncryption],
  services: ['storage'],
  calls: listingCalls,

  collect: async (look) => {
    const about = { kinds: [transportEncryption], services: ['storage'] };
    for await (const { account, page } of storageAccounts(look, Secured, about)) {
      const subject = accountSubject(look, account);
      const { enableHttpsTrafficOnly: required, minimumTlsVersion: told, publicNetworkAccess } = account;
      // "The default interpretation is TLS 1.0 for this property": unset is no bound that anybody set.
      const minimumVersion = told === undefined || told === null ? 'TLSv1.0' : VERSIONS[told];
      const exposure = EXPOSURE[(publicNetworkAccess ?? 'Enabled').toLowerCase()];
      const data = {
        clientCertificate: 'not-asked' as const,
        ...(typeof required === 'boolean' ? { required } : {}),
        ...(minimumVersion === undefined ? {} : { minimumVersion }),
        ...(exposure === undefined ? {} : { exposure }),
      };
      look.observe(transportEncryption, subject, data, [page]);
      if (minimumVersion !== undefined) continue;
      await look.attempt({ ...about, subject, fields: ['minimumVersion'] }, () => Promise.reject(unknownVersion(page.replies)));
    }
  },
});

function unknownVersion(replies: readonly string[]): CannotObserve {
  const call = 'storage:StorageAccounts_List';
  return new CannotObserve('malformed', `${call}: minimumTlsVersion is none that we know`, { call, code: 'UnknownVersion', replies });
}
