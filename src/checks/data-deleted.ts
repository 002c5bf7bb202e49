import { z } from 'zod';
import { dataRetention } from '../kinds/data-retention.ts';
import { contradicts, defineCheck, holds, unseen } from './check.ts';
import { dataDisposed } from './controls.ts';
import { dayCount, inDays } from './day-count.ts';

const days = (count: number | 'never' | undefined) => (count === 'never' ? Number.POSITIVE_INFINITY : count);

/** "Personal data is deleted after 90 days": all of it, with the old versions and what could still be brought back after that. */
export const dataDeleted = defineCheck({
  id: 'data-deleted',
  version: 1,
  says: 'Whatever lies in a store is deleted by a rule, and cannot be brought back, after the stated time.',
  kind: dataRetention,
  mode: 'each',
  params: z.strictObject({ atMost: dayCount.describe('Days after which nothing of it is left: 90 or "90d".') }),
  reads: ['deletesAfterDays', 'versioned', 'oldVersionsDays', 'recoverableDays'],
  judge: ({ deletesAfterDays, versioned, oldVersionsDays, recoverableDays }, { atMost }) => {
    const spans = [
      { field: 'deletesAfterDays', lasts: days(deletesAfterDays) },
      { field: 'versioned', lasts: versioned === undefined ? undefined : 0 },
      { field: 'oldVersionsDays', lasts: versioned ? days(oldVersionsDays) : 0 },
      { field: 'recoverableDays', lasts: recoverableDays },
    ];
    const left = spans.reduce((sum, { lasts = 0 }) => sum + lasts, 0);
    if (left > atMost) return contradicts(`something of it is left for ${inDays(left)}`);
    const open = spans.find(({ lasts }) => lasts === undefined);
    return open === undefined ? holds : unseen(open.field);
  },
  controls: dataDisposed,
  fix: 'Set a rule that deletes everything there, its old versions too, in time.',
});
