import { z } from 'zod';
import { mfa } from '../kinds/mfa.ts';
import { defineCheck, notApplicable, unseen } from './check.ts';
import { all } from './conditions.ts';
import { secondFactor } from './controls.ts';

/**
 * "Everybody signs in with a second factor." Who has no password here and signs in through another directory may well have one there:
 * that is unseen, never passed over. Access keys know no second factor, and are credentials-rotate's to look at.
 */
export const mfaRequired = defineCheck({
  id: 'mfa-required',
  version: 1,
  says: 'Everybody who can sign in has a second factor.',
  kind: mfa,
  mode: 'each',
  params: z.strictObject({
    who: z
      .array(z.enum(['root', 'user', 'guest']))
      .min(1)
      .optional()
      .describe(
        'Only these; guest: whoever comes from another directory, whose second factor only that directory could tell. Left out: all.',
      ),
    enforced: z.boolean().optional().describe('Also: nobody gets in without it.'),
  }),
  reads: ({ enforced }) => ['identity', 'active', 'password', 'elsewhere', 'enrolled', ...(enforced ? (['enforced'] as const) : [])],
  judge: ({ identity, active, password, elsewhere, enrolled, enforced }, asked) => {
    if (identity === 'rule') return notApplicable('it is a rule, and nobody who signs in');
    if (asked.who !== undefined && !asked.who.includes(identity)) return notApplicable(`it is: ${identity}`);
    if (active === undefined) return unseen('active');
    if (!active) return notApplicable('it cannot sign in');
    if (password === undefined) return unseen('password');
    if (!password && elsewhere === undefined) return unseen('elsewhere');
    if (!password && !elsewhere) return notApplicable('it has no password to sign in with');
    const [has, must] = password ? [enrolled, enforced] : [enrolled || undefined, enforced || undefined];
    return all([
      { field: 'enrolled', shown: has, else: 'it has no second factor' },
      asked.enforced && { field: 'enforced', shown: must, else: 'it gets in without its second factor' },
    ]);
  },
  controls: secondFactor,
  fix: 'Have a second factor set up, or take the password away.',
});
