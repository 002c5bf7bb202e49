import { type About, CannotObserve, type Kind, type Look, type Seen, type Subject } from 'claimcheck/plugin';
import { z } from 'zod';
import type { AzureSession } from './session.ts';

const CALL = 'storage:StorageAccounts_List';

/** What listing storage accounts calls, with its least permission ("Azure permissions for Storage"). */
export const listingCalls = { [CALL]: ['Microsoft.Storage/storageAccounts/read'] } as const;

/**
 * What every question needs of an account, as `@azure/arm-storage` gives it. `provisioningState` is read because it is always sent: an
 * account without its `properties` would else look like one whose every setting is unset.
 */
export const Account = z.object({
  id: z.string().regex(/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Storage\/storageAccounts\/[^/]+$/i),
  name: z.string().min(1),
  kind: z.string().nullish(),
  tags: z.record(z.string(), z.string()).nullish(),
  provisioningState: z.string(),
  primaryEndpoints: z.record(z.string(), z.unknown()).nullish(),
});
export type Account = z.infer<typeof Account>;

/** One page of a listing of the SDK's: its items, unread, and where the next one is. */
export const Page = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });
type Page = z.infer<typeof Page>;

/** One page out of an SDK's paged listing: asked by itself, so that it can be asked again. */
export async function pageOf(pages: AsyncIterator<readonly unknown[] & { readonly continuationToken?: string }>): Promise<unknown> {
  const { value, done } = await pages.next();
  return done === true ? { value: [] } : { value, nextLink: value.continuationToken };
}

/** Where the next page is. A link to anywhere but the resource manager is not followed: the token would go there. */
export function nextLink(look: Look<AzureSession>): (page: Page) => { readonly nextLink: string } | undefined {
  return ({ nextLink }) => {
    if (nextLink === undefined || nextLink === null || nextLink === '') return undefined;
    if (look.session.isHome(nextLink)) return { nextLink };
    throw new CannotObserve('malformed', 'nextLink leads away from the resource manager: it is not followed', { code: 'ForeignNextLink' });
  };
}

/**
 * The subscription's storage accounts of every region, page by page, each with the page it was read from. One that cannot be read as far
 * as `shape` goes is a gap about it alone.
 */
export async function* storageAccounts<T>(
  look: Look<AzureSession>,
  shape: z.ZodType<T>,
  about: { readonly kinds: readonly Kind[]; readonly services: readonly string[] },
): AsyncIterable<{ readonly account: T; readonly page: Seen<unknown> }> {
  const client = await look.session.storage();
  const input: { readonly nextLink?: string } = {};
  const listing = look.pages(CALL, {
    input,
    ask: ({ nextLink: link }) => pageOf(client.storageAccounts.list().byPage(link === undefined ? {} : { continuationToken: link })),
    page: Page,
    next: nextLink(look),
  });
  for await (const page of listing) {
    for (const item of page.data.value) {
      const parsed = shape.safeParse(item);
      if (parsed.success) yield { account: parsed.data, page };
      else await look.attempt({ ...about, ...named(item, about.services) }, () => Promise.reject(unreadable(page, parsed.error)));
    }
  }
}

/** A storage account as a subject. */
export function accountSubject(look: Look<AzureSession>, { id, name, tags }: Account, service = 'storage'): Subject {
  return { id, service, type: 'storage-account', account: look.account, name, ...(tags ? { tags } : {}) };
}

/** Services of an account that hold data. */
export const dataServices = ['blob', 'file', 'table', 'queue'] as const;
export type DataService = (typeof dataServices)[number];

/** "Storage account overview", types of storage accounts: for an account that does not list its endpoints. */
const BY_KIND: Readonly<Record<string, readonly DataService[]>> = {
  Storage: dataServices,
  StorageV2: dataServices,
  BlobStorage: ['blob'],
  BlockBlobStorage: ['blob'],
  FileStorage: ['file'],
};

/** The services that an account has: it has an endpoint for each. Throws CannotObserve where neither endpoints nor kind tell. */
export function servicesOf({ primaryEndpoints, kind }: Account): readonly DataService[] {
  const served = dataServices.filter((service) => typeof primaryEndpoints?.[service] === 'string');
  const found = served.length > 0 ? served : BY_KIND[kind ?? ''];
  if (found !== undefined) return found;
  throw new CannotObserve('malformed', 'a storage account tells neither its endpoints nor a kind that we know', {
    call: CALL,
    code: 'UnknownKind',
  });
}

/** Whose gap it is, as far as that can be read. */
function named(item: unknown, services: readonly string[]): Pick<About, 'subject'> {
  const found = Account.pick({ id: true, name: true }).safeParse(item).data;
  return found === undefined ? {} : { subject: { ...found, service: services[0] ?? 'storage', type: 'storage-account' } };
}

function unreadable(page: Seen<unknown>, cause: z.ZodError): CannotObserve {
  return new CannotObserve('malformed', `${CALL}: an account has an unknown shape`, {
    call: CALL,
    code: 'UnknownShape',
    replies: page.replies,
    cause,
  });
}
