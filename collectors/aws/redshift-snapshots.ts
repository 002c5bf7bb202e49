import type { DescribeClusterSnapshotsCommandInput } from '@aws-sdk/client-redshift';
import { z } from 'zod';
import { listedBy, only } from './sorts.ts';
import { arnSubject } from './subjects.ts';

const name = z.string().min(1);
const at = z.date().optional();
const Snapshot = z.object({
  SnapshotIdentifier: name,
  ClusterIdentifier: name,
  SnapshotType: name,
  Status: z.string().optional(),
  SnapshotCreateTime: at,
  SnapshotRetentionStartTime: at,
  ManualSnapshotRetentionPeriod: z.number().int().optional(),
  Encrypted: z.boolean().optional(),
  OwnerAccount: z.string().optional(),
  SourceRegion: z.string().optional(),
});
export type RedshiftSnapshot = z.infer<typeof Snapshot>;

/** Snapshots of Redshift clusters, those that other accounts share with this one among them. */
export const redshiftSnapshots = listedBy({
  services: ['redshift'],
  call: 'redshift:DescribeClusterSnapshots',
  open: async (look) => {
    const redshift = await look.session.client('redshift');
    const input: DescribeClusterSnapshotsCommandInput = { MaxRecords: 100 };
    const ask = (asked: typeof input) => redshift.describeClusterSnapshots(asked);
    return { input, ask, items: 'Snapshots', token: 'Marker', onward: (Marker: string) => ({ Marker }) };
  },
  shape: Snapshot,
  id: 'SnapshotIdentifier',
  nameOf: ({ SnapshotIdentifier }) => SnapshotIdentifier,
  subject: (look, snapshot) => {
    const id = `arn:${look.session.partition}:redshift:${look.region}:${look.account}:snapshot:${snapshot}`;
    return arnSubject(look, { id, service: 'redshift', type: 'snapshot' });
  },
});

/** Those that are the account's own. */
export const ownRedshiftSnapshots = only(
  redshiftSnapshots,
  ({ OwnerAccount: owner }, { account }) => owner === undefined || owner === account,
);
