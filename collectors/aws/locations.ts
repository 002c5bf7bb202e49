import type { Collector } from 'claimcheck/plugin';
import { usedVaults } from './backup-vaults.ts';
import { caches } from './caches.ts';
import { dynamodbTables } from './dynamodb-tables.ts';
import { snapshots, volumes } from './ebs-sorts.ts';
import { EFS_REPLICATION, efsReplicas } from './efs-replicas.ts';
import { fileSystems } from './file-systems.ts';
import { clusterMembers, GLOBAL_CLUSTERS, GLOBAL_GROUPS, groupMembers } from './global-members.ts';
import { type Copy, located } from './located.ts';
import { groups } from './log-group-listing.ts';
import { rdsClusters, rdsInstances } from './rds-databases.ts';
import { rdsSnapshots } from './rds-snapshots.ts';
import { redshiftClusters } from './redshift-clusters.ts';
import { ownRedshiftSnapshots } from './redshift-snapshots.ts';
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
    // A witness holds what is written, and answers nobody (DynamoDB Developer Guide, "Multi-Region strong consistency").
    copies: ({ data: { Replicas = [], GlobalTableWitnesses = [] } }) => [
      ...Replicas.map(({ RegionName: region }) => ({ region, why: 'replica' as const })),
      ...GlobalTableWitnesses.map(({ RegionName: region }) => ({ region, why: 'copy' as const })),
    ],
  }),
  located({ id: 'aws.efs-location', sort: fileSystems, calls: EFS_REPLICATION, copies: efsReplicas }),
  located({
    id: 'aws.elasticache-location',
    sort: caches,
    calls: GLOBAL_GROUPS,
    copies: ({ data: { GlobalReplicationGroupInfo: { GlobalReplicationGroupId: id } = {} } }, look) => (id ? groupMembers(look, id) : []),
  }),
  // What a subscription passes on is a thing of its own where it arrives.
  located({ id: 'aws.log-groups-location', sort: groups, copies: none }),
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
  located({
    id: 'aws.rds-clusters-location',
    sort: rdsClusters,
    calls: GLOBAL_CLUSTERS,
    copies: async ({ data: { GlobalClusterIdentifier: id, ReadReplicaIdentifiers } }, look) => {
      const members = id ? await clusterMembers(look, id) : undefined;
      return { data: [...(members?.data ?? []), ...copiesAt('replica', ReadReplicaIdentifiers)], replies: members?.replies ?? [] };
    },
  }),
  located({ id: 'aws.rds-snapshots-location', sort: rdsSnapshots, copies: none }),
  located({
    id: 'aws.redshift-location',
    sort: redshiftClusters,
    copies: ({ data: { ClusterSnapshotCopyStatus: copied } }) =>
      copied === undefined ? [] : [{ region: copied.DestinationRegion, why: 'backup' }],
  }),
  // Only copies of a plan's rules leave a vault, each as a point of its own where it arrives: `backup` tells them.
  located({ id: 'aws.backup-vaults-location', sort: usedVaults, copies: none }),
  located({ id: 'aws.redshift-snapshots-location', sort: ownRedshiftSnapshots, copies: none }),
  located({ id: 'aws.secrets-location', sort: secretsHeld, calls: SECRET_REPLICATION, copies: secretReplicas }),
  located({ id: 'aws.sns-location', sort: snsTopics, copies: none }),
  located({ id: 'aws.sqs-location', sort: sqsQueues, copies: none }),
];

/** What is named by its bare identifier lies in the same region; an ARN has its own in it. */
function copiesAt(why: Copy['why'], ids: readonly string[] = []): readonly Copy[] {
  return ids.map((id) => /^arn:[^:]+:rds:([^:]+):/.exec(id)?.[1]).flatMap((region) => (region === undefined ? [] : [{ region, why }]));
}
