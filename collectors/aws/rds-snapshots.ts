import type { DescribeDBClusterSnapshotsCommandInput, DescribeDBSnapshotsCommandInput } from '@aws-sdk/client-rds';
import { DATABASES } from './rds-databases.ts';
import { serviceOf } from './rds-facts.ts';
import { ClusterSnapshot, InstanceSnapshot } from './rds-snapshot-facts.ts';
import { listedBy, together } from './sorts.ts';
import { arnSubject } from './subjects.ts';

const services = DATABASES.map((service) => `${service}-snapshots`);

export const instanceSnapshots = listedBy({
  services,
  call: 'rds:DescribeDBSnapshots',
  open: async (look) => {
    const rds = await look.session.client('rds');
    const input: DescribeDBSnapshotsCommandInput = { MaxRecords: 100 };
    return { input, ask: (asked) => rds.describeDBSnapshots(asked), items: 'DBSnapshots', token: 'Marker', onward };
  },
  shape: InstanceSnapshot,
  id: 'DBSnapshotArn',
  nameOf: ({ arn }) => arn,
  subject: (look, id, item) => arnSubject(look, { id, service: `${serviceOf(item?.engine)}-snapshots`, type: 'snapshot' }, item?.tags),
});

export const clusterSnapshots = listedBy({
  services,
  call: 'rds:DescribeDBClusterSnapshots',
  open: async (look) => {
    const rds = await look.session.client('rds');
    const input: DescribeDBClusterSnapshotsCommandInput = { MaxRecords: 100 };
    return { input, ask: (asked) => rds.describeDBClusterSnapshots(asked), items: 'DBClusterSnapshots', token: 'Marker', onward };
  },
  shape: ClusterSnapshot,
  id: 'DBClusterSnapshotArn',
  nameOf: ({ arn }) => arn,
  subject: (look, id, item) =>
    arnSubject(look, { id, service: `${serviceOf(item?.engine)}-snapshots`, type: 'cluster-snapshot' }, item?.tags),
});

function onward(Marker: string): { Marker: string } {
  return { Marker };
}

/** The account's own snapshots of instances and clusters, automatic ones and those by hand; those that others share with it are not listed. */
export const rdsSnapshots = together(instanceSnapshots, clusterSnapshots);
