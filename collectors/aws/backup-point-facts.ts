import type { backup } from 'claimcheck/plugin';
import type { z } from 'zod';
import type { BackupRule } from './backup-plans.ts';
import type { Point } from './backup-points.ts';
import type { Vault } from './backup-vaults.ts';
import { present } from './kms-key-facts.ts';

type Data = z.infer<typeof backup.data>;

/** What joining points and rules needs to know of the place. `refer`: a vault's pseudonym. */
export interface Place {
  readonly region: string;
  readonly account: string;
  readonly refer: (vault: string) => string;
}

/** The fields that hang on the rules, and are a gap where a plan could not be read. */
export const RULE_FIELDS = [
  'automatic',
  'everyHours',
  'retentionDays',
  'longTermDays',
  'pointInTime',
  'pointInTimeDays',
  'copies',
  'regions',
];

/**
 * A resource with recovery points of AWS Backup, which keeps points of what is gone too, and does not tell whether it is: so nothing is said that only holds
 * of what is still there, as that it is not backed up by itself, or that no moment of it can be restored. `rules`: those that made some points, are still
 * there, and are still for it; undefined: a plan could not be read.
 */
export function pointsTold(points: readonly Point[], rules: readonly BackupRule[] | undefined, place: Place): Data {
  const backups = backupsIn(points, place);
  const complete = backups
    .filter(({ status }) => status === 'complete')
    .map(({ takenAt }) => takenAt)
    .toSorted();
  const told = rules === undefined ? {} : ruleTold(rules, place);
  const continuous = points.map((point) => point.continuous).filter((days) => days !== false);
  const copies = told.copies?.flatMap(({ region }) => region ?? []);
  return present({
    ...told,
    pointInTime: continuous.length > 0 || told.pointInTime || undefined,
    pointInTimeDays: continuous.find((days) => typeof days === 'number'),
    earliestRestorableAt: complete.at(0),
    latestRestorableAt: complete.at(-1),
    newestAt: complete.at(-1),
    backups,
    regions: copies && [...new Set([place.region, ...copies])].sort(),
  });
}

/**
 * A vault with its bounds. Whether what lies in it is encrypted hangs on each point: the vault's key is that of some sorts of resource only. A lock without
 * a date can be taken off by an administrator ("governance mode"); one with a date cannot from then on, and whether that has come is not told here
 * (AWS Backup API Reference, BackupVaultListMember).
 */
export function vaultTold(vault: Vault, points: readonly Point[], place: Place): Data {
  const { Locked: locked, LockDate, MinRetentionDays: atLeast, MaxRetentionDays: atMost } = vault;
  const encrypted = points.map((point) => point.encrypted);
  return present({
    about: 'vault' as const,
    regions: [place.region],
    encrypted: encrypted.includes(false) ? false : encrypted.includes(undefined) ? undefined : true,
    locked: locked === undefined || (locked && LockDate !== undefined) ? undefined : false,
    lockedDays: locked ? present({ atLeast, atMost }) : undefined,
  });
}

/** Recovery points that were copied here: of their thing only backups are here. */
export function copiesTold(points: readonly Point[], place: Place): Data {
  return { about: 'former-thing', backups: backupsIn(points, place), regions: [place.region] };
}

/** A continuous point has no one moment, and is none of these. */
function backupsIn(points: readonly Point[], { refer }: Place): NonNullable<Data['backups']> {
  return points
    .filter(({ continuous }) => continuous === false)
    .map(({ takenAt, status, keptUntil, encrypted, plan, vault }) => ({
      ...{ takenAt, vault: refer(vault), made: plan === undefined ? ('by-hand' as const) : ('automatic' as const) },
      ...present({ keptUntil, status, encrypted }),
    }));
}

/** Where there are several rules, the most frequent one tells the retention, and the others stand beside it: unless it is not known which that is. */
function ruleTold(rules: readonly BackupRule[], place: Place): Data {
  const known = rules.every(({ everyHours }) => everyHours !== undefined) || rules.length === 1;
  const [first, ...others] = known ? rules.toSorted((a, b) => (a.everyHours ?? 0) - (b.everyHours ?? 0)) : [];
  const longer = others.map(({ days }) => days);
  const bounded = longer.filter((days) => days !== undefined);
  return present({
    automatic: rules.length > 0 || undefined,
    everyHours: first?.everyHours,
    retentionDays: first?.days,
    longTermDays: first !== undefined && bounded.length === longer.length ? bounded : undefined,
    pointInTime: rules.some(({ continuous }) => continuous),
    copies: rules
      .flatMap((rule) => rule.copies)
      .map(({ vault, days }) => {
        const [, , , region, account] = vault.split(':');
        const where = region === place.region ? {} : { region };
        return { ...where, otherAccount: account !== place.account, vault: place.refer(vault), ...present({ retentionDays: days }) };
      }),
  });
}
