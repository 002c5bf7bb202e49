import { z } from 'zod';
import type { Encryptable } from './observe-encrypted.ts';
import { Tags } from './subjects.ts';

export const name = z.string().min(1);
export const arn = z.string().startsWith('arn:');
export const at = z.date().optional();
const days = z.number().int().nonnegative().optional();
export const storage = {
  StorageEncrypted: z.boolean().optional(),
  StorageEncryptionType: z.string().optional(),
  KmsKeyId: name.optional(),
};
const certificate = z.object({ ValidTill: at }).optional();

/** RDS DescribeDBInstances, one instance. */
export const Instance = z.object({
  DBInstanceArn: arn,
  DBInstanceIdentifier: name,
  DbiResourceId: name.optional(),
  Engine: name,
  EngineVersion: z.string().optional(),
  DBClusterIdentifier: name.optional(),
  ...storage,
  PubliclyAccessible: z.boolean().optional(),
  DBParameterGroups: z.array(z.object({ DBParameterGroupName: name, ParameterApplyStatus: z.string().optional() })).optional(),
  CertificateDetails: certificate,
  BackupRetentionPeriod: days,
  InstanceCreateTime: at,
  LatestRestorableTime: at,
  ReadReplicaSourceDBInstanceIdentifier: z.string().optional(),
  ReadReplicaSourceDBClusterIdentifier: z.string().optional(),
  ReadReplicaDBInstanceIdentifiers: z.array(name).optional(),
  DBInstanceAutomatedBackupsReplications: z.array(z.object({ DBInstanceAutomatedBackupsArn: arn })).optional(),
  TagList: Tags,
});
export type Instance = z.infer<typeof Instance>;

/** RDS DescribeDBClusters, one cluster. */
export const Cluster = z.object({
  DBClusterArn: arn,
  DBClusterIdentifier: name,
  DbClusterResourceId: name.optional(),
  Engine: name,
  EngineVersion: z.string().optional(),
  ...storage,
  PubliclyAccessible: z.boolean().optional(),
  DBClusterParameterGroup: name.optional(),
  DBClusterMembers: z.array(z.object({ DBInstanceIdentifier: name, DBClusterParameterGroupStatus: z.string().optional() })).optional(),
  CertificateDetails: certificate,
  ReadReplicaIdentifiers: z.array(name).optional(),
  GlobalClusterIdentifier: z.string().optional(),
  BackupRetentionPeriod: days,
  ClusterCreateTime: at,
  EarliestRestorableTime: at,
  LatestRestorableTime: at,
  TagList: Tags,
});
export type Cluster = z.infer<typeof Cluster>;

const SERVICES: Readonly<Record<string, string>> = { docdb: 'documentdb', neptune: 'neptune' };

/** Whose database it is: all but two engines are those of RDS and Aurora. */
export function serviceOf(engine: string | undefined): string {
  return SERVICES[engine ?? ''] ?? 'rds';
}

/**
 * Under a key that AWS owns `StorageEncrypted` is false, and the type says that it is encrypted all the same; snapshots and instances of before there was a
 * type have none (RDS API Reference, StorageEncryptionType). RDS encrypts with AES-256 (RDS User Guide, "Encrypting Amazon RDS resources").
 */
export function storageOf(
  told: { readonly [Name in keyof typeof storage]?: z.infer<(typeof storage)[Name]> },
): Omit<Encryptable, 'subject'> {
  const { StorageEncrypted: byKey, StorageEncryptionType: type, KmsKeyId: key } = told;
  const also = { covers: 'everything' } as const;
  if (type === 'sse-rds') {
    return { encrypted: true, key: undefined, also: { ...also, algorithm: 'sse-rds', cipher: 'AES-256', keyManager: 'provider' } };
  }
  if (byKey === true || type === 'sse-kms') return { encrypted: true, key, also: { ...also, cipher: 'AES-256' } };
  return { encrypted: byKey === false && (type === undefined || type === 'none') ? false : undefined, key: undefined, also };
}
