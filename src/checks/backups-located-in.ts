import { z } from 'zod';
import { backup } from '../kinds/backup.ts';
import { contradicts, defineCheck, holds, notApplicable, unseen } from './check.ts';
import { residency } from './controls.ts';
import { outsideOf, regionNames } from './regions.ts';

/** "Backups lie in UK South": by default many providers also keep them in a paired region. */
export const backupsLocatedIn = defineCheck({
  id: 'backups-located-in',
  version: 1,
  says: 'Every backup, and every copy of one, lies in the stated regions.',
  kind: backup,
  mode: 'each',
  params: z.strictObject({ regions: regionNames }),
  reads: ['regions'],
  judge: ({ regions }, { regions: allowed }) => {
    if (regions === undefined) return unseen('regions');
    if (regions.length === 0) return notApplicable('there is no backup of it');
    const outside = outsideOf(regions, allowed);
    return outside.length === 0 ? holds : contradicts(`its backups lie in: ${outside.join(', ')}`);
  },
  controls: residency,
  fix: 'Choose storage without a paired region for backups, and stop copies to other regions.',
});
