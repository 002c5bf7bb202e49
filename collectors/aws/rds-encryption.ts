import { databases } from './rds-databases.ts';
import { storageOf } from './rds-facts.ts';
import { atRest } from './things.ts';

/**
 * Databases of RDS, Aurora, DocumentDB and Neptune and how their storage is encrypted. Recipe A-RDS. A cluster's members lie in its storage, whatever they
 * say of themselves (RDS API Reference, CreateDBInstance, StorageEncrypted).
 */
export const rdsEncryption = atRest({
  id: 'aws.rds-encryption',
  sort: databases,
  tell: ({ instance, cluster }) => storageOf((instance?.DBClusterIdentifier === undefined ? instance : undefined) ?? cluster ?? {}),
});
