import { z } from 'zod';
import { days, defineKind, instant, reference } from './kind.ts';

/** Sources: facts/proof-recipes A-BKP (restore jobs, restore testing plans), Z-RSV (restore jobs), G-SQL (restore operations), D-TEST. */
export const restoreTest = defineKind({
  id: 'restore-test',
  means: 'Whether and when backups of one thing, or of one plan, were really restored.',
  data: z.strictObject({
    tests: z
      .array(
        z.strictObject({
          at: instant.describe('When it ended, or began where it has not ended.'),
          outcome: z.enum(['completed', 'failed', 'aborted', 'running']).describe('How it ended.'),
          validated: z
            .enum(['passed', 'failed', 'not-done'])
            .optional()
            .describe('Whether what was restored was looked at, and how that went.'),
          purpose: z.enum(['test', 'recovery', 'unknown']).optional().describe('A planned test, or a recovery in earnest.'),
          backupAt: instant.optional().describe('When the backup that was restored had been taken.'),
          minutes: z.number().nonnegative().optional().describe('Minutes that it took.'),
        }),
      )
      .optional()
      .describe('Every restore that the provider still knows of, or that a document records. Empty: none.'),
    knownSince: instant.optional().describe('How far back the provider remembers restores: an older one would not show.'),
    plannedEveryDays: days.optional().describe('Days between planned tests.'),
    of: reference.optional().describe('The thing that was restored, where the subject is a plan or a record.'),
  }),
  references: ['of'],
  examples: {
    // Backup ListRestoreJobs: Status, CompletionDate, ValidationStatus, RecoveryPointCreationDate; GetRestoreTestingPlan:
    // ScheduleExpression
    aws: {
      tests: [
        {
          at: '2026-01-14T02:40:00Z',
          outcome: 'completed',
          validated: 'passed',
          purpose: 'test',
          backupAt: '2026-01-13T03:00:00Z',
          minutes: 38,
        },
      ],
      plannedEveryDays: 30,
      of: 's000001',
    },
    // backupJobs.list: operation Restore, status, endTime, duration
    azure: { tests: [{ at: '2025-11-03T10:15:00Z', outcome: 'completed', purpose: 'unknown', minutes: 21 }] },
    // sqladmin operations.list: operationType RESTORE_VOLUME, status, endTime
    gcp: { tests: [] },
    // The dated record of a test
    documents: { tests: [{ at: '2025-12-01T00:00:00Z', outcome: 'completed', validated: 'passed', purpose: 'test' }] },
  },
});
