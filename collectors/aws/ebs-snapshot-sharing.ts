import type { DescribeSnapshotAttributeRequest, DescribeSnapshotsRequest } from '@aws-sdk/client-ec2';
import { type About, defineCollector, type Look, publicAccess, type Seen, type Subject } from 'claimcheck/plugin';
import { z } from 'zod';
import { nextToken, readItems, Token } from './listing.ts';
import type { AwsSession } from './session.ts';
import { ASKED_ABOUT, Permission, sharingOf } from './sharing.ts';
import { aws } from './source.ts';
import { ec2Subject, Tags } from './subjects.ts';

const BLOCKS = { 'block-all-sharing': 'all', 'block-new-sharing': 'new', unblocked: 'none' } as const;
const Block = z.object({ State: z.enum(['block-all-sharing', 'block-new-sharing', 'unblocked']) });
const Page = z.object({ Snapshots: z.array(z.unknown()), ...Token });
const Snapshot = z.object({ SnapshotId: z.string().min(1), Tags });
const Permissions = z.object({ CreateVolumePermissions: z.array(Permission) });
const about = { kinds: [publicAccess], services: ['ebs-snapshots'] };

/**
 * Who may restore the account's EBS snapshots. Recipe A-EBS-SNAP. With all sharing blocked no snapshot is public, whatever its own
 * permissions say (EC2 API Reference, GetSnapshotBlockPublicAccessState). Else the snapshots that everybody may restore are listed
 * first (DescribeSnapshots: `RestorableByUserIds=all` with `OwnerIds=self`), mostly one empty page instead of a call for each
 * snapshot; what that listing names is confirmed by the snapshot's own permissions, because some servers ignore the filter.
 */
export const ebsSnapshotSharing = defineCollector({
  id: 'aws.ebs-snapshot-sharing',
  version: 1,
  source: aws,
  per: 'region',
  kinds: [publicAccess],
  services: ['ebs-snapshots'],
  calls: {
    'ec2:DescribeSnapshots': ['ec2:DescribeSnapshots'],
    'ec2:DescribeSnapshotAttribute': ['ec2:DescribeSnapshotAttribute'],
    'ec2:GetSnapshotBlockPublicAccessState': ['ec2:GetSnapshotBlockPublicAccessState'],
  },

  collect: async (look) => {
    const ec2 = await look.session.ec2();
    const block = await look.attempt({ ...about, fields: ['sharingBlocked'] }, () =>
      look.call('ec2:GetSnapshotBlockPublicAccessState', {}, (asked) => ec2.getSnapshotBlockPublicAccessState(asked), Block),
    );
    const sharingBlocked = block === undefined ? undefined : BLOCKS[block.data.State];
    const open = sharingBlocked === 'all' ? undefined : await look.attempt({ ...about, fields: ['public'] }, () => openSnapshots(look));
    let left = ASKED_ABOUT;
    for await (const page of snapshots(look, {})) {
      const how = { call: 'ec2:DescribeSnapshots', shape: Snapshot, id: 'SnapshotId', subject: (id: string) => subject(look, id), about };
      const own = await readItems(look, page, page.data.Snapshots, how);
      const asked = own.filter(({ SnapshotId }, index) => index < left || open?.data.has(SnapshotId));
      left -= Math.min(left, own.length);
      const answers = new Map<string, Seen<z.infer<typeof Permissions>>>();
      await look.each(asked, concerned, async ({ SnapshotId }, inner) => {
        const input: DescribeSnapshotAttributeRequest = { SnapshotId, Attribute: 'createVolumePermission' };
        answers.set(
          SnapshotId,
          await inner.call('ec2:DescribeSnapshotAttribute', input, (one) => ec2.describeSnapshotAttribute(one), Permissions),
        );
      });
      for (const { SnapshotId, Tags: tags } of own) {
        const answer = answers.get(SnapshotId);
        const listed = open === undefined || open.data.has(SnapshotId) ? {} : { public: false };
        const sharing = answer === undefined ? listed : sharingOf(answer.data.CreateVolumePermissions);
        const data = { about: 'thing' as const, ...sharing, ...(sharingBlocked === undefined ? {} : { sharingBlocked }) };
        look.observe(publicAccess, subject(look, SnapshotId, tags), data, [
          page,
          block,
          answer ?? ('public' in sharing ? open : undefined),
        ]);
      }
    }

    function concerned({ SnapshotId, Tags: tags }: z.infer<typeof Snapshot>): About {
      const fields = open?.data.has(SnapshotId) ? ['public', 'sharedWith'] : ['sharedWith'];
      return { ...about, subject: subject(look, SnapshotId, tags), fields };
    }
  },
});

function subject(look: Look<AwsSession>, id: string, tags?: z.infer<typeof Tags>): Subject {
  return ec2Subject(look, { service: 'ebs-snapshots', type: 'snapshot', resource: `snapshot/${id}`, ownerless: true }, tags);
}

async function* snapshots(look: Look<AwsSession>, which: DescribeSnapshotsRequest): AsyncIterable<Seen<z.infer<typeof Page>>> {
  const ec2 = await look.session.ec2();
  const input: DescribeSnapshotsRequest = { OwnerIds: ['self'], MaxResults: 1000, ...which };
  yield* look.pages('ec2:DescribeSnapshots', { input, ask: (asked) => ec2.describeSnapshots(asked), page: Page, next: nextToken });
}

/** Ids of the own snapshots that everybody may restore, with the whole listing that says so. */
async function openSnapshots(look: Look<AwsSession>): Promise<Seen<ReadonlySet<string>>> {
  const ids = new Set<string>();
  const replies: string[] = [];
  for await (const page of snapshots(look, { RestorableByUserIds: ['all'] })) {
    replies.push(...page.replies);
    for (const item of page.data.Snapshots) ids.add(look.read(Snapshot, item).SnapshotId);
  }
  return { data: ids, replies };
}
