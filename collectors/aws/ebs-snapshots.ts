import type { DescribeSnapshotsRequest } from '@aws-sdk/client-ec2';
import { defineCollector, encryptionAtRest } from 'claimcheck/plugin';
import { z } from 'zod';
import { keysOf } from './keys.ts';
import { nextToken, readItems, Token } from './listing.ts';
import { observeEncrypted } from './observe-encrypted.ts';
import { aws } from './source.ts';
import { ec2Subject, Tags } from './subjects.ts';

const Page = z.object({ Snapshots: z.array(z.unknown()), ...Token });
const Snapshot = z.object({
  SnapshotId: z.string().min(1),
  Encrypted: z.boolean().optional(),
  KmsKeyId: z.string().min(1).optional(),
  Tags,
});

/**
 * The account's own EBS snapshots, archived ones and those behind its images among them, each once. Recipe A-EBS-SNAP.
 * Snapshots that are deleted and wait in the Recycle Bin are not listed by EC2 here, and are not looked at.
 */
export const ebsSnapshots = defineCollector({
  id: 'aws.ebs-snapshots',
  version: 1,
  source: aws,
  per: 'region',
  kinds: [encryptionAtRest],
  services: ['ebs-snapshots'],
  calls: { 'ec2:DescribeSnapshots': ['ec2:DescribeSnapshots'], 'kms:DescribeKey': ['kms:DescribeKey'] },

  collect: async (look) => {
    const ec2 = await look.session.ec2();
    const keys = keysOf(look);
    const subject = (id: string, tags?: z.infer<typeof Tags>) =>
      ec2Subject(look, { service: 'ebs-snapshots', type: 'snapshot', resource: `snapshot/${id}`, ownerless: true }, tags);
    const input: DescribeSnapshotsRequest = { OwnerIds: ['self'], MaxResults: 1000 };
    const listing = look.pages('ec2:DescribeSnapshots', {
      input,
      ask: (asked) => ec2.describeSnapshots(asked),
      page: Page,
      next: nextToken,
    });
    for await (const page of listing) {
      const how = {
        call: 'ec2:DescribeSnapshots',
        shape: Snapshot,
        id: 'SnapshotId',
        subject,
        about: { kinds: [encryptionAtRest], services: ['ebs-snapshots'] },
      };
      const snapshots = await readItems(look, page, page.data.Snapshots, how);
      const things = snapshots.map((snapshot) => ({
        subject: subject(snapshot.SnapshotId, snapshot.Tags),
        encrypted: snapshot.Encrypted,
        key: snapshot.KmsKeyId,
      }));
      await observeEncrypted(look, page, things, keys);
    }
  },
});
