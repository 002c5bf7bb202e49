import { defineCollector, encryptionAtRest } from 'claimcheck/plugin';
import { z } from 'zod';
import { keysOf } from './keys.ts';
import { readItems } from './listing.ts';
import { observeEncrypted } from './observe-encrypted.ts';
import { ownSnapshots } from './own-snapshots.ts';
import { aws } from './source.ts';
import { ec2Subject, Tags } from './subjects.ts';

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
    const keys = keysOf(look);
    const subject = (id: string, tags?: z.infer<typeof Tags>) =>
      ec2Subject(look, { service: 'ebs-snapshots', type: 'snapshot', resource: `snapshot/${id}`, ownerless: true }, tags);
    for await (const page of ownSnapshots(look, {})) {
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
