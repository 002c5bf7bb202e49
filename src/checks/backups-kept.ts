import { z } from 'zod';
import { backup } from '../kinds/backup.ts';
import { keptAtLeast, keptAtMost, notBackedUp } from './backup-conditions.ts';
import { defineCheck, notApplicable } from './check.ts';
import { all } from './conditions.ts';
import { backupsMade } from './controls.ts';
import { BOUNDS, keptBounds, oneBound, rangeOf } from './kept.ts';

/**
 * "Backups are kept for 35 days" is three sentences. `atLeast`: of each thing, one service keeps them for so long. `atMost`: no backup, of
 * a rule or made by hand, stays longer. `exactly`: both, of each service that backs something up; where two services share that work, say
 * `atLeast` and `atMost` in two proofs, or name the one that is meant in `services`.
 */
export const backupsKept = defineCheck({
  id: 'backups-kept',
  version: 1,
  says: 'Backups of everything that holds data are made by themselves and kept for the stated time.',
  kind: backup,
  mode: 'each',
  grouping: ({ atLeast }) => (atLeast === undefined ? undefined : { mode: 'some', per: 'subject' }),
  params: z
    .strictObject({
      ...keptBounds,
      ignore: z
        .array(z.enum(['oldest']))
        .optional()
        .describe('Leave out whether a backup of that age is really there, and go by the rule alone.'),
    })
    .refine(oneBound, BOUNDS),
  reads: ({ atMost, atLeast, ignore = [] }) => [
    'about',
    'automatic',
    'retentionDays',
    ...(atLeast === undefined ? (['longTermDays', 'copies', 'backups', 'allByRule'] as const) : []),
    ...(atMost !== undefined || ignore.includes('oldest') ? [] : (['earliestRestorableAt', 'protectedSince'] as const)),
  ],
  judge: (data, { ignore = [], ...asked }, { at }) => {
    const { about = 'thing' } = data;
    const [idle, { least, most }] = [notBackedUp[about], rangeOf(asked)];
    if (idle !== undefined && (about === 'vault' || asked.atLeast !== undefined)) return notApplicable(idle);
    return all([
      ...(asked.atMost === undefined && idle === undefined ? keptAtLeast(data, least, at, !ignore.includes('oldest')) : []),
      ...(asked.atLeast === undefined ? keptAtMost(data, most, at) : []),
    ]);
  },
  controls: backupsMade,
  fix: 'Set the stated retention, and delete (or except, with a date) what was made by hand and stays longer.',
});
