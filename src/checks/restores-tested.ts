import { z } from 'zod';
import { restoreTest } from '../kinds/restore-test.ts';
import { contradicts, defineCheck, holds, unseen } from './check.ts';
import { restoresTried } from './controls.ts';
import { dayCount, daysBetween, inDays } from './day-count.ts';

/** "Restoring is tested regularly": the last completed one. A provider that forgets restores sooner than that cannot show that there was none. */
export const restoresTested = defineCheck({
  id: 'restores-tested',
  version: 1,
  says: 'In every account, a backup has been restored within the stated time.',
  kind: restoreTest,
  mode: 'some',
  per: 'account',
  params: z.strictObject({
    within: dayCount.describe('How long ago the last one may be, in days: 90 or "90d".'),
    planned: dayCount.optional().describe('Also: tests are planned, so many days apart at most.'),
    validated: z.boolean().optional().describe('Also: what was restored was looked at, and was right.'),
  }),
  reads: ({ planned }) => ['tests', 'knownSince', ...(planned === undefined ? [] : (['plannedEveryDays'] as const))],
  judge: ({ tests, knownSince, plannedEveryDays: every }, { within, validated, planned = Number.POSITIVE_INFINITY }, { at }) => {
    if (every !== undefined && every > planned) return contradicts(`tests are planned every ${inDays(every)}`);
    if (tests === undefined) return unseen('tests');
    const recent = tests.filter((one) => one.outcome === 'completed' && daysBetween(one.at, at) <= within);
    const found = recent.some((one) => !validated || one.validated === 'passed');
    if (found) return planned < Number.POSITIVE_INFINITY && every === undefined ? unseen('plannedEveryDays') : holds;
    if (recent.some((one) => one.validated === undefined)) return unseen('tests');
    if (knownSince === undefined || daysBetween(knownSince, at) < within) return unseen('knownSince');
    return contradicts(recent.length > 0 ? 'what was restored was not found right' : 'no backup was restored in that time');
  },
  controls: restoresTried,
  fix: 'Restore a backup, look at what came out, and plan the next time.',
});
