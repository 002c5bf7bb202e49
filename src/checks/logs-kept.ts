import { z } from 'zod';
import { logRetention } from '../kinds/log-retention.ts';
import { defineCheck, notApplicable, unseen } from './check.ts';
import { all, known } from './conditions.ts';
import { logsRetained } from './controls.ts';
import { dayCount, inDays } from './day-count.ts';
import { BOUNDS, keptBounds, oneBound, rangeOf } from './kept.ts';

const days = (kept: number | 'for-ever') => (kept === 'for-ever' ? Number.POSITIVE_INFINITY : kept);

/** "Logs are kept for 35 days" is three sentences: exactly, at least, at most. Each store must keep to it, those of the provider too. */
export const logsKept = defineCheck({
  id: 'logs-kept',
  version: 1,
  says: 'Every store of logs keeps them for the stated time.',
  kind: logRetention,
  mode: 'each',
  params: z
    .strictObject({
      ...keptBounds,
      readily: dayCount.optional().describe('Also: for so many days they can be searched at once, without an archive.'),
      of: z
        .array(z.enum(['logs', 'audit-logs', 'metrics', 'traces']))
        .min(1)
        .optional()
        .describe('Only stores of these. Left out: all.'),
    })
    .refine(oneBound, BOUNDS),
  reads: ({ readily, of }) => [
    'retentionDays',
    ...(readily === undefined ? [] : (['readilyDays'] as const)),
    ...(of === undefined ? [] : (['holds'] as const)),
  ],
  judge: ({ retentionDays, readilyDays, holds }, { of, readily, ...asked }) => {
    if (of !== undefined && holds === undefined) return unseen('holds');
    if (of !== undefined && holds !== undefined && !of.includes(holds)) return notApplicable(`it keeps: ${holds}`);
    const { least, most } = rangeOf(asked);
    return all([
      {
        field: 'retentionDays',
        shown: known(retentionDays, (kept) => days(kept) >= least && days(kept) <= most),
        else: `it keeps them for ${inDays(retentionDays ?? 0)}`,
      },
      readily !== undefined && {
        field: 'readilyDays',
        shown: known(readilyDays, (kept) => days(kept) >= readily),
        else: `they can be searched for ${inDays(readilyDays ?? 0)}`,
      },
    ]);
  },
  controls: logsRetained,
  fix: 'Set the stated retention on the store; where it only takes certain numbers of days, state one of those.',
});
