import { CannotObserve, defineCollector, location } from 'claimcheck/plugin';
import { z } from 'zod';
import { azure } from './source.ts';
import { Account, accountSubject, listingCalls, storageAccounts } from './storage-listing.ts';

/** "UK South" and "uksouth" are one region: ARM compares names without case and blanks. */
const Region = z
  .string()
  .transform((name) => name.replaceAll(' ', '').toLowerCase())
  .pipe(z.string().regex(/^[a-z]+[0-9]*(stage|euap|stg)?$/));
const Located = Account.extend({
  location: Region,
  primaryLocation: Region.nullish(),
  secondaryLocation: Region.nullish(),
  sku: z.object({ name: z.string() }).nullish(),
});

/** "Azure Storage redundancy": those with a second region, and those without; GRS, RAGRS, GZRS, RAGZRS and LRS, ZRS. */
const GEO = /_(RA)?G(Z)?RS$/;
const LOCAL = /_[LZ]RS$/;

/**
 * Where each storage account lies, with the second region that geo-redundancy copies it to. What object replication copies lies in another
 * account, which is listed for itself. Recipe Z-STO.
 */
export const storageLocation = defineCollector({
  id: 'azure.storage-location',
  version: 1,
  source: azure,
  per: 'region',
  kinds: [location],
  answers: { location: ['regions', 'reach', 'countries', 'elsewhere', 'knownBy'] },
  services: ['storage'],
  calls: listingCalls,

  collect: async (look) => {
    const about = { kinds: [location], services: ['storage'] };
    for await (const { account, page } of storageAccounts(look, Located, about)) {
      const subject = accountSubject(look, account);
      const { primaryLocation, secondaryLocation: second, sku } = account;
      const elsewhere = second ? [{ region: second, why: 'geo-redundancy' as const }] : LOCAL.test(sku?.name ?? '') ? [] : undefined;
      const regions = [primaryLocation ?? account.location];
      const data = { regions, reach: 'region' as const, holdsData: true, knownBy: 'provider' as const };
      look.observe(location, subject, { ...data, ...(elsewhere === undefined ? {} : { elsewhere }) }, [page]);
      if (elsewhere !== undefined) continue;
      const code = GEO.test(sku?.name ?? '') ? 'SecondaryLocationMissing' : 'UnknownRedundancy';
      await look.attempt({ ...about, subject, fields: ['elsewhere'] }, () => Promise.reject(untold(code, page.replies)));
    }
  },
});

function untold(code: string, replies: readonly string[]): CannotObserve {
  const call = 'storage:StorageAccounts_List';
  return new CannotObserve('malformed', `${call}: an account does not tell whether a second region holds a copy`, { call, code, replies });
}
