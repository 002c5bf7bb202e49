import { storageOf } from './rds-facts.ts';
import { rdsSnapshots } from './rds-snapshots.ts';
import { atRest } from './things.ts';

/** Snapshots of databases, automatic ones and those by hand, and how they are encrypted. Recipe A-RDS. */
export const rdsSnapshotEncryption = atRest({
  id: 'aws.rds-snapshot-encryption',
  sort: rdsSnapshots,
  tell: ({ storage }) => storageOf(storage),
});
