import { z } from 'zod';
import { constant, defineKind, reference } from './kind.ts';

/**
 * Where key material comes from: generated in the provider's key service, imported into it, kept outside of it, or made in a customer's
 * HSM cluster.
 */
export const keyOrigin = z.enum(['key-service', 'imported', 'external-store', 'hsm-cluster']);

/** Who manages a key: the provider, the customer in a key service, or the caller, who supplies it with each request. */
export const keyManager = z.enum(['provider', 'customer', 'supplied']);

/** Sources: facts/proof-recipes A-EBS-VOL, A-EBS-SNAP, A-RDS, A-S3, A-EPH, Z-STO, Z-DISK, Z-SQL-TDE, Z-PG, G-GCS, G-DISK, G-SQL. */
export const encryptionAtRest = defineKind({
  id: 'encryption-at-rest',
  means: 'How one stored thing (a volume, bucket, database, snapshot, local disk) is encrypted where it lies.',
  data: z.strictObject({
    encrypted: z.boolean().optional().describe('Whether it is encrypted where it lies. Absent: the provider did not say.'),
    algorithm: constant.optional().describe('As the provider names it: "AES256", "aws:kms", "sse-rds".'),
    cipher: z
      .enum(['AES-256', 'AES-192', 'AES-128', 'other'])
      .optional()
      .describe('The cipher and its key length, where the provider tells it or documents it for this sort of thing.'),
    keyManager: keyManager
      .optional()
      .describe('Who manages the key: the provider, the customer in a key service, or the caller with each request.'),
    keyOrigin: keyOrigin
      .optional()
      .describe('Where the key material comes from: generated in the key service, imported, or kept outside of it.'),
    key: reference.optional().describe('The key.'),
    doubleEncrypted: z.boolean().optional().describe('Encrypted a second time, below, under another key.'),
    covers: z
      .enum(['everything', 'new-writes'])
      .optional()
      .describe(
        'What the setting reaches: all that lies there, or only what is written from now on (older objects may differ). Absent: not known.',
      ),
  }),
  references: ['key'],
  examples: {
    // EC2 DescribeVolumes: Volumes[].Encrypted, KmsKeyId; KMS DescribeKey: KeyMetadata.KeyManager, Origin
    aws: {
      encrypted: true,
      algorithm: 'aws:kms',
      cipher: 'AES-256',
      keyManager: 'customer',
      keyOrigin: 'key-service',
      key: 's000001',
      covers: 'everything',
    },
    // storageAccounts.list: encryption.keySource, services.blob.enabled, requireInfrastructureEncryption
    azure: { encrypted: true, keyManager: 'provider', doubleEncrypted: false, covers: 'everything' },
    // Storage getBuckets: no encryption.defaultKmsKeyName
    gcp: { encrypted: true, keyManager: 'provider', covers: 'new-writes' },
  },
});
