import { z } from 'zod';
import { credentialRotation } from '../kinds/credential-rotation.ts';
import { defineCheck, notApplicable, unseen } from './check.ts';
import { all, known } from './conditions.ts';
import { credentialsRenewed } from './controls.ts';
import { dayCount, daysBetween, GRACE_DAYS, inDays } from './day-count.ts';

const sorts = ['secret', 'access-key', 'service-account-key', 'password', 'certificate'] as const;

/** "Credentials are rotated every 90 days": the age of what opens the door now; `automatic`: also the setting that renews it. */
export const credentialsRotate = defineCheck({
  id: 'credentials-rotate',
  version: 1,
  says: 'Every credential that can be used has been renewed within the stated time.',
  kind: credentialRotation,
  mode: 'each',
  params: z.strictObject({
    atMost: dayCount.describe('How old its present value may be, in days: 90 or "90d".'),
    automatic: z.boolean().optional().describe('Also: it is renewed by itself, at least as often.'),
    of: z.array(z.enum(sorts)).min(1).optional().describe('Only these sorts. Left out: all but certificates.'),
  }),
  reads: ({ automatic }) => [
    'credential',
    'active',
    'valueSince',
    ...(automatic ? (['rotationEnabled', 'rotationPeriodDays'] as const) : []),
  ],
  judge: ({ credential, active, valueSince, ...its }, { atMost, automatic, of = sorts.slice(0, -1) }, { at }) => {
    if (!of.some((sort) => sort === credential)) return notApplicable(`it is: ${credential}`);
    if (active === undefined) return unseen('active');
    if (!active) return notApplicable('it cannot be used');
    const age = valueSince === undefined ? undefined : daysBetween(valueSince, at);
    const period = its.rotationPeriodDays;
    return all([
      automatic && { field: 'rotationEnabled', shown: its.rotationEnabled, else: 'it is not renewed by itself' },
      automatic && {
        field: 'rotationPeriodDays',
        shown: known(period, (days) => days <= atMost),
        else: `it is renewed every ${inDays(period ?? 0)}`,
      },
      { field: 'valueSince', shown: known(age, (days) => days <= atMost + GRACE_DAYS), else: `it has been in use for ${inDays(age ?? 0)}` },
    ]);
  },
  controls: credentialsRenewed,
  fix: 'Renew it, and let the provider do so by itself where it can.',
});
