import { CannotObserve, type Resolving, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import type { Reach } from './session.ts';

/** Every call that finding subscriptions makes, with Azure RBAC's own names of the least permissions ("Azure permissions reference"). */
export const calls = {
  'arm:Subscriptions_List': ['Microsoft.Resources/subscriptions/read'],
  'arm:Subscriptions_Get': ['Microsoft.Resources/subscriptions/read'],
  'arm:ManagementGroups_GetDescendants': ['Microsoft.Management/managementGroups/descendants/read'],
} as const;

export const guid = z.guid().transform((id) => id.toLowerCase());

/** One subscription, or why it cannot be seen. */
export interface Found {
  readonly id?: string;
  readonly state?: string | undefined;
  readonly from: readonly Seen<unknown>[];
  readonly gap?: unknown;
}

const Subscription = z.object({ subscriptionId: guid, state: z.string().optional() });
/** `type` of a child: ".../managementGroups" or ".../subscriptions"; a subscription's `name` is its id. */
const Descendant = z.object({ type: z.string(), name: z.string() });
const Page = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });

/** Every subscription that these credentials can see. What is cut off in mid-listing is a gap beside those that were listed. */
export function everySubscription(reach: Reach, resolving: Resolving): Promise<readonly Found[]> {
  const first = '/subscriptions?api-version=2022-12-01';
  return listed('arm:Subscriptions_List', first, reach, resolving, (item, from) => {
    const { data } = Subscription.safeParse(item);
    return data === undefined
      ? { from, gap: unreadable('arm:Subscriptions_List', from) }
      : { id: data.subscriptionId, state: data.state, from };
  });
}

/** One subscription, asked by its id: its state, or its own refusal. */
export async function oneSubscription(id: string, reach: Reach, { call }: Resolving): Promise<Found> {
  const arm = await reach.arm();
  try {
    const path = `/subscriptions/${id}?api-version=2022-12-01`;
    const seen = await call('arm:Subscriptions_Get', { path }, (input) => arm.get(input.path), Subscription);
    return { id, state: seen.data.state, from: [seen] };
  } catch (gap) {
    return { id, from: [], gap };
  }
}

/** The subscriptions under a management group, at any depth, each asked for its state: the group lists those too that we may not read. */
export async function subscriptionsUnder(group: string, reach: Reach, resolving: Resolving): Promise<readonly Found[]> {
  const name = 'arm:ManagementGroups_GetDescendants';
  const first = `/providers/Microsoft.Management/managementGroups/${encodeURIComponent(group)}/descendants?api-version=2020-05-01`;
  const children = await listed(name, first, reach, resolving, (item, from) => {
    const { data } = Descendant.safeParse(item);
    if (data !== undefined && /\/managementGroups$/i.test(data.type)) return undefined;
    const id = guid.safeParse(data?.name).data;
    return id === undefined ? { from, gap: unreadable(name, from) } : { id, from };
  });
  return Promise.all(
    children.map(async (child) => {
      if (child.id === undefined) return child;
      const found = await oneSubscription(child.id, reach, resolving);
      return { ...found, from: [...child.from, ...found.from] };
    }),
  );
}

/** Walks a listing of the resource manager; `read` gives undefined for what is not a subscription. */
async function listed(
  name: keyof typeof calls,
  first: string,
  reach: Reach,
  { call }: Resolving,
  read: (item: unknown, from: readonly Seen<unknown>[]) => Found | undefined,
): Promise<readonly Found[]> {
  const arm = await reach.arm();
  const found: Found[] = [];
  const links = new Set<string>();
  try {
    for (let link: string | undefined = first; link !== undefined; ) {
      links.add(link);
      const seen: Seen<z.infer<typeof Page>> = await call(name, { path: link }, (input) => arm.get(input.path), Page);
      found.push(...seen.data.value.map((item) => read(item, [seen])).filter((one) => one !== undefined));
      link = nextOf(name, seen, links, reach);
    }
  } catch (gap) {
    found.push({ from: [], gap });
  }
  if (found.length > 0) return found;
  const none = new CannotObserve('denied', `${name}: no subscription is visible to these credentials`, {
    call: name,
    code: 'NoSubscriptions',
  });
  return [{ from: [], gap: none }];
}

function nextOf(call: string, { data, replies }: Seen<z.infer<typeof Page>>, links: ReadonlySet<string>, reach: Reach): string | undefined {
  const { nextLink } = data;
  if (nextLink === undefined || nextLink === null || nextLink === '') return undefined;
  if (links.has(nextLink)) throw malformed('RepeatedToken', 'the listing gave the same nextLink twice');
  if (!reach.isHome(nextLink)) throw malformed('ForeignNextLink', 'nextLink leads away from the resource manager: it is not followed');
  return nextLink;

  function malformed(code: string, words: string): CannotObserve {
    return new CannotObserve('malformed', `${call}: ${words}`, { call, code, replies });
  }
}

function unreadable(call: string, from: readonly Seen<unknown>[]): CannotObserve {
  const replies = from.flatMap((seen) => seen.replies);
  return new CannotObserve('malformed', `${call}: an item has an unknown shape`, { call, code: 'UnknownShape', replies });
}
