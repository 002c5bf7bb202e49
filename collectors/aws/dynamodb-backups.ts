import type { ListBackupsCommandInput } from '@aws-sdk/client-dynamodb';
import { backup, type Look, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { dynamodbTables } from './dynamodb-tables.ts';
import { present } from './kms-key-facts.ts';
import type { AwsSession } from './session.ts';
import { eachOf } from './things.ts';

const instant = z.date().optional();
const Recovery = z.object({
  PointInTimeRecoveryStatus: z.enum(['ENABLED', 'DISABLED']),
  RecoveryPeriodInDays: z.number().int().positive().optional(),
  EarliestRestorableDateTime: instant,
  LatestRestorableDateTime: instant,
});
const Continuous = z.object({ ContinuousBackupsDescription: z.object({ PointInTimeRecoveryDescription: Recovery.optional() }) });
const Summary = z.object({ BackupCreationDateTime: z.date(), BackupExpiryDateTime: instant, BackupStatus: z.string().optional() });
const Page = z.object({ BackupSummaries: z.array(Summary), LastEvaluatedBackupArn: z.string().optional() });
const [CONTINUOUS, LIST] = ['dynamodb:DescribeContinuousBackups', 'dynamodb:ListBackups'];
const STATUSES: Readonly<Record<string, 'complete' | 'running' | 'deleting'>> = {
  AVAILABLE: 'complete',
  CREATING: 'running',
  DELETED: 'deleting',
};

/**
 * How tables are backed up by DynamoDB itself: continuously, over 1 to 35 days where that is switched on, and by hand. What stands in AWS Backup is
 * aws.backup-recovery-points'. A backup without a date of expiry never expires; all are encrypted (DynamoDB Developer Guide, "Encryption at rest").
 */
export const dynamodbBackups = eachOf({
  id: 'aws.dynamodb-backups',
  kind: backup,
  sort: dynamodbTables,
  calls: { [CONTINUOUS]: [CONTINUOUS], [LIST]: [LIST] },
  open:
    () =>
    async ({ subject, data: { TableName, CreationDateTime: made } }, look) => {
      const dynamodb = await look.session.client('dynamodb');
      const about = { kinds: [backup], subject };
      const fields = [
        'automatic',
        'retentionDays',
        'longTermDays',
        'pointInTime',
        'pointInTimeDays',
        'earliestRestorableAt',
        'latestRestorableAt',
        'regions',
      ];
      const rule = await look.attempt({ ...about, fields }, () =>
        look.call(CONTINUOUS, { TableName }, (asked) => dynamodb.describeContinuousBackups(asked), Continuous),
      );
      const byHand = await look.attempt({ ...about, fields: ['backups', 'newestAt', 'regions'] }, () => backupsOf(look, TableName));
      const told = rule === undefined ? {} : ruleOf(rule.data.ContinuousBackupsDescription.PointInTimeRecoveryDescription);
      const newest = byHand?.data.filter(({ status }) => status === 'complete').map(({ takenAt }) => takenAt);
      const known = told.automatic !== undefined && byHand !== undefined;
      const regions = told.automatic || (byHand?.data.length ?? 0) > 0 ? [look.region] : [];
      const data = {
        ...{ ...told, protectedSince: made?.toISOString(), backups: byHand?.data, newestAt: newest?.toSorted().at(-1) },
        ...{ copies: [], regions: known ? regions : undefined },
      };
      return { data: present(data), from: [rule, byHand] };
    },
});

function ruleOf(told: z.infer<typeof Recovery> | undefined) {
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

async function backupsOf(look: Look<AwsSession>, TableName: string) {
  const dynamodb = await look.session.client('dynamodb');
  const input: ListBackupsCommandInput = { TableName };
  const next = ({ LastEvaluatedBackupArn: last }: z.infer<typeof Page>) =>
    last === undefined ? undefined : { ExclusiveStartBackupArn: last };
  const pages: Seen<z.infer<typeof Page>>[] = [];
  for await (const page of look.pages(LIST, { input, ask: (asked) => dynamodb.listBackups(asked), page: Page, next })) pages.push(page);
  const backups = pages
    .flatMap(({ data }) => data.BackupSummaries)
    .map(({ BackupCreationDateTime: taken, BackupExpiryDateTime: end, BackupStatus: status }) => ({
      ...{ takenAt: taken.toISOString(), made: 'by-hand' as const, encrypted: true, keptUntil: end?.toISOString() ?? 'for-ever' },
      ...present({ status: STATUSES[status ?? ''] }),
    }));
  return { data: backups, replies: pages.flatMap(({ replies }) => replies) };
}
