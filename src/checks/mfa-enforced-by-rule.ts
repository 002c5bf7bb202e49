import { z } from 'zod';
import { mfa } from '../kinds/mfa.ts';
import { defineCheck, notApplicable } from './check.ts';
import { all, known } from './conditions.ts';
import { secondFactor } from './controls.ts';

/** "A second factor is mandatory", by a rule of the directory: what each person has set up is mfa-required's to say. */
export const mfaEnforcedByRule = defineCheck({
  id: 'mfa-enforced-by-rule',
  version: 1,
  says: 'In every account or directory, a rule that is switched on refuses everybody who comes without a second factor.',
  kind: mfa,
  mode: 'some',
  per: 'account',
  absence: 'told',
  params: z.strictObject({
    who: z.enum(['everyone', 'administrators']).optional().describe('Whom it must concern. Left out: everyone.'),
    exemptAtMost: z.int().nonnegative().optional().describe('How many it may leave out (for an emergency). Left out: none.'),
  }),
  reads: ['identity', 'enforced', 'appliesTo', 'exempted'],
  judge: ({ identity, enforced, appliesTo, exempted }, { who = 'everyone', exemptAtMost = 0 }) => {
    if (identity !== 'rule') return notApplicable('it is no rule');
    return all([
      { field: 'enforced', shown: enforced, else: 'the rule is not switched on' },
      {
        field: 'appliesTo',
        shown: known(appliesTo, (whom) => whom === 'everyone' || whom === who),
        else: `the rule concerns: ${appliesTo}`,
      },
      { field: 'exempted', shown: known(exempted, (count) => count <= exemptAtMost), else: `so many are left out: ${exempted}` },
    ]);
  },
  controls: secondFactor,
  fix: 'Switch on a rule that demands a second factor of everybody, with no more left out than stated.',
});
