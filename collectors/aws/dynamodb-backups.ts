import { backup, defineCollector, type Look, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { backupIn, Recovery, ruleOf, type TableBackup, tableBackups } from './dynamodb-backup-facts.ts';
import { dynamodbTables, type Table, tableSubject } from './dynamodb-tables.ts';
import { present } from './kms-key-facts.ts';
import type { AwsSession } from './session.ts';
import { type Whole, wholeOf } from './sorts.ts';
import { aws } from './source.ts';
import type { Thing } from './things.ts';

const Continuous = z.object({ ContinuousBackupsDescription: z.object({ PointInTimeRecoveryDescription: Recovery.optional() }) });
const CONTINUOUS = 'dynamodb:DescribeContinuousBackups';
const kinds = [backup];
const OF_RULE = ['automatic', 'retentionDays', 'longTermDays', 'pointInTime', 'pointInTimeDays', 'earliestRestorableAt'];
const OF_BACKUPS = ['backups', 'newestAt', 'regions'];

/**
 * How tables are backed up by DynamoDB itself: continuously, over 1 to 35 days where that is switched on, and by hand; and what is left of tables that are
 * gone. What stands in AWS Backup is aws.backup-recovery-points'.
 */
export const dynamodbBackups = defineCollector({
  id: 'aws.dynamodb-backups',
  version: 1,
  source: aws,
  per: 'region',
  kinds,
  services: dynamodbTables.services,
  calls: { ...dynamodbTables.calls, ...tableBackups.calls, [CONTINUOUS]: [CONTINUOUS] },

  collect: async (look) => {
    const all = await look.attempt({ kinds, fields: OF_BACKUPS }, () => wholeOf(look, tableBackups, kinds));
    const left = all && Map.groupBy(all, ({ data }) => data.TableName);
    let unnamed = 0;
    for await (const { page, things, lost = 0, hidden = [] } of dynamodbTables.list(look, kinds)) {
      unnamed += lost;
      for (const { name } of hidden) left?.delete(name ?? '');
      await look.each(
        things,
        ({ subject }) => ({ kinds, subject }),
        async (thing, inner) => {
          const theirs = left?.get(thing.data.TableName) ?? [];
          const own = theirs.filter(({ data }) => isOf(data, thing.data));
          const others = theirs.filter(({ data }) => !isOf(data, thing.data));
          left?.set(thing.data.TableName, others);
          await observe(inner, thing, page, left && own);
        },
      );
    }
    // Of a table whose name cannot be read nobody knows whether it is there.
    if (unnamed > 0) return;
    for (const [name, theirs] of left ?? []) {
      const backups = theirs.map(({ data }) => backupIn(data));
      const told = { about: 'former-thing' as const, backups, regions: [look.region] };
      if (backups.length > 0) look.observe(backup, tableSubject(look, name), told, [...new Set(theirs.map((one) => one.page))]);
    }
  },
});

async function observe(look: Look<AwsSession>, thing: Thing<Table>, page: Seen<unknown>, own: readonly Whole<TableBackup>[] | undefined) {
  const { subject, data: table, from } = thing;
  const dynamodb = await look.session.client('dynamodb');
  const { TableName, CreationDateTime: made } = table;
  const rule = await look.attempt({ kinds, subject, fields: [...OF_RULE, 'latestRestorableAt', 'regions'] }, () =>
    look.call(CONTINUOUS, { TableName }, (asked) => dynamodb.describeContinuousBackups(asked), Continuous),
  );
  const told = rule === undefined ? {} : ruleOf(rule.data.ContinuousBackupsDescription.PointInTimeRecoveryDescription);
  const backups = own?.map(({ data }) => backupIn(data));
  const newest = backups?.filter(({ status }) => status === 'complete').map(({ takenAt }) => takenAt);
  const regions = told.automatic || (backups?.length ?? 0) > 0 ? [look.region] : [];
  const known = told.automatic !== undefined && backups !== undefined;
  const data = {
    ...{ ...told, protectedSince: made?.toISOString(), backups, newestAt: newest?.toSorted().at(-1) },
    ...{ copies: [], regions: known ? regions : undefined },
  };
  look.observe(backup, subject, present(data), [page, from, rule, ...new Set((own ?? []).map((one) => one.page))]);
}

/** A table that was deleted and made again under the same name is another: an id tells them apart, where both have one. */
function isOf({ TableId: one }: TableBackup, { TableId: other }: Table): boolean {
  return one === undefined || other === undefined || one === other;
}
