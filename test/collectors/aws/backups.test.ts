/** AWS Backup, and what DynamoDB, EFS and Redshift keep themselves: each pitfall of the recipe A-BKP. */
import { describe, expect, test } from 'vitest';
import { backupRecoveryPoints } from '../../../collectors/aws/backup-recovery-points.ts';
import { backupRestores } from '../../../collectors/aws/backup-restores.ts';
import { dynamodbBackups } from '../../../collectors/aws/dynamodb-backups.ts';
import { efsBackups } from '../../../collectors/aws/efs-backups.ts';
import { redshiftBackups } from '../../../collectors/aws/redshift-backups.ts';
import { hoursBetween } from '../../../collectors/aws/schedule.ts';
import { backupsKept } from '../../../src/checks/backups-kept.ts';
import { backupsLocatedIn } from '../../../src/checks/backups-located-in.ts';
import { backupsRecent } from '../../../src/checks/backups-recent.ts';
import type { Collector } from '../../../src/plugin.ts';
import { ACCOUNT, REGION } from './looking.ts';
import { seenBy } from './practice-account.ts';
import { daily, point } from './practice-backups.ts';

type Section = Readonly<Record<string, unknown>>;

function seen(collector: Collector, sections: Section) {
  return seenBy(collector, { regions: { [REGION]: sections, 'us-east-1': {} } });
}

async function told(collector: Collector, sections: Section): Promise<readonly unknown[]> {
  const { observed, gaps } = await seen(collector, sections);
  expect(gaps).toEqual([]);
  return observed.map(({ data }) => data);
}

const backup = (holds: readonly Section[], rules: readonly Section[] = [daily]) => ({
  backup: { vaults: [{ name: 'v', holds }], plans: [{ id: 'daily', rules }] },
});

/** What is told of the resources, and not of the vault. */
async function toldOfResources(sections: Section): Promise<readonly unknown[]> {
  return (await told(backupRecoveryPoints, sections)).filter((data) => Object(data).about !== 'vault');
}

