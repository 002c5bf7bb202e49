import { z } from 'zod';
import { constant, days, defineKind, instant, reference } from './kind.ts';

/** What cannot be known of what is not, or no longer, a thing: nothing is made there. */
const untold = {
  thing: [],
  'former-thing': ['automatic', 'newestAt', 'latestRestorableAt'],
  vault: ['automatic', 'newestAt', 'latestRestorableAt', 'backups'],
} as const;

/** Sources: facts/proof-recipes A-RDS-BKP, A-BKP, Z-SQL-BKP, Z-PG, Z-RSV, G-SQL. */
export const backup = defineKind({
  id: 'backup',
  means: 'How one thing that holds data is backed up: the rule, what is really there, how long it stays, where it lies.',
  data: z
    .strictObject({
      about: z
        .enum(['thing', 'former-thing', 'vault'])
        .optional()
        .describe(
          'What is looked at: a thing that holds data (also where this is absent), one that is gone and of which only backups are left, or a ' +
            'vault, of which only its bounds and places are known.',
        ),
      automatic: z
        .boolean()
        .optional()
        .describe('Whether backups are made by themselves, by the service that is looked at. Another service may make others.'),
      everyHours: z.number().positive().optional().describe('Hours between scheduled backups.'),
      retentionDays: days
        .optional()
        .describe('Days for which automatic backups are kept; where there are several rules, those of the most frequent one.'),
      retainedCount: z
        .int()
        .nonnegative()
        .optional()
        .describe('How many automatic backups are kept, where the provider counts them instead of days.'),
      longTermDays: z
        .array(days)
        .optional()
        .describe('Further retention rules beside that one, each in days (a weekly, monthly or yearly copy). Empty: there are none.'),
      pointInTime: z.boolean().optional().describe('Whether any moment within the retention can be restored.'),
      pointInTimeDays: days.optional().describe('Days over which any moment can be restored.'),
      earliestRestorableAt: instant.optional().describe('The oldest moment that can be restored now.'),
      latestRestorableAt: instant.optional().describe('The newest moment that can be restored now.'),
      protectedSince: instant
        .optional()
        .describe('Since when backups can have been made: a young thing cannot yet show its whole retention.'),
      backups: z
        .array(
          z.strictObject({
            takenAt: instant.describe('When it was taken.'),
            made: z.enum(['automatic', 'by-hand']).describe('By a schedule, or by someone.'),
            status: z
              .enum(['complete', 'partial', 'failed', 'running', 'deleting'])
              .optional()
              .describe('Whether it can be restored from.'),
            keptUntil: z
              .union([instant, z.literal('for-ever')])
              .optional()
              .describe('When it is deleted by itself, of an automatic one by its rule; "for-ever": never.'),
            encrypted: z.boolean().optional().describe('Whether it is encrypted where it lies.'),
            region: constant.optional().describe("Where it lies, where that is not the thing's own region."),
            otherAccount: z.boolean().optional().describe('Whether another account holds it.'),
            vault: reference.optional().describe('The vault that holds it.'),
          }),
        )
        .optional()
        .describe('Every backup that is there. Empty: there is none. Absent: they were not listed.'),
      allByRule: z
        .boolean()
        .optional()
        .describe(
          'true: the provider keeps no backups but those that the rules make, for as long as they say, and cannot list them; then `backups` is ' +
            'absent.',
        ),
      encrypted: z
        .boolean()
        .optional()
        .describe('Whether all its backups are encrypted where they lie, of those that cannot be listed; else it stands with each.'),
      newestAt: instant.optional().describe('When the newest complete backup was taken. Absent: not read, or there is none.'),
      copies: z
        .array(
          z.strictObject({
            region: constant.optional().describe('Where to.'),
            otherAccount: z.boolean().optional().describe('Whether into another account.'),
            retentionDays: days.optional().describe('Days for which the copy is kept.'),
            vault: reference.optional().describe('The vault that it goes to.'),
          }),
        )
        .optional()
        .describe('Where the rule sends further copies. Empty: nowhere.'),
      redundancy: z
        .enum(['local', 'zone', 'geo', 'geo-zone'])
        .optional()
        .describe('How the storage of the backups is spread: one place, several zones, or a paired region too.'),
      regions: z
        .array(constant)
        .optional()
        .describe('Every region (or multi-region) in which backups lie, paired regions and copies included. Empty: there are none.'),
      locked: z.boolean().optional().describe('Whether nobody, administrators included, can shorten or delete them before their time.'),
      lockedDays: z
        .strictObject({
          atLeast: days.optional().describe('The shortest retention that the vault takes.'),
          atMost: days.optional().describe('The longest retention that the vault takes.'),
        })
        .optional()
        .describe('Bounds that a vault sets, in days.'),
    })
    .refine(({ allByRule, encrypted, backups }) => backups === undefined || (allByRule !== true && encrypted === undefined), {
      path: ['backups'],
      message: 'they cannot be listed, and yet they are',
    })
    .refine(({ backups, newestAt }) => backups?.length !== 0 || newestAt === undefined, {
      path: ['newestAt'],
      message: 'there is no backup, and yet there is a newest one',
    })
    .refine(({ about, ...told }) => about === undefined || untold[about].every((field) => told[field] === undefined), {
      path: ['about'],
      message: 'nothing can be made any more, or it is a vault: only backups, or bounds and places, can be told',
    }),
  references: ['backups.vault', 'copies.vault'],
  examples: {
    // RDS DescribeDBInstances: BackupRetentionPeriod, LatestRestorableTime, InstanceCreateTime; DescribeDBInstanceAutomatedBackups:
    // RestoreWindow,
    // Encrypted, Region; DescribeDBSnapshots: SnapshotCreateTime, SnapshotType
    aws: {
      automatic: true,
      everyHours: 24,
      retentionDays: 35,
      pointInTime: true,
      earliestRestorableAt: '2025-12-28T03:10:00Z',
      latestRestorableAt: '2026-02-01T08:55:00Z',
      protectedSince: '2024-05-02T10:00:00Z',
      backups: [
        { takenAt: '2026-02-01T03:10:00Z', made: 'automatic', status: 'complete', keptUntil: '2026-03-08T03:10:00Z', encrypted: true },
      ],
      newestAt: '2026-02-01T03:10:00Z',
      copies: [],
      regions: ['eu-west-1'],
    },
    // backupShortTermRetentionPolicies.get: retentionDays; longTermRetentionPolicies.get: weekly/monthly/yearlyRetention;
    // databases: currentBackupStorageRedundancy, earliestRestoreDate
    azure: {
      automatic: true,
      retentionDays: 35,
      longTermDays: [],
      pointInTime: true,
      earliestRestorableAt: '2025-12-28T00:00:00Z',
      allByRule: true,
      encrypted: true,
      redundancy: 'zone',
      regions: ['uksouth'],
    },
    // sqladmin instances.list:
    // settings.backupConfiguration.{enabled,pointInTimeRecoveryEnabled,backupRetentionSettings,transactionLogRetentionDays,location}
    gcp: { automatic: true, retainedCount: 35, pointInTime: true, pointInTimeDays: 7, backups: [], regions: ['eu'] },
  },
});
