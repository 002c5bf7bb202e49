/** The databases of the practice account, with their snapshots, and copies of their backups in another region. */
import { ACCOUNT, REGION } from './looking.ts';

/** Of another region, which copies its databases' backups here. */
export const COPIES = {
  automatedBackups: ['a', 'b'].map((name) => ({
    DBInstanceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:${name}`,
    DBInstanceAutomatedBackupsArn: replicated(name),
    Region: REGION,
    BackupRetentionPeriod: 14,
  })),
};

/** Several of each thing, so that one among many can be hidden. */
export const RDS = {
  instances: [
    instance('a', 'strict'),
    instance('b', 'loose'),
    { id: 'member', has: { DBClusterIdentifier: 'd', StorageEncrypted: false } },
  ],
  clusters: [
    { name: 'c', key: 'alias/ours', has: { DBClusterParameterGroup: 'strict', DBClusterMembers: [] } },
    {
      ...{ name: 'd', key: 'alias/other' },
      has: {
        ...{ Engine: 'docdb', DBClusterParameterGroup: 'loose' },
        DBClusterMembers: [{ DBInstanceIdentifier: 'member', DBClusterParameterGroupStatus: 'in-sync' }],
      },
    },
    { name: 'e', key: 'alias/ours', has: { DBClusterParameterGroup: 'strict', DBClusterMembers: [], GlobalClusterIdentifier: 'e' } },
    { name: 'f', key: 'alias/other', has: { DBClusterParameterGroup: 'strict', DBClusterMembers: [], GlobalClusterIdentifier: 'f' } },
  ],
  globalClusters: Object.fromEntries(['e', 'f'].map((name) => [name, [clusterArn(name, REGION), clusterArn(name, 'eu-central-1')]])),
  proxies: ['open', 'strict'].map((name) => ({ DBProxyArn: proxyArn(name), DBProxyName: name, RequireTLS: name === 'strict' })),
  snapshots: [snapshot('a', 'automated'), snapshot('a', 'manual'), snapshot('gone', 'manual')],
  clusterSnapshots: [clusterSnapshot('c'), clusterSnapshot('gone')],
  automatedBackups: ['a', 'b'].map((name) => ({
    ...{ DBInstanceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:${name}`, Status: 'active' },
    RestoreWindow: { EarliestTime: '-7d', LatestTime: '-5m' },
  })),
  clusterAutomatedBackups: [{ DBClusterArn: `arn:aws:rds:${REGION}:${ACCOUNT}:cluster:c`, Status: 'active' }],
  parameterGroups: { strict: { 'rds.force_ssl': '1' }, loose: { 'rds.force_ssl': '0' } },
  clusterParameterGroups: { strict: { 'rds.force_ssl': '1' }, loose: { tls: 'disabled' } },
  shared: { 'a-manual': ['all'], 'c-manual': ['444455556666'] },
};

export function replicated(database: string): string {
  return `arn:aws:rds:us-east-1:${ACCOUNT}:auto-backup:ab-${database}`;
}

export function proxyArn(name: string): string {
  return `arn:aws:rds:${REGION}:${ACCOUNT}:db-proxy:${name}`;
}

function clusterArn(name: string, region: string): string {
  return `arn:aws:rds:${region}:${ACCOUNT}:cluster:${name}`;
}

function instance(id: string, group: string) {
  const DBParameterGroups = [{ DBParameterGroupName: group, ParameterApplyStatus: 'in-sync' }];
  const DBInstanceAutomatedBackupsReplications = [{ DBInstanceAutomatedBackupsArn: replicated(id) }];
  return { id, key: `alias/${id === 'a' ? 'ours' : 'other'}`, has: { DBParameterGroups, DBInstanceAutomatedBackupsReplications } };
}

/** `has`: what is otherwise. */
export function snapshot(
  database: string,
  SnapshotType: string,
  has: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const name = `${database}-${SnapshotType}`;
  return {
    ...{ DBSnapshotIdentifier: name, DBSnapshotArn: `arn:aws:rds:${REGION}:${ACCOUNT}:snapshot:${name}`, DBInstanceIdentifier: database },
    ...{ SnapshotType, Status: 'available', SnapshotCreateTime: '-1d', Engine: 'postgres' },
    ...{ Encrypted: true, KmsKeyId: `arn:aws:kms:${REGION}:${ACCOUNT}:alias/${database === 'a' ? 'ours' : 'other'}`, ...has },
  };
}

function clusterSnapshot(database: string): Readonly<Record<string, unknown>> {
  const name = `${database}-manual`;
  return {
    ...{ DBClusterSnapshotIdentifier: name, DBClusterSnapshotArn: `arn:aws:rds:${REGION}:${ACCOUNT}:cluster-snapshot:${name}` },
    ...{ DBClusterIdentifier: database, SnapshotType: 'manual', Status: 'available', SnapshotCreateTime: '-1d' },
  };
}
