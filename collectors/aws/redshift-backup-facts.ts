import type { backup } from 'claimcheck/plugin';
import type { z } from 'zod';
import { present } from './kms-key-facts.ts';
import type { RedshiftCluster } from './redshift-clusters.ts';
import type { RedshiftSnapshot } from './redshift-snapshots.ts';

type Data = z.infer<typeof backup.data>;

/** The rule and the snapshots that are there. No schedule is told: by default one is made every eight hours, or whenever much has changed. */
export function snapshotsTold(cluster: RedshiftCluster, held: readonly RedshiftSnapshot[], region: string): Data {
  const { AutomatedSnapshotRetentionPeriod: days, ClusterCreateTime: made, ClusterSnapshotCopyStatus: copied } = cluster;
  const automatic = days === undefined ? undefined : days > 0;
  const backups = backupsIn(held, days);
  const complete = backups
    .filter(({ status }) => status === 'complete')
    .map(({ takenAt }) => takenAt)
    .toSorted();
  const away = copied === undefined ? [] : [copied];
  return present({
    automatic,
    retentionDays: automatic ? days : undefined,
    longTermDays: automatic ? [] : undefined,
    pointInTime: false,
    earliestRestorableAt: complete.at(0),
    latestRestorableAt: complete.at(-1),
    protectedSince: made?.toISOString(),
    backups,
    newestAt: complete.at(-1),
    copies: away.map(({ DestinationRegion, RetentionPeriod }) => ({
      ...{ region: DestinationRegion, otherAccount: false },
      ...present({ retentionDays: RetentionPeriod }),
    })),
    regions: [...(automatic || backups.length > 0 ? [region] : []), ...away.map((copy) => copy.DestinationRegion)].toSorted(),
  });
}

/** What is left here of a cluster that is not. */
export function leftOf(held: readonly RedshiftSnapshot[], region: string): Data {
  return { about: 'former-thing', backups: backupsIn(held, undefined), regions: [region] };
}

const STATUSES: Readonly<Record<string, 'complete' | 'running' | 'failed' | 'deleting'>> = {
  available: 'complete',
  creating: 'running',
  copying: 'running',
  failed: 'failed',
  deleted: 'deleting',
};
const DAY = 86_400_000;

/** One by hand is kept for ever where its period is -1 (Redshift API Reference, Snapshot). */
function backupsIn(held: readonly RedshiftSnapshot[], days: number | undefined): NonNullable<Data['backups']> {
  return held.flatMap((snapshot) => {
    const { SnapshotCreateTime: taken, SnapshotType, Status, Encrypted: encrypted, ManualSnapshotRetentionPeriod: period } = snapshot;
    if (taken === undefined) return [];
    const byHand = SnapshotType === 'manual';
    const kept = byHand ? period : days;
    const until =
      kept === undefined ? undefined : new Date((snapshot.SnapshotRetentionStartTime ?? taken).getTime() + kept * DAY).toISOString();
    const told = { status: STATUSES[Status ?? ''], encrypted, keptUntil: byHand && kept === -1 ? ('for-ever' as const) : until };
    return [{ takenAt: taken.toISOString(), made: byHand ? ('by-hand' as const) : ('automatic' as const), ...present(told) }];
  });
}
