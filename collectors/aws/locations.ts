import type { Collector } from 'claimcheck/plugin';
import { caches } from './caches.ts';
import { dynamodbTables } from './dynamodb-tables.ts';
import { snapshots, volumes } from './ebs-sorts.ts';
import { EFS_REPLICATION, efsReplicas } from './efs-replicas.ts';
import { fileSystems } from './file-systems.ts';
import { type Copy, located } from './located.ts';
import { rdsClusters, rdsInstances } from './rds-databases.ts';
import { redshiftClusters } from './redshift-clusters.ts';
import { searchDomains } from './search-domains.ts';
import { SECRET_REPLICATION, secretReplicas, secretsHeld } from './secret-replicas.ts';
import { snsTopics } from './sns-topics.ts';
import { sqsQueues } from './sqs-queues.ts';

const none = () => [];

/** Where whatever can hold data lies, one line for each sort of thing. Recipe A-REG. */
export const locations: readonly Collector[] = [
  // A volume lies in one zone, and a snapshot's copies are snapshots of their own.
  located({ id: 'aws.ebs-volumes-location', sort: volumes, reach: 'zone', copies: none }),
  located({ id: 'aws.ebs-snapshots-location', sort: snapshots, copies: none }),
  located({
    id: 'aws.dynamodb-location',
    sort: dynamodbTables,
    copies: ({ data: { Replicas = [] } }) => Replicas.map(({ RegionName: region }) => ({ region, why: 'replica' })),
  }),
  located({ id: 'aws.efs-location', sort: fileSystems, calls: EFS_REPLICATION, copies: efsReplicas }),
  // A member of a global datastore does not tell where the others lie.
  located({
    id: 'aws.elasticache-location',
    sort: caches,
    copies: ({ data }) => (data.GlobalReplicationGroupInfo?.GlobalReplicationGroupId === undefined ? [] : undefined),
  }),
  located({ id: 'aws.opensearch-location', sort: searchDomains, copies: none }),
  located({
    id: 'aws.rds-instances-location',
    sort: rdsInstances,
    copies: ({ data }) => [
      ...copiesAt('replica', data.ReadReplicaDBInstanceIdentifiers),
      ...copiesAt(
        'backup',
        data.DBInstanceAutomatedBackupsReplications?.map((one) => one.DBInstanceAutomatedBackupsArn),
      ),
    ],
  }),
  // A member of a global database does not tell where the others lie.
  located({
    id: 'aws.rds-clusters-location',
    sort: rdsClusters,
    copies: ({ data }) => (data.GlobalClusterIdentifier ? undefined : copiesAt('replica', data.ReadReplicaIdentifiers)),
  }),
  located({
    id: 'aws.redshift-location',
    sort: redshiftClusters,
    copies: ({ data: { ClusterSnapshotCopyStatus: copied } }) =>
      copied === undefined ? [] : [{ region: copied.DestinationRegion, why: 'backup' }],
  }),
  located({ id: 'aws.secrets-location', sort: secretsHeld, calls: SECRET_REPLICATION, copies: secretReplicas }),
  located({ id: 'aws.sns-location', sort: snsTopics, copies: none }),
  located({ id: 'aws.sqs-location', sort: sqsQueues, copies: none }),
];

/** What is named by its bare identifier lies in the same region; an ARN has its own in it. */
function copiesAt(why: Copy['why'], ids: readonly string[] = []): readonly Copy[] {
  return ids.map((id) => /^arn:[^:]+:rds:([^:]+):/.exec(id)?.[1]).flatMap((region) => (region === undefined ? [] : [{ region, why }]));
}
