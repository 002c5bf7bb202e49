import { z } from 'zod';
import { days, defineKind } from './kind.ts';

const daysOrNever = z.union([days, z.literal('never')]);

/** Sources: facts/proof-recipes A-S3 (lifecycle, versioning, object lock), Z-STO (management policies, soft delete), G-GCS (lifecycle, retentionPolicy). */
export const dataRetention = defineKind({
  id: 'data-retention',
  means:
    'How long one store keeps the data that lies in it: which rules delete it, what is kept after that, and what keeps it from being deleted.',
  data: z.strictObject({
    deletesAfterDays: daysOrNever
      .optional()
      .describe('Days after which a rule deletes what lies there, by the strictest rule that reaches everything; "never": none does.'),
    deletesSomeAfterDays: daysOrNever
      .optional()
      .describe('Days after which some rule deletes something: a part, by prefix, tag or size, or everything; "never": none does.'),
    versioned: z.boolean().optional().describe('Whether what is overwritten or deleted is kept as an old version.'),
    oldVersionsDays: daysOrNever
      .optional()
      .describe('Days after which every old version is deleted; "never": they stay. Absent: not read.'),
    recoverableDays: days.optional().describe('Days for which what was deleted can still be brought back. 0: it cannot.'),
    locked: z.boolean().optional().describe('Whether nobody, administrators included, can delete it before its time.'),
    lockedDays: days.optional().describe('Days for which it cannot be deleted, or only with a special right.'),
  }),
  examples: {
    // S3 GetBucketLifecycleConfiguration: Rules[].{Status,Filter,Expiration.Days,NoncurrentVersionExpiration.NoncurrentDays};
    // GetBucketVersioning: Status; GetObjectLockConfiguration: Rule.DefaultRetention.{Mode,Days}
    aws: { deletesAfterDays: 90, deletesSomeAfterDays: 30, versioned: true, oldVersionsDays: 7, recoverableDays: 0, locked: false },
    // managementPolicies.get: rules[].definition.actions.baseBlob.delete; blobServices: deleteRetentionPolicy.days, isVersioningEnabled
    azure: { deletesAfterDays: 'never', deletesSomeAfterDays: 'never', versioned: false, recoverableDays: 7 },
    // Storage getBuckets: lifecycle.rule[], versioning.enabled, softDeletePolicy.retentionDurationSeconds, retentionPolicy.{retentionPeriod,isLocked}
    gcp: { deletesAfterDays: 365, deletesSomeAfterDays: 365, versioned: false, recoverableDays: 7, locked: true, lockedDays: 30 },
  },
});
