import type { DescribeDBClusterAutomatedBackupsCommandInput, DescribeDBInstanceAutomatedBackupsCommandInput } from '@aws-sdk/client-rds';
import { z } from 'zod';
import { DATABASES } from './rds-databases.ts';
import { arn, at, name, serviceOf, storage } from './rds-facts.ts';
import { listedBy } from './sorts.ts';
import { arnSubject } from './subjects.ts';

const common = {
  ...storage,
  Engine: z.string().optional(),
  Region: name.optional(),
  Status: z.string().optional(),
  RestoreWindow: z.object({ EarliestTime: at, LatestTime: at }).optional(),
  BackupRetentionPeriod: z.number().int().nonnegative().optional(),
};

/** The automatic backups of one database, as RDS keeps them: of one that is there, or of one that is gone ("retained"). */
export interface AutomatedBackup {
  readonly database: string;
  readonly resourceId: string | undefined;
  readonly engine: string | undefined;
  readonly status: string | undefined;
  readonly earliest: Date | undefined;
  readonly latest: Date | undefined;
  readonly days: number | undefined;
  readonly storage: { readonly [Name in keyof typeof storage]?: z.infer<(typeof storage)[Name]> };
}

export const OfInstance = z
  .object({ ...common, DBInstanceArn: arn, DbiResourceId: name.optional(), Encrypted: z.boolean().optional() })
  .transform(
    ({ Encrypted: StorageEncrypted, DBInstanceArn: database, DbiResourceId: resourceId, ...told }): AutomatedBackup => ({
      ...{ database, resourceId },
      ...shared({ ...told, StorageEncrypted }),
    }),
  );
const OfCluster = z.object({ ...common, DBClusterArn: arn, DbClusterResourceId: name.optional() }).transform(
  ({ DBClusterArn: database, DbClusterResourceId: resourceId, ...told }): AutomatedBackup => ({
    ...{ database, resourceId },
    ...shared(told),
  }),
);

function shared(told: { readonly [Name in keyof typeof common]?: z.infer<(typeof common)[Name]> }) {
  const { Engine: engine, Status: status, RestoreWindow: restorable, BackupRetentionPeriod: days } = told;
  const { StorageEncrypted, StorageEncryptionType, KmsKeyId } = told;
  const encryption = { StorageEncrypted, StorageEncryptionType, KmsKeyId };
  return { engine, status, days, earliest: restorable?.EarliestTime, latest: restorable?.LatestTime, storage: encryption };
}

/** Those that lie in this region; of databases of other regions too, which copy them here. */
export const instanceBackups = listedBy({
  services: DATABASES,
  call: 'rds:DescribeDBInstanceAutomatedBackups',
  open: async (look) => {
    const rds = await look.session.client('rds');
    const input: DescribeDBInstanceAutomatedBackupsCommandInput = { MaxRecords: 100 };
    const ask = (asked: typeof input) => rds.describeDBInstanceAutomatedBackups(asked);
    return { input, ask, items: 'DBInstanceAutomatedBackups', token: 'Marker', onward };
  },
  shape: OfInstance,
  id: 'DBInstanceArn',
  nameOf: ({ database }) => database,
  subject: (look, id, item) => arnSubject(look, { id, service: serviceOf(item?.engine), type: 'instance', name: id.split(':').at(-1) }),
});

export const clusterBackups = listedBy({
  services: DATABASES,
  call: 'rds:DescribeDBClusterAutomatedBackups',
  open: async (look) => {
    const rds = await look.session.client('rds');
    const input: DescribeDBClusterAutomatedBackupsCommandInput = { MaxRecords: 100 };
    const ask = (asked: typeof input) => rds.describeDBClusterAutomatedBackups(asked);
    return { input, ask, items: 'DBClusterAutomatedBackups', token: 'Marker', onward };
  },
  shape: OfCluster,
  id: 'DBClusterArn',
  nameOf: ({ database }) => database,
  subject: (look, id, item) => arnSubject(look, { id, service: serviceOf(item?.engine), type: 'cluster', name: id.split(':').at(-1) }),
});

function onward(Marker: string): { Marker: string } {
  return { Marker };
}
