import type { DescribeSnapshotsRequest } from '@aws-sdk/client-ec2';
import { CannotObserve, type Look, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { nextToken, Token } from './listing.ts';
import type { AwsSession } from './session.ts';

const Page = z.object({ Snapshots: z.array(z.unknown()), ...Token });
const Owned = z.object({ OwnerId: z.string() });
const Named = z.object({ SnapshotId: z.string().min(1) });

/** The snapshots that the account owns, page by page; `which` narrows them. Some servers ignore `OwnerIds`, so what says that it is another's is left out. */
export async function* ownSnapshots(
  look: Look<AwsSession>,
  which: DescribeSnapshotsRequest,
): AsyncIterable<Seen<{ readonly Snapshots: readonly unknown[] }>> {
  const ec2 = await look.session.client('ec2');
  const input: DescribeSnapshotsRequest = { OwnerIds: ['self'], MaxResults: 1000, ...which };
  const listing = look.pages('ec2:DescribeSnapshots', { input, ask: (asked) => ec2.describeSnapshots(asked), page: Page, next: nextToken });
  for await (const { data, replies } of listing)
    yield { data: { Snapshots: data.Snapshots.filter((item) => isOwn(item, look.account)) }, replies };
}

/** Ids of the own snapshots that everybody may restore, with the whole listing that says so; undefined where it cannot be had. */
export async function openSnapshots(look: Look<AwsSession>): Promise<Seen<ReadonlySet<string>> | undefined> {
  const ids = new Set<string>();
  const replies: string[] = [];
  try {
    for await (const page of ownSnapshots(look, { RestorableByUserIds: ['all'] })) {
      replies.push(...page.replies);
      for (const item of page.data.Snapshots) ids.add(look.read(Named, item).SnapshotId);
    }
  } catch (error) {
    if (error instanceof CannotObserve) return undefined;
    throw error;
  }
  return { data: ids, replies };
}

/** Whether an item of an owner's listing is the account's. One that does not name its owner is. */
export function isOwn(item: unknown, account: string): boolean {
  const owner = Owned.safeParse(item).data?.OwnerId;
  return owner === undefined || owner === account;
}
