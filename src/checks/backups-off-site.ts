import { z } from 'zod';
import { backup } from '../kinds/backup.ts';
import { notBackedUp } from './backup-conditions.ts';
import { contradicts, defineCheck, holds, notApplicable, unseen } from './check.ts';
import { backupsMade } from './controls.ts';

/** "Backups are kept on- and off-site": a rule copies them to another region or account, or their storage spans a paired region. */
export const backupsOffSite = defineCheck({
  id: 'backups-off-site',
  version: 1,
  says: 'Backups of everything that holds data are also kept in another region or account.',
  kind: backup,
  mode: 'some',
  per: 'subject',
  params: z.strictObject({ otherAccount: z.boolean().optional().describe('Only a copy in another account counts.') }),
  reads: ({ otherAccount }) => ['about', 'automatic', 'copies', ...(otherAccount ? [] : (['redundancy'] as const))],
  judge: ({ about = 'thing', automatic, copies, redundancy }, { otherAccount: asked }) => {
    const idle = notBackedUp[about];
    if (idle !== undefined) return notApplicable(idle);
    if (automatic === undefined) return unseen('automatic');
    if (!automatic) return contradicts('no backups of it are made by themselves');
    const isAway = (copy: NonNullable<typeof copies>[number]) => copy.otherAccount || (!asked && copy.region !== undefined);
    if (copies?.some(isAway) || (!asked && redundancy?.startsWith('geo'))) return holds;
    if (!copies?.every((copy) => copy.otherAccount === false && (asked || copy.region !== undefined))) return unseen('copies');
    if (!asked && redundancy === undefined) return unseen('redundancy');
    return contradicts('its backups are copied nowhere else');
  },
  controls: backupsMade,
  fix: 'Let the backup rule copy to another region or account.',
});
