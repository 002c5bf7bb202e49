import type { DescribeSnapshotAttributeRequest } from '@aws-sdk/client-ec2';
import { type About, defineCollector, publicAccess, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { readItems } from './listing.ts';
import { openSnapshots, ownSnapshots } from './own-snapshots.ts';
import { ASKED_ABOUT, Permission, sharingOf } from './sharing.ts';
import { aws } from './source.ts';
import { ec2Subject, Tags } from './subjects.ts';

const BLOCKS = { 'block-all-sharing': 'all', 'block-new-sharing': 'new', unblocked: 'none' } as const;
const Block = z.object({ State: z.enum(['block-all-sharing', 'block-new-sharing', 'unblocked']) });
const Snapshot = z.object({ SnapshotId: z.string().min(1), Tags });
const Permissions = z.object({ CreateVolumePermissions: z.array(Permission) });
const about = { kinds: [publicAccess], services: ['ebs-snapshots'] };

/**
 * Who may restore the account's EBS snapshots. Recipe A-EBS-SNAP. With all sharing blocked no snapshot is public, whatever its own
 * permissions say (EC2 API Reference, GetSnapshotBlockPublicAccessState). Else the snapshots that everybody may restore are listed
 * first (DescribeSnapshots: `RestorableByUserIds=all` with `OwnerIds=self`), mostly one empty page instead of a call for each
 * snapshot. What that listing names is confirmed by the snapshot's own permissions, because some servers ignore the filter, and
 * where it cannot be had each snapshot is asked.
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
    const ec2 = await look.session.client('ec2');
    const block = await look.attempt({ ...about, fields: ['sharingBlocked'] }, () =>
      look.call('ec2:GetSnapshotBlockPublicAccessState', {}, (asked) => ec2.getSnapshotBlockPublicAccessState(asked), Block),
    );
    const sharingBlocked = block === undefined ? undefined : BLOCKS[block.data.State];
    const open = sharingBlocked === 'all' ? undefined : await openSnapshots(look);
    const settled = (id: string) => sharingBlocked === 'all' || open?.data.has(id) === false;
    let left = ASKED_ABOUT;
    for await (const page of ownSnapshots(look, {})) {
      const how = { call: 'ec2:DescribeSnapshots', shape: Snapshot, id: 'SnapshotId', subject, about };
      const own = await readItems(look, page, page.data.Snapshots, how);
      const asked = own.filter(({ SnapshotId }, index) => index < left || !settled(SnapshotId));
      left -= Math.min(left, own.length);
      const answers = new Map<string, Seen<z.infer<typeof Permissions>>>();
      await look.each(asked, concerned, async ({ SnapshotId }, inner) => {
        const one: DescribeSnapshotAttributeRequest = { SnapshotId, Attribute: 'createVolumePermission' };
        const answer = await inner.call('ec2:DescribeSnapshotAttribute', one, (input) => ec2.describeSnapshotAttribute(input), Permissions);
        answers.set(SnapshotId, answer);
      });
      for (const { SnapshotId, Tags: tags } of own) {
        const answer = answers.get(SnapshotId);
        const listed = open?.data.has(SnapshotId) === false ? { public: false } : {};
        const sharing = answer === undefined ? listed : sharingOf(answer.data.CreateVolumePermissions);
        const blocked = sharingBlocked === undefined ? {} : { sharingBlocked };
        const from = [page, block, answer ?? ('public' in sharing ? open : undefined)];
        look.observe(publicAccess, subject(SnapshotId, tags), { about: 'thing', ...sharing, ...blocked }, from);
      }
    }

    function subject(id: string, tags?: z.infer<typeof Tags>) {
      return ec2Subject(look, { service: 'ebs-snapshots', type: 'snapshot', resource: `snapshot/${id}`, ownerless: true }, tags);
    }

    function concerned({ SnapshotId, Tags: tags }: z.infer<typeof Snapshot>): About {
      const fields = settled(SnapshotId) ? ['sharedWith'] : ['public', 'sharedWith'];
      return { ...about, subject: subject(SnapshotId, tags), fields };
    }
  },
});
