import type { z } from 'zod';
import type { backup } from '../kinds/backup.ts';
import type { Condition } from './conditions.ts';
import { known, read } from './conditions.ts';
import { daysBetween, GRACE_DAYS, inDays } from './day-count.ts';

export type Backup = z.infer<typeof backup.data>;
type Field = keyof Backup & string;

/** Why checks that ask for backups are not about these. */
export const notBackedUp = {
  vault: 'it is a vault, which is not backed up itself',
  'former-thing': 'it is gone, and only backups of it are left',
  thing: undefined,
};

export const madeByItself = ({ automatic }: Backup): Condition<Field> => ({
  field: 'automatic',
  shown: automatic,
  else: 'no backups of it are made by themselves',
});

/** The rule keeps them for long enough, and a backup of that age is really there. What is younger than the period cannot show that yet. */
export function keptAtLeast(data: Backup, least: number, at: string, witnessed: boolean): readonly (Condition<Field> | false)[] {
  const { automatic, retentionDays, earliestRestorableAt: earliest, protectedSince } = data;
  if (automatic !== true) return [madeByItself(data)];
  const reach = earliest === undefined ? undefined : daysBetween(earliest, at);
  const enough = known(reach, (days) => days >= least - GRACE_DAYS);
  const grown = known(protectedSince, (since) => daysBetween(since, at) >= least);
  return [
    {
      field: 'retentionDays',
      shown: known(retentionDays, (days) => days >= least),
      else: `they are kept for ${inDays(retentionDays ?? 0)}`,
    },
    witnessed && {
      field: enough === false && grown === undefined ? 'protectedSince' : 'earliestRestorableAt',
      shown: enough === false && grown !== true ? undefined : enough,
      else: `it can be restored as it was ${inDays(reach ?? 0)} ago, and no longer ago`,
    },
  ];
}

/** No rule keeps any for longer, and none is there that stays longer: one that was made by hand, as a rule, never expires. */
export function keptAtMost(data: Backup, most: number, at: string): readonly Condition<Field>[] {
  const { about, automatic, retentionDays, longTermDays, copies, backups, allByRule } = data;
  const within = (days: number) => days <= most;
  const byRule: readonly Condition<Field>[] = [
    { field: 'retentionDays', shown: known(retentionDays, within), else: `they are kept for ${inDays(retentionDays ?? 0)}` },
    {
      field: 'longTermDays',
      shown: known(longTermDays, (rules) => rules.every(within)),
      else: `a further rule keeps them for ${inDays(Math.max(...(longTermDays ?? [])))}`,
    },
    {
      field: 'copies',
      shown: known(copies, (all) => every(all.map(({ retentionDays: days }) => known(days, within)))),
      else: 'a copy is kept for longer',
    },
  ];
  const kept = backups?.map((one) => leaves(one, most + GRACE_DAYS, at));
  return [
    ...(automatic === true ? byRule : []),
    ...(about === 'former-thing' ? [] : [read('automatic' as const, automatic)]),
    {
      field: 'backups',
      shown: kept === undefined ? allByRule || undefined : every(kept),
      else: `of its backups, so many stay for longer: ${kept?.filter((shown) => shown === false).length}`,
    },
  ];
}

/** Whether a backup goes in time, by its date of deletion; one that is older already has not. */
function leaves({ takenAt, keptUntil }: NonNullable<Backup['backups']>[number], most: number, at: string): boolean | undefined {
  if (daysBetween(takenAt, at) > most || keptUntil === 'for-ever') return false;
  return known(keptUntil, (until) => daysBetween(takenAt, until) <= most);
}

/** false where one is; else undefined where one was not read. */
function every(shown: readonly (boolean | undefined)[]): boolean | undefined {
  return shown.includes(false) ? false : shown.includes(undefined) ? undefined : true;
}
