import { z } from 'zod';
import { dataRetention } from '../kinds/data-retention.ts';
import { contradicts, defineCheck, holds, unseen } from './check.ts';
import { dataDisposed } from './controls.ts';
import { dayCount, inDays } from './day-count.ts';

/** "We never delete your documents", "records are kept for ten years": no rule deletes any of it before. Somebody still may, by hand. */
export const dataKept = defineCheck({
  id: 'data-kept',
  version: 1,
  says: 'No rule deletes anything in a store, or none does so before the stated time.',
  kind: dataRetention,
  mode: 'each',
  params: z.strictObject({
    atLeast: dayCount.optional().describe('Days before which nothing is deleted: 3650 or "3650d". Left out: ever.'),
  }),
  reads: ['deletesSomeAfterDays'],
  judge: ({ deletesSomeAfterDays: after }, { atLeast = Number.POSITIVE_INFINITY }) => {
    if (after === undefined) return unseen('deletesSomeAfterDays');
    return after === 'never' || after >= atLeast ? holds : contradicts(`a rule deletes something after ${inDays(after)}`);
  },
  controls: dataDisposed,
  fix: 'Take the rule away, or let it wait for the stated time.',
});
