import { z } from 'zod';
import { days, defineKind, reference } from './kind.ts';

/** Sources: facts/proof-recipes A-CWL, A-CT (the trail's bucket), Z-LOG, Z-PG (logfiles.retention_days), G-LOG. */
export const logRetention = defineKind({
  id: 'log-retention',
  means: 'How long one store of logs keeps them, and how it is encrypted and locked.',
  data: z.strictObject({
    retentionDays: z
      .union([days, z.literal('for-ever')])
      .optional()
      .describe(
        'Days after which entries are deleted, archive included; "for-ever": they never are. An unset field is given ' +
          'as what the provider makes of it.',
      ),
    readilyDays: z
      .union([days, z.literal('for-ever')])
      .optional()
      .describe('Days during which they can be searched at once, without being fetched from an archive.'),
    setBy: z
      .enum(['customer', 'account-policy', 'default', 'provider'])
      .optional()
      .describe("Who set it: the store's own setting, a policy of the account, the provider's default, or a fixed rule of the provider."),
    locked: z.boolean().optional().describe('Whether nobody can shorten it any more.'),
    holds: z.enum(['logs', 'audit-logs', 'metrics', 'traces']).optional().describe('What it keeps.'),
    empty: z.boolean().optional().describe('Whether nothing is stored in it.'),
    encrypted: z.boolean().optional().describe('Whether it is encrypted where it lies.'),
    keyManager: z
      .enum(['provider', 'customer'])
      .optional()
      .describe('Who manages its key: the provider, or the customer in a key service.'),
    key: reference.optional().describe('The key.'),
    partOf: reference.optional().describe('The workspace that a table belongs to.'),
  }),
  references: ['key', 'partOf'],
  examples: {
    // CloudWatchLogs DescribeLogGroups: retentionInDays (absent: for ever), retentionPolicyName, kmsKeyId, storedBytes
    aws: {
      retentionDays: 60,
      readilyDays: 60,
      setBy: 'customer',
      holds: 'logs',
      empty: false,
      encrypted: true,
      keyManager: 'customer',
      key: 's000001',
    },
    // tables.listByWorkspace: retentionInDays, totalRetentionInDays, retentionInDaysAsDefault
    azure: {
      retentionDays: 35,
      readilyDays: 30,
      setBy: 'customer',
      holds: 'logs',
      encrypted: true,
      keyManager: 'provider',
      partOf: 's000004',
    },
    // logging listBuckets: retentionDays, locked, cmekSettings (the _Required bucket is fixed)
    gcp: {
      retentionDays: 400,
      readilyDays: 400,
      setBy: 'provider',
      locked: true,
      holds: 'audit-logs',
      encrypted: true,
      keyManager: 'provider',
    },
  },
});
