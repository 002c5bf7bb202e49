import type { DescribeSnapshotsRequest, DescribeVolumesRequest } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { listedBy } from './sorts.ts';
import { ec2Subject, Tags } from './subjects.ts';

const onward = (NextToken: string) => ({ NextToken });

/** EBS volumes, for where they lie. */
export const volumes = listedBy({
  services: ['ebs'],
  call: 'ec2:DescribeVolumes',
  open: async (look) => {
    const ec2 = await look.session.client('ec2');
    const input: DescribeVolumesRequest = { MaxResults: 500 };
    return { input, ask: (asked) => ec2.describeVolumes(asked), items: 'Volumes', token: 'NextToken', onward };
  },
  shape: z.object({ VolumeId: z.string().min(1), Tags }),
  id: 'VolumeId',
  nameOf: ({ VolumeId }) => VolumeId,
  subject: (look, id, item) => ec2Subject(look, { service: 'ebs', type: 'volume', resource: `volume/${id}` }, item?.Tags),
});

/** The account's own snapshots. Some servers list those of others too, which name their owner. */
export const snapshots = listedBy({
  services: ['ebs-snapshots'],
  call: 'ec2:DescribeSnapshots',
  open: async (look) => {
    const ec2 = await look.session.client('ec2');
    const input: DescribeSnapshotsRequest = { OwnerIds: ['self'], MaxResults: 1000 };
    return { input, ask: (asked) => ec2.describeSnapshots(asked), items: 'Snapshots', token: 'NextToken', onward };
  },
  shape: z.object({ SnapshotId: z.string().min(1), OwnerId: z.string().optional(), Tags }),
  id: 'SnapshotId',
  nameOf: ({ SnapshotId }) => SnapshotId,
  subject: (look, id, item) =>
    ec2Subject(look, { service: 'ebs-snapshots', type: 'snapshot', resource: `snapshot/${id}`, ownerless: true }, item?.Tags),
});