describe('A-BKP: recovery points', () => {
  test('the rule that made them, each with its end, and where copies go', async () => {
    const away = `arn:aws:backup:us-east-1:444455556666:backup-vault:far`;
    const rule = { ...daily, CopyActions: [{ DestinationBackupVaultArn: away, Lifecycle: { DeleteAfterDays: 90 } }] };
    const points = [point('1', { CreationDate: '-35d', CalculatedLifecycle: { DeleteAt: '+0d' } }), point('2')];
    expect(await toldOfResources(backup(points, [rule]))).toMatchObject([
      {
        ...{ automatic: true, everyHours: 24, retentionDays: 35, longTermDays: [] },
        ...{ earliestRestorableAt: '2026-04-27T00:00:00.000Z', newestAt: '2026-05-31T00:00:00.000Z' },
        backups: [
          { made: 'automatic', status: 'complete', encrypted: true, keptUntil: '2026-06-01T00:00:00.000Z' },
          { made: 'automatic', keptUntil: '2026-07-05T00:00:00.000Z' },
        ],
        copies: [{ region: 'us-east-1', otherAccount: true, retentionDays: 90 }],
        regions: [REGION, 'us-east-1'],
      },
    ]);
  });

  test('the most frequent rule tells the retention, and the others stand beside it', async () => {
    const monthly = { ...daily, RuleId: 'r2', ScheduleExpression: 'cron(0 5 1 * ? *)', Lifecycle: { DeleteAfterDays: 365 } };
    const points = [point('1'), point('2', { CreatedBy: { BackupPlanId: 'daily', BackupRuleId: 'r2' } })];
    const [data] = await toldOfResources(backup(points, [monthly, daily]));
    expect(data).toMatchObject({ everyHours: 24, retentionDays: 35, longTermDays: [365] });
  });

  test('a rule that deletes nothing has no retention in days, and its points stay for ever', async () => {
    const points = [point('1', { Lifecycle: {}, CalculatedLifecycle: {} })];
    const [data] = await toldOfResources(backup(points, [{ ...daily, Lifecycle: { DeleteAfterDays: -1 } }]));
    expect(data).toMatchObject({ automatic: true, backups: [{ keptUntil: 'for-ever' }] });
    expect(data).not.toHaveProperty('retentionDays');
  });

  test('a copy that a rule sends elsewhere contradicts that backups lie here, though none has been sent yet', async () => {
    const away = { DestinationBackupVaultArn: `arn:aws:backup:us-east-1:${ACCOUNT}:backup-vault:far` };
    const here = (data: unknown) => backupsLocatedIn.bind({ regions: [REGION] }).judge(data, { at: '2026-06-01T00:00:00Z' }).is;
    const near = await toldOfResources(backup([point('1')]));
    const far = await toldOfResources(backup([point('1')], [{ ...daily, CopyActions: [away] }]));
    expect([near.map(here), far.map(here)]).toEqual([['holds'], ['contradicts']]);
  });

  test('what goes after an event is not kept for ever, and nobody tells until when', async () => {
    const lifecycle = { DeleteAfterEvent: 'DELETE_AFTER_COPY' };
    const points = [point('1', { Lifecycle: lifecycle, CalculatedLifecycle: {} }), point('2', { Lifecycle: lifecycle })];
    const rule = { ...daily, Lifecycle: { DeleteAfterDays: 35, ...lifecycle } };
    const [data] = await toldOfResources(backup(points, [rule]));
    expect(Object(data).backups.map(Object.keys)).toEqual([1, 2].map(() => expect.not.arrayContaining(['keptUntil'])));
    expect(data).toMatchObject({ automatic: true });
    expect(data).not.toHaveProperty('retentionDays');
  });

  test('without a calculated end, the days count from when it was taken', async () => {
    const [data] = await toldOfResources(backup([point('1', { CalculatedLifecycle: undefined })]));
    expect(data).toMatchObject({ backups: [{ keptUntil: '2026-07-05T00:00:00.000Z' }] });
  });

  test('points of a plan that is gone, or by hand, show no rule; and their resource may be gone as well', async () => {
    const points = [point('1', { CreatedBy: { BackupPlanId: 'gone', BackupRuleId: 'r' } }), point('2', { CreatedBy: undefined })];
    const [data] = await toldOfResources(backup(points));
    expect(data).toMatchObject({ backups: [{ made: 'automatic' }, { made: 'by-hand' }], copies: [] });
    expect(data).not.toHaveProperty('automatic');
  });

  test.each<[string, Section, string]>([
    ['old, because its resource is gone or because backups fail', { CreationDate: '-20d' }, 'unseen'],
    ['of this night', {}, 'holds'],
  ])('a newest point that is %s', async (_what, has, is) => {
    const [data] = await toldOfResources(backup([point('1', has)]));
    expect(backupsRecent.bind({ within: '26h' }).judge(data, { at: '2026-06-01T00:00:00Z' }).is).toBe(is);
  });

  const table = point('1').ResourceArn;
  test.each<[string, readonly Section[], true | undefined, number | undefined]>([
    ['its name', [{ Resources: [table] }], true, 35],
    ['all that there is', [{ Resources: ['*'] }], true, 35],
    ['a pattern', [{ Resources: ['arn:aws:dynamodb:*:*:table/*'] }], true, 35],
    ['another name', [{ Resources: [`${table}-2`] }], undefined, undefined],
    ['nothing at all', [], undefined, undefined],
    ['all but it', [{ Resources: ['*'], NotResources: [table] }], undefined, undefined],
    ['another name, and in a second selection its own', [{ Resources: ['arn:aws:s3:::b'] }, { Resources: [table] }], true, 35],
    ['a tag, which nobody tells', [{ Resources: [], ListOfTags: [{ ConditionType: 'STRINGEQUALS' }] }], true, 35],
    ['another name, if it has a tag', [{ Resources: ['arn:aws:s3:::*'], Conditions: { StringEquals: [{}] } }], undefined, undefined],
  ])('a rule whose plan is for %s', async (_what, selections, automatic, days) => {
    const sections = { backup: { vaults: [{ name: 'v', holds: [point('1')] }], plans: [{ id: 'daily', rules: [daily], selections }] } };
    const [data] = await toldOfResources(sections);
    expect([Object(data).automatic, Object(data).retentionDays]).toEqual([automatic, days]);
  });

  test('a continuous point is every moment of its days, and no single backup', async () => {
    const continuous = point('1', {
      RecoveryPointArn: `arn:aws:backup:${REGION}:${ACCOUNT}:recovery-point:continuous:x-1`,
      CreationDate: '-300d',
    });
    const [data] = await toldOfResources(backup([continuous]));
    expect(data).toMatchObject({ pointInTime: true, pointInTimeDays: 35, backups: [] });
  });

  test('a point that was copied here from another region is of a thing there', async () => {
    const far = `arn:aws:rds:us-east-1:${ACCOUNT}:db:far`;
    const [data] = await toldOfResources(backup([point('1', { ResourceArn: far })]));
    expect(data).toMatchObject({ about: 'former-thing', backups: [{ made: 'automatic' }], regions: [REGION] });
    expect(data).not.toHaveProperty('automatic');
  });

  test.each([
    ['COMPLETED', 'complete'],
    ['EXPIRED', 'complete'],
    ['PARTIAL', 'partial'],
    ['CREATING', 'running'],
    ['DELETING', 'deleting'],
    ['SOMETHING', undefined],
  ])('%s is %s', async (Status, status) => {
    const [data] = await toldOfResources(backup([point('1', { Status })]));
    expect(Object(data).backups[0].status).toBe(status);
    expect(Object(data).newestAt === undefined).toBe(status !== 'complete');
  });

  test('a vault that cannot be read may hold points of anything', async () => {
    const { observed, gaps } = await seenBy(backupRecoveryPoints, {
      faults: [{ fault: 'deny', on: { action: 'ListRecoveryPointsByBackupVault', subject: 'b' } }],
      regions: { [REGION]: { backup: { vaults: [{ name: 'a', holds: [point('1')] }, { name: 'b' }], plans: [] } }, 'us-east-1': {} },
    });
    expect(observed.map(({ data }) => Object(data).about)).toEqual(['vault']);
    expect(gaps).toMatchObject([{ reason: 'denied', permissions: ['backup:ListRecoveryPointsByBackupVault'] }]);
    expect(gaps[0]).not.toHaveProperty('subject');
  });

  test('so does one point that cannot be read', async () => {
    const { observed, gaps } = await seenBy(backupRecoveryPoints, {
      faults: [{ fault: 'malformed', field: 'ResourceArn', item: `arn:aws:backup:${REGION}:${ACCOUNT}:recovery-point:2` }],
      regions: { [REGION]: backup([point('1'), point('2')]), 'us-east-1': {} },
    });
    expect(observed).toEqual([]);
    expect(gaps.some(({ subject }) => subject === undefined)).toBe(true);
  });
});

