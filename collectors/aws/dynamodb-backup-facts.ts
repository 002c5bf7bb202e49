import type { ListBackupsCommandInput } from '@aws-sdk/client-dynamodb';
import type { backup } from 'claimcheck/plugin';
import { z } from 'zod';
import { present } from './kms-key-facts.ts';
import { listedBy } from './sorts.ts';
import { arnSubject } from './subjects.ts';

const instant = z.date().optional();
const Summary = z.object({
  BackupArn: z.string().startsWith('arn:'),
  TableName: z.string().min(1),
  TableId: z.string().optional(),
  BackupType: z.string().optional(),
  BackupCreationDateTime: z.date(),
  BackupExpiryDateTime: instant,
  BackupStatus: z.string().optional(),
});
export type TableBackup = z.infer<typeof Summary>;

/** Backups of all tables, those that are gone among them, and those that DynamoDB makes itself as it deletes one. Those of AWS Backup are not listed. */
export const tableBackups = listedBy({
  services: ['dynamodb'],
  call: 'dynamodb:ListBackups',
  open: async (look) => {
    const dynamodb = await look.session.client('dynamodb');
    const input: ListBackupsCommandInput = { BackupType: 'ALL', Limit: 100 };
    const onward = (ExclusiveStartBackupArn: string) => ({ ExclusiveStartBackupArn });
    return { input, ask: (asked) => dynamodb.listBackups(asked), items: 'BackupSummaries', token: 'LastEvaluatedBackupArn', onward };
  },
  shape: Summary,
  id: 'BackupArn',
  nameOf: ({ BackupArn }) => BackupArn,
  subject: (look, id) => arnSubject(look, { id, service: 'dynamodb', type: 'backup' }),
});

/** DynamoDB DescribeContinuousBackups, of one table. */
export const Recovery = z.object({
  PointInTimeRecoveryStatus: z.enum(['ENABLED', 'DISABLED']),
  RecoveryPeriodInDays: z.number().int().positive().optional(),
  EarliestRestorableDateTime: instant,
  LatestRestorableDateTime: instant,
});

export function ruleOf(told: z.infer<typeof Recovery> | undefined) {
  if (told === undefined) return {};
  const {
    PointInTimeRecoveryStatus: status,
    RecoveryPeriodInDays: days,
    EarliestRestorableDateTime: from,
    LatestRestorableDateTime: to,
  } = told;
  if (status === 'DISABLED') return { automatic: false, pointInTime: false };
  const window = { earliestRestorableAt: from?.toISOString(), latestRestorableAt: to?.toISOString() };
  return { automatic: true, pointInTime: true, retentionDays: days, pointInTimeDays: days, longTermDays: [], ...window };
}

const STATUSES: Readonly<Record<string, 'complete' | 'running' | 'deleting'>> = {
  AVAILABLE: 'complete',
  CREATING: 'running',
  DELETED: 'deleting',
};

/** One without a date of expiry never expires; all are encrypted (DynamoDB Developer Guide, "Encryption at rest"). */
export function backupIn(one: TableBackup): NonNullable<z.infer<typeof backup.data>['backups']>[number] {
  const { BackupCreationDateTime: taken, BackupExpiryDateTime: end, BackupStatus: status, BackupType: type } = one;
  const made = type === 'SYSTEM' ? ('automatic' as const) : ('by-hand' as const);
  return {
    ...{ takenAt: taken.toISOString(), made, encrypted: true, keptUntil: end?.toISOString() ?? ('for-ever' as const) },
    ...present({ status: STATUSES[status ?? ''] }),
  };
}
