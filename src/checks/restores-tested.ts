import { z } from 'zod';
import { restoreTest } from '../kinds/restore-test.ts';
import { contradicts, defineCheck, holds, unseen } from './check.ts';
import { restoresTried } from './controls.ts';
import { dayCount, daysBetween } from './day-count.ts';

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
    validated: z.boolean().optional().describe('Also: what was restored was looked at, and was right.'),
  }),
  reads: ['tests', 'knownSince'],
  judge: ({ tests, knownSince }, { within, validated }, { at }) => {
    if (tests === undefined) return unseen('tests');
    const recent = tests.filter((one) => one.outcome === 'completed' && daysBetween(one.at, at) <= within);
    if (recent.some((one) => !validated || one.validated === 'passed')) return holds;
    if (recent.some((one) => one.validated === undefined)) return unseen('tests');
    if (knownSince === undefined || daysBetween(knownSince, at) < within) return unseen('knownSince');
    return contradicts(recent.length > 0 ? 'what was restored was not found right' : 'no backup was restored in that time');
  },
  controls: restoresTried,
  fix: 'Restore a backup, look at what came out, and plan the next time.',
});