describe('A-BKP: schedules', () => {
  test.each([
    ['rate(12 hours)', 12],
    ['rate(1 day)', 24],
    ['cron(0 5 ? * * *)', 24],
    ['cron(0 0/8 ? * * *)', 8],
    ['cron(30 * * * ? *)', 1],
    ['cron(0 5 ? * 7 *)', 168],
    ['cron(0 5 ? * SUN *)', 168],
    ['cron(0 5 1 * ? *)', 744],
    ['cron(0 5 1 1 ? *)', 8784],
    ['cron(0 5,17 ? * * *)', undefined],
    ['cron(0 5 ? * MON-FRI *)', undefined],
    ['cron(0 5 ? * * 2026)', undefined],
    ['cron(0/5 * ? * * *)', undefined],
    ['now and then', undefined],
    [undefined, undefined],
  ])('%s is every %s hours', (schedule, hours) => {
    expect(hoursBetween(schedule)).toBe(hours);
  });
});

describe('A-BKP: vaults', () => {
  const vault = (has: Section, holds: readonly Section[] = [point('1')]) => ({ backup: { vaults: [{ name: 'v', holds, has }] } });

  async function toldOfVault(sections: Section) {
    return (await told(backupRecoveryPoints, sections)).find((data) => Object(data).about === 'vault');
  }

  test("a vault's key is not that of the backups of services that AWS Backup does not manage whole", async () => {
    const held = [point('1', { IsEncrypted: false, ResourceType: 'RDS' })];
    expect(await toldOfVault(vault({ Locked: false, EncryptionKeyType: 'CUSTOMER_MANAGED_KMS_KEY' }, held))).toMatchObject({
      encrypted: false,
    });
  });

  test('an empty one holds nothing anywhere', async () => {
    expect(await toldOfVault(vault({ Locked: false }, []))).toBeUndefined();
  });

  test.each([
    ['not locked', vault({ Locked: false }), { encrypted: true, locked: false }],
    [
      'a lock that an administrator can take off is none',
      vault({ Locked: true, MinRetentionDays: 7, MaxRetentionDays: 90 }),
      { encrypted: true, locked: false, lockedDays: { atLeast: 7, atMost: 90 } },
    ],
    [
      'of a lock with a date it is not told whether that has come',
      vault({ Locked: true, LockDate: '-9d' }),
      { encrypted: true, lockedDays: {} },
    ],
    [
      'one point that is not encrypted',
      vault({ Locked: false }, [point('1'), point('2', { IsEncrypted: false })]),
      { encrypted: false, locked: false },
    ],
    ['one point of which that is not told', vault({ Locked: false }, [point('1', { IsEncrypted: undefined })]), { locked: false }],
  ])('%s', async (_, sections, expected) => {
    expect(await toldOfVault(sections)).toEqual({ about: 'vault', regions: [REGION], ...expected });
  });
});

