import { z } from 'zod';
import { backup } from '../kinds/backup.ts';
import { contradicts, defineCheck, holds, notApplicable, unseen } from './check.ts';
import { backupsProtected } from './controls.ts';

/** "Backups are encrypted": each that is there, or all at once where the provider cannot list them. */
export const backupsEncrypted = defineCheck({
  id: 'backups-encrypted',
  version: 1,
  says: 'Every backup is encrypted where it lies.',
  kind: backup,
  mode: 'each',
  params: z.strictObject({}),
  reads: ['backups', 'encrypted'],
  judge: ({ backups, encrypted }) => {
    if (backups?.length === 0) return notApplicable('there is no backup of it');
    const open = backups?.filter((one) => one.encrypted === false).length ?? 0;
    if (encrypted === false || open > 0) return contradicts(backups ? `backups not encrypted: ${open}` : 'its backups are not encrypted');
    if (backups === undefined) return encrypted === undefined ? unseen('backups') : holds;
    return backups.every((one) => one.encrypted) ? holds : unseen('backups');
  },
  controls: backupsProtected,
  fix: 'Encrypt what is backed up, so that new backups are too, and copy or delete the old ones.',
});
