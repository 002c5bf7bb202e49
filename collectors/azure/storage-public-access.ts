import { defineCollector, type Look, publicAccess, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import type { AzureSession } from './session.ts';
import { azure } from './source.ts';
import { Account, accountSubject, listingCalls, nextLink, Page, pageOf, servicesOf, storageAccounts } from './storage-listing.ts';

const CONTAINERS = 'storage:BlobContainers_List';
const Open = Account.extend({
  allowBlobPublicAccess: z.boolean().nullish(),
  allowSharedKeyAccess: z.boolean().nullish(),
  publicNetworkAccess: z.string().nullish(),
  networkRuleSet: z.object({ defaultAction: z.string().nullish() }).nullish(),
});
const Container = z.object({ publicAccess: z.enum(['None', 'Blob', 'Container']) });

/** Who may read each storage account without a key or a name: the account's own block, and where there is none, its containers. Recipe Z-STO. */
export const storagePublicAccess = defineCollector({
  id: 'azure.storage-public-access',
  version: 1,
  source: azure,
  per: 'region',
  kinds: [publicAccess],
  services: ['storage'],
  calls: { ...listingCalls, [CONTAINERS]: ['Microsoft.Storage/storageAccounts/blobServices/containers/read'] },

  collect: async (look) => {
    const about = { kinds: [publicAccess], services: ['storage'] };
    for await (const { account, page } of storageAccounts(look, Open, about)) {
      const subject = accountSubject(look, account);
      const block = blockOf(account.allowBlobPublicAccess);
      const containers =
        block.sharingBlocked === 'all'
          ? undefined
          : await look.attempt({ ...about, subject, fields: ['public'] }, () => anyOpen(look, account));
      const open = containers === undefined ? {} : { public: containers.data };
      // "The default value is null, which is equivalent to true."
      const keyAccess = account.allowSharedKeyAccess ?? true;
      const data = { about: 'thing' as const, ...block, ...open, keyAccess, ...networkOf(account) };
      look.observe(publicAccess, subject, data, [page, containers]);
    }
  },
});

/** Unset has been documented as true and, from API version 2023-01-01, as false: it is taken for neither, and the containers tell. */
function blockOf(allowed: boolean | null | undefined): { readonly sharingBlocked?: 'all' | 'none' } {
  if (allowed === undefined || allowed === null) return {};
  return { sharingBlocked: allowed ? 'none' : 'all' };
}

function networkOf({ publicNetworkAccess, networkRuleSet }: z.infer<typeof Open>): { readonly network?: 'anyone' | 'listed' | 'private' } {
  const access = (publicNetworkAccess ?? 'Enabled').toLowerCase();
  if (access === 'disabled') return { network: 'private' };
  if (access !== 'enabled') return {};
  if (networkRuleSet?.defaultAction === 'Deny') return { network: 'listed' };
  return networkRuleSet?.defaultAction === 'Allow' ? { network: 'anyone' } : {};
}

/** Whether some container lets everybody in; one is enough. */
async function anyOpen(look: Look<AzureSession>, account: Account): Promise<Seen<boolean>> {
  if (!servicesOf(account).includes('blob')) return { data: false, replies: [] };
  const client = await look.session.storage();
  const group = account.id.split('/')[4] ?? '';
  const input: { readonly account: string; readonly nextLink?: string } = { account: account.id };
  const listing = look.pages(CONTAINERS, {
    input,
    ask: ({ nextLink: link }) =>
      pageOf(client.blobContainers.list(group, account.name).byPage(link === undefined ? {} : { continuationToken: link })),
    page: Page,
    next: nextLink(look),
  });
  const replies: string[] = [];
  for await (const page of listing) {
    replies.push(...page.replies);
    const containers = page.data.value.map((item) => look.read(Container, item));
    if (containers.some(({ publicAccess: level }) => level !== 'None')) return { data: true, replies };
  }
  return { data: false, replies };
}
