import { z } from 'zod';
import { arn, at, name, storage } from './rds-facts.ts';
import { Tags } from './subjects.ts';

const common = {
  ...storage,
  Engine: z.string().optional(),
  SnapshotType: name,
  Status: z.string().optional(),
  SnapshotCreateTime: at,
  TagList: Tags,
};

/** RDS DescribeDBSnapshots and DescribeDBClusterSnapshots, one snapshot. */
export interface Snapshot {
  readonly of: 'instance' | 'cluster';
  readonly arn: string;
  readonly name: string;
  readonly engine: string | undefined;
  readonly tags: z.infer<typeof Tags>;
  readonly sort: string;
  readonly status: string | undefined;
  /** When the data was taken: of a copy, when its original was. */
  readonly takenAt: Date | undefined;
  readonly storage: { readonly [Name in keyof typeof storage]?: z.infer<(typeof storage)[Name]> };
  /** The database that it is of; `copyOf`: the snapshot that it was copied from, by whatever names it. */
  readonly database: string;
  readonly resourceId: string | undefined;
  readonly copyOf: string | undefined;
  readonly from: string | undefined;
}

export const InstanceSnapshot = z
  .object({
    ...common,
    DBSnapshotArn: arn,
    DBSnapshotIdentifier: name,
    DBInstanceIdentifier: name,
    DbiResourceId: name.optional(),
    Encrypted: z.boolean().optional(),
    OriginalSnapshotCreateTime: at,
    SourceRegion: name.optional(),
    SourceDBSnapshotIdentifier: z.string().optional(),
  })
  .transform((told): Snapshot => {
    const { StorageEncryptionType, KmsKeyId, Encrypted: StorageEncrypted } = told;
    return {
      ...{ of: 'instance', arn: told.DBSnapshotArn, name: told.DBSnapshotIdentifier, engine: told.Engine, tags: told.TagList },
      ...{ sort: told.SnapshotType, status: told.Status, takenAt: told.OriginalSnapshotCreateTime ?? told.SnapshotCreateTime },
      storage: { StorageEncrypted, StorageEncryptionType, KmsKeyId },
      ...{ database: told.DBInstanceIdentifier, resourceId: told.DbiResourceId },
      ...{ copyOf: told.SourceDBSnapshotIdentifier, from: told.SourceRegion },
    };
  });

export const ClusterSnapshot = z
  .object({
    ...common,
    DBClusterSnapshotArn: arn,
    DBClusterSnapshotIdentifier: name,
    DBClusterIdentifier: name,
    DbClusterResourceId: name.optional(),
    SourceDBClusterSnapshotArn: z.string().optional(),
  })
  .transform((told): Snapshot => {
    const { StorageEncryptionType, KmsKeyId, StorageEncrypted } = told;
    return {
      ...{ of: 'cluster', arn: told.DBClusterSnapshotArn, name: told.DBClusterSnapshotIdentifier, engine: told.Engine, tags: told.TagList },
      ...{ sort: told.SnapshotType, status: told.Status, takenAt: told.SnapshotCreateTime },
      storage: { StorageEncrypted, StorageEncryptionType, KmsKeyId },
      ...{ database: told.DBClusterIdentifier, resourceId: told.DbClusterResourceId },
      ...{ copyOf: told.SourceDBClusterSnapshotArn, from: undefined },
    };
  });
