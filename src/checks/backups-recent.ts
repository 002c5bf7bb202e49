import { z } from 'zod';
import { backup } from '../kinds/backup.ts';
import type { Answer } from '../model.ts';
import { type Backup, notBackedUp } from './backup-conditions.ts';
import { contradicts, defineCheck, holds, notApplicable, unseen } from './check.ts';
import { backupsMade } from './controls.ts';
import { daysBetween, inDays, timeSpan } from './day-count.ts';

/** "Backups are made daily": the newest that can be restored, be it a backup or a moment, is young enough; by any service that makes some. */
export const backupsRecent = defineCheck({
  id: 'backups-recent',
  version: 1,
  says: 'Everything that holds data has a backup no older than stated.',
  kind: backup,
  mode: 'some',
  per: 'subject',
  params: z.strictObject({ within: timeSpan.describe('How old the newest may be: "26h", 7 or "7d".') }),
  reads: ['about', 'automatic', 'backups', 'newestAt', 'pointInTime', 'latestRestorableAt', 'protectedSince'],
  judge: (data, { within }, { at }) => {
    const { about = 'thing', newestAt, pointInTime, latestRestorableAt: latest } = data;
    const idle = notBackedUp[about];
    if (idle !== undefined) return notApplicable(idle);
    const isFresh = (moment: string | undefined) => moment !== undefined && daysBetween(moment, at) <= within;
    if (isFresh(newestAt) || (pointInTime && isFresh(latest))) return holds;
    if (newestAt === undefined && data.backups?.length !== 0) return unseen('newestAt');
    if (pointInTime === undefined) return unseen('pointInTime');
    if (pointInTime && latest === undefined) return unseen('latestRestorableAt');
    if (newestAt !== undefined) return contradicts(`its newest backup is ${inDays(daysBetween(newestAt, at))} old`);
    return withoutAny(data, within, at);
  },
  controls: backupsMade,
  fix: 'Switch automatic backups on, or find out why the last ones failed.',
});

/** A thing that was just made, and is backed up by itself, cannot have a backup yet. */
function withoutAny({ automatic, protectedSince }: Backup, within: number, at: string): Answer {
  if (automatic === undefined) return unseen('automatic');
  if (!automatic) return contradicts('there is no backup of it, and none is made by itself');
  if (protectedSince === undefined) return unseen('protectedSince');
  return daysBetween(protectedSince, at) <= within ? unseen('newestAt') : contradicts('there is no backup of it');
}