describe('A-BKP: restores', () => {
  const job = (has: Section) => ({ RestoreJobId: 'j', Status: 'COMPLETED', CreationDate: '-3d', ...has });
  const restores = (...jobs: readonly Section[]) => ({ backup: { restores: jobs } });

  test.each([
    [['cron(0 5 1 * ? *)', 'rate(7 days)'], 7],
    [['cron(0 5 1 * ? *)'], 31],
    [['cron(0 5 1 * ? *)', 'cron(0 5 ? * MON#1 *)'], undefined],
    [[], undefined],
  ])('tests that are planned by %j come every %s days', async (schedules, days) => {
    const tests = schedules.map((ScheduleExpression) => ({ ScheduleExpression }));
    const [data] = await told(backupRestores, { backup: { tests } });
    expect(Object(data).plannedEveryDays).toBe(days);
  });

  test('none is told as none', async () => {
    expect(await told(backupRestores, restores())).toEqual([{ tests: [] }]);
  });

  test.each([
    [
      { CompletionDate: '-2d' },
      { at: '2026-05-30T00:00:00.000Z', outcome: 'completed', minutes: 1440, validated: 'not-done', purpose: 'unknown' },
    ],
    [{ Status: 'RUNNING' }, { at: '2026-05-29T00:00:00.000Z', outcome: 'running' }],
    [
      { Status: 'FAILED', ValidationStatus: 'FAILED' },
      { outcome: 'failed', validated: 'failed' },
    ],
    [
      { ValidationStatus: 'SUCCESSFUL', CreatedBy: { RestoreTestingPlanArn: 'arn:plan' } },
      { validated: 'passed', purpose: 'test' },
    ],
    [{ RecoveryPointCreationDate: '-4d' }, { backupAt: '2026-05-28T00:00:00.000Z' }],
  ])('%o', async (has, expected) => {
    const [data] = await told(backupRestores, restores(job(has)));
    expect(Object(data).tests).toMatchObject([expected]);
  });

  test('while it is being validated, that is not told', async () => {
    const [data] = await told(backupRestores, restores(job({ ValidationStatus: 'VALIDATING' })));
    expect(Object(data).tests[0]).not.toHaveProperty('validated');
  });
});

