import type { DescribeClustersCommandInput } from '@aws-sdk/client-redshift';
import { z } from 'zod';
import { listedBy } from './sorts.ts';
import { arnSubject, Tags } from './subjects.ts';

const days = z.number().int();
const Cluster = z.object({
  ClusterIdentifier: z.string().min(1),
  ClusterCreateTime: z.date().optional(),
  Encrypted: z.boolean().optional(),
  KmsKeyId: z.string().min(1).optional(),
  HsmStatus: z.object({ HsmClientCertificateIdentifier: z.string().optional() }).optional(),
  PubliclyAccessible: z.boolean().optional(),
  ClusterParameterGroups: z
    .array(z.object({ ParameterGroupName: z.string().min(1), ParameterApplyStatus: z.string().optional() }))
    .optional(),
  AutomatedSnapshotRetentionPeriod: days.optional(),
  ClusterSnapshotCopyStatus: z.object({ DestinationRegion: z.string().min(1), RetentionPeriod: days.optional() }).optional(),
  Tags,
});
export type RedshiftCluster = z.infer<typeof Cluster>;

/** Provisioned clusters of Redshift. Serverless workgroups are another service's, and not looked at. */
export const redshiftClusters = listedBy({
  services: ['redshift'],
  call: 'redshift:DescribeClusters',
  open: async (look) => {
    const redshift = await look.session.client('redshift');
    const input: DescribeClustersCommandInput = { MaxRecords: 100 };
    return {
      input,
      ask: (asked) => redshift.describeClusters(asked),
      items: 'Clusters',
      token: 'Marker',
      onward: (Marker: string) => ({ Marker }),
    };
  },
  shape: Cluster,
  id: 'ClusterIdentifier',
  nameOf: ({ ClusterIdentifier }) => ClusterIdentifier,
  subject: (look, name, item) => {
    const id = `arn:${look.session.partition}:redshift:${look.region}:${look.account}:cluster:${name}`;
    return arnSubject(look, { id, service: 'redshift', type: 'cluster', name }, item?.Tags);
  },
});
