import { z } from 'zod';
import { privilegedAccess } from '../kinds/privileged-access.ts';
import { contradicts, defineCheck, holds, notApplicable, unseen } from './check.ts';
import { accessLimited } from './controls.ts';

/** "Two people have administrators' access": how many. Who they are is administrators-named's to say. */
export const administratorsLimited = defineCheck({
  id: 'administrators-limited',
  version: 1,
  says: 'No account has more administrators than stated.',
  kind: privilegedAccess,
  mode: 'each',
  params: z.strictObject({ atMost: z.int().nonnegative().describe('How many may be able to do everything.') }),
  reads: ['principal', 'administrators'],
  judge: ({ principal, administrators }, { atMost }) => {
    if (principal !== 'account') return notApplicable('it is one of them, and counted with its account');
    if (administrators === undefined) return unseen('administrators');
    return administrators <= atMost ? holds : contradicts(`administrators: ${administrators}`);
  },
  controls: accessLimited,
  fix: "Take administrators' rights from those who do not need them.",
});
