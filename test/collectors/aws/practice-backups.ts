/** What AWS Backup keeps in the practice account: several of each thing, so that one among many can be hidden. */
import { ACCOUNT, REGION } from './looking.ts';

export const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/ours`;

/** A recovery point; `has`: what is otherwise. */
export function point(id: string, has: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    ...{ RecoveryPointArn: `arn:aws:backup:${REGION}:${ACCOUNT}:recovery-point:${id}`, ResourceArn: TABLE, ResourceType: 'DynamoDB' },
    ...{ Status: 'COMPLETED', CreationDate: '-1d', IsEncrypted: true, CreatedBy: { BackupPlanId: 'daily', BackupRuleId: 'r1' } },
    ...{ Lifecycle: { DeleteAfterDays: 35 }, CalculatedLifecycle: { DeleteAt: '+34d' }, ...has },
  };
}

export const daily = { RuleId: 'r1', ScheduleExpression: 'cron(0 5 ? * * *)', Lifecycle: { DeleteAfterDays: 35 } };

export const BACKUP = {
  vaults: [
    { name: 'ours', holds: [point('1'), point('2', { ResourceArn: `${TABLE}-2` })] },
    {
      name: 'other',
      locked: true,
      holds: [point('3', { ResourceArn: `${TABLE}-3`, CreatedBy: { BackupPlanId: 'monthly', BackupRuleId: 'r2' } })],
    },
    { name: 'empty' },
  ],
  plans: [
    { id: 'daily', rules: [daily] },
    { id: 'monthly', rules: [{ ...daily, RuleId: 'r2', ScheduleExpression: 'cron(0 5 1 * ? *)', Lifecycle: { DeleteAfterDays: 365 } }] },
  ],
  tests: [{ RestoreTestingPlanName: 'monthly', ScheduleExpression: 'cron(0 5 1 * ? *)' }],
  restores: [{ RestoreJobId: 'j', Status: 'COMPLETED', CreationDate: '-3d' }],
};