describe('DynamoDB', () => {
  const table = (recovery: Section, backups: readonly Section[] = []) => ({ dynamodb: { tables: [{ name: 't', recovery, backups }] } });
  const on = {
    ...{ PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 35 },
    ...{ EarliestRestorableDateTime: '-35d', LatestRestorableDateTime: '-5m' },
  };

  test('the window of point-in-time recovery', async () => {
    expect(await told(dynamodbBackups, table(on))).toEqual([
      {
        ...{ automatic: true, pointInTime: true, retentionDays: 35, pointInTimeDays: 35, longTermDays: [], backups: [], copies: [] },
        ...{ earliestRestorableAt: '2026-04-27T00:00:00.000Z', latestRestorableAt: '2026-05-31T23:55:00.000Z' },
        ...{ protectedSince: '2026-03-03T00:00:00.000Z', regions: [REGION] },
      },
    ]);
  });

  test('switched off, with a backup by hand that never expires', async () => {
    const [data] = await told(dynamodbBackups, table({}, [{ BackupCreationDateTime: '-9d' }]));
    expect(data).toMatchObject({
      ...{ automatic: false, pointInTime: false, newestAt: '2026-05-23T00:00:00.000Z', regions: [REGION] },
      backups: [{ made: 'by-hand', keptUntil: 'for-ever', encrypted: true, status: 'complete' }],
    });
  });

  test('what is left of a table that is gone, and of one that was made again under the same name', async () => {
    const of = (TableName: string, has: Section = {}) => ({
      ...{ TableName, TableId: 'old', BackupArn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${TableName}/backup/1` },
      ...{ BackupCreationDateTime: '-400d', ...has },
    });
    const tables = [{ name: 't', has: { TableId: 'new' }, backups: [{ TableId: 'new', BackupCreationDateTime: '-1d' }] }];
    const left = [of('gone'), of('t', { BackupType: 'SYSTEM', BackupExpiryDateTime: '+5d' })];
    const { observed, gaps } = await seen(dynamodbBackups, { dynamodb: { tables, left } });
    expect(gaps).toEqual([]);
    expect(observed.map(({ subject, data }) => [subject.name, data])).toMatchObject([
      ['t', { automatic: false, backups: [{ takenAt: '2026-05-31T00:00:00.000Z' }] }],
      ['t', { about: 'former-thing', backups: [{ made: 'automatic', keptUntil: '2026-06-06T00:00:00.000Z' }] }],
      ['gone', { about: 'former-thing', backups: [{ made: 'by-hand', keptUntil: 'for-ever' }] }],
    ]);
    const kept = backupsKept.bind({ atMost: 35 });
    expect(observed.map(({ data }) => kept.judge(data, { at: '2026-06-01T00:00:00Z' }).is)).toEqual([
      'contradicts',
      'contradicts',
      'contradicts',
    ]);
  });

  test('a table that cannot be described is not gone', async () => {
    const backups = [{ BackupCreationDateTime: '-1d' }];
    const { observed, gaps } = await seenBy(dynamodbBackups, {
      faults: [{ fault: 'deny', on: { action: 'DescribeTable', subject: 'b' } }],
      regions: { [REGION]: { dynamodb: { tables: [{ name: 'a' }, { name: 'b', backups }] } }, 'us-east-1': {} },
    });
    expect(observed.map(({ subject }) => subject.name)).toEqual(['a']);
    expect(gaps).toMatchObject([{ reason: 'denied', subject: { name: 'b' } }]);
  });

  test('without any backup there is none anywhere', async () => {
    expect(await told(dynamodbBackups, table({}))).toMatchObject([{ automatic: false, backups: [], regions: [] }]);
  });
});

describe('EFS', () => {
  const fileSystem = (backups?: string) => ({ elasticfilesystem: { fileSystems: [{ name: 'fs-1', ...(backups ? { backups } : {}) }] } });
  const protectedSince = '2026-03-03T00:00:00.000Z';

  test.each([
    ['ENABLED', { automatic: true, everyHours: 24, protectedSince }],
    ['DISABLED', { automatic: false, backups: [], copies: [], regions: [], protectedSince }],
    [undefined, { automatic: false, backups: [], copies: [], regions: [], protectedSince }],
    ['ENABLING', { protectedSince }],
  ])('a backup policy that is %s', async (status, expected) => {
    expect(await told(efsBackups, fileSystem(status))).toEqual([expected]);
  });
});

describe('Redshift', () => {
  const snapshot = (ClusterIdentifier: string, has: Section = {}) => ({
    ...{ SnapshotIdentifier: `${ClusterIdentifier}-1`, ClusterIdentifier, SnapshotType: 'automated', Status: 'available' },
    ...{ SnapshotCreateTime: '-1d', Encrypted: true, ...has },
  });
  const cluster = (has: Section, ...snapshots: readonly Section[]) => ({ redshift: { clusters: [{ name: 'c', has }], snapshots } });

  test('the rule, each snapshot with its end, and a copy in another region', async () => {
    const copied = { ClusterSnapshotCopyStatus: { DestinationRegion: 'eu-central-1', RetentionPeriod: 7 } };
    const rule = { AutomatedSnapshotRetentionPeriod: 35, ...copied };
    expect(await told(redshiftBackups, cluster(rule, snapshot('c')))).toMatchObject([
      {
        ...{ automatic: true, retentionDays: 35, newestAt: '2026-05-31T00:00:00.000Z', regions: ['eu-central-1', REGION] },
        backups: [{ made: 'automatic', status: 'complete', encrypted: true, keptUntil: '2026-07-05T00:00:00.000Z' }],
        copies: [{ region: 'eu-central-1', retentionDays: 7 }],
      },
    ]);
  });

  test.each([
    [-1, 'for-ever'],
    [90, '2026-08-29T00:00:00.000Z'],
  ])('a snapshot by hand with a period of %d', async (ManualSnapshotRetentionPeriod, keptUntil) => {
    const byHand = snapshot('c', { SnapshotType: 'manual', ManualSnapshotRetentionPeriod });
    expect(await told(redshiftBackups, cluster({}, byHand))).toMatchObject([{ backups: [{ made: 'by-hand', keptUntil }] }]);
  });

  test('a snapshot of a cluster that is gone, and none of another account', async () => {
    const data = await told(redshiftBackups, cluster({}, snapshot('gone'), snapshot('theirs', { OwnerAccount: '444455556666' })));
    expect(data).toMatchObject([
      { automatic: true, backups: [] },
      { about: 'former-thing', backups: [{ made: 'automatic' }] },
    ]);
  });
});
