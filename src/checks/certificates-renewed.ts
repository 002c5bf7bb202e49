import { z } from 'zod';
import { credentialRotation } from '../kinds/credential-rotation.ts';
import { defineCheck, notApplicable, unseen } from './check.ts';
import { all, known } from './conditions.ts';
import { certificatesValid } from './controls.ts';
import { dayCount, daysBetween, inDays } from './day-count.ts';

/** "Certificates are renewed automatically": those that the provider holds and something uses. What a server shows is certificate-valid's. */
export const certificatesRenewed = defineCheck({
  id: 'certificates-renewed',
  version: 1,
  says: 'Every certificate that a provider holds, and that is in use, is in date and renewed by the provider itself.',
  kind: credentialRotation,
  mode: 'each',
  params: z.strictObject({
    daysLeft: dayCount.optional().describe('Days for which it must still be valid: 14 or "14d".'),
  }),
  reads: ['credential', 'active', 'rotationEnabled', 'failing', 'expiresAt'],
  judge: ({ credential, active, rotationEnabled, failing, expiresAt }, { daysLeft = 0 }, { at }) => {
    if (credential !== 'certificate') return notApplicable(`it is: ${credential}`);
    if (active === undefined) return unseen('active');
    if (!active) return notApplicable('nothing uses it');
    const left = expiresAt === undefined ? undefined : daysBetween(at, expiresAt);
    const expired = left !== undefined && left < 0;
    return all([
      {
        field: 'expiresAt',
        shown: known(left, (days) => days >= daysLeft),
        else: expired ? 'it has expired' : `it expires in ${inDays(left ?? 0)}`,
      },
      { field: 'rotationEnabled', shown: rotationEnabled, else: 'somebody has to renew it' },
      { field: 'failing', shown: known(failing, (fails) => !fails), else: 'its renewal fails, or waits for somebody' },
    ]);
  },
  controls: certificatesValid,
  fix: 'Let the provider issue it and prove its names by DNS.',
});
