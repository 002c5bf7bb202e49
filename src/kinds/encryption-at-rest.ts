import { z } from 'zod';
import { defineKind, reference } from './kind.ts';

/** Sources: facts/proof-recipes A-EBS-VOL, A-RDS, A-S3, Z-STO, Z-DISK, Z-SQL-TDE, G-GCS, G-DISK, G-SQL, A-EPH. */
export const encryptionAtRest = defineKind({
  id: 'encryption-at-rest',
  means: 'How one stored thing (a volume, bucket, database, snapshot, local disk) is encrypted where it lies.',
  data: z.strictObject({
    encrypted: z.boolean().optional().describe('Absent: the provider did not say.'),
    algorithm: z.string().optional().describe('As the provider names it: "AES256", "aws:kms".'),
    keyManager: z
      .enum(['provider', 'customer', 'supplied'])
      .optional()
      .describe('Who manages the key: the provider, the customer in a key service, or the caller with each request.'),
    keyOrigin: z
      .enum(['key-service', 'imported', 'external-store', 'hsm-cluster'])
      .optional()
      .describe('Where the key material comes from: generated in the key service, imported, or kept outside of it.'),
    key: reference.optional().describe('The key.'),
  }),
  references: ['key'],
});
