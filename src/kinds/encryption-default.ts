import { z } from 'zod';
import { keyOrigin } from './encryption-at-rest.ts';
import { defineKind, reference } from './kind.ts';

/** Sources: facts/proof-recipes A-EBS-DEF; where nobody can switch it off (Z-DISK, Z-STO, G-GCS, G-DISK) with `basis: "provider"`. */
export const encryptionDefault = defineKind({
  id: 'encryption-default',
  means: 'Whether things newly made in one account and region are encrypted without anyone asking for it. It changes nothing that exists.',
  data: z.strictObject({
    enabled: z.boolean().optional().describe('Whether the setting is on in this account and region.'),
    keyManager: z
      .enum(['provider', 'customer'])
      .optional()
      .describe('Who manages the key that is used where none is named: the provider, or the customer in a key service.'),
    keyOrigin: keyOrigin.optional().describe("Where that key's material comes from."),
    key: reference.optional().describe('That key.'),
  }),
  references: ['key'],
  examples: {
    // EC2 GetEbsEncryptionByDefault: EbsEncryptionByDefault; GetEbsDefaultKmsKeyId: KmsKeyId ("alias/aws/ebs" is the provider's)
    aws: { enabled: true, keyManager: 'provider', key: 's000001' },
    // disks.list: encryption.type EncryptionAtRestWithPlatformKey, which cannot be switched off
    azure: { enabled: true, keyManager: 'provider' },
    // compute disks: encrypted unconditionally; no diskEncryptionKey means the provider's key
    gcp: { enabled: true, keyManager: 'provider' },
  },
});
