import type { backup } from 'claimcheck/plugin';
import type { z } from 'zod';
import { present } from './kms-key-facts.ts';
import type { AutomatedBackup } from './rds-automated-backups.ts';
import { type Cluster, type Instance, storageOf } from './rds-facts.ts';
import type { Snapshot } from './rds-snapshot-facts.ts';

type Data = z.infer<typeof backup.data>;
export type Backup = NonNullable<Data['backups']>[number];
export type Copy = NonNullable<Data['copies']>[number];

/** A database and the rule by which RDS backs it up. */
export interface Backed {
  readonly resourceId: string | undefined;
  readonly days: number | undefined;
  readonly made: Date | undefined;
  readonly earliest: Date | undefined;
  readonly latest: Date | undefined;
  /** ARNs of its automatic backups in other regions. */
  readonly replications: readonly string[];
  readonly isReplica: boolean;
}

/** Undefined: a member of a cluster, which is backed up as a whole. */
export function backedInstance(told: Instance): Backed | undefined {
  if (told.DBClusterIdentifier !== undefined) return undefined;
  return {
    ...{ resourceId: told.DbiResourceId, days: told.BackupRetentionPeriod, made: told.InstanceCreateTime },
    ...{ earliest: undefined, latest: told.LatestRestorableTime },
    replications: told.DBInstanceAutomatedBackupsReplications?.map((one) => one.DBInstanceAutomatedBackupsArn) ?? [],
    isReplica: (told.ReadReplicaSourceDBInstanceIdentifier ?? told.ReadReplicaSourceDBClusterIdentifier) !== undefined,
  };
}

export function backedCluster(told: Cluster): Backed {
  return {
    ...{ resourceId: told.DbClusterResourceId, days: told.BackupRetentionPeriod, made: told.ClusterCreateTime },
    ...{ earliest: told.EarliestRestorableTime, latest: told.LatestRestorableTime, replications: [], isReplica: false },
  };
}

/** The rule and what is really there. RDS takes one snapshot a day, and keeps what happens in between for as long. */
export function backupsOf(
  database: Backed,
  held: readonly Snapshot[],
  window: AutomatedBackup | undefined,
  copies: readonly Copy[] | undefined,
  region: string,
): Data {
  const { days, made, latest = window?.latest, earliest = window?.earliest } = database;
  const automatic = days === undefined ? undefined : days > 0;
  const rule = automatic ? { everyHours: 24, retentionDays: days, longTermDays: [], pointInTime: true } : {};
  const backups = held.flatMap((snapshot) => backupIn(snapshot, days));
  const newest = backups.filter(({ status }) => status === 'complete').map(({ takenAt }) => takenAt);
  const here = automatic || backups.length > 0 ? [region] : [];
  return present({
    automatic,
    ...rule,
    earliestRestorableAt: automatic ? earliest?.toISOString() : undefined,
    latestRestorableAt: automatic ? latest?.toISOString() : undefined,
    protectedSince: made?.toISOString(),
    backups,
    newestAt: newest.toSorted().at(-1),
    copies: copies && [...copies],
    regions: regionsOf(here, copies),
  });
}

/** What is left of a database that is not there: its snapshots, and the automatic backups that were kept when it was deleted. */
export function leftOf(held: readonly Snapshot[], kept: readonly AutomatedBackup[], region: string): Data {
  const days = kept.map((one) => one.days).find((one) => one !== undefined);
  const automatic = kept.flatMap(({ latest, storage, days: of }) =>
    latest === undefined
      ? []
      : [{ takenAt: latest.toISOString(), made: 'automatic' as const, ...endOf(latest, of), ...encryptionIn(storage) }],
  );
  return { about: 'former-thing', backups: [...held.flatMap((one) => backupIn(one, days)), ...automatic], regions: [region] };
}

const STATUSES: Readonly<Record<string, NonNullable<Backup['status']>>> = {
  available: 'complete',
  creating: 'running',
  copying: 'running',
  deleting: 'deleting',
  failed: 'failed',
};

/** One that only begins has no time yet, and is none. A snapshot that was made by hand never expires (RDS User Guide, "Creating a DB snapshot"). */
function backupIn({ sort, status, takenAt, storage }: Snapshot, days: number | undefined): readonly Backup[] {
  if (takenAt === undefined) return [];
  const known = STATUSES[status ?? ''];
  const told = { takenAt: takenAt.toISOString(), ...(known === undefined ? {} : { status: known }), ...encryptionIn(storage) };
  if (sort === 'automated') return [{ ...told, made: 'automatic', ...endOf(takenAt, days) }];
  return [{ ...told, made: 'by-hand', keptUntil: 'for-ever' }];
}

const DAY = 86_400_000;

function endOf(takenAt: Date, days: number | undefined): { readonly keptUntil?: string } {
  return days === undefined ? {} : { keptUntil: new Date(takenAt.getTime() + days * DAY).toISOString() };
}

function encryptionIn(storage: Snapshot['storage']): { readonly encrypted?: boolean } {
  const { encrypted } = storageOf(storage);
  return encrypted === undefined ? {} : { encrypted };
}

function regionsOf(here: readonly string[], copies: readonly Copy[] | undefined): string[] | undefined {
  return copies && [...new Set([...here, ...copies.flatMap(({ region }) => region ?? [])])].sort();
}
