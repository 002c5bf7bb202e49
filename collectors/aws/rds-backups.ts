import { backup, defineCollector, type Look, type Subject } from 'claimcheck/plugin';
import { type AutomatedBackup, clusterBackups, instanceBackups } from './rds-automated-backups.ts';
import { type Backed, backedCluster, backedInstance, backupsOf, leftOf } from './rds-backup-facts.ts';
import { DATABASES, databaseSubject, rdsClusters, rdsInstances } from './rds-databases.ts';
import { copiesOf } from './rds-replication.ts';
import type { Snapshot } from './rds-snapshot-facts.ts';
import { clusterSnapshots, instanceSnapshots } from './rds-snapshots.ts';
import type { AwsSession } from './session.ts';
import { lostItems, type Whole, wholeOf } from './sorts.ts';
import { aws } from './source.ts';
import type { Sort } from './things.ts';

const kinds = [backup];
const sorts = [rdsInstances, rdsClusters, instanceSnapshots, clusterSnapshots, instanceBackups, clusterBackups];

/**
 * How RDS backs databases up: the rule, every snapshot that is there, how far back they can be restored, copies in other regions; and what is left of
 * databases that are gone. Recipe A-RDS-BKP. What AWS Backup makes is aws.backup-recovery-points'. A read replica that is not backed up
 * itself, and has no snapshots, is a copy of what is backed up at its source.
 */
export const rdsBackups = defineCollector({
  id: 'aws.rds-backups',
  version: 1,
  source: aws,
  per: 'region',
  kinds,
  services: DATABASES,
  calls: Object.assign({}, ...sorts.map(({ calls }) => calls)),

  collect: async (look) => {
    await look.attempt({ kinds }, () =>
      walk(look, { databases: rdsInstances, of: backedInstance, snapshots: instanceSnapshots, automated: instanceBackups }),
    );
    await look.attempt({ kinds }, () =>
      walk(look, { databases: rdsClusters, of: backedCluster, snapshots: clusterSnapshots, automated: clusterBackups }),
    );
  },
});

/** Databases of one sort, and where their backups are listed. */
interface Part<T> {
  readonly databases: Sort<T>;
  readonly of: (database: T) => Backed | undefined;
  readonly snapshots: Sort<Snapshot>;
  readonly automated: Sort<AutomatedBackup>;
}

/** Snapshots and automatic backups first, and then the databases that are there; what belongs to none of these is left of others. */
async function walk<T>(look: Look<AwsSession>, { databases, of, snapshots, automated }: Part<T>): Promise<void> {
  const held = Map.groupBy(
    (await wholeOf(look, snapshots, kinds)).filter(({ data: { sort } }) => sort !== 'awsbackup'),
    ({ data }) => databaseSubject(look, data).id,
  );
  const own = (await wholeOf(look, automated, kinds)).filter(({ data }) => data.database.split(':')[3] === look.region);
  const windows = Map.groupBy(own, ({ data }) => data.database);
  const live = new Map<string, string | undefined>();
  let unreadable = 0;
  for await (const { page, things, lost = 0 } of databases.list(look, kinds)) {
    unreadable += lost;
    await look.each(
      things,
      ({ subject }) => ({ kinds, subject }),
      async ({ subject, data }, inner) => {
        const database = of(data);
        live.set(subject.id, database?.resourceId);
        if (database === undefined) return;
        const theirs = (held.get(subject.id) ?? []).filter((one) => isOf(one, database.resourceId));
        const [window] = (windows.get(subject.id) ?? []).filter((one) => isOf(one, database.resourceId) && one.data.status !== 'retained');
        if (database.isReplica && database.days === 0 && theirs.length === 0) return;
        const copies = await inner.attempt({ kinds, subject, fields: ['copies', 'regions'] }, () => copiesOf(inner, database.replications));
        const told = backupsOf(
          database,
          theirs.map((one) => one.data),
          window?.data,
          copies?.data,
          look.region,
        );
        inner.observe(backup, subject, told, [page, copies, window?.page, ...new Set(theirs.map((one) => one.page))]);
      },
    );
  }
  if (unreadable > 0) throw lostItems(databases, unreadable, []);
  for (const id of new Set([...held.keys(), ...windows.keys()])) {
    const isLeft = (one: Whole<{ readonly resourceId: string | undefined }>) => !live.has(id) || !isOf(one, live.get(id));
    const theirs = (held.get(id) ?? []).filter(isLeft);
    const kept = (windows.get(id) ?? []).filter((one) => isLeft(one) && one.data.status === 'retained');
    const [first] = theirs.map(({ data }): Subject => databaseSubject(look, data));
    const subject = first ?? databaseSubject(look, { engine: kept[0]?.data.engine, arn: id });
    if (theirs.length + kept.length === 0) continue;
    const told = leftOf(
      theirs.map((one) => one.data),
      kept.map((one) => one.data),
      look.region,
    );
    look.observe(backup, subject, told, [...new Set([...theirs, ...kept].map((one) => one.page))]);
  }
}

/** A database that was deleted and made again under the same name is another: a resource id tells them apart, where both have one. */
function isOf({ data }: Whole<{ readonly resourceId: string | undefined }>, resourceId: string | undefined): boolean {
  return data.resourceId === undefined || resourceId === undefined || data.resourceId === resourceId;
}
